"""A document -> its row of the report's index: all that the overview, the list and the filters need."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from math import sqrt
from typing import Any

from ..document import Action, Label
from ..explain import ExplainedLine
from ..words import count_words
from .documents import ReportDocument

__all__ = ["ACTIONS", "BINS", "LABELS", "summarise"]

LABELS = tuple(Label)
ACTIONS = tuple(Action)
BINS = 20
"""Bins of the score; lines whose score is not known are counted in one more."""
# Cells of the strip that shows where in a text lines were removed.
_CELLS = 64
_PLACE = {label: place for place, label in enumerate(LABELS)}
_ACTION_PLACE = {action: place for place, action in enumerate(ACTIONS)}


def summarise(document: ReportDocument, chunk: int, place: int) -> dict[str, Any]:
    """Return the row of ``document``, which is the ``place``-th of chunk ``chunk``.

    ``t`` counts lines and words by label, action and bin of the score, flattened to five integers each; ``p`` is the
    strip: runs of ``[label or -1 for kept, cells]``, flattened.
    """
    kinds: dict[tuple[int, int, int], list[str]] = {}
    for line in document.lines:
        kind = (_PLACE[line.label], _ACTION_PLACE[line.action], _bin(line.score))
        kinds.setdefault(kind, []).append(line.text)
    return {
        "id": document.id,
        "k": document.fingerprint,
        "at": [chunk, place],
        "s": document.site,
        "g": document.language,
        "n": document.metadata.get("title"),
        "d": sum(line.doubtful for line in document.lines),
        "t": [n for kind, texts in sorted(kinds.items()) for n in (*kind, len(texts), count_words("\n".join(texts)))],
        "p": _strip(document.lines),
    }


def _bin(score: float | None) -> int:
    return BINS if score is None else min(int(score * BINS), BINS - 1)


def _strip(lines: Sequence[ExplainedLine]) -> list[int]:
    """Return runs of lines alike as a strip of ``_CELLS`` cells.

    A line's share grows with the root of its length: in proportion, a menu of forty entries beside a long article
    would be a hair.
    """
    runs = [
        (code, sum(sqrt(len(line.text)) for line in run))
        for code, run in groupby(lines, key=lambda line: -1 if line.action is Action.KEEP else _PLACE[line.label])
    ]
    total = sum(size for _, size in runs) or 1.0
    edges, position = [0], 0.0
    for _, size in runs:
        position += size
        edges.append(round(_CELLS * position / total))
    return [n for (code, _), a, b in zip(runs, edges, edges[1:], strict=False) if b > a for n in (code, b - a)]
