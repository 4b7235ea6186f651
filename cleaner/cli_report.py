"""The commands ``report`` and ``evaluate``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from .cli_options import Care, Charset, Inputs, Keep, Language, MediaType, config_from

if TYPE_CHECKING:
    from .config import Config
    from .errors import InputError
    from .evaluate import Evaluation, Tally
    from .formats.inputs import Source
    from .report import ReportDocument

__all__ = ["evaluate_command", "register", "report_command"]


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command("report")(report_command)
    app.command("evaluate")(evaluate_command)


def report_command(
    inputs: Inputs,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="The page to write.")] = Path(
        "report.html"
    ),
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="The page's heading.")] = "Cleaning report",
    care: Care = "balanced",
    keep: Keep = None,
    language: Language = None,
    charset: Charset = None,
    media_type: MediaType = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Say nothing but errors.")] = False,
) -> None:
    """Write one HTML page that shows what is removed from INPUT..., and why.

    Inputs are cleaned; those that end in .jsonl are taken for what 'clean --format jsonl' wrote, and shown as they are.
    """
    from .report import write_report

    config = config_from(care, keep, language)
    sources = _sources(inputs, output)
    documents = _documents(sources, config, charset, media_type)
    try:
        written = write_report(_told(documents), output, title=title, config=config)
    except OSError as error:
        raise typer.BadParameter(f"{output} cannot be written: {error.strerror or error}", param_hint="-o") from None
    if not quiet:
        typer.echo(f"{output}: {written.documents} documents, {written.failures} not cleaned", err=True)
    raise typer.Exit(1 if written.failures else 0)


def _sources(inputs: list[str], output: Path) -> list[Source]:
    """Return the inputs, less an earlier report in a folder of them."""
    from .formats.inputs import find_sources

    try:
        sources = list(find_sources(inputs))
    except FileNotFoundError as error:
        raise typer.BadParameter(f"{error.args[0]} does not exist", param_hint="INPUT") from None
    target = output.resolve()
    if any(name != "-" and Path(name).is_file() and Path(name).resolve() == target for name in inputs):
        raise typer.BadParameter(f"{output} is an input; a report is not written over one", param_hint="-o")
    return [source for source in sources if source.path is None or source.path.resolve() != target]


def _documents(
    sources: list[Source], config: Config, charset: str | None, media_type: str | None
) -> Iterator[ReportDocument | InputError]:
    from .errors import InputError
    from .formats.inputs import read_source
    from .pipeline import Cleaner
    from .report import from_article, read_jsonl

    cleaner = Cleaner(config)
    for source in sources:
        try:
            if source.path is not None and source.path.suffix == ".jsonl":
                with _opened(source.path) as lines:
                    yield from read_jsonl(lines, source=source.id)
            else:
                yield from_article(cleaner(read_source(source, charset=charset, media_type=media_type)))
        except InputError as error:
            yield error


def _opened(path: Path) -> IO[str]:
    from .errors import InputError

    try:
        return path.open(encoding="utf-8", errors="surrogateescape")
    except OSError as error:
        raise InputError(str(path), f"it cannot be read: {error.strerror or error}") from error


def _told(documents: Iterator[ReportDocument | InputError]) -> Iterator[ReportDocument | InputError]:
    """Say each error when it comes: the report may be long in the making."""
    from .errors import InputError

    for document in documents:
        if isinstance(document, InputError):
            typer.echo(f"error: {document}", err=True)
        yield document


def evaluate_command(
    labels: Annotated[list[Path], typer.Argument(metavar="LABELS...", help="Files saved from reports (labels.jsonl).")],
    care: Care = "balanced",
    keep: Keep = None,
    language: Language = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    wrong: Annotated[bool, typer.Option("--wrong", help="List the lines of which the wrong thing became.")] = False,
) -> None:
    """Score a configuration against LABELS: which labelled lines stay and go as they should."""
    from .errors import InputError
    from .evaluate import evaluate, read_labels

    config = config_from(care, keep, language)
    try:
        evaluation = evaluate((document for path in labels for document in read_labels(path)), config)
    except InputError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(1) from None
    if as_json:
        typer.echo(json.dumps(evaluation.to_dict(), ensure_ascii=False, indent=2))
    else:
        for line in _tables(evaluation):
            typer.echo(line)
    if wrong:
        with nullcontext(sys.stderr if as_json else sys.stdout) as stream:
            _list_wrong(evaluation, stream)


def _tables(evaluation: Evaluation) -> Iterator[str]:
    total = evaluation.total
    yield f"{evaluation.documents} documents, {total.lines} labelled lines, {total.words} words"
    if evaluation.unmatched:
        yield f"{evaluation.unmatched} labels are of no line that the cleaner sees, and are left out"
    columns = f"{'lines':>8}{'right':>9}{'words':>9}{'right':>9}{'lost':>8}{'left':>8}{'named':>9}"
    for heading, tallies in (
        ("", {"all": total}),
        ("by label", dict(sorted(evaluation.labels.items()))),
        ("by language", {name or "unknown": tally for name, tally in sorted(evaluation.languages.items())}),
    ):
        yield ""
        yield f"{heading:<16}{columns}"
        yield from (_row(name, tally) for name, tally in tallies.items())
    yield ""
    yield "lost: lines of the body that were removed; left: lines that should have gone; named: with exactly the label"


def _row(name: str, tally: Tally) -> str:
    return (
        f"{name:<16}{tally.lines:>8}{_share(tally.right, tally.lines):>9}{tally.words:>9}"
        f"{_share(tally.words_right, tally.words):>9}{tally.kept_lost:>8}{tally.removed_left:>8}"
        f"{_share(tally.named, tally.lines):>9}"
    )


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else "-"


def _list_wrong(evaluation: Evaluation, stream: IO[str]) -> None:
    for line in evaluation.wrong:
        fate = "kept, should go" if line.kept else "removed, should stay"
        typer.echo(
            f"{line.id}:{line.start}: {fate}: {line.wanted}, taken for {line.got} ({line.score:.3f}): "
            f"{line.text.strip()!r}",
            file=stream,
        )
