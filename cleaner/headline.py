"""Which line is the headline: the best of the lines above the first paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .lines import Line
from .shapes import is_warning

__all__ = ["PARTICLES", "byline_names", "find_title", "is_dateline", "is_name", "poem_title"]

# A cue that is the whole line.
_WHOLE = 0.95


# How far above the first paragraph a title is looked for, in lines.
_TITLE_REACH = 40
# Words of a headline: sites cut longer ones, shorter ones are kickers and menu entries.
_TITLE_WORDS = (2.0, 30.0)


def find_title(lines: Sequence[Line], first: int, overlap: Sequence[float]) -> int | None:
    """Choose the headline among the lines above the first paragraph."""
    top = max(0, first - _TITLE_REACH)
    # Below the text's first statement there is no headline any more.
    end = next((i for i in range(top, first) if _begins_text(lines[i])), first)
    scores = {
        i: _title_score(lines, i, first, overlap)
        for i in range(top, end)
        if _may_be_title(lines[i]) and not _goes_on(lines, i)
    }
    if not scores or max(scores.values()) < _TITLE_THRESHOLD:
        return None
    # Of lines that are about as good, the first is the headline and the others its deck.
    best = min(i for i, value in scores.items() if value >= max(scores.values()) - _TITLE_TIE)
    # A deck says more of the article than the headline right above it.
    if scores.get(best - 1, 0.0) >= _title_above(lines[best]) and 3 < lines[best - 1].size <= lines[best].size:
        best -= 1
    if best == 0 and not _stands_out(lines, best, first):
        return None
    return best


def _begins_text(line: Line) -> bool:
    """Whether a line is a statement of the text though it is too short for a paragraph, or ends in a colon."""
    return (
        not line.headline and line.cue is None and line.size >= _STATEMENT_WORDS and not line.dated and not line.credit
    )


_STATEMENT_WORDS = 10


def _goes_on(lines: Sequence[Line], index: int) -> bool:
    """Whether a line is the beginning of a sentence that the next line goes on with: text wrapped at a fixed width."""
    if index + 1 == len(lines) or lines[index].size < _WRAPPED_WORDS:
        return False
    following = lines[index + 1]
    # "di Davide Zanatta" is a byline: furniture is no continuation.
    furniture = following.cue is not None or any(h.cue.group for h in following.hits if h.start == 0)
    return following.text[:1].islower() and following.size >= _WRAPPED_WORDS and not furniture


_WRAPPED_WORDS = 7


def poem_title(lines: Sequence[Line], blank_after: Sequence[bool]) -> int | None:
    """Find the headline of a text without prose: a first line set off by a blank line, as few others are."""
    if len(lines) < 4 or not lines[0].headline or lines[0].size > 15 or lines[0].cue_strength >= 0.6:
        return None
    set_off = blank_after[0] and sum(blank_after) * 2 < len(lines)
    return 0 if set_off else None


def _may_be_title(line: Line) -> bool:
    low, high = _TITLE_WORDS
    return (
        line.headline
        and low <= line.size <= high
        and not line.clock
        and not (line.bullet and not line.text.startswith("#"))
        and not line.markup
        and not line.ago
        and not (line.cue_strength >= 0.6 and line.size < _SURE_CUE_WORDS)
        and line.dated < 0.5
        and line.separators < 2
        and not line.credit
        and not _is_meta(line)
        and not is_warning(line.text)
    )


# Up to so many words a cue makes a line furniture; a headline about furniture is longer.
_SURE_CUE_WORDS = 6


# A headline shares about half of its content words with its article, other headlines hardly any.
_TITLE_THRESHOLD = 1.3
_TITLE_TIE = 0.35
_TITLE_ABOVE_DECK = 1.0
_TITLE_ABOVE_LONG_DECK = 0.3
# Words of a line that is rather a deck than a headline.
_DECK_WORDS = 12


def _title_above(line: Line) -> float:
    return _TITLE_ABOVE_LONG_DECK if line.size >= _DECK_WORDS else _TITLE_ABOVE_DECK


def _title_score(lines: Sequence[Line], index: int, first: int, overlap: Sequence[float]) -> float:
    line = lines[index]
    between = sum(
        1 for other in lines[index + 1 : first] if other.cue_strength < 0.6 and other.dated < 0.5 and not other.credit
    )
    score = min(line.size, 6) / 6 - 0.08 * min(between, 8) - 0.01 * (first - index)
    # Byline, date and counters stand below a headline. A sentence that the text begins with shares its words, too.
    dated = any(is_dateline(other) for other in lines[index + 1 : index + 4])
    score += 0.9 * dated + 2.0 * overlap[index] * (dated or not line.prose)
    score += 0.3 * (first - index == 1)
    # A text that begins with something like a headline begins with its headline.
    if index == 0 and line.cue is None and line.size >= 3:
        score += 1.6 if not any(other.cue_strength >= _WHOLE for other in lines[1:4]) else 1.0
    score -= line.digits
    score -= 0.4 * (line.size < 4 and index > 0) + 0.6 * (line.size < 3) + 0.6 * (line.cue_strength >= 0.5)
    return score


# Words of a heading inside a text at the most.
_HEADING_WORDS = 12


# Without a date below it and headings in the text, a longer first line is rather a standfirst without its headline.
_LONE_WORDS = 16


def _stands_out(lines: Sequence[Line], index: int, first: int) -> bool:
    """Whether a lone line above the first paragraph is a headline rather than a section's heading.

    Texts often come without their headline and begin with a section's heading. Then later headings
    are as long as this line; a headline is longer than the headings below it.
    """
    if any(is_dateline(other) for other in lines[index + 1 : index + 5]):
        return True
    headings = [
        other
        for i, other in enumerate(lines[first + 1 :], first + 1)
        if not other.prose
        and not other.terminal
        and 2 <= other.size <= _HEADING_WORDS
        and not other.bullet
        and not other.quoted
        and not other.dashed
        and other.cue_strength < 0.5
        and i + 1 < len(lines)
        and lines[i + 1].prose
    ]
    if len(headings) < 3:
        return lines[index].size <= _LONE_WORDS
    longer = sum(len(h.text) >= len(lines[index].text) for h in headings)
    return longer * 5 < len(headings)


def is_dateline(line: Line) -> bool:
    """Whether a line is a date, an age stamp or a byline."""
    return not line.prose and (line.ago or (line.dated >= 0.5 and not line.clock) or _is_meta(line))


def _is_meta(line: Line) -> bool:
    """Whether a line opens as a byline, a date or a list of tags does, and goes on as one."""
    groups = {h.cue.group for h in line.hits if h.start == 0}
    if line.dated > 0.25 and groups & {"published", "updated"}:
        return True
    cased = line.text.lower() != line.text.upper()
    if "by" in groups and bool(byline_names(line)) and (line.capitals >= 0.5 or not cased):
        return line.size <= 6
    return "tags" in groups and ":" in line.text[:30]


def byline_names(line: Line) -> list[tuple[str, ...]]:
    """Return the first two words behind a byline's opening, as tokens."""
    hits = [h for h in line.hits if h.cue.group == "by" and h.start == 0]
    if not hits or line.prose or line.size > 12:
        return []
    end = max(h.end for h in hits)
    return [line.tokens[end : end + 2]] if len(line.tokens) >= end + 2 else []


# What may stand behind or between names: "Jane Doe - The Paper", "Jane Doe / John Roe".
_NAME_BREAK = re.compile(r"\s[-–—|/·]\s")
_NAME_WORDS = 4
PARTICLES = frozenset(
    "de da do dos das del della di du der den van von zu zum ter ten la le el al bin ibn af av und y e".split()
)
"""Small words inside names."""


def is_name(line: Line) -> bool:
    """Whether a line looks like a name, or several, in a script that has capitals."""
    words = _NAME_BREAK.split(line.text)[0].split()
    cased = 2 <= len(words) <= _NAME_WORDS and all(w[0].isupper() for w in words)
    return cased and line.headline and line.cue is None and not (line.functional or line.digits or line.credit)
