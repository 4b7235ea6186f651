"""Paths -> sources: the files, folders and standard input that are named, in a fixed order."""

from __future__ import annotations

import hashlib
import os
import stat
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError

__all__ = ["STDIN", "Source", "find_sources"]

STDIN = "-"
# File systems take 255 bytes; an output's name also gets a suffix, and a number in a folder of its own.
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Source:
    """One input file."""

    id: str
    """Its name in messages: the path as given, or below the folder as given."""
    path: Path | None
    """``None`` for standard input."""
    name: str
    """Path of its output below an output folder, without suffix; unique in a run."""
    size: int = 0
    """Bytes."""
    modified: int = 0
    """Nanoseconds since 1970."""
    problem: str | None = None
    """Why it cannot be read, if that is known already."""
    skipped: bool = False
    """Whether it is passed over rather than failed."""

    @property
    def file(self) -> Path:
        """The path, for readers that must search in the file; ``InputError`` for standard input."""
        if self.path is None:
            raise InputError(self.id, "this format needs a file that can be searched; give its path")
        return self.path

    @property
    def full_name(self) -> str:
        """``name`` with the file's own suffix: the folder for the outputs of a file of many documents."""
        if self.path is None:
            return self.name
        return shorten(str(Path(self.name).with_name(self.path.name)))


def find_sources(inputs: Sequence[str], *, without: Collection[Path] = ()) -> Iterator[Source]:
    """Yield the files that ``inputs`` name, folders walked in sorted order, lazily.

    Hidden files and folders are passed over, and so are ``without``, the run's own outputs. Links to folders are
    not followed: they may form loops.

    Raises:
        FileNotFoundError: an input does not exist (on the call, before any is yielded).
    """
    for name in inputs:
        if name != STDIN and not os.path.lexists(name):
            raise FileNotFoundError(name)
    return _sources(_rooted(inputs), frozenset(os.path.realpath(path) for path in without))


def _rooted(inputs: Sequence[str]) -> list[tuple[str, str]]:
    """Return each input with the place of its outputs: unique, and nothing for a folder that stands alone."""
    if len(inputs) == 1 and Path(inputs[0]).is_dir():
        return [(inputs[0], "")]
    paths = [Path(name) if name != STDIN else Path("stdin") for name in inputs]
    stems = [path.resolve().name if path.is_dir() else path.stem for path in paths]
    clashes = {stem for stem, count in Counter(stems).items() if count > 1}
    taken: set[str] = set()
    rooted = []
    for name, path, stem in zip(inputs, paths, stems, strict=True):
        base = path.name if stem in clashes and path.name else stem
        place, number = base, 2
        while place in taken:
            place, number = f"{base}-{number}", number + 1
        taken.add(place)
        rooted.append((name, shorten(place)))
    return rooted


def _sources(rooted: Sequence[tuple[str, str]], without: frozenset[str]) -> Iterator[Source]:
    for name, place in rooted:
        if name == STDIN:
            yield Source("stdin", None, place)
        elif os.path.isdir(name):
            yield from _walk(name, place, without)
        else:
            yield _source(name, place, without, named=True)


def _walk(folder: str, place: str, without: frozenset[str]) -> Iterator[Source]:
    """Yield the sources of a folder: its files in sorted order, then those of its folders."""
    try:
        with os.scandir(folder) as found:
            entries = sorted((e for e in found if not e.name.startswith(".")), key=lambda e: e.name)
    except OSError as error:
        yield Source(folder, Path(folder), place or "folder", problem=f"the folder cannot be read: {error.strerror}")
        return
    folders = [e for e in entries if e.is_dir(follow_symlinks=False)]
    files = [e for e in entries if not e.is_dir(follow_symlinks=False)]
    names = _unique([e.name for e in files])
    for entry, name in zip(files, names, strict=True):
        if os.path.realpath(entry.path) not in without:
            yield _source(entry.path, os.path.join(place, name), without)
    for entry in folders:
        if os.path.realpath(entry.path) not in without:
            yield from _walk(entry.path, os.path.join(place, shorten(entry.name)), without)


def _unique(names: Sequence[str]) -> list[str]:
    """Return the names without suffix, but with it where they would be the same."""
    chosen = [os.path.splitext(name)[0] for name in names]
    while len(set(chosen)) < len(chosen):
        counts = Counter(chosen)
        chosen = [name if counts[short] > 1 else short for name, short in zip(names, chosen, strict=True)]
    return [shorten(name) for name in chosen]


def shorten(path: str) -> str:
    """Return ``path`` with a last part that is too long for a file name cut, and made unique again by its hash."""
    folder, name = os.path.split(path)
    raw = os.fsencode(name)
    if len(raw) <= _LONGEST_NAME:
        return path
    digest = hashlib.sha256(raw).hexdigest()[:12]
    return os.path.join(folder, f"{raw[:180].decode('utf-8', 'ignore')}-{digest}")


def _source(name: str, place: str, without: frozenset[str], *, named: bool = False) -> Source:
    """Return the source at a path, with its problem if it is no file; ``named``: on the command line."""
    path = Path(name)
    try:
        status = path.stat()
    except OSError as error:
        reason = "it is a link that leads nowhere, or in a circle" if path.is_symlink() else f"{error.strerror}"
        return Source(name, path, place, problem=reason)
    if stat.S_ISDIR(status.st_mode):
        return Source(name, path, place, problem="a link to a folder is not followed", skipped=True)
    if not stat.S_ISREG(status.st_mode):
        # Opening a pipe or a device could wait for ever. A pipe named on the command line is meant: <(zcat x).
        meant = named and stat.S_ISFIFO(status.st_mode)
        return Source(name, path, place, problem=None if meant else "it is no regular file", skipped=not named)
    if path.is_symlink() and any(_inside(os.path.realpath(name), folder) for folder in without):
        return Source(name, path, place, problem="it is a link to an output of this run", skipped=True)
    return Source(name, path, place, status.st_size, status.st_mtime_ns)


def _inside(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
