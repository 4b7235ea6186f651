"""From a page's source to its tree, whatever the source: one parse by libxml2, bounded in time and depth."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import HTMLParser, _Element

__all__ = ["closed", "flattened", "opened", "parse", "shortened", "whole"]

# libxml2 gives up at a depth of 2,048; what is nested deeper than this is lifted before a second try.
_DEPTH = 1_000
# libxml2's time grows with the square of an element's attributes. No element of a real page has as many as this.
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{20000,}")
_ATTRIBUTE = re.compile(r"""[^\s=/"'<>]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?""")
_ATTRIBUTES = 100
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|textarea|title)\b[^>]*>.*?(?:</\1\s*>|\Z)|<(/?)([a-zA-Z][^\s/>]*)[^>]*>",
    re.DOTALL | re.IGNORECASE,
)
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())


def parse(source: str) -> _Element | None:
    """Return the root of a page's tree; ``None`` for a page without any element or text.

    What libxml2 cannot take is changed before: elements with thousands of attributes lose most of them, and where
    elements are nested deeper than it goes, the innermost are taken for their text. NULs go, as in browsers.
    """
    source = shortened(whole(opened(closed(source.replace("\0", "").lstrip("\ufeff")))))
    root, parser = _parse(source)
    if _is_too_deep(parser):
        root, _ = _parse(flattened(source))
    return root


def _parse(source: str) -> tuple[_Element | None, HTMLParser]:
    import lxml.etree
    import lxml.html

    # Bytes, because lxml refuses text that declares another encoding.
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    # One class for all elements: lxml.html looks forms and inputs up in Python, each time an element is touched.
    parser.set_element_class_lookup(lxml.etree.ElementDefaultClassLookup(element=lxml.html.HtmlElement))
    try:
        return lxml.html.document_fromstring(source.encode("utf-8", errors="replace"), parser=parser), parser
    except lxml.etree.ParserError:
        # lxml's word for a page without any element.
        return None, parser


def _is_too_deep(parser: HTMLParser) -> bool:
    # It is the last thing that libxml2 says before it stops.
    last = parser.error_log.last_error
    return last is not None and "depth" in last.message


def closed(source: str) -> str:
    """End titles and text areas that have no end at the next tag; else they would swallow all of the page.

    >>> closed("<title>The pool<body><p>It opens.")
    '<title>The pool</title><body><p>It opens.'
    """
    for tag in ("title", "textarea"):
        # Most pages are done with this: counting takes microseconds.
        if all(source.count(f"<{name}") <= source.count(f"</{name}") for name in (tag, tag.upper())):
            continue
        ends = [end.end() for end in re.finditer(f"</{tag}\\b", source, re.IGNORECASE)]
        last = ends[-1] if ends else 0
        unended = re.compile(f"<{tag}\\b[^<>]*>[^<]*", re.IGNORECASE)
        source = source[:last] + unended.sub(rf"\g<0></{tag}>", source[last:])
    return source


_VERBATIM = re.compile(r"<(/?)(?:noframes|noembed)\b", re.IGNORECASE)


def opened(source: str) -> str:
    """Turn ``<noframes>`` and ``<noembed>``, whose markup libxml2 takes for text, into ``<noscript>``.

    >>> opened("<frameset><noframes><p>a</noframes></frameset>")
    '<frameset><noscript><p>a</noscript></frameset>'
    """
    return _VERBATIM.sub(r"<\1noscript", source) if _VERBATIM.search(source) else source


_END = re.compile(r"</html\b[^<>]*>", re.IGNORECASE)
_ENDS = re.compile(r"</(?:html|body)\b[^<>]*>", re.IGNORECASE)


def whole(source: str) -> str:
    """Take out the ends of a page that has more behind them: libxml2 stops at the first, browsers read on.

    >>> whole("<html><body><p>a</body></html><p>b"), whole("<html><body><p>a</body></html>")
    ('<html><body><p>a<p>b', '<html><body><p>a</body></html>')
    """
    end = _END.search(source)
    return _ENDS.sub("", source) if end and source[end.end() :].strip() else source


def shortened(source: str) -> str:
    """Cut the attributes of elements that have too many of them.

    >>> len(shortened("<p " + " ".join(f"a{i}=1" for i in range(100000)) + ">x</p>"))
    592
    """
    return _LONG_TAG.sub(_with_few_attributes, source) if _LONG_TAG.search(source) else source


def _with_few_attributes(found: re.Match[str]) -> str:
    tag = found[0]
    for count, attribute in enumerate(_ATTRIBUTE.finditer(tag), 1):
        if count > _ATTRIBUTES:
            return tag[: attribute.start()].rstrip()
    return tag


def flattened(source: str) -> str:
    """Leave out the tags of elements that are nested too deeply; their text stays.

    >>> flattened("<div>" * 2000 + "x" + "</div>" * 2000).count("<div>")
    1000
    """
    open_tags: list[str] = []
    pieces: list[str] = []
    end = 0
    for found in _TAG.finditer(source):
        tag = (found[3] or "").lower()
        if not tag or tag in _VOID:
            continue
        if not found[2]:
            open_tags.append(tag)
            lifted = len(open_tags) > _DEPTH
        else:
            lifted = len(open_tags) > _DEPTH
            if open_tags and open_tags[-1] == tag:
                open_tags.pop()
            elif not lifted:
                _close(open_tags, tag)
        if lifted:
            pieces.append(source[end : found.start()])
            pieces.append(" ")
            end = found.end()
    pieces.append(source[end:])
    return "".join(pieces)


def _close(open_tags: list[str], tag: str) -> None:
    """Close the innermost element of that name, and those inside it that were left open."""
    for place in range(len(open_tags) - 1, max(len(open_tags) - 50, -1), -1):
        if open_tags[place] == tag:
            del open_tags[place:]
            return
