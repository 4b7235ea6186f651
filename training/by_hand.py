"""Pages of ``segments`` whose lines two readers labelled: the languages and kinds of pages that the other sets lack.

``training/segments/first.jsonl`` and ``second.jsonl`` hold an object a page: its ``id``, the ``labels`` of its dump's
lines that are not blank (a letter a line: b body, t headline, n noise, u unsure) and the ``hashes`` of those lines
(eight hexadecimal digits a line). No text is kept. What the readers do not agree on, or are unsure of, is unknown.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks import data
from benchmarks.metrics import words

from .corpus import LabelledDocument
from .labels import BODY_SHARE, LineLabel
from .languages import language_of

SEGMENTS = "segments"
LABELS = {"b": "body", "t": "headline", "n": "noise", "u": "unsure"}
FOLDER = Path(__file__).with_name("segments")
_DIGITS = 8
_KNOWN = {"b": LineLabel(1.0, True, 1.0), "n": LineLabel(0.0, False, 1.0)}
_UNKNOWN = LineLabel(BODY_SHARE, True, 0.0)


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """What a reader said of a page's lines."""

    id: str
    labels: str
    hashes: tuple[str, ...]


def line_hash(line: str) -> str:
    """Name a line without showing it.

    >>> line_hash(" Share ") == line_hash("Share"), len(line_hash(""))
    (True, 8)
    """
    return hashlib.sha256(line.strip().encode()).hexdigest()[:_DIGITS]


@cache
def reading(which: str) -> Mapping[str, LabelledPage]:
    """The pages of the ``first`` or the ``second`` reader, by id."""
    pages = {}
    for row in (FOLDER / f"{which}.jsonl").read_text("utf-8").splitlines():
        page = json.loads(row)
        own = page["hashes"]
        hashes = tuple(own[i : i + _DIGITS] for i in range(0, len(own), _DIGITS))
        pages[page["id"]] = LabelledPage(page["id"], page["labels"], hashes)
    return pages


def agreed() -> dict[str, list[tuple[str, str]]]:
    """For each page that both read, hash and label of each line; the label is "u" where they differ."""
    first, second = reading("first"), reading("second")
    found = {}
    for key in sorted(first.keys() & second.keys()):
        letters = zip(first[key].labels, second[key].labels, strict=True)
        found[key] = [(h, a if a == b else "u") for h, (a, b) in zip(first[key].hashes, letters, strict=True)]
    return found


def labelled_by_hand(flavour: str) -> Iterator[LabelledDocument]:
    """The pages in a flavour of scraped text. Lines are found again by their hashes; others have weight 0."""
    pages = {page.id: page for page in data.pages(SEGMENTS)}
    found = agreed()
    for key, text in data.scraped(SEGMENTS, flavour, found):
        lines = text.split("\n")
        labels = label_by_hash(lines, found[key])
        body = " ".join(line for line, label in zip(lines, labels, strict=True) if label and label.body)
        if text.strip():
            yield LabelledDocument(
                key, SEGMENTS, flavour, pages[key].site, "", language_of(body or text), tuple(lines), labels, 1.0
            )


def label_by_hash(lines: Sequence[str], known: Sequence[tuple[str, str]]) -> tuple[LineLabel | None, ...]:
    """Label lines by the page's; a wording that stands there with two labels is known only in a dump's own order."""
    hashes = [line_hash(line) for line in lines if line.strip()]
    if hashes == [h for h, _ in known]:
        letters = iter([letter for _, letter in known])
        return tuple(_label(line, next(letters)) if line.strip() else None for line in lines)
    told: dict[str, set[str]] = {}
    for h, letter in known:
        told.setdefault(h, set()).add(letter)
    only = {h: next(iter(letters)) for h, letters in told.items() if len(letters) == 1}
    return tuple(_label(line, only.get(line_hash(line), "u")) if line.strip() else None for line in lines)


def _label(line: str, letter: str) -> LineLabel | None:
    return _KNOWN.get(letter, _UNKNOWN) if words(line) else None


def agreement() -> tuple[float, Counter[tuple[str, str]]]:
    """Cohen's kappa of the two readers over all lines, and how often each pair of labels stands."""
    first, second = reading("first"), reading("second")
    pairs: Counter[tuple[str, str]] = Counter()
    for key in first.keys() & second.keys():
        pairs.update(zip(first[key].labels, second[key].labels, strict=True))
    total = pairs.total()
    same = sum(count for (a, b), count in pairs.items() if a == b) / total
    ones, others = Counter[str](), Counter[str]()
    for (a, b), count in pairs.items():
        ones[a] += count
        others[b] += count
    chance = sum(ones[letter] * others[letter] for letter in LABELS) / total**2
    return (same - chance) / (1 - chance), pairs
