"""Text to blocks: a block is a line that is not blank."""

from __future__ import annotations

import re
from itertools import compress, repeat

from ..document import Block, rows

__all__ = ["segment"]

# Unicode's mandatory line breaks (UAX #14), less form feed and vertical tab, which some
# converters leave inside a line.
_LINE = re.compile(r"[^\n\r\x85\u2028\u2029]+")
# Most texts have line feeds alone.
_OTHER_BREAKS = "\r\x85\u2028\u2029"
# What str.isspace knows, and what it does not know, but a line of it is blank to a reader.
_BLANKS = (
    "\t\v\f\x1c\x1d\x1e\x1f \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
    "\u3000\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\u00ad"
)


def segment(text: str) -> tuple[str, tuple[Block, ...]]:
    """Cut ``text`` into its lines.

    Returns:
        ``(lead, blocks)``: ``lead`` and then each block's ``text`` and ``after`` are the input,
        character for character. Leading and trailing blanks of a line belong to its block.

    >>> lead, blocks = segment("One\\r\\n\\r\\nTwo")
    >>> [(b.text, b.start, b.end, b.after) for b in blocks]
    [('One', 0, 3, '\\r\\n\\r\\n'), ('Two', 7, 10, '')]
    """
    begins, lines = _lines(text)
    filled = list(map(str.strip, lines, repeat(_BLANKS)))
    starts, texts = list(compress(begins, filled)), list(compress(lines, filled))
    if not texts:
        return text, ()
    if texts[0][0] == "\ufeff":
        # The mark says nothing of the first line.
        starts[0] += 1
        texts[0] = texts[0][1:]
    ends = [start + len(line) for start, line in zip(starts, texts, strict=True)]
    nexts = [*starts[1:], len(text)]
    afters = [text[end:following] for end, following in zip(ends, nexts, strict=True)]
    return text[: starts[0]], rows(Block, texts, starts, ends, afters, repeat(None), repeat(0.0))


def _lines(text: str) -> tuple[list[int], list[str]]:
    """Return where lines begin, and the lines; blank ones are among them."""
    if any(map(text.__contains__, _OTHER_BREAKS)):
        found = list(_LINE.finditer(text))
        return [line.start() for line in found], [line[0] for line in found]
    lines = text.split("\n")
    begins = []
    start = 0
    for line in lines:
        begins.append(start)
        start += len(line) + 1
    return begins, lines
