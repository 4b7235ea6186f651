"""Calibration and care: raw log-odds -> P(not body), and how the whole text's cleanness moves it.

Platt's scaling (Platt, "Probabilistic Outputs for Support Vector Machines", 1999) on scores of sites that
the trees did not see. Losing body is worse than keeping noise, most of all in a text that is clean: the care term
asks for more evidence there. Its size, and the anchor's, are chosen by the figures of unseen sites.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from cleaner.model import Calibration

from .store import Sample, column_names

Scores = npt.NDArray[np.float64]
BINS = 12


def fit(samples: Sequence[Sample], raw: Sequence[Scores]) -> tuple[float, float]:
    """Platt's slope and offset, on lines with a sure label, each weighted by the root of its words."""
    scores = np.concatenate(raw)
    noise = np.concatenate([sample.body == 0 for sample in samples])
    sure = np.concatenate([(sample.body >= 0) & (sample.weight == 1) for sample in samples])
    weight = np.sqrt(np.concatenate([sample.sizes for sample in samples])[sure])
    model = LogisticRegression(C=1e6).fit(scores[sure, None], noise[sure], sample_weight=weight)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def calibrated(calibration: Calibration, sample: Sample, raw: Scores) -> Scores:
    """Return the calibrated log-odds of a sample's lines."""
    places = (column_names().index(name) for name in ("size", "prose", "inside"))
    size, prose, inside = (sample.numbers[:, place].astype(np.float64) for place in places)
    return calibration(raw, size, prose * inside)


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
