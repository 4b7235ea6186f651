"""The figures, as their sources define them. Texts are `str`, shares are 0 to 1, and every function is pure.

- word F1: multiset word precision, recall and F1 of a text against the gold (WCXB's definition). Scripts that write
  no spaces count by character.
- shingle F1: precision and recall over runs of four words, averaged over pages (article-extraction-benchmark).
- segments: precision, recall, accuracy and F over strings that the text must and must not hold (trafilatura's
  evaluation).
- line labels: which lines of a scraped text the gold holds; from them best attainable text, gap closed, lines removed
  and lost.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_UNSPACED = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")
_SPACE = re.compile(r"\s+")

SHINGLE = 4
# A page counts as harmed when its word F1 falls by more than this (definition of the data's own metrics).
HARM = 0.01
# A clean text counts as hurt when it loses more than this share of its words.
CLEAN_HARM = 0.02


class Score(NamedTuple):
    """Precision, recall and their harmonic mean, each 0 to 1."""

    precision: float
    recall: float
    f1: float


class SegmentScore(NamedTuple):
    """Counts of segments as rates, each 0 to 1."""

    precision: float
    recall: float
    accuracy: float
    f1: float


def words(text: str | None) -> list[str]:
    """Lower-case words in order; Han and kana by character.

    >>> words("It's 5pm, 东京!")
    ['it', 's', '5pm', '东', '京']
    """
    return _WORD.findall((text or "").lower())


def _harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def word_score(text: str | None, gold: str | None) -> Score:
    """Multiset word precision, recall and F1 of a text against the gold.

    >>> word_score("a b c d", "a b")
    Score(precision=0.5, recall=1.0, f1=0.6666666666666666)
    """
    found, wanted = Counter(words(text)), Counter(words(gold))
    if not wanted:
        return Score(1.0, 1.0, 1.0) if not found else Score(0.0, 0.0, 0.0)
    if not found:
        return Score(0.0, 0.0, 0.0)
    common = (found & wanted).total()
    precision, recall = common / found.total(), common / wanted.total()
    return Score(precision, recall, _harmonic(precision, recall))


def _shingles(text: str | None) -> Counter[tuple[str, ...]]:
    tokens = re.findall(r"\w+", text or "")
    if not tokens:
        return Counter()
    return Counter(tuple(tokens[i : i + SHINGLE]) for i in range(max(1, len(tokens) - SHINGLE + 1)))


def shingle_score(pairs: Iterable[tuple[str | None, str | None]]) -> Score:
    """Shingle precision, recall and F1 over ``(text, gold)`` pairs: F1 of the mean precision and the mean recall.

    A page without any found (or any wanted) shingle has no precision (or recall) and stays out of that mean.
    """
    precisions: list[float] = []
    recalls: list[float] = []
    for text, gold in pairs:
        found, wanted = _shingles(text), _shingles(gold)
        common = (found & wanted).total()
        if found.total() == wanted.total() == common:
            precisions.append(1.0)
            recalls.append(1.0)
            continue
        if found:
            precisions.append(common / found.total())
        if wanted:
            recalls.append(common / wanted.total())
    precision, recall = mean(precisions), mean(recalls)
    return Score(precision, recall, _harmonic(precision, recall))


def _squeezed(text: str | None) -> str:
    return _SPACE.sub(" ", text or "").strip()


def segment_score(rows: Iterable[tuple[str, Sequence[str], Sequence[str]]]) -> SegmentScore:
    """Segments over ``(text, wanted, unwanted)`` rows; one is found when it stands in the text, white space aside."""
    hits = misses = false_alarms = rejections = 0
    for text, wanted, unwanted in rows:
        squeezed = _squeezed(text)
        found = sum(_stands_in(segment, text, squeezed) for segment in wanted)
        wrong = sum(_stands_in(segment, text, squeezed) for segment in unwanted)
        hits, misses = hits + found, misses + len(wanted) - found
        false_alarms, rejections = false_alarms + wrong, rejections + len(unwanted) - wrong
    precision = _ratio(hits, hits + false_alarms)
    recall = _ratio(hits, hits + misses)
    accuracy = _ratio(hits + rejections, hits + misses + false_alarms + rejections)
    return SegmentScore(precision, recall, accuracy, _harmonic(precision, recall))


def _stands_in(segment: str, text: str, squeezed: str) -> bool:
    return bool(squeezed) and (_squeezed(segment) in squeezed or segment in text)


def line_labels(lines: Sequence[str], gold: str, run: int = 4) -> list[bool | None]:
    """Which lines of a scraped text the gold holds: `True`, `False`, or `None` for a line without words.

    A line of at least `run` words is held when half of its runs of `run` words stand in the gold; a shorter one when
    it equals a line of the gold.

    >>> line_labels(["Share", "the cat sat on the mat", "..."], "So: the cat sat on the mat")
    [False, True, None]
    """
    gold_words = words(gold)
    runs = {tuple(gold_words[i : i + run]) for i in range(len(gold_words) - run + 1)}
    gold_lines = {" ".join(words(line)) for line in re.split(r"\n+", gold)}
    labels: list[bool | None] = []
    for line in lines:
        tokens = words(line)
        if not tokens:
            labels.append(None)
        elif len(tokens) < run:
            labels.append(" ".join(tokens) in gold_lines)
        else:
            count = len(tokens) - run + 1
            held = sum(tuple(tokens[i : i + run]) in runs for i in range(count))
            labels.append(2 * held >= count)
    return labels


def best_lines(text: str, labels: Sequence[bool | None]) -> str:
    """The best text that removing whole lines can give: the lines labelled `True`."""
    return "\n".join(line for line, label in zip(text.split("\n"), labels, strict=True) if label)


@dataclass(frozen=True, slots=True)
class Gap:
    """What cleaning did to scraped texts, on mean word F1s."""

    pages: int
    before: float
    after: float
    best: float
    closed: float
    harmed: float


def gap_from_f1(rows: Iterable[tuple[float, float, float]]) -> Gap:
    """The gap closed, from ``(word F1 before, after, best)`` a page.

    0 is doing nothing, 1 is perfect removal of lines, below 0 is harm; `harmed` is the share of pages whose F1 fell
    by more than `HARM`.
    """
    kept = list(rows)
    before, after, best = (mean([row[i] for row in kept]) for i in range(3))
    harmed = mean([float(row[1] < row[0] - HARM) for row in kept])
    return Gap(len(kept), before, after, best, (after - before) / ((best - before) or 1), harmed)


def gap_closed(rows: Iterable[tuple[str, str, str]]) -> Gap:
    """The gap closed, from ``(scraped, cleaned, gold)`` texts; the best text keeps the lines that the gold holds."""

    def f1s(scraped: str, cleaned: str, gold: str) -> tuple[float, float, float]:
        best = best_lines(scraped, line_labels(scraped.split("\n"), gold))
        return word_score(scraped, gold).f1, word_score(cleaned, gold).f1, word_score(best, gold).f1

    return gap_from_f1(f1s(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class LineCount:
    """Lines, and the words on them, by label and fate. Adds up over pages."""

    noise: int = 0
    noise_removed: int = 0
    body: int = 0
    body_lost: int = 0
    noise_words: int = 0
    noise_words_removed: int = 0
    body_words: int = 0
    body_words_lost: int = 0

    def __add__(self, other: "LineCount") -> "LineCount":
        return LineCount(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    @property
    def rates(self) -> tuple[float, float, float, float]:
        """Shares: noise lines removed, body lines lost, noise words removed, body words lost."""
        return (
            _ratio(self.noise_removed, self.noise),
            _ratio(self.body_lost, self.body),
            _ratio(self.noise_words_removed, self.noise_words),
            _ratio(self.body_words_lost, self.body_words),
        )


def count_lines(lines: Sequence[str], labels: Sequence[bool | None], kept: Sequence[bool]) -> LineCount:
    """Noise lines removed and body lines lost of one page; a line without words counts as neither."""
    total = LineCount()
    for line, label, stays in zip(lines, labels, kept, strict=True):
        if label is None:
            continue
        size, gone = len(words(line)), int(not stays)
        if label:
            total += LineCount(body=1, body_lost=gone, body_words=size, body_words_lost=gone * size)
        else:
            total += LineCount(noise=1, noise_removed=gone, noise_words=size, noise_words_removed=gone * size)
    return total


@dataclass(frozen=True, slots=True)
class CleanLoss:
    """What cleaning took from texts that were clean: shares of words, and of pages that lost more than `CLEAN_HARM`."""

    pages: int
    words_lost: float
    mean_lost: float
    hurt: float


def clean_loss(rows: Iterable[tuple[str, str]]) -> CleanLoss:
    """Loss on clean input, from ``(cleaned, gold)`` texts.

    `words_lost` is over the words of all pages together, `mean_lost` the mean of the pages' shares. Words count as a
    multiset.
    """
    lost = total = 0
    shares: list[float] = []
    for cleaned, gold in rows:
        wanted = Counter(words(gold))
        if not wanted:
            continue
        gone = (wanted - Counter(words(cleaned))).total()
        lost, total = lost + gone, total + wanted.total()
        shares.append(gone / wanted.total())
    return CleanLoss(
        len(shares), _ratio(lost, total), mean(shares), mean([float(share > CLEAN_HARM) for share in shares])
    )


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean; 0 of nothing."""
    return sum(values) / len(values) if values else 0.0


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
