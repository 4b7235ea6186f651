"""Which blocks of a page another extractor took for its main text: its text, found again among the blocks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ..document import Block

__all__ = ["Verdict", "find_taken", "letters_of", "share_in"]

_BETWEEN = re.compile(r"[\W_]+")
_BETWEEN_LETTERS = re.compile(r"(?:[^\w\n]|_)+")
# A block that is not found whole is looked for in pieces of so many letters.
_PIECE = 40
# How far behind the last block that was found the next one is looked for, in letters.
_REACH = 400


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an extractor says of n blocks."""

    taken: tuple[float, ...]
    """Share of each block that stands in its text, 0 to 1; -1 where there is no verdict."""
    in_order: tuple[float, ...]
    """1 where a block stands behind the one before it in that text, else 0; -1 where there is no verdict."""

    given: bool = True
    """Whether there is one at all."""

    @classmethod
    def none(cls, count: int) -> Verdict:
        """Return the verdict of no extractor."""
        return cls((-1.0,) * count, (-1.0,) * count, given=False)


def find_taken(blocks: Sequence[Block], text: str) -> Verdict:
    """Find blocks in an extractor's text, whatever it made of white space and marks.

    >>> blocks = [Block("Home", 0, 4), Block("The bridge is open.", 5, 24)]
    >>> find_taken(blocks, "The  bridge is open .").taken
    (0.0, 1.0)
    """
    whole = _BETWEEN.sub("", text).lower()
    taken: list[float] = []
    in_order: list[float] = []
    end = 0
    for letters in letters_of([block.text for block in blocks]):
        at = whole.find(letters, end, end + len(letters) + _REACH) if letters else -1
        if at >= 0:
            end = at + len(letters)
            taken.append(1.0)
            in_order.append(1.0)
            continue
        in_order.append(0.0)
        if letters and (at := whole.find(letters)) >= 0:
            taken.append(1.0)
            if len(letters) >= _PIECE:
                end = at + len(letters)
        else:
            taken.append(share_in(letters, whole))
    return Verdict(tuple(taken), tuple(in_order))


def letters_of(texts: Sequence[str]) -> tuple[str, ...]:
    """Return texts without white space and marks, in small letters."""
    return _letters_of(tuple(texts))


# They are asked for twice of a page: for what its head says of its lines, and for the verdict.
@lru_cache(maxsize=2)
def _letters_of(texts: tuple[str, ...]) -> tuple[str, ...]:
    found = _BETWEEN_LETTERS.sub("", "\n".join(texts)).lower().split("\n")
    return tuple(found if len(found) == len(texts) else [_BETWEEN.sub("", text).lower() for text in texts])


def share_in(letters: str, whole: str) -> float:
    """Return the share of a long block's pieces that stand in the text."""
    if len(letters) < _PIECE:
        return 0.0
    pieces = [letters[i : i + _PIECE] for i in range(0, len(letters) - _PIECE + 1, _PIECE)]
    return sum(piece in whole for piece in pieces) / len(pieces)
