"""The other two families: a linear model over hashed words with stacked neighbours, and a small network.

They are fitted on one fold for the model card, to show what the trees are worth; neither is shipped.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import SGDClassifier

from . import network
from .network import Encoded
from .store import Sample
from .vocabulary import Counts, Group, make, part_of

Scores = list[npt.NDArray[np.float64]]
_SEED = 20260101
_STEPS = (-2, -1, 1, 2)


def others(train_on: Sequence[Sample], test: Sequence[Sample], counts: dict[Group, Counts]) -> dict[str, Scores]:
    """Raw log-odds of ``test`` by the other families, each fitted on every second text of ``train_on``."""
    own = [s for s in train_on if s.flavour not in ("mixed", "rid")][::2]
    parts = {part_of(s.site, s.fold) for s in train_on}
    keys = make(counts, lambda part, _: part in parts).keys
    scale = network.Scale.of(own)
    train, unseen = ([network.encode(s, scale, keys) for s in samples] for samples in (own, test))
    recipe = network.Recipe()
    return {
        "linear, stacked neighbours": linear(train, unseen, len(keys)),
        "small network": network.predict(network.train(train, len(keys), recipe), unseen, recipe),
    }


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
