"""From a page's tree to its lines: one walk, in reading order, that never goes back.

A line is the text of one block-level element, or of one that its style makes so, up to the next one that begins or
ends inside it; the row of a table and the item of a list are lines, ``<br>`` ends one, and ``<pre>`` keeps its white
space. Each line knows the element that it is the text of, with its names and what it is inside of, and how much of it
is links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ..document import Element, Place

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["PageLine", "read_lines"]

_BLOCK, _SILENT, _BREAK, _CELL, _LINK, _VERBATIM = range(1, 7)
_KINDS = {
    **dict.fromkeys("script style template svg math head iframe object embed audio video canvas".split(), _SILENT),
    **dict.fromkeys(
        "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset "
        "figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav "
        "noframes noscript ol optgroup option p search section select summary table tbody textarea tfoot thead tr "
        "ul".split(),
        _BLOCK,
    ),
    **dict.fromkeys(("td", "th"), _CELL),
    **dict.fromkeys(("pre", "listing", "xmp", "plaintext"), _VERBATIM),
    "br": _BREAK,
    "a": _LINK,
}
_PLACES = {
    "article": Place.ARTICLE,
    "main": Place.MAIN,
    "aside": Place.ASIDE,
    "nav": Place.NAV,
    "menu": Place.NAV,
    "header": Place.HEADER,
    "footer": Place.FOOTER,
    "ul": Place.LIST,
    "ol": Place.LIST,
    "dl": Place.LIST,
    "table": Place.TABLE,
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Place.HEADING),
    "blockquote": Place.QUOTE,
    **dict.fromkeys(("pre", "listing", "xmp", "plaintext"), Place.CODE),
    "figure": Place.FIGURE,
    "figcaption": Place.CAPTION,
    "caption": Place.CAPTION,
    "form": Place.FORM,
    **dict.fromkeys(("button", "select", "textarea"), Place.BUTTON),
    "dialog": Place.DIALOG,
    **dict.fromkeys(("noscript", "noframes"), Place.HIDDEN),
}
_ROLES = {
    "article": Place.ARTICLE,
    "main": Place.MAIN,
    "complementary": Place.ASIDE,
    "navigation": Place.NAV,
    "menu": Place.NAV,
    "menubar": Place.NAV,
    "banner": Place.HEADER,
    "contentinfo": Place.FOOTER,
    "heading": Place.HEADING,
    "dialog": Place.DIALOG,
    "alertdialog": Place.DIALOG,
    "button": Place.BUTTON,
    "search": Place.FORM,
}
# As plain numbers, which are added up faster than flags.
_PLACE_OF = {tag: int(place) for tag, place in _PLACES.items()}
_PLACE_OF_ROLE = {role: int(place) for role, place in _ROLES.items()}
_HIDDEN = int(Place.HIDDEN)
_NAMING = frozenset({"class", "id", "role", "itemprop"})
_NAMES_LENGTH = 200
# Elements below this depth are told apart no more: their text belongs to the one at it.
_DEPTH = 60
# A cell with more text than this is a part of the page rather than a datum.
_CELL_TEXT = 160
# str.isspace does not know these, but a line of them is blank to a reader.
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\u00ad"


class PageLine(NamedTuple):
    """A line of a page's text."""

    text: str
    element: Element
    links: float
    """Share of its characters inside links."""


class _Open(NamedTuple):
    """An element that the walk is inside of."""

    children: Iterator[_Element]
    kind: int
    tail: str | None
    outer: Element
    """The block-level element to go back to."""
    linked: bool
    """Whether the text after it stands in a link."""


class _Walk:
    """The walk through a page's tree: where it is, the line that it reads, and those that it has read."""

    def __init__(self) -> None:
        self.lines: list[PageLine] = []
        self.element = Element("", "", 0, -2, 0, None)
        self.linked = False
        self._count = 0
        self._pieces: list[str] = []
        self._letters = 0
        """Characters of the line that are links' text."""
        self._cell_ended = self._link_ended = False

    def enter(self, node: _Element) -> _Open | None:
        """Begin an element; ``None`` where nothing inside it is to be read."""
        kind = _kind_of(node)
        outer, linked = self.element, self.linked
        if kind == _SILENT:
            return None
        if kind == _VERBATIM:
            self._read_verbatim(node)
            return None
        if kind == _BLOCK:
            self.end_line()
            self._count += 1
            self.element = _read_element(node, outer, self._count)
        elif kind == _BREAK:
            self.end_line()
        elif kind == _LINK and self._link_ended:
            self.add(" ")
        self.linked = linked or kind == _LINK
        if text := node.text:
            self.add(text)
        return _Open(iter(node), kind, node.tail, outer, linked)

    def leave(self, opened: _Open) -> None:
        """End an element, and read the text behind it."""
        if opened.kind == _BLOCK:
            self.end_line()
        elif opened.kind == _CELL:
            self._cell_ended = bool(self._pieces)
        elif opened.kind == _LINK:
            self._link_ended = True
        self.element, self.linked = opened.outer, opened.linked
        if opened.tail:
            self.add(opened.tail)

    def add(self, text: str) -> None:
        """Add a piece of text to the line."""
        if self._cell_ended and not text.isspace():
            self._pieces.append(" | ")
            self._cell_ended = False
        self._link_ended = False
        self._pieces.append(text)
        if self.linked:
            self._letters += len(" ".join(text.split()))

    def end_line(self) -> None:
        """End the line, which is the text of the element that the walk is in."""
        if self._pieces:
            text = " ".join("".join(self._pieces).split())
            if text and (text[0] not in _INVISIBLE or text.strip(_INVISIBLE + " ")):
                self.lines.append(PageLine(text, self.element, min(1.0, self._letters / len(text))))
            self._pieces = []
            self._letters = 0
        self._cell_ended = self._link_ended = False

    def _read_verbatim(self, node: _Element) -> None:
        """Read preformatted text: its lines as they are, blank ones left out."""
        self.end_line()
        self._count += 1
        element = _read_element(node, self.element, self._count)
        for text in "".join(str(piece) for piece in node.itertext()).splitlines():
            if text.strip():
                self.lines.append(PageLine(text.rstrip(), element, 0.0))


def read_lines(root: _Element) -> list[PageLine]:
    """Return the lines of a page in reading order, those that a browser would hide marked as such."""
    walk = _Walk()
    opened: list[_Open] = []
    nodes: Iterator[_Element] = iter((root,))
    while True:
        for node in nodes:
            entered = walk.enter(node)
            if entered is None:
                if node.tail:
                    walk.add(node.tail)
            elif len(node):
                opened.append(entered)
                nodes = entered.children
                break
            else:
                walk.leave(entered)
        else:
            if not opened:
                return walk.lines
            walk.leave(opened.pop())
            nodes = opened[-1].children if opened else iter(())


def _kind_of(node: _Element) -> int:
    tag = node.tag
    if not isinstance(tag, str):
        return _SILENT
    kind = _KINDS.get(tag, 0)
    if kind == _CELL:
        return _kind_of_cell(node)
    if kind == _SILENT and tag == "template" and node.get("shadowrootmode"):
        # It is shown, in the place of the element that it stands in.
        return 0
    if kind in (0, _LINK) and _is_hidden(node):
        # Of what is hidden inside a line nothing is shown; a hidden block is one that says so.
        return _BLOCK if any(_KINDS.get(inner.tag) == _BLOCK for inner in node.iterdescendants()) else _SILENT
    if kind == 0 and (style := node.get("style")) and _SHOWN_AS_BLOCK.search(style):
        return _BLOCK
    return kind


_SHOWN_AS_BLOCK = re.compile(r"display\s*:\s*(?:block|flex|grid|table|list-item)\b(?!-)", re.IGNORECASE)


def _kind_of_cell(node: _Element) -> int:
    """Tell a table's datum from a cell that lays out a page."""
    if any(_KINDS.get(child.tag, 0) in (_BLOCK, _BREAK, _VERBATIM) for child in node.iterdescendants()):
        return _BLOCK
    return _BLOCK if len(node.text or "") > _CELL_TEXT else _CELL


def _read_element(node: _Element, parent: Element, number: int) -> Element:
    tag = str(node.tag)
    place = parent.place | _PLACE_OF.get(tag, 0)
    names = ""
    for attribute, given in node.items():
        name, value = str(attribute), str(given)
        if name in _NAMING:
            names = f"{names} {value}" if names else value
            if name == "role":
                place |= _PLACE_OF_ROLE.get(value.strip().lower(), 0)
    if _is_hidden(node):
        place |= _HIDDEN
    if parent.depth >= _DEPTH:
        return parent if place == parent.place else parent._replace(place=place, number=number)
    depth = parent.depth + 1
    above = parent if depth > 0 else None
    return Element(tag, " ".join(names[:_NAMES_LENGTH].lower().split()), place, depth, number, above)


def _is_hidden(node: _Element) -> bool:
    get = node.get
    if get("hidden") is not None or get("aria-hidden") == "true":
        return True
    style = get("style")
    if not style:
        return False
    plain = style.replace(" ", "").lower()
    return "display:none" in plain or "visibility:hidden" in plain
