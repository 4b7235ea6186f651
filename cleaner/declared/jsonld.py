"""JSON-LD: the objects of a page's ``application/ld+json`` scripts, and what the one about the article says.

Sites nest objects in lists, in ``@graph`` and in one another, refer to them by ``@id``, print several scripts, and
break the syntax: a script that does not parse is mended, and where that fails its plain fields are read one by one.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

__all__ = ["article_of", "body_of", "names_in", "objects_in", "text_in"]

Object = dict[str, Any]

# From the surest kind of an article to the vaguest.
_KINDS = (
    ("newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle", "reviewnewsarticle"),
    ("article", "blogposting", "techarticle", "scholarlyarticle", "report", "liveblogposting", "socialmediaposting"),
    ("discussionforumposting", "qapage", "recipe", "review", "product", "videoobject", "podcastepisode", "event"),
    ("webpage", "itempage", "aboutpage", "creativework"),
)
_RANKS = {kind: rank for rank, kinds in enumerate(_KINDS) for kind in kinds}
# Fields that hold the objects a page is about; others hold publishers, pictures, lists of links.
_INSIDE = ("@graph", "mainEntity", "mainEntityOfPage", "subjectOf", "hasPart", "about")
_LONGEST = 2_000_000
_MOST_OBJECTS = 2_000
_DEEPEST = 8

_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_FIELD = re.compile(
    r'"(headline|datePublished|dateModified|description|inLanguage)"\s*:\s*"((?:[^"\\\n]|\\.){1,2000})"'
)
_AUTHOR = re.compile(r'"author"\s*:\s*[\[{][^}\]]{0,300}?"name"\s*:\s*"((?:[^"\\\n]|\\.){1,200})"')


def objects_in(scripts: Iterable[str]) -> list[Object]:
    """Return the objects of all scripts, the nested ones among them, in their order."""
    found: list[Object] = []
    for script in scripts:
        if len(script) <= _LONGEST:
            _collect(_loaded(script), found, 0)
    return found


def _loaded(script: str) -> Any:
    """Return what a script holds; the fields that can be made out where it is broken."""
    plain = _WRAPPING.sub("", script).strip().rstrip(";")
    for mended in (str, _without_commas, html.unescape):
        try:
            return json.loads(mended(plain), strict=False)
        except (ValueError, RecursionError):
            continue
    return _pieces(plain)


def _without_commas(script: str) -> str:
    return _TRAILING_COMMA.sub(r"\1", script)


def _pieces(script: str) -> Object:
    found: Object = {}
    for m in _FIELD.finditer(script):
        found.setdefault(m[1], _unquoted(m[2]))
    if author := _AUTHOR.search(script):
        found["author"] = _unquoted(author[1])
    return {"@type": "Article", **found} if "headline" in found else {}


def _unquoted(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text


def _collect(value: Any, found: list[Object], depth: int) -> None:
    if depth > _DEEPEST or len(found) >= _MOST_OBJECTS:
        return
    if isinstance(value, list):
        for item in value:
            _collect(item, found, depth + 1)
    elif isinstance(value, dict):
        found.append(value)
        for name in _INSIDE:
            if isinstance(value.get(name), (dict, list)):
                _collect(value[name], found, depth + 1)


def article_of(objects: list[Object]) -> Object:
    """Return the object about the article: of the surest kind, the first of several; an empty one if there is none."""
    ranked = [(rank, i) for i, one in enumerate(objects) if (rank := _rank(one)) is not None]
    return objects[min(ranked)[1]] if ranked else {}


def body_of(objects: list[Object]) -> str | None:
    """Return the ``articleBody`` of the article, as it stands there: text, or markup.

    >>> body_of([{"@type": "WebPage"}, {"@type": "NewsArticle", "articleBody": "The pool opens."}])
    'The pool opens.'
    """
    body = article_of([one for one in objects if text_in(one.get("articleBody"))]).get("articleBody")
    parts = body if isinstance(body, list) else [body]
    return "\n\n".join(part for part in parts if isinstance(part, str)) or None


def _rank(one: Object) -> int | None:
    kinds = one.get("@type")
    named = kinds if isinstance(kinds, list) else [kinds]
    ranks = [_RANKS[k] for kind in named if isinstance(kind, str) and (k := kind.lower().rpartition("/")[2]) in _RANKS]
    return min(ranks, default=None)


def text_in(value: Any) -> str | None:
    """Return a value's text: a string, the first of several, an object's ``name`` or ``@value``."""
    if isinstance(value, list):
        return next((text for item in value if (text := text_in(item))), None)
    if isinstance(value, dict):
        return text_in(value.get("name") or value.get("@value"))
    return html.unescape(value) if isinstance(value, str) and value.strip() else None


def names_in(value: Any, objects: list[Object]) -> tuple[str, ...]:
    """Return the names of persons: strings, objects, references to objects, lists of them."""
    return tuple(dict.fromkeys(_names(value, objects, 0)))


def _names(value: Any, objects: list[Object], depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(value, str):
        yield html.unescape(value)
    elif isinstance(value, list):
        for item in value:
            yield from _names(item, objects, depth + 1)
    elif isinstance(value, dict):
        if "name" in value:
            yield from _names(value["name"], objects, depth + 1)
        elif reference := value.get("@id"):
            named = (one["name"] for one in objects if one.get("@id") == reference and "name" in one)
            yield from _names(next(named, None), objects, depth + 1)
