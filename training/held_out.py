"""``cleaner.clean`` with the weights that did not see the page's site: the subject of benchmarks on these pages.

``CLEANER_HELD_OUT`` names the folder into which ``python -m training`` and ``python -m training.pages --held-out``
wrote the weights of the folds::

    python -m benchmarks quality --subject training.held_out:clean
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import cleaner
from benchmarks import data
from cleaner import scorer
from cleaner.model import Model, load_model
from cleaner.page import weighing
from cleaner.page.model import PageModel, load_page_model

FOLDS = 3
VARIABLE = "CLEANER_HELD_OUT"
# The names by which the scorer and the weighing of pages call the packaged models.
_USED, _USED_FOR_PAGES = "learned_log_odds", "page_model"


def path(fold: int, folder: Path) -> Path:
    """The weights that were fitted without a fold."""
    return folder / f"held_out.{fold}.npz"


def page_path(fold: int, folder: Path) -> Path:
    """The weights for pages that were fitted without a fold."""
    return folder / f"pages.{fold}.npz"


@cache
def _model(fold: int) -> Model:
    return load_model(path(fold, Path(os.environ[VARIABLE])))


@cache
def _page_model(fold: int) -> PageModel:
    return load_page_model(page_path(fold, Path(os.environ[VARIABLE])))


@cache
def _fold_of_url() -> dict[str, int]:
    return {
        page.url: data.fold_of(page.site, FOLDS) for set_name in data.SETS for page in data.pages(set_name) if page.url
    }


def clean(text: str | bytes, *, url: str | None = None, **options: Any) -> cleaner.Article:
    """Clean a page's text with the weights of the fold that its site is in. Not for several threads at once."""
    fold = _fold_of_url().get(url or "", 0)
    with (
        _instead(scorer, _USED, lambda *given: _model(fold)(*given)),
        _instead(weighing, _USED_FOR_PAGES, lambda: _page_model(fold)),
    ):
        return cleaner.clean(text, url=url, **options)


@contextmanager
def _instead(module: ModuleType, name: str, other: Callable[..., object]) -> Iterator[None]:
    shipped = getattr(module, name)
    setattr(module, name, other)
    try:
        yield
    finally:
        setattr(module, name, shipped)
