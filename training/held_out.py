"""``cleaner.clean`` with the weights that did not see the page's site: the subject of benchmarks on these pages.

``CLEANER_HELD_OUT`` names the folder into which ``python -m training`` wrote the weights of the folds::

    python -m benchmarks quality --subject training.held_out:clean
"""

import os
from functools import cache
from pathlib import Path
from typing import Any

import cleaner
from benchmarks import data
from cleaner import scorer
from cleaner.model import Model, load_model

FOLDS = 3
VARIABLE = "CLEANER_HELD_OUT"
# The name by which the scorer calls the packaged model.
_USED = "learned_log_odds"


def path(fold: int, folder: Path) -> Path:
    """The weights that were fitted without a fold."""
    return folder / f"held_out.{fold}.npz"


@cache
def _model(fold: int) -> Model:
    return load_model(path(fold, Path(os.environ[VARIABLE])))


@cache
def _fold_of_url() -> dict[str, int]:
    return {
        page.url: data.fold_of(page.site, FOLDS) for set_name in data.SETS for page in data.pages(set_name) if page.url
    }


def clean(text: str | bytes, *, url: str | None = None, **options: Any) -> cleaner.Article:
    """Clean a page's text with the weights of the fold that its site is in. Not for several threads at once."""
    fold = _fold_of_url().get(url or "", 0)
    shipped = getattr(scorer, _USED)
    setattr(scorer, _USED, _model(fold))
    try:
        return cleaner.clean(text, url=url, **options)
    finally:
        setattr(scorer, _USED, shipped)
