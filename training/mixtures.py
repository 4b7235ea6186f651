"""Made documents: clean texts with real noise of other pages set into them, and scraped texts without their noise.

The first bring noise into languages and kinds of texts that have few scraped pages; the second teach that a text in
a scraper's manner may be clean. Third, clean texts in the manner of live blogs, recipes, tables, lists and poems: what
looks unlike a news story's paragraphs is no noise by that alone.
"""

import random
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import cleaner

from .corpus import GOLD_FLAVOUR, GOLD_SETS, LabelledDocument, Selection, documents
from .labels import LineLabel

MIXED, RID, MANNER = "mixed", "rid", "manner"
MADE_FLAVOURS = (MIXED, RID, MANNER)
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
        source = "traf" if flavour == RID else GOLD_FLAVOUR
        for document in documents(replace(selection, flavours=(source,))):
            made = _MAKERS[flavour](document, selection)
            if made.lines:
                yield replace(made, flavour=flavour)


def _rid(document: LabelledDocument, _: Selection) -> LabelledDocument:
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


# A text in another manner has at most so many lines, as most such texts are short.
_MANNER_LINES = 70
_BODY = LineLabel(1.0, body=True, weight=1.0)
_SENTENCE_END = re.compile(r"(?<=[.!?…。！？])\s*(?=\S)")


def _in_manner(document: LabelledDocument, selection: Selection) -> LabelledDocument:
    """The document's words as another kind of text: short lines, times, tables, questions; all of it body."""
    choose = random.Random(f"{selection.seed} {document.id} manner")  # noqa: S311  a choice of texts, no secret
    lines = [line.strip() for line in document.lines if line.strip()]
    start = choose.randint(0, max(0, len(lines) - 8))
    part = lines[start : start + choose.randint(6, 30)]
    for manner in choose.sample(_MANNERS, choose.randint(1, 3)):
        part = manner(part, choose)
    if lines and choose.random() < _WITH_TITLE:
        part = [lines[0], *part]
    made = tuple(part[:_MANNER_LINES])
    return replace(document, lines=made, labels=(_BODY,) * len(made))


_WITH_TITLE = 0.5


def _sentences(lines: list[str], _: random.Random) -> list[str]:
    return [part for line in lines for part in _SENTENCE_END.split(line) if part]


def _short_lines(lines: list[str], choose: random.Random) -> list[str]:
    """Runs of two to seven words: poems, lists, ingredients."""
    found: list[str] = []
    for line in lines:
        words = line.split()
        while words:
            size = choose.randint(2, 7)
            found.append(" ".join(words[:size]))
            words = words[size:]
    return found


def _without_stops(lines: list[str], _: random.Random) -> list[str]:
    return [line.rstrip(".!?…。！？;:,") or line for line in lines]


def _timed(lines: list[str], choose: random.Random) -> list[str]:
    """A live blog: times in front of entries or on lines of their own, latest first or last."""
    alone, mark = choose.random() < 0.5, choose.choice((":", ".", "h"))
    minutes = sorted((choose.randint(6 * 60, 23 * 60) for _ in lines), reverse=choose.random() < 0.5)
    found: list[str] = []
    for line, minute in zip(lines, minutes, strict=True):
        time = f"{minute // 60:02d}{mark}{minute % 60:02d}"
        found.extend([time, line] if alone else [f"{time} {choose.choice(('', '- ', '| '))}{line}"])
    return found


def _numbered(lines: list[str], choose: random.Random) -> list[str]:
    mark = choose.choice(("{}. ", "{}) ", "- ", "• ", "* ", "Step {}: "))
    return [mark.format(i) + line for i, line in enumerate(lines, 1)]


def _headed(lines: list[str], choose: random.Random) -> list[str]:
    """Headings of one to five of the text's own words."""
    found: list[str] = []
    for line in lines:
        if choose.random() < 0.4:
            words = line.split()
            at = choose.randrange(len(words))
            heading = " ".join(words[at : at + choose.randint(1, 5)]).strip(',.;:!?«»"')
            found.extend([heading[:60].capitalize()] if heading else [])
        found.append(line)
    return found


def _tabular(lines: list[str], choose: random.Random) -> list[str]:
    """Rows of a table between the paragraphs: names and figures."""
    found: list[str] = []
    for line in lines:
        found.append(line)
        if choose.random() < 0.3:
            words = [word.strip(",.;:") for word in line.split()]
            for i in range(choose.randint(2, 8)):
                name = " ".join(choose.sample(words, min(len(words), choose.randint(1, 2))))
                figures = (str(choose.randint(0, 300)) for _ in range(choose.randint(1, 6)))
                gap = choose.choice((" ", "  ", "\t", " | ", ": "))
                found.append(f"{i + 1}. {name} {' '.join(figures)}" if gap == "  " else gap.join([name, *figures]))
    return found


def _asked(lines: list[str], choose: random.Random) -> list[str]:
    """An interview, or answers to readers."""
    names = choose.sample(("A", "Q", "M.", "F. K."), 2)
    return [f"{names[i % 2]}: {line}" if choose.random() < 0.8 else line for i, line in enumerate(lines)]


def _signed(lines: list[str], choose: random.Random) -> list[str]:
    """A letter, a statement, opening hours: short lines at both ends."""
    words = " ".join(lines).split()
    ends = [" ".join(choose.sample(words, min(len(words), choose.randint(1, 3)))) for _ in range(choose.randint(1, 4))]
    dated = f"{choose.randint(1, 28)}.{choose.randint(1, 12)}.{choose.randint(1950, 2025)}"
    return [f"{ends[0]},", *lines, *ends[1:], *([dated] if choose.random() < 0.4 else [])]


_MANNERS = (_sentences, _short_lines, _without_stops, _timed, _numbered, _headed, _tabular, _asked, _signed)
_MAKERS = {MIXED: _mixed, RID: _rid, MANNER: _in_manner}
