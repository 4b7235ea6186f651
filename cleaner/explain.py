"""An article -> its lines, marked: what stays, what goes, and why. For terminals and plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .document import Action, Article, Block, Evidence, Label, Prediction

__all__ = ["ExplainedLine", "explain", "explain_lines", "is_doubtful", "ordered"]

# P(not body) between these is doubtful: the detector's own odds are under four to one either way.
_DOUBT = (0.2, 0.8)

_MARKS = {Action.KEEP: " ", Action.DROP: "-", Action.MOVE: ">"}
_STRUCK = "\x1b[9;31m"
_MOVED = "\x1b[36m"
_DIM = "\x1b[2m"
_RESET = "\x1b[0m"
# What a terminal would obey instead of showing it.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """One line of a document with what became of it, as the terminal and the report both show it."""

    number: int
    """The line's number in the input, from 1, as the sources of the metadata name it."""
    text: str
    start: int
    """Offset of the first character in the decoded text."""
    after: str
    """The line end and the blank lines up to the next line."""
    action: Action
    label: Label
    score: float | None
    """P(not body), rounded to three digits; ``None`` where the source of the line does not tell it."""
    reasons: tuple[Evidence, ...]
    """The weightiest first; weights are shown with one digit after the point."""

    @property
    def doubtful(self) -> bool:
        """Whether a person should look: see ``is_doubtful``."""
        return is_doubtful(self.score)


def is_doubtful(score: float | None) -> bool:
    """Say whether P(not body) leaves a line in doubt.

    >>> is_doubtful(0.55), is_doubtful(0.97), is_doubtful(None)
    (True, False, False)
    """
    return score is not None and _DOUBT[0] <= score <= _DOUBT[1]


def explain_lines(article: Article) -> Iterator[ExplainedLine]:
    """Yield each line of the article's input with its verdict and the reasons for it, in reading order."""
    for number, (block, prediction) in zip(article.document.line_numbers, article, strict=True):
        yield _explained(number, block, prediction)


def _explained(number: int, block: Block, prediction: Prediction) -> ExplainedLine:
    return ExplainedLine(
        number,
        block.text,
        block.start,
        block.after,
        prediction.action,
        prediction.label,
        round(prediction.score, 3),
        ordered(prediction.evidence),
    )


def ordered(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return the evidence with the weightiest first: the order in which it is shown."""
    if len(evidence) < 2:
        return tuple(evidence)
    return tuple(sorted(evidence, key=_lightness))


def _lightness(evidence: Evidence) -> float:
    return -abs(evidence.weight)


def explain(article: Article, *, color: bool = False, everything: bool = False) -> Iterator[str]:
    """Yield the article's lines with mark, score, label and reasons.

    A line begins with ``-`` if it was dropped, ``>`` if it moved to the metadata, and a blank if it was kept.

    Args:
        article: the article to show.
        color: strike removed lines out and colour them, with ANSI escapes.
        everything: give the reasons of kept lines too.
    """
    yield from _head(article)
    for line in explain_lines(article):
        text = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", line.text.strip())
        prefix = f"{_MARKS[line.action]} {line.number:>4} {line.score:5.3f} {line.label:<13}"
        kept = line.action is Action.KEEP
        if color and not kept:
            style = _STRUCK if line.action is Action.DROP else _MOVED
            yield f"{prefix} {style}{text}{_RESET}"
        else:
            yield f"{prefix} {text}"
        if everything or not kept:
            reasons = f"{'':>26} {_reasons(line)}"
            yield f"{_DIM}{reasons}{_RESET}" if color else reasons


def _head(article: Article) -> Iterator[str]:
    metadata = {k: v for k, v in article.metadata.to_dict().items() if v not in (None, [], {}) and k != "sources"}
    for key, value in metadata.items():
        source = article.metadata.sources.get(key)
        shown = ", ".join(map(str, value)) if isinstance(value, list) else value
        yield _CONTROL.sub("\N{REPLACEMENT CHARACTER}", f"{key}: {shown}") + (f"  ({source})" if source else "")
    yield ""


def _reasons(line: ExplainedLine) -> str:
    return "; ".join(f"{e.weight:+.1f} {e.detail}" for e in line.reasons) or "no evidence"
