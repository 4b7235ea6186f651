"""Readers and writers: what goes in comes out, and what is broken is said to be."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import batch_inputs as given
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from cleaner.document import Record
from cleaner.errors import InputError
from cleaner.formats.entries import Entry, Item, Reading, Unread
from cleaner.formats.fields import record
from cleaner.formats.readers import form_of, read
from cleaner.formats.sources import find_sources


def items(path: Path, reading: Reading | None = None) -> list[Item]:
    (source,) = find_sources([str(path)])
    return list(read(source, reading or Reading()))


def records(path: Path, reading: Reading | None = None) -> list[Record]:
    found = items(path, reading)
    assert all(isinstance(item, Entry) for item in found), found
    return [record(item, reading or Reading()) for item in found if isinstance(item, Entry)]


def failure(path: Path, reading: Reading | None = None) -> tuple[int, Unread]:
    """Return how many documents came before a failure, and it."""
    found = items(path, reading)
    last = found[-1]
    assert isinstance(last, Unread)
    return len(found) - 1, last


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "": lambda data: data,
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": zstandard.ZstdCompressor().compress,
}


@pytest.mark.parametrize("suffix", PACKERS)
def test_jsonl_is_read_with_all_its_fields(tmp_path: Path, suffix: str) -> None:
    rows = given.rows(40)
    path = tmp_path / f"dump.jsonl{suffix}"
    path.write_bytes(PACKERS[suffix](given.jsonl(rows)))
    found = records(path)
    assert [(r.id, r.url, r.payload) for r in found] == [(r["id"], r["url"], r["text"]) for r in rows]
    assert [r.extra for r in found] == [{"score": r["score"], "tags": r["tags"]} for r in rows]


@pytest.mark.parametrize("suffix", [s for s in PACKERS if s])
@pytest.mark.parametrize("cut", [0.5, 0.999])
def test_a_truncated_stream_is_said_to_be_one(tmp_path: Path, suffix: str, cut: float) -> None:
    # Texts that do not shrink, so that half a file is half of its documents.
    rows = [{"id": str(i), "text": os.urandom(3000).hex()} for i in range(300)]
    data = PACKERS[suffix](given.jsonl(rows))
    path = tmp_path / f"dump.jsonl{suffix}"
    path.write_bytes(data[: int(len(data) * cut)])
    before, last = failure(path)
    assert "truncated" in last.reason
    # What stands whole before the cut is not lost: but for the block that is cut.
    assert suffix in (".bz2", ".xz") or before >= 300 * cut - 60


def test_a_damaged_stream_is_said_to_be_one(tmp_path: Path) -> None:
    data = bytearray(gzip.compress(os.urandom(100_000)))
    data[-6] ^= 0xFF
    path = tmp_path / "page.txt.gz"
    path.write_bytes(data)
    _, last = failure(path)
    assert "damaged" in last.reason


def test_several_members_and_frames_are_one_stream(tmp_path: Path) -> None:
    lines = [given.jsonl([row]) for row in given.rows(5)]
    for suffix in (".gz", ".zst"):
        path = tmp_path / f"dump.jsonl{suffix}"
        path.write_bytes(b"".join(PACKERS[suffix](line) for line in lines))
        assert len(records(path)) == 5


def test_a_decompression_bomb_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.formats.compression._BOMB_BYTES", 1 << 20)
    path = tmp_path / "dump.jsonl.gz"
    path.write_bytes(gzip.compress(bytes(50 << 20)))
    _, last = failure(path, Reading(max_bytes=1 << 30))
    assert "200 times its size" in last.reason


@pytest.mark.parametrize(
    ("row", "payload", "media_type", "key", "url"),
    [
        ({"raw_content": "a"}, "a", None, "dump.jsonl#1", None),
        ({"Content": "a", "ID": 7, "URL": "u"}, "a", None, "7", "u"),
        ({"html": "<p>", "link": "u"}, "<p>", "text/html", "dump.jsonl#1", "u"),
        ({"text": "a", "html": "<p>"}, "a", None, "dump.jsonl#1", None),
        ({"content": "<p>", "content_type": "text/html; charset=utf-8"}, "<p>", "text/html", "dump.jsonl#1", None),
        ({"text": None, "doc_id": "k"}, "", None, "k", None),
        ("a whole line", "a whole line", None, "dump.jsonl#1", None),
    ],
)
def test_the_usual_names_are_known(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    row: Any,
    payload: str,
    media_type: str | None,
    key: str,
    url: str | None,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("dump.jsonl").write_text(json.dumps(row))
    (found,) = records(Path("dump.jsonl"))
    assert (found.payload, found.media_type, found.id, found.url) == (payload, media_type, key, url)


def test_fields_can_be_told(tmp_path: Path) -> None:
    path = tmp_path / "dump.jsonl"
    path.write_text(json.dumps({"text": "no", "words": "yes", "key": 1, "at": "u", "id": "kept"}))
    reading = Reading(text_field="words", id_field="key", url_field="at")
    (found,) = records(path, reading)
    assert (found.payload, found.id, found.url) == ("yes", "1", "u")
    assert found.extra == {"text": "no", "id": "kept"}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{bad", "no JSON"),
        (b'{"text": "cut', "may be truncated"),
        (b"[1, 2]", "holds a list"),
        (b'{"text": 5}', "holds a number, not text"),
        (b'{"name": "x"}', "Fields: name"),
        (b"\xff\xfe{}", "no JSON"),
        (b'{"text": "\xe9t\xe9"}', "not in UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_wrong_with_a_line_is_said(tmp_path: Path, line: bytes, reason: str) -> None:
    path = tmp_path / "dump.jsonl"
    path.write_bytes(line)
    (item,) = items(path)
    assert isinstance(item, Entry)
    with pytest.raises(InputError, match=r"line 1") as caught:
        record(item, Reading())
    assert reason in caught.value.reason


def test_a_line_that_is_too_long_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "dump.jsonl"
    path.write_bytes(b'{"text": "a"}\n{"text": "' + b"x" * 100_000 + b'"}\n{"text": "b"}\n')
    first, second, third = items(path, Reading(max_bytes=1000))
    assert isinstance(second, Unread)
    assert second.place == "line 2"
    assert "--max-size" in second.reason
    assert [isinstance(item, Entry) for item in (first, third)] == [True, True]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_tables_are_read_whatever_their_delimiter(tmp_path: Path, delimiter: str) -> None:
    rows = [
        {"id": str(i), "text": f'{text}\n"quoted", {delimiter}', "n": str(i)}
        for i, text in enumerate(given.some_texts(5))
    ]
    path = tmp_path / "dump.csv"
    path.write_bytes(given.table(rows, delimiter))
    assert [(r.id, r.payload, r.extra) for r in records(path)] == [(r["id"], r["text"], {"n": r["n"]}) for r in rows]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_the_encoding_of_a_table_is_found(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "dump.csv"
    path.write_bytes(given.table([{"id": "1", "text": given.TEXT}]).decode().encode(encoding))
    (found,) = records(path)
    assert (found.id, found.payload) == ("1", given.TEXT)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("id,text\n1,a\n2,b,c\n3,d\n", "3 cells, the header 2"),
        ('id,text\n1,a\n2,"b\nc', "truncated"),
        ("id,name\n1,a\n", "Fields: id, name"),
        ("", "empty"),
    ],
)
def test_what_is_wrong_with_a_table_is_said(tmp_path: Path, data: str, reason: str) -> None:
    path = tmp_path / "dump.csv"
    path.write_text(data)
    faults = [item.reason for item in items(path) if isinstance(item, Unread)]
    assert len(faults) == 1
    assert reason in faults[0]


def test_an_open_quotation_mark_does_not_swallow_the_table(tmp_path: Path) -> None:
    path = tmp_path / "dump.csv"
    path.write_text('id,text\n1,"' + "x,y\n" * 5000 + "2,fine\n")
    found = items(path, Reading(max_bytes=1000))
    assert isinstance(found[0], Unread)
    assert "quotation mark" in found[0].reason
    assert isinstance(found[-1], Entry)


def test_parquet_is_read_with_all_its_fields(tmp_path: Path) -> None:
    rows = given.rows(150)
    path = tmp_path / "dump.parquet"
    pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=40)
    found = records(path)
    assert [(r.id, r.url, r.payload) for r in found] == [(r["id"], r["url"], r["text"]) for r in rows]
    assert [r.extra for r in found] == [{"score": r["score"], "tags": r["tags"]} for r in rows]


def test_a_truncated_parquet_file_is_said_to_be_one(tmp_path: Path) -> None:
    path = tmp_path / "dump.parquet"
    pq.write_table(pa.Table.from_pylist(given.rows(50)), path)
    path.write_bytes(path.read_bytes()[:-100])
    assert "truncated" in failure(path)[1].reason
    path.write_bytes(b"something else altogether")
    assert "no Parquet file" in failure(path)[1].reason


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_warc_pages_are_read(tmp_path: Path, suffix: str) -> None:
    page = "<p>Été</p>".encode("cp1252")
    parts = [
        given.warc_record(1, page, content="text/html; charset=windows-1252"),
        given.warc_record(2, b"\x89PNG", content="image/png"),
        given.warc_record(3, b"moved", status=301),
        given.warc_record(4, b"a: b", kind="request", content="application/http"),
        given.warc_record(5, given.TEXT.encode(), kind="conversion", content="text/plain"),
    ]
    path = tmp_path / f"crawl.warc{suffix}"
    path.write_bytes(b"".join(PACKERS[suffix](part) for part in parts))
    found = items(path)
    first, image, moved, last = found
    assert isinstance(first, Entry)
    assert isinstance(last, Entry)
    html, text = record(first, Reading()), record(last, Reading())
    assert (html.id, html.payload, html.media_type, html.charset) == ("urn:uuid:1", page, "text/html", "windows-1252")
    assert (html.url, html.extra) == ("https://example.org/1", {"warc_date": "2024-05-12T10:30:00Z"})
    assert (text.payload, text.media_type) == (given.TEXT.encode(), "text/plain")
    assert [item.skipped for item in (image, moved) if isinstance(item, Unread)] == [True, True]


def test_an_http_body_that_is_packed_is_unpacked(tmp_path: Path) -> None:
    body = gzip.compress(b"<p>hello</p>" * 100)
    message = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + body
    path = tmp_path / "crawl.warc"
    path.write_bytes(given.warc_record(1, message, kind="resource", content="application/http"))
    (found,) = records(path)
    assert found.payload == b"<p>hello</p>" * 100


def test_a_warc_file_cut_anywhere_is_said_to_be_truncated(tmp_path: Path) -> None:
    parts = [given.warc_record(i, given.TEXT.encode(), kind="conversion", content="text/plain") for i in range(3)]
    data = b"".join(parts)
    whole = {0, len(parts[0]), len(parts[0]) * 2, len(data)}
    path = tmp_path / "crawl.wet"
    for end in range(0, len(data) + 1, 7):
        path.write_bytes(data[:end])
        found = items(path)
        reasons = [item.reason for item in found if isinstance(item, Unread)]
        entries = sum(isinstance(item, Entry) for item in found)
        if end in whole:
            assert not reasons
        else:
            assert any("truncated" in reason or "no sound WARC" in reason for reason in reasons), end
            assert entries >= end // len(parts[0]), end


def test_archives_are_read_member_by_member(tmp_path: Path) -> None:
    members = {"a.txt": given.TEXT.encode(), "deep/b.html": b"<p>x</p>", "__MACOSX/a.txt": b"", "deep/.hidden": b""}
    for name, data in (
        ("pack.zip", given.zipped(members)),
        ("pack.tar", given.tarred(members)),
        ("pack.tgz", gzip.compress(given.tarred(members))),
        ("pack.tar.zst", PACKERS[".zst"](given.tarred(members))),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        found = records(path)
        assert [(r.id, r.payload, r.media_type) for r in found] == [
            (f"{path}/a.txt", given.TEXT.encode(), "text/plain"),
            (f"{path}/deep/b.html", b"<p>x</p>", "text/html"),
        ]


@pytest.mark.parametrize("pack", [given.zipped, given.tarred])
@pytest.mark.parametrize("name", ["../../x.txt", "/etc/x.txt", "a/../../x.txt", "C:\\x.txt"])
def test_a_member_that_points_outside_is_set_aside(
    tmp_path: Path, pack: Callable[[dict[str, bytes]], bytes], name: str
) -> None:
    path = tmp_path / ("pack.zip" if pack is given.zipped else "pack.tar")
    path.write_bytes(pack({name: b"evil", "good.txt": b"good"}))
    evil, good = items(path)
    assert isinstance(evil, Unread)
    assert "outside" in evil.reason
    assert isinstance(good, Entry)


def test_members_that_are_too_large_are_set_aside(tmp_path: Path) -> None:
    members = {"large.txt": bytes(5 << 20), "good.txt": b"good"}
    for name, data in (("pack.zip", given.zipped(members)), ("pack.tar.gz", gzip.compress(given.tarred(members)))):
        path = tmp_path / name
        path.write_bytes(data)
        large, good = items(path, Reading(max_bytes=1 << 20))
        assert isinstance(large, Unread)
        assert "5,242,880 bytes" in large.reason
        assert isinstance(good, Entry)


def test_archives_cut_anywhere_are_said_to_be_truncated(tmp_path: Path) -> None:
    members = {f"{i}.txt": given.TEXT.encode() for i in range(3)}
    tar, zipped = given.tarred(members), given.zipped(members)
    path = tmp_path / "pack.tar"
    # The end mark begins after three members of two blocks each.
    for end in (100, 512, 700, 1024, 1500, 2048, 3072, 3072 + 512):
        path.write_bytes(tar[:end])
        before, last = failure(path)
        assert "truncated" in last.reason or "no sound tar" in last.reason, end
        assert before == end // 1024, end
    path = tmp_path / "pack.zip"
    path.write_bytes(zipped[:-10])
    assert "truncated" in failure(path)[1].reason


def test_a_text_that_is_too_large_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 2000)
    _, last = failure(path, Reading(max_bytes=1000))
    assert "--max-size" in last.reason


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.TXT", ("text", "a.TXT", "")),
        ("a.html.gz", ("html", "a.html", ".gz")),
        ("a.ndjson.zst", ("jsonl", "a.ndjson", ".zst")),
        ("a.tgz", ("tar", "a.tar", ".gz")),
        ("CC-MAIN.warc.wet.gz", ("warc", "CC-MAIN.warc.wet", ".gz")),
        ("a", ("text", "a", "")),
        ("a.xz", ("text", "a", ".xz")),
    ],
)
def test_the_suffix_tells_the_format(name: str, expected: tuple[str, str, str]) -> None:
    assert form_of(name, Reading()) == expected


def test_sources_have_names_of_their_own(tmp_path: Path) -> None:
    for name in ("a.txt", "a.html", "a.html.txt", "b/a.txt", "c.txt", ".hidden", f"{'é' * 120}.txt"):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    names = [source.name for source in find_sources([str(tmp_path / "in")])]
    assert len(names) == len(set(names)) == 6
    assert {"c", "b/a"} <= set(names)
    assert max(len(os.fsencode(name)) for name in names) <= 200
    twice = [source.name for source in find_sources([str(tmp_path / "in"), str(tmp_path / "in")])]
    assert len(twice) == len(set(twice)) == 12


def test_links_are_not_walked_in_circles(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "nowhere.txt").symlink_to(tmp_path / "gone")
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    os.mkfifo(tmp_path / "pipe")
    found = {Path(s.id).name: (s.problem, s.skipped) for s in find_sources([str(tmp_path)])}
    assert found == {
        "a.txt": (None, False),
        "loop": ("a link to a folder is not followed", True),
        "nowhere.txt": ("it is a link that leads nowhere, or in a circle", False),
        "self.txt": ("it is a link that leads nowhere, or in a circle", False),
        "pipe": ("it is no regular file", True),
    }


@pytest.mark.parametrize(
    ("module", "name", "line"),
    [
        ("pyarrow", "a.parquet", 'pip install "cleaner[parquet]"'),
        ("fastwarc.warc", "a.warc", 'pip install "cleaner[warc]"'),
        ("zstandard", "a.txt.zst", 'pip install "cleaner[zstd]"'),
    ],
)
def test_a_missing_package_is_named_with_its_pip_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, name: str, line: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    path = tmp_path / name
    path.write_bytes(b"x")
    _, last = failure(path)
    assert last.error == "MissingDependency"
    assert line in last.reason
