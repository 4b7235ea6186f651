"""Values as pages declare them -> values as ``Metadata`` holds them: dates in ISO 8601, names without lead-ins."""

from __future__ import annotations

import datetime as dt
import html
import re
from email.utils import parsedate_to_datetime

from ..dates import find_dates

__all__ = ["one_line", "read_date", "read_language", "read_names"]

_ISO = re.compile(
    r"^\s*(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"^\s*(\d{4})(\d{2})(\d{2})(?:T?\d{4,6})?\s*(?:Z|[+-]\d{2}:?\d{2})?\s*$")
_EPOCH = re.compile(r"^\s*(\d{10})(?:\d{3})?\s*$")
_MARKUP = re.compile(r"<[^<>]{0,300}>")
_OLDEST = 1990


def one_line(value: str | None, longest: int = 1000) -> str | None:
    """Return a value without markup and entities, its white space in order; ``None`` for an empty or endless one."""
    if not value or len(value) > longest * 20:
        return None
    text = " ".join(_MARKUP.sub(" ", html.unescape(value)).split())
    return text if text and len(text) <= longest else None


def read_date(value: str | None, language: str | None) -> str | None:
    """Return a declared date in ISO 8601, as precise as it is given.

    >>> read_date("2024-05-12T10:30:00+0200", None), read_date("Mon, 13 May 2024 08:00:00 GMT", None)
    ('2024-05-12T10:30:00+02:00', '2024-05-13T08:00:00+00:00')
    """
    text = one_line(value, 100)
    if not text:
        return None
    if found := _ISO.match(text):
        return _iso(found)
    if found := _COMPACT.match(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _EPOCH.match(text):
        return dt.datetime.fromtimestamp(int(found[1]), dt.UTC).isoformat()
    try:
        return parsedate_to_datetime(text).isoformat()
    except (ValueError, TypeError, IndexError):
        dates = find_dates(text, language)
    return dates[0].iso if dates else None


def _iso(found: re.Match[str]) -> str | None:
    day = _day(int(found[1]), int(found[2]), int(found[3]))
    if day is None or found[4] is None or int(found[4]) > 23 or int(found[5]) > 59:
        return day
    zone = (found[7] or "").upper()
    if zone in ("UTC", "GMT", "Z"):
        zone = "Z"
    elif zone:
        digits = zone[1:].replace(":", "").ljust(4, "0")
        zone = f"{zone[0]}{digits[:2]}:{digits[2:]}"
    seconds = f":{found[6]}" if found[6] else ""
    return f"{day}T{int(found[4]):02}:{found[5]}{seconds}{zone}"


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return dt.date(year, month, day).isoformat() if year >= _OLDEST else None
    except ValueError:
        return None


_LEAD = re.compile(
    r"^(?:(?:written|posted|published|reported|edited|story|article|words|reviewed)\s+)?(?:by|von|par|por|di|da|door|av|af|przez)\b\s*:?\s+"
    r"|^(?:author|autor|auteur|autore|redaktion|автор)s?\s*:\s*",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*[;|、，]\s*|\s+(?:and|und|et|y|e|och|og|en|&)\s+|\s*/\s+|\s+/\s*", re.IGNORECASE)
_COMMA = re.compile(r"\s*,\s+")
_ADDRESS = re.compile(r"https?:|www\.|\S+@\S+|^@|\.(?:com|org|net)/")
_TITLES = re.compile(r"^(?:ph\.?d|m\.?d|jr|sr|esq|mba|md|rn|ii|iii|m\.?a|m\.?sc|cpa|rd|dds)\b\.?", re.IGNORECASE)
_LONGEST_NAME = 80
_NO_NAMES = frozenset("admin administrator null undefined none anonymous unknown user root webmaster".split())


def read_names(values: tuple[str, ...]) -> tuple[str, ...]:
    """Return the persons in declared names, several in one value taken apart.

    >>> read_names(("By Jane Doe and John Roe", "https://example.org/jane"))
    ('Jane Doe', 'John Roe')
    """
    found: list[str] = []
    for value in values:
        text = one_line(value, 400)
        if not text or _ADDRESS.search(text):
            continue
        for part in _AND.split(_LEAD.sub("", text)):
            found.extend(_parts(part))
    return tuple(dict.fromkeys(found))


def _parts(text: str) -> list[str]:
    """Take apart what commas separate: names, but not the degrees behind one."""
    out: list[str] = []
    for part in _COMMA.split(text):
        name = part.strip(" .:,-–—_|\"'") if not part.endswith(".") else part.strip(" :,-–—_|\"'")
        if out and _TITLES.match(name):
            continue
        if name and len(name) <= _LONGEST_NAME and name.lower() not in _NO_NAMES and any(c.isalpha() for c in name):
            out.append(name)
    return out


_TAG = re.compile(r"^([a-zA-Z]{2,3})(?:[-_]([a-zA-Z]{2,4}))?")


def read_language(value: str | None) -> str | None:
    """Return a declared language as a BCP 47 tag.

    >>> read_language("en_US"), read_language("x-default")
    ('en-US', None)
    """
    found = _TAG.match((value or "").strip())
    if found is None:
        return None
    region = found[2]
    if not region:
        return found[1].lower()
    return f"{found[1].lower()}-{region.title() if len(region) == 4 else region.upper()}"
