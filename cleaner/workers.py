"""Worker processes: chunks of entries in, results out in the same order, whatever happens to a process.

Each worker is given one chunk at a time, so that neither side can wait for the other to read. The kernel's timer
ends a process whose document runs over its time, also where Python itself would not come to look: deep in a
regular expression. A document that ends its process twice is set aside; the others of its chunk are done again.
"""

from __future__ import annotations

import multiprocessing
import pickle
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from multiprocessing import connection, forkserver
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Self

from .config import Config
from .document import Article, Record
from .errors import CleanerError, InputError, MissingDependency, OutputError
from .formats.encoders import Encoder
from .formats.entries import Item, Reading, Unread
from .formats.fields import record
from .tally import Tally

__all__ = ["Chunk", "Pool", "Result", "Task", "start_server"]

# Results that wait for an earlier document take at most this much memory; then reading stops until it is done.
_HELD_BYTES = 64 << 20
_HELD_CHUNKS = 2048
_TICK = 0.2
# A document is set aside when it has ended its process this many times: once may be the system's doing.
_ATTEMPTS = 2
# So many processes in a row may end before their first document.
_STILLBORN = 3


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker does with each entry."""

    config: Config
    reading: Reading
    encoder: Encoder
    timeout: float = 0.0
    """Seconds for one document; 0 for no limit."""
    notes: int = 0
    """1: a line for each document, 2: one for each removed line too."""


@dataclass(slots=True)
class Chunk:
    """Some entries in a row, and the position after them."""

    items: list[Item]
    position: Any


@dataclass(slots=True)
class Result:
    """What became of a chunk."""

    parts: list[Any] = field(default_factory=list)
    rejects: list[dict[str, Any]] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    notes: list[str] = field(default_factory=list)
    fatal: CleanerError | None = None
    position: Any = None


def process(item: Item, task: Task, clean: Callable[[Record], Article], result: Result) -> None:
    """Clean one entry and put what becomes of it into ``result``."""
    if isinstance(item, Unread):
        if item.skipped:
            result.tally.skipped += 1
            if task.notes > 1:
                result.notes.append(f"{item.source}{', ' if item.place else ''}{item.place}: skipped: {item.reason}")
        else:
            _reject(result, item)
        return
    key = item.content.id if isinstance(item.content, Record) else None
    try:
        given = record(item, task.reading)
        key = given.id
        article = clean(given)
        part = task.encoder(article, item)
    except (OutputError, MissingDependency):
        raise
    except InputError as error:
        _reject(result, Unread(item.source, item.place, error.reason, key, type(error).__name__))
    except Exception as error:  # noqa: BLE001 - a fault with one document must not take the others along
        _reject(result, Unread(item.source, item.place, _fault(error), key, type(error).__name__))
    else:
        if part is not None:
            result.parts.append(part)
        result.tally.count(article)
        if task.notes:
            result.notes += _notes(article, verbose=task.notes > 1)


def _fault(error: Exception) -> str:
    """Say where in the code an unforeseen error came up."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    return f"unforeseen {type(error).__name__}: {error}{where}; please report it with this document"


def _reject(result: Result, item: Unread) -> None:
    result.tally.rejected += 1
    result.rejects.append(
        {"id": item.id, "source": item.source, "place": item.place, "error": item.error, "reason": item.reason}
    )


def _notes(article: Article, *, verbose: bool) -> Iterator[str]:
    """Yield what became of one article, in lines."""
    removed = article.removed
    counts = Counter(str(r.label) for r in removed)
    gone = ", ".join(f"{count} {label}" for label, count in sorted(counts.items())) or "nothing"
    yield f"{article.id}: {len(article.document.blocks)} lines, removed: {gone}"
    for warning in article.metadata.warnings:
        yield f"  warning: {warning}"
    for line in removed if verbose else ():
        reasons = "; ".join(f"{e.weight:+.1f} {e.detail}" for e in line.evidence)
        yield f"  {line.label}: {line.text.strip()!r} ({line.score:.3f}: {reasons})"


def _work(task: Task, pipe: connection.Connection, current: Any) -> None:
    """Run in a worker process: take chunks until the pipe is closed."""
    # Ctrl-C is for the parent; it closes the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from .pipeline import Cleaner

    clean = Cleaner(task.config)
    while True:
        try:
            items: list[Item] = pickle.loads(pipe.recv_bytes())  # noqa: S301 - from our own parent process
        except (EOFError, ConnectionError):
            return
        result = Result()
        for number, item in enumerate(items):
            current.value = number
            _alarm(task.timeout)
            try:
                process(item, task, clean, result)
            except CleanerError as error:
                result.fatal = error
                break
        _alarm(0)
        try:
            pipe.send_bytes(pickle.dumps(result, protocol=pickle.HIGHEST_PROTOCOL))
        except ConnectionError:
            return


def _alarm(seconds: float) -> None:
    """Let the kernel end this process after some seconds; 0 takes that back."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


@dataclass(slots=True)
class _Worker:
    """A process, its pipe, and the chunk that it has."""

    process: BaseProcess
    pipe: connection.Connection
    current: Any
    number: int = -1
    chunk: Chunk | None = None


def start_server(*modules: str) -> Any:
    """Start the process that workers are forked from, and return the context; ``modules`` are imported there too.

    Workers are not forked from this process: it may have threads (pyarrow has). Called early, the server imports
    the pipeline while this process still reads its options.
    """
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["cleaner.preload", __name__, *modules])
    forkserver.ensure_running()
    return context


class Pool:
    """Worker processes for one task. Processes are started as they are needed, and replaced when they end.

    Use as a context manager: leaving it ends the processes.
    """

    def __init__(self, task: Task, jobs: int) -> None:
        """Use up to ``jobs`` processes."""
        self._task = task
        self._jobs = jobs
        self._context = start_server()
        self._workers: list[_Worker] = []
        self._attempts: Counter[tuple[int, int]] = Counter()
        self._stillborn = 0

    def __enter__(self) -> Self:
        """Nothing is started yet."""
        return self

    def __exit__(self, *error: object) -> None:
        """End the processes: at their next chunk, or at once after an error."""
        for worker in self._workers:
            worker.pipe.close()
        for worker in self._workers:
            if worker.chunk is not None or error[0] is not None:
                worker.process.kill()
            worker.process.join(5)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
            worker.process.close()
        self._workers.clear()

    def map(self, chunks: Iterator[Chunk], stopped: Callable[[], bool] = lambda: False) -> Iterator[Result | None]:
        """Yield the result of each chunk, in their order; ``None`` now and then while there is none.

        Raises:
            CleanerError: nothing can be done any more (a full disk, worker processes that do not start).
        """
        waiting: list[tuple[int, Chunk]] = []
        ready: dict[int, tuple[Result, int]] = {}
        given = due = held = 0
        more = True
        while not stopped():
            while more and self._has_idle() and held < _HELD_BYTES and given - due < _HELD_CHUNKS:
                chunk = next(chunks, None) if not waiting else None
                if chunk is not None:
                    waiting.append((given, chunk))
                    given += 1
                more = bool(waiting)
                self._assign(waiting)
            self._assign(waiting)
            while due in ready:
                result, size = ready.pop(due)
                held -= size
                due += 1
                yield result
            busy = [worker for worker in self._workers if worker.chunk is not None]
            if not busy and not waiting and not more:
                return
            if not busy:
                continue
            for number, result, size in self._collect(busy, waiting):
                ready[number] = (result, size)
                held += size
            if due not in ready:
                yield None

    def _has_idle(self) -> bool:
        return len(self._workers) < self._jobs or any(worker.chunk is None for worker in self._workers)

    def _assign(self, waiting: list[tuple[int, Chunk]]) -> None:
        """Give the first waiting chunk to an idle worker, if there are both."""
        if not waiting or not self._has_idle():
            return
        worker = next((w for w in self._workers if w.chunk is None), None) or self._start()
        number, chunk = waiting.pop(0)
        worker.number, worker.chunk = number, chunk
        worker.current.value = -1
        # If it has ended while idle, ``_collect`` finds that, and the chunk goes to another.
        with suppress(OSError):
            worker.pipe.send_bytes(pickle.dumps(chunk.items, protocol=pickle.HIGHEST_PROTOCOL))

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        current = self._context.RawValue("i", -1)
        process = self._context.Process(target=_work, args=(self._task, theirs, current), daemon=True)
        process.start()
        theirs.close()
        worker = _Worker(process, ours, current)
        self._workers.append(worker)
        return worker

    def _collect(self, busy: list[_Worker], waiting: list[tuple[int, Chunk]]) -> Iterator[tuple[int, Result, int]]:
        """Wait for workers, and yield what they have done."""
        by_pipe = {worker.pipe: worker for worker in busy}
        for pipe in connection.wait(list(by_pipe), timeout=_TICK):
            worker = by_pipe[pipe]  # type: ignore[index]
            if (chunk := worker.chunk) is None:
                continue
            try:
                data = worker.pipe.recv_bytes()
            except (EOFError, OSError):
                self._bury(worker, chunk)
                waiting.append((worker.number, chunk))
                waiting.sort(key=lambda pair: pair[0])
                continue
            result: Result = pickle.loads(data)  # noqa: S301 - from our own worker process
            if result.fatal is not None:
                raise result.fatal
            self._stillborn = 0
            result.position = chunk.position
            worker.chunk = None
            yield worker.number, result, len(data)

    def _bury(self, worker: _Worker, chunk: Chunk) -> None:
        """Take leave of a process that has ended, and set the document aside that ended it."""
        culprit = worker.current.value
        worker.process.join()
        code = worker.process.exitcode or 0
        worker.pipe.close()
        worker.process.close()
        self._workers.remove(worker)
        if culprit < 0:
            self._stillborn += 1
            if self._stillborn >= _STILLBORN:
                raise CleanerError(f"the worker processes end before they have done anything ({_ending(code)})")
            return
        self._attempts[worker.number, culprit] += 1
        timed_out = hasattr(signal, "SIGALRM") and code == -signal.SIGALRM
        if timed_out or self._attempts[worker.number, culprit] >= _ATTEMPTS:
            del self._attempts[worker.number, culprit]
            chunk.items[culprit] = _set_aside(chunk.items[culprit], code, self._task.timeout, timed_out=timed_out)


def _set_aside(item: Item, code: int, timeout: float, *, timed_out: bool) -> Unread:
    if timed_out:
        error, reason = "Timeout", f"cleaning it took longer than {timeout:g} seconds; give it more with --timeout"
    else:
        error, reason = "Crash", f"cleaning it ended the process, twice ({_ending(code)})"
    if isinstance(item, Unread):
        return replace(item, reason=reason, error=error)
    key = item.content.id if isinstance(item.content, Record) else None
    return Unread(item.source, item.place, reason, key, error)


def _ending(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"signal {signal.Signals(-code).name}"
    except ValueError:
        return f"signal {-code}"
