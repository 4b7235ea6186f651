"""Where lines stand: the extent of the main text, the title, the sections of the furniture, runs.

A section is what a furniture heading opens: the headlines under "Related", the readers' words under
"3 comments". Their lines have often no cue of their own; the heading speaks for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .document import Label
from .language import function_words
from .lines import Line

__all__ = ["Structure", "read_structure"]


@dataclass(frozen=True, slots=True)
class Structure:
    """The shape of a whole text; line indices count blocks from 0."""

    first: int
    """First line of the main text's prose; the number of lines if there is none."""
    last: int
    """Last line of it; -1 if there is none."""
    title: int | None
    """The line that is the headline."""
    sections: tuple[Label | None, ...]
    """For each line, the label of the furniture section in which it stands."""
    repeats: tuple[bool, ...]
    """For each line, whether the same words stood in an earlier line (or are the title)."""
    clock_runs: tuple[int, ...]
    """For each line that begins with a time, how many such lines stand together; else 0."""
    overlap: tuple[float, ...]
    """For each line that is no prose, the share of its content words that the main text's prose has."""
    on_subject: tuple[bool, ...]
    """For each line with a cue, whether the prose speaks of what the cue names: an article about cookies."""


# A prose line this far from the rest of the prose is a teaser or a notice, not the text's beginning or end.
_LONELY = 12
# Lines under a comments heading of which at least this share must look like a comment widget's.
_COMMENT_FURNITURE = 0.2
# Only whole-line cues open sections.
_WHOLE = 0.95


def read_structure(lines: Sequence[Line]) -> Structure:
    """Look at all lines of a text together."""
    first, last = _extent(lines)
    overlap = _overlaps(lines, first, last)
    title = _title(lines, first, overlap)
    return Structure(
        first=first,
        last=last,
        title=title,
        sections=_sections(lines, first, last),
        repeats=_repeats(lines, title),
        clock_runs=_clock_runs(lines),
        overlap=overlap,
        on_subject=_on_subject(lines, first, last),
    )


def _extent(lines: Sequence[Line]) -> tuple[int, int]:
    """Return the first and last prose line of the main text."""
    prose = [i for i, line in enumerate(lines) if line.prose]
    if not prose:
        return len(lines), -1
    while len(prose) > 3 and prose[1] - prose[0] > _LONELY:
        del prose[0]
    while len(prose) > 3 and prose[-1] - prose[-2] > _LONELY:
        del prose[-1]
    last = prose[-1]
    # Short closing sentences ("So be it.") belong to the text above them.
    while last + 1 < len(lines) and _closes(lines[last + 1]):
        last += 1
    return prose[0], last


def _closes(line: Line) -> bool:
    return line.terminal and line.cue_strength < 0.3 and line.size >= 2 and not line.address and line.dated < 0.3


def _content(tokens: Sequence[str]) -> set[str]:
    """Return what carries meaning: longer words that are no function words; pairs in unspaced scripts."""
    functional = function_words()
    words = {t for t in tokens if len(t) > 3 and t not in functional}
    singles = [t if len(t) == 1 and ord(t) > 0xE00 else "" for t in tokens]
    words.update(a + b for a, b in zip(singles, singles[1:], strict=False) if a and b)
    return words


def _overlaps(lines: Sequence[Line], first: int, last: int) -> tuple[float, ...]:
    body: set[str] = set()
    for line in lines[first : last + 1]:
        if line.prose:
            body |= _content(line.tokens)
    out = []
    for line in lines:
        own = set() if line.prose else _content(line.tokens[:60])
        out.append(len(own & body) / len(own) if own else 0.0)
    return tuple(out)


def _on_subject(lines: Sequence[Line], first: int, last: int) -> tuple[bool, ...]:
    """Tell furniture from its mention: the prose around a mention uses the same words.

    Where one line of a label is on the subject, or where several different ones serve as headings of
    paragraphs, all short lines of that label inside the text are.
    """
    functional = function_words()
    bodies = [frozenset(line.tokens) for line in lines[first : last + 1] if line.prose]
    mentioned: dict[Label, int] = {}
    headings: dict[Label, set[tuple[str, ...]]] = {}
    out = [False] * len(lines)
    for i in range(first, last):
        line = lines[i]
        if line.cue is None or line.prose:
            continue
        words = {t for t in line.tokens if t not in functional} or set(line.tokens)
        if any(words <= body for body in bodies):
            out[i] = True
            mentioned[line.cue] = mentioned.get(line.cue, 0) + 1
        if lines[i + 1].prose and (i == 0 or lines[i - 1].prose or lines[i - 1].terminal):
            headings.setdefault(line.cue, set()).add(line.tokens)
    subjects = set(mentioned) | {label for label, texts in headings.items() if len(texts) > 1}
    for i in range(first, last):
        out[i] = out[i] or (lines[i].cue in subjects and lines[i].size <= _HEADING_SIZE and not lines[i].prose)
    return tuple(out)


# Words of a heading that may be the name of a button or box.
_HEADING_SIZE = 5


# How far above the first paragraph a title is looked for, in lines.
_TITLE_REACH = 40
# Words of a headline: sites cut longer ones, shorter ones are kickers and menu entries.
_TITLE_WORDS = (2.0, 30.0)


def _title(lines: Sequence[Line], first: int, overlap: Sequence[float]) -> int | None:
    """Choose the headline among the lines above the first paragraph."""
    if first >= len(lines):
        return None
    candidates = [i for i in range(max(0, first - _TITLE_REACH), first) if _may_be_title(lines[i])]
    if not candidates:
        return None
    best = max(candidates, key=lambda i: (_title_score(lines, i, first, overlap), -i))
    if _title_score(lines, best, first, overlap) < _TITLE_THRESHOLD:
        return None
    if best == first - 1 and best == 0 and not _stands_out(lines, best, first):
        return None
    return best


def _may_be_title(line: Line) -> bool:
    low, high = _TITLE_WORDS
    return (
        low <= line.size <= high
        and not line.clock
        and not line.bullet
        and not line.markup
        and not line.ago
        and line.cue_strength < 0.6
        and line.dated < 0.7
        and line.separators < 2
        and not (line.terminal and (line.quoted or line.text.endswith(("...", "…"))))
        and not line.text[0].islower()
        and not any(h.cue.group in ("by", "published", "updated", "tags", "credit") for h in line.hits)
    )


# Half of a headline's content words stand in its article (data: 0.6 on average, 0.15 for other headlines).
_TITLE_THRESHOLD = 1.3


def _title_score(lines: Sequence[Line], index: int, first: int, overlap: Sequence[float]) -> float:
    line = lines[index]
    distance = first - index
    between = sum(1 for other in lines[index + 1 : first] if other.cue_strength < 0.6 and other.dated < 0.5)
    score = 2.0 * overlap[index] + min(line.size, 8) / 8 - 0.08 * between - 0.01 * distance
    if distance == 1:
        score += 0.3
    if line.size < 4:
        score -= 0.4
    if line.text.endswith((".", ":", ",", "。")):
        score -= 0.8
    if index == 0:
        score += 0.5
    return score


def _stands_out(lines: Sequence[Line], index: int, first: int) -> bool:
    """Whether a lone line above the first paragraph is a headline rather than a section's heading.

    Texts often come without their headline and begin with a section's heading. Then later headings
    are as long as this line; a headline is longer than the headings below it.
    """
    headings = [
        other
        for i, other in enumerate(lines[first + 1 :], first + 1)
        if not other.prose
        and not other.terminal
        and 2 <= other.size <= 20
        and not other.bullet
        and not other.quoted
        and other.cue_strength < 0.5
        and i + 1 < len(lines)
        and lines[i + 1].prose
    ]
    if len(headings) < 3:
        return True
    longer = sum(len(h.text) >= len(lines[index].text) for h in headings)
    return longer * 5 < len(headings)


def _sections(lines: Sequence[Line], first: int, last: int) -> tuple[Label | None, ...]:
    """Return the furniture section of each line, the opening line itself not included."""
    sections: list[Label | None] = [None] * len(lines)
    for index, line in enumerate(lines):
        if line.cue_strength < _WHOLE and line.cue not in (Label.COMMENT_FORM, Label.AUTHOR_BIO):
            continue
        if line.cue is Label.TICKER and first <= index <= last:
            continue
        if line.cue in (Label.CROSSLINK, Label.TICKER):
            _mark_links(lines, index, last, sections, line.cue)
        elif line.cue in (Label.COMMENT_FORM, Label.COMMENT) and line.size <= 10:
            if index > first and _is_comment_widget(lines, index):
                _mark_rest(index, sections, Label.COMMENT)
                break
        elif line.cue is Label.AUTHOR_BIO and line.size <= 6 and index > first:
            _mark_bio(lines, index, sections)
    return tuple(sections)


def _is_comment_widget(lines: Sequence[Line], index: int) -> bool:
    """Whether what follows looks like readers' comments rather than like an article's next chapter."""
    rest = lines[index + 1 : index + 61]
    if not any(line.prose for line in rest):
        return False
    furniture = sum(
        line.ago
        or (line.cue in (Label.COMMENT, Label.COMMENT_FORM, Label.SPAM_FILTER) and line.cue_strength > 0.5)
        or (line.dated > 0.5 and line.size < 12)
        for line in rest
    )
    return furniture >= max(1, _COMMENT_FURNITURE * len(rest))


def _mark_rest(index: int, sections: list[Label | None], label: Label) -> None:
    for i in range(index + 1, len(sections)):
        sections[i] = label


def _mark_links(
    lines: Sequence[Line], index: int, last: int, sections: list[Label | None], label: Label
) -> None:
    """Mark the headlines under a lead-in: up to prose, or to furniture of another kind."""
    end = index + 1
    while end < len(lines) and not lines[end].prose and not _other_furniture(lines[end], label):
        end += 1
    if end < len(lines) and lines[end].prose and end <= last and not _alike(lines[index + 1 : end]):
        # The text goes on: the line right above its next paragraph may be its heading. One line
        # under a lead-in is its link; of several unlike ones the last stays in doubt.
        end = max(end - 1, index + 2) if end - index > 2 else end
    for i in range(index + 1, end):
        sections[i] = label


def _other_furniture(line: Line, label: Label) -> bool:
    return line.cue is not None and line.cue is not label and line.cue_strength >= 0.8


def _alike(lines: Sequence[Line]) -> bool:
    return all(line.bullet for line in lines) or all(line.clock for line in lines)


# An author box has a name, a job and a few sentences.
_BIO_LINES = 4


def _mark_bio(lines: Sequence[Line], index: int, sections: list[Label | None]) -> None:
    rest = lines[index + 1 :]
    if sum(line.prose for line in rest) > _BIO_LINES:
        return
    for i, line in enumerate(rest[:_BIO_LINES], index + 1):
        if _other_furniture(line, Label.AUTHOR_BIO):
            break
        sections[i] = Label.AUTHOR_BIO


def _repeats(lines: Sequence[Line], title: int | None) -> tuple[bool, ...]:
    seen: set[tuple[str, ...]] = set()
    out = []
    title_tokens = lines[title].tokens if title is not None else ()
    for index, line in enumerate(lines):
        enough = line.size >= 3
        same_as_title = title is not None and index != title and enough and line.tokens == title_tokens
        out.append(same_as_title or (enough and index != title and line.tokens in seen))
        seen.add(line.tokens)
    return tuple(out)


def _clock_runs(lines: Sequence[Line]) -> tuple[int, ...]:
    out = [0] * len(lines)
    index = 0
    while index < len(lines):
        end = index
        while end < len(lines) and lines[end].clock:
            end += 1
        for i in range(index, end):
            out[i] = end - index
        index = max(end, index + 1)
    return tuple(out)


