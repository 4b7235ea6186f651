"""The application: its commands and what holds for all of them."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from .clean import clean_command
from .evaluate import evaluate_command
from .explain import explain_command
from .report import report_command
from .settings import load_settings

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
app.command("clean")(clean_command)
app.command("explain")(explain_command)
app.command("report")(report_command)
app.command("evaluate")(evaluate_command)


def _show_version(value: bool) -> None:
    if value:
        from importlib.metadata import version

        typer.echo(f"cleaner {version('cleaner')}")
        raise typer.Exit


@app.callback()
def _options(
    context: typer.Context,
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Clean article bodies out of scraped text and web pages.

    Options can also stand in a cleaner.toml, or in [tool.cleaner] of a pyproject.toml: care = "recall".
    """
    context.default_map = load_settings(context)


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
