"""What the first trees said of blocks -> columns by the page's tree: of an element, those beside it, those like it.

A site prints its furniture by templates: where most of an element's blocks are furniture, or most of those in elements
of the same tag and names, the rest of them mostly is, too. Lines one after the other are read by ``context``.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .elements import Elements

__all__ = ["PAGE_CONTEXT", "read_page_context"]

Table = npt.NDArray[np.float64]

PAGE_CONTEXT = (
    "said of element",
    "said within element",
    "said within parent",
    "said within grandparent",
    "said beside",
    "much beside",
    "said of the like",
    "many alike",
    "in body's element",
    "steps from body's element",
    "body in parent",
    "body in grandparent",
    "noise in parent",
    "body in element",
)
_CLIP = 8.0
# The body's element is the innermost that holds this share of the words that look like body.
_MOST = 0.7


def read_page_context(elements: Elements, log_odds: Table, sizes: Table) -> Table:
    """Return the columns of ``PAGE_CONTEXT``, shape (blocks, columns).

    Args:
        elements: of the page.
        log_odds: what the first trees say of each block, shape (blocks,).
        sizes: words of each block, shape (blocks,).
    """
    said = np.clip(log_odds, -_CLIP, _CLIP)
    weight = np.sqrt(sizes + 0.5)
    body = sizes / (1 + np.exp(said))
    own = np.column_stack([weight, weight * said])
    alone = elements.alone((weight, weight * said, sizes, body))
    within = elements.within(alone)
    up = elements.up
    beside = np.where(elements.has_parent[:, None], within[up] - within, 0.0)
    total = max(float(body.sum()), 1.0)
    steps = elements.steps_from(_body_element(elements, within[:, 3], total))
    share = within[:, 3] / total
    noise = 1 - within[:, 3] / (within[:, 2] + 1e-6)
    mean = _mean(within)
    of_elements = np.column_stack(
        [
            *(_mean(alone), mean, mean[up], mean[up[up]], _mean(beside), np.log1p(beside[:, 0])),
            *(steps == 0, steps, share[up], share[up[up]], noise[up], share),
        ]
    )[elements.of_block]
    return np.hstack([of_elements[:, :6], _alike(elements, alone, own), of_elements[:, 6:]])


def _mean(sums: Table) -> Table:
    return np.asarray(sums[:, 1] / (sums[:, 0] + 1))


def _body_element(elements: Elements, body: Table, total: float) -> int:
    outermost = np.flatnonzero(~elements.has_parent)
    core = int(outermost[body[outermost].argmax()])
    while len(inner := np.flatnonzero(elements.parents == core)):
        richest = int(inner[body[inner].argmax()])
        if body[richest] < _MOST * total:
            break
        core = richest
    return core


def _alike(elements: Elements, alone: Table, own: Table) -> Table:
    """What was said of the other blocks in elements with the same tag and names, in parents with the same."""
    kinds: dict[tuple[str, ...], int] = {}
    of = np.empty(len(elements), dtype=np.int64)
    for i, element in enumerate(elements.elements):
        parent = element.parent
        kind = (element.tag, element.names, *((parent.tag, parent.names) if parent is not None else ()))
        of[i] = kinds.setdefault(kind, len(kinds))
    sums = np.zeros((len(kinds), 2))
    np.add.at(sums, of, alone[:, :2])
    found = sums[of[elements.of_block]]
    return np.column_stack([_mean(found - own), np.log1p(found[:, 0])])
