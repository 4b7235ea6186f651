"""Tokens: the words that language identification, lexicons and features agree on.

A token is a run of letters with their combining marks, a run of digits (``#``), or one character
of a script that writes no spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese). Punctuation, symbols
and emoji are dropped, so one phrase in a lexicon matches the many ways in which sites decorate it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .capitals import Shapes, shape_table
from .hashes import Hashes, marks

__all__ = ["NUMBER", "UNSPACED", "Tokens", "is_unspaced", "normalise", "tokenize", "tokenize_lines"]

Integers = npt.NDArray[np.int64]

NUMBER = "#"
"""Stands for a run of digits, with the separators between them: ``12.345`` and ``12:30`` are one."""

UNSPACED = (
    "\u0e00-\u0e4f\u0e5a-\u0eff\u1000-\u103f\u1780-\u17df\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
)
"""The characters, as the inside of a regular expression's class, that are tokens on their own."""

# No word with such a character sorts before this.
_FIRST_UNSPACED = "\u0dff"
_UNSPACED = re.compile(f"[{UNSPACED}]")

# Marks that Python's \w leaves out: without them Devanagari, Arabic and Hebrew words fall apart.
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09cd\u09d7\u0a01-\u0a03"
    "\u0a3c-\u0a4d\u0a81-\u0a83\u0abc-\u0acd\u0b01-\u0b03\u0b3c-\u0b4d\u0b82\u0bbe-\u0bcd\u0c00-\u0c04\u0c3e-\u0c4d"
    "\u0c81-\u0c83\u0cbc-\u0ccd\u0d00-\u0d03\u0d3b-\u0d4d\u0dca-\u0ddf"
)
_SEPARATORS = ".,:\u066b\u066c’' \u00a0\u202f"
_DIGITS = re.compile(rf"\d+(?:[{_SEPARATORS}]\d+)*")
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


def is_unspaced(token: str) -> bool:
    """Whether a token is of a script that writes no spaces."""
    return token > _FIRST_UNSPACED and _UNSPACED.match(token) is not None


# Shorter texts are not worth the arrays.
_SHORT = 300


def tokenize(text: str) -> list[str]:
    """Return the tokens of ``text``, folded.

    >>> tokenize("Commentaires (12)")
    ['commentaires', '#']
    >>> tokenize("L’heure : 12:30")
    ['l', 'heure', '#']
    """
    if len(text) >= _SHORT:
        folded = _fold(text)
        if not len(folded.doubtful):
            return folded.text.split()
    return _tokenize(text)


def _tokenize(text: str) -> list[str]:
    # Hash signs of the text itself are no numbers; they are dropped as all symbols are.
    folded = _DIGITS.sub(NUMBER, normalise(text).replace(NUMBER, " "))
    plain = folded.isascii() or not _NEEDS_MORE.search(folded)
    return (_PLAIN_TOKEN if plain else _TOKEN).findall(folded)


class Tokens(NamedTuple):
    """The tokens of n lines."""

    words: list[str]
    """Of all lines, one after the other."""
    starts: Integers
    """Shape (n + 1,): line i has the words ``starts[i]:starts[i + 1]``."""
    marks: Hashes | None
    """The ``marks`` of the words, where they could be read off the text."""
    doubtful: Sequence[int]
    """The lines that were read one by one, by expressions."""
    unspaced: bool
    """Whether any may have characters of ``UNSPACED``."""
    shapes: Shapes | None = None
    """Of the lines' characters, where they could be read off the text."""


def tokenize_lines(lines: Sequence[str]) -> Tokens:
    """Return the tokens of each line: those of ``tokenize``, for a whole text at a time.

    >>> tokenize_lines(["Commentaires (12)", "Straße 1 000"])[:2]
    (['commentaires', '#', 'strasse', '#'], array([0, 2, 4]))
    """
    text = "\n".join(lines)
    if len(text) < _SHORT or text.count("\n") != len(lines) - 1:
        return _joined([_tokenize(line) for line in lines], range(len(lines)))
    folded = _fold(text)
    if len(folded.doubtful):
        tokens = [line.split() for line in folded.text.split("\n")]
        for i in folded.doubtful:
            tokens[i] = _tokenize(lines[i])
        return _joined(tokens, folded.doubtful, folded.shapes)
    begins = _begins(folded)
    starts = np.zeros(len(lines) + 1, dtype=np.int64)
    starts[1:] = begins.searchsorted(folded.ends)
    unspaced = folded.alone is not None
    return Tokens(folded.text.split(), starts, marks(folded.codes, begins), (), unspaced, folded.shapes)


def _joined(tokens: Sequence[list[str]], doubtful: Sequence[int], shapes: Shapes | None = None) -> Tokens:
    starts = np.zeros(len(tokens) + 1, dtype=np.int64)
    np.fromiter(map(len, tokens), dtype=np.int64, count=len(tokens)).cumsum(out=starts[1:])
    return Tokens(list(chain.from_iterable(tokens)), starts, None, doubtful, True, shapes)


def _begins(folded: _Folded) -> Integers:
    """Return where the words of a folded text begin; what is a word alone is one whatever stands beside it."""
    solid = folded.codes > ord(" ")
    alone = folded.codes == ord(NUMBER)
    if folded.alone is not None:
        alone |= folded.alone
    begins = solid.copy()
    begins[1:] &= ~solid[:-1] | alone[1:] | alone[:-1]
    return begins.nonzero()[0]


# What a character is to the tokenizer: part of a word, of a number, what may stand inside a number, anything that
# ends a token, one whose part depends on its neighbours or that folds into several, or a word of its own.
_LETTER, _DIGIT, _SEPARATOR, _BLANK, _OTHER, _ALONE = range(6)
# Where most texts in alphabets have all their characters; with the emoji of one surrogate. Asking for each character
# takes 3 microseconds, so the others are left to the expressions.
_TABULATED = (
    *(range(0x700), range(0x1E00, 0x1F00), range(0x2000, 0x2100), range(0x2190, 0x2800)),
    # What Chinese and Japanese have beside ideographs: punctuation, kana, wide and narrow forms.
    *(range(0x3000, 0x3100), range(0xFF00, 0xFFA0)),
)
# They fold to themselves.
_IDEOGRAPHS = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000))
_EMOJI = 0xD83D
_LOW_SURROGATES = range(0xDC00, 0xE000)


@cache
def _table() -> npt.NDArray[np.uint32]:
    """Return, for each UTF-16 code unit, what it folds to in 16 bits, its kind and its shape in 8 bits each."""
    # All in one, as a look-up takes longer than all else.
    fields = [("folded", np.uint16), ("kind", np.uint8), ("shape", np.uint8)]
    found = np.zeros(0x10000, dtype=np.dtype(fields))
    folded, kinds = found["folded"], found["kind"]
    found["shape"] = shape_table()
    folded[:], kinds[:] = ord(" "), _OTHER
    for codes in _TABULATED:
        for code in codes:
            kinds[code], character = _kind(chr(code))
            folded[code] = ord(character)
    for ideographs in _IDEOGRAPHS:
        kinds[ideographs] = _ALONE
        folded[ideographs] = ideographs
    kinds[[_EMOJI, *_LOW_SURROGATES]] = _BLANK
    kinds[ord("\n")], folded[ord("\n")] = _BLANK, ord("\n")
    return found.view(np.uint32)


def _kind(character: str) -> tuple[int, str]:
    """Return the kind of a character, and the one that it folds to."""
    normal = normalise(character)
    if not normal or any(unicodedata.category(c).startswith("M") for c in character + normal):
        return _OTHER, " "
    if _NEEDS_MORE.match(normal):
        return (_ALONE, normal) if len(normal) == 1 and _UNSPACED.match(normal) else (_OTHER, " ")
    if len(normal) > 1:
        return (_OTHER if any(c.isalnum() for c in normal) else _BLANK), " "
    if _DIGITS.match(normal):
        return _DIGIT, NUMBER
    if _PLAIN_TOKEN.match(normal) and normal != NUMBER:
        return _LETTER, normal
    return (_SEPARATOR if normal in _SEPARATORS or normal == NUMBER else _BLANK), " "


class _Folded(NamedTuple):
    """A text that is folded as ``normalise`` does, with blanks for all that is no token."""

    text: str
    """With its line ends: its tokens are a split away."""
    codes: npt.NDArray[np.uint16]
    """Its characters before numbers were set apart."""
    ends: Integers
    """Where its lines end in them."""
    doubtful: Sequence[int]
    """The lines that have characters which only the expressions can judge."""
    alone: npt.NDArray[np.bool_] | None
    """Which characters are words of their own, for they write no spaces; ``None`` where none is."""
    shapes: Shapes | None
    """Of the characters as they were, unless some are two codes now."""


def _fold(text: str) -> _Folded:
    # The one letter of many texts that folds into two.
    long = text.replace("ß", "ss")
    codes = np.frombuffer(long.encode("utf-16-le", "surrogatepass"), dtype=np.uint16)
    found = _table().take(codes)
    folded, kinds = found.astype(np.uint16), found.view(np.uint8)[2::4].copy()
    digits = (kinds == _DIGIT).nonzero()[0]
    if len(digits):
        _join_numbers(folded, kinds, digits)
    breaks = (codes == ord("\n")).nonzero()[0]
    ends = np.empty(len(breaks) + 1, dtype=np.int64)
    ends[:-1], ends[-1] = breaks, len(codes)
    # Most texts have neither.
    special = (kinds >= _OTHER).nonzero()[0]
    doubtful: Sequence[int] = ()
    alone = None
    if len(special):
        doubtful = sorted(set(ends.searchsorted(special[kinds[special] == _OTHER]).tolist()))
        alone = kinds == _ALONE
    out = _spaced(folded, alone, numbers=len(digits) > 0)
    shapes = Shapes(found.view(np.uint8)[3::4].copy(), ends) if len(codes) == len(text) else None
    return _Folded(out, folded, ends, doubtful, alone, shapes)


def _spaced(folded: npt.NDArray[np.uint16], alone: npt.NDArray[np.bool_] | None, *, numbers: bool) -> str:
    """Return folded characters as a text in which words, numbers and characters that are ``alone`` stand apart."""
    if alone is not None and alone.any():
        width = 1 + 2 * alone
        spaced = np.full(width.sum(), ord(" "), dtype=np.uint16)
        spaced[width.cumsum() - width + alone] = folded
        folded = spaced
    text = folded.tobytes().decode("utf-16-le", "surrogatepass")
    return text.replace(NUMBER, f" {NUMBER} ") if numbers else text


def _join_numbers(folded: npt.NDArray[np.uint16], kinds: npt.NDArray[np.uint8], digits: Integers) -> None:
    """Leave of each number, which is a run of digits with separators between them, its first sign alone.

    Args:
        folded: the characters, with a sign for each digit and blanks for the separators.
        kinds: of the characters.
        digits: where the digits stand.
    """
    following = digits[1:]
    apart = following - digits[:-1]
    joined = apart == 1
    near = (apart == 2).nonzero()[0]
    joined[near] = kinds.take(following.take(near) - 1) == _SEPARATOR
    folded[following[joined]] = ord(" ")
