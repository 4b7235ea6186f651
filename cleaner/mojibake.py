"""Whether text was decoded with the wrong charset: words that no language writes.

"Âcherà", "дйclarй", "бВЕПЮ", "w³adze": the wrong 8-bit charset gives long runs of accented letters, scripts mixed
inside a word, capitals behind small letters, symbols between letters.
"""

from __future__ import annotations

import re
from itertools import islice

__all__ = ["oddness"]

# A word: letters, symbols and all else beyond ASCII, without white space.
_WORD = re.compile(r"[^\x00-@\[-`{-\x7f\s]+")
_MOST_WORDS = 5_000
_REACH = 500_000

_LATIN = "A-Za-zÀ-ÖØ-öø-\u024f"
_OTHER = "\u0370-\u052f\u0590-\u06ff\u0e00-\u0e7f"
# What stands between letters in no language; "l·l" and "l´air" do.
_SYMBOLS = "¡-¦¨©¬®-³¶¸¹¼-¿×÷†‡‰‹›€™\u2500-\u25ff"
_LETTERS = f"{_LATIN}{_OTHER}"
_ODD = re.compile(
    # Controls of the upper half, replacement characters, private use.
    "[\x80-\x9f\ufffd\ue000-\uf8ff]"
    # A run of accented letters and signs: other scripts read as Latin.
    "|(?=[¡-¿]{0,3}[À-ÖØ-öø-\u024f])[¡-ªµ-¶¸-ºÀ-\u024f¬-³¼-¿]{5}"
    # Scripts mixed.
    f"|[{_LATIN}][{_OTHER}]|[{_OTHER}][{_LATIN}]"
    "|[a-z][\u3400-\u9fff\uac00-\ud7a3][a-z]|[A-Za-z][\uff61-\uff9f]|[\uff61-\uff9f]{2}"
    # KOI8-R read as Windows-1251, and the other way round.
    "|[а-яёα-ω][А-ЯЁΑ-Ω]{2}"
    f"|[{_LETTERS}][{_SYMBOLS}]+[{_LETTERS}]"
    # Turkish read as Latin: Icelandic has the former letters, and none of the latter.
    "|[ðþ][a-zà-ÿ]*[çü]|[çü][a-zà-ÿ]*[ðþ]|ðý"
)


def oddness(text: str) -> float:
    """Return the share, 0 to 1, of a text's words beyond ASCII that look decoded with the wrong charset.

    Words count by their length. 0 for text without any.

    >>> oddness("Вчера мэрия объявила"), oddness("Â÷åðà ìýðèÿ îáúÿâèëà")
    (0.0, 1.0)
    """
    if text.isascii():
        return 0.0
    odd = whole = 0
    words = (m[0] for m in _WORD.finditer(text, 0, _REACH))
    for word in islice((word for word in words if not word.isascii()), _MOST_WORDS):
        whole += len(word)
        if _ODD.search(word):
            odd += len(word)
    return odd / whole if whole else 0.0
