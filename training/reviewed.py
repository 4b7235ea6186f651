"""Texts that people labelled in a report, as documents for training."""

from collections.abc import Iterable, Iterator

from benchmarks.metrics import words
from benchmarks.reviewed import line_labels
from cleaner.evaluate import LabelledDocument as Reviewed

from .corpus import LabelledDocument
from .labels import BODY_SHARE, LineLabel

SET = "reviewed"


def reviewed(documents: Iterable[Reviewed]) -> Iterator[LabelledDocument]:
    """Yield labelled texts as training reads them; lines that nobody labelled have weight 0."""
    for document in documents:
        lines, found = line_labels(document)
        labels = tuple(_label(body) if words(line) else None for line, body in zip(lines, found, strict=True))
        site, language = document.site or document.id, document.language
        yield LabelledDocument(document.id, SET, SET, site, "", language, tuple(lines), labels, 1.0)


def _label(body: bool | None) -> LineLabel:
    return LineLabel(BODY_SHARE, True, 0.0) if body is None else LineLabel(float(body), body, 1.0)
