"""Which declaration is believed: for each field of the metadata, its sources in a stated order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from ..document import Block, Metadata
from ..metadata import byline_names
from ..page.identity import Identity, title_keys
from .markup import Markup, read_markup
from .profile import read_profile
from .values import one_line, read_date, read_language, read_names

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["ORDER", "Declared", "candidates", "complete", "merge", "read_declared", "read_identity", "read_stated"]


class Declared(NamedTuple):
    """A value that the page declares, and where."""

    value: Any
    source: str


# Each source is the name of a vocabulary and of the field in it, as ``read_markup`` gives them. The order was set by
# the exact matches of each source alone on pages with known title, author and date.
ORDER: Mapping[str, tuple[str, ...]] = {
    "title": (
        "<h1>, as the title says",
        "JSON-LD headline",
        "og:title",
        "twitter:title",
        "itemprop headline",
        "parsely-title",
        "sailthru.title",
        "dc.title",
        "citation_title",
        "<h1>",
        "JSON-LD name",
        "<title>",
    ),
    "authors": (
        "JSON-LD author",
        "article:author",
        "sailthru.author",
        "byl",
        "author",
        "parsely-author",
        "dc.creator",
        "citation_author",
        "twitter:data1",
        "itemprop author",
        "rel=author",
        "class author",
    ),
    "published": (
        "JSON-LD datePublished",
        "article:published_time",
        "og:published_time",
        "itemprop datePublished",
        "parsely-pub-date",
        "sailthru.date",
        "dc.date",
        "dcterms.created",
        "citation_publication_date",
        "publication_date",
        "pubdate",
        "date",
        "<time pubdate>",
        "JSON-LD dateCreated",
        "<time>",
        "class date",
    ),
    "modified": (
        "JSON-LD dateModified",
        "article:modified_time",
        "og:updated_time",
        "itemprop dateModified",
        "last-modified",
    ),
    "site": ("og:site_name", "JSON-LD publisher", "application-name", "twitter:site"),
    "url": ("link canonical", "og:url", "JSON-LD url"),
    "language": ("<html lang>", "JSON-LD inLanguage", "og:locale", "content-language"),
    "description": ("og:description", "description", "twitter:description", "JSON-LD description", "dc.description"),
    "tags": ("article:tag", "news_keywords", "keywords", "JSON-LD keywords", "parsely-tags"),
}
_LANGUAGE_CODE = re.compile(r"^[a-z]{2,3}")


def read_identity(head: Markup, language: str | None) -> Identity:
    """Return what a page declares of itself: titles, authors and dates to be found among its lines, and its kind."""
    titles = (one_line(title, 500) for source in _TITLES for title in head.get(source, ()))
    sites = {key for source in ORDER["site"] for site in head.get(source, ()) for key in title_keys(site)}
    names = (name for one in candidates("authors", head, language) for name in one.value)
    days = (one.value[:10] for one in candidates("published", head, language))
    return Identity(
        frozenset(key for title in titles if title for key in title_keys(title) if key not in sites),
        frozenset(key for name in names for key in title_keys(name)),
        frozenset(day for day in days if len(day) == _DAY),
        read_profile(head),
    )


_TITLES = ("JSON-LD headline", "og:title", "twitter:title", "<title>")
# Characters of a date that names its day.
_DAY = 10


def read_declared(
    root: _Element, blocks: Sequence[Block], language: str | None, head: Markup | None = None
) -> dict[str, Declared]:
    """Return for each field the value of the first source that has one.

    Args:
        root: the page's tree.
        blocks: its lines.
        language: of the text, for dates in words.
        head: what ``read_head`` gave, if it was asked.
    """
    markup = read_markup(root, blocks, head)
    found: dict[str, Declared] = {}
    for name in ORDER:
        given = candidates(name, markup, language)
        first = _most_agreed(list(given)) if name == "title" else next(given, None)
        if first is not None:
            found[name] = first
    return found


# How much each source of the title counts: sites shorten it for cards, and put other headings into ``<h1>``. The first
# in ``ORDER`` is believed where none of these speaks.
VOTES: Mapping[str, float] = {
    "JSON-LD headline": 1.5,
    "<h1>, as the title says": 1.2,
    "og:title": 1.0,
    "itemprop headline": 0.7,
    "twitter:title": 0.6,
    "<h1>": 0.35,
    "<title>": 0.3,
}


def _most_agreed(given: Sequence[Declared]) -> Declared | None:
    """Return the title that the weightiest sources agree on, and the first of them."""
    votes: dict[str, float] = {}
    for title, source in given:
        votes[title.casefold()] = votes.get(title.casefold(), 0.0) + VOTES.get(source, 0.0)
    return max(given, key=lambda one: votes[one.value.casefold()], default=None)


def complete(declared: dict[str, Declared], opinion: Mapping[str, str], language: str | None) -> dict[str, Declared]:
    """Add what trafilatura says where the page itself is silent."""
    found = dict(declared)
    for name, given in opinion.items():
        value = _READERS[name](tuple(given.split("; ")) if name == "authors" else (given,), {}, language)
        if value and name not in found:
            found[name] = Declared(value, "htmldate" if name == "published" else "trafilatura")
    return found


def read_stated(
    values: Mapping[str, tuple[str, ...]], sources: Mapping[str, str], language: str | None, headline: str | None
) -> dict[str, Declared]:
    """Return what a text states of itself above its first line, by fields.

    Args:
        values: as they are written.
        sources: where each of them stands.
        language: of the text, for dates in words.
        headline: what the text itself shows: it is believed where the stated title only adds to it.
    """
    found: dict[str, Declared] = {}
    for name, given in values.items():
        value = _READERS[name](given, {}, language)
        if value and not (name == "title" and headline and headline.casefold() in value.casefold()):
            found[name] = Declared(value, sources[name])
    return found


def merge(own: Metadata, declared: Mapping[str, Declared]) -> Metadata:
    """Return the metadata of a page: what is declared, then what its text says."""
    values = {name: one.value for name, one in declared.items() if name not in ("url", "language")}
    if own.url is None and "url" in declared:
        values["url"] = declared["url"].value
    if own.language is None and "language" in declared:
        values["language"] = declared["language"].value
    sources = {name: one.source for name, one in declared.items() if name in values}
    return replace(own, **values, sources={**own.sources, **sources})


def candidates(name: str, markup: Markup, language: str | None) -> Iterator[Declared]:
    """Yield what each source of a field says, in their order."""
    read = _READERS[name]
    for source in ORDER[name]:
        given = _SPECIAL[source](markup) if source in _SPECIAL else markup.get(source, ())
        value = read(given, markup, language) if given else None
        if value:
            yield Declared(value, source)


def _title(given: tuple[str, ...], markup: Markup, _language: str | None) -> str | None:
    title = one_line(given[0], 500)
    return without_site(title, markup) if title else None


_WORD = re.compile(r"\w+")
_SAME = 0.5


def _confirmed_heading(markup: Markup) -> tuple[str, ...]:
    """Return the first ``<h1>`` that says what the page's title says in other places."""
    keys = ("JSON-LD headline", "og:title", "twitter:title", "<title>")
    others = [title for key in keys for title in markup.get(key, ())]
    known = [frozenset(_WORD.findall(title.casefold())) for title in others]
    for heading in markup.get("<h1>", ()):
        words = frozenset(_WORD.findall(heading.casefold()))
        if words and any(len(words & other) >= _SAME * len(words) for other in known):
            return (heading,)
    return ()


_BAR = re.compile(r"\s+[|–—·•»-]\s+|\s*[|»]\s*|\s+::\s+")


def without_site(title: str, markup: Markup) -> str:
    """Cut the site's name off a title: what stands behind the last bar and is the site's name or short."""
    sites = {site.casefold() for key in ("og:site_name", "application-name") for site in markup.get(key, ())}
    headings = {" ".join(h.split()).casefold() for h in markup.get("<h1>", ())}
    if title.casefold() in headings:
        return title
    bars = list(_BAR.finditer(title))
    for bar in bars:
        head, rest = title[: bar.start()].strip(), title[bar.end() :].strip()
        if head and (rest.casefold() in sites or head.casefold() in headings):
            return head
        if rest and head.casefold() in sites:
            return rest
    return title


def _written(markup: Markup) -> tuple[str, ...]:
    """Return the names in the first element that is named like a byline and reads like one."""
    for text in markup.get("class author", ()):
        if len(text) <= _BYLINE and (names := byline_names(text)):
            return names
    return ()


# Characters of a byline at the most.
_BYLINE = 120


def _names(given: tuple[str, ...], markup: Markup, _language: str | None) -> tuple[str, ...]:
    keys = ("og:site_name", "JSON-LD publisher", "application-name")
    sites = {site.casefold() for key in keys for site in markup.get(key, ())}
    return tuple(name for name in read_names(given) if name.casefold() not in sites)


def _date(given: tuple[str, ...], _markup: Markup, language: str | None) -> str | None:
    return next((date for value in given if (date := read_date(value, language))), None)


def _text(given: tuple[str, ...], _markup: Markup, _language: str | None) -> str | None:
    return one_line(given[0], 5000)


def _tag(given: tuple[str, ...], _markup: Markup, _language: str | None) -> str | None:
    return read_language(given[0])


def _tags(given: tuple[str, ...], _markup: Markup, _language: str | None) -> tuple[str, ...]:
    parts = (one_line(part, 100) for value in given for part in value.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))[:50]


_SPECIAL: Mapping[str, Callable[[Markup], tuple[str, ...]]] = {
    "class author": _written,
    "<h1>, as the title says": _confirmed_heading,
}
_READERS: Mapping[str, Callable[[tuple[str, ...], Markup, str | None], Any]] = {
    "title": _title,
    "authors": _names,
    "published": _date,
    "modified": _date,
    "site": _text,
    "url": _text,
    "language": _tag,
    "description": _text,
    "tags": _tags,
}
