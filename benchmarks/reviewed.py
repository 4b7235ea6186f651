"""``python -m benchmarks.reviewed LABELS...``: lines removed and lost on texts that people labelled.

Reads what ``cleaner report`` saves and ``cleaner evaluate`` scores. A line is body when its label is ``body`` or
``heading``, or ``title`` (which peers keep in the text); a line without a label counts as neither.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from cleaner.document import Label
from cleaner.errors import InputError
from cleaner.evaluate import LabelledDocument, read_labels

from .extras import PeerMissingError
from .metrics import LineCount, count_lines
from .peers import LINE_PEERS
from .subject import Subject, SubjectMissingError
from .tables import Table, number

__all__ = ["line_labels", "reviewed_table"]

_BODY = frozenset({Label.BODY, Label.HEADING, Label.TITLE})


def line_labels(document: LabelledDocument) -> tuple[list[str], list[bool | None]]:
    """The lines of a text, cut at line feeds, and of each whether it is body; ``None`` where nobody labelled it.

    >>> from cleaner.evaluate import LabelledLine
    >>> line_labels(LabelledDocument("a", "Share\\n\\nA cat.", (LabelledLine(0, 5, Label.SHARE),)))
    (['Share', '', 'A cat.'], [False, None, None])
    """
    wanted = {line.start: line.label in _BODY for line in document.lines}
    lines = document.text.split("\n")
    labels: list[bool | None] = []
    start = 0
    for line in lines:
        labels.append(wanted.get(start))
        start += len(line) + 1
    return lines, labels


def reviewed_table(documents: Sequence[LabelledDocument], subject: Subject) -> Table:
    """Noise lines removed and body lines lost, by method."""
    cut = [(document, *line_labels(document)) for document in documents]
    rows = [
        _row(peer.name, sum((count_lines(lines, labels, peer.keep(lines)) for _, lines, labels in cut), LineCount()))
        for peer in LINE_PEERS
    ]
    own = LineCount()
    for document, lines, labels in cut:
        own += count_lines(lines, labels, subject.clean_text(document.text, document.url).kept_titled)
    notes = [f"{len(documents)} texts, {own.noise} lines of noise and {own.body} of body that a person labelled."]
    columns = ("method", "noise lines removed", "body lines lost", "noise words removed", "body words lost")
    return Table("Reviewed texts", columns, [*rows, _row(subject.name, own)], notes)


def _row(name: str, lines: LineCount) -> tuple[str, ...]:
    return (name, *(number(rate) for rate in lines.rates))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit status is 2 where labels cannot be read or a peer is missing."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reviewed", description=__doc__)
    parser.add_argument("labels", nargs="+", type=Path, metavar="LABELS")
    parser.add_argument("--care", choices=("precision", "balanced", "recall"))
    options = parser.parse_args(arguments)
    try:
        documents = [document for path in options.labels for document in read_labels(path)]
        print(reviewed_table(documents, Subject(care=options.care)).markdown())
    except (InputError, PeerMissingError, SubjectMissingError) as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
