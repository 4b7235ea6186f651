"""The types of the journey: Record -> Document -> Article. Standard library only.

All of them are frozen and slotted: a station returns new values and changes none that it was given.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import FrozenInstanceError, dataclass, field, fields
from itertools import accumulate, repeat
from typing import Any, NamedTuple, NoReturn, TypeVar

__all__ = [
    "Action",
    "Article",
    "Block",
    "Document",
    "Element",
    "Evidence",
    "Label",
    "Metadata",
    "Place",
    "Prediction",
    "Record",
    "Removed",
    "rows",
]


class Label(enum.StrEnum):
    """What a block is. The value is the name used in files: ``Label("share") is Label.SHARE``."""

    # The article
    TITLE = "title"
    HEADING = "heading"
    BODY = "body"
    # Metadata that stands in the text
    BYLINE = "byline"
    DATELINE = "dateline"
    CAPTION = "caption"
    SOURCE = "source"
    TAGS = "tags"
    # Noise
    TICKER = "ticker"
    COMMENT_FORM = "comment_form"
    COMMENT = "comment"
    CROSSLINK = "crosslink"
    SPAM_FILTER = "spam_filter"
    SHARE = "share"
    NEWSLETTER = "newsletter"
    CONSENT = "consent"
    NAVIGATION = "navigation"
    ADVERTISEMENT = "advertisement"
    PAYWALL = "paywall"
    LEGAL = "legal"
    COUNTER = "counter"
    AUTHOR_BIO = "author_bio"
    NOTICE = "notice"
    DUPLICATE = "duplicate"
    TEMPLATE = "template"
    OTHER = "other"

    # Labels are keys everywhere; the hash of an enumeration's member is found in Python.
    __hash__ = str.__hash__

    @property
    def is_noise(self) -> bool:
        """Whether the site put the block around the article."""
        return self not in _ARTICLE and self not in _METADATA

    @property
    def is_metadata(self) -> bool:
        """Whether the block says something about the article rather than being its text."""
        return self in _METADATA


_ARTICLE = frozenset({Label.TITLE, Label.HEADING, Label.BODY})
_METADATA = frozenset({Label.BYLINE, Label.DATELINE, Label.CAPTION, Label.SOURCE, Label.TAGS})


class Action(enum.StrEnum):
    """What the policy does with a block: keep it in the body, drop it, or move it to the metadata."""

    KEEP = "keep"
    DROP = "drop"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class Record:
    """One input as it came."""

    id: str
    """Names the input in errors and outputs: a path, a row's key, a URL."""
    payload: bytes | str
    """The text or page; bytes are decoded by ``encoding.decode``."""
    media_type: str | None = None
    """``"text/plain"``, ``"text/html"``, or ``None``: look and see."""
    charset: str | None = None
    """The encoding that the carrier declared (an HTTP header, a WARC field), if any."""
    url: str | None = None
    """Where the page was."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Fields of the source that are carried through untouched."""


class Place(enum.IntFlag):
    """What a page's element is inside of, itself included."""

    ARTICLE = enum.auto()
    MAIN = enum.auto()
    ASIDE = enum.auto()
    NAV = enum.auto()
    HEADER = enum.auto()
    FOOTER = enum.auto()
    LIST = enum.auto()
    TABLE = enum.auto()
    HEADING = enum.auto()
    QUOTE = enum.auto()
    CODE = enum.auto()
    FIGURE = enum.auto()
    CAPTION = enum.auto()
    FORM = enum.auto()
    BUTTON = enum.auto()
    DIALOG = enum.auto()
    HIDDEN = enum.auto()
    """Hidden in the markup (``hidden``, ``aria-hidden``, ``display:none``), or shown without scripts only."""


class Element(NamedTuple):
    """A block-level element of a page; the blocks in it share it."""

    tag: str
    names: str
    """Its class, id, role and ``itemprop``, in lower case."""
    place: int
    """``Place`` flags, those of its ancestors among them."""
    depth: int
    """Block-level elements around it; those around ``body`` do not count."""
    number: int
    """Its place among the page's block-level elements in reading order, from 0."""
    parent: Element | None

    @property
    def path(self) -> tuple[str, ...]:
        """The tags from ``body`` down to this element."""
        found: list[str] = []
        element: Element | None = self
        while element is not None:
            found.append(element.tag)
            element = element.parent
        return tuple(reversed(found))


def _refuse(value: tuple[object, ...], name: str) -> NoReturn:
    """Refuse to set a field, with the error of the frozen classes."""
    raise FrozenInstanceError(f"cannot assign to field {name!r} of {type(value).__name__}")


_Row = TypeVar("_Row")


def rows(kind: type[_Row], *columns: Iterable[Any]) -> tuple[_Row, ...]:
    """Return values of a class of named tuples, given all of its fields side by side: in a third of the time of calls.

    >>> rows(Prediction, [Label.BODY], [0.5], [()], [Action.KEEP])[0].score
    0.5
    """
    made: Callable[..., _Row] = tuple.__new__
    return tuple(map(made, repeat(kind), zip(*columns, strict=False)))


# A text has a value or more of the next three classes for every line: tuples are made in a quarter of the time.
class Block(NamedTuple):
    """The unit that is kept or removed: a line that is not blank, of a text or of what a page shows."""

    text: str
    """The line without its line end."""
    start: int
    """Offset of the first character in the decoded text."""
    end: int
    """Offset after the last character: ``document.text[start:end] == text``."""
    after: str = ""
    """What stands between this block and the next one: the line end and blank lines."""
    element: Element | None = None
    """Of a page: the block-level element that it is the text of."""
    links: float = 0.0
    """Of a page, and of Markdown while it is judged: the share of its characters that are links' text, 0 to 1."""

    def __setattr__(self, name: str, _: object) -> NoReturn:
        _refuse(self, name)

    @property
    def blank_after(self) -> bool:
        """Whether a blank line follows."""
        return len(self.after) > 1 and len(self.after.splitlines()) > 1


@dataclass(frozen=True, slots=True)
class Document:
    """A decoded input, cut into blocks. ``lead`` and the blocks with their ``after`` are the text."""

    id: str
    url: str | None
    text: str
    encoding: str | None
    """Python's name of the encoding the bytes were in; ``None`` if a ``str`` was given."""
    language: str | None
    """BCP 47 tag of the main language, ``None`` where too little text tells it."""
    blocks: tuple[Block, ...]
    lead: str = ""
    """Blank lines (and a byte-order mark left in a ``str``) before the first block."""

    @property
    def line_numbers(self) -> tuple[int, ...]:
        """For each block the number of its line in the text, from 1, blank lines counted."""
        ends = accumulate(
            (1 if len(b.after) == 1 else len(b.after.splitlines()) for b in self.blocks),
            initial=1 + len(self.lead.splitlines()),
        )
        return tuple(ends)[: len(self.blocks)]


class Evidence(NamedTuple):
    """One reason for a score."""

    source: str
    """The kind of knowledge: ``"prior"``, ``"cue"``, ``"shape"``, ``"place"``, ``"neighbours"``, ``"learned"`` (the
    trees for text), ``"structure"`` (the trees for pages), ``"rule"``."""
    detail: str
    """What was seen, in words."""
    weight: float
    """Log-odds (natural logarithm); positive speaks for removal."""

    def __setattr__(self, name: str, _: object) -> NoReturn:
        _refuse(self, name)


class Prediction(NamedTuple):
    """What the detector says of one block."""

    label: Label
    score: float
    """P(not body), 0 to 1."""
    evidence: tuple[Evidence, ...] = ()
    action: Action = Action.KEEP
    """What the policy made of it."""

    def __setattr__(self, name: str, _: object) -> NoReturn:
        _refuse(self, name)

    @property
    def kept(self) -> bool:
        """Whether the block stays in the body."""
        return self.action is Action.KEEP


@dataclass(frozen=True, slots=True)
class Removed:
    """A block that is not in the body, dropped or moved to the metadata."""

    text: str
    start: int
    end: int
    label: Label
    score: float
    evidence: tuple[Evidence, ...]
    action: Action
    block: int
    """Its place among the document's blocks, from 0."""

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {
            "text": self.text,
            "block": self.block,
            "start": self.start,
            "end": self.end,
            "label": str(self.label),
            "action": str(self.action),
            "score": self.score,
            "evidence": [{"source": e.source, "detail": e.detail, "weight": e.weight} for e in self.evidence],
        }


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the input says about the article. ``None`` means that it says nothing; nothing is guessed."""

    title: str | None = None
    authors: tuple[str, ...] | None = None
    published: str | None = None
    """ISO 8601 date, or date and time, as precise as the input is."""
    modified: str | None = None
    """ISO 8601, as ``published``."""
    site: str | None = None
    url: str | None = None
    language: str | None = None
    """BCP 47 tag."""
    description: str | None = None
    tags: tuple[str, ...] | None = None
    comment_count: int | None = None
    paywalled: bool | None = None
    """True if a paywall notice stands in the input, else ``None``: its absence proves nothing."""
    encoding: str | None = None
    """The encoding that the bytes were decoded with; ``None`` for a ``str``."""
    media_type: str | None = None
    """``"text/plain"`` or ``"text/html"``, as given or seen."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """For each field, where its value stands: ``{"title": "line 3"}`` in a text (lines count from 1), and
    ``"JSON-LD headline"`` and the like in what a page declares."""
    warnings: tuple[str, ...] = ()
    """What a reader of the result should know, such as an empty input or bytes that had to be replaced."""

    def to_dict(self) -> dict[str, Any]:
        """All fields with plain values, for JSON; ``None`` where the input is silent."""
        out: dict[str, Any] = {}
        for f in fields(self):
            value = getattr(self, f.name)
            if isinstance(value, tuple):
                value = list(value)
            elif isinstance(value, Mapping):
                value = dict(value)
            out[f.name] = value
        return out


@dataclass(frozen=True, slots=True)
class Article:
    """The result: the body, the metadata, and every block with what became of it."""

    id: str
    url: str | None
    text: str
    """The body: the kept blocks, word for word, in their order."""
    metadata: Metadata
    document: Document
    predictions: tuple[Prediction, ...]
    """One for each of ``document.blocks``, in the same order."""
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __iter__(self) -> Iterator[tuple[Block, Prediction]]:
        """Iterate over the blocks with their predictions, in reading order."""
        return iter(zip(self.document.blocks, self.predictions, strict=True))

    @property
    def removed(self) -> tuple[Removed, ...]:
        """Every block that is not in the body, in reading order."""
        return tuple(
            Removed(b.text, b.start, b.end, p.label, p.score, p.evidence, p.action, place)
            for place, (b, p) in enumerate(self)
            if not p.kept
        )

    def restore(self) -> str:
        """Return the decoded input, character for character, put together from kept and removed blocks.

        It is built from the pieces, not read from ``document.text``: that both are equal is what
        the promise "nothing is lost" means.
        """
        kept = [b for b, p in self if p.kept]
        dropped = [b for b, p in self if not p.kept]
        in_order = sorted(kept + dropped, key=lambda b: b.start)
        return self.document.lead + "".join(b.text + b.after for b in in_order)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON: ``id``, ``url``, ``text``, ``metadata``, ``removed`` and ``extra``."""
        return {
            "id": self.id,
            "url": self.url,
            "text": self.text,
            "metadata": self.metadata.to_dict(),
            "removed": [r.to_dict() for r in self.removed],
            "extra": dict(self.extra),
        }
