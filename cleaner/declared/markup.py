"""A page's tree -> what each vocabulary declares in it: source name -> values, as they stand there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, cast

from ..document import Block, Element
from .jsonld import Object, article_of, body_of, names_in, objects_in, text_in

if TYPE_CHECKING:
    from lxml.etree import XPath, _Element

__all__ = ["Markup", "read_body", "read_head", "read_markup"]

Markup = Mapping[str, tuple[str, ...]]

# ``<meta>`` names of one meaning -> the name they are known by here.
_ALIASES = {
    "dcterms.title": "dc.title",
    "dcterms.creator": "dc.creator",
    "dc.contributor": "dc.creator",
    "dc.date.issued": "dc.date",
    "dc.date.created": "dc.date",
    "dcterms.date": "dc.date",
    "dcterms.issued": "dc.date",
    "dcterms.modified": "last-modified",
    "article:published": "article:published_time",
    "article:modified": "article:modified_time",
    "article:author:name": "article:author",
    "authors": "author",
    "article.author": "author",
    "article-author": "author",
    "og:author": "article:author",
    "og:article:author": "article:author",
    "og:article:published_time": "article:published_time",
    "og:article:modified_time": "article:modified_time",
    "publish-date": "publication_date",
    "publishdate": "publication_date",
    "publish_date": "publication_date",
    "published": "publication_date",
    "publication-date": "publication_date",
    "article_date_original": "publication_date",
    "article.published": "publication_date",
    "originalpublicationdate": "publication_date",
    "displaydate": "publication_date",
    "cxenseparse:recs:publishtime": "publication_date",
    "sailthru.date": "sailthru.date",
    "citation_date": "citation_publication_date",
    "citation_online_date": "citation_publication_date",
    "created": "date",
    "dc.date.modified": "last-modified",
    "twitter:text:title": "twitter:title",
}
_ARTICLE_FIELDS = ("headline", "name", "datePublished", "dateCreated", "dateModified", "description", "inLanguage")
_ITEMPROPS = frozenset({"headline", "author", "datepublished", "datemodified", "creator"})
_SPELLED = {"datepublished": "datePublished", "datemodified": "dateModified", "creator": "author"}
_LONGEST = 600
_MOST = 40


class _Found(dict[str, tuple[str, ...]]):
    def add(self, source: str, value: str | None) -> None:
        if value and value.strip() and len(self.get(source, ())) < _MOST:
            self[source] = (*self.get(source, ()), value.strip())


def read_head(root: _Element) -> Markup:
    """Return what a page declares apart from what it shows: in ``<meta>``, JSON-LD, ``<title>`` and ``<link>``."""
    found = _Found()
    _read_meta(root, found)
    _read_json(root, found)
    _read_head(root, found)
    return found


def read_markup(root: _Element, blocks: Sequence[Block], head: Markup | None = None) -> Markup:
    """Return what a page declares, by source; ``head`` is what ``read_head`` gave, if it was asked."""
    found = _Found(read_head(root) if head is None else head)
    _read_body(root, found)
    _read_names(blocks, found)
    return found


def _read_meta(root: _Element, found: _Found) -> None:
    for meta in root.iter("meta"):
        content = meta.get("content")
        name = meta.get("property") or meta.get("name") or meta.get("http-equiv")
        if name and content:
            key = str(name).strip().lower()
            found.add(_ALIASES.get(key, key), str(content))
        elif content and (itemprop := meta.get("itemprop")):
            _add_itemprop(found, str(itemprop), str(content))
    # WordPress says so where a card has a writer: a label, and the value under the same number.
    if not any(label.lower() in _WRITTEN for label in found.get("twitter:label1", ())):
        found.pop("twitter:data1", None)


_WRITTEN = frozenset(
    {"written by", "by", "verfasst von", "geschrieben von", "écrit par", "escrito por", "scritto da", "author"}
)


def _add_itemprop(found: _Found, itemprop: str, value: str | None) -> None:
    for name in itemprop.lower().split():
        if name in _ITEMPROPS:
            found.add(f"itemprop {_SPELLED.get(name, name)}", value)


def read_body(root: _Element, least: int) -> str | None:
    """Return the text of the article that a page holds in its JSON-LD alone, ``None`` for most pages.

    Args:
        root: the page's tree.
        least: how many characters it has at least; scripts that cannot hold as many are not read.
    """
    scripts = _scripts(root)
    if not any("articleBody" in script for script in scripts) or sum(map(len, scripts)) < least:
        return None
    body = body_of(objects_in(scripts))
    return body if body is not None and len(body) >= least else None


def _scripts(root: _Element) -> list[str]:
    scripts = [script.text for script in root.iter("script") if "ld+json" in (script.get("type") or "").lower()]
    return [text for text in scripts if text]


def _read_json(root: _Element, found: _Found) -> None:
    objects = objects_in(_scripts(root))
    if not objects:
        return
    for one in objects:
        kinds = one.get("@type")
        for kind in kinds if isinstance(kinds, list) else [kinds]:
            found.add("JSON-LD @type", kind if isinstance(kind, str) else None)
    found.add("JSON-LD articleBody", body_of(objects))
    article = article_of(objects)
    for name in _ARTICLE_FIELDS:
        found.add(f"JSON-LD {name}", text_in(article.get(name)))
    for name in names_in(article.get("author") or article.get("creator"), objects):
        found.add("JSON-LD author", name)
    for name in names_in(article.get("publisher"), objects):
        found.add("JSON-LD publisher", name)
    _add_keywords(article, found)


def _add_keywords(article: Object, found: _Found) -> None:
    given = article.get("keywords")
    for keyword in given if isinstance(given, list) else [given]:
        if isinstance(keyword, str):
            found.add("JSON-LD keywords", keyword)


def _read_head(root: _Element, found: _Found) -> None:
    found.add("<html lang>", root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang"))
    title = next(root.iter("title"), None)
    if title is not None:
        found.add("<title>", title.text)
    for link in root.iter("link"):
        if (link.get("rel") or "").lower() == "canonical":
            found.add("link canonical", link.get("href"))


def _read_body(root: _Element, found: _Found) -> None:
    for heading in root.iter("h1"):
        found.add("<h1>", _text(heading))
    for time in root.iter("time"):
        classes = f"{time.get('class') or ''} {time.get('itemprop') or ''}".lower()
        published = time.get("pubdate") is not None or "publish" in classes or "entry-date" in classes
        if "updated" not in classes or published:
            found.add("<time pubdate>" if published else "<time>", time.get("datetime"))
    for element in cast("list[_Element]", _items()(root)):
        if itemprop := element.get("itemprop"):
            value = element.get("content") or element.get("datetime") or _named(element)
            _add_itemprop(found, str(itemprop), value)
        if element.get("rel") == "author":
            found.add("rel=author", _text(element))


@cache
def _items() -> XPath:
    import lxml.etree

    return lxml.etree.XPath("//*[@itemprop or @rel='author']")


# How sites name the elements that hold a byline, and a date.
_NAMED = {
    "class author": re.compile(r"author|byline|writer|autor|auteur|\bby\b"),
    "class date": re.compile(r"date|publish|posted|timestamp|(?:meta|entry|post|article)[-_]?time"),
}
_APART = re.compile(r"comment|related|footer|sidebar|recommend|disqus")
_SHORT = 160
_ABOVE = 4


def _read_names(blocks: Sequence[Block], found: _Found) -> None:
    """Read the lines whose elements are named like a byline or a date."""
    known: dict[int, tuple[str, ...]] = {}
    for block in blocks:
        element = block.element
        if element is None or len(block.text) > _SHORT:
            continue
        if element.number not in known:
            known[element.number] = _sources(element)
        for source in known[element.number]:
            found.add(source, block.text)


def _sources(element: Element) -> tuple[str, ...]:
    said = 0
    distance = 0
    above: Element | None = element
    while above is not None:
        if above.names:
            here = _said(above.names)
            if here & _IS_APART:
                return ()
            if distance < _ABOVE:
                said |= here
        distance += 1
        above = above.parent
    return tuple(source for place, source in enumerate(_NAMED) if said >> place & 1)


_IS_APART = 1 << len(_NAMED)


@lru_cache(maxsize=50_000)
def _said(names: str) -> int:
    """Return what the names of an element say: a bit for each source, and one for places apart from the article."""
    said = sum(1 << place for place, named in enumerate(_NAMED.values()) if named.search(names))
    return said | (_IS_APART if _APART.search(names) else 0)


def _named(element: _Element) -> str | None:
    """Return the text of an item's ``name``, or of the element itself."""
    for inner in element.iterdescendants():
        if inner.get("itemprop") == "name":
            return inner.get("content") or _text(inner)
    return _text(element)


def _text(element: _Element) -> str | None:
    text = " ".join("".join(str(piece) for piece in element.itertext()).split())
    return text if len(text) <= _LONGEST else None
