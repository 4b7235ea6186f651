"""Align the words of a scraped text with the words of its gold text, each gold word used once.

Both texts are mostly the same words in the same order, with noise between them. So the alignment is found as sequence
aligners find it: exact matches of a few words are seeds, the heaviest chain of seeds that rises in both texts is the
backbone, what the page shows in another place than the gold (captions, headlines, tables) is added afterwards, and
short gaps of the backbone are aligned with shorter seeds. (Seed and chain: Abouelhoda & Ohlebusch, "Chaining
algorithms for multiple genome comparison", 2005; the gap cost that grows with the logarithm of the distance: Li,
"Minimap2", 2018.)
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import log2
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

FREE = -1
"""The place of a scraped word that no gold word was found for."""

# A repeated run of words with more places than this in the gold is no seed: it is found by growing its neighbours.
_MAX_PLACES = 48
# Longest list of seeds that is chained; beyond it the longest seeds are taken. The cost of chaining grows with its
# square.
_MAX_SEEDS = 4000
# Words of gain that a jump over 2^x - 1 words costs, for each x, in either text. A chance match of four words is not
# worth a jump over 500; a headline of seven is.
_JUMP = 0.35
# Gaps whose area (words x words) is above this are aligned with runs of three words instead of two.
_WIDE_GAP = 100_000
# Both sides of a gap at most this long, in words: single words are seeds.
_NARROW_GAP = 8


class Match(NamedTuple):
    """`size` equal words from `source` on in the scraped text and from `target` on in the gold."""

    source: int
    target: int
    size: int


@dataclass(frozen=True, slots=True)
class Runs:
    """How many equal words count as evidence. Scripts that write no spaces count by character, and need more."""

    seed: int
    alone: int
    gap: int


class _Claims(NamedTuple):
    """What is aligned so far: the gold place of each scraped word, and which gold words are used."""

    places: list[int]
    taken: bytearray

    def add(self, match: Match) -> None:
        for k in range(match.size):
            self.places[match.source + k] = match.target + k
            self.taken[match.target + k] = 1

    def free_pieces(self, match: Match) -> list[Match]:
        """The parts of a match whose words are free in both texts."""
        pieces: list[Match] = []
        begin: int | None = None
        for k in range(match.size + 1):
            free = k < match.size and self.places[match.source + k] == FREE and not self.taken[match.target + k]
            if free and begin is None:
                begin = k
            elif not free and begin is not None:
                pieces.append(Match(match.source + begin, match.target + begin, k - begin))
                begin = None
        return pieces


SPACED = Runs(seed=4, alone=6, gap=2)
UNSPACED = Runs(seed=6, alone=12, gap=3)


def runs_for(gold: Sequence[str]) -> Runs:
    """The lengths of evidence for a gold text: by character where most of its words are single characters."""
    single = sum(len(word) == 1 and word >= "\u3040" for word in gold)
    return UNSPACED if 2 * single > len(gold) else SPACED


def align(source: Sequence[str], target: Sequence[str]) -> list[int]:
    """The gold place of each scraped word, or `FREE`.

    `source` are the words of the scraped text, `target` those of the gold. No gold word is given twice: of two copies
    of a paragraph, the one that stands where the gold has it is found.

    >>> align("share buy the cat sat on mats share".split(), "the cat sat on mats".split())
    [-1, -1, 0, 1, 2, 3, 4, -1]
    """
    runs = runs_for(target)
    claims = _Claims([FREE] * len(source), bytearray(len(target)))
    seeds = _seeds(source, target, runs.seed)
    for match in _chain(seeds):
        claims.add(match)
    backbone = list(claims.places)
    _claim_displaced(seeds, runs.alone, claims)
    _claim_gaps(source, target, backbone, runs, claims)
    return claims.places


def _seeds(source: Sequence[str], target: Sequence[str], run: int) -> list[Match]:
    """Exact matches of at least `run` words that cannot be grown."""
    starts: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for j in range(len(target) - run + 1):
        starts[tuple(target[j : j + run])].append(j)
    found: list[Match] = []
    done: dict[int, int] = {}
    for i in range(len(source) - run + 1):
        places = starts.get(tuple(source[i : i + run]), ())
        if len(places) > _MAX_PLACES:
            continue
        for j in places:
            if done.get(j - i, -1) <= i:
                match = _grown(source, target, i, j, run)
                done[j - i] = match.source + match.size
                found.append(match)
    if len(found) > _MAX_SEEDS:
        found = sorted(found, key=lambda match: -match.size)[:_MAX_SEEDS]
    return sorted(found)


def _grown(source: Sequence[str], target: Sequence[str], i: int, j: int, run: int) -> Match:
    before, after = 0, run
    while i - before > 0 and j - before > 0 and source[i - before - 1] == target[j - before - 1]:
        before += 1
    while i + after < len(source) and j + after < len(target) and source[i + after] == target[j + after]:
        after += 1
    return Match(i - before, j - before, before + after)


def _chain(seeds: Sequence[Match]) -> list[Match]:
    """The heaviest chain of matches that rises in both texts; matches that overlap are cut."""
    if not seeds:
        return []
    starts, gold_starts, sizes = (np.array(column, dtype=np.int64) for column in zip(*seeds, strict=True))
    ends, gold_ends = starts + sizes, gold_starts + sizes
    score = sizes.astype(np.float64)
    previous = np.full(len(seeds), -1)
    for k in range(1, len(seeds)):
        gain = np.minimum(np.minimum(ends[k] - ends[:k], gold_ends[k] - gold_ends[:k]), sizes[k])
        total = score[:k] + gain - _jump(starts[k] - ends[:k]) - _jump(gold_starts[k] - gold_ends[:k])
        total[gain <= 0] = -np.inf
        best = int(total.argmax())
        if total[best] > score[k]:
            score[k], previous[k] = total[best], best
    return _traced(seeds, int(score.argmax()), previous)


def _jump(distance: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    cost: npt.NDArray[np.float64] = _JUMP * np.log2(1.0 + np.maximum(distance, 0))
    return cost


def _traced(seeds: Sequence[Match], last: int, previous: npt.NDArray[np.int64]) -> list[Match]:
    chain: list[Match] = []
    while last >= 0:
        chain.append(seeds[last])
        last = int(previous[last])
    cut: list[Match] = []
    for match in reversed(chain):
        over = 0
        if cut:
            before = cut[-1]
            over = max(0, before.source + before.size - match.source, before.target + before.size - match.target)
        cut.append(Match(match.source + over, match.target + over, match.size - over))
    return cut


def _claim_displaced(seeds: Sequence[Match], least: int, claims: _Claims) -> None:
    """Claim what stands in another order than in the gold: longest matches first, cut to words free in both texts."""
    for match in sorted(seeds, key=lambda match: (-match.size, match.source)):
        if match.size < least:
            break
        for piece in claims.free_pieces(match):
            if piece.size >= least:
                claims.add(piece)


def _claim_gaps(
    source: Sequence[str], target: Sequence[str], backbone: Sequence[int], runs: Runs, claims: _Claims
) -> None:
    """Between neighbours on the backbone, align the words that are still free with shorter seeds."""
    places, taken = claims
    for left, right, low, high in gaps(backbone, len(target)):
        width, height = right - left, high - low
        if not width or not height or all(taken[low:high]):
            continue
        narrow = max(width, height) <= _NARROW_GAP
        run = 1 if narrow else runs.gap if width * height <= _WIDE_GAP else runs.gap + 1
        # A free word is itself, a used one is unlike any other.
        words = [source[i] if places[i] == FREE else f"\0s{i}" for i in range(left, right)]
        gold = [f"\0t{j}" if taken[j] else target[j] for j in range(low, high)]
        bound_cost = _JUMP * (log2(1 + width) + log2(1 + height)) / 2
        chain = _chain(_seeds(words, gold, run))
        if sum(match.size for match in chain) > bound_cost or narrow:
            for match in chain:
                claims.add(Match(left + match.source, low + match.target, match.size))


def gaps(backbone: Sequence[int], target_size: int) -> list[tuple[int, int, int, int]]:
    """Stretches of scraped words without a place on a rising backbone, and the gold places between their neighbours.

    Rows are ``(first word, end, first gold place, end)``.

    >>> gaps([-1, 0, 1, -1, -1, 5], 7)
    [(0, 1, 0, 0), (3, 5, 2, 5), (6, 6, 6, 7)]
    """
    rows: list[tuple[int, int, int, int]] = []
    left, low = 0, 0
    for i, place in enumerate(backbone):
        if place == FREE:
            continue
        if i > left or place > low:
            rows.append((left, i, low, place))
        left, low = i + 1, place + 1
    if left < len(backbone) or low < target_size:
        rows.append((left, len(backbone), low, target_size))
    return rows
