"""Sections of the furniture: what a heading such as "Related" or "3 comments" opens.

Their lines have often no cue of their own; the heading speaks for them.
"""

from __future__ import annotations

from collections.abc import Sequence

from .document import Label
from .headline import byline_names, is_name
from .lexicons import topics
from .lines import Line
from .tokens import NUMBER

__all__ = ["about_author", "comments_start", "find_sections", "is_pitch", "is_tags_heading"]

# Under a comments heading, at least this share of the lines must look like a comment widget's,
# and there must be this much of it for each paragraph: every comment has a date or a button.
_COMMENT_FURNITURE = 0.2
_FURNITURE_A_COMMENT = 0.5
# Only whole-line cues open sections.
_WHOLE = 0.95
_OF_COMMENTS = frozenset({Label.COMMENT, Label.COMMENT_FORM})
# Words of a furniture heading.
_HEADING_REACH = 10
# Words of a reader's remark at the least.
_REMARK = 3
# So many dates and buttons stand for remarks without end marks.
_CARELESS = 2
# How many lines below a heading are looked at, and how near the first sign of a widget must stand.
_WIDGET_LINES = 60
_WIDGET_NEAR = 8


def comments_start(lines: Sequence[Line]) -> int:
    """Return the line that opens the readers' comments; the number of lines if there are none."""
    seen_prose = False
    for index, line in enumerate(lines):
        if seen_prose and line.hits and _opens_comments(line) and _is_comment_widget(lines, index):
            return index
        seen_prose = seen_prose or line.prose
    return len(lines)


def _opens_comments(line: Line) -> bool:
    if any(h.cue.group == "comment_counts" for h in line.hits):
        return not line.quoted
    # "'The old mill' has 2 comments": the number stands at the end, behind the headline.
    counted = any(
        h.cue.label in _OF_COMMENTS and h.end == len(line.tokens) and NUMBER in line.tokens[h.start :]
        for h in line.hits
    )
    heading = line.cue_strength >= _WHOLE and line.size <= _HEADING_REACH and not line.quoted
    return counted or (heading and bool(line.cues & _OF_COMMENTS) and Label.CROSSLINK not in line.cues)


def _is_comment_widget(lines: Sequence[Line], index: int) -> bool:
    """Whether what follows looks like readers' comments rather than like an article's next chapter."""
    rest = lines[index + 1 : index + 1 + _WIDGET_LINES]
    prose = sum(line.prose for line in rest)
    furniture = sum(map(_is_comment_furniture, rest))
    # Remarks end as sentences do, or carelessly, but then with a date and a button each.
    words = any(line.terminal and line.size >= _REMARK and line.cue is None for line in rest)
    dates = sum(line.ago or line.dated > 0.5 for line in rest)
    buttons = sum(Label.COMMENT in line.cues and line.cue_strength >= _WHOLE for line in rest)
    enough = furniture >= max(1, _COMMENT_FURNITURE * len(rest), _FURNITURE_A_COMMENT * prose)
    return (
        (words or min(dates, buttons) >= _CARELESS) and enough and any(map(_is_comment_furniture, rest[:_WIDGET_NEAR]))
    )


def _is_comment_furniture(line: Line) -> bool:
    if line.quoted or line.prose:
        return False
    own = bool(line.cues & (_OF_COMMENTS | {Label.SPAM_FILTER})) and line.cue_strength > 0.5
    return line.ago or own or (line.dated > 0.5 and line.size < 12)


# What a page ends with, below the comments.
_CLOSING = frozenset({Label.LEGAL, Label.NAVIGATION, Label.CONSENT, Label.NOTICE})


def _comments_end(lines: Sequence[Line], comments: int) -> int:
    """Return the line below the comments: of the page's footer the first that says so itself."""
    below = [i for i in range(comments, len(lines)) if _is_comment_furniture(lines[i])]
    footer = range(max(below, default=comments) + 1, len(lines))
    return next((i for i in footer if lines[i].cue in _CLOSING and lines[i].cue_strength >= 0.5), len(lines))


def find_sections(
    lines: Sequence[Line], first: int, last: int, comments: int, title: int | None
) -> tuple[Label | None, ...]:
    """Return the furniture section of each line, the opening line itself not included."""
    sections: list[Label | None] = [None] * len(lines)
    current: Label | None = None
    comments_end = _comments_end(lines, comments)
    for index, line in enumerate(lines):
        if comments < index < comments_end:
            current = _comment_part(line, lines[index + 1 : index + 2], current)
            sections[index] = current
        if not line.hits:
            continue
        inside = first <= index <= last
        if is_tags_heading(line) and index > last:
            _mark_tags(lines, index, sections)
        if line.cue_strength < _WHOLE or (line.quoted and inside):
            continue
        if label := _link_label(lines, index, inside=inside):
            _mark_links(lines, index, last, sections, title, label)
            current = label if index > comments else None
        elif line.cue is Label.AUTHOR_BIO and line.size <= 6 and index > first:
            _mark_bio(lines, index, sections)
        elif last < index < len(lines) - 1 and is_pitch(lines, index + 1):
            sections[index + 1] = line.cue
    return tuple(sections)


def _comment_part(line: Line, following: Sequence[Line], current: Label | None) -> Label:
    """Return whether a line below the comments heading belongs to the readers' words, the form, or other links."""
    if current in (Label.CROSSLINK, Label.TICKER):
        again = bool(line.cues & _OF_COMMENTS) and line.cue_strength >= _WHOLE and current not in line.cues
        return Label.COMMENT if again else current
    if Label.COMMENT in line.cues or line.ago:
        return Label.COMMENT
    if line.cue is Label.COMMENT_FORM and line.cue_strength >= 0.8 and len(line.tokens) > 1 and not line.digits:
        return Label.COMMENT_FORM
    # A reader's name stands above a date.
    if line.cue is None and any(n.ago or (n.dated > 0.5 and not n.hits) for n in following):
        return Label.COMMENT
    return current or Label.COMMENT


# Words of a headline that tells a list of links from the entries of a menu.
_LINK_WORDS = 4


def _link_label(lines: Sequence[Line], index: int, *, inside: bool) -> Label | None:
    """Return what a whole-line cue opens, if it opens links: headlines or a ticker."""
    line = lines[index]
    label = next((x for x in (Label.CROSSLINK, Label.TICKER) if x in line.cues), None)
    if label is None or (label is Label.TICKER and inside):
        return None
    below = lines[index + 1 : index + 2]
    if Label.NAVIGATION in line.cues and not any(b.size >= _LINK_WORDS or b.clock for b in below):
        return None
    return label


def _mark_links(
    lines: Sequence[Line], index: int, last: int, sections: list[Label | None], title: int | None, label: Label
) -> None:
    """Mark the headlines under a lead-in: up to prose, the headline, or furniture of another kind."""
    end = index + 1
    while end < len(lines) and end != title and not _other_furniture(lines[end], label):
        # Below the text a question is a headline.
        if lines[end].prose and not (end > last and lines[end].headline):
            break
        end += 1
    card = bool(byline_names(lines[end - 1]))
    if end < len(lines) and lines[end].prose and end <= last and not card and not _alike(lines[index + 1 : end]):
        # The text goes on: the line right above its next paragraph may be its heading. One line
        # under a lead-in is its link; of several unlike ones the last stays in doubt.
        end = max(end - 1, index + 2) if end - index > 2 else end
    for i in range(index + 1, end):
        sections[i] = label


def _other_furniture(line: Line, label: Label) -> bool:
    other = line.cue is not None and label not in line.cues and line.cue_strength >= 0.8
    counted = any(h.cue.group == "comment_counts" for h in line.hits)
    return other or counted or line.trail or is_tags_heading(line)


def _alike(lines: Sequence[Line]) -> bool:
    return all(line.bullet for line in lines) or all(line.clock for line in lines)


def is_tags_heading(line: Line) -> bool:
    """Whether a line is nothing but the words before a list of tags."""
    return bool(line.hits) and any(
        h.cue.group == "tags" and h.start == 0 and h.end == len(line.tokens) for h in line.hits
    )


# So many tags stand one a line, of so many words each.
_TAGS = 12
_TAG_WORDS = 3


def _mark_tags(lines: Sequence[Line], index: int, sections: list[Label | None]) -> None:
    for i, line in enumerate(lines[index + 1 : index + 1 + _TAGS], index + 1):
        if line.size > _TAG_WORDS or line.terminal or line.dated or line.cue_strength >= 0.8:
            break
        sections[i] = Label.TAGS


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


# Boxes that a word or two head and a sentence fills.
_PITCHES = frozenset({Label.NEWSLETTER, Label.PAYWALL, Label.CONSENT})
_PITCH_WORDS = 30
_PITCH_NEAR = 3


def is_pitch(lines: Sequence[Line], index: int) -> bool:
    """Whether a paragraph is the sentence of such a box: its heading right above it, other furniture below.

    The sentence must speak of the box's subject: a heading such as "Newsletter" also stands between paragraphs.
    """
    above = lines[index - 1] if index else None
    if above is None or above.cue not in _PITCHES or above.cue_strength < _WHOLE or above.quoted:
        return False
    below = lines[index + 1 : index + 1 + _PITCH_NEAR]
    furnished = any(line.cue_strength >= 0.5 and not line.quoted for line in below)
    speaks = not topics()[above.cue].isdisjoint(lines[index].tokens)
    return speaks and furnished and lines[index].size <= _PITCH_WORDS


# Words of a sentence about the author at the least; the name stands among the first of them.
_SENTENCE = 8
_NAME_REACH = 4
# An author box stands within so many lines of the last paragraph.
_BOX_REACH = 2


def about_author(lines: Sequence[Line], first: int, last: int, title: int | None) -> tuple[bool, ...]:
    """Mark closing lines about the writer of the byline: "Jane Doe covers ...", "A reporter, Jane Doe lives ...".

    A closing line that is the name alone heads such a box.
    """
    names = [name for line in (*lines[: first + 2], *lines[last:]) if line.hits for name in byline_names(line)]
    if title is not None:
        names += [line.tokens[:2] for line in lines[title + 1 : first] if is_name(line)]
    out = [False] * len(lines)
    if not names:
        return tuple(out)
    for i in range(max(first + 2, last - _BOX_REACH), min(len(lines), last + _BOX_REACH + 2)):
        line = lines[i]
        if byline_names(line):
            continue
        opening = [line.tokens[at : at + 2] for at in range(_NAME_REACH)]
        out[i] = any((line.size >= _SENTENCE and name in opening) or line.tokens == name for name in names)
    return tuple(out)
