"""Hashes of words, the same on every platform: the trained vocabulary knows words by them alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from os import urandom

import numpy as np
import numpy.typing as npt

__all__ = ["Hashes", "marks", "mixed", "remembered_hashes", "word_hashes"]

Hashes = npt.NDArray[np.uint64]

_POWER = np.uint64(1_099_511_628_211)
_LONGEST = 32
_POWERS = np.cumprod(np.full(_LONGEST, _POWER, dtype=np.uint64))


def word_hashes(words: Sequence[str]) -> Hashes:
    """Return a 64-bit hash of each word: a polynomial over its code points.

    >>> [hex(h) for h in word_hashes(["share", "a"])]
    ['0x1c11ea67dcc29ba2', '0x590466522989a7ad']
    """
    if not words:
        return np.zeros(0, dtype=np.uint64)
    codes = np.frombuffer("\0".join(words).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    sizes = np.fromiter(map(len, words), dtype=np.int64, count=len(words))
    begins = np.concatenate([[0], np.cumsum(sizes[:-1] + 1)])
    place = np.arange(len(codes)) - np.repeat(begins, np.append(sizes[:-1] + 1, sizes[-1]))
    terms = codes * _POWERS[np.minimum(place, _LONGEST - 1)]
    return mixed(np.add.reduceat(terms, begins))


def mixed(values: Hashes) -> Hashes:
    """Spread the bits (the finaliser of MurmurHash3)."""
    values = values ^ (values >> np.uint64(33))
    values = values * np.uint64(0xFF51AFD7ED558CCD)
    values = values ^ (values >> np.uint64(33))
    values = values * np.uint64(0xC4CEB9FE1A85EC53)
    return np.asarray(values ^ (values >> np.uint64(33)))


# Words of longer texts have no marks.
_MARKED = 1 << 16
_BLANKS = [ord(" "), ord("\n")]


@cache
def _secrets() -> tuple[Hashes, Hashes, Hashes]:
    """Return a number for each UTF-16 code unit, the powers of another one, and their inverses."""
    letters = np.frombuffer(urandom(8 << 16), dtype=np.uint64).copy()
    letters[_BLANKS] = 0
    base = int.from_bytes(urandom(8), "little") | 1
    powers, inverses = (
        np.cumprod(np.full(_MARKED, number, dtype=np.uint64), dtype=np.uint64)
        for number in (base, pow(base, -1, 1 << 64))
    )
    return letters, powers, inverses


def marks(codes: npt.NDArray[np.uint16], begins: npt.NDArray[np.int64]) -> Hashes | None:
    """Return a number of 64 bits for each word of a text, the same for the same words; ``None`` for long texts.

    For memories alone, which tell words apart by them: they are drawn anew in every process, so that no text can be
    made to have two words of one mark.

    Args:
        codes: the text's characters, words apart from each other by blanks and line ends.
        begins: where the words begin.
    """
    if len(codes) > _MARKED or not len(begins):
        return None
    letters, powers, inverses = _secrets()
    terms = letters.take(codes)
    terms *= powers[: len(codes)]
    # What follows a word up to the next one counts nothing.
    sums = np.add.reduceat(terms, begins)
    sums *= inverses.take(begins)
    return np.asarray(sums)


# Hashes of names that were met before: pages of a site, and of sites made with the same tools, share theirs.
_remembered: dict[str, int] = {}
_MOST = 50_000


def remembered_hashes(words: Sequence[str]) -> Hashes:
    """Return the hashes of words, of those that were met before from memory."""
    global _remembered  # noqa: PLW0603  a memory, begun anew when it is full; other threads go on with the old one
    known = _remembered
    if new := [word for word in words if word not in known]:
        if len(known) > _MOST:
            known, new = {}, list(words)
        known.update(zip(new, word_hashes(new).tolist(), strict=True))
        _remembered = known
    return np.fromiter(map(known.__getitem__, words), dtype=np.uint64, count=len(words))
