"""Made documents: clean texts with real noise of other pages set into them, and scraped texts without their noise.

The first bring noise into languages and kinds of texts that have few scraped pages; the second teach that a text in
a scraper's manner may be clean.
"""

import random
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import cleaner

from .corpus import GOLD_FLAVOUR, GOLD_SETS, LabelledDocument, Selection, documents
from .labels import LineLabel

MIXED, RID = "mixed", "rid"
MADE_FLAVOURS = (MIXED, RID)
_NOISE = LineLabel(0.0, body=False, weight=1.0)
# Runs of noise are taken from the texts of these scrapers: what is left of a page, and what a page is full of.
_DONORS = ("traf_comments", "resili_main", "resili_all")
_DONOR_PAGES = 30
_LONGEST_RUN = 12
# Where noise stands in scraped texts: below the body, above it, between its paragraphs.
_PLACES = (("foot", 0.6), ("head", 0.15), ("inside", 0.25))
# Share of the inserted runs that are phrases of a lexicon.
_PHRASES = 0.35


def made_documents(selection: Selection) -> Iterator[LabelledDocument]:
    """The made documents of the flavours that the selection names."""
    for flavour in selection.flavours:
        source = GOLD_FLAVOUR if flavour == MIXED else "traf"
        for document in documents(replace(selection, flavours=(source,))):
            made = _mixed(document, selection) if flavour == MIXED else _rid(document)
            if made.lines:
                yield replace(made, flavour=flavour)


def _rid(document: LabelledDocument) -> LabelledDocument:
    """The document without its noise lines."""
    kept = [i for i, label in enumerate(document.labels) if label is not None and label.body and label.weight == 1.0]
    body = LineLabel(1.0, body=True, weight=1.0)
    return replace(document, lines=tuple(document.lines[i] for i in kept), labels=(body,) * len(kept))


def _mixed(document: LabelledDocument, selection: Selection) -> LabelledDocument:
    """The document with one to four runs of noise set into it."""
    choose = random.Random(f"{selection.seed} {document.id}")  # noqa: S311  a choice of texts, no secret
    lines, labels = list(document.lines), list(document.labels)
    runs = _runs(selection.folds, selection.only_fold, selection.seed)
    for _ in range(choose.randint(1, 4)):
        phrases = choose.random() < _PHRASES
        run = _phrases(document.language, choose) if phrases else choose.choice(runs)
        if run:
            at = _place(len(lines), choose)
            lines[at:at] = run
            labels[at:at] = [_NOISE] * len(run)
    return replace(document, lines=tuple(lines), labels=tuple(labels))


def _place(count: int, choose: random.Random) -> int:
    place = choose.choices([name for name, _ in _PLACES], [weight for _, weight in _PLACES])[0]
    return count if place == "foot" else 0 if place == "head" else choose.randint(min(1, count), count)


@cache
def _runs(folds: int, fold: int | None, seed: int) -> list[tuple[str, ...]]:
    """Runs of noise lines of pages of all sets, of the sites of one fold."""
    found: list[tuple[str, ...]] = []
    for set_name in GOLD_SETS:
        selection = Selection(
            sets=(set_name,), flavours=_DONORS, folds=folds, only_fold=fold, limit=_DONOR_PAGES, seed=seed
        )
        for document in documents(selection):
            found.extend(_noise_runs(document))
    return sorted(set(found))


def _noise_runs(document: LabelledDocument) -> Iterator[tuple[str, ...]]:
    run: list[str] = []
    for line, label in zip((*document.lines, ""), (*document.labels, _END), strict=True):
        if label is None:
            continue
        if not label.body and label.weight == 1.0 and len(run) < _LONGEST_RUN:
            run.append(line)
        elif run:
            yield tuple(run)
            run = []


_END = LineLabel(1.0, body=True, weight=1.0)


@cache
def _lexicon_lines() -> dict[str, list[str]]:
    """The wording that is a whole line of furniture, by language."""
    found: dict[str, list[str]] = {}
    for file in sorted(Path(cleaner.__file__).parent.joinpath("lexicons").glob("*.toml")):
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        phrases = [
            phrase.replace("#", "3").replace("...", "").strip()
            for cues in table.get("cues", {}).values()
            for phrase in cues.get("line", ())
        ]
        found[table["language"]] = [phrase[:1].upper() + phrase[1:] for phrase in phrases if phrase]
    return found


def _phrases(language: str | None, choose: random.Random) -> Sequence[str]:
    phrases = _lexicon_lines().get(language or "", [])
    return choose.sample(phrases, min(len(phrases), choose.randint(1, 5)))

