"""Calibration and care: what the trees say, moved by how clean the whole text is; and how true it is.

Losing body is worse than keeping noise, most of all in a text that is clean: the care term asks for more evidence
there. Its size, and the anchor's, are chosen by the figures of unseen sites.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleaner.combine import combine
from cleaner.model import Calibration

from .store import Sample, column_names

Scores = npt.NDArray[np.float64]
BINS = 8


def column(sample: Sample, name: str) -> Scores:
    """A feature column of a sample's lines."""
    values = sample.numbers[:, column_names().index(name)].astype(np.float64)
    # Vectors hold the logarithm of a line's length.
    return np.asarray(np.expm1(values) if name == "size" else values)


def final(calibration: Calibration, sample: Sample, raw: Scores) -> Scores:
    """What the detector decides on: the trees' log-odds, calibrated, together with the hand-set terms."""
    main = column(sample, "prose") * column(sample, "inside")
    learned = calibration(raw, column(sample, "size"), main)
    return combine(learned, raw, sample.hand.astype(np.float64), lambda name: column(sample, name))


@dataclass(frozen=True, slots=True)
class Bin:
    """Lines of like probability: how likely they are noise by score and by label."""

    low: float
    high: float
    lines: int
    predicted: float
    observed: float


def reliability(samples: Sequence[Sample], log_odds: Sequence[Scores]) -> list[Bin]:
    """The reliability table: equal bins of P(noise)."""
    chance = 1 / (1 + np.exp(-np.clip(np.concatenate(log_odds), -30, 30)))
    noise = np.concatenate([sample.body == 0 for sample in samples])
    sure = np.concatenate([(sample.body >= 0) & (sample.weight == 1) for sample in samples])
    chance, noise = chance[sure], noise[sure]
    edges = np.linspace(0, 1, BINS + 1)
    which = np.minimum((chance * BINS).astype(int), BINS - 1)
    return [
        Bin(edges[k], edges[k + 1], int(one.sum()), float(chance[one].mean()), float(noise[one].mean()))
        for k in range(BINS)
        if (one := which == k).any()
    ]
