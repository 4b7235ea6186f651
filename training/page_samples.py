"""The public pages as rows: what the trees for pages look at, with the label and the weight of every line.

Lines are labelled by aligning the page's lines with its gold; a line counts by its share of the page's words, as the
mean word F1 has it.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks import data, metrics
from cleaner.declared.markup import read_head
from cleaner.declared.profile import read_profile
from cleaner.document import Document
from cleaner.encoding import decode
from cleaner.errors import CleanerError
from cleaner.features import extract
from cleaner.language import identify
from cleaner.page.elements import Elements
from cleaner.page.forest import DIGITS
from cleaner.page.layout import with_verdict
from cleaner.page.opinion import ask
from cleaner.page.table import FIRST_COLUMNS, Wording, first_table, read_wording
from cleaner.page.verdict import find_taken
from cleaner.scorer import hand_log_odds
from cleaner.segment.html import Page, segment
from cleaner.tokens import tokenize

from .labels import Labelled, label_by_segments, label_lines

Table = npt.NDArray[np.float64]
SETS = data.SETS
# Characters by which the language is told, as in use.
_SAMPLE = 1500
_SECONDS = 20.0
# Pages with so little of their gold, and those of segments alone, count for little.
_LEAST_COVERAGE, _DOUBTFUL, _SEGMENTS = 0.3, 0.2, 0.3


class Sample(NamedTuple):
    """A page's rows."""

    page: data.Page
    words: list[list[str]]
    noise: Table
    body: Table
    sure: Table
    """Whether a line's label is beyond doubt."""
    weights: Table
    elements: Elements
    wording: Wording
    tables: tuple[Table, Table]
    """The first trees' tables, with and without trafilatura's verdict."""


def samples(sets: Sequence[str] = SETS) -> Iterator[Sample]:
    """Read the pages of the sets, one after the other."""
    for set_name in sets:
        pages = {page.id: page for page in data.pages(set_name) if page.gold or page.wanted}
        for page_id, html in data.html(set_name, pages):
            try:
                page = segment(decode(html, source=page_id).text)
            except CleanerError:
                continue
            if page.blocks and page.root is not None:
                yield sample(pages[page_id], page)


def sample(gold: data.Page, page: Page) -> Sample:
    """Return the rows of a page of at least one block."""
    lines = [block.text for block in page.blocks]
    labelled = label_lines(lines, gold.gold) if gold.gold else label_by_segments(lines, gold.wanted, gold.unwanted)
    noise = np.array([label is not None and not label.body for label in labelled.lines], dtype=np.float64)
    body = np.array([bool(label and label.body) for label in labelled.lines], dtype=np.float64)
    trust = np.array([label.weight if label else 0.0 for label in labelled.lines])
    words = [metrics.words(line) for line in lines]
    language = identify(page.text, tokenize(page.text[:_SAMPLE]))
    features = extract(Document(gold.id, None, page.text, None, language, page.blocks))
    # The library starts from the same: the trees for text are no part of a page's verdict.
    hand = hand_log_odds(features)
    text = ask(page.root, _SECONDS).text if page.root is not None else ""
    elements = Elements(page.blocks)
    profile = read_profile(read_head(page.root) if page.root is not None else {})
    plain = first_table(page.blocks, elements, features, hand, profile)
    first, second = with_verdict(plain, find_taken(page.blocks, text)).round(DIGITS), plain.round(DIGITS)
    weights = _weights(gold, labelled, words, body, trust)
    wording = read_wording(features)
    return Sample(gold, words, noise, body, trust == 1, weights, elements, wording, (first, second))


def _weights(gold: data.Page, labelled: Labelled, words: Sequence[Sequence[str]], body: Table, trust: Table) -> Table:
    counts = np.array([len(one) for one in words], dtype=np.float64)
    total = max(float(counts[body > 0].sum()), 50.0)
    weights = trust * (70 * np.minimum(counts / total, 1) + 0.1 * np.sqrt(counts))
    doubtful = _DOUBTFUL if labelled.coverage < _LEAST_COVERAGE else 1.0
    return np.asarray(weights * doubtful * (1.0 if gold.gold else _SEGMENTS))


def column(table: Table, name: str) -> Table:
    """Return a column of the first trees' table."""
    return np.asarray(table[:, FIRST_COLUMNS.index(name)])
