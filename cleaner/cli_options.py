"""Options that several commands share, and what they say in common when one is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from .config import Config

__all__ = ["Care", "Charset", "Inputs", "Keep", "Language", "MediaType", "config_from"]

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


def config_from(care: str, keep: list[str] | None, language: str | None) -> Config:
    """Return the configuration that the options name; a wrong value ends the command as wrong usage."""
    from .config import Config
    from .errors import ConfigError

    try:
        return Config(care=care, policy=dict.fromkeys(keep or (), "keep"), language=language)  # type: ignore[arg-type]
    except ConfigError as error:
        raise typer.BadParameter(str(error)) from None
