"""Tokens: the words that language identification, lexicons and features agree on.

A token is a run of letters with their combining marks, a run of digits (``#``), or one character
of a script that writes no spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese). Punctuation, symbols
and emoji are dropped, so one phrase in a lexicon matches the many ways in which sites decorate it.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["NUMBER", "UNSPACED", "normalise", "tokenize"]

NUMBER = "#"
"""Stands for a run of digits, with the separators between them: ``12.345`` and ``12:30`` are one."""

UNSPACED = (
    "\u0e00-\u0e4f\u0e5a-\u0eff\u1000-\u103f\u1780-\u17df\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
)
"""The characters, as the inside of a regular expression's class, that are tokens on their own."""

# Marks that Python's \w leaves out: without them Devanagari, Arabic and Hebrew words fall apart.
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09cd\u09d7\u0a01-\u0a03"
    "\u0a3c-\u0a4d\u0a81-\u0a83\u0abc-\u0acd\u0b01-\u0b03\u0b3c-\u0b4d\u0b82\u0bbe-\u0bcd\u0c00-\u0c04\u0c3e-\u0c4d"
    "\u0c81-\u0c83\u0cbc-\u0ccd\u0d00-\u0d03\u0d3b-\u0d4d\u0dca-\u0ddf"
)
_DIGITS = re.compile(r"\d+(?:[.,:\u066b\u066c’' \u00a0\u202f]\d+)*")
_TOKEN = re.compile(rf"[^\W\d_{UNSPACED}]+(?:[{_MARKS}]+[^\W\d_{UNSPACED}]*)*|{NUMBER}|[{UNSPACED}]")
# The same for text without marks and without scripts that write no spaces: three times as fast.
_PLAIN_TOKEN = re.compile(rf"[^\W\d_]+|{NUMBER}")
_NEEDS_MORE = re.compile(rf"[{_MARKS}{UNSPACED}]")
# Joiners and direction marks are invisible: sites put them in or leave them out at will.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe0e\ufe0f]")


# Capitals lose distinctions that small letters have: Greek its accents, Turkish its dots.
# Hindi and Bengali sites write the dot below letters or leave it out.
_NUKTA = re.compile("[\u093c\u09bc]")
_GREEK = re.compile("[\u0386-\u03ce]")
_GREEK_FOLD = str.maketrans("άέήίόύώϊϋΐΰ", "αεηιουωιυιυ")


def normalise(text: str) -> str:
    """Fold what readers do not see as a difference: compatibility forms, case, invisible characters.

    The accents of Greek and the dots of the Turkish i are folded too, as capitals do not keep them.
    """
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).casefold()
    if "ı" in folded or "\u0307" in folded:
        folded = folded.replace("ı", "i").replace("i\u0307", "i")
    if _NUKTA.search(folded):
        folded = _NUKTA.sub("", folded)
    return folded.translate(_GREEK_FOLD) if _GREEK.search(folded) else folded


def tokenize(text: str) -> list[str]:
    """Return the tokens of ``text``, folded.

    >>> tokenize("Commentaires (12)")
    ['commentaires', '#']
    >>> tokenize("L’heure : 12:30")
    ['l', 'heure', '#']
    """
    # Hash signs of the text itself are no numbers; they are dropped as all symbols are.
    folded = _DIGITS.sub(NUMBER, normalise(text).replace(NUMBER, " "))
    plain = folded.isascii() or not _NEEDS_MORE.search(folded)
    return (_PLAIN_TOKEN if plain else _TOKEN).findall(folded)
