"""Batches: read -> clean -> write, over many inputs and processes, exactly once each.

    sources -> entries -> chunks -> worker processes -> sink, rejects, tally
                 position ------------------------------> journal

The order of the output is that of the input. Now and then the output is made durable and the journal says so; a run
that was interrupted goes on from there: its inputs are read again up to that point, its output is cut back to it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

from .config import Config
from .errors import ConfigError
from .formats.compression import SUFFIXES, Measured
from .formats.encoders import (
    DiffEncoder,
    Encoder,
    FolderEncoder,
    JsonlEncoder,
    NullEncoder,
    RowEncoder,
    TextEncoder,
    encode,
    to_json,
)
from .formats.entries import Reading
from .formats.readers import form_of, is_single, read
from .formats.sinks import CsvSink, FileSink, FolderSink, NullSink, Sink, StreamSink
from .formats.sources import Source, find_sources
from .journal import Checkpoint, Journal, fingerprint, fold
from .tally import Tally
from .workers import Chunk, Pool, Result, Task

__all__ = ["FORMATS", "Batch", "Mode", "Outcome", "View", "run"]

Mode = Literal["write", "count", "diff"]
FORMATS = ("text", "markdown", "jsonl", "csv", "tsv", "parquet")

_CHUNK_ITEMS = 32
_CHUNK_BYTES = 256 << 10
_SUFFIXES = {
    ".txt": "text",
    ".md": "markdown",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
}
_PACKED = (".gz", ".zst")
_CHANGED = (
    "the run with this output was interrupted, and its inputs have changed since: files came, went, or were written "
    "to. Begin anew with --restart"
)


@dataclass(frozen=True, slots=True)
class Batch:
    """The options of one batch."""

    inputs: Sequence[str]
    """Files, folders, and ``-`` for standard input."""
    output: Path | None = None
    """A file or folder; ``None`` for standard output."""
    form: str | None = None
    """One of ``FORMATS``; ``None``: as the output's suffix says, else text."""
    mode: Mode = "write"
    """``"count"`` cleans and writes nothing; ``"diff"`` writes unified diffs."""
    config: Config = field(default_factory=Config)
    reading: Reading = field(default_factory=Reading)
    jobs: int = 0
    """Worker processes; 0 for one a core."""
    timeout: float = 60.0
    """Seconds for one document; 0 for no limit."""
    rejects: Path | None = None
    """JSON lines of what could not be cleaned; ``None``: beside the output."""
    restart: bool = False
    """Begin anew, even if an interrupted run could go on."""
    interval: float = 5.0
    """Seconds between checkpoints."""
    notes: int = 0
    """1: say of each document what went, 2: and why."""


class View(Protocol):
    """Is told how a batch gets on."""

    def begin(self, resumed: Tally | None, total: int) -> None:
        """Take note of the start: the counts of the interrupted run that goes on, and the bytes there are."""

    def update(self, result: Result, tally: Tally, done: int) -> None:
        """Take note of some documents; ``tally`` has the counts so far, ``done`` is the bytes read."""

    def tick(self, done: int) -> None:
        """Take note that time passes."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a batch ended."""

    tally: Tally
    complete: bool
    """False if it was stopped; the same batch goes on then."""
    resumed: bool
    """Whether it went on with an interrupted one."""
    seconds: float
    fresh: int
    """Documents cleaned in this run."""
    rejects: Path | None
    """Where the rejects are, if there are any."""


def run(batch: Batch, view: View, stopped: Callable[[], bool] = lambda: False) -> Outcome:
    """Run a batch, or go on with one that was interrupted.

    Args:
        batch: what to do.
        view: is told how it gets on.
        stopped: is asked often; when it returns True, the run ends at the next document, ready to go on.

    Raises:
        FileNotFoundError: an input does not exist.
        ConfigError: the options contradict each other, or those of the run to go on with.
        OutputError: an output cannot be written; the same batch goes on later.
        MissingDependency: a package for one of the formats is not installed.
    """
    plan = _Plan.of(batch)
    started = time.monotonic()
    journal = plan.open_journal()
    checkpoint = journal.checkpoint if journal is not None else None
    try:
        with _Run(plan, journal, checkpoint) as going:
            complete = going.all(view, stopped)
    finally:
        if journal is not None:
            journal.close()
    before = Tally.from_dict(checkpoint.summary).documents if checkpoint is not None else 0
    tally = going.tally
    return Outcome(
        tally,
        complete,
        checkpoint is not None,
        time.monotonic() - started,
        tally.documents - before,
        plan.rejects if tally.rejected else None,
    )


@dataclass(frozen=True, slots=True)
class _Plan:
    """A batch with all that follows from its options."""

    batch: Batch
    form: str
    folder: Path | None
    """The output folder, for formats of a file a document."""
    rejects: Path | None
    own: tuple[Path, ...]
    """The run's own files: no inputs."""

    @classmethod
    def of(cls, batch: Batch) -> _Plan:
        form = _form(batch)
        output = batch.output if batch.mode != "count" else None
        folder = _folder(batch, form) if output is not None and batch.mode == "write" else None
        single = folder is not None and not _is_folder(output, form)
        rejects = batch.rejects
        if rejects is None and output is not None:
            rejects = folder / "_rejects.jsonl" if folder and not single else _beside(output, ".rejects.jsonl")
        own = tuple(path for path in (output, rejects) if path is not None)
        own += tuple(_beside(path, suffix) for path in own for suffix in (".part", ".part2", ".journal"))
        plan = cls(batch, form, folder, rejects, own)
        plan.check()
        return plan

    def check(self) -> None:
        """Refuse what would write over an input, before anything is written."""
        taken = {os.path.realpath(path) for path in self.own if path != self.folder}
        for name in self.batch.inputs:
            real = os.path.realpath(name)
            if name != "-" and real in taken and os.path.exists(name):
                raise ConfigError(f"{name} is an input, and would be written over; choose another -o")
            if self.folder is not None and os.path.isdir(name) and _is_folder(self.batch.output, self.form):
                out = os.path.realpath(self.folder)
                if out == real or real.startswith(out + os.sep):
                    raise ConfigError(f"the input {name} lies in the output folder {self.folder}; choose another -o")

    @property
    def journal_path(self) -> Path | None:
        """Beside an output file, in an output folder; none where nothing can be gone on with."""
        output = self.batch.output
        if output is None or self.batch.mode != "write" or "-" in self.batch.inputs or not _regular(output):
            return None
        if self.folder is not None and _is_folder(output, self.form):
            return self.folder / ".cleaner.journal"
        return _beside(output, ".journal")

    def open_journal(self) -> Journal | None:
        """Open the journal, if there is one."""
        path = self.journal_path
        if path is None:
            return None
        batch = self.batch
        config = {f"option {name}": _plain(getattr(batch.config, name)) for name in _options(batch.config)}
        reading = {f"reading {name}": value for name, value in asdict(batch.reading).items()}
        identity = {"format": self.form, "inputs": list(batch.inputs), **config, **reading}
        return Journal(path, {**identity, "detector": fingerprint()}, restart=batch.restart)

    def encoder(self) -> Encoder:
        """Return the encoder of the format."""
        batch = self.batch
        if batch.mode == "count":
            return NullEncoder()
        if batch.mode == "diff":
            return DiffEncoder()
        if self.form == "jsonl":
            return JsonlEncoder()
        if self.form in ("csv", "tsv", "parquet"):
            return RowEncoder()
        markdown = self.form == "markdown"
        if self.folder is None:
            return TextEncoder(headed=not self._one_document(), markdown=markdown)
        assert batch.output is not None
        single = None if _is_folder(batch.output, self.form) else batch.output.stem
        files = (name for name in batch.inputs if name != "-" and os.path.isfile(name))
        return FolderEncoder(self.folder, markdown, single, frozenset(map(os.path.realpath, files)))

    def _one_document(self) -> bool:
        inputs = self.batch.inputs
        if len(inputs) != 1 or os.path.isdir(inputs[0]):
            return False
        return is_single(Source(inputs[0], None if inputs[0] == "-" else Path(inputs[0]), ""), self.batch.reading)

    def sink(self) -> Sink:
        """Return the sink of the format."""
        batch, output = self.batch, self.batch.output
        if batch.mode == "count":
            return NullSink()
        if self.folder is not None:
            return FolderSink(self.folder)
        if self.form in ("csv", "tsv") and batch.mode == "write":
            return CsvSink(output, delimiter="\t" if self.form == "tsv" else ",")
        if output is None:
            return StreamSink()
        if not _regular(output):
            return StreamSink(output.open("wb"))
        if self.form == "parquet" and batch.mode == "write":
            from .formats.arrow import ParquetSink

            return ParquetSink(output, self._like())
        return FileSink(output)

    def _like(self) -> Any:
        """Return the Arrow schema of the first input, if it is a Parquet file."""
        from .formats.parquet import schema_of

        first = next(self.sources(), None)
        if first is None or first.path is None or form_of(first.path.name, self.batch.reading)[0] != "parquet":
            return None
        return schema_of(first)

    def sources(self) -> Iterator[Source]:
        """Return the inputs."""
        return find_sources(self.batch.inputs, without=self.own)


class _Run:
    """One run of a plan: what is open, and how far it is."""

    def __init__(self, plan: _Plan, journal: Journal | None, checkpoint: Checkpoint | None) -> None:
        self.tally = Tally.from_dict(checkpoint.summary) if checkpoint is not None else Tally()
        self._plan = plan
        self._journal = journal
        self._start = checkpoint or Checkpoint()
        self._resumed = checkpoint is not None
        self._sink = plan.sink()
        self._rejects = FileSink(plan.rejects, keep_empty=False) if plan.rejects is not None else None
        self._bytes = 0
        self._measured: Measured | None = None

    def __enter__(self) -> _Run:
        state = self._start if self._resumed else None
        # The rejects first: a folder for the output is only made when there is something to be written into it.
        self._sink.open(state.output if state else None)
        if self._rejects is not None:
            self._rejects.open(state.rejects if state else None)
        return self

    def __exit__(self, *error: object) -> None:
        self._sink.close()
        if self._rejects is not None:
            self._rejects.close()

    def all(self, view: View, stopped: Callable[[], bool]) -> bool:
        """Clean all that is left. Return False if it was stopped before the end."""
        batch = self._plan.batch
        task = Task(batch.config, batch.reading, self._plan.encoder(), batch.timeout, batch.notes)
        view.begin(self.tally if self._resumed else None, sum(source.size for source in self._plan.sources()))
        last = time.monotonic()
        position: _Position | None = None
        with Pool(task, batch.jobs or _cores()) as pool:
            for result in pool.map(self._chunks(), stopped):
                if result is None:
                    view.tick(self._done())
                    continue
                self._take(result)
                position = result.position
                view.update(result, self.tally, self._done())
                if time.monotonic() - last >= batch.interval and self._save(position):
                    last = time.monotonic()
        if stopped():
            if position is not None:
                self._save(position)
            return False
        self._sink.finish()
        if self._rejects is not None:
            self._rejects.finish()
        if self._journal is not None:
            self._journal.finish()
        return True

    def _take(self, result: Result) -> None:
        """Write what became of a chunk."""
        if result.parts:
            self._sink.write(result.parts)
        if self._rejects is not None and result.rejects:
            self._rejects.write([encode(to_json(reject) + "\n") for reject in result.rejects])
        self.tally.add(result.tally)

    def _save(self, position: _Position) -> bool:
        """Write a checkpoint, if the output can be cut here."""
        if self._journal is None:
            return True
        rejects = self._rejects.state() if self._rejects is not None else {}
        if rejects is None or (output := self._sink.state()) is None:
            return False
        self._journal.write(
            Checkpoint(position.source, position.items, position.inputs, output, rejects, self.tally.to_dict())
        )
        return True

    def _done(self) -> int:
        return self._bytes + (self._measured.count if self._measured is not None else 0)

    def _set_measured(self, measured: Measured) -> None:
        self._measured = measured

    def _chunks(self) -> Iterator[Chunk]:
        """Yield what is left of the inputs, cut into chunks. Where they are cut depends on the inputs alone."""
        items, size = [], 0
        position = _Position()
        for number, source in enumerate(self._plan.sources()):
            folded = fold(position.inputs, source)
            self._compare(number, folded)
            skip = 0
            if number < self._start.source:
                self._bytes += source.size
                position = _Position(number + 1, 0, folded)
                continue
            if number == self._start.source:
                skip = self._start.items
            count = 0
            for item in read(source, self._plan.batch.reading, self._set_measured):
                count += 1
                if count <= skip:
                    continue
                items.append(item)
                size += item.size
                if len(items) >= _CHUNK_ITEMS or size >= _CHUNK_BYTES:
                    yield Chunk(items, _Position(number, count, folded))
                    items, size = [], 0
            self._measured = None
            self._bytes += source.size
            position = _Position(number + 1, 0, folded)
        if position.source < self._start.source + bool(self._start.items):
            raise ConfigError(_CHANGED)
        if items:
            yield Chunk(items, position)

    def _compare(self, number: int, folded: str) -> None:
        """Refuse to go on if the inputs that are done, or begun, are not those that they were."""
        start = self._start
        last = start.source if start.items else start.source - 1
        if self._resumed and number == last and folded != start.inputs:
            raise ConfigError(_CHANGED)


@dataclass(frozen=True, slots=True)
class _Position:
    """How far the inputs are read: so many sources, so many items of the next, and their fingerprint."""

    source: int = 0
    items: int = 0
    inputs: str = ""


def _form(batch: Batch) -> str:
    """Return the output format: as told, else as the output's suffix says."""
    if batch.form is not None and batch.form not in FORMATS:
        raise ConfigError(f"format: {batch.form!r} is unknown; use one of {', '.join(FORMATS)}")
    output = batch.output
    suffixes = output.suffixes if output is not None else []
    packed = bool(suffixes) and suffixes[-1].lower() in SUFFIXES
    if packed and output is not None and not output.is_dir():
        if suffixes[-1].lower() not in _PACKED:
            raise ConfigError(f"{output}: outputs can be compressed as {' or '.join(_PACKED)}")
        suffixes = suffixes[:-1]
    form = batch.form
    if form is None:
        form = _SUFFIXES.get(suffixes[-1].lower(), "text") if suffixes and output and not output.is_dir() else "text"
    if batch.mode == "write":
        _check_form(form, output, packed=packed)
    return form


def _check_form(form: str, output: Path | None, *, packed: bool) -> None:
    if form == "parquet" and output is None:
        raise ConfigError("format: parquet cannot go to standard output; name a file with -o")
    if output is None:
        return
    if form in ("jsonl", "csv", "tsv", "parquet") and output.is_dir():
        raise ConfigError(f"{output} is a folder; {form} goes to one file")
    if packed and form in ("text", "markdown", "parquet"):
        raise ConfigError(f"{output}: {form} is not written compressed; use jsonl, csv or tsv")
    if form in ("text", "markdown") and output.exists() and not output.is_dir() and _is_folder(output, form):
        raise ConfigError(f"{output} is a file; {form} goes to a folder")


def _is_folder(output: Path | None, form: str) -> bool:
    """Whether the output of a format with a file a document names a folder, rather than its one file."""
    return output is not None and (output.is_dir() or _SUFFIXES.get(output.suffix.lower()) != form)


def _folder(batch: Batch, form: str) -> Path | None:
    output = batch.output
    if output is None or form not in ("text", "markdown"):
        return None
    if _is_folder(output, form):
        return output
    if len(batch.inputs) != 1 or os.path.isdir(batch.inputs[0]):
        raise ConfigError(f"{output} is one file; for several inputs name a folder with -o, and --format {form}")
    if form_of(batch.inputs[0] if batch.inputs[0] != "-" else "stdin", batch.reading)[0] not in ("text", "html"):
        raise ConfigError(f"{output} is one file, and {batch.inputs[0]} holds many documents; name a folder with -o")
    return output.parent


def _regular(output: Path) -> bool:
    """Whether an output is, or will be, a file or folder that can be renamed to: not ``/dev/null`` or a pipe."""
    return not output.exists() or output.is_file() or output.is_dir()


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _options(config: Config) -> list[str]:
    return [name for name in config.__dataclass_fields__ if not name.startswith("_")]


def _plain(value: Any) -> Any:
    """Return an option's value as JSON keeps it."""
    if isinstance(value, (str, int, float, bool, type(None))):
        return value
    if hasattr(value, "items"):
        return {str(k): str(v) for k, v in sorted(value.items())}
    return repr(value)


def _cores() -> int:
    """Return the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
