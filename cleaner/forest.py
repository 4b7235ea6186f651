"""Boosted trees on numpy: a table of columns -> log-odds of each row, and what each column gave to them.

Every node has a value, the log-odds of the rows that reach it. On its way down a row gains the difference between a
node and its child by the node's column: these gains add up to the leaf's value (Saabas, "Interpreting random forests",
2014). Values are integers, so that sums depend neither on their order nor on the platform.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["DIGITS", "UNIT", "Forest"]

Table = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

UNIT = 1e-4
"""A node's integer times this is log-odds."""
DIGITS = 4
"""Tables are rounded to so many digits; no threshold lies on such a number."""


@dataclass(frozen=True, slots=True)
class Forest:
    """T trees, their nodes in one row; a leaf's children are the leaf itself."""

    columns: npt.NDArray[np.int64]
    """Column that a node asks, shape (nodes,)."""
    thresholds: Table
    """Values above it go to the second child; same shape."""
    children: npt.NDArray[np.int64]
    """Shape (nodes, 2)."""
    values: Integers
    """Shape (nodes,), in units of ``UNIT``."""
    roots: npt.NDArray[np.int64]
    """First node of each tree, shape (T,)."""
    depth: int

    @classmethod
    def of(cls, arrays: Mapping[str, npt.NDArray[Any]], prefix: str = "") -> Forest:
        """Read the arrays of a weights file."""
        return cls(
            arrays[f"{prefix}columns"].astype(np.int64),
            arrays[f"{prefix}thresholds"].astype(np.float64),
            arrays[f"{prefix}children"].astype(np.int64),
            arrays[f"{prefix}values"].astype(np.int64),
            arrays[f"{prefix}roots"].astype(np.int64),
            int(arrays[f"{prefix}depth"]),
        )

    @property
    def start(self) -> float:
        """Log-odds before any column is asked."""
        return float(self.values[self.roots].sum()) * UNIT

    def __call__(self, table: Table) -> Table:
        """Return what every column gives to each row, shape (rows, columns).

        ``start`` and the sum of a row are the row's log-odds.
        """
        count, width = table.shape
        flat = np.round(table, DIGITS).ravel()
        rows = (np.arange(count, dtype=np.int64) * width)[:, None]
        node = np.broadcast_to(self.roots, (count, len(self.roots)))
        value = self.values.take(node)
        children = self.children.ravel()
        gains = np.zeros(count * width)
        for _ in range(self.depth):
            cell = self.columns.take(node) + rows
            node = children.take(2 * node + (flat.take(cell) > self.thresholds.take(node)))
            reached = self.values.take(node)
            gains += np.bincount(cell.ravel(), weights=(reached - value).ravel(), minlength=count * width)
            value = reached
        return np.asarray(gains.reshape(count, width) * UNIT)
