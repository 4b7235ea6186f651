"""Tags and entities of HTML in a text: what a reader sees of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape

from .seen import LETTER, Seen, count_letters

__all__ = ["has_entities", "is_fragment", "visible"]

# Elements of articles and of what stands around them.
_NAMES = (
    "a|abbr|article|aside|b|blockquote|br|center|cite|code|dd|del|div|dl|dt|em|figcaption|figure|font|footer|h[1-6]|header|"
    "hr|i|iframe|img|ins|kbd|li|mark|nav|noscript|ol|p|picture|pre|q|s|section|small|source|span|strong|sub|sup|svg|"
    "table|tbody|td|th|thead|time|tr|u|ul|video|wbr"
)
_TAG = re.compile(rf"</?(?:{_NAMES})(?:\s[^<>]*|/)?>|<!--[^<>]*-->", re.IGNORECASE)
_BREAK = re.compile(r"</?(?:br|dd|dt|h[1-6]|li|p|td|th|tr)\b[^<>]*>", re.IGNORECASE)
_LINK = re.compile(r"<a\s[^<>]*>([^<]*(?:<(?!/?a\b)[^<>]*>[^<]*)*)</a>", re.IGNORECASE)
_PICTURE = re.compile(r"<(?:img|picture|svg|video|iframe|figure)\b", re.IGNORECASE)
# Those of marks that code is written with stay: what looks like a tag then is meant to be read.
_ENTITY = re.compile(r"&(?!lt|gt|#6[02];|#x3[ce];)(?:[a-z]{2,8}|#\d{2,6}|#x[\da-f]{2,6});", re.IGNORECASE)
# So many lines, and half of all, have tags at their ends where HTML is the format.
_LEAST = 3


def is_fragment(lines: Iterable[str]) -> bool:
    """Whether a text is a piece of HTML.

    >>> is_fragment(["<p>One</p>", "<p>Two</p>", "Three", "<br>"]), is_fragment(["Use <p>.", "It", "is", "short."])
    (True, False)
    """
    count = tagged = 0
    for line in lines:
        count += 1
        # What speaks of tags has words around them.
        text = line.strip()
        tagged += (text[:1] == "<" and _TAG.match(text) is not None) or (text[-1:] == ">" and _ends_with_tag(text))
    return tagged >= _LEAST and tagged * 2 >= count


def _ends_with_tag(text: str) -> bool:
    begin = text.rfind("<")
    return begin >= 0 and _TAG.fullmatch(text, begin) is not None


def has_entities(text: str) -> bool:
    """Whether a text has characters that are written as HTML does."""
    return "&" in text and _ENTITY.search(text) is not None


def visible(line: str, *, tags: bool) -> Seen:
    """Return what a reader sees of a line, without its tags if they are no part of it.

    >>> visible("<p>Caf&eacute; <a href='/'>Hugo</a></p>", tags=True)
    Seen(text='Café Hugo', links=0.5, icon=False)
    """
    if not tags or "<" not in line:
        return Seen(_ENTITY.sub(_character, line) if "&" in line else line)
    linked = [found[1] for found in _LINK.finditer(line)]
    text = _text(line)
    if not LETTER.search(text):
        return Seen("", 0.0, icon=bool(linked) and not _PICTURE.search(line))
    return Seen(
        text, min(1.0, sum(count_letters(_text(one)) for one in linked) / count_letters(text)) if linked else 0.0
    )


def _text(source: str) -> str:
    plain = _TAG.sub("", _BREAK.sub(" ", source))
    return " ".join((_ENTITY.sub(_character, plain) if "&" in plain else plain).split())


def _character(found: re.Match[str]) -> str:
    return unescape(found[0])
