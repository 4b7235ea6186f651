"""Boosted trees on numpy: a table of columns -> log-odds of each row, and what each column gave to them.

Every node has a value, the log-odds of the rows that reach it. On its way down a row gains the difference between a
node and its child by the node's column: these gains add up to the leaf's value (Saabas, "Interpreting random forests",
2014). Values are integers, so that sums depend neither on their order nor on the platform.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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

# Rows times trees that are followed at once: so many fit into a core's cache.
_AT_ONCE = 12_000


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

    def log_odds(self, table: Table) -> Table:
        """Return the log-odds of each row of ``table``, and nothing of where they came from; shape (rows,)."""
        steps = self._steps()
        total = np.full(len(table), self.values[self.roots].sum())
        for _, turn in self._turns(table):
            total += steps.take(turn).sum(axis=0)
        return np.asarray(total * UNIT)

    def __call__(self, table: Table, groups: Integers | None = None) -> Table:
        """Return what every column gives to each row, shape (rows, columns).

        ``start`` and the sum of a row are the row's log-odds.

        Args:
            table: a row a line.
            groups: for each column the place of its group; then the answer has a column a group.
        """
        count, width = table.shape
        groups = np.arange(width) if groups is None else groups
        row = np.arange(count, dtype=np.int64)
        into = groups[self.columns] * count
        size = (int(groups.max(initial=0)) + 1) * count
        steps = self._steps().astype(np.float64)
        gains = np.zeros(size)
        for node, turn in self._turns(table):
            gained = into.take(node)
            gained += row
            gains += np.bincount(gained.ravel(), weights=steps.take(turn).ravel(), minlength=size)
        return np.asarray(gains.reshape(-1, count).T * UNIT)

    def _steps(self) -> Integers:
        """What is gained by turning from each node to its first and its second child, one after the other."""
        return np.asarray((self.values[self.children] - self.values[:, None]).ravel())

    def _turns(self, table: Table) -> Iterator[tuple[Integers, Integers]]:
        """Yield, level by level, the nodes where the rows stand and where they turn to in ``_steps``; (trees, rows)."""
        count = len(table)
        # Tree by tree, column by column, a few trees at a time: what is read one after the other lies close together.
        flat = np.ascontiguousarray(np.round(table, DIGITS).T).ravel()
        row = np.arange(count, dtype=np.int64)
        first = self.columns * count
        children = self.children.ravel()
        many = max(1, _AT_ONCE // max(count, 1))
        for start in range(0, len(self.roots), many):
            node = np.repeat(self.roots[start : start + many, None], count, axis=1)
            for _ in range(self.depth):
                cell = first.take(node)
                cell += row
                turn = 2 * node
                turn += flat.take(cell) > self.thresholds.take(node)
                yield node, turn
                node = children.take(turn)
