"""``python -m benchmarks.batch``: figures of the batch: rate, scaling, memory, and what it does when it is killed.

rate     JSONL of 8 KB texts: the batch's rate against ``Cleaner.pipe``, all on one core
scaling  the same with one and two worker processes, on two cores
memory   peak memory of all processes together over many short documents
crash    killed with SIGKILL at random moments and resumed, the output compared byte for byte
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import dataclasses
import functools
import hashlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from cleaner import Cleaner, Record

_TEXT_BYTES = 8 << 10


def texts(count: int, size: int = _TEXT_BYTES) -> Iterator[str]:
    """Yield texts of about ``size`` bytes, put together from the paragraphs of the seeds, the same each time."""
    chosen = random.Random(20)  # noqa: S311 - not for secrets
    seeds = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))
    paragraphs = [line for seed in seeds for line in seed.read_text("utf-8").splitlines() if line.strip()]
    for _ in range(count):
        text = ""
        while len(text.encode()) < size:
            text += chosen.choice(paragraphs) + "\n\n"
        yield text.encode()[:size].decode("utf-8", "ignore")


def write_jsonl(path: Path, found: Iterator[str]) -> None:
    """Write texts as JSON lines, with some other fields."""
    with path.open("w", encoding="utf-8") as stream:
        for number, text in enumerate(found):
            row = {"id": f"doc-{number}", "url": f"https://example.org/{number}", "text": text, "n": number}
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")


def command(*arguments: str | Path) -> list[str]:
    """Return the command line that cleans with ``arguments``."""
    return [sys.executable, "-c", "from cleaner.cli import main; main()", "clean", *map(str, arguments), "-q"]


@dataclasses.dataclass(frozen=True)
class Cost:
    """Seconds: on the clock, of the processor in the process that reads and writes, and in all processes."""

    wall: float
    parent: float
    total: float

    def per_document(self, shorter: Cost, documents: int) -> Cost:
        """Return the cost of a document, without that of the start: from the difference to a shorter run."""
        pairs = zip(dataclasses.astuple(self), dataclasses.astuple(shorter), strict=True)
        return Cost(*((mine - other) / documents for mine, other in pairs))


def batch_run(source: Path, output: Path, jobs: int) -> Cost:
    """Run a batch and return its cost, all its processes included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    process = subprocess.Popen(command(source, "-o", output, "-j", str(jobs)))
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    if status:
        raise SystemExit(f"cleaner ended with status {status}")
    process.returncode = 0
    # The server that workers are forked from is a child of the command's, and ours after it: see ``_adopt``.
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    total = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall, usage.ru_utime + usage.ru_stime, total)


def _adopt() -> None:
    """Have Linux make orphaned processes below this one its children, so that their time is counted."""
    set_child_subreaper = 36
    ctypes.CDLL(None).prctl(set_child_subreaper, 1, 0, 0, 0)


def steady(folder: Path, count: int, jobs: int) -> Cost:
    """Return the cost of a document."""
    costs = []
    for number in (count // 4, count):
        source = folder / f"{number}.jsonl"
        if not source.exists():
            write_jsonl(source, texts(number))
        costs.append(batch_run(source, folder / f"{number}-{jobs}.out.jsonl", jobs))
    return costs[1].per_document(costs[0], count - count // 4)


def rate(folder: Path, options: argparse.Namespace) -> None:
    """Print the batch's rate on one core as a share of the in-process one; the median of interleaved rounds.

    By processor time too: on a machine that others use, the clock says little.
    """
    _adopt()
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    records = [Record(str(i), text) for i, text in enumerate(texts(options.count))]
    cleaner = Cleaner()
    list(cleaner.pipe(records[:20]))
    shares = []
    for _ in range(options.rounds):
        started, used = time.perf_counter(), time.process_time()
        for _article in cleaner.pipe(records):
            pass
        wall = (time.perf_counter() - started) / options.count
        used = (time.process_time() - used) / options.count
        cost = steady(folder, options.count, 1)
        shares.append(used / cost.total)
        _print(
            f"in process {1 / wall:.1f}/s, batch {1 / cost.wall:.1f}/s: {wall / cost.wall:.1%}; by processor time "
            f"{1000 * used:.2f} and {1000 * cost.total:.2f} ms a document: {used / cost.total:.1%}"
        )
    _print(f"median by processor time: {sorted(shares)[len(shares) // 2]:.1%} (target: at least 85%)")


def scaling(folder: Path, options: argparse.Namespace) -> None:
    """Print the rate of two processes on two cores over that of one."""
    _adopt()
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
    ratios = []
    for _ in range(options.rounds):
        one, two = (steady(folder, options.count, jobs) for jobs in (1, 2))
        worker = one.total - one.parent
        # One worker has a core for itself, two share theirs with the process that reads and writes.
        ratios.append(2 * max(worker, one.parent) / two.total)
        _print(
            f"one process {1 / one.wall:.1f}/s, two {1 / two.wall:.1f}/s: {one.wall / two.wall:.2f} times; processor "
            f"time a document: worker {1000 * worker:.2f} ms, reader and writer {1000 * one.parent:.2f} ms, "
            f"with two {1000 * two.total:.2f} ms: {ratios[-1]:.2f} times on two free cores"
        )
    _print(f"median by processor time: {sorted(ratios)[len(ratios) // 2]:.2f} (target: at least 1.8)")


def memory(folder: Path, options: argparse.Namespace) -> None:
    """Print the memory of all processes together, peak and course, over many short documents."""
    source = folder / "short.jsonl"
    # Without a text, a document takes the whole way but for the cleaning: that of millions takes an hour.
    text = "5" if options.rejected else '"A document of one line, and a full stop at its end."'
    with source.open("w", encoding="utf-8") as stream:
        for number in range(options.count):
            stream.write(f'{{"id": {number}, "text": {text}}}\n')
    started = time.perf_counter()
    process = subprocess.Popen(command(source, "-o", folder / "short.out.jsonl", "-j", "2"), start_new_session=True)
    peak = 0.0
    course: list[tuple[float, float]] = []
    while process.poll() is None:
        used = _group_memory(process.pid)
        peak = max(peak, used)
        course.append((time.perf_counter() - started, used))
        time.sleep(0.5)
    if process.returncode != int(options.rejected):
        raise subprocess.CalledProcessError(process.returncode, "cleaner")
    quarter = len(course) // 4 or 1
    parts = [max(used for _, used in course[i : i + quarter]) for i in range(0, len(course), quarter)]
    rate_ = options.count / course[-1][0]
    _print(f"{options.count:,} documents, {rate_:,.0f}/s; peak of all processes {peak:.0f} MB (target: under 400)")
    _print("peak by quarter of the run: " + ", ".join(f"{part:.0f}" for part in parts) + " MB")


def _group_memory(leader: int) -> float:
    """Return the memory of a session's processes in MB; pages that they share count once."""
    total = 0
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            session = int((folder / "stat").read_text().rpartition(")")[2].split()[3])
            if session == leader:
                rollup = (folder / "smaps_rollup").read_text()
                total += sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
        except (OSError, ValueError, IndexError):
            continue
    return total / 1024


def crash(folder: Path, options: argparse.Namespace) -> None:
    """Kill a batch at random moments until there were enough, and compare what comes out in the end each time."""
    source = folder / "crash.jsonl"
    write_jsonl(source, texts(options.documents, 700))
    with source.open("a") as stream:
        stream.write("this is no JSON\n")
    moments = random.Random(options.seed)  # noqa: S311 - not for secrets
    outputs = ["out.jsonl", "out.jsonl.gz", "out.csv", "out.parquet", "folder"]
    seconds: dict[str, float] = {}
    killed = number = 0
    while killed < options.kills:
        name = outputs[number % len(outputs)]
        number += 1
        whole = folder / f"whole-{name}"
        if name not in seconds:
            seconds[name] = _finish(source, whole)
        latest = 1.1 * seconds[name]
        output = folder / f"{number}-{name}"
        moment = functools.partial(moments.uniform, 0, latest)
        killed += _killed_run(source, output, whole, moment, options.kills - killed)
        _print(f"{killed} kills, {number} outputs, all as the uninterrupted ones")


def _finish(source: Path, output: Path) -> float:
    started = time.perf_counter()
    done = subprocess.run(_small_steps(source, output), check=False, stderr=subprocess.PIPE)
    if done.returncode != 1:
        raise SystemExit(f"{output}: exit {done.returncode}, not 1: {done.stderr.decode()}")
    return time.perf_counter() - started


_SMALL_STEPS = """
import dataclasses
import cleaner.batch
import cleaner.formats.arrow
import cleaner.formats.sinks
from cleaner.cli import main
cleaner.batch._CHUNK_ITEMS = 8
cleaner.formats.sinks._MEMBER = 20_000
cleaner.formats.sinks._HEAD_ROWS = 20
cleaner.formats.arrow._GROUP_ROWS = 24
run = cleaner.batch.run
cleaner.batch.run = lambda batch, *others: run(dataclasses.replace(batch, interval=0), *others)
main()
"""


def _small_steps(source: Path, output: Path) -> list[str]:
    """Return the command with a checkpoint at every opportunity, so that a kill can meet each step."""
    return [sys.executable, "-c", _SMALL_STEPS, "clean", str(source), "-o", str(output), "-q", "-j", "2"]


def _killed_run(source: Path, output: Path, whole: Path, moment: Callable[[], float], most: int) -> int:
    """Run to the end through kills; return how many there were."""
    killed = 0
    while killed < most:
        process = subprocess.Popen(_small_steps(source, output), start_new_session=True, stderr=subprocess.DEVNULL)
        try:
            process.wait(moment())
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            killed += 1
            continue
        break
    else:
        _finish(source, output)
    if _digest(output) != _digest(whole):
        raise SystemExit(f"{output} differs from {whole}")
    left = [p for p in output.parent.glob(f"{output.name}*") if p.suffix in (".part", ".part2", ".journal")]
    if left:
        raise SystemExit(f"left behind: {left}")
    shutil.rmtree(output) if output.is_dir() else output.unlink()
    return killed


def _digest(output: Path) -> str:
    """Return the digest of a file with its rejects, or of a folder with all that is in it."""
    files = sorted(p for p in output.rglob("*") if p.is_file()) if output.is_dir() else [output]
    if not output.is_dir():
        files.append(output.with_name(output.name + ".rejects.jsonl"))
    digest = hashlib.sha256()
    for path in files:
        name = str(path.relative_to(output)) if output.is_dir() else ""
        digest.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


_FIGURES: dict[str, Callable[[Path, argparse.Namespace], None]] = {
    "rate": rate,
    "scaling": scaling,
    "memory": memory,
    "crash": crash,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one figure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.batch", description=__doc__.splitlines()[0])
    parser.add_argument("figure", choices=_FIGURES)
    parser.add_argument("--count", type=int, default=2000, help="documents (memory: 2000000 for the figure)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--documents", type=int, default=600, help="of the crash test")
    parser.add_argument("--rejected", action="store_true", help="memory: documents that are rejected, which is quick")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="of the moments of the kills")
    parser.add_argument("--folder", type=Path, help="for the files; it must have room")
    options = parser.parse_args(arguments)
    _print(f"seed {options.seed}")
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        _FIGURES[options.figure](Path(folder), options)


if __name__ == "__main__":
    main()
