"""Texts whose lines were wrapped at a fixed width: which lines go on with the line above."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise

from ..document import Block

__all__ = ["continuations"]

# Mail, terminal browsers and converters to Markdown wrap at 65 to 80 characters, some at 100.
_NARROWEST, _WIDEST = 50, 110
# So many lines must be full and go on in the next, most of all that are nearly as long as the width allows.
_LEAST, _FEWEST = 4, 2
_SHARE = 0.75
_NEARLY = 0.75
# Of all lines that are no headings, as converters leave lists and tables as long as they are.
_OF_ALL = 0.1
# What begins an item, a heading, a quotation or a row, and goes on with nothing.
_OPENS = re.compile(r"\s*(?:[-*+•·‣▪◦]\s|#{1,6}\s|>|\d{1,3}[.)]\s|\||https?:)")
# Of scripts that part words by blanks: the others are not wrapped between words.
_LETTER = re.compile(r"[^\W\d_\u0e00-\u109f\u1780-\u17ff\u2e80-\ua4cf\uf900-\ufaff\U00020000-\U0003ffff]")
# Longer ones are addresses and code.
_LONGEST_WORD = 25
# Columns and lines of code.
_TABLE = re.compile(r"\S {3}|\t|[;{}|]$")
_END_MARKS = '.!?…。！？।:”»"'


def continuations(blocks: Sequence[Block]) -> list[bool] | None:
    """Tell which lines go on with the line above; ``None`` for a text that was not wrapped."""
    width = _width(blocks)
    if width is None:
        return None
    texts = [block.text.rstrip() for block in blocks]
    breaks = [i for i, text in enumerate(texts[:-1]) if not _is_full((len(text), _first_word(texts[i + 1])), width)]
    spaced = sum(blocks[i].blank_after for i in breaks) * 2 > len(breaks)
    return [False, *(_goes_on(above, below, width, spaced=spaced) for above, below in pairwise(blocks))]


def _width(blocks: Sequence[Block]) -> int | None:
    """Return the width that a text was wrapped at, if it was.

    A wrapped line is full: its width has no room for the next line's first word. The width is the one at which most
    lines are full, and few that are nearly as long are not.
    """
    like = [i for i, block in enumerate(blocks[:-1]) if _NARROWEST <= len(block.text) <= _WIDEST]
    middles = {i: _room(blocks, i) for i in like if _is_middle(blocks[i + 1].text) and not blocks[i].blank_after}
    if len(middles) < _FEWEST:
        return None
    width = _commonest(middles.values())
    held = [i for i, room in middles.items() if _is_full(room, width)]
    # Under each of many products or users stands the same word.
    different = len({blocks[i + 1].text for i in held})
    if different < _FEWEST or len(held) * 2 < len(middles):
        return None
    rooms = {i: _room(blocks, i) for i in like if not blocks[i].blank_after and _is_text(blocks[i], blocks[i + 1])}
    full = [i for i, room in rooms.items() if _is_full(room, width)]
    short = [i for i, room in rooms.items() if _NEARLY * width <= room[0] and not _is_full(room, width)]
    against = sum(not _may_end(blocks[i].text, blocks[i + 1].text) for i in short)
    long = sum(len(block.text) >= _NARROWEST for block in blocks)
    if different < _LEAST:
        # Few lines tell it where none speaks against it.
        longest = max(len(block.text.rstrip()) for block in blocks)
        return width if longest <= width and len(held) == len(middles) and not against else None
    return width if len(full) >= max(_LEAST, _SHARE * (len(full) + against), _OF_ALL * long) else None


def _is_middle(text: str) -> bool:
    """Whether a line may be the middle of a sentence: most lines that were not wrapped begin otherwise."""
    first = text.lstrip()[:1]
    return _LETTER.match(first) is not None and not first.isupper() and _first_word(text) <= _LONGEST_WORD


def _is_text(block: Block, below: Block) -> bool:
    """Whether a line is no row or code, and nothing begins below: an item, a heading, an address in a list of such."""
    return not _OPENS.match(below.text) and not _TABLE.search(block.text.strip())


def _room(blocks: Sequence[Block], i: int) -> tuple[int, int]:
    """Return how long a line is, and the first word of the next one."""
    return len(blocks[i].text.rstrip()), _first_word(blocks[i + 1].text)


def _first_word(text: str) -> int:
    return len(text.split(maxsplit=1)[0])


def _is_full(room: tuple[int, int], width: int) -> bool:
    length, word = room
    return length <= width <= length + word


def _commonest(rooms: Iterable[tuple[int, int]]) -> int:
    """Return the width at which most lines are full, given their lengths and those of the words that did not fit."""
    steps = [0] * (_WIDEST + 2)
    for length, word in rooms:
        steps[length] += 1
        steps[min(length + word, _WIDEST) + 1] -= 1
    counts = list(accumulate(steps))
    return counts.index(max(counts))


def _goes_on(above: Block, below: Block, width: int, *, spaced: bool) -> bool:
    """Whether a line goes on below. Where no blank lines set paragraphs apart, some end in a full line."""
    if above.blank_after or above.text.endswith("  ") or not _is_text(above, below):
        return False
    text = above.text.strip()
    # An address that is longer than a line has one of its own.
    full = " " not in text if len(text) > width else len(above.text.rstrip()) + _first_word(below.text) >= width
    return full and (spaced or not _may_end(text, below.text))


def _may_end(above: str, text: str) -> bool:
    """Whether a paragraph may end with the line above."""
    return above.rstrip()[-1:] in _END_MARKS and text.lstrip()[:1].isupper()
