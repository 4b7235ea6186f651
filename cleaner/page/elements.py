"""The block-level elements of a page that hold blocks, and sums over what stands in them.

Everything is counted once over the elements, all of one depth at a time, so that the cost grows with the page and not
with the depth of its tree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from ..document import Block, Element

__all__ = ["Elements"]

Table = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


class Elements:
    """The m elements around a page's n blocks, each after its parent."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        """Take the elements that the blocks stand in, and all those around them."""
        self.elements: list[Element] = []
        self._index: dict[int, int] = {}
        parents: list[int] = []
        self.of_block: Integers = np.array([self._place(block.element, parents) for block in blocks], dtype=np.int64)
        """The element that each block stands in, shape (n,)."""
        self.parents: Integers = np.array(parents, dtype=np.int64)
        """The element around each, -1 for the outermost; shape (m,)."""
        self.has_parent = self.parents >= 0
        self.up: Integers = np.where(self.has_parent, self.parents, 0)
        """The same, 0 for the outermost."""
        self.depths: Integers = np.array([element.depth for element in self.elements], dtype=np.int64)

    def __len__(self) -> int:
        """Return m."""
        return len(self.elements)

    def _place(self, element: Element | None, parents: list[int]) -> int:
        chain = []
        while element is not None and element.number not in self._index:
            chain.append(element)
            element = element.parent
        for one in reversed(chain):
            self._index[one.number] = len(self.elements)
            parents.append(self._index[one.parent.number] if one.parent is not None else -1)
            self.elements.append(one)
        return self._index[element.number] if not chain and element is not None else len(self.elements) - 1

    def alone(self, values: Sequence[Table]) -> Table:
        """Return the sums of some values of the blocks, over each element's own; shape (m, values)."""
        return np.stack([np.bincount(self.of_block, weights=one, minlength=len(self)) for one in values], axis=1)

    def within(self, alone: Table) -> Table:
        """Return sums over an element and all those in it, given those of each alone; shape (m, values)."""
        held = alone.astype(np.float64)
        for at in self.levels(inwards=False):
            np.add.at(held, self.parents[at], held[at])
        return held

    def levels(self, *, inwards: bool = True) -> Iterator[Integers]:
        """Yield the elements that have a parent, all of one depth at once, from the outermost or the innermost on."""
        low, high = self.depths.min(initial=0), self.depths.max(initial=0)
        for depth in range(low + 1, high + 1) if inwards else range(high, low, -1):
            yield np.flatnonzero((self.depths == depth) & self.has_parent)

    def steps_from(self, core: int) -> Table:
        """Return how many steps up from ``core`` the first element around both stands, for each; shape (m,)."""
        line = [core]
        while self.parents[line[-1]] >= 0:
            line.append(int(self.parents[line[-1]]))
        steps = np.full(len(self), float(len(line)))
        steps[line] = range(len(line))
        on_line = np.zeros(len(self), dtype=np.bool_)
        on_line[line] = True
        for at in self.levels():
            off = at[~on_line[at]]
            steps[off] = steps[self.parents[off]]
        return steps
