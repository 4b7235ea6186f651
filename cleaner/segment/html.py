"""Pages to blocks: a block is a line of a page's visible text.

The text of a page is what a reader sees, one line a block-level element; offsets index that text, and
``restore()`` gives it back. Scripts, styles and elements that are hidden in the markup are no text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .text import segment as segment_text

if TYPE_CHECKING:
    from lxml.etree import _Element

    from ..document import Block

__all__ = ["is_html", "segment", "visible_text"]

_OPENING = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:[^-]|-(?!->)){0,4000}-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE,
)
# A document's type stands at its beginning, behind a comment or two.
_OPENING_REACH = 10_000

_SILENT = frozenset(
    "script style noscript template svg math head iframe object embed audio video canvas select option datalist "
    "button input textarea".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search section "
    "summary table tbody td tfoot th thead tr ul".split()
)
_CELLS = frozenset({"td", "th"})
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f\v]+")


def is_html(text: str) -> bool:
    """Whether ``text`` is a whole page rather than text that holds some markup or begins with ``<``."""
    return _OPENING.match(text[:_OPENING_REACH]) is not None


def segment(page: str) -> tuple[str, str, tuple[Block, ...]]:
    """Cut a page into the lines of its visible text.

    Returns:
        ``(text, lead, blocks)``: the visible text, and its blocks as ``segment.text`` gives them.

    >>> text, _, blocks = segment("<html><body><h1>A</h1><p>b <b>c</b><br>d</p><script>x</script></body></html>")
    >>> [block.text for block in blocks]
    ['A', 'b c', 'd']
    """
    text = visible_text(page)
    return (text, *segment_text(text))


def visible_text(page: str) -> str:
    """Return what a reader sees of a page, one line a block-level element, cells of a row set apart by `` | ``."""
    import lxml.html

    # Bytes, because lxml refuses text that declares another encoding.
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = lxml.html.document_fromstring(page.encode("utf-8", errors="replace"), parser=parser)
    except lxml.etree.ParserError:
        # lxml's word for a page without any element.
        return ""
    pieces: list[str] = []
    _walk(root, pieces)
    lines = (_BLANKS.sub(" ", line).strip() for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _walk(root: _Element, pieces: list[str]) -> None:
    """Append the pieces of text below ``root`` in reading order, without recursion: pages nest deeply."""
    stack: list[tuple[_Element, bool]] = [(root, False)]
    while stack:
        element, left = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        if left:
            pieces.append(_boundary(element, tag))
            pieces.append(_flat(element.tail))
            continue
        if not tag or tag in _SILENT or _is_hidden(element):
            pieces.append(_flat(element.tail))
            continue
        if tag == "br":
            pieces.append("\n")
        pieces.append("\n" if tag in _BLOCKS and tag not in _CELLS else "")
        pieces.append(_inside_pre(element) if tag == "pre" else _flat(element.text))
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element) if tag != "pre")


def _boundary(element: _Element, tag: str) -> str:
    if tag in _CELLS:
        return " | " if element.getnext() is not None else "\n"
    return "\n" if tag in _BLOCKS else ""


def _flat(text: str | None) -> str:
    return _BLANKS.sub(" ", text) if text else ""


def _inside_pre(element: _Element) -> str:
    return "".join(str(piece) for piece in element.itertext())


def _is_hidden(element: _Element) -> bool:
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or bool(_HIDDEN_STYLE.search(element.get("style") or ""))
    )
