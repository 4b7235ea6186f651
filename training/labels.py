"""The label of each line of a scraped text, from the gold text of its page.

A line is body where the gold holds its words at that place of the order. Lines of four words and more would be found
anywhere; what needs the order are short ones ("Share", "Conclusion"), and all that a page shows twice (headline,
summary, pull quote) while the gold has it once.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from benchmarks.metrics import line_labels, words

from .alignment import FREE, align, gaps

# A line is body when the gold holds at least this share of its words: keeping such a line raises word F1 at the F1 of
# a good text.
BODY_SHARE = 0.5
# Between these shares a line is part body and part noise: it teaches little.
PARTLY = (0.3, 0.7)
PARTLY_WEIGHT = 0.3
# A line whose words the gold holds, but at another place or fewer times than the page shows them.
REPEAT_WEIGHT = 0.5
# The same between lines of body: some gold texts were made by dropping repeated lines, also from lists and tables that
# need them (the second of two specification lists, say). Such a line is hardly noise to a reader.
REPEAT_INSIDE_WEIGHT = 0.1
# A short line that equals a line of the gold that no other line claims, out of order.
DISPLACED_WEIGHT = 0.5
# Words of a segment that labels a longer line, and of a line that a longer segment labels.
_LEAST_KEY = 3
_LEAST_LINE = 4
_LINE = re.compile(r"\n+")


@dataclass(frozen=True, slots=True)
class LineLabel:
    """What the gold says of one line of a scraped text."""

    share: float
    """Share of the line's words that the gold holds at this place, 0 to 1."""
    body: bool
    """Whether the line is body: `share` is at least `BODY_SHARE`."""
    weight: float
    """How far to trust the label, 0 to 1."""
    repeat: bool = False
    """Noise whose words the gold holds elsewhere: a second copy."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """The labels of a text's lines, and the share of the gold's words that the text holds."""

    lines: tuple[LineLabel | None, ...]
    coverage: float


def label_lines(lines: Sequence[str], gold: str) -> Labelled:
    r"""Label the lines of a scraped text; `None` for a line without words.

    >>> [label and label.body for label in label_lines(["Share", "Tips", "", "Stay warm, eat well, rest.", "Share"],
    ...     "Tips\n\nStay warm, eat well, rest.").lines]
    [False, True, None, True, False]
    """
    spans, source = _spans(words(line) for line in lines)
    target = words(gold)
    places = align(source, target)
    displaced = _claim_short_lines(spans, source, gold, places, len(target))
    held = line_labels(lines, gold)
    labels: list[LineLabel | None] = []
    for number, (begin, end) in enumerate(spans):
        if begin == end:
            labels.append(None)
            continue
        label = _judged(sum(place != FREE for place in places[begin:end]) / (end - begin), bool(held[number]))
        labels.append(replace(label, weight=DISPLACED_WEIGHT) if number in displaced else label)
    found = sum(place != FREE for place in places)
    return Labelled(_doubted(labels), found / len(target) if target else 1.0)


def label_gold(lines: Sequence[str]) -> Labelled:
    """Labels of a gold text as it is: every line with words is body."""
    body = LineLabel(1.0, True, 1.0)
    return Labelled(tuple(body if words(line) else None for line in lines), 1.0)


def label_by_segments(lines: Sequence[str], wanted: Iterable[str], unwanted: Iterable[str]) -> Labelled:
    """Labels from segments alone: body at a wanted one, noise at an unwanted one, weight 0 at neither or both.

    A segment of one or two words labels only a line that is no more than it: "Share" inside a paragraph says nothing
    of it.
    """
    keys = [
        (f" {' '.join(words(segment))} ", body)
        for group, body in ((wanted, True), (unwanted, False))
        for segment in group
    ]
    labels: list[LineLabel | None] = []
    for line in lines:
        text = f" {' '.join(words(line))} "
        verdicts = {body for key, body in keys if key.strip() and _speaks_of(key, text)}
        if not text.strip():
            labels.append(None)
        elif len(verdicts) == 1:
            body = verdicts.pop()
            labels.append(LineLabel(float(body), body, 1.0))
        else:
            labels.append(LineLabel(BODY_SHARE, True, 0.0))
    return Labelled(tuple(labels), 1.0)


def _speaks_of(key: str, text: str) -> bool:
    return (
        text == key
        or (key in text and len(key.split()) >= _LEAST_KEY)
        or (text in key and len(text.split()) >= _LEAST_LINE)
    )


def _judged(share: float, held: bool) -> LineLabel:
    body = share >= BODY_SHARE
    repeat = held and not body
    weight = PARTLY_WEIGHT if PARTLY[0] <= share <= PARTLY[1] else REPEAT_WEIGHT if repeat else 1.0
    return LineLabel(share, body, weight, repeat)


def _doubted(labels: Sequence[LineLabel | None]) -> tuple[LineLabel | None, ...]:
    """The labels, with less weight on runs of second copies whose neighbours on both sides are body."""
    doubted = list(labels)
    run: list[tuple[int, LineLabel]] = []
    inside = False
    for number, label in enumerate(labels):
        if label is None:
            continue
        if label.repeat:
            run.append((number, label))
            continue
        if inside and label.body:
            for n, repeat in run:
                doubted[n] = replace(repeat, weight=REPEAT_INSIDE_WEIGHT)
        run, inside = [], label.body
    return tuple(doubted)


def _spans(lines: Iterable[list[str]]) -> tuple[list[tuple[int, int]], list[str]]:
    """Each line's range in the sequence of all words, and that sequence."""
    spans: list[tuple[int, int]] = []
    everything: list[str] = []
    for line in lines:
        spans.append((len(everything), len(everything) + len(line)))
        everything.extend(line)
    return spans, everything


def _claim_short_lines(
    spans: Sequence[tuple[int, int]], source: Sequence[str], gold: str, places: list[int], target_size: int
) -> set[int]:
    """Find whole lines of the gold that are too short to be seeds; fills `places`, gives the lines out of order."""
    gold_spans, gold_words = _spans(words(line) for line in _LINE.split(gold))
    taken = {place for place in places if place != FREE}
    free: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for begin, end in gold_spans:
        if begin < end and not any(j in taken for j in range(begin, end)):
            free[tuple(gold_words[begin:end])].append(begin)
    if not free:
        return set()
    waiting = {
        number: tuple(source[begin:end])
        for number, (begin, end) in enumerate(spans)
        if begin < end and tuple(source[begin:end]) in free and all(places[i] == FREE for i in range(begin, end))
    }
    room = _room(_rising(places), target_size)
    for number, key in list(waiting.items()):
        begin = spans[number][0]
        low, high = room[begin]
        fitting = [j for j in free[key] if low <= j and j + len(key) <= high]
        if fitting and not _better_copy(number, waiting, spans, room, fitting[0]):
            _settle(places, begin, fitting[0], len(key))
            free[key].remove(fitting[0])
            del waiting[number]
    return _claim_alone(waiting, free, spans, places)


def _better_copy(
    number: int,
    waiting: dict[int, tuple[str, ...]],
    spans: Sequence[tuple[int, int]],
    room: Sequence[tuple[int, int]],
    place: int,
) -> bool:
    """Whether a later copy of the line fits the place too and stands nearer to what follows in the gold."""
    key = waiting[number]
    low, high = room[spans[number][0]]
    if place + len(key) != high:
        return False
    later = (n for n, other in waiting.items() if n > number and other == key)
    return any(room[spans[n][0]] == (low, high) for n in later)


def _claim_alone(
    waiting: dict[int, tuple[str, ...]],
    free: dict[tuple[str, ...], list[int]],
    spans: Sequence[tuple[int, int]],
    places: list[int],
) -> set[int]:
    """A line out of order that is the only one of its wording, as is the line of the gold."""
    copies: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, key in waiting.items():
        copies[key].append(number)
    alone = {numbers[0]: key for key, numbers in copies.items() if len(numbers) == len(free[key]) == 1}
    for number, key in alone.items():
        _settle(places, spans[number][0], free[key][0], len(key))
    return set(alone)


def _settle(places: list[int], begin: int, place: int, size: int) -> None:
    places[begin : begin + size] = range(place, place + size)


def _rising(places: Sequence[int]) -> list[int]:
    """`places` without those out of order: the longest rising run of them (patience sorting)."""
    tails: list[int] = []
    at: list[int] = []
    before: dict[int, int] = {}
    for i, place in enumerate(places):
        if place == FREE:
            continue
        k = bisect_left(tails, place)
        if k == len(tails):
            tails.append(place)
            at.append(i)
        else:
            tails[k], at[k] = place, i
        before[i] = at[k - 1] if k else FREE
    rising = [FREE] * len(places)
    i = at[-1] if at else FREE
    while i != FREE:
        rising[i] = places[i]
        i = before[i]
    return rising


def _room(backbone: Sequence[int], target_size: int) -> list[tuple[int, int]]:
    """For each word without a place on the backbone: the gold places between its neighbours' places."""
    room = [(0, 0)] * len(backbone)
    for left, right, low, high in gaps(backbone, target_size):
        for i in range(left, right):
            room[i] = (low, high)
    return room
