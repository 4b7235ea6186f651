"""The journal of a batch: what is done, so that the same command goes on after any interruption.

The file ``<output>.journal`` is only ever appended to. Its first line says which run it belongs to (the fingerprints
of options, configuration, weights and inputs), each further line is a checkpoint: a point up to which the output is
on the disk. A line carries its own checksum; one that was cut off by a crash, or by a full disk, does not count.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, BinaryIO

from .errors import ConfigError
from .formats.files import output_errors, sync_folder
from .formats.sources import Source

__all__ = ["Checkpoint", "Journal", "fingerprint", "fold"]

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A point up to which all is done and on the disk."""

    source: int = 0
    """How many inputs are done."""
    items: int = 0
    """How many items of the next one are done."""
    inputs: str = ""
    """Fingerprint of the inputs up to that one: their names, sizes and times."""
    output: Mapping[str, Any] | None = None
    """The state of the output."""
    rejects: Mapping[str, Any] | None = None
    """The state of the rejects file."""
    summary: Mapping[str, Any] = field(default_factory=dict)
    """The counts so far."""


class Journal:
    """A journal, opened for one run. Only one run at a time can hold it.

    Raises (on opening):
        ConfigError: the run that was interrupted had other options, or is still going on.
        OutputError: the file cannot be written.
    """

    def __init__(self, path: Path, identity: Mapping[str, Any], *, restart: bool = False) -> None:
        """Open ``path``; ``identity`` is what must be the same for going on, ``restart`` drops what was done."""
        self.path = path
        self.checkpoint: Checkpoint | None = None
        self._identity = {"version": _VERSION, **identity}
        with output_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._stream: BinaryIO = path.open("a+b", buffering=0)
        try:
            _lock(self._stream, path)
            self._begin(restart=restart)
        except BaseException:
            self._stream.close()
            raise

    def _begin(self, *, restart: bool) -> None:
        self._stream.seek(0)
        lines = [] if restart else list(_lines(self._stream))
        if lines:
            self._compare(lines[0][0])
            if len(lines) > 1:
                self.checkpoint = Checkpoint(**lines[-1][0])
        end = lines[-1][1] if lines else 0
        with output_errors(self.path):
            self._stream.truncate(end)
        if not lines:
            self._append(self._identity)
            sync_folder(self.path.parent)

    def _compare(self, before: Mapping[str, Any]) -> None:
        """Refuse to go on with a run that had other options: its output would be of two kinds."""
        now = json.loads(json.dumps(self._identity))
        changed = [key for key in {**before, **now} if before.get(key) != now.get(key)]
        if changed:
            what = "; ".join(f"{key} was {_shown(before.get(key))}, is {_shown(now.get(key))}" for key in changed)
            raise ConfigError(
                f"{self.path}: a run with this output was interrupted, and since then there are changes: {what}. "
                "Run it as it was to go on, or begin anew with --restart"
            )

    def write(self, checkpoint: Checkpoint) -> None:
        """Append a checkpoint; the outputs up to it must be on the disk already."""
        names = Checkpoint.__slots__
        self._append({name: getattr(checkpoint, name) for name in names})

    def _append(self, value: Mapping[str, Any]) -> None:
        body = json.dumps(value).encode()
        with output_errors(self.path):
            self._stream.write(b"%08x %s\n" % (zlib.crc32(body), body))
            os.fsync(self._stream.fileno())

    def finish(self) -> None:
        """Remove it: all is done."""
        self.path.unlink(missing_ok=True)
        self.close()

    def close(self) -> None:
        """Let go of it."""
        self._stream.close()


def _lock(stream: BinaryIO, path: Path) -> None:
    """Hold the file until it is closed, or the process ends however it ends."""
    try:
        import fcntl
    except ImportError:
        return
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise ConfigError(f"{path}: another run is writing this output; wait for it, or choose another -o") from None


def _lines(stream: BinaryIO) -> Iterator[tuple[dict[str, Any], int]]:
    """Yield the sound lines from the beginning, each with where it ends; what follows a damaged one does not count."""
    end = 0
    for line in stream:
        check, _, body = line.rstrip(b"\n").partition(b" ")
        if not line.endswith(b"\n") or check != b"%08x" % zlib.crc32(body):
            return
        end += len(line)
        yield json.loads(body), end


def _shown(value: Any) -> str:
    return "not set" if value is None else f"{value!r}"


def fold(digest: str, source: Source) -> str:
    """Return the fingerprint of inputs with one more. Constant in memory, however many there are."""
    named = f"{digest}\0{source.id}\0{source.size}\0{source.modified}"
    return hashlib.sha256(named.encode("utf-8", "surrogateescape")).hexdigest()[:32]


@cache
def fingerprint() -> str:
    """Return the fingerprint of what decides on an article: the package's code, lexicons and weights.

    The files are hashed rather than named: whatever changes the result, in whichever file it stands, is noticed.
    """
    digest = hashlib.sha256()
    root = Path(__file__).parent
    beside = {"cli", "report", "integrations", "__pycache__"}
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if path.is_file() and path.suffix not in (".pyc", ".md") and not beside & {parts[0], *parts}:
            digest.update(os.fsencode("/".join(parts)) + b"\0" + path.read_bytes())
    for package in ("trafilatura", "lxml", "chardet", "numpy"):
        try:
            digest.update(f"{package}={version(package)}".encode())
        except PackageNotFoundError:
            continue
    return digest.hexdigest()[:16]
