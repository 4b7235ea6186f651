"""Labelled documents for training: every set in every flavour of scraped text, and the gold texts as they are.

The order is shuffled by a fixed seed, the same on every machine. Documents carry their site, so that a split keeps a
site whole, and their language, so that a language can be held out.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks import data

from .labels import Labelled, LineLabel, label_by_segments, label_gold, label_lines
from .languages import language_of

SEED = 20260101
GOLD_FLAVOUR = "gold"
# The set that names its pages' languages by word; country codes of other sets name no language.
LANGUAGE_NAMES = {"English": "en", "Chinese": "zh", "Polish": "pl", "Russian": "ru", "Greek": "el"}
GOLD_SETS = ("wcxb", "aeb", "fundus", "daniel")


@dataclass(frozen=True, slots=True)
class LabelledDocument:
    """A scraped text, cut into lines at line feeds, with the label of each line."""

    id: str
    set_name: str
    flavour: str
    """The scraper that made the text, or `GOLD_FLAVOUR`."""
    site: str
    kind: str
    language: str | None
    lines: tuple[str, ...]
    labels: tuple[LineLabel | None, ...]
    """One a line; `None` for a line without words."""
    coverage: float
    """Share of the gold's words that the text holds. Where it is low in a dump, gold or page are wrong."""

    @property
    def text(self) -> str:
        """The text as it was scraped."""
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which documents to read."""

    sets: tuple[str, ...] = GOLD_SETS
    flavours: tuple[str, ...] = (*data.FLAVOURS, GOLD_FLAVOUR)
    kind: str | None = None
    folds: int = 5
    without_fold: int | None = None
    """Leave out the sites of this fold (0 to `folds` - 1)."""
    only_fold: int | None = None
    without_language: str | None = None
    """Leave out the pages of this language, ISO 639-1, and those whose language is unknown."""
    limit: int | None = None
    """At most this many pages a set, the first of the shuffled order."""
    seed: int = SEED


ALL = Selection()


def documents(selection: Selection = ALL) -> Iterator[LabelledDocument]:
    """Labelled documents, set by set and flavour by flavour; the pages of a set in the order of the seed.

    Of the set `segments`, which has no gold, labels come from its segments: most of its lines have weight 0.
    """
    for set_name in selection.sets:
        pages = _selected(set_name, selection)
        for flavour in selection.flavours:
            yield from _of_flavour(set_name, flavour, pages)


def fingerprint(selection: Selection = ALL) -> str:
    """Sixteen hexadecimal digits that name the data and the selection of it."""
    name = f"{data.fingerprint(selection.sets)} {selection!r}"
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def _selected(set_name: str, selection: Selection) -> list[tuple[data.Page, str | None]]:
    """The pages of a set that the selection asks for, with their languages, shuffled."""
    kept: list[tuple[data.Page, str | None]] = []
    for page in data.pages(set_name, kind=selection.kind):
        fold = data.fold_of(page.site, selection.folds)
        if fold == selection.without_fold or (selection.only_fold is not None and fold != selection.only_fold):
            continue
        text = page.gold or "\n".join(page.wanted)
        language = LANGUAGE_NAMES.get(page.lang or "") or language_of(text or "")
        held_out = selection.without_language is not None and language in (None, selection.without_language)
        if text and not held_out:
            kept.append((page, language))
    kept.sort(key=lambda row: hashlib.sha256(f"{selection.seed} {row[0].id}".encode()).digest())
    return kept[: selection.limit]


def _of_flavour(
    set_name: str, flavour: str, pages: Sequence[tuple[data.Page, str | None]]
) -> Iterator[LabelledDocument]:
    if flavour == GOLD_FLAVOUR:
        texts = {page.id: page.gold for page, _ in pages if page.gold}
    else:
        texts = dict(data.scraped(set_name, flavour, (page.id for page, _ in pages)))
    for page, language in pages:
        text = texts.get(page.id)
        if text is None or not text.strip():
            continue
        lines = text.split("\n")
        labelled = _labelled(page, flavour, lines)
        yield LabelledDocument(
            page.id, set_name, flavour, page.site, page.kind, language, tuple(lines), labelled.lines, labelled.coverage
        )


def _labelled(page: data.Page, flavour: str, lines: Sequence[str]) -> Labelled:
    if flavour == GOLD_FLAVOUR:
        return label_gold(lines)
    if page.gold is None:
        return label_by_segments(lines, page.wanted, page.unwanted)
    return label_lines(lines, page.gold)
