"""Which blocks are the article: features, score, label, policy.

This is the whole detector; each step is a plain function in a module of its own.
"""

from __future__ import annotations

from collections.abc import Callable

from .config import Config
from .document import Action, Document, Label, Prediction, rows
from .features import extract
from .labels import name_blocks
from .page.identity import Identity, declared_roles
from .page.verdict import Verdict
from .page.weighing import Given, judge, name_places
from .scorer import hand_scores, score
from .vocabulary import Words

__all__ = ["THRESHOLDS", "detect"]

# P(not body) from which a block is removed. The names are trafilatura's: "recall" keeps more.
THRESHOLDS = {"recall": 0.8, "balanced": 0.5, "precision": 0.3}


def detect(
    document: Document,
    config: Config,
    words: Words | None = None,
    identity: Identity | None = None,
    opinion: Callable[[], Verdict] | None = None,
) -> tuple[Prediction, ...]:
    """Return a prediction for each block of ``document``.

    Args:
        document: the blocks.
        config: the threshold and the policy.
        words: the words of the blocks, if they have been read already.
        identity: what a page declares of itself; given for pages alone.
        opinion: asks another extractor what of the page it takes; it is asked where the page is hard to tell.
    """
    features = extract(document, words)
    roles: dict[int, Label] = {}
    if identity is None or not document.blocks:
        scores = score(features)
    else:
        roles = declared_roles(document.blocks, features, identity, document.language)
        scores = judge(document.blocks, features, hand_scores(features), Given(identity.profile, roles, opinion))
    threshold = THRESHOLDS[config.care]
    probabilities = scores.probability.tolist()
    removed = [p >= threshold for p in probabilities]
    labels = name_blocks(features, removed)
    if identity is not None:
        labels = name_places(document.blocks, features, labels, removed, roles)
    kept = Action.KEEP
    actions = [config.action(label) if gone else kept for label, gone in zip(labels, removed, strict=True)]
    return rows(Prediction, labels, probabilities, scores.evidence, actions)
