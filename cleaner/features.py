"""A document -> a matrix: one row a block, one column a feature. Nothing is decided here.

Columns hold what a line is (``lines``), where it stands (``structure``), what its neighbours are and how
noisy the whole text looks. All are numbers between -1 and a few, so that any scorer can weigh them.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .document import Document, Label
from .language import FOREIGN_WORDS, identify, is_foreign
from .lines import COUNTED, Fields, Line, line_words, make_lines, read_fields
from .roles import read_deck, read_roles
from .shapes import is_contact, is_warning
from .structure import Structure, read_structure
from .vocabulary import Words

__all__ = ["Features", "extract"]

Column = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of a document's blocks, for scorers (columns) and for labels (lines, structure)."""

    lines: tuple[Line, ...]
    words: Words
    structure: Structure
    columns: dict[str, Column]
    """Name -> values, one a block."""

    def __getitem__(self, name: str) -> Column:
        """Return one column."""
        return self.columns[name]

    @property
    def matrix(self) -> npt.NDArray[np.float64]:
        """All columns side by side, shape (blocks, columns), in the order of ``columns``."""
        return np.column_stack(list(self.columns.values())) if self.lines else np.zeros((0, 0))


def extract(document: Document, words: Words | None = None) -> Features:
    """Return the features of every block of ``document``, given their words if they have been read already."""
    texts = [block.text for block in document.blocks]
    words = line_words(texts) if words is None else words
    fields = read_fields(texts, words)
    lines = make_lines(fields)
    structure = read_structure(lines, document.blocks, words)
    columns = _own(fields)
    deck = read_deck(lines, structure)
    columns.update(read_roles(lines, structure, document.language, deck))
    columns.update(_places(lines, structure, deck))
    columns.update(_neighbours(lines, columns))
    columns.update(_isolation(lines, structure, document.language))
    columns.update(_last_words(lines, columns))
    columns["opening"] = _first_words(lines, columns)
    # Markdown says which lines are links all over. The trees learned from texts that do not, and do not read it.
    if any(block.links and block.element is None for block in document.blocks):
        columns["linked"] = _column([float(block.links > _ALL_LINK) for block in document.blocks]) * (
            1 - columns["bullet"]
        )
    return Features(lines, words, structure, columns)


def _column(values: Sequence[float]) -> Column:
    return np.asarray(values, dtype=np.float64)


def _rare(values: Sequence[float]) -> Column:
    """Return a column that most texts have nothing in."""
    return _column(values) if any(values) else np.zeros(len(values))


# What each line is, alone, as numbers.
_OWN = (
    *("size", "terminal", "prose", "bullet", "clock", "dated", "ago", "address", "markup", "separators"),
    *("capitals", "digits", "functional", "dashed", "quoted", "trail"),
)
_NUMBERS = ("size", "dated", "separators", "capitals", "digits", "functional", "cue_strength")
_FLAGS = tuple(name for name in _OWN if name not in _NUMBERS)
_MOST_SEPARATORS = 8
_CUE_COLUMNS = {label: f"cue_{label}" for label in Label if label.is_noise}


def _own(fields: Fields) -> dict[str, Column]:
    """What each line is, alone."""
    count = len(fields["text"])
    # Lists go into bytes and arrays of the standard library in a fraction of the time.
    flags = np.frombuffer(b"".join([bytes(fields[name]) for name in _FLAGS]), dtype=np.uint8)
    numbers = array("d")
    for name in _NUMBERS:
        numbers.fromlist(fields[name])
    own = dict(zip(_FLAGS, flags.reshape(len(_FLAGS), count).astype(np.float64), strict=True))
    own.update(zip(_NUMBERS, np.array(numbers).reshape(len(_NUMBERS), count), strict=True))
    np.minimum(own["separators"], _MOST_SEPARATORS, out=own["separators"])
    columns = {name: own[name] for name in _OWN}
    columns["cue"] = own["cue_strength"]
    columns.update(zip(_CUE_COLUMNS.values(), np.zeros((len(_CUE_COLUMNS), count)), strict=True))
    cues = fields["cue"]
    for i in columns["cue"].nonzero()[0].tolist():
        columns[_CUE_COLUMNS[cues[i]]][i] = fields["cue_strength"][i]
    return columns


# From this share on a line is a link, all of it: bullets and bars between links are none.
_ALL_LINK = 0.9
# Boxes with sentences of their own.
_BOXES = frozenset({Label.AUTHOR_BIO, Label.NEWSLETTER, Label.PAYWALL, Label.CONSENT})
_LINKS = frozenset({Label.CROSSLINK, Label.TICKER})
_COMMENTS = frozenset({Label.COMMENT, Label.COMMENT_FORM})
_TAGS = frozenset({Label.TAGS})


def _among(sections: Sequence[Label | None], labels: frozenset[Label]) -> Column:
    """Mark the lines in sections of some labels."""
    return _column([section in labels for section in sections]) if any(sections) else np.zeros(len(sections))


def _places(lines: Sequence[Line], structure: Structure, deck: Column) -> dict[str, Column]:
    """Where each line stands in the text."""
    count, title = len(lines), structure.title
    has_prose = structure.last >= 0
    top = title if title is not None else -1
    head_end = (structure.first if top < 0 else top) if has_prose else 0
    foot_start = structure.last + 1 if has_prose else count
    sections = structure.sections
    return {
        "prose_free": np.full(count, 0.0 if has_prose else 1.0),
        "above_title": _span(count, 0, max(top, 0)),
        "title": _span(count, max(top, 0), top + 1),
        "head": _span(count, 0, head_end),
        "foot": _span(count, foot_start, count),
        "deck": deck,
        "inside": _span(count, head_end, foot_start),
        "repeat": _rare(structure.repeats),
        "same_as_title": np.zeros(count)
        if title is None
        else _column([x.tokens == lines[title].tokens for x in lines]),
        "clock_run": _rare(structure.clock_runs),
        "overlap": _column(structure.overlap),
        "contained": _rare(structure.contained),
        "about_author": _rare(structure.about_author),
        "on_subject": _rare(structure.on_subject),
        "in_links": _among(sections, _LINKS),
        "in_comments": _among(sections, _COMMENTS),
        "in_tags": _among(sections, _TAGS),
        "standfirst": _standfirst(lines, top),
        "in_bio": _among(sections, _BOXES),
    }


def _span(count: int, start: int, end: int) -> Column:
    """Mark the lines from ``start`` to ``end``."""
    out = np.zeros(count)
    out[start:end] = 1.0
    return out


# A standfirst has at least so many words.
_STANDFIRST_WORDS = 8


def _standfirst(lines: Sequence[Line], title: int) -> Column:
    """Mark the line right below the headline if it has a summary's length and nothing of furniture."""
    out = np.zeros(len(lines))
    if 0 <= title < len(lines) - 1:
        below = lines[title + 1]
        plain = below.cue is None and not below.credit and not below.dated and not below.separators
        out[title + 1] = plain and below.size >= _STANDFIRST_WORDS
    return out


def _neighbours(lines: Sequence[Line], columns: dict[str, Column]) -> dict[str, Column]:
    """What stands around each line."""
    cue, prose, foot = columns["cue"], columns["prose"], columns["foot"]
    strong = cue * (cue >= 0.5)
    dated = (columns["dated"] >= 0.7) * 0.7
    ago, markup = columns["ago"], columns["markup"]
    furniture = np.maximum(np.maximum(strong * (1 - columns["quoted"]), ago), np.maximum(dated, markup))
    colons = [i for i, line in enumerate(lines[:-1], 1) if line.text[-1:] in _COLONS]
    colon_before = np.zeros(len(lines))
    colon_before[colons] = 1.0
    return {
        "furniture": furniture,
        "zone_furniture": _zone_share(furniture, columns),
        "near_furniture": _around(furniture),
        "past_furniture": _past(np.maximum(strong, ago), foot),
        "prose_before": _shift(prose, 1),
        "prose_after": _shift(prose, -1),
        "sentence_after": _shift(np.maximum(prose, columns["terminal"]), -1),
        "colon_before": colon_before,
    }


_COLONS = frozenset(":：")
# So many lines close a text, of its second half. From this strength on the wording of a sentence is furniture's there:
# of 89 such sentences on unseen sites 83 were no body, and the others are disclaimers that gold texts kept.
_LAST_LINES = 3
_LAST_STRENGTH, _LAST_SENTENCE = 0.42, 8
# The same in the first lines of a text, above all paragraphs, for what sites say before an article: of 65 such lines on
# unseen sites 56 were no body, and the others say that the article earns a commission.
_FIRST_LINES = 4
_FIRST_WORDS = frozenset({Label.CONSENT, Label.ADVERTISEMENT, Label.COMMENT_FORM, Label.NOTICE})


def _last_words(lines: Sequence[Line], columns: dict[str, Column]) -> dict[str, Column]:
    """Mark the sentences at a text's end that are worded like furniture, and addresses that stand alone there."""
    count = len(lines)
    closing, contact = np.zeros(count), np.zeros(count)
    others = 0
    for i in range(count - 1, max(count // 2, 1) - 1, -1):
        line = lines[i]
        contact[i] = line.address and is_contact(line.text)
        if line.cue_strength >= _LAST_STRENGTH:
            # A note that says what was corrected is the author's.
            sentence = line.size >= _LAST_SENTENCE and line.cue is not Label.NOTICE
            closing[i] = sentence and not line.quoted and not columns["on_subject"][i]
        elif line.prose:
            break
        # What goes does not count: the lines above it are the last ones then.
        others += not (closing[i] or contact[i])
        if others == _LAST_LINES:
            break
    return {"closing": closing, "contact": contact}


def _first_words(lines: Sequence[Line], columns: dict[str, Column]) -> Column:
    """Mark the sentences at a text's beginning that are worded like furniture, or that its server printed there."""
    opening = np.zeros(len(lines))
    for i, line in enumerate(lines[: min(_FIRST_LINES, len(lines) // 2 + 1)]):
        if is_warning(line.text):
            opening[i] = 1.0
        elif line.cue_strength >= _LAST_STRENGTH:
            worded = line.size >= _LAST_SENTENCE and line.cue in _FIRST_WORDS and not line.quoted
            opening[i] = worded and not columns["on_subject"][i]
        elif line.prose:
            break
    return opening


def _past(furniture: Column, foot: Column) -> Column:
    """How surely furniture has begun below the text: 0.25 before its first line, 1 after two of them.

    A signature or an attribution stands right below the last paragraph, above all furniture.
    """
    below = furniture * foot
    seen = below.cumsum() - below
    return np.minimum(np.maximum(0.25 + 0.5 * seen, 0.0), 1.0)


def _shift(values: Column, by: int) -> Column:
    out = np.zeros(len(values))
    if by > 0:
        out[by:] = values[:-by]
    else:
        out[:by] = values[-by:]
    return out


def _around(values: Column) -> Column:
    """Mean of two values on each side, the own one left out."""
    padded = np.zeros(len(values) + 4)
    padded[2:-2] = values
    return np.asarray(((padded[1:-3] + padded[3:-1]) + (padded[:-4] + padded[4:])) / 4)


def _zone_share(furniture: Column, columns: dict[str, Column]) -> Column:
    """Share of furniture in the zone of each line (head, foot, or the gap between two paragraphs), without it."""
    out = np.zeros(len(furniture))
    if not np.count_nonzero(furniture):
        return out
    zone = columns["head"] + 2 * columns["foot"] + 3 * columns["deck"] + 4 * columns["prose"] * columns["inside"]
    zone[(columns["title"] > 0)] = 4
    ends = [*((zone[1:] != zone[:-1]).nonzero()[0] + 1).tolist(), len(zone)]
    start = 0
    for end in ends:
        if end - start > 1 and zone[start] < 4:
            own = furniture[start:end]
            out[start:end] = (own.sum() - own) / (end - start - 1)
        start = end
    return out


# So many paragraphs are asked for their language, and so many of them must agree with the text's.
_WITNESSES = 12
_AGREEMENT = 0.8


def _is_certain(lines: Sequence[Line], language: str | None) -> bool:
    """Whether the paragraphs, one by one, are in the text's language.

    They are not in texts of two languages, and in languages that the lexicons lack.
    """
    witnesses = [line for line in lines if line.prose][:_WITNESSES]
    agreeing = sum(identify(line.text, line.tokens[:200]) == language for line in witnesses)
    return len(witnesses) >= 2 and agreeing >= _AGREEMENT * len(witnesses)


# A foreign headline has at least this many words; names and titles of works have fewer.
_FOREIGN_WORDS = 7


def _isolation(lines: Sequence[Line], structure: Structure, language: str | None) -> dict[str, Column]:
    """Whether a line is a headline in another language, alone among lines of the text's own."""
    count = len(lines)
    out = np.zeros(count)
    foreign = [
        i
        for i, line in enumerate(lines)
        # First what most lines are not.
        if line.size >= _FOREIGN_WORDS
        and not line.terminal
        and not line.prose
        and _is_bare(line)
        and _may_be_foreign(line)
        and i != structure.title
        and not (i and lines[i - 1].text[-1:] in _COLONS)
        and is_foreign(line.text, line.tokens, language)
    ]
    if not foreign or not _is_certain(lines, language):
        return {"foreign": out}
    for i in foreign:
        around = [lines[j] for j in (i - 1, i + 1) if 0 <= j < count]
        out[i] = not any(is_foreign(other.text, other.tokens[:200], language) for other in around)
    return {"foreign": out}


def _may_be_foreign(line: Line) -> bool:
    """Whether a line in plain letters has as many function words as tell a language; spares most the question."""
    return not line.text.isascii() or len(line.tokens) > COUNTED or line.functional * len(line.tokens) >= FOREIGN_WORDS


def _is_bare(line: Line) -> bool:
    """Whether a line is no item of a list and no quotation."""
    return not line.quoted and not line.dashed and not line.bullet
