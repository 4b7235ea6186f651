"""Reviewed texts as the benchmarks and the training read them."""

from __future__ import annotations

import pytest

from benchmarks.extras import PeerMissingError
from benchmarks.reviewed import line_labels, reviewed_table
from benchmarks.subject import Subject
from cleaner import Label
from cleaner.evaluate import LabelledDocument, LabelledLine
from training.reviewed import reviewed

BODY = "The pool reopens on Monday morning, the town hall said on Sunday evening after a long meeting."
AKISMET = "This site uses Akismet to reduce spam. Learn how your comment data is processed."
DOCUMENT = LabelledDocument(
    "a",
    f"Pool\n\n{BODY}\n...\n{AKISMET}\nNobody labelled this line, and what becomes of it does not count.",
    (
        LabelledLine(0, 4, Label.TITLE),
        LabelledLine(6, 6 + len(BODY), Label.BODY),
        LabelledLine(11 + len(BODY), 11 + len(BODY) + len(AKISMET), Label.SPAM_FILTER),
    ),
    language="en",
    site="example.org",
)


def test_lines_are_found_by_their_offsets() -> None:
    lines, labels = line_labels(DOCUMENT)
    assert lines == DOCUMENT.text.split("\n")
    assert labels == [True, None, True, None, False, None]


def test_the_table_counts_labelled_lines_only() -> None:
    try:
        table = reviewed_table([DOCUMENT], Subject())
    except PeerMissingError as error:
        pytest.skip(str(error))
    rows = {row[0]: row[1:] for row in table.rows}
    assert rows["keep everything"] == ("0.000", "0.000", "0.000", "0.000")
    assert rows["cleaner"] == ("1.000", "0.000", "1.000", "0.000")
    assert table.notes[0].startswith("1 texts, 1 lines of noise and 2 of body")


def test_training_trusts_what_is_labelled() -> None:
    (document,) = reviewed([DOCUMENT])
    assert document.text == DOCUMENT.text
    assert (document.site, document.language) == ("example.org", "en")
    assert [label and (label.body, label.weight) for label in document.labels] == [
        (True, 1.0),
        None,
        (True, 1.0),
        None,
        (False, 1.0),
        (True, 0.0),
    ]
