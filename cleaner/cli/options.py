"""Options that commands share, and the values they stand for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ..config import Config

__all__ = [
    "Care",
    "Charset",
    "Engine",
    "Keep",
    "Language",
    "MediaType",
    "PageTimeout",
    "Policy",
    "config_of",
    "parse_size",
    "printable",
]

Care = Annotated[
    str, typer.Option("--care", metavar="LEVEL", help="recall keeps what is in doubt, precision removes it; balanced.")
]
Keep = Annotated[
    list[str] | None,
    typer.Option("--keep", metavar="LABEL", help="Leave blocks of this label in the body, such as title. Repeatable."),
]
Policy = Annotated[
    list[str] | None,
    typer.Option("--policy", metavar="LABEL=ACTION", help="keep, drop or move blocks of this label. Repeatable."),
]
Language = Annotated[str | None, typer.Option("--language", metavar="TAG", help="BCP 47 tag, if it is known.")]
Engine = Annotated[
    str, typer.Option("--engine", metavar="NAME", help="For HTML: default asks trafilatura too, fast does without.")
]
PageTimeout = Annotated[
    float | None,
    typer.Option("--page-timeout", metavar="SECONDS", help="For HTML: time that a page may take; 10 unless said."),
]
Charset = Annotated[str | None, typer.Option("--charset", metavar="NAME", help="The inputs' encoding, if it is known.")]
MediaType = Annotated[
    str | None, typer.Option("--media-type", metavar="TYPE", help="text/plain or text/html; else look and see.")
]

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMG]?)(?:i?B)?", re.IGNORECASE)
_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def config_of(
    care: str,
    keep: list[str] | None,
    policy: list[str] | None,
    language: str | None,
    engine: str,
    page_timeout: float | None = None,
) -> Config:
    """Return the configuration that the options stand for; a wrong one is a usage error."""
    from ..config import Config
    from ..errors import ConfigError

    actions = dict.fromkeys(keep or (), "keep")
    for pair in policy or ():
        label, sign, action = pair.partition("=")
        if not sign:
            raise typer.BadParameter(f"{pair!r} must be LABEL=ACTION, such as title=keep", param_hint="--policy")
        actions[label.strip()] = action.strip()
    # What is not said is left to ``Config``, which declares it.
    limits = {} if page_timeout is None else {"timeout": page_timeout}
    try:
        return Config(care=care, policy=actions, language=language, engine=engine, **limits)  # type: ignore[arg-type]
    except ConfigError as error:
        raise typer.BadParameter(str(error)) from None


def parse_size(text: str, option: str) -> int:
    """Return a number of bytes: ``"16M"`` is 16 MiB."""
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        raise typer.BadParameter(f"{text!r} is no size; write 500K, 16M or 1G", param_hint=option)
    return int(float(match[1]) * _UNITS[match[2].upper()])


def printable(text: str) -> str:
    """Return ``text`` with what a terminal would obey, or a log would take for a new line, escaped."""
    if text.isprintable():
        return text
    return "".join(ch if ch.isprintable() else ascii(ch)[1:-1] for ch in text)
