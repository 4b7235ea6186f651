"""Where lines stand: the extent of the main text, the title, the sections of the furniture, runs.

A section is what a furniture heading opens: the headlines under "Related", the readers' words under
"3 comments". Their lines have often no cue of their own; the heading speaks for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

import numpy as np
import numpy.typing as npt

from .document import Block, Label
from .glossary import CHARACTER, UNSPACED_SCRIPT
from .headline import find_title, is_dateline, poem_title
from .language import function_words
from .lexicons import topics
from .lines import Line
from .sections import about_author, comments_start, find_sections, is_pitch
from .vocabulary import Words

__all__ = ["Structure", "read_structure"]

Integers = npt.NDArray[np.int64]


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


def read_structure(lines: Sequence[Line], blocks: Sequence[Block], words: Words) -> Structure:
    """Look at all lines of a text together.

    Args:
        lines: every line, looked at alone.
        blocks: that they are the text of.
        words: of the lines.
    """
    comments = comments_start(lines)
    first, last = _extent(lines[:comments])
    overlap = _overlaps(lines, words, first, last)
    first_prose = first if last >= 0 else len(lines)
    if last >= 0:
        title = find_title(lines, first_prose, overlap)
    else:
        title = poem_title(lines, [block.blank_after for block in blocks])
    return Structure(
        first=first_prose,
        last=last,
        deck_end=_deck_end(lines, first_prose, last),
        title=title,
        title_sure=title is not None and any(is_dateline(line) for line in lines[title + 1 : title + 4]),
        sections=find_sections(lines, first_prose, last, comments, title),
        repeats=_repeats(lines, words, title),
        clock_runs=_clock_runs(lines),
        overlap=tuple(0.0 if line.prose else share for line, share in zip(lines, overlap, strict=True)),
        contained=_contained(lines, words, title),
        about_author=about_author(lines, first_prose, last, title),
        on_subject=_on_subject(lines, first_prose, last, title),
    )


# Byline, date and buttons below a standfirst take so many lines at the most.
_STANDFIRST_GAP = 10


def _deck_end(lines: Sequence[Line], first: int, last: int) -> int:
    """Return the second paragraph if a byline or date stands above it: then the first is the standfirst."""
    if last < 0:
        return 0
    second = next((i for i in range(first + 1, last + 1) if lines[i].prose), first)
    between = lines[first + 1 : second]
    return second if len(between) <= _STANDFIRST_GAP and any(map(is_dateline, between)) else first


# Prose lines with at most this many lines between them form a cluster.
_CLUSTER_GAP = 5
# A gap that is no wider than this, or whose lines are mostly no furniture, does not end the main text.
_WIDE_GAP = 12
_FURNITURE_IN_GAP = 0.34
_NO_FURNITURE = 0.1


def _extent(lines: Sequence[Line]) -> tuple[int, int]:
    """Return the first and last prose line of the main text: the cluster of prose with the most words, and its kin."""
    prose = [i for i, line in enumerate(lines) if line.prose and (line.cue_strength < _FAINT or line.quoted)]
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
    sizes = [sum(lines[i].size for i in cluster) for cluster in clusters] if len(clusters) > 1 else [0.0]
    main = sizes.index(max(sizes))
    low = high = main
    while low > 0 and _belongs(lines, clusters[low - 1], clusters[low - 1][-1], clusters[low][0]):
        low -= 1
    while high + 1 < len(clusters) and _belongs(lines, clusters[high + 1], clusters[high][-1], clusters[high + 1][0]):
        high += 1
    prose = [i for cluster in clusters[low : high + 1] for i in cluster]
    while len(prose) > 2 and is_pitch(lines, prose[-1]):
        del prose[-1]
    last = prose[-1]
    # Short closing sentences ("So be it.") belong to the text above them.
    while last + 1 < len(lines) and _closes(lines[last + 1]):
        last += 1
    return clusters[low][0], last


# A cue this faint does not make a paragraph furniture.
_FAINT = 0.45


def _belongs(lines: Sequence[Line], cluster: Sequence[int], before: int, after: int) -> bool:
    """Whether a cluster of prose beyond a gap is the same text."""
    gap = lines[before + 1 : after]
    furniture = sum(line.cue_strength >= 0.5 or line.ago for line in gap) / len(gap)
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


def _overlaps(lines: Sequence[Line], words: Words, first: int, last: int) -> tuple[float, ...]:
    """Return for each line that is no prose, or stands above it, the share of its content words that the prose has."""
    prose = np.fromiter((line.prose for line in lines), dtype=np.bool_, count=len(lines))
    # A headline that is long enough for a paragraph stands above the first one.
    prose[:first] = False
    main = prose.copy()
    main[last + 1 :] = False
    content, owners, places = _content(words)
    in_body = np.zeros(content.max(initial=0) + 1, dtype=np.bool_)
    in_body[content[main.take(owners)]] = True
    read = ~prose.take(owners) & (places < _READ_WORDS) & (content > 0)
    # Each word of a line counts once.
    own = owners[read] * len(in_body) + content[read]
    own.sort()
    first_of_kind = np.ones(len(own), dtype=np.bool_)
    np.not_equal(own[1:], own[:-1], out=first_of_kind[1:])
    line_of, word = np.divmod(own[first_of_kind], len(in_body))
    total = np.bincount(line_of, minlength=len(lines))
    shared = np.bincount(line_of[in_body[word]], minlength=len(lines))
    return tuple((shared / np.maximum(total, 1)).tolist())


# So many words of a line are compared with the text.
_READ_WORDS = 60
# So many words of a line tell whether it is in a script that writes no spaces.
_TELLING_WORDS = 8


def _content(words: Words) -> tuple[Integers, Integers, Integers]:
    """Return what carries meaning, as numbers, 0 for what does not; the line of each, and its place there.

    Stems of words that are no function words; in lines of scripts that write no spaces pairs of characters, too.
    """
    stems = words.glossary.stems.take(words.numbers)
    if not words.unspaced:
        return stems, words.owners, words.places
    owners, places = words.owners, words.places
    opening = owners[(places < _TELLING_WORDS) & (words.known & UNSPACED_SCRIPT > 0)]
    unspaced = np.bincount(opening, minlength=len(words.lines)) > 0
    character = (words.known & CHARACTER > 0) & unspaced.take(owners)
    paired = (character[1:] & character[:-1] & (owners[1:] == owners[:-1])).nonzero()[0]
    _, pairs = np.unique(words.numbers[paired] << 32 | words.numbers[paired + 1], return_inverse=True)
    return (
        np.concatenate([stems, pairs + stems.max(initial=0) + 1]),
        np.concatenate([owners, owners[paired]]),
        np.concatenate([places, places[paired + 1]]),
    )


def _on_subject(lines: Sequence[Line], first: int, last: int, title: int | None) -> tuple[bool, ...]:
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
    headline = lines[title].tokens if title is not None else ()
    for label in _SUBJECTS & {line.cue for line in lines[first:last] if line.cue is not None}:
        if (
            not topics()[label].isdisjoint(headline)
            or sum(not topics()[label].isdisjoint(body) for body in bodies) >= _SPEAKING
            or any(_quotes(line, label) for line in lines[first : last + 1])
        ):
            mentioned[label] = 1
    subjects = set(mentioned) | {label for label, texts in headings.items() if len(texts) > 1}
    for i in range(first, last):
        out[i] = out[i] or (lines[i].cue in subjects and lines[i].size <= _HEADING_SIZE and not lines[i].prose)
    return tuple(out)


def _quotes(line: Line, label: Label) -> bool:
    """Whether a paragraph opens with furniture in quotation marks: "Subscribe now", the sign said."""
    return line.prose and line.quoted and not topics()[label].isdisjoint(line.tokens[:_QUOTED_WORDS])


# So many words of a paragraph's opening may be such a quotation.
_QUOTED_WORDS = 6


# So many paragraphs with a word that a label is about make an article about it.
_SPEAKING = 2
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


def _repeats(lines: Sequence[Line], words: Words, title: int | None) -> tuple[bool, ...]:
    seen: set[tuple[str, ...]] = set()
    out = [False] * len(lines)
    title_tokens = lines[title].tokens if title is not None else None
    for index in _alike(words):
        line = lines[index]
        tokens = line.tokens
        out[index] = index != title and line.size >= 3 and (tokens in seen or tokens == title_tokens)
        if line.size == len(tokens) or line.size < _LONGEST_QUOTE:
            # Of longer lines only the beginning is known.
            seen.add(tokens)
    return tuple(out)


def _alike(words: Words) -> list[int]:
    """Return the lines with words that may have the same as another one: those that do, and some others by accident."""
    sums = np.zeros(len(words.numbers) + 1, dtype=np.int64)
    (words.numbers * (words.places + 1)).cumsum(out=sums[1:])
    begins, ends = words.starts[:-1], words.starts[1:]
    filled = (ends > begins).nonzero()[0]
    own = (sums.take(ends) - sums.take(begins)).take(filled)
    order = own.argsort(kind="stable")
    ordered = own[order]
    again = (ordered[1:] == ordered[:-1]).nonzero()[0]
    return sorted({*filled[order[again]].tolist(), *filled[order[again + 1]].tolist()})


_CLOCK = attrgetter("clock")


def _clock_runs(lines: Sequence[Line]) -> tuple[int, ...]:
    out = [0] * len(lines)
    if not any(map(_CLOCK, lines)):
        return tuple(out)
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


def _contained(lines: Sequence[Line], words: Words, title: int | None) -> tuple[bool, ...]:
    out = [False] * len(lines)
    candidates = [i for i in _with_common_pairs(words) if lines[i].size >= _PULL_QUOTE and i != title]
    if not candidates:
        return tuple(out)
    texts = [f" {' '.join(line.tokens)} " for line in lines]
    # Each different line once: what stands there a second time stands in a longer line.
    whole = "\n".join(dict.fromkeys(texts))
    for i in candidates:
        text = texts[i]
        out[i] = len(text) < _LONGEST_QUOTE and whole.find(text) != whole.rfind(text)
    return tuple(out)


def _with_common_pairs(words: Words) -> list[int]:
    """Return the lines of which all pairs of words stand elsewhere, too; some others by accident."""
    pairs = (words.numbers[:-1] * _PAIR_FACTOR + words.numbers[1:]) & (_PAIRS - 1)
    common = np.zeros(len(words.numbers) + 1, dtype=np.int64)
    (np.bincount(pairs, minlength=_PAIRS)[pairs] > 1).cumsum(out=common[1 : len(pairs) + 1])
    begins, ends = words.starts[:-1], words.starts[1:]
    lasts = np.maximum(ends - 1, begins)
    found = (ends - begins > 1) & (common.take(lasts) - common.take(begins) == lasts - begins)
    where: list[int] = found.nonzero()[0].tolist()
    return where


# Pairs are told apart by their last bits.
_PAIRS = 1 << 13
_PAIR_FACTOR = 40_503


# Characters of a pull quote at the most: longer lines are not looked for in others.
_LONGEST_QUOTE = 400
