"""Pages to blocks: a block is a line of a page's text, and knows where in the page's tree it stands.

The text of a page is one line a block-level element, a row of a table or an item of a list; offsets index that text,
and ``restore()`` gives it back. Scripts and styles are no text. What the markup hides is, and its blocks say so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ..document import Block
from .source import parse
from .tree import read_lines

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["Page", "is_html", "segment"]

_OPENING = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:[^-]|-(?!->)){0,4000}-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE,
)
# A document's type stands at its beginning, behind a comment or two.
_OPENING_REACH = 10_000


class Page(NamedTuple):
    """A page cut into blocks, and its tree."""

    text: str
    """Its lines, one below the other."""
    blocks: tuple[Block, ...]
    root: _Element | None
    """``None`` for a page without any element."""


def is_html(text: str) -> bool:
    """Whether ``text`` is a whole page rather than text that holds some markup or begins with ``<``."""
    return _OPENING.match(text[:_OPENING_REACH]) is not None


def segment(source: str) -> Page:
    """Cut a page into the lines of its text.

    >>> page = segment("<html><body><h1>A</h1><p>b <b>c</b><br><a href=x>d</a></p><script>x</script></body></html>")
    >>> [(block.text, block.element.path, block.links) for block in page.blocks]
    [('A', ('body', 'h1'), 0.0), ('b c', ('body', 'p'), 0.0), ('d', ('body', 'p'), 1.0)]
    """
    root = parse(source)
    if root is None:
        return Page("", (), None)
    lines = read_lines(root)
    blocks = []
    start = 0
    last = len(lines) - 1
    for i, (text, element, links) in enumerate(lines):
        end = start + len(text)
        blocks.append(Block(text, start, end, "\n" if i < last else "", element, links))
        start = end + 1
    return Page("\n".join(line.text for line in lines), tuple(blocks), root)
