"""Sections of the furniture: what a heading such as "Related" or "3 comments" opens.

Their lines have often no cue of their own; the heading speaks for them.
"""

from __future__ import annotations

from collections.abc import Sequence

from .document import Label
from .headline import byline_names
from .lines import Line

__all__ = ["about_author", "comments_start", "find_sections"]

# Under a comments heading, at least this share of the lines must look like a comment widget's,
# and there must be this much of it for each paragraph: every comment has a date or a button.
_COMMENT_FURNITURE = 0.2
_FURNITURE_A_COMMENT = 0.5
# Only whole-line cues open sections.
_WHOLE = 0.95


def comments_start(lines: Sequence[Line]) -> int:
    """Return the line that opens the readers' comments; the number of lines if there are none."""
    seen_prose = False
    for index, line in enumerate(lines):
        counted = any(h.cue.group == "comment_counts" for h in line.hits)
        opens = line.cue in (Label.COMMENT_FORM, Label.COMMENT) and line.cue_strength >= _WHOLE
        if seen_prose and (counted or (opens and line.size <= _HEADING_REACH)) and not line.quoted and _is_comment_widget(lines, index):
            return index
        seen_prose = seen_prose or line.prose
    return len(lines)


# Words of a furniture heading.
_HEADING_REACH = 10
# Words of a reader's remark at the least.
_REMARK = 3
# How many lines below a heading are looked at.
_WIDGET_LINES = 60


def _is_comment_widget(lines: Sequence[Line], index: int) -> bool:
    """Whether what follows looks like readers' comments rather than like an article's next chapter."""
    rest = lines[index + 1 : index + 1 + _WIDGET_LINES]
    prose = sum(line.prose for line in rest)
    furniture = sum(_is_comment_furniture(line) for line in rest)
    words = any(line.terminal and line.size >= _REMARK and line.cue is None for line in rest)
    return words and furniture >= max(1, _COMMENT_FURNITURE * len(rest), _FURNITURE_A_COMMENT * prose)


def _is_comment_furniture(line: Line) -> bool:
    if line.quoted or line.prose:
        return False
    own = line.cue in (Label.COMMENT, Label.COMMENT_FORM, Label.SPAM_FILTER) and line.cue_strength > 0.5
    return line.ago or own or (line.dated > 0.5 and line.size < 12)


def find_sections(
    lines: Sequence[Line], first: int, last: int, comments: int, title: int | None
) -> tuple[Label | None, ...]:
    """Return the furniture section of each line, the opening line itself not included."""
    sections: list[Label | None] = [None] * len(lines)
    current: Label | None = None
    for index, line in enumerate(lines):
        if index > comments:
            current = _comment_part(line, current)
            sections[index] = current
        if line.cue_strength < _WHOLE or (line.quoted and first <= index <= last):
            continue
        if line.cue is Label.CROSSLINK or (line.cue is Label.TICKER and not first <= index <= last):
            _mark_links(lines, index, last, sections, title)
            current = line.cue if index > comments else None
        elif line.cue is Label.AUTHOR_BIO and line.size <= 6 and index > first:
            _mark_bio(lines, index, sections)
    return tuple(sections)


def _comment_part(line: Line, current: Label | None) -> Label:
    """Return whether a line below the comments heading belongs to the readers' words, the form, or other links."""
    if current in (Label.CROSSLINK, Label.TICKER):
        again = line.cue in (Label.COMMENT, Label.COMMENT_FORM) and line.cue_strength >= _WHOLE
        return Label.COMMENT if again else current
    if line.cue is Label.COMMENT_FORM and line.cue_strength >= 0.8 and len(line.tokens) > 1 and not line.digits:
        return Label.COMMENT_FORM
    if line.cue is Label.COMMENT or line.ago:
        return Label.COMMENT
    return current or Label.COMMENT


def _mark_links(
    lines: Sequence[Line], index: int, last: int, sections: list[Label | None], title: int | None
) -> None:
    """Mark the headlines under a lead-in: up to prose, the headline, or furniture of another kind."""
    label = lines[index].cue
    end = index + 1
    while end < len(lines) and not lines[end].prose and end != title and not _other_furniture(lines[end], label):
        end += 1
    if end < len(lines) and lines[end].prose and end <= last and not _alike(lines[index + 1 : end]):
        # The text goes on: the line right above its next paragraph may be its heading. One line
        # under a lead-in is its link; of several unlike ones the last stays in doubt.
        end = max(end - 1, index + 2) if end - index > 2 else end
    for i in range(index + 1, end):
        sections[i] = label


def _other_furniture(line: Line, label: Label | None) -> bool:
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


# Words of a sentence about the author at the least.
_SENTENCE = 8
# An author box stands within so many lines of the last paragraph.
_BOX_REACH = 2


def about_author(lines: Sequence[Line], first: int, last: int) -> tuple[bool, ...]:
    """Mark closing lines that begin with the name of a byline, as "Jane Doe covers ..." does."""
    names = [name for line in (*lines[: first + 2], *lines[last:]) for name in byline_names(line)]
    out = [False] * len(lines)
    for i in range(max(first + 2, last - _BOX_REACH), min(len(lines), last + _BOX_REACH + 2)):
        tokens = lines[i].tokens
        out[i] = lines[i].size >= _SENTENCE and any(tokens[: len(name)] == name for name in names)
    return tuple(out)
