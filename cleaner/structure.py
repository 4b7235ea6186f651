"""Where lines stand: the extent of the main text, the title, the sections of the furniture, runs.

A section is what a furniture heading opens: the headlines under "Related", the readers' words under
"3 comments". Their lines have often no cue of their own; the heading speaks for them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .document import Label
from .language import function_words
from .lines import Line
from .tokens import UNSPACED

__all__ = ["Structure", "read_structure"]


@dataclass(frozen=True, slots=True)
class Structure:
    """The shape of a whole text; line indices count blocks from 0."""

    first: int
    """First line of the main text's prose; the number of lines if there is none."""
    last: int
    """Last line of it; -1 if there is none."""
    deck_end: int
    """The line below the page's deck: the first paragraph, or the second where byline and date stand between."""
    title: int | None
    """The line that is the headline."""
    title_sure: bool
    """Whether a byline or date right below confirms it."""
    sections: tuple[Label | None, ...]
    """For each line, the label of the furniture section in which it stands."""
    repeats: tuple[bool, ...]
    """For each line, whether the same words stood in an earlier line (or are the title)."""
    clock_runs: tuple[int, ...]
    """For each line that begins with a time, how many such lines stand together; else 0."""
    overlap: tuple[float, ...]
    """For each line that is no prose, the share of its content words that the main text's prose has."""
    contained: tuple[bool, ...]
    """For each line, whether another line holds all of it, word for word: a pull quote."""
    about_author: tuple[bool, ...]
    """For each line near the end, whether it begins with a name from the byline."""
    on_subject: tuple[bool, ...]
    """For each line with a cue, whether the prose speaks of what the cue names: an article about cookies."""


# Under a comments heading, at least this share of the lines must look like a comment widget's,
# and there must be this much of it for each paragraph: every comment has a date or a button.
_COMMENT_FURNITURE = 0.2
_FURNITURE_A_COMMENT = 0.5
# Only whole-line cues open sections.
_WHOLE = 0.95


def read_structure(lines: Sequence[Line], blank_after: Sequence[bool]) -> Structure:
    """Look at all lines of a text together.

    Args:
        lines: every line, looked at alone.
        blank_after: for each, whether a blank line follows.
    """
    comments = _comments_start(lines)
    first, last = _extent(lines[:comments])
    overlap = _overlaps(lines, first, last)
    first_prose = first if last >= 0 else len(lines)
    title = _title(lines, first_prose, overlap) if last >= 0 else _poem_title(lines, blank_after)
    return Structure(
        first=first_prose,
        last=last,
        deck_end=_deck_end(lines, first_prose, last),
        title=title,
        title_sure=title is not None and any(_is_dateline(line) for line in lines[title + 1 : title + 4]),
        sections=_sections(lines, first_prose, last, comments, title),
        repeats=_repeats(lines, title),
        clock_runs=_clock_runs(lines),
        overlap=overlap,
        contained=_contained(lines, title),
        about_author=_about_author(lines, first_prose, last),
        on_subject=_on_subject(lines, first_prose, last),
    )


# Byline, date and buttons below a standfirst take so many lines at the most.
_STANDFIRST_GAP = 10


def _deck_end(lines: Sequence[Line], first: int, last: int) -> int:
    """Return the second paragraph if a byline or date stands above it: then the first is the standfirst."""
    if last < 0:
        return 0
    second = next((i for i in range(first + 1, last + 1) if lines[i].prose), first)
    between = lines[first + 1 : second]
    return second if len(between) <= _STANDFIRST_GAP and any(map(_is_dateline, between)) else first


# Prose lines with at most this many lines between them form a cluster.
_CLUSTER_GAP = 5
# A gap that is no wider than this, or whose lines are mostly no furniture, does not end the main text.
_WIDE_GAP = 12
_FURNITURE_IN_GAP = 0.34
_NO_FURNITURE = 0.1


def _extent(lines: Sequence[Line]) -> tuple[int, int]:
    """Return the first and last prose line of the main text: the cluster of prose with the most words, and its kin."""
    prose = [i for i, line in enumerate(lines) if line.prose and line.cue_strength < _FAINT]
    while len(prose) > 1 and _is_long_headline(lines, prose[0]):
        del prose[0]
    if not prose:
        return len(lines), -1
    clusters = [[prose[0]]]
    for i in prose[1:]:
        if i - clusters[-1][-1] - 1 <= _CLUSTER_GAP:
            clusters[-1].append(i)
        else:
            clusters.append([i])
    main = max(range(len(clusters)), key=lambda c: sum(lines[i].size for i in clusters[c]))
    low = high = main
    while low > 0 and _belongs(lines, clusters[low - 1], clusters[low - 1][-1], clusters[low][0]):
        low -= 1
    while high + 1 < len(clusters) and _belongs(lines, clusters[high + 1], clusters[high][-1], clusters[high + 1][0]):
        high += 1
    last = clusters[high][-1]
    # Short closing sentences ("So be it.") belong to the text above them.
    while last + 1 < len(lines) and _closes(lines[last + 1]):
        last += 1
    return clusters[low][0], last


# A cue this faint does not make a paragraph furniture.
_FAINT = 0.45


def _belongs(lines: Sequence[Line], cluster: Sequence[int], before: int, after: int) -> bool:
    """Whether a cluster of prose beyond a gap is the same text."""
    gap = lines[before + 1 : after]
    furniture = sum(line.cue_strength >= 0.5 or line.ago or line.dated > 0.7 for line in gap) / len(gap)
    if furniture < _FURNITURE_IN_GAP:
        return len(gap) <= _WIDE_GAP or len(cluster) > 1 or furniture < _NO_FURNITURE
    return len(cluster) > 2 and len(gap) <= _WIDE_GAP


# A question or a quotation of up to so many words, with a paragraph near below it, is a headline.
_LONG_HEADLINE = 20
_NEAR = 6


def _is_long_headline(lines: Sequence[Line], index: int) -> bool:
    line = lines[index]
    below = lines[index + 1 : index + _NEAR]
    return line.headline and line.size <= _LONG_HEADLINE and any(b.prose and b.size > line.size for b in below)


def _closes(line: Line) -> bool:
    return line.terminal and line.cue_strength < 0.3 and line.size >= 2 and not line.address and line.dated < 0.3


_STEM = 4
_UNSPACED = re.compile(f"[{UNSPACED}]")


def _content(tokens: Sequence[str]) -> set[str]:
    """Return what carries meaning: longer words that are no function words; pairs in unspaced scripts."""
    functional = function_words()
    # The first letters stand for a word in its inflections.
    words = {t[:_STEM] for t in tokens if len(t) >= _STEM and t not in functional}
    if not any(map(_UNSPACED.match, tokens[:8])):
        return words
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
    out = [False] * len(lines)
    if not any(line.cue is not None and not line.prose for line in lines[first:last]):
        return tuple(out)
    bodies = [frozenset(line.tokens) for line in lines[first : last + 1] if line.prose]
    mentioned: dict[Label, int] = {}
    headings: dict[Label, set[tuple[str, ...]]] = {}
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
    if sum(len(texts) for label, texts in headings.items() if label in _SUBJECTS) > 1:
        mentioned.update(dict.fromkeys((label for label in headings if label in _SUBJECTS), 1))
    subjects = set(mentioned) | {label for label, texts in headings.items() if len(texts) > 1}
    for i in range(first, last):
        out[i] = out[i] or (lines[i].cue in subjects and lines[i].size <= _HEADING_SIZE and not lines[i].prose)
    return tuple(out)


# What articles are written about; their headings name buttons and boxes. None is about "Advertisement".
_SUBJECTS = frozenset(
    {
        Label.SHARE,
        Label.COMMENT_FORM,
        Label.COMMENT,
        Label.NEWSLETTER,
        Label.CONSENT,
        Label.PAYWALL,
        Label.NAVIGATION,
        Label.LEGAL,
    }
)
# Words of a heading that may be the name of a button or box.
_HEADING_SIZE = 5


# How far above the first paragraph a title is looked for, in lines.
_TITLE_REACH = 40
# Words of a headline: sites cut longer ones, shorter ones are kickers and menu entries.
_TITLE_WORDS = (2.0, 30.0)


def _title(lines: Sequence[Line], first: int, overlap: Sequence[float]) -> int | None:
    """Choose the headline among the lines above the first paragraph."""
    top = max(0, first - _TITLE_REACH)
    # Below the text's first statement there is no headline any more.
    end = next((i for i in range(top, first) if _begins_text(lines[i])), first)
    scores = {i: _title_score(lines, i, first, overlap) for i in range(top, end) if _may_be_title(lines[i])}
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
    return not line.headline and line.cue is None and line.size >= _STATEMENT_WORDS and not line.dated and not line.credit


_STATEMENT_WORDS = 10


def _poem_title(lines: Sequence[Line], blank_after: Sequence[bool]) -> int | None:
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
    )


def _is_meta(line: Line) -> bool:
    """Whether a line opens as a byline, a date or a list of tags does, and goes on as one."""
    groups = {h.cue.group for h in line.hits if h.start == 0}
    if line.dated > 0.25 and groups & {"published", "updated"}:
        return True
    cased = line.text.lower() != line.text.upper()
    if "by" in groups and bool(_byline_names(line)) and (line.capitals >= 0.5 or not cased):
        return line.size <= 6
    return "tags" in groups and ":" in line.text[:30]


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
    score = 2.0 * overlap[index] + min(line.size, 6) / 6 - 0.08 * min(between, 8) - 0.01 * (first - index)
    # Byline, date and counters stand below a headline.
    score += 0.9 * any(_is_dateline(other) for other in lines[index + 1 : index + 4])
    score += 0.3 * (first - index == 1)
    # A text that begins with something like a headline begins with its headline.
    if index == 0 and line.cue is None and line.size >= 3:
        score += 1.6 if not any(other.cue_strength >= _WHOLE for other in lines[1:4]) else 1.0
    score -= line.digits
    score -= 0.4 * (line.size < 4 and index > 0) + 0.6 * (line.size < 3) + 0.6 * (line.cue_strength >= 0.5)
    return score


def _is_dateline(line: Line) -> bool:
    return not line.prose and (line.ago or (line.dated >= 0.5 and not line.clock) or _is_meta(line))


def _stands_out(lines: Sequence[Line], index: int, first: int) -> bool:
    """Whether a lone line above the first paragraph is a headline rather than a section's heading.

    Texts often come without their headline and begin with a section's heading. Then later headings
    are as long as this line; a headline is longer than the headings below it.
    """
    if any(_is_dateline(other) for other in lines[index + 1 : index + 5]):
        return True
    headings = [
        other
        for i, other in enumerate(lines[first + 1 :], first + 1)
        if not other.prose
        and not other.terminal
        and 2 <= other.size <= 20
        and not other.bullet
        and not other.quoted
        and not other.dashed
        and other.cue_strength < 0.5
        and i + 1 < len(lines)
        and lines[i + 1].prose
    ]
    if len(headings) < 3:
        return True
    longer = sum(len(h.text) >= len(lines[index].text) for h in headings)
    return longer * 5 < len(headings)


def _comments_start(lines: Sequence[Line]) -> int:
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


def _sections(
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




# A pull quote has at least this many words; shorter lines turn up in others by chance.
_PULL_QUOTE = 8


def _contained(lines: Sequence[Line], title: int | None) -> tuple[bool, ...]:
    texts = [f" {' '.join(line.tokens)} " for line in lines]
    whole = "\n".join(texts)
    out = []
    for i, line in enumerate(lines):
        text = texts[i]
        candidate = line.size >= _PULL_QUOTE and i != title and len(text) < _LONGEST_QUOTE and whole.count(text) > 1
        out.append(candidate and any(len(other) > len(text) and text in other for other in texts))
    return tuple(out)


# Characters of a pull quote at the most: longer lines are not looked for in others.
_LONGEST_QUOTE = 400
# An author box stands within so many lines of the last paragraph.
_BOX_REACH = 2


def _about_author(lines: Sequence[Line], first: int, last: int) -> tuple[bool, ...]:
    """Mark closing lines that begin with the name of a byline, as "Jane Doe covers ..." does."""
    names = [name for line in (*lines[: first + 2], *lines[last:]) for name in _byline_names(line)]
    out = [False] * len(lines)
    for i in range(max(first + 2, last - _BOX_REACH), min(len(lines), last + _BOX_REACH + 2)):
        tokens = lines[i].tokens
        out[i] = lines[i].size >= _PULL_QUOTE and any(tokens[: len(name)] == name for name in names)
    return tuple(out)


def _byline_names(line: Line) -> list[tuple[str, ...]]:
    """Return the first two words behind a byline's opening, as tokens."""
    hits = [h for h in line.hits if h.cue.group == "by" and h.start == 0]
    if not hits or line.prose or line.size > 12:
        return []
    end = max(h.end for h in hits)
    return [line.tokens[end : end + 2]] if len(line.tokens) >= end + 2 else []
