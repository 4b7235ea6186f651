"""What the trees for pages read: first a block's structure and text, then also what is said around it.

The first trees read where a block stands in the page's tree and what the text's hand-set terms make of it; they know no
word of any language or site. The second read that again, with what sites call such elements, what the block's words
say, and what the first trees said of the blocks around it, in reading order and in the page's tree.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..context import context_names, read_context
from ..document import Block
from ..features import Features
from ..table import SCALE, WORD_COLUMNS, Vocabulary, word_columns
from ..topic import read_topic
from ..vectors import Vectors, read_words
from .context import PAGE_CONTEXT, read_page_context
from .elements import Elements
from .items import ITEM_COLUMNS, read_items
from .layout import COLUMNS, read_layout, with_verdict
from .naming import NAME_COLUMNS, read_names
from .profile import PROFILE_COLUMNS, Profile, read_profile_columns
from .verdict import Verdict

__all__ = [
    "FIRST_COLUMNS",
    "SECOND_COLUMNS",
    "TEXT_COLUMNS",
    "PageReader",
    "Vocabularies",
    "Wording",
    "first_table",
    "read_wording",
    "second_table",
]

Table = npt.NDArray[np.float64]

# Columns of the text's features that the trees see, after the log-odds of the text's own terms.
TEXT_COLUMNS = (
    "cue furniture zone_furniture near_furniture past_furniture title above_title head foot deck inside repeat "
    "contained overlap in_links in_comments in_tags in_bio led_by whole_date led_date credit led_source led_tags "
    "functional dated ago about_author on_subject standfirst prose size"
).split()
_CLIP = 10.0

FIRST_COLUMNS = (*COLUMNS, "hand", *TEXT_COLUMNS, *ITEM_COLUMNS, *PROFILE_COLUMNS)
SECOND_COLUMNS = (*FIRST_COLUMNS, *NAME_COLUMNS, *WORD_COLUMNS, *PAGE_CONTEXT, *context_names())
_PROSE = COLUMNS.index("prose")


class Vocabularies(NamedTuple):
    """What words say of a line, and what classes and ids say of what stands in their elements."""

    words: Vocabulary
    names: Vocabulary


class PageReader:
    """What the trees look at on one page, whatever verdict on its blocks there is."""

    def __init__(
        self,
        blocks: Sequence[Block],
        features: Features,
        hand: Table,
        profile: Profile,
        vocabularies: Vocabularies,
    ) -> None:
        """Read what depends on no verdict; the arguments are those of ``first_table`` and ``second_table``."""
        self._elements = Elements(blocks)
        self._plain = first_table(blocks, self._elements, features, hand, profile)
        self._wording = read_wording(features)
        self._spoken = spoken_columns(self._elements, self._wording, vocabularies)
        self._vocabularies = vocabularies

    def first(self, verdict: Verdict) -> Table:
        """Return the first trees' table."""
        return with_verdict(self._plain, verdict) if verdict.given else self._plain

    def second(self, first: Table, log_odds: Table) -> Table:
        """Return the second trees' table, given the first's and what they said of it."""
        return second_table(first, log_odds, self._elements, self._wording, self._vocabularies, self._spoken)


def first_table(
    blocks: Sequence[Block], elements: Elements, features: Features, hand: Table, profile: Profile
) -> Table:
    """Return what the first trees look at where there is no verdict, shape (blocks, ``FIRST_COLUMNS``).

    Args:
        blocks: of a page, at least one.
        elements: around them.
        features: of its text.
        hand: log-odds of the text's hand-set terms, shape (blocks,).
        profile: what the page's head says.
    """
    text = [np.clip(hand, -_CLIP, _CLIP), *(features[name] for name in TEXT_COLUMNS)]
    return np.hstack(
        [
            read_layout(blocks, elements),
            np.column_stack(text),
            read_items(blocks, elements, features["size"], _stamps(features)),
            read_profile_columns(blocks, elements, profile),
        ]
    )


# Share of a line that is a date, and the words of a line that is one with a name or two.
_DATED, _STAMP_WORDS = 0.4, 20


def _stamps(features: Features) -> Table:
    """Mark the short lines that tell when something was written."""
    told = (features["ago"] > 0) | (features["led_date"] > 0) | (features["clock"] > 0)
    dated = features["dated"] >= _DATED
    return np.asarray((dated | told) & (features["size"] <= _STAMP_WORDS), dtype=np.float64)


class Wording(NamedTuple):
    """The words of a page's n blocks."""

    vectors: Vectors
    """Their hashes."""
    sizes: Table
    """How many each block has, shape (n,)."""
    title: int | None
    """The block that is the headline."""


def read_wording(features: Features) -> Wording:
    """Return the words of a page's blocks."""
    return Wording(read_words(features), features["size"], features.structure.title)


def second_table(
    first: Table,
    log_odds: Table,
    elements: Elements,
    wording: Wording,
    vocabularies: Vocabularies,
    spoken: Table | None = None,
) -> Table:
    """Return what the second trees look at, shape (blocks, ``SECOND_COLUMNS``).

    Args:
        first: the first trees' table.
        log_odds: what they said, shape (blocks,).
        elements: of the page.
        wording: the words of its blocks.
        vocabularies: what words and names say.
        spoken: their ``spoken_columns``, if they have been read already.
    """
    return np.hstack(
        [
            first,
            spoken_columns(elements, wording, vocabularies) if spoken is None else spoken,
            read_page_context(elements, log_odds, wording.sizes),
            _line_context(wording, log_odds, first[:, _PROSE] > 0, vocabularies.words),
        ]
    )


def spoken_columns(elements: Elements, wording: Wording, vocabularies: Vocabularies) -> Table:
    """Return what the names of each block's elements and its words say, shape (blocks, columns)."""
    words = word_columns(wording.vectors, vocabularies.words).T
    return np.hstack([read_names(elements, vocabularies.names), words])


def _line_context(wording: Wording, log_odds: Table, prose: npt.NDArray[np.bool_], vocabulary: Vocabulary) -> Table:
    """What the first trees said of the lines before and behind, as ``context`` reads it; shape (blocks, columns)."""
    vectors = wording.vectors
    rare = vocabulary[(vectors.words >> np.uint64(32)).astype(np.uint32)] == 0

    def topic(body: npt.NDArray[np.int64], whole: int) -> Table:
        return read_topic(vectors.same, vectors.starts, rare, body, whole, wording.title)

    return read_context(log_odds, wording.sizes, prose, topic).T / SCALE
