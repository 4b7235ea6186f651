"""Pages to blocks: a block is a line of a page's text, and knows where in the page's tree it stands.

The text of a page is one line a block-level element, a row of a table or an item of a list; offsets index that text,
and ``restore()`` gives it back. Scripts and styles are no text. What the markup hides is, and its blocks say so.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, NamedTuple

from ..document import Block
from .source import parse
from .tree import read_lines

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["Page", "is_html", "segment", "with_article"]

# What stands before the first tag of a page: blanks, marks, declarations and comments.
_BEFORE = re.compile(r"(?:[\s\ufeff]+|<\?[^<>]*>|<!--(?:[^-]|-(?!->))*+-->)*+")
_OPENING = re.compile(r"<(?:!doctype\s*>|(?:!doctype\s+html|html|head|body|meta|title|base)\b)", re.IGNORECASE)
# A page may begin with these (PHP prints its warnings above it), and so may a text with code in it.
_VAGUE = re.compile(r"<(?:(?:script|style|link)\b|br\s*/?>\s*<b>)", re.IGNORECASE)
_PARTS = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
# A document's type stands at its beginning, behind a comment or two.
_OPENING_REACH = 100_000


class Page(NamedTuple):
    """A page cut into blocks, and its tree."""

    text: str
    """Its lines, one below the other."""
    blocks: tuple[Block, ...]
    root: _Element | None
    """``None`` for a page without any element."""


def is_html(text: str) -> bool:
    """Whether ``text`` is a whole page rather than text that holds some markup or begins with ``<``.

    >>> is_html("<!-- a --><title>The pool</title><p>It opens."), is_html("<p>It opens.</p>"), is_html("<3")
    (True, False, False)
    """
    before = _BEFORE.match(text, 0, _OPENING_REACH)
    start = before.end() if before else 0
    if _OPENING.match(text, start):
        return True
    return bool(_VAGUE.match(text, start) and _PARTS.search(text, start, start + _OPENING_REACH))


def segment(source: str) -> Page:
    """Cut a page into the lines of its text.

    >>> page = segment("<html><body><h1>A</h1><p>b <b>c</b><br><a href=x>d</a></p><script>x</script></body></html>")
    >>> [(block.text, block.element.path, block.links) for block in page.blocks]
    [('A', ('body', 'h1'), 0.0), ('b c', ('body', 'p'), 0.0), ('d', ('body', 'p'), 1.0)]
    """
    root = parse(source)
    return Page("", (), None) if root is None else _read(root)


def with_article(page: Page, body: str) -> Page:
    """Return the page as it would be if a script had printed an article's text at its end.

    Args:
        page: as ``segment`` gives it, with a tree; that is added to.
        body: text, a paragraph a line, or markup.

    >>> page = with_article(segment("<html><body><p>Loading</p></body></html>"), "a < b\\n\\nc")
    >>> [(block.text, block.element.path) for block in page.blocks][1:]
    [('a < b', ('body', 'article', 'p')), ('c', ('body', 'article', 'p'))]
    """
    import lxml.etree

    if page.root is None:
        return page
    root = page.root
    article = lxml.etree.SubElement(next(root.iter("body"), root), "article")
    printed = _printed(body)
    if printed is not None:
        article.extend(next(printed.iter("body"), printed))
    else:
        for line in filter(str.strip, html.unescape(body).splitlines()):
            lxml.etree.SubElement(article, "p").text = line.translate(_CONTROLS)
    return _read(root)


def _printed(body: str) -> _Element | None:
    """Return the tree of an article's markup, ``None`` for plain text; sites escape it once, or once more."""
    for source in (body, html.unescape(body)):
        if _BLOCKS.search(source):
            return parse(source)
        if _INLINE.search(source):
            return parse("".join(f"<p>{line}</p>" for line in source.splitlines()))
    return None


_BLOCKS = re.compile(r"</?(?:p|br|div|h[1-6]|ul|ol|li|blockquote|section|figure|table)\b[^<>]*>", re.IGNORECASE)
_INLINE = re.compile(r"</(?:a|b|em|i|span|strong)>", re.IGNORECASE)
# lxml takes no text with these.
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535, *range(55296, 57344)), " ")


def _read(root: _Element) -> Page:
    lines = read_lines(root)
    blocks = []
    start = 0
    last = len(lines) - 1
    for i, (text, element, links) in enumerate(lines):
        end = start + len(text)
        blocks.append(Block(text, start, end, "\n" if i < last else "", element, links))
        start = end + 1
    return Page("\n".join(line.text for line in lines), tuple(blocks), root)
