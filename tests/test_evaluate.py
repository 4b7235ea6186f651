"""Labels files and the figures of a configuration on them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from report_pages import articles
from typer.testing import CliRunner

from cleaner import Config, InputError, Label
from cleaner.cli import app
from cleaner.evaluate import LabelledDocument, LabelledLine, evaluate, read_labels

TEXT = (
    "The pool reopens on Monday morning, the town hall said on Sunday evening after a long meeting.\n\nLeave a Reply\n"
)


def labelled(one: Any) -> LabelledDocument:
    """A document whose labels are what the cleaner said of it."""
    lines = tuple(LabelledLine(block.start, block.end, prediction.label) for block, prediction in one)
    return LabelledDocument(one.id, one.document.text, lines, True, language=one.document.language)


def row(**changes: Any) -> str:
    data = {
        "id": "a", "url": None, "site": None, "language": "en", "media_type": "text/plain", "reviewed": True, "text": TEXT,
        "lines": [{"start": 0, "end": 94, "label": "body", "corrected": False}, {"start": 96, "end": 109, "label": "comment_form"}],
    }  # fmt: skip
    return json.dumps({**data, **changes})


def file(folder: Path, *rows: str) -> Path:
    path = folder / "labels.jsonl"
    path.write_text("".join(f"{one}\n" for one in rows), "utf-8")
    return path


def test_the_cleaners_own_labels_are_all_right() -> None:
    documents = [labelled(one) for one in articles()]
    evaluation = evaluate(documents)
    total = evaluation.total
    assert evaluation.documents == len(documents)
    assert evaluation.unmatched == 0
    assert total.lines == sum(len(one.lines) for one in documents)
    assert total.named == total.lines
    # A line that is named as noise but left in doubt stays, against its label.
    left = sum(p.kept and p.label not in (Label.BODY, Label.HEADING) for one in articles() for p in one.predictions)
    assert (total.removed_left, total.kept_lost) == (left, 0)
    assert sum(tally.lines for tally in evaluation.labels.values()) == total.lines
    assert sum(tally.words for tally in evaluation.languages.values()) == total.words


def test_another_configuration_has_other_figures() -> None:
    documents = [labelled(one) for one in articles()]
    careful, sharp = (evaluate(documents, Config(care=care)).total for care in ("recall", "precision"))
    assert careful.removed_left > 0 == careful.kept_lost
    assert sharp.kept_lost > 0
    assert careful.right < careful.lines > sharp.right


def test_the_policy_says_what_a_label_asks_for() -> None:
    text = "Municipal baths\n\n" + TEXT
    document = LabelledDocument("a", text, (LabelledLine(0, 15, Label.TITLE),))
    moved, kept = evaluate([document]), evaluate([document], Config(policy={"title": "keep"}))
    assert (moved.total.kept, moved.total.removed) == (0, 1)
    assert (kept.total.kept, kept.total.removed) == (1, 0)


def test_wrong_lines_are_listed(tmp_path: Path) -> None:
    bad = row(lines=[{"start": 0, "end": 94, "label": "ticker"}, {"start": 96, "end": 109, "label": "body"}])
    evaluation = evaluate(read_labels(file(tmp_path, bad)))
    assert [(one.text[:9], str(one.wanted), one.kept) for one in evaluation.wrong] == [
        ("The pool ", "ticker", True),
        ("Leave a R", "body", False),
    ]
    assert (evaluation.total.removed_words_left, evaluation.total.kept_words_lost) == (17, 3)


def test_labels_of_no_line_are_counted_apart() -> None:
    document = LabelledDocument("a", TEXT, (LabelledLine(3, 94, Label.BODY), LabelledLine(0, 9, Label.BODY)))
    evaluation = evaluate([document])
    assert (evaluation.unmatched, evaluation.total.lines) == (2, 0)


@pytest.mark.parametrize(
    "bad",
    [
        "no json", "[]", "{}", row(text=None), row(lines=[{"start": 0, "end": 94, "label": "advert"}]),
        row(lines=[{"start": 0, "end": 940, "label": "body"}]), row(lines=[{"start": 5, "end": 5, "label": "body"}]), row(lines={"a": 1}),
    ],
)  # fmt: skip
def test_a_bad_row_is_named(tmp_path: Path, bad: str) -> None:
    path = file(tmp_path, row(), "", bad)
    with pytest.raises(InputError, match=r"labels\.jsonl, line 3") as caught:
        list(read_labels(path))
    assert "save" in caught.value.reason


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nothing\.jsonl"):
        list(read_labels(tmp_path / "nothing.jsonl"))
    (tmp_path / "labels.jsonl").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match=r"labels\.jsonl"):
        list(read_labels(tmp_path / "labels.jsonl"))


def test_the_command_prints_tables_and_json(tmp_path: Path) -> None:
    path = file(tmp_path, row(), row(id="b", language=None, lines=[{"start": 0, "end": 94, "label": "ticker"}]))
    result = CliRunner().invoke(app, ["evaluate", str(path), "--wrong"])
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "2 documents, 3 labelled lines, 37 words"
    assert next(line for line in lines if line.startswith("all")).split() == [
        "all",
        "3",
        "66.7%",
        "37",
        "54.1%",
        "0",
        "1",
        "66.7%",
    ]
    assert next(line for line in lines if line.startswith("ticker")).split() == [
        "ticker",
        "1",
        "0.0%",
        "17",
        "0.0%",
        "0",
        "1",
        "0.0%",
    ]
    assert lines[-1].startswith("b:0: kept, should go: ticker, taken for body (0.")
    data = json.loads(CliRunner().invoke(app, ["evaluate", str(path), "--json"]).stdout)
    assert (data["documents"], data["total"]["lines"], data["labels"]["body"]["right"]) == (2, 3, 1)


def test_the_command_names_a_bad_file(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["evaluate", str(file(tmp_path, "{}"))])
    assert result.exit_code == 1
    assert "labels.jsonl, line 1" in result.stderr
