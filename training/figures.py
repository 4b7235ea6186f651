"""Figures of scores on samples: the benchmark's word F1, gap closed, harmed pages and loss of clean texts.

They are the benchmark's own, computed from arrays: word F1 is a sum of minima of word counts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.metrics import CLEAN_HARM, HARM

from .store import Sample

Flags = npt.NDArray[np.bool_]
Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Figure:
    """Means over pages, and shares of lines and words over all pages together."""

    pages: int
    before: float
    after: float
    best: float
    harmed: float
    noise_words_removed: float
    body_words_lost: float
    hurt: float
    """Share of pages that lose more than 2% of their words: for clean texts."""

    @property
    def closed(self) -> float:
        """Gap closed."""
        return (self.after - self.before) / ((self.best - self.before) or 1)


def word_f1(sample: Sample, kept: Flags) -> float:
    """Word F1 of the kept lines against the gold."""
    counts = np.bincount(sample.vocabulary[np.repeat(kept, sample.sizes)], minlength=len(sample.gold) - 1)
    common = np.minimum(counts, sample.gold[:-1]).sum()
    found, wanted = counts.sum(), sample.gold.sum()
    return float(2 * common / (found + wanted)) if found + wanted else 1.0


def measure(samples: Sequence[Sample], kept: Sequence[Flags]) -> Figure:
    """Return the figures of samples, given which of their lines are kept."""
    rows = []
    totals = np.zeros(4)
    for sample, flags in zip(samples, kept, strict=True):
        everything = np.ones(len(flags), dtype=bool)
        before = word_f1(sample, everything)
        after = before if flags.all() else word_f1(sample, flags)
        gone = float(sample.sizes[~flags].sum()) / max(1, int(sample.sizes.sum()))
        rows.append((before, after, word_f1(sample, sample.held == 1), after < before - HARM, gone > CLEAN_HARM))
        noise, body = sample.held == 0, sample.held == 1
        totals += [sample.sizes[m].sum() for m in (noise, noise & ~flags, body, body & ~flags)]
    before, after, best, harmed, hurt = np.mean(rows, axis=0)
    removed, lost = totals[1] / max(1, totals[0]), totals[3] / max(1, totals[2])
    return Figure(len(rows), before, after, best, harmed, removed, lost, hurt)


ROWS: tuple[tuple[str, Callable[[Sample], bool]], ...] = (
    ("wcxb:article", lambda s: s.set_name == "wcxb" and s.kind == "article"),
    ("aeb", lambda s: s.set_name == "aeb"),
    ("fundus", lambda s: s.set_name == "fundus"),
    ("daniel", lambda s: s.set_name == "daniel"),
)
