"""Which metadata a line looks like: bylines, dates, credits, sources, tags. Each column has a row a block."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from .dates import find_dates
from .headline import PARTICLES, is_name
from .language import function_words
from .lines import Line
from .structure import Structure

__all__ = ["read_deck", "read_roles"]

Column = npt.NDArray[np.float64]

# A byline, a credit or a list of tags has few words beside its lead-in.
_ROLE_WORDS = 14
# "Born: 4 May 1934, Duluth" opens as an entry of a list.
_ENTRY = re.compile(r"^\W*[^\W\d][^\d:：]*[:：]")
# Share of a line that a date takes.
_HALF, _MOST = 0.5, 0.6
# A line of two dates counts each of their numbers.
_DATE_WORDS = 22


def read_roles(lines: Sequence[Line], structure: Structure, language: str | None, deck: Column) -> dict[str, Column]:
    """Return the columns, by name."""
    opened = _opened(lines)

    def led_by(*groups: str, words: int = _ROLE_WORDS) -> list[int]:
        return [i for i, found in opened if lines[i].size <= words and not found.isdisjoint(groups)]

    count = len(lines)
    by = [i for i in led_by("by") if _is_named(lines[i])]
    return {
        "led_by": _marked(count, [*by, *_lone_names(lines, structure), *_reporters(lines)]),
        "credit": _marked(count, [i for i, line in enumerate(lines) if line.credit]),
        "led_source": _marked(count, [i for i in led_by("source") if _names_source(lines[i])]),
        "led_tags": _marked(count, led_by("tags")),
        "led_date": _marked(count, led_by("published", "updated", words=_DATE_WORDS)),
        "whole_date": _marked(count, _whole_dates(lines, structure, language, deck)),
    }


def _opened(lines: Sequence[Line]) -> list[tuple[int, frozenset[str]]]:
    """Return the lines that are no prose and open with phrases of a group, with their groups."""
    found = (
        (i, frozenset(h.cue.group for h in line.hits if h.start == 0))
        for i, line in enumerate(lines)
        if line.hits and not line.prose
    )
    return [(i, groups) for i, groups in found if groups]


def _marked(count: int, where: Sequence[int]) -> Column:
    out = np.zeros(count)
    if where:
        out[list(where)] = 1.0
    return out


def _whole_dates(lines: Sequence[Line], structure: Structure, language: str | None, deck: Column) -> list[int]:
    """Return the lines that are nothing but a date, near the text's ends."""
    return [
        i
        for i, line in enumerate(lines)
        if line.dated >= _HALF
        and (i <= structure.deck_end + 1 or i >= structure.last)
        # Below a headline, half of a line is enough: the rest is an office or a name.
        and line.dated >= (_HALF if deck[i] and not _ENTRY.match(line.text) else _MOST)
        and line.size <= _DATE_WORDS
        and find_dates(line.text, language)
    ]


def _names_source(line: Line) -> bool:
    """Whether a line that opens with a source names one: MAP and dpa do, "Map" and "Source of joy" do not."""
    sources = [h for h in line.hits if h.cue.group == "source"]
    end = max((h.end for h in sources if h.start == 0), default=0)
    first, *rest = line.text.split()
    if end == 1 and len(first.strip("()/")) <= _AGENCY and first.strip("()/").istitle():
        return False
    lead, following = [first, *rest][:end][-1:], rest[end - 1 :] if end else []
    goes_on = following and following[0][:1].islower() and lead[0][-1:].isalpha()
    return not goes_on or any(h.start == end for h in sources)


# Letters of an agency's short name at the most.
_AGENCY = 4


def _lone_names(lines: Sequence[Line], structure: Structure) -> list[int]:
    """Names on a line of their own below the headline, next to a date, or strangers to the text."""
    if structure.title is None:
        return []
    top, end = structure.title + 1, structure.deck_end

    def beside_date(i: int, reach: int) -> bool:
        return any(n.dated >= 0.5 or n.ago for n in lines[max(top, i - reach) : min(end, i + reach + 1)])

    found = []
    for i in range(top, min(end, top + _BYLINE_REACH)):
        line = lines[i]
        if line.cue is not None or line.digits:
            continue
        if is_name(line):
            named = beside_date(i, 2) or not structure.overlap[i]
        else:
            named = _is_uncased_name(line) and beside_date(i, 1)
        if named:
            found.append(i)
    return found


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


def _reporters(lines: Sequence[Line]) -> list[int]:
    """Lines that sign an article in a way of their own, without an opening word."""
    return [
        i
        for i, line in enumerate(lines)
        if line.size <= _REPORTER_WORDS
        and (line.text[:1] == "(" or "기자" in line.text)
        and not line.prose
        and _REPORTER.search(line.text)
    ]


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


# The lines between headline and first paragraph are a page's deck if they are few, or so much of them is furniture;
# else they are a list or table that the text begins with.
_DECK_LINES = 8
_DECK_FURNITURE = 0.25


def read_deck(lines: Sequence[Line], structure: Structure) -> Column:
    """Mark the lines of the page's deck, between headline and text."""
    top, first = structure.title, structure.first
    if top is None or structure.last < 0:
        return np.zeros(len(lines))
    between = [line for line in lines[top + 1 : structure.deck_end] if not line.prose]
    furniture = sum(line.cue_strength >= 0.5 or line.ago or line.dated >= 0.7 for line in between)
    if len(between) > _DECK_LINES and furniture < _DECK_FURNITURE * len(between):
        return np.zeros(len(lines))
    index = np.arange(len(lines))
    deck: Column = ((index > top) & (index < structure.deck_end) & (index != first)).astype(np.float64)
    return deck
