"""How many words a text has."""

from __future__ import annotations

import re

from .tokens import UNSPACED

__all__ = ["count_words"]

_UNSPACED = re.compile(f"[{UNSPACED}]")
# A coarser net that is faster to throw: most texts have none of these characters.
_PERHAPS_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u17df\u3005-\U0003134f]")


def count_words(text: str) -> int:
    """Count the words of ``text``: runs between white space, and each character of scripts that write no spaces.

    Meant for figures over whole corpora, where ``tokenize`` takes too long.

    >>> count_words("It is 5 pm, 东京")
    6
    >>> count_words("It's 5 pm.")
    3
    """
    if text.isascii() or not _PERHAPS_UNSPACED.search(text):
        return len(text.split())
    spaced, characters = _UNSPACED.subn(" ", text)
    return characters + len(spaced.split())
