"""Batches: order, exactly once, going on after an interruption, and documents that do harm."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import batch_inputs as given
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
import zstandard

from cleaner import Cleaner, Config, ConfigError, OutputError, Record
from cleaner.batch import Batch, run
from cleaner.document import Article
from cleaner.formats.encoders import DiffEncoder, Encoder, FolderEncoder, JsonlEncoder
from cleaner.formats.entries import Entry, Reading
from cleaner.formats.sinks import FileSink
from cleaner.journal import Checkpoint, Journal
from cleaner.tally import Tally

COUNT = 150


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "dump.jsonl"
    path.write_bytes(given.jsonl(given.rows(COUNT)))
    return path


def expected(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    cleaner = Cleaner()
    found = []
    for row in rows:
        extra = {k: v for k, v in row.items() if k not in ("id", "url", "text")}
        found.append(
            json.loads(json.dumps(cleaner(Record(row["id"], row["text"], url=row["url"], extra=extra)).to_dict()))
        )
    return found


@pytest.mark.parametrize("jobs", [1, 3])
def test_the_output_is_that_of_the_library_in_the_same_order(tmp_path: Path, dump: Path, jobs: int) -> None:
    out = tmp_path / "out.jsonl"
    outcome = given.do(dump, output=out, jobs=jobs)
    assert given.read_jsonl(out) == expected(given.rows(COUNT))
    assert (outcome.tally.documents, outcome.tally.rejected, outcome.complete, outcome.rejects) == (
        COUNT,
        0,
        True,
        None,
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dump.jsonl", "out.jsonl"]


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_compressed_output_holds_the_same(
    tmp_path: Path, dump: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cleaner.formats.sinks._MEMBER", 20_000)
    plain, packed = tmp_path / "out.jsonl", tmp_path / f"out2.jsonl{suffix}"
    given.do(dump, output=plain)
    given.do(dump, output=packed)
    data = packed.read_bytes()
    if suffix == ".gz":
        assert gzip.decompress(data) == plain.read_bytes()
    else:
        reader = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data), read_across_frames=True)
        assert reader.read() == plain.read_bytes()


def test_csv_has_the_articles_columns_and_the_inputs(tmp_path: Path, dump: Path) -> None:
    with dump.open("ab") as stream:
        stream.write(json.dumps({"id": "z", "text": given.TEXT, "title": "theirs", "late": 1}).encode() + b"\n")
    out = tmp_path / "out.csv"
    given.do(dump, output=out)
    found = given.read_table(out)
    assert [row["text"] for row in found[:-1]] == [row["text"] for row in expected(given.rows(COUNT))]
    assert found[0]["tags"] in ("", '["a", "t0"]')
    assert json.loads(found[3]["input_tags"]) == ["a", "t3"]
    assert [float(row["score"]) for row in found[:-1]] == [row["score"] for row in given.rows(COUNT)]
    assert found[-1]["input_title"] == "theirs"
    assert [r["label"] for r in json.loads(found[-1]["removed"])] == [
        r.label for r in Cleaner()(Record("z", given.TEXT)).removed
    ]


def test_fields_that_come_late_are_kept_in_a_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.formats.sinks._HEAD_ROWS", 2)
    monkeypatch.setattr("cleaner.formats.arrow._GROUP_ROWS", 32)
    rows = [{"id": str(i), "text": given.TEXT, "n": i} for i in range(70)]
    rows[64] |= {"late": [1, {"a": None}]}
    rows[65] |= {"n": "no number"}
    dump = tmp_path / "dump.jsonl"
    dump.write_bytes(given.jsonl(rows))
    given.do(dump, output=tmp_path / "out.csv")
    given.do(dump, output=tmp_path / "out.parquet")
    table = given.read_table(tmp_path / "out.csv")
    assert json.loads(table[64]["extra"]) == {"late": [1, {"a": None}]}
    arrow = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert [row["n"] for row in arrow] == [*range(65), None, *range(66, 70)]
    assert json.loads(arrow[64]["extra"]) == {"late": [1, {"a": None}]}
    assert json.loads(arrow[65]["extra"]) == {"n": "no number"}


def test_parquet_keeps_the_types_of_a_parquet_input(tmp_path: Path) -> None:
    rows = [{**row, "small": 7, "words": {"a": 1}} for row in given.rows(20)]
    schema = pa.schema(
        [
            ("id", pa.string()),
            ("url", pa.string()),
            ("text", pa.large_string()),
            ("score", pa.float32()),
            ("small", pa.int8()),
            ("words", pa.struct([("a", pa.int16())])),
        ]
    )
    path, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)
    given.do(path, output=out)
    found = pq.read_table(out)
    assert [found.schema.field(name).type for name in ("score", "small", "words")] == [
        schema.field(n).type for n in ("score", "small", "words")
    ]
    assert found.column("text").to_pylist() == [row["text"] for row in expected(given.rows(20))]
    first = found.slice(0, 1).to_pylist()[0]
    assert [r["label"] for r in first["removed"]] == [r["label"] for r in expected(given.rows(1))[0]["removed"]]


def test_text_and_markdown_go_into_a_folder(tmp_path: Path) -> None:
    for name in ("in/a.txt", "in/sub/b.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(given.TEXT)
    given.do(tmp_path / "in", output=tmp_path / "text")
    given.do(tmp_path / "in", output=tmp_path / "md", form="markdown")
    body = given.cleaned(given.TEXT) + "\n"
    for name in ("a", "sub/b"):
        assert (tmp_path / "text" / f"{name}.txt").read_text() == body
        assert json.loads((tmp_path / "text" / f"{name}.json").read_text())["removed"]
        _, front, rest = (tmp_path / "md" / f"{name}.md").read_text().split("---\n", 2)
        assert yaml.safe_load(front)["id"] == str(tmp_path / "in" / f"{name}.txt")
        assert rest == body


def test_front_matter_is_yaml_whatever_it_holds(tmp_path: Path) -> None:
    awkward = "a: b # c\u2028 'x' \"y\" \x85 \x7f \ufeff % @ ` - no\tend"
    dump = tmp_path / "dump.jsonl"
    dump.write_text(json.dumps({"id": awkward, "text": given.TEXT, "key: [": {"v": [None, 1.5, awkward]}}))
    given.do(dump, output=tmp_path / "out", form="markdown")
    _, front, _ = (tmp_path / "out/dump.jsonl/00000001.md").read_text().split("---\n", 2)
    found = yaml.safe_load(front)
    assert found["id"] == awkward
    assert found["extra"] == {"key: [": {"v": [None, 1.5, awkward]}}


def test_rejects_say_where_and_why(tmp_path: Path) -> None:
    dump = tmp_path / "dump.jsonl"
    lines = [given.jsonl([row]) for row in given.rows(40)]
    lines[10] = b"{bad\n"
    lines[20] = b'{"id": "pdf", "text": 5}\n'
    dump.write_bytes(b"".join(lines))
    (tmp_path / "image.txt").write_bytes(b"\x89PNG\r\n\x1a\n")
    view = given.Listener()
    outcome = given.do(dump, tmp_path / "image.txt", output=tmp_path / "out.jsonl", view=view)
    assert outcome.tally.documents == 38
    assert outcome.rejects == tmp_path / "out.jsonl.rejects.jsonl"
    rejects = given.read_jsonl(tmp_path / "out.jsonl.rejects.jsonl")
    assert [(r["source"], r["place"], r["error"]) for r in rejects] == [
        (str(dump), "line 11", "InputError"),
        (str(dump), "line 21", "InputError"),
        (str(tmp_path / "image.txt"), "", "UnsupportedInput"),
    ]
    assert "PNG" in rejects[2]["reason"]
    assert view.rejects == rejects
    given.do(tmp_path / "image.txt", output=tmp_path / "out.jsonl")
    given.do(dump.with_name("dump.jsonl"), output=tmp_path / "other.jsonl", rejects=tmp_path / "mine.jsonl")
    assert len(given.read_jsonl(tmp_path / "mine.jsonl")) == 2


def test_the_tally_adds_up(tmp_path: Path, dump: Path) -> None:
    view = given.Listener()
    outcome = given.do(dump, view=view, mode="count", notes=1)
    tally = Tally()
    for row in given.rows(COUNT):
        tally.count(Cleaner()(Record(row["id"], row["text"], url=row["url"])))
    assert outcome.tally == tally
    assert Tally.from_dict(json.loads(json.dumps(tally.to_dict()))) == tally
    assert len(view.notes) >= COUNT
    assert [path.name for path in tmp_path.iterdir()] == ["dump.jsonl"]


class _Stop:
    """Asks a batch to stop after some results."""

    def __init__(self, view: given.Listener, after: int) -> None:
        self.view, self.after = view, after

    def __call__(self) -> bool:
        return self.view.updates >= self.after


OUTPUTS = ("out.jsonl", "out.jsonl.gz", "out.csv", "out.parquet", "folder")


@pytest.mark.parametrize("name", OUTPUTS)
def test_a_batch_that_was_stopped_goes_on(
    tmp_path: Path, dump: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cleaner.formats.sinks._MEMBER", 20_000)
    monkeypatch.setattr("cleaner.formats.sinks._HEAD_ROWS", 20)
    monkeypatch.setattr("cleaner.formats.arrow._GROUP_ROWS", 32)
    monkeypatch.setattr("cleaner.batch._CHUNK_ITEMS", 16)
    with dump.open("ab") as stream:
        stream.write(b"{bad\n")
    (tmp_path / "b.txt").write_text(given.TEXT)
    inputs = (str(dump), str(tmp_path / "b.txt"))
    whole, parted = tmp_path / "whole" / name, tmp_path / "parted" / name
    given.do(*inputs, output=whole)
    fresh = runs = 0
    while True:
        view = given.Listener()
        runs += 1
        outcome = run(Batch(inputs, parted, jobs=1, interval=0), view, _Stop(view, 2 * runs))
        fresh += outcome.fresh
        assert outcome.resumed == (view.resumed is not None)
        if outcome.complete:
            break
    assert runs >= 3
    assert outcome.tally.documents == COUNT + 1
    # Compressed members and row groups are done again from their beginning.
    assert fresh == COUNT + 1 or (name in ("out.jsonl.gz", "out.parquet") and fresh < 2 * COUNT)
    files = sorted(p.relative_to(tmp_path / "whole") for p in (tmp_path / "whole").rglob("*") if p.is_file())
    assert files == sorted(p.relative_to(tmp_path / "parted") for p in (tmp_path / "parted").rglob("*") if p.is_file())
    for file in files:
        assert (tmp_path / "whole" / file).read_bytes() == (tmp_path / "parted" / file).read_bytes()


def interrupted(dump: Path, out: Path, **options: Any) -> None:
    view = given.Listener()
    outcome = run(Batch((str(dump),), out, jobs=1, interval=0, **options), view, _Stop(view, 2))
    assert not outcome.complete


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"config": Config(care="recall")}, "care was 'balanced', is 'recall'"),
        ({"config": Config(policy={"title": "keep"})}, "policy"),
        ({"reading": Reading(text_field="text")}, "text_field was not set, is 'text'"),
    ],
)
def test_changed_options_are_noticed(tmp_path: Path, dump: Path, options: dict[str, Any], said: str) -> None:
    out = tmp_path / "out.jsonl"
    interrupted(dump, out)
    with pytest.raises(ConfigError, match=re.escape(said)):
        given.do(dump, output=out, **options)
    assert given.do(dump, output=out).resumed
    interrupted(dump, out)
    outcome = given.do(dump, output=out, restart=True, **options)
    assert not outcome.resumed
    assert outcome.fresh == COUNT


def test_changed_weights_are_noticed(tmp_path: Path, dump: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted(dump, tmp_path / "out.jsonl")
    monkeypatch.setattr("cleaner.plan.fingerprint", lambda: "others")
    with pytest.raises(ConfigError, match="detector was"):
        given.do(dump, output=tmp_path / "out.jsonl")


def test_changed_inputs_are_noticed(tmp_path: Path, dump: Path) -> None:
    interrupted(dump, tmp_path / "out.jsonl")
    with dump.open("ab") as stream:
        stream.write(b"\n")
    with pytest.raises(ConfigError, match="inputs have changed"):
        given.do(dump, output=tmp_path / "out.jsonl")


def test_only_one_run_writes_an_output(tmp_path: Path, dump: Path) -> None:
    out = tmp_path / "out.jsonl"
    held = Journal(tmp_path / "out.jsonl.journal", {})
    try:
        with pytest.raises(ConfigError, match="another run"):
            given.do(dump, output=out)
    finally:
        held.close()


def test_a_damaged_journal_line_does_not_count(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    journal = Journal(path, {"a": 1})
    journal.write(Checkpoint(source=1))
    sound = path.stat().st_size
    journal.write(Checkpoint(source=2))
    journal.close()
    data = path.read_bytes()
    for end in range(sound, len(data)):
        path.write_bytes(data[:end])
        journal = Journal(path, {"a": 1})
        assert journal.checkpoint == Checkpoint(source=1), end
        journal.close()
    path.write_bytes(data[:-10] + b"x" + data[-9:])
    journal = Journal(path, {"a": 1})
    assert journal.checkpoint == Checkpoint(source=1)
    journal.close()


class _Harmful:
    """Encodes as JSON lines, but some documents do harm: they crash their process, or never end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, article: Article, entry: Entry) -> bytes:
        if article.id == "d40":
            os.kill(os.getpid(), signal.SIGSEGV)
        if article.id == "d50":
            # A regular expression holds Python's lock; nothing in the process could end it.
            re.match(r"(a+)+$", "a" * 40 + "b")
        if article.id == "d60" and not (self.folder / "once").exists():
            (self.folder / "once").touch()
            os._exit(9)
        if article.id == "d70":
            raise ZeroDivisionError("of the document")
        return JsonlEncoder()(article, entry)


def test_documents_that_do_harm_are_set_aside(tmp_path: Path, dump: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.plan.JsonlEncoder", lambda: _Harmful(tmp_path))
    outcome = given.do(dump, output=tmp_path / "out.jsonl", jobs=2, timeout=3)
    harmful = {"d40", "d50", "d70"}
    assert [row["id"] for row in given.read_jsonl(tmp_path / "out.jsonl")] == [
        f"d{i}" for i in range(COUNT) if f"d{i}" not in harmful
    ]
    rejects = given.read_jsonl(tmp_path / "out.jsonl.rejects.jsonl")
    assert [(r["place"], r["error"]) for r in rejects] == [
        ("line 41", "Crash"),
        ("line 51", "Timeout"),
        ("line 71", "ZeroDivisionError"),
    ]
    assert "SIGSEGV" in rejects[0]["reason"]
    assert "--timeout" in rejects[1]["reason"]
    assert "of the document" in rejects[2]["reason"]
    assert outcome.tally.rejected == 3


class _Slow:
    """Takes its time with the first document, and notes when each was done."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, article: Article, entry: Entry) -> bytes:
        if article.id == "d0":
            # Until all documents of the other chunks are done, which the other process does.
            limit = time.monotonic() + 60
            while len(list(self.folder.iterdir())) < COUNT - 32 and time.monotonic() < limit:
                time.sleep(0.01)
        (self.folder / article.id).touch()
        return JsonlEncoder()(article, entry)


def test_a_slow_document_does_not_hold_the_others(tmp_path: Path, dump: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = tmp_path / "done"
    done.mkdir()
    monkeypatch.setattr("cleaner.plan.JsonlEncoder", lambda: _Slow(done))
    given.do(dump, output=tmp_path / "out.jsonl", jobs=2, timeout=50)
    assert [row["id"] for row in given.read_jsonl(tmp_path / "out.jsonl")] == [f"d{i}" for i in range(COUNT)]
    assert not (tmp_path / "out.jsonl.rejects.jsonl").exists()


class _Huge:
    """Makes large results, and notes how many documents were begun."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, article: Article, entry: Entry) -> bytes:
        if article.id == "d0":
            before = -1
            while (now := len(list(self.folder.iterdir()))) != before:
                before = now
                time.sleep(2)
            (self.folder.parent / "ahead").write_text(str(now))
        (self.folder / article.id).touch()
        return b"x" * (1 << 20)


def test_the_queue_of_what_waits_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.workers._HELD_BYTES", 8 << 20)
    monkeypatch.setattr("cleaner.batch._CHUNK_ITEMS", 4)
    done = tmp_path / "done"
    done.mkdir()
    monkeypatch.setattr("cleaner.plan.JsonlEncoder", lambda: _Huge(done))
    dump = tmp_path / "dump.jsonl"
    dump.write_bytes(given.jsonl([{"id": f"d{i}", "text": given.TEXT} for i in range(60)]))
    given.do(dump, output=tmp_path / "out.jsonl", jobs=2)
    assert int((tmp_path / "ahead").read_text()) <= 16
    assert (tmp_path / "out.jsonl").stat().st_size == 60 << 20


class _Deadly:
    def __call__(self, article: Article, entry: Entry) -> bytes:
        raise OutputError("no room is left")


def test_a_full_disk_ends_the_run_and_it_goes_on_later(
    tmp_path: Path, dump: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.jsonl"
    written = FileSink._append

    def full(self: FileSink, data: bytes) -> None:
        if self._offset > 60_000 and self.path == out:
            written(self, data[: len(data) // 2])
            raise OutputError("No space left on device")
        written(self, data)

    with monkeypatch.context() as patch:
        patch.setattr(FileSink, "_append", full)
        with pytest.raises(OutputError):
            given.do(dump, output=out, interval=0)
    assert not out.exists()
    outcome = given.do(dump, output=out)
    assert outcome.resumed
    assert 0 < outcome.fresh < COUNT
    assert given.read_jsonl(out) == expected(given.rows(COUNT))


def test_a_failure_of_all_outputs_in_a_worker_ends_the_run(
    tmp_path: Path, dump: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cleaner.plan.JsonlEncoder", _Deadly)
    with pytest.raises(OutputError, match="no room is left"):
        given.do(dump, output=tmp_path / "out.jsonl")


def test_a_name_that_is_too_long_is_one_documents_failure(tmp_path: Path) -> None:
    encoder: Encoder = FolderEncoder(tmp_path / "out", single="x" * 260)
    article = Cleaner()(Record("a", given.TEXT))
    with pytest.raises(Exception, match="cannot be written") as caught:
        encoder(article, Entry("a", "", "a", b"", 0))
    assert type(caught.value).__name__ == "InputError"


@pytest.mark.parametrize("name", ["a.txt", "b.html"])
def test_an_input_is_never_written_over(tmp_path: Path, name: str) -> None:
    for other in ("a.txt", "b.html"):
        (tmp_path / other).write_text(given.TEXT)
    outcome = given.do(tmp_path / "a.txt", tmp_path / "b.html", output=tmp_path)
    assert outcome.tally.rejected == 1
    assert (tmp_path / name).read_text() == given.TEXT
    with pytest.raises(ConfigError, match="written over"):
        given.do(tmp_path / name, output=tmp_path / name, form="jsonl")
    with pytest.raises(ConfigError, match="output folder"):
        given.do(tmp_path, output=tmp_path)
    assert (tmp_path / name).read_text() == given.TEXT


def test_a_diff_applies(tmp_path: Path) -> None:
    for number, text in enumerate(given.some_texts(40)):
        article = Cleaner()(Record("a", text))
        diff = DiffEncoder()(article, Entry("a", "", "a", b"", 0))
        source = tmp_path / f"{number}.txt"
        source.write_text(text, "utf-8", newline="")
        subprocess.run(["patch", "-s", str(source)], input=diff, check=True)  # noqa: S607
        assert source.read_text("utf-8") == article.text, number


def test_odd_names_come_through(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    names = [b"new\nline.txt", b"no\xff\xfeutf8.txt", "é".encode() * 110 + b".txt", b"-dash.txt", b"a b.txt"]
    for name in names:
        (folder / os.fsdecode(name)).write_text(given.TEXT)
    outcome = given.do(folder, output=tmp_path / "out")
    assert outcome.tally.documents == len(names)
    written = {os.fsencode(path.name) for path in (tmp_path / "out").glob("*.txt")}
    assert {b"new\nline.txt", b"no\xff\xfeutf8.txt", b"-dash.txt", b"a b.txt"} <= written
    assert len(written) == len(names)
    given.do(folder, output=tmp_path / "out.jsonl")
    ids = [os.fsencode(json.loads(line)["id"]) for line in (tmp_path / "out.jsonl").read_bytes().splitlines()]
    assert sorted(ids) == sorted(os.fsencode(folder) + b"/" + name for name in names)


_KILLED = """
import dataclasses
import cleaner.batch
from cleaner.cli import main
run = cleaner.batch.run
cleaner.batch.run = lambda batch, *others: run(dataclasses.replace(batch, interval=0), *others)
cleaner.batch._CHUNK_ITEMS = 4
main()
"""


def test_a_batch_that_is_killed_goes_on(tmp_path: Path, dump: Path) -> None:
    """Kills where the journal has just been written: ``benchmarks/batch.py crash`` does it at random moments."""
    whole, out, journal = tmp_path / "whole.jsonl", tmp_path / "out.jsonl", tmp_path / "out.jsonl.journal"
    given.do(dump, output=whole)
    arguments = [sys.executable, "-c", _KILLED, "clean", str(dump), "-o", str(out), "-q", "-j", "2"]
    kills = 0
    while not out.exists():
        process = subprocess.Popen(arguments, start_new_session=True)
        size = journal.stat().st_size if journal.exists() else 0
        while process.poll() is None and kills < 4:
            if journal.exists() and journal.stat().st_size > size + 3000:
                os.killpg(process.pid, signal.SIGKILL)
                kills += 1
                break
            time.sleep(0.002)
        process.wait()
    assert kills >= 2
    assert out.read_bytes() == whole.read_bytes()
    assert not journal.exists()


def test_batches_are_values() -> None:
    batch = Batch(("a",))
    assert replace(batch, jobs=2) != batch
