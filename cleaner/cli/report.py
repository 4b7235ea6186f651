"""``cleaner report``: one page that shows what was done."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import Care, Charset, Engine, Keep, Language, MediaType, PageTimeout, Policy, config_of, printable

if TYPE_CHECKING:
    from ..config import Config
    from ..errors import InputError
    from ..formats.entries import Entry, Reading
    from ..formats.sources import Source
    from ..pipeline import Cleaner
    from ..report import ReportDocument

__all__ = ["report_command"]


def report_command(
    inputs: Annotated[list[str], typer.Argument(metavar="INPUT...", help="Files, folders, or - for standard input.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="The page to write.")] = Path(
        "report.html"
    ),
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="The page's heading.")] = "Cleaning report",
    care: Care = "balanced",
    keep: Keep = None,
    policy: Policy = None,
    language: Language = None,
    engine: Engine = "default",
    page_timeout: PageTimeout = None,
    charset: Charset = None,
    media_type: MediaType = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Say nothing but errors.")] = False,
) -> None:
    """Write one HTML page that shows what is removed from INPUT..., and why.

    Inputs are cleaned; lines that 'clean' wrote as .jsonl are shown as they are.
    """
    from ..formats.entries import Reading
    from ..report import write_report

    config = config_of(care, keep, policy, language, engine, page_timeout)
    sources = _sources(inputs, output)
    documents = _documents(sources, config, Reading(charset=charset, media_type=media_type))
    try:
        written = write_report(_told(documents), output, title=title, config=config)
    except OSError as error:
        raise typer.BadParameter(f"{output} cannot be written: {error.strerror or error}", param_hint="-o") from None
    if not quiet:
        typer.echo(f"{output}: {written.documents} documents, {written.failures} not cleaned", err=True)
    raise typer.Exit(1 if written.failures else 0)


def _sources(inputs: list[str], output: Path) -> list[Source]:
    """Return the inputs, less an earlier report in a folder of them."""
    from ..formats.sources import find_sources

    target = output.resolve()
    if any(name != "-" and Path(name).is_file() and Path(name).resolve() == target for name in inputs):
        raise typer.BadParameter(f"{output} is an input; a report is not written over one", param_hint="-o")
    try:
        return list(find_sources(inputs, without=[target]))
    except FileNotFoundError as error:
        raise typer.BadParameter(f"{printable(str(error.args[0]))} does not exist", param_hint="INPUT") from None


def _documents(sources: list[Source], config: Config, reading: Reading) -> Iterator[ReportDocument | InputError]:
    """Yield what there is to show: articles that were written before as they are, all else cleaned."""
    from ..errors import InputError
    from ..formats.entries import Entry
    from ..formats.readers import read
    from ..pipeline import Cleaner

    cleaner = Cleaner(config)
    for source in sources:
        for item in read(source, reading):
            if not isinstance(item, Entry):
                yield InputError(item.source, item.reason)
                continue
            try:
                yield _shown(item, cleaner, reading)
            except InputError as error:
                yield error


def _shown(entry: Entry, cleaner: Cleaner, reading: Reading) -> ReportDocument:
    from ..formats.fields import record
    from ..report import from_article, from_json

    written = _written(entry)
    if written is not None:
        return from_json(written, source=f"{entry.source}, {entry.place}" if entry.place else entry.source)
    return from_article(cleaner(record(entry, reading)))


def _written(entry: Entry) -> dict[str, Any] | None:
    """Return the article that ``clean`` wrote as this line of JSON, ``None`` if it is anything else."""
    if not isinstance(entry.content, bytes) or b'"removed"' not in entry.content:
        return None
    try:
        data = json.loads(entry.content)
    except ValueError:
        return None
    return data if isinstance(data, dict) and {"text", "metadata", "removed"} <= data.keys() else None


def _told(documents: Iterator[ReportDocument | InputError]) -> Iterator[ReportDocument | InputError]:
    """Say each error when it comes: the report may be long in the making."""
    from ..errors import InputError

    for document in documents:
        if isinstance(document, InputError):
            typer.echo(f"error: {printable(str(document))}", err=True)
        yield document
