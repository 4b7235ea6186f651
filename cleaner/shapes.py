"""Shapes that show in a line's first characters: bullets, times of day, addresses, marks of machinery, bars, quotes.

Each is an expression behind a look at a single sign, which spares most lines the expression.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

__all__ = [
    "MACHINE_WORDS",
    "Signs",
    "count_separators",
    "has_address",
    "is_bullet",
    "is_clock",
    "is_contact",
    "is_dashed",
    "is_markup",
    "is_quoted",
    "is_warning",
    "signs_in",
]

_BULLETS = frozenset("-–—*•·‣▪►▶●○■□◆→>+0123456789")
_BULLET = re.compile(r"^\s*(?:[-–—*•·‣▪►▶●○■□◆→>+]|\d{1,2}[.)])\s+")
_CLOCK = re.compile(
    r"^\s*[-–—*•·|\[(]{0,2}\s*(?:[01]?\d|2[0-3])\s?[:.hH]\s?[0-5]\d(?!\d|[.,]\d)\s*(?:uhr\b|Uhr\b|[ap]\.?m\.?\b)?"
)
_ADDRESS = re.compile(r"https?://|www\.\w|\w@\w[\w-]*\.\w|(?:^|\s)[\w-]+\.(?:com|org|net|de|fr|ru|pl)/\w")
_CONTACT = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?:https?://)?(?:www\.|m\.)?(?:facebook|instagram|linkedin|t|tiktok|twitter|vk|x|youtube)\.(?:com|me)/[\w@./?=%-]+"
)
_WARNING = re.compile(
    r"\b(?:Warning|Notice|Deprecated|Fatal error|Parse error|Strict Standards):\s+.{0,300} in (?:/|[A-Z]:\\)\S+"
)
_MARKUP = re.compile(
    r"\[/?(?:caption|gallery|embed|video|audio|vc_\w+|et_pb_\w+|fusion_\w+)\b|\{\{[^}]*\}\}|\{%[^%]*%\}"
    r"|</?(?:div|span|script|style|iframe|img)\b"
    r"|^(?:undefined|null|NaN|\[object Object\]|Array|%\w+%)$|\badsbygoogle\b|\bgoogletag\b|\bdataLayer\b"
    r"|\bwindow\.\w+\s*=|\bdocument\.(?:write|getElementById|createElement)|\(function\s*\(|\bvar _\w+\s*="
    r"|^\{\s*\"@?\w+\"\s*:|@media\b.*\{|!important"
)
_ADDRESS_SIGNS = ("www.", "@", "/")
_ADDRESS_PARTS = ("www.", "@", "://", ".com/", ".org/", ".net/", ".de/", ".fr/", ".ru/", ".pl/")
_MARKUP_SIGNS = ("[", "{", "<")
# Those that are words are asked for among the words of the text, which is quicker.
_MARKUP_WORDS = {
    "function": "(function",
    "document": "document.",
    "undefined": "undefined",
    "null": "null",
    "nan": "NaN",
    "array": "Array",
    "adsbygoogle": "adsbygoogle",
    "googletag": "googletag",
    "datalayer": "dataLayer",
    "important": "!important",
    "window": "window.",
    "var": "var _",
}
# What all of it has a part of: notes in square brackets have none.
_MARKUP_PARTS = (
    *("[/", "[caption", "[gallery", "[embed", "[video", "[audio", "[vc_", "[et_pb_", "[fusion_", "[object"),
    *("{", "%", "</", "<div", "<span", "<script", "<style", "<iframe", "<img", *_MARKUP_WORDS.values()),
)
MACHINE_WORDS = frozenset(_MARKUP_WORDS)
"""Words that a page's machinery may show with, as tokens."""
_BAR_SIGNS = ("|", "·", "•", "»", "›", ">", "/")
_SEPARATOR = re.compile(r"\s[|·•»›>/]\s|\||»|›")
_QUOTES = frozenset('"“”„«»‹‘「『')
_DASHES = frozenset("-–—―")
# What may stand before a quotation mark.
_LEADING = _DASHES | frozenset("•*")
_QUOTED = re.compile(r"""^\s*(?:[-–—―•*]\s*)?["“”„«»‹‘「『]""")
_DASHED = re.compile(r"^\s*[–—―-]\s?\w")


class Signs(NamedTuple):
    """Of the signs that these expressions need, those that a text has anywhere."""

    address: tuple[str, ...]
    markup: tuple[str, ...]
    separators: tuple[str, ...]
    rights: tuple[str, ...]
    """The sign of copyright, for ``credits``."""


def signs_in(text: str, words: Collection[str]) -> Signs:
    """Look a whole text over, so that its lines are not asked for signs that none has.

    Args:
        text: all lines, without blanks at their ends.
        words: those of ``MACHINE_WORDS`` that it has.

    >>> signs_in("Home | News", ()).separators
    ('|',)
    """
    markup = [sign for sign in _MARKUP_SIGNS if sign in text]
    if "%" in text and (text.startswith("%") or "\n%" in text):
        # A mark of a template is a line of its own.
        markup.append("%")
    markup += [_MARKUP_WORDS[word] for word in words]
    address = tuple(sign for sign in _ADDRESS_SIGNS if sign in text)
    separators = tuple(sign for sign in _BAR_SIGNS if sign in text)
    return Signs(address, tuple(markup), separators, ("©",) if "©" in text else ())


def is_bullet(text: str) -> bool:
    """Whether a line opens as an item of a list does."""
    return (text[:1] in _BULLETS or text[:1].isdecimal()) and _BULLET.match(text) is not None


def is_clock(text: str) -> bool:
    """Whether a line opens with a time of day."""
    return _CLOCK.match(text) is not None


def is_quoted(text: str) -> bool:
    """Whether a line opens with a quotation mark, behind a dash or bullet if there is one."""
    return text[:1] in _QUOTES or (text[:1] in _LEADING and _QUOTED.match(text) is not None)


def is_dashed(text: str) -> bool:
    """Whether a line opens with a dash."""
    return text[:1] in _DASHES and _DASHED.match(text) is not None


def has_address(text: str) -> bool:
    """Whether a line holds a URL or an e-mail address."""
    return any(map(text.__contains__, _ADDRESS_PARTS)) and _ADDRESS.search(text) is not None


def is_contact(text: str) -> bool:
    """Whether a line is nothing but an e-mail address or somebody's account.

    >>> is_contact("paul.takahashi@chron.com"), is_contact("Write to paul@chron.com")
    (True, False)
    """
    return _CONTACT.fullmatch(text) is not None


def count_separators(text: str) -> int:
    """Return how many marks stand between items of a bar."""
    return len(_SEPARATOR.findall(text))


def is_warning(text: str) -> bool:
    """Whether a line is a warning that PHP printed into a page, with the file that it is about.

    >>> is_warning("Notice:  Undefined index in /www/a.php on line 5"), is_warning("Warning: the road is closed")
    (True, False)
    """
    return " in " in text and _WARNING.search(text[:_WARNING_LENGTH]) is not None


_WARNING_LENGTH = 400


# A sentence has at least so many words.
_SENTENCE = 8


def is_markup(text: str, size: float, functional: float) -> bool:
    """Whether a line holds what only machinery has, and does not speak of it: "the <iframe> is updated"."""
    if not any(map(text.__contains__, _MARKUP_PARTS)):
        return False
    found = _MARKUP.search(text)
    return found is not None and not (found.start() and size >= _SENTENCE and functional > 0.2)
