"""The trees for pages, and what they know of words and names: ``weights/page.npz``, which ``training.pages`` writes.

Two rounds, as for text; two pairs of them, one that sees trafilatura's verdict and one that does without.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ..table import Vocabulary
from .forest import DIGITS, Forest
from .table import SECOND_COLUMNS, PageReader, Vocabularies
from .verdict import Verdict

__all__ = ["ENGINES", "PageModel", "Weighed", "load_page_model", "page_model"]

Table = npt.NDArray[np.float64]

ENGINES = ("default", "fast")
_WEIGHTS = "page.npz"


class Weighed(NamedTuple):
    """What the trees say of a page's blocks."""

    gains: Table
    """What each group of columns gave, shape (blocks, groups)."""
    start: float
    """Log-odds before any column; with the sum of a row, the row's log-odds."""
    table: Table
    """What the second trees looked at, shape (blocks, ``SECOND_COLUMNS``)."""


class PageModel:
    """The vocabularies and the trees of a weights file."""

    def __init__(self, weights: Mapping[str, npt.NDArray[Any]]) -> None:
        """Take the arrays that ``training.pages`` writes.

        Raises:
            ValueError: they are of trees that read other columns than the library has.
        """
        if tuple(str(name) for name in weights["columns"]) != SECOND_COLUMNS:
            raise ValueError(
                "the weights for pages read other columns than there are; fit new ones with `python -m training.pages`"
            )
        words, names = (
            Vocabulary(weights[f"{kind}_keys"].astype(np.uint32), weights[f"{kind}_weights"].astype(np.int8))
            for kind in ("words", "names")
        )
        self.vocabularies = Vocabularies(words, names)
        self._forests = {
            (engine, which): Forest.of(weights, f"{engine}_{which}_")
            for engine in ENGINES
            for which in ("first", "second")
        }

    def forest(self, engine: str, which: str) -> Forest:
        """Return the trees of an engine, of the ``"first"`` or ``"second"`` round."""
        return self._forests[engine, which]

    def __call__(self, reader: PageReader, verdict: Verdict, groups: npt.NDArray[np.int64]) -> Weighed:
        """Weigh the blocks of a page.

        Args:
            reader: of the page.
            verdict: what trafilatura took, or ``Verdict.none``; the engine is that which has as much.
            groups: for each of ``SECOND_COLUMNS`` the place of its group.
        """
        engine = ENGINES[0] if verdict.given else ENGINES[1]
        first, second = self.forest(engine, "first"), self.forest(engine, "second")
        looked = reader.first(verdict)
        table = reader.second(looked, first.log_odds(looked).round(DIGITS))
        return Weighed(second(table, groups), second.start, table)


def load_page_model(path: Path) -> PageModel:
    """Read a model from its weights file."""
    with np.load(path, allow_pickle=False) as archive:
        return PageModel({name: archive[name] for name in archive.files})


@cache
def page_model() -> PageModel:
    """Return the model in the package."""
    with as_file(files("cleaner") / "weights" / _WEIGHTS) as path:
        return load_page_model(path)
