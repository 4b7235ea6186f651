"""Text to blocks: a block is a line that is not blank."""

from __future__ import annotations

import re
from itertools import repeat

from ..document import Block, rows

__all__ = ["segment"]

# Unicode's mandatory line breaks (UAX #14), less form feed and vertical tab, which some
# converters leave inside a line.
_LINE = re.compile(r"[^\n\r\x85\u2028\u2029]+")
# Most texts have line feeds alone.
_OTHER_BREAKS = "\r\x85\u2028\u2029"
# str.isspace does not know these, but a line of them is blank to a reader.
_BLANK = re.compile(r"[\s\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\u00ad]*")


def segment(text: str) -> tuple[str, tuple[Block, ...]]:
    """Cut ``text`` into its lines.

    Returns:
        ``(lead, blocks)``: ``lead`` and then each block's ``text`` and ``after`` are the input,
        character for character. Leading and trailing blanks of a line belong to its block.

    >>> lead, blocks = segment("One\\r\\n\\r\\nTwo")
    >>> [(b.text, b.start, b.end, b.after) for b in blocks]
    [('One', 0, 3, '\\r\\n\\r\\n'), ('Two', 7, 10, '')]
    """
    lines = [found for found in _lines(text) if found[1][0].isalnum() or _BLANK.fullmatch(found[1]) is None]
    if not lines:
        return text, ()
    starts, texts = map(list, zip(*lines, strict=True))
    if texts[0][0] == "\ufeff":
        # The mark says nothing of the first line.
        starts[0] += 1
        texts[0] = texts[0][1:]
    ends = [start + len(line) for start, line in zip(starts, texts, strict=True)]
    nexts = [*starts[1:], len(text)]
    afters = [text[end:following] for end, following in zip(ends, nexts, strict=True)]
    return text[: starts[0]], rows(Block, texts, starts, ends, afters, repeat(None), repeat(0.0))


def _lines(text: str) -> list[tuple[int, str]]:
    """Return the lines that are not empty, each with where it begins."""
    if any(map(text.__contains__, _OTHER_BREAKS)):
        return [(found.start(), found[0]) for found in _LINE.finditer(text)]
    lines = []
    start = 0
    for line in text.split("\n"):
        if line:
            lines.append((start, line))
        start += len(line) + 1
    return lines
