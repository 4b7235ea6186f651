"""The report as a file, without a browser: its data, its policy, its sizes, the commands."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import zlib
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from cases import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from report_pages import HOSTILE, article, articles, hostile_articles, write
from typer.testing import CliRunner

from cleaner import Action, Cleaner, InputError, Label, Prediction, Record
from cleaner.cli import app
from cleaner.report import from_article, from_json, read_jsonl, write_report
from cleaner.report.summary import summarise
from cleaner.words import count_words


def blocks(path: Path) -> dict[str, Any]:
    """The data in a page, unpacked."""
    found = re.findall(r'<script type="application/octet-stream" id="(\w+)">([^<]*)</script>', path.read_text("utf-8"))
    return {name: json.loads(zlib.decompress(base64.b64decode(data, validate=True))) for name, data in found}


def documents(path: Path) -> list[dict[str, Any]]:
    data = blocks(path)
    return [data[f"c{row['at'][0]}"]["docs"][row["at"][1]] for row in data["index"]["rows"]]


def test_the_page_holds_every_character(tmp_path: Path) -> None:
    shown = [*articles(), *hostile_articles()]
    path = write(tmp_path / "report.html", shown)
    for one, document in zip(shown, documents(path), strict=True):
        assert document["f"] + "".join(document["b"]) == one.document.text
        assert len(document["b"]) == 2 * len(one.document.blocks)


def test_the_index_adds_up() -> None:
    for one in articles():
        row = summarise(from_article(one), 0, 0)
        kinds = [tuple(row["t"][k : k + 5]) for k in range(0, len(row["t"]), 5)]
        assert sum(kind[3] for kind in kinds) == len(one.document.blocks)
        assert sum(kind[4] for kind in kinds) == count_words(one.document.text)
        gone = sum(kind[3] for kind in kinds if list(Action)[kind[1]] is not Action.KEEP)
        assert gone == len(one.removed)
        assert sum(row["p"][1::2]) == 64


def test_no_text_of_a_document_stands_in_the_page_as_it_is(tmp_path: Path) -> None:
    path = write(tmp_path / "report.html", hostile_articles())
    page = path.read_text("utf-8")
    own = write(tmp_path / "empty.html", []).read_text("utf-8")
    for line in HOSTILE:
        assert page.count(line) == own.count(line) == 0
    tags = _Tags()
    tags.feed(page)
    assert {tag for tag in tags.seen if tag in ("iframe", "img", "object", "embed", "base", "form", "link")} == {
        "form",
        "link",
    }
    assert not [value for value in tags.references if value.startswith(("http", "//", "/"))]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.references: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.references += [value or "" for name, value in attrs if name in ("src", "href", "action", "data")]


def test_the_policy_lets_the_own_script_and_style_through_and_nothing_else(tmp_path: Path) -> None:
    page = write(tmp_path / "report.html", [article("seeds/002_30f369eae955472f.txt")]).read_text("utf-8")
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    for source, rule in ((style, "style-src"), (script, "script-src")):
        assert rules[rule] == f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules["require-trusted-types-for"] == "'script'"
    assert page.index("Content-Security-Policy") < page.index("<style>") < page.index("<script")
    assert "innerHTML" not in script
    assert "eval(" not in script


def test_the_same_documents_give_the_same_page(tmp_path: Path) -> None:
    first, second = write(tmp_path / "a.html", articles()), write(tmp_path / "b.html", articles())
    assert first.read_bytes() == second.read_bytes()


def test_the_page_is_smaller_than_its_texts_allow(tmp_path: Path) -> None:
    path = write(tmp_path / "report.html", articles())
    own = write(tmp_path / "empty.html", []).stat().st_size
    texts = sum(len(one.document.text.encode()) for one in articles())
    assert path.stat().st_size - own < 1.5 * texts


@pytest.mark.parametrize("one", articles(), ids=lambda one: one.id)
def test_what_clean_wrote_gives_the_same_lines(one: Any) -> None:
    fresh, read = from_article(one), from_json(json.loads(json.dumps(one.to_dict())), source="test")
    assert [line.text for line in read.lines] == [line.text for line in fresh.lines]
    assert [line.action for line in read.lines] == [line.action for line in fresh.lines]
    gone = [(line.label, line.score, line.reasons) for line in fresh.lines if line.action is not Action.KEEP]
    assert [(line.label, line.score, line.reasons) for line in read.lines if line.action is not Action.KEEP] == gone
    assert all(line.score is None for line in read.lines if line.action is Action.KEEP)
    position = len(read.lead)
    for line in read.lines:
        assert line.start == position
        assert read.text[position : position + len(line.text)] == line.text
        position += len(line.text) + len(line.after)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["a", "bb", "a line of words", "\u202e x", "😀"]), st.integers(1, 4)),
        min_size=1,
        max_size=12,
    ),
    st.lists(st.booleans(), min_size=12, max_size=12),
    st.sampled_from(["\n", "\r\n"]),
    st.integers(0, 2),
)
def test_any_cut_is_put_back_in_order(parts: list[tuple[str, int]], kept: list[bool], end: str, lead: int) -> None:
    text = end * lead + "".join(line + end * ends for line, ends in parts)
    (one,) = Cleaner().pipe([Record("a", text)])
    predictions = tuple(
        Prediction(Label.BODY, 0.1) if stays else Prediction(Label.OTHER, 0.9, (), Action.DROP)
        for stays in kept[: len(one.document.blocks)]
    )
    from cleaner.pipeline import _body

    one = replace(one, text=_body(one.document, predictions), predictions=predictions)
    read = from_json(one.to_dict(), source="test")
    assert [line.text for line in read.lines] == [line for line, _ in parts]
    assert [line.action is Action.KEEP for line in read.lines] == kept[: len(parts)]


@pytest.mark.parametrize(
    "row",
    [
        "[]", "{}", "null", '{"id": "a", "text": "x", "metadata": {}}', '{"id": "a", "text": "x", "metadata": {}, "removed": [{}]}',
        '{"id": "a", "text": "", "metadata": {}, "removed": [{"block": 7}]}', "no json",
        '{"id": "a", "text": null, "metadata": 3, "removed": 5}',
    ],
)  # fmt: skip
def test_what_is_no_article_is_said_with_its_line(row: str) -> None:
    (error,) = read_jsonl(["\n", row], source="some.jsonl")
    assert isinstance(error, InputError)
    assert error.source == "some.jsonl, line 2"
    assert "clean --format jsonl" in error.reason


def test_a_report_cut_short_leaves_no_file(tmp_path: Path) -> None:
    def breaks() -> Any:
        yield from_article(articles()[0])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_report(breaks(), tmp_path / "report.html")
    assert list(tmp_path.iterdir()) == []


# The command


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, list(arguments))


def test_the_command_writes_a_report_of_folders(tmp_path: Path) -> None:
    path = tmp_path / "r.html"
    result = run("report", str(ROOT / "seeds"), "-o", str(path), "--title", "Five texts")
    assert result.exit_code == 0
    assert result.stderr == f"{path}: 5 documents, 0 not cleaned\n"
    index = blocks(path)["index"]
    assert index["title"] == "Five texts"
    assert len(index["rows"]) == 5


def test_the_command_reads_what_clean_wrote(tmp_path: Path) -> None:
    assert (
        run("clean", str(ROOT / "seeds"), "-q", "--format", "jsonl", "-o", str(tmp_path / "out.jsonl")).exit_code == 0
    )
    assert run("report", str(tmp_path / "out.jsonl"), "-q", "-o", str(tmp_path / "a.html")).exit_code == 0
    assert run("report", str(ROOT / "seeds"), "-q", "-o", str(tmp_path / "b.html")).exit_code == 0
    read, fresh = documents(tmp_path / "a.html"), documents(tmp_path / "b.html")
    assert [one["b"][::2] for one in read] == [one["b"][::2] for one in fresh]
    assert [one["m"] for one in read] == [one["m"] for one in fresh]


def test_raw_lines_of_json_are_cleaned_and_written_ones_are_not(tmp_path: Path) -> None:
    one = article("seeds/002_30f369eae955472f.txt")
    raw = json.dumps({"id": "raw", "text": one.document.text})
    with gzip.open(tmp_path / "both.jsonl.gz", "wt", encoding="utf-8") as stream:
        stream.write(f"{raw}\n{json.dumps({**one.to_dict(), 'id': 'written'})}\n")
    result = run("report", str(tmp_path / "both.jsonl.gz"), "-q", "-o", str(tmp_path / "r.html"))
    assert result.exit_code == 0, result.stderr
    raw_lines, written_lines = documents(tmp_path / "r.html")
    assert raw_lines["b"][::2] == written_lines["b"][::2] == [block.text for block in one.document.blocks]
    kept = [prediction.kept for prediction in one.predictions]
    assert [score is None for score in written_lines["l"][2::4]] == kept
    assert None not in raw_lines["l"][2::4]


def test_inputs_that_cannot_be_cleaned_are_in_the_report(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("A text that is all right, as far as it goes.\n")
    (tmp_path / "in" / "b.bin").write_bytes(b"%PDF-1.7\n\x00\x01\x02")
    result = run("report", str(tmp_path / "in"), "-o", str(tmp_path / "r.html"))
    assert result.exit_code == 1
    assert "b.bin" in result.stderr
    index = blocks(tmp_path / "r.html")["index"]
    assert [Path(source).name for source, _ in index["failures"]] == ["b.bin"]
    assert len(index["rows"]) == 1


def test_a_report_is_no_input_of_the_next(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A text that is all right, as far as it goes.\n")
    for _ in range(2):
        assert run("report", str(tmp_path), "-q", "-o", str(tmp_path / "r.html")).exit_code == 0
        assert len(blocks(tmp_path / "r.html")["index"]["rows"]) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("report", "no-such-file"), "no-such-file does not exist"),
        (("report", str(ROOT / "seeds"), "--care", "none"), "'none' is unknown"),
        (("report", str(ROOT / "seeds"), "-o", "no/such/folder/r.html"), "cannot be written"),
        (("report", str(ROOT / "LICENSE"), "-o", str(ROOT / "LICENSE")), "not written over"),
    ],
)
def test_wrong_usage_is_named(arguments: tuple[str, ...], said: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.replace("│", " ").split())
