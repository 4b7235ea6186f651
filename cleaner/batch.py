"""Batches: read -> clean -> write, over many inputs and processes, exactly once each.

    sources -> entries -> chunks -> worker processes -> sink, rejects, tally
                 position ------------------------------> journal

The order of the output is that of the input. Now and then the output is made durable and the journal says so; a run
that was interrupted goes on from there: its inputs are read again up to that point, its output is cut back to it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

from .errors import ConfigError
from .formats.compression import Measured
from .formats.encoders import encode, to_json
from .formats.readers import read
from .formats.sinks import FileSink
from .journal import Checkpoint, Journal, fold
from .plan import FORMATS, Batch, Mode, Plan
from .tally import Tally
from .workers import Chunk, Pool, Result, Task

__all__ = ["FORMATS", "Batch", "Mode", "Outcome", "View", "run"]

_CHUNK_ITEMS = 32
_CHUNK_BYTES = 256 << 10
_CHANGED = (
    "the run with this output was interrupted, and its inputs have changed since: files came, went, or were written "
    "to. Begin anew with --restart"
)


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
    plan = Plan.of(batch)
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


class _Run:
    """One run of a plan: what is open, and how far it is."""

    def __init__(self, plan: Plan, journal: Journal | None, checkpoint: Checkpoint | None) -> None:
        self.tally = Tally.from_dict(checkpoint.summary) if checkpoint is not None else Tally()
        self._plan = plan
        self._journal = journal
        self._start = checkpoint or Checkpoint()
        self._resumed = checkpoint is not None
        self._sink = plan.sink()
        self._rejects = FileSink(plan.rejects, keep_empty=False) if plan.rejects is not None else None
        self._bytes = 0
        self._measured: Measured | None = None

    def __enter__(self) -> Self:
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


def _cores() -> int:
    """Return the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
