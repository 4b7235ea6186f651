"""An article -> its lines, marked: what stays, what goes, and why. For terminals and plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .document import Action, Article, Evidence, Prediction

__all__ = ["explain"]

_MARKS = {Action.KEEP: " ", Action.DROP: "-", Action.MOVE: ">"}
_STRUCK = "\x1b[9;31m"
_MOVED = "\x1b[36m"
_DIM = "\x1b[2m"
_RESET = "\x1b[0m"
# What a terminal would obey instead of showing it.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def explain(article: Article, *, color: bool = False, everything: bool = False) -> Iterator[str]:
    """Yield the article's lines with mark, score, label and reasons.

    A line begins with ``-`` if it was dropped, ``>`` if it moved to the metadata, and a blank if it was kept.

    Args:
        article: the article to show.
        color: strike removed lines out and colour them, with ANSI escapes.
        everything: give the reasons of kept lines too.
    """
    yield from _head(article)
    for number, (block, prediction) in enumerate(article, 1):
        text = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", block.text.strip())
        prefix = f"{_MARKS[prediction.action]} {number:>4} {prediction.score:5.3f} {prediction.label:<13}"
        if color and not prediction.kept:
            style = _STRUCK if prediction.action is Action.DROP else _MOVED
            yield f"{prefix} {style}{text}{_RESET}"
        else:
            yield f"{prefix} {text}"
        if everything or not prediction.kept:
            reasons = f"{'':>26} {_reasons(prediction)}"
            yield f"{_DIM}{reasons}{_RESET}" if color else reasons


def _head(article: Article) -> Iterator[str]:
    metadata = {k: v for k, v in article.metadata.to_dict().items() if v not in (None, [], {}) and k != "sources"}
    for key, value in metadata.items():
        source = article.metadata.sources.get(key)
        shown = ", ".join(map(str, value)) if isinstance(value, list) else value
        yield _CONTROL.sub("\N{REPLACEMENT CHARACTER}", f"{key}: {shown}") + (f"  ({source})" if source else "")
    yield ""


def _reasons(prediction: Prediction) -> str:
    """Return the evidence, the weightiest first."""
    ordered: Sequence[Evidence] = sorted(prediction.evidence, key=lambda e: -abs(e.weight))
    return "; ".join(f"{e.weight:+.1f} {e.detail}" for e in ordered) or "no evidence"
