"""``python -m benchmarks.batch``: figures of the batch: rate, scaling, memory, and what it does when it is killed.

rate     JSONL of 8 KB texts: the batch's rate against ``Cleaner.pipe``, all on one core
scaling  the same with one and two worker processes, on two cores
memory   peak memory of all processes together over many short documents
crash    killed with SIGKILL at random moments and resumed, the output compared byte for byte
"""

from __future__ import annotations

import argparse
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


def batch_run(source: Path, output: Path, jobs: int) -> tuple[float, float]:
    """Return wall and processor seconds of a whole run, start and all processes included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    # The process server is no child of ours, but of the command's: a shell waits for neither. A group's are counted.
    subprocess.run(command(source, "-o", output, "-j", str(jobs)), check=True)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def steady_rate(folder: Path, count: int, jobs: int) -> float:
    """Return documents a second without the start: from the difference of a long and a short run."""
    times = []
    for number in (count // 4, count):
        source = folder / f"{number}.jsonl"
        if not source.exists():
            write_jsonl(source, texts(number))
        times.append(batch_run(source, folder / f"{number}-{jobs}.out.jsonl", jobs)[0])
    return (count - count // 4) / (times[1] - times[0])


def rate(folder: Path, options: argparse.Namespace) -> None:
    """Print the batch's rate on one core as a share of the in-process one; the median of interleaved rounds."""
    core = min(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {core})
    records = [Record(str(i), text) for i, text in enumerate(texts(options.count))]
    cleaner = Cleaner()
    list(cleaner.pipe(records[:20]))
    shares = []
    for _ in range(options.rounds):
        started = time.perf_counter()
        for _article in cleaner.pipe(records):
            pass
        alone = options.count / (time.perf_counter() - started)
        batch = steady_rate(folder, options.count, 1)
        shares.append(batch / alone)
        _print(f"in process {alone:.1f}/s, batch {batch:.1f}/s on one core: {batch / alone:.1%}")
    _print(f"median: {sorted(shares)[len(shares) // 2]:.1%} (target: at least 85%)")


def scaling(folder: Path, options: argparse.Namespace) -> None:
    """Print the rate of two processes on two cores over that of one."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
    ratios = []
    for _ in range(options.rounds):
        one, two = (steady_rate(folder, options.count, jobs) for jobs in (1, 2))
        ratios.append(two / one)
        _print(f"one process {one:.1f}/s, two {two:.1f}/s: {two / one:.2f} times")
    _print(f"median: {sorted(ratios)[len(ratios) // 2]:.2f} (target: at least 1.8)")


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
        process = subprocess.Popen(
            _small_steps(source, output), start_new_session=True, stderr=subprocess.DEVNULL
        )
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
