"""The project's own fixtures as labelled documents: texts that a careless cleaner would destroy, and wild ones."""

from collections.abc import Iterator
from pathlib import Path

from .corpus import LabelledDocument
from .labels import LineLabel

FIXTURES = "fixtures"
FLAVOURS = ("negative", "wild")
_FOLDER = Path(__file__).resolve().parents[1] / "fixtures"
_KEPT = frozenset({"body", "heading"})
_BODY, _NOISE, _FREE = LineLabel(1.0, True, 1.0), LineLabel(0.0, False, 1.0), LineLabel(0.5, True, 0.0)


def fixtures(flavour: str) -> Iterator[LabelledDocument]:
    """The fixtures of a kind; a line that may be kept or removed has weight 0."""
    for path in sorted((_FOLDER / flavour).glob("*.txt")):
        body = path.read_text("utf-8").split("+++\n", 2)[2]
        lines, labels = [], []
        for raw in body.rstrip("\n").split("\n"):
            names, _, text = raw.partition("|")
            found = frozenset(name.strip() for name in names.split(",") if name.strip())
            lines.append(text.removeprefix(" "))
            labels.append(_label(found) if text.strip() else None)
        language = path.stem.split("-")[0]
        yield LabelledDocument(
            path.stem, FIXTURES, flavour, path.stem, "article", language, tuple(lines), tuple(labels), 1.0
        )


def _label(found: frozenset[str]) -> LineLabel:
    if not found or "?" in found:
        return _FREE
    if found <= _KEPT:
        return _BODY
    return _FREE if found & _KEPT else _NOISE
