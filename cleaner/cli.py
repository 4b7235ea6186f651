"""The command line: arguments -> Config -> one call. Data goes to stdout or -o, all else to stderr."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .cli_report import register

if TYPE_CHECKING:
    from .config import Config
    from .document import Article
    from .formats.inputs import Source
    from .formats.outputs import Writer

__all__ = ["app", "main"]

app = typer.Typer(
    help="Clean article bodies out of scraped text and web pages.",
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    # Plain help: rich takes longer to import than all the rest.
    rich_markup_mode=None,
    add_completion=False,
)

Inputs = Annotated[list[str], typer.Argument(metavar="INPUT...", help="Files, folders, or - for standard input.")]
Care = Annotated[
    str, typer.Option("--care", metavar="LEVEL", help="recall keeps what is in doubt, precision removes it; balanced.")
]
Keep = Annotated[
    list[str] | None,
    typer.Option("--keep", metavar="LABEL", help="Leave blocks of this label in the body, such as title. Repeatable."),
]
Language = Annotated[str | None, typer.Option("--language", metavar="TAG", help="BCP 47 tag, if it is known.")]
Charset = Annotated[str | None, typer.Option("--charset", metavar="NAME", help="The inputs' encoding, if it is known.")]
MediaType = Annotated[
    str | None, typer.Option("--media-type", metavar="TYPE", help="text/plain or text/html; else look and see.")
]

# With more inputs than this a bar is shown on a terminal.
_HANDFUL = 5


def _show_version(value: bool) -> None:
    if value:
        from importlib.metadata import version

        typer.echo(f"cleaner {version('cleaner')}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Clean article bodies out of scraped text and web pages."""


@app.command("clean")
def clean_command(
    inputs: Inputs,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="OUT", help="Folder (text) or file (jsonl) to write.")
    ] = None,
    form: Annotated[
        str | None,
        typer.Option("--format", metavar="FORMAT", help="text: a .txt and a .json file an input; jsonl: a line each."),
    ] = None,
    care: Care = "balanced",
    keep: Keep = None,
    language: Language = None,
    charset: Charset = None,
    media_type: MediaType = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Say nothing but errors.")] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Say of each line that goes why.")] = False,
) -> None:
    """Write the clean bodies of INPUT..., and their metadata."""
    from .pipeline import Cleaner

    cleaner = Cleaner(_config(care, keep, language))
    form = _format(form, output)
    sources = _sources(inputs, output if form == "text" else None)
    failed = 0
    with _writer(form, output, headed=len(sources) > 1) as writer, _progress(sources, quiet=quiet) as items:
        for source in items:
            article = _clean_one(cleaner, source, writer, charset, media_type)
            if article is None:
                failed += 1
            elif not quiet:
                _report(source, article, verbose=verbose)
    if not sources:
        typer.echo("no inputs: the folders hold no files", err=True)
    raise typer.Exit(1 if failed else 0)


@app.command("explain")
def explain_command(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A file, or - for standard input.")],
    care: Care = "balanced",
    keep: Keep = None,
    language: Language = None,
    charset: Charset = None,
    media_type: MediaType = None,
    color: Annotated[
        bool | None, typer.Option("--color/--no-color", help="Strike out in colour; by default on a terminal.")
    ] = None,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Give the reasons of kept lines too.")] = False,
) -> None:
    """Print FILE line by line with label, score and reason: - is dropped, > goes to the metadata."""
    from .errors import InputError
    from .explain import explain
    from .formats.inputs import read_source
    from .pipeline import Cleaner

    cleaner = Cleaner(_config(care, keep, language))
    if Path(file).is_dir():
        raise typer.BadParameter(f"{file} is a folder; name one file", param_hint="FILE")
    (source,) = _sources([file], None)
    if color is None:
        color = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    try:
        article = cleaner(read_source(source, charset=charset, media_type=media_type))
    except InputError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(1) from None
    for line in explain(article, color=color, everything=verbose):
        typer.echo(line, color=color)


def _config(care: str, keep: list[str] | None, language: str | None) -> Config:
    from .config import Config
    from .errors import ConfigError

    try:
        return Config(care=care, policy=dict.fromkeys(keep or (), "keep"), language=language)  # type: ignore[arg-type]
    except ConfigError as error:
        raise typer.BadParameter(str(error)) from None


def _format(form: str | None, output: Path | None) -> str:
    """Return the output format: as told, else as the output's name says."""
    if form is None:
        return "jsonl" if output is not None and output.suffix == ".jsonl" else "text"
    if form not in ("text", "jsonl"):
        raise typer.BadParameter(f"{form!r} is unknown; use text or jsonl", param_hint="--format")
    return form


def _sources(inputs: list[str], output: Path | None) -> list[Source]:
    from .formats.inputs import find_sources

    try:
        return list(find_sources(inputs, without=output))
    except FileNotFoundError as error:
        raise typer.BadParameter(f"{error.args[0]} does not exist", param_hint="INPUT") from None


def _writer(form: str, output: Path | None, *, headed: bool) -> Writer:
    from .formats.outputs import FolderWriter, JsonlWriter, StreamWriter

    if form == "jsonl":
        if output is not None and output.is_dir():
            raise typer.BadParameter(f"{output} is a folder; jsonl goes to one file", param_hint="-o")
        return JsonlWriter(output or sys.stdout)
    if output is None:
        return StreamWriter(sys.stdout, headed=headed)
    if output.exists() and not output.is_dir():
        raise typer.BadParameter(f"{output} is a file; text goes to a folder", param_hint="-o")
    return FolderWriter(output)


def _clean_one(
    cleaner: object, source: Source, writer: Writer, charset: str | None, media_type: str | None
) -> Article | None:
    """Read, clean and write one input; say what went wrong and return ``None`` if it could not be done."""
    from .errors import InputError
    from .formats.inputs import read_source
    from .pipeline import Cleaner

    assert isinstance(cleaner, Cleaner)
    try:
        article = cleaner(read_source(source, charset=charset, media_type=media_type))
        writer.write(source, article)
    except InputError as error:
        typer.echo(f"error: {error}", err=True)
        return None
    return article


def _report(source: Source, article: Article, *, verbose: bool) -> None:
    """Say on stderr what became of one input."""
    counts = Counter(str(r.label) for r in article.removed)
    gone = ", ".join(f"{count} {label}" for label, count in sorted(counts.items())) or "nothing"
    typer.echo(f"{source.id}: {len(article.document.blocks)} lines, removed: {gone}", err=True)
    for warning in article.metadata.warnings:
        typer.echo(f"  warning: {warning}", err=True)
    if verbose:
        for removed in article.removed:
            reasons = "; ".join(f"{e.weight:+.1f} {e.detail}" for e in removed.evidence)
            typer.echo(f"  {removed.label}: {removed.text.strip()!r} ({removed.score:.3f}: {reasons})", err=True)


@contextmanager
def _progress(sources: list[Source], *, quiet: bool) -> Iterator[Iterator[Source]]:
    """Yield the sources, with a bar on a terminal if there are more than a handful."""
    if quiet or len(sources) <= _HANDFUL or not sys.stderr.isatty():
        yield iter(sources)
        return
    with typer.progressbar(sources, label="cleaning", file=sys.stderr) as bar:
        yield iter(bar)


register(app)


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except BrokenPipeError:
        # The reader has gone (| head). Python's own flush at exit must not complain about it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
