"""From the options of a batch to all that follows from them: its format, its files, and what must not be done."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from .config import Config
from .errors import ConfigError
from .formats.compression import SUFFIXES
from .formats.encoders import (
    DiffEncoder,
    Encoder,
    FolderEncoder,
    JsonlEncoder,
    NullEncoder,
    RowEncoder,
    TextEncoder,
)
from .formats.entries import Reading
from .formats.readers import form_of, is_single
from .formats.sinks import CsvSink, FileSink, FolderSink, NullSink, Sink, StreamSink
from .formats.sources import Source, find_sources
from .journal import Journal, fingerprint

__all__ = ["FORMATS", "Batch", "Mode", "Plan"]

Mode = Literal["write", "count", "diff"]
FORMATS = ("text", "markdown", "jsonl", "csv", "tsv", "parquet")

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


@dataclass(frozen=True, slots=True)
class Plan:
    """A batch with all that follows from its options."""

    batch: Batch
    form: str
    folder: Path | None
    """The output folder, for formats of a file a document."""
    rejects: Path | None
    own: tuple[Path, ...]
    """The run's own files: no inputs."""

    @classmethod
    def of(cls, batch: Batch) -> Plan:
        """Return the plan of a batch; ``ConfigError`` if its options contradict each other."""
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
        single = batch.output.stem if batch.output is not None and not _is_folder(batch.output, self.form) else None
        files = (name for name in batch.inputs if name != "-" and os.path.isfile(name))
        return FolderEncoder(self.folder, markdown, single, frozenset(map(os.path.realpath, files)))

    def _one_document(self) -> bool:
        inputs = self.batch.inputs
        if len(inputs) != 1 or os.path.isdir(inputs[0]):
            return False
        return is_single(Source(inputs[0], None if inputs[0] == "-" else Path(inputs[0]), ""), self.batch.reading)

    def sink(self) -> Sink:  # noqa: PLR0911 - one for each format
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


def _form(batch: Batch) -> str:
    """Return the output format: as told, else as the output's suffix says."""
    if batch.form is not None and batch.form not in FORMATS:
        raise ConfigError(f"format: {batch.form!r} is unknown; use one of {', '.join(FORMATS)}")
    output = batch.output
    suffixes = output.suffixes if output is not None else []
    packed = bool(suffixes) and suffixes[-1].lower() in SUFFIXES
    if packed and output is not None and not os.path.isdir(output):
        if suffixes[-1].lower() not in _PACKED:
            raise ConfigError(f"{output}: outputs can be compressed as {' or '.join(_PACKED)}")
        suffixes = suffixes[:-1]
    form = batch.form
    if form is None:
        named = output is not None and suffixes and not os.path.isdir(output)
        form = _SUFFIXES.get(suffixes[-1].lower(), "text") if named else "text"
    if batch.mode == "write":
        _check_form(form, output, packed=packed)
    return form


def _check_form(form: str, output: Path | None, *, packed: bool) -> None:
    if form == "parquet" and output is None:
        raise ConfigError("format: parquet cannot go to standard output; name a file with -o")
    if output is None:
        return
    if form in ("jsonl", "csv", "tsv", "parquet") and os.path.isdir(output):
        raise ConfigError(f"{output} is a folder; {form} goes to one file")
    if packed and form in ("text", "markdown", "parquet"):
        raise ConfigError(f"{output}: {form} is not written compressed; use jsonl, csv or tsv")
    is_file = os.path.exists(output) and not os.path.isdir(output)
    if form in ("text", "markdown") and is_file and _is_folder(output, form):
        raise ConfigError(f"{output} is a file; {form} goes to a folder")


def _is_folder(output: Path | None, form: str) -> bool:
    """Whether the output of a format with a file a document names a folder, rather than its one file."""
    return output is not None and (os.path.isdir(output) or _SUFFIXES.get(output.suffix.lower()) != form)


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
    return not os.path.exists(output) or os.path.isfile(output) or os.path.isdir(output)


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
