"""``cleaner clean``: files, folders and dumps in, clean ones out."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .options import (
    Care,
    Charset,
    Engine,
    Keep,
    Language,
    MediaType,
    PageTimeout,
    Policy,
    config_of,
    parse_size,
    printable,
)

if TYPE_CHECKING:
    from ..batch import Batch, Outcome

__all__ = ["clean_command"]

# With no more inputs than this, it is said of each what went.
_HANDFUL = 20

Field = str | None


def clean_command(
    inputs: Annotated[list[str], typer.Argument(metavar="INPUT...", help="Files, folders, or - for standard input.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="OUT", help="Folder or file to write; else stdout.")
    ] = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format", metavar="FORMAT", help="text, markdown, jsonl, csv, tsv or parquet; else by the suffix of OUT."
        ),
    ] = None,
    input_format: Annotated[
        str | None, typer.Option("--input-format", metavar="FORMAT", help="Format of the inputs; else by their suffix.")
    ] = None,
    care: Care = "balanced",
    keep: Keep = None,
    policy: Policy = None,
    language: Language = None,
    engine: Engine = "default",
    page_timeout: PageTimeout = None,
    charset: Charset = None,
    media_type: MediaType = None,
    text_field: Annotated[Field, typer.Option(metavar="NAME", help="Field that holds the text.")] = None,
    html_field: Annotated[Field, typer.Option(metavar="NAME", help="Field that holds the page.")] = None,
    id_field: Annotated[Field, typer.Option(metavar="NAME", help="Field that holds the id.")] = None,
    url_field: Annotated[Field, typer.Option(metavar="NAME", help="Field that holds the URL.")] = None,
    jobs: Annotated[int, typer.Option("-j", "--jobs", metavar="N", min=0, help="Processes; 0 for one a core.")] = 0,
    timeout: Annotated[
        float, typer.Option(metavar="SECONDS", min=0, help="Set a document aside after this time; 0 for never.")
    ] = 60.0,
    max_size: Annotated[str, typer.Option(metavar="SIZE", help="Set a larger document aside; 500K, 16M, 1G.")] = "16M",
    rejects: Annotated[
        Path | None, typer.Option(metavar="FILE", help="JSON lines of what could not be cleaned; else beside OUT.")
    ] = None,
    restart: Annotated[
        bool, typer.Option("--restart", help="Begin anew where an interrupted run could go on.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count without writing.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Write a unified diff instead.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if anything would be removed.")] = False,
    stats: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the figures as JSON.")] = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Say nothing but errors.")] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Say of each line that goes why.")] = False,
) -> None:
    """Write the clean bodies of INPUT..., and their metadata.

    Reads txt, html, jsonl, csv, tsv, parquet, warc, wet, zip and tar, also as gz, zst, bz2 and xz. An interrupted
    run goes on when the same command is given again.

    Exits 0 when all went well, 1 when some inputs failed, 2 for wrong usage.
    """
    from ..workers import start_server

    # Each worker imports the program's main module anew, which is this command line: the server has it ready.
    start_server("cleaner.cli")

    from ..batch import Batch
    from ..formats.entries import Reading

    reading = Reading(
        form=_input_format(input_format),
        charset=charset,
        media_type=media_type,
        text_field=text_field,
        html_field=html_field,
        id_field=id_field,
        url_field=url_field,
        max_bytes=parse_size(max_size, "--max-size"),
    )
    batch = Batch(
        inputs=tuple(inputs),
        output=output,
        form={"md": "markdown", "txt": "text"}.get(form or "", form),
        mode="diff" if diff else "count" if dry_run or check else "write",
        config=config_of(care, keep, policy, language, engine, page_timeout),
        reading=reading,
        jobs=jobs,
        timeout=timeout,
        rejects=rejects,
        restart=restart,
        notes=0 if quiet else 2 if verbose else int(_is_handful(inputs)),
    )
    outcome = _run(batch, quiet=quiet, stats=stats)
    failed = outcome.tally.rejected or (check and outcome.tally.changed)
    raise typer.Exit(1 if failed else 0)


def _input_format(name: str | None) -> str | None:
    from ..formats.readers import FORMATS

    if name is not None and name not in FORMATS:
        raise typer.BadParameter(f"{name!r} is unknown; use one of {', '.join(FORMATS)}", param_hint="--input-format")
    return name


def _is_handful(inputs: list[str]) -> bool:
    """Whether the inputs are a few files of one document each."""
    from itertools import islice

    from ..formats.entries import Reading
    from ..formats.readers import is_single
    from ..formats.sources import find_sources

    try:
        few = list(islice(find_sources(inputs), _HANDFUL + 1))
    except FileNotFoundError as error:
        raise typer.BadParameter(f"{printable(error.args[0])} does not exist", param_hint="INPUT") from None
    return len(few) <= _HANDFUL and all(is_single(source, Reading()) for source in few)


def _run(batch: Batch, *, quiet: bool, stats: Path | None) -> Outcome:
    """Run a batch and show it; end the program where it could not be done."""
    from ..batch import run
    from ..errors import CleanerError, ConfigError
    from .view import Display, table, write_stats

    display = Display(quiet=quiet, rejects=batch.rejects is not None or batch.output is not None)
    try:
        with _stopping(can_go_on=batch.output is not None) as stopped:
            outcome = run(batch, display, stopped)
        if stats is not None:
            write_stats(outcome, stats)
    except ConfigError as error:
        display.clear()
        raise typer.BadParameter(printable(str(error))) from None
    except FileNotFoundError as error:
        raise typer.BadParameter(f"{printable(error.args[0])} does not exist", param_hint="INPUT") from None
    except BrokenPipeError:
        raise
    except (CleanerError, OSError) as error:
        display.say(f"error: {error}")
        raise typer.Exit(1) from None
    display.clear()
    if not outcome.complete:
        display.say("stopped; the same command goes on from here")
        raise typer.Exit(128 + signal.SIGINT)
    tally = outcome.tally
    if not quiet and tally.documents + tally.rejected > 1:
        for line in table(outcome):
            display.say(line)
    if not tally.documents + tally.rejected + tally.skipped:
        display.say("no documents: the inputs hold none")
    return outcome


@contextmanager
def _stopping(*, can_go_on: bool) -> Iterator[Callable[[], bool]]:
    """Yield a function that tells whether to stop: the first Ctrl-C asks for it, the second one ends at once."""
    asked = False

    def ask(number: int, frame: object) -> None:
        nonlocal asked
        del number, frame
        if asked or not can_go_on:
            raise KeyboardInterrupt
        asked = True
        sys.stderr.write("\nstopping after the documents in hand; Ctrl-C again to stop at once\n")

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: asked
    except KeyboardInterrupt:
        os.write(2, b"\nstopped\n")
        raise typer.Exit(128 + signal.SIGINT) from None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
