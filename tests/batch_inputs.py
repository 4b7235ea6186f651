"""What the tests of formats, batches and the command line share: texts, files of all formats, and runs."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cases import load_cases

from cleaner import Cleaner, Record
from cleaner.batch import Batch, Outcome, run
from cleaner.tally import Tally
from cleaner.workers import Result

COMMENT_FORM = "Laisser un commentaire"
BODY = "Le bassin de la rue des Lilas rouvre lundi matin, a annoncé la mairie dans la soirée de vendredi."
TEXT = f"{BODY}\n\n{BODY.replace('lundi', 'mardi')}\n\n{COMMENT_FORM}\n"


def some_texts(count: int) -> list[str]:
    """Return texts of the fixtures, and again from the first if there are too few."""
    cases = load_cases("wild")
    return [cases[i % len(cases)].text for i in range(count)]


def rows(count: int) -> list[dict[str, Any]]:
    """Return rows as data sets have them, with short texts."""
    return [
        {
            "id": f"d{i}",
            "url": f"https://example.org/{i}",
            "text": TEXT.replace("vendredi", f"vendredi {i}"),
            "score": i / 7,
            "tags": ["a", f"t{i}"],
        }
        for i in range(count)
    ]


def jsonl(found: Sequence[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in found)


def table(found: Sequence[dict[str, Any]], delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(found[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(found)
    return text.getvalue().encode()


def warc_record(
    number: int, body: bytes, kind: str = "response", content: str = "text/html", status: int = 200
) -> bytes:
    """Return one WARC record; ``kind`` ``"conversion"`` is what WET files hold."""
    if kind == "response":
        body = b"HTTP/1.1 %d OK\r\nContent-Type: %s\r\n\r\n" % (status, content.encode()) + body
        content = "application/http; msgtype=response"
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n"
        f"WARC-Target-URI: https://example.org/{number}\r\nWARC-Date: 2024-05-12T10:30:00Z\r\n"
        f"Content-Type: {content}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def zipped(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return stream.getvalue()


def gzip_members(parts: Sequence[bytes]) -> bytes:
    return b"".join(gzip.compress(part, mtime=0) for part in parts)


def cleaned(text: str | bytes, key: str = "x") -> str:
    """Return the body that the library makes of a text."""
    return Cleaner()(Record(key, text)).text


@dataclass
class Listener:
    """A view that keeps what it is told."""

    resumed: Tally | None = None
    notes: list[str] = field(default_factory=list)
    rejects: list[dict[str, Any]] = field(default_factory=list)
    updates: int = 0

    def begin(self, resumed: Tally | None, total: int) -> None:
        del total
        self.resumed = resumed

    def update(self, result: Result, tally: Tally, done: int) -> None:
        del tally, done
        self.updates += 1
        self.notes += result.notes
        self.rejects += result.rejects

    def tick(self, done: int) -> None:
        del done


def do(*inputs: str | Path, output: Path | None = None, view: Listener | None = None, **options: Any) -> Outcome:
    """Run a batch with one worker process, or as many as ``jobs`` says."""
    options.setdefault("jobs", 1)
    return run(Batch(tuple(map(str, inputs)), output, **options), view or Listener())


def read_table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode(), newline="")))


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def command(*arguments: str | Path | bytes, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """Run the command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", "from cleaner.cli import main; main()", *arguments],
        capture_output=True,
        check=False,
        timeout=300,
        **{"env": {**os.environ, "COLUMNS": "200"}, **options},
    )
