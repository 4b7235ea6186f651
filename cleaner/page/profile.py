"""What a page says it is, and what it says of its lines before it prints them -> columns.

A reader's comment is furniture below an article, and body on a forum's page: the markup of both is alike, but the page
says in its head, in the names of its ``body`` and in its address which of the two it is. Its description and, on one
page in ten, the text of its article stand in its head, too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..document import Block
from .elements import Elements
from .verdict import letters_of, share_in

__all__ = ["KINDS", "PROFILE_COLUMNS", "Profile", "read_profile_columns"]

Table = npt.NDArray[np.float64]

KINDS = ("article", "posting", "product", "list", "page")
"""The kinds of page that JSON-LD tells apart here."""
_OPEN_GRAPH_ARTICLES = frozenset({"article", "news", "story", "blog"})
# What the names of ``body``, and the address, say of the page.
_STEMS = {
    "single": r"\bsingle\b|single-|\bpost-?id|postid|\barticle|\bstory|node-type-article|\bpost\b",
    "list": r"\bhome\b|front|archive|categor|\blist|search|\btag\b|\bblog\b|index",
    "forum": r"forum|thread|topic|question|phpbb|discuss|vbulletin|xenforo",
    "shop": r"product|shop|store|woocommerce|catalog",
}
_NAMED = tuple(re.compile(stems) for stems in _STEMS.values())
# How sites name the form for a comment, and one comment.
_FORM = re.compile(r"\brespond\b|comment-?_?form|commentform|reply-?form")
_COMMENT = re.compile(
    r"(?:^|\s)(?:li-|div-|post-)?(?:comment|kom+entar\w*|comentario|commentaire)-?\d+\b|"
    r"(?:^|\s)comment(?:-item|-body|_item|_body|-content)?(?:\s|$)"
)

_OF_PAGE = (
    *(f"says {kind}" for kind in KINDS),
    *("og article", "og other", "declares a date", "declares an author"),
    *(f"body named {name}" for name in _STEMS),
    *(f"address {name}" for name in _STEMS),
    *("address depth", "address words", "address digits"),
    *("comments", "comment form", "described"),
)
_OF_LINE = ("in description", "in article body")
PROFILE_COLUMNS = (*_OF_PAGE, *_OF_LINE)

_DEEPEST, _MOST_WORDS, _LONG_NUMBER = 6.0, 12.0, 4
# Letters of a description that tell where it stands, and of lines that are looked for in it.
_OPENING, _LEAST = 40, 15


class Profile(NamedTuple):
    """What a page says of itself in its head."""

    kinds: frozenset[str] = frozenset()
    """Those of ``KINDS`` that its JSON-LD names."""
    open_graph: str = ""
    """Its ``og:type``, in lower case."""
    dated: bool = False
    signed: bool = False
    address: str = ""
    """Path and query of its canonical address, in lower case."""
    description: str = ""
    body: str = ""
    """The text of its article."""


def read_profile_columns(blocks: Sequence[Block], elements: Elements, profile: Profile) -> Table:
    """Return the columns of ``PROFILE_COLUMNS``, shape (blocks, columns).

    Args:
        blocks: of a page, at least one.
        elements: around them.
        profile: what its head says.
    """
    names = [element.names for element in elements.elements]
    whole = " ".join(name for name, inner in zip(names, elements.has_parent.tolist(), strict=True) if not inner)
    comments, forms = np.array([_marks(name) for name in names]).sum(axis=0)
    page = [*_declared(profile, whole), np.log1p(comments), forms > 0, bool(profile.description)]
    spread = np.broadcast_to(np.array(page, dtype=np.float64), (len(blocks), len(page)))
    return np.hstack([spread, _found_in_head(blocks, profile)])


@lru_cache(maxsize=50_000)
def _marks(names: str) -> tuple[bool, bool]:
    """Whether an element is named as a comment is, and as the form for one."""
    return _COMMENT.search(names) is not None, _FORM.search(names) is not None


def _declared(profile: Profile, names: str) -> list[float]:
    path = [part for part in profile.address.split("/") if part]
    last = path[-1] if path else ""
    article = profile.open_graph in _OPEN_GRAPH_ARTICLES
    return [
        *(kind in profile.kinds for kind in KINDS),
        *(article, bool(profile.open_graph) and not article, profile.dated, profile.signed),
        *(named.search(text) is not None for text in (names, profile.address) for named in _NAMED),
        min(len(path), _DEEPEST) if profile.address else -1.0,
        min(last.count("-") + last.count("_") + last.count("%20"), _MOST_WORDS),
        sum(map(str.isdigit, profile.address)) >= _LONG_NUMBER,
    ]


def _found_in_head(blocks: Sequence[Block], profile: Profile) -> Table:
    """Whether each line opens the description or holds its beginning, and its share in the article of the head."""
    described, body = letters_of([profile.description, profile.body])
    lines = letters_of([block.text for block in blocks])
    return np.array([(_in_description(one, described), share_in(one, body) if body else -1.0) for one in lines])


def _in_description(letters: str, described: str) -> float:
    if len(described) < _LEAST or len(letters) < _LEAST:
        return 0.0
    return 1.0 if letters in described else 0.5 * (described[:_OPENING] in letters)
