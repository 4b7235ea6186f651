"""A document -> a matrix: one row a block, one column a feature. Nothing is decided here.

Columns hold what a line is (``lines``), where it stands (``structure``), what its neighbours are and how
noisy the whole text looks. All are numbers between -1 and a few, so that any scorer can weigh them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .dates import find_dates
from .document import Document, Label
from .headline import PARTICLES, is_name
from .language import function_words, identify, is_foreign
from .lines import Line, read_line
from .structure import Structure, read_structure

__all__ = ["Features", "extract"]

Column = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of a document's blocks, for scorers (columns) and for labels (lines, structure)."""

    lines: tuple[Line, ...]
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


def extract(document: Document) -> Features:
    """Return the features of every block of ``document``."""
    lines = tuple(read_line(block.text) for block in document.blocks)
    structure = read_structure(lines, [block.blank_after for block in document.blocks])
    columns = _own(lines)
    columns.update(_roles(lines, structure, document.language))
    columns.update(_places(lines, structure))
    columns.update(_neighbours(lines, columns))
    columns.update(_isolation(lines, structure, document.language))
    return Features(lines, structure, columns)


def _column(values: Sequence[float]) -> Column:
    return np.asarray(values, dtype=np.float64)


def _own(lines: Sequence[Line]) -> dict[str, Column]:
    """What each line is, alone."""
    columns = {
        "size": _column([line.size for line in lines]),
        "terminal": _column([line.terminal for line in lines]),
        "prose": _column([line.prose for line in lines]),
        "bullet": _column([line.bullet for line in lines]),
        "clock": _column([line.clock for line in lines]),
        "dated": _column([line.dated for line in lines]),
        "ago": _column([line.ago for line in lines]),
        "address": _column([line.address for line in lines]),
        "markup": _column([line.markup for line in lines]),
        "separators": _column([min(line.separators, 8) for line in lines]),
        "capitals": _column([line.capitals for line in lines]),
        "digits": _column([line.digits for line in lines]),
        "functional": _column([line.functional for line in lines]),
        "dashed": _column([line.dashed for line in lines]),
        "quoted": _column([line.quoted for line in lines]),
        "cue": _column([line.cue_strength for line in lines]),
    }
    columns.update({f"cue_{label}": np.zeros(len(lines)) for label in Label if label.is_noise})
    for i, line in enumerate(lines):
        if line.cue is not None:
            columns[f"cue_{line.cue}"][i] = line.cue_strength
    return columns


# A byline, a credit or a list of tags has few words beside its lead-in.
_ROLE_WORDS = 14
# "Born: 4 May 1934, Duluth" opens as an entry of a list.
_ENTRY = re.compile(r"^\W*[^\W\d][^\d:：]*[:：]")
# A line of two dates counts each of their numbers.
_DATE_WORDS = 22


def _roles(lines: Sequence[Line], structure: Structure, language: str | None) -> dict[str, Column]:
    """Which metadata a line looks like."""

    def led_by(*groups: str, words: int = _ROLE_WORDS) -> Column:
        return _column(
            [
                line.size <= words and not line.prose and any(h.cue.group in groups and h.start == 0 for h in line.hits)
                for line in lines
            ]
        )

    deck = _deck(lines, structure, np.arange(len(lines)))
    near = [i <= structure.deck_end + 1 or i >= structure.last for i in range(len(lines))]
    by = led_by("by") * _column([bool(line.hits) and _is_named(line) for line in lines])
    return {
        "led_by": np.maximum.reduce([by, _lone_names(lines, structure), _reporters(lines)]),
        "credit": _column([line.credit for line in lines]),
        "led_source": led_by("source") * _column([not _is_capitalised_word(line) for line in lines]),
        "led_tags": led_by("tags"),
        "led_date": led_by("published", "updated", words=_DATE_WORDS),
        "whole_date": _column(
            [
                near[i]
                # Below a headline, half of a line is enough: the rest is an office or a name.
                and line.dated >= (0.5 if deck[i] and not _ENTRY.match(line.text) else 0.6)
                and line.size <= _DATE_WORDS
                and bool(find_dates(line.text, language))
                for i, line in enumerate(lines)
            ]
        ),
    }


def _is_capitalised_word(line: Line) -> bool:
    """Whether a line's source is a short word with a capital only: "Map" is no agency, MAP and dpa are."""
    end = max((h.end for h in line.hits if h.cue.group == "source" and h.start == 0), default=0)
    word = line.text.split(None, 1)[0].strip("()/")
    return end == 1 and len(word) <= _AGENCY and word.istitle()


# Letters of an agency's short name at the most.
_AGENCY = 4


def _lone_names(lines: Sequence[Line], structure: Structure) -> Column:
    """Names on a line of their own below the headline, next to a date, or strangers to the text."""
    out = np.zeros(len(lines))
    if structure.title is None:
        return out
    top, end = structure.title + 1, structure.deck_end

    def beside_date(i: int, reach: int) -> bool:
        return any(n.dated >= 0.5 or n.ago for n in lines[max(top, i - reach) : min(end, i + reach + 1)])

    for i in range(top, min(end, top + _BYLINE_REACH)):
        line = lines[i]
        if line.cue is not None or line.digits:
            continue
        if is_name(line):
            out[i] = beside_date(i, 2) or not structure.overlap[i]
        elif _is_uncased_name(line):
            out[i] = beside_date(i, 1)
    return out


def _is_uncased_name(line: Line) -> bool:
    """Whether a line has a name's length in a script without capitals; only beside a date is it one."""
    words = line.text.split()
    uncased = line.text.lower() == line.text.upper()
    spaced = 2 <= len(words) <= _UNCASED_WORDS and line.headline and not line.functional
    return uncased and (spaced or bool(_HAN_NAME.match(line.text)))


_HAN_NAME = re.compile("^[\u4e00-\u9fff]{2,5}$")
_UNCASED_WORDS = 3
# East Asian papers print a reporter's name with the job behind it; sub-editors sign with initials.
_REPORTER = re.compile(r"(?:^|[\s=])[가-힣]{2,4} ?(?:선임|인턴)?기자(?=$|\s)|^\(\w{2,4}(?:/\w{2,4})+\)$")
_REPORTER_WORDS = 7


def _reporters(lines: Sequence[Line]) -> Column:
    """Lines that sign an article in a way of their own, without an opening word."""
    return _column(
        [line.size <= _REPORTER_WORDS and not line.prose and bool(_REPORTER.search(line.text)) for line in lines]
    )


# A byline stands within so many lines below the headline.
_BYLINE_REACH = 5


def _is_named(line: Line) -> bool:
    """Whether a name follows a byline's opening: a capital in scripts that have them, no question, no quotation."""
    if line.quoted or line.dashed or line.text.endswith(("?", "!", "？", "！")):
        return False
    opening = max((h.end for h in line.hits if h.cue.group == "by" and h.start == 0), default=0)
    rest = line.text.split()[opening:]
    if not rest or rest[0].lower() == rest[0].upper():
        return True
    # "From Rome to Milan" goes on with a small word that no name has.
    small = [w for w in rest[1:2] if w in function_words() and w not in PARTICLES]
    return rest[0][0].isupper() and not small


# Boxes with sentences of their own.
_BOXES = (Label.AUTHOR_BIO, Label.NEWSLETTER, Label.PAYWALL, Label.CONSENT)


def _places(lines: Sequence[Line], structure: Structure) -> dict[str, Column]:
    """Where each line stands in the text."""
    count = len(lines)
    index = np.arange(count)
    has_prose = structure.last >= 0
    top = structure.title if structure.title is not None else -1
    head_end = (structure.first if top < 0 else top) if has_prose else 0
    foot_start = structure.last + 1 if has_prose else count
    sections = structure.sections
    return {
        "prose_free": np.full(count, 0.0 if has_prose else 1.0),
        "above_title": (index < top).astype(float),
        "title": (index == (structure.title if structure.title is not None else -1)).astype(float),
        "head": (index < head_end).astype(float),
        "foot": (index >= foot_start).astype(float),
        "deck": _deck(lines, structure, index),
        "inside": ((index >= head_end) & (index < foot_start)).astype(float),
        "repeat": _column(structure.repeats),
        "same_as_title": _column(
            [structure.title is not None and line.tokens == lines[structure.title].tokens for line in lines]
        ),
        "clock_run": _column(structure.clock_runs),
        "overlap": _column(structure.overlap),
        "contained": _column(structure.contained),
        "about_author": _column(structure.about_author),
        "on_subject": _column(structure.on_subject),
        "in_links": _column([s in (Label.CROSSLINK, Label.TICKER) for s in sections]),
        "in_comments": _column([s in (Label.COMMENT, Label.COMMENT_FORM) for s in sections]),
        "in_tags": _column([s is Label.TAGS for s in sections]),
        "standfirst": _standfirst(lines, top),
        "in_bio": _column([s in _BOXES for s in sections]),
    }


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


# The lines between headline and first paragraph are a page's deck if they are few, or so much of them is furniture;
# else they are a list or table that the text begins with.
_DECK_LINES = 8
_DECK_FURNITURE = 0.25


def _deck(lines: Sequence[Line], structure: Structure, index: npt.NDArray[np.int_]) -> Column:
    top, first = structure.title, structure.first
    if top is None or structure.last < 0:
        return np.zeros(len(lines))
    between = [line for line in lines[top + 1 : structure.deck_end] if not line.prose]
    furniture = sum(line.cue_strength >= 0.5 or line.ago or line.dated >= 0.7 for line in between)
    if len(between) > _DECK_LINES and furniture < _DECK_FURNITURE * len(between):
        return np.zeros(len(lines))
    deck: Column = ((index > top) & (index < structure.deck_end) & (index != first)).astype(np.float64)
    return deck


def _neighbours(lines: Sequence[Line], columns: dict[str, Column]) -> dict[str, Column]:
    """What stands around each line."""
    furniture = np.maximum.reduce(
        [
            columns["cue"] * (columns["cue"] >= 0.5) * (1 - columns["quoted"]),
            columns["ago"],
            (columns["dated"] >= 0.7) * 0.7,
            columns["markup"],
        ]
    )
    prose = columns["prose"]
    return {
        "furniture": furniture,
        "zone_furniture": _zone_share(furniture, columns),
        "near_furniture": _window(furniture, 2),
        "past_furniture": _past(np.maximum(columns["cue"] * (columns["cue"] >= 0.5), columns["ago"]), columns["foot"]),
        "prose_before": _shift(prose, 1),
        "prose_after": _shift(prose, -1),
        "sentence_after": _shift(np.maximum(prose, columns["terminal"]), -1),
        "colon_before": _shift(_column([line.text.endswith((":", "：")) for line in lines]), 1),
    }


def _past(furniture: Column, foot: Column) -> Column:
    """How surely furniture has begun below the text: 0.25 before its first line, 1 after two of them.

    A signature or an attribution stands right below the last paragraph, above all furniture.
    """
    seen = np.cumsum(furniture * foot) - furniture * foot
    return np.clip(0.25 + 0.5 * seen, 0.0, 1.0)


def _shift(values: Column, by: int) -> Column:
    out = np.zeros_like(values)
    if by > 0:
        out[by:] = values[:-by]
    else:
        out[:by] = values[-by:]
    return out


def _window(values: Column, reach: int) -> Column:
    """Mean of the ``reach`` values on each side, the own one left out."""
    return sum((_shift(values, d) + _shift(values, -d) for d in range(1, reach + 1)), np.zeros_like(values)) / (
        2 * reach
    )


def _zone_share(furniture: Column, columns: dict[str, Column]) -> Column:
    """Share of furniture in the zone of each line (head, foot, or the gap between two paragraphs), without it."""
    count = len(furniture)
    out = np.zeros(count)
    start = 0
    zone = columns["head"] + 2 * columns["foot"] + 3 * columns["deck"] + 4 * columns["prose"] * columns["inside"]
    zone[(columns["title"] > 0)] = 4
    while start < count:
        end = start
        while end < count and zone[end] == zone[start]:
            end += 1
        if zone[start] < 4 and end - start > 1:
            whole = furniture[start:end].sum()
            out[start:end] = (whole - furniture[start:end]) / (end - start - 1)
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
    candidates = [
        i
        for i, line in enumerate(lines)
        if i != structure.title and _is_bare_headline(line) and not (i and lines[i - 1].text.endswith((":", "：")))
    ]
    foreign = [i for i in candidates if is_foreign(lines[i].text, lines[i].tokens, language)]
    if not foreign or not _is_certain(lines, language):
        return {"foreign": out}
    for i in foreign:
        around = [lines[j] for j in (i - 1, i + 1) if 0 <= j < count]
        out[i] = not any(is_foreign(other.text, other.tokens[:200], language) for other in around)
    return {"foreign": out}


def _is_bare_headline(line: Line) -> bool:
    """Whether a line has a headline's shape: no sentence, no item of a list, no quotation."""
    return (
        line.size >= _FOREIGN_WORDS
        and not line.prose
        and not line.terminal
        and not line.quoted
        and not line.dashed
        and not line.bullet
    )
