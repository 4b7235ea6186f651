"""The other two families: a linear model over hashed words with stacked neighbours, and boosted trees over numbers.

They are fitted on one fold for the model card, to show what the network is worth; neither is shipped.
"""

from collections.abc import Sequence

import lightgbm
import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import SGDClassifier

from .network import Encoded
from .store import Sample

Scores = list[npt.NDArray[np.float64]]
_SEED = 20260101
_STEPS = (-2, -1, 1, 2)


def linear(train: Sequence[Encoded], test: Sequence[Encoded], rows: int) -> Scores:
    """Logistic regression over words, pairs, ends and numbers; then again with the neighbours' first verdicts."""
    first = _fitted(train, [None] * len(train), rows)
    own = [_decided(first, text, None, rows) for text in train]
    second = _fitted(train, own, rows)
    return [_decided(second, text, _decided(first, text, None, rows), rows) for text in test]


def _fitted(texts: Sequence[Encoded], verdicts: Sequence[npt.NDArray[np.float64] | None], rows: int) -> SGDClassifier:
    model = SGDClassifier(loss="log_loss", alpha=2e-6, max_iter=4, tol=None, random_state=_SEED, average=True)
    matrix = sparse.vstack([_matrix(text, own, rows) for text, own in zip(texts, verdicts, strict=True)]).tocsr()
    noise = np.concatenate([text.noise for text in texts])
    weight = np.concatenate([text.weight for text in texts])
    return model.fit(matrix, noise, sample_weight=weight)


def _decided(
    model: SGDClassifier, text: Encoded, verdicts: npt.NDArray[np.float64] | None, rows: int
) -> npt.NDArray[np.float64]:
    return np.asarray(model.decision_function(_matrix(text, verdicts, rows)))


def _matrix(text: Encoded, verdicts: npt.NDArray[np.float64] | None, rows: int) -> sparse.csr_matrix:
    count = len(text.hand)
    owner = np.repeat(np.arange(count), np.diff(text.starts))
    lines = np.concatenate([owner, owner, np.repeat(np.arange(count), text.ends.shape[1])])
    columns = np.concatenate([text.words, text.pairs, text.ends.ravel()])
    bag = sparse.csr_matrix((np.ones(len(columns), dtype=np.float32), (lines, columns)), shape=(count, rows + 1))
    numbers = np.hstack([text.numbers, text.hand[:, None] * 4, _around(verdicts, count)])
    return sparse.hstack([bag.minimum(1), numbers.astype(np.float32)]).tocsr()


def _around(verdicts: npt.NDArray[np.float64] | None, count: int) -> npt.NDArray[np.float64]:
    values = np.zeros(count) if verdicts is None else np.clip(verdicts, -5, 5)
    return np.column_stack([_moved(values, step) for step in _STEPS] + [np.full(count, values.mean())])


def _moved(values: npt.NDArray[np.float64], by: int) -> npt.NDArray[np.float64]:
    out = np.zeros_like(values)
    if abs(by) < len(values):
        if by > 0:
            out[by:] = values[:-by]
        else:
            out[:by] = values[-by:]
    return out


def boosted(train: Sequence[Encoded], test: Sequence[Encoded]) -> Scores:
    """Gradient boosted trees over a line's numbers, its neighbours' and the means of the text."""
    data = lightgbm.Dataset(
        np.concatenate([_table(text) for text in train]),
        np.concatenate([text.noise for text in train]),
        weight=np.concatenate([text.weight for text in train]),
    )
    settings = {
        "objective": "binary",
        "num_leaves": 63,
        "learning_rate": 0.08,
        "min_data_in_leaf": 200,
        "feature_fraction": 0.5,
        "bagging_fraction": 0.7,
        "bagging_freq": 1,
        "num_threads": 1,
        "seed": _SEED,
        "deterministic": True,
        "verbosity": -1,
    }
    model = lightgbm.train(settings, data, num_boost_round=150)
    return [np.asarray(model.predict(_table(text), raw_score=True)) for text in test]


def _table(text: Encoded) -> npt.NDArray[np.float32]:
    own = np.hstack([text.numbers, text.hand[:, None]])
    means = np.tile(own.mean(axis=0), (len(own), 1))
    near = [np.vstack([np.zeros_like(own[:1]), own[:-1]]), np.vstack([own[1:], np.zeros_like(own[:1])])]
    return np.hstack([own, *near, means]).astype(np.float32)


def thinned(samples: Sequence[Sample], every: int) -> list[Sample]:
    """Each ``every``-th dump and all other texts: dumps have most of the lines."""
    return [s for i, s in enumerate(samples) if s.flavour != "resili_all" or i % every == 0]
