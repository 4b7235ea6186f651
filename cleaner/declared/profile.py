"""What kind of page a page says it is, from what its head declares."""

from __future__ import annotations

from urllib.parse import urlsplit

from ..page.profile import Profile
from .markup import Markup

__all__ = ["read_profile"]

# Types of schema.org -> ``page.profile.KINDS``.
_TYPES = {
    "article": "article newsarticle reportagenewsarticle analysisnewsarticle opinionnewsarticle reviewnewsarticle "
    "blogposting techarticle scholarlyarticle report liveblogposting recipe review claimreview",
    "posting": "discussionforumposting qapage question socialmediaposting",
    "product": "product offer aggregateoffer service localbusiness softwareapplication event store productgroup",
    "list": "collectionpage itemlist searchresultspage blog",
    "page": "webpage itempage aboutpage website faqpage",
}
_KIND_OF = {name: kind for kind, names in _TYPES.items() for name in names.split()}
_ADDRESSES = ("link canonical", "og:url", "JSON-LD url")
_DESCRIPTIONS = ("og:description", "description", "JSON-LD description")
_DATES = (
    *("article:published_time", "JSON-LD datePublished", "publication_date", "dc.date", "date"),
    "itemprop datePublished",
)
_AUTHORS = ("JSON-LD author", "author", "article:author", "dc.creator")


def read_profile(head: Markup) -> Profile:
    """Return what kind of page it is, and what it says of its lines, given what ``read_head`` gave."""
    types = (name.lower().rpartition("/")[2] for name in head.get("JSON-LD @type", ()))
    return Profile(
        frozenset(_KIND_OF[name] for name in types if name in _KIND_OF),
        _first(head, "og:type").lower(),
        bool(_first(head, *_DATES)),
        bool(_first(head, *_AUTHORS)),
        _path(_first(head, *_ADDRESSES)),
        _first(head, *_DESCRIPTIONS),
        _first(head, "JSON-LD articleBody"),
    )


def _first(head: Markup, *sources: str) -> str:
    return next((value for source in sources for value in head.get(source, ())), "")


def _path(address: str) -> str:
    """Return the path and the query of an address, ``"/"`` for a site's entrance, nothing for no address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return (path.lower() or "/") if address else ""
