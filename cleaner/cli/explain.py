"""``cleaner explain``: one text, line by line."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .options import Care, Charset, Engine, Keep, Language, MediaType, PageTimeout, Policy, config_of, printable

if TYPE_CHECKING:
    from ..document import Record

__all__ = ["explain_command"]


def explain_command(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A file, or - for standard input.")],
    care: Care = "balanced",
    keep: Keep = None,
    policy: Policy = None,
    language: Language = None,
    engine: Engine = "default",
    page_timeout: PageTimeout = None,
    charset: Charset = None,
    media_type: MediaType = None,
    color: Annotated[
        bool | None, typer.Option("--color/--no-color", help="Strike out in colour; by default on a terminal.")
    ] = None,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Give the reasons of kept lines too.")] = False,
) -> None:
    """Print FILE line by line with label, score and reason: - is dropped, > goes to the metadata."""
    from ..errors import InputError
    from ..explain import explain
    from ..pipeline import Cleaner

    cleaner = Cleaner(config_of(care, keep, policy, language, engine, page_timeout))
    if color is None:
        color = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    try:
        article = cleaner(_record(file, charset, media_type))
    except InputError as error:
        typer.echo(f"error: {printable(str(error))}", err=True)
        raise typer.Exit(1) from None
    for line in explain(article, color=color, everything=verbose):
        typer.echo(line, color=color)


def _record(file: str, charset: str | None, media_type: str | None) -> Record:
    """Return the one document of a file."""
    from ..errors import InputError
    from ..formats.entries import Entry, Reading
    from ..formats.fields import record
    from ..formats.readers import is_single, read
    from ..formats.sources import find_sources

    if Path(file).is_dir():
        raise typer.BadParameter(f"{file} is a folder; name one file", param_hint="FILE")
    try:
        (source,) = find_sources([file])
    except FileNotFoundError:
        raise typer.BadParameter(f"{printable(file)} does not exist", param_hint="FILE") from None
    reading = Reading(charset=charset, media_type=media_type)
    if not is_single(source, reading):
        raise typer.BadParameter(f"{printable(file)} holds many documents; name one text or page", param_hint="FILE")
    (item,) = read(source, reading)
    if not isinstance(item, Entry):
        raise InputError(item.source, item.reason)
    return record(item, reading)
