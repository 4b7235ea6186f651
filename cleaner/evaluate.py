"""Labels that people gave to lines -> how well a configuration does on them.

Labels are JSON lines, an object a document, as the report's review saves them:

- ``text``: the decoded input; ``id``, ``url``, ``media_type``, ``language`` and ``site`` as the record had them, or
  ``null``;
- ``lines``: ``[{"start", "end", "label"}, ...]``, offsets into ``text`` and the label of each line that a person
  stands behind; further fields are passed over;
- ``reviewed``: whether that is every line of the text.

What a label asks for is what the configuration's policy does with it: a ``title`` has to leave the body unless the
policy keeps titles.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .config import Config
from .document import Action, Label, Record
from .errors import InputError
from .pipeline import Cleaner
from .words import count_words

__all__ = ["Evaluation", "LabelledDocument", "LabelledLine", "Tally", "Wrong", "evaluate", "read_labels"]


@dataclass(frozen=True, slots=True)
class LabelledLine:
    """One line and what a person says that it is."""

    start: int
    """Offset of the first character in the document's text."""
    end: int
    """Offset after the last character."""
    label: Label


@dataclass(frozen=True, slots=True)
class LabelledDocument:
    """A text with the labels of some or all of its lines."""

    id: str
    text: str
    lines: tuple[LabelledLine, ...]
    reviewed: bool = False
    """Whether every line is labelled."""
    url: str | None = None
    media_type: str | None = None
    language: str | None = None
    site: str | None = None

    @property
    def record(self) -> Record:
        """The document as input for the cleaner."""
        return Record(self.id, self.text, self.media_type, None, self.url)


def read_labels(path: Path) -> Iterator[LabelledDocument]:
    """Yield the documents of a labels file.

    Raises:
        InputError: the file cannot be read, or a line of it is no labelled document; the message names the line.
    """
    try:
        with path.open(encoding="utf-8") as stream:
            for number, row in enumerate(stream, 1):
                if row.strip():
                    yield _document(row, f"{path}, line {number}")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(str(path), f"it cannot be read as labels: {error}") from error


def _document(row: str, source: str) -> LabelledDocument:
    try:
        data: Mapping[str, Any] = json.loads(row)
        text = data["text"]
        lines = tuple(
            LabelledLine(int(line["start"]), int(line["end"]), Label(line["label"])) for line in data["lines"]
        )
        optional = {name: data.get(name) for name in ("url", "media_type", "language", "site")}
        document = LabelledDocument(str(data["id"]), text, lines, data.get("reviewed") is True, **optional)
        outside = next((line for line in lines if not 0 <= line.start < line.end <= len(text)), None)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(
            source,
            f"it is no labelled document ({type(error).__name__}: {error}); give a file that was saved from a report",
        ) from error
    if outside is not None:
        raise InputError(
            source, f"characters {outside.start} to {outside.end} are not in its text; save the labels anew"
        )
    return document


@dataclass(slots=True)
class Tally:
    """Lines and their words by what they should become and what became of them. Adds up over documents."""

    kept: int = 0
    """Lines that have to stay."""
    kept_lost: int = 0
    """Of these, removed."""
    removed: int = 0
    """Lines that have to go."""
    removed_left: int = 0
    """Of these, left in the body."""
    kept_words: int = 0
    kept_words_lost: int = 0
    removed_words: int = 0
    removed_words_left: int = 0
    named: int = 0
    """Lines with exactly the right label; ``body`` and ``heading`` count as one."""

    @property
    def lines(self) -> int:
        """All lines."""
        return self.kept + self.removed

    @property
    def words(self) -> int:
        """All words."""
        return self.kept_words + self.removed_words

    @property
    def right(self) -> int:
        """Lines of which the right thing became."""
        return self.lines - self.kept_lost - self.removed_left

    @property
    def words_right(self) -> int:
        """Words on lines of which the right thing became."""
        return self.words - self.kept_words_lost - self.removed_words_left

    def add(self, *, stay: bool, stayed: bool, named: bool, words: int) -> None:
        """Count one line."""
        self.named += named
        if stay:
            self.kept += 1
            self.kept_words += words
            self.kept_lost += not stayed
            self.kept_words_lost += 0 if stayed else words
        else:
            self.removed += 1
            self.removed_words += words
            self.removed_left += stayed
            self.removed_words_left += words if stayed else 0

    def to_dict(self) -> dict[str, int]:
        """Plain values, for JSON."""
        counts = {name: getattr(self, name) for name in self.__slots__}
        return {
            "lines": self.lines,
            "right": self.right,
            "words": self.words,
            "words_right": self.words_right,
            **counts,
        }


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line of which not what the label asks for became."""

    id: str
    text: str
    start: int
    wanted: Label
    got: Label
    kept: bool
    """Whether it was kept (and should have gone)."""
    score: float


@dataclass(slots=True)
class Evaluation:
    """How a configuration does on labelled documents."""

    documents: int = 0
    total: Tally = field(default_factory=Tally)
    labels: dict[str, Tally] = field(default_factory=dict)
    """By the label that a person gave."""
    languages: dict[str, Tally] = field(default_factory=dict)
    """By language; ``""`` where it is not known."""
    wrong: list[Wrong] = field(default_factory=list)
    unmatched: int = 0
    """Labels of places where the cleaner sees no line: the text was cut into lines in another way."""

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {
            "documents": self.documents,
            "total": self.total.to_dict(),
            "labels": {name: tally.to_dict() for name, tally in sorted(self.labels.items())},
            "languages": {name or "unknown": tally.to_dict() for name, tally in sorted(self.languages.items())},
            "unmatched": self.unmatched,
        }


def evaluate(documents: Iterable[LabelledDocument], config: Config | None = None) -> Evaluation:
    r"""Clean the documents with ``config`` and compare what became of each labelled line with its label.

    >>> text = "The pool reopens on Monday, the town hall said on Sunday evening.\n\nLeave a Reply"
    >>> lines = LabelledLine(0, 65, Label.BODY), LabelledLine(67, 80, Label.COMMENT_FORM)
    >>> evaluate([LabelledDocument("a", text, lines)]).total.right
    2
    """
    config = config or Config()
    cleaner = Cleaner(config)
    evaluation = Evaluation()
    for document in documents:
        _count(document, cleaner, evaluation)
    return evaluation


def _count(document: LabelledDocument, cleaner: Cleaner, evaluation: Evaluation) -> None:
    article = cleaner(document.record)
    found = {block.start: (block, prediction) for block, prediction in article}
    language = document.language or article.document.language or ""
    evaluation.documents += 1
    for line in document.lines:
        if line.start not in found or found[line.start][0].end != line.end:
            evaluation.unmatched += 1
            continue
        block, prediction = found[line.start]
        stay = cleaner.config.action(line.label) is Action.KEEP
        named = _same(prediction.label, line.label)
        tallies = (
            evaluation.total,
            evaluation.labels.setdefault(str(line.label), Tally()),
            evaluation.languages.setdefault(language, Tally()),
        )
        words = count_words(block.text)
        for tally in tallies:
            tally.add(stay=stay, stayed=prediction.kept, named=named, words=words)
        if stay is not prediction.kept:
            score = round(prediction.score, 3)
            evaluation.wrong.append(
                Wrong(document.id, block.text, block.start, line.label, prediction.label, prediction.kept, score)
            )


_TEXT = frozenset({Label.BODY, Label.HEADING})


def _same(one: Label, other: Label) -> bool:
    return one is other or (one in _TEXT and other in _TEXT)
