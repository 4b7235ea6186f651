"""Speed of cleaning text, beside datatrove's quality filters on the same texts in the same run, on one core."""

import itertools
import multiprocessing
import os
import random
import re
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from . import data, extras, notes
from .subject import NONE, Subject
from .tables import Table, number

TEXT_BYTES = 8192
SEED = 8
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
SETS = ("wcxb", "aeb", "fundus", "daniel")
_KINDS = {"dump": "resili_all", "article": "traf"}

Work = Callable[[str], object]


def texts(set_name: str, kind: str, count: int) -> list[str]:
    """Up to `count` texts of a set, of at most `TEXT_BYTES` bytes of UTF-8: the starts of scraped texts, cut at a line.

    `kind` is ``dump`` (every visible line) or ``article`` (an extractor's text). At least seven eighths of the bytes
    are used.
    """
    cut = (_cut(text) for _, text in data.scraped(set_name, _KINDS[kind]))
    long_enough = [text for text in cut if len(text.encode()) >= TEXT_BYTES * 7 // 8]
    random.Random(SEED).shuffle(long_enough)  # noqa: S311  a choice of texts, no secret
    return long_enough[:count]


def _cut(text: str) -> str:
    start = text.encode()[:TEXT_BYTES].decode(errors="ignore")
    return start.rpartition("\n")[0] if len(start) < len(text) else start


def speed_tables(subject: Subject, count: int, repetitions: int) -> list[Table]:
    """Documents a second of every contender, and how many times C4's filter that is."""
    rows: list[Sequence[str]] = []
    for set_name, kind in itertools.product(SETS, _KINDS):
        given = texts(set_name, kind, count)
        found = _interleaved(_contenders(subject), given, repetitions)
        reference = found["datatrove C4QualityFilter"]
        for name, (median, least) in found.items():
            rates = (number(len(given) / median, 0), number(len(given) / least, 0))
            rows.append((set_name, kind, name, str(len(given)), *rates, number(reference.median / median, 2)))
    under = [notes.SPEED.format(bytes=TEXT_BYTES, count=count, repetitions=repetitions)]
    columns = ("set", "texts", "method", "count", "documents a second", "undisturbed", "times C4")
    tables = [Table("Speed on text", columns, rows, under)]
    if subject.target != NONE:
        tables.append(_memory_table(subject, count))
    return tables


def on_one_core() -> None:
    """Keep this process on one core and its numeric libraries on one thread. Call it before they are imported."""
    for variable in _THREADS:
        os.environ[variable] = "1"
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def _contenders(subject: Subject) -> dict[str, Work]:
    document = extras.load("datatrove.data", "datatrove").Document
    extras.load("spacy", "spacy")
    filters = extras.load("datatrove.pipeline.filters", "datatrove")
    c4, fineweb = filters.C4QualityFilter(), filters.FineWebQualityFilter()
    found: dict[str, Work] = {
        "datatrove C4QualityFilter": lambda text: c4.filter(document(text=text, id="")),
        "datatrove FineWebQualityFilter": lambda text: fineweb.filter(document(text=text, id="")),
    }
    if subject.target != NONE:
        found[subject.name] = subject.call
    return found


class _Seconds(NamedTuple):
    """How long a contender takes for all texts."""

    median: float
    """Of the repetitions."""
    least: float
    """The sum of each text's fastest time: what is left when nothing else runs on the machine."""


def _interleaved(contenders: dict[str, Work], given: Sequence[str], repetitions: int) -> dict[str, _Seconds]:
    seconds: dict[str, list[list[float]]] = {name: [] for name in contenders}
    for turn in range(repetitions + 1):
        for name, work in contenders.items():
            times = []
            for text in given:
                started = time.perf_counter()
                work(text)
                times.append(time.perf_counter() - started)
            if turn:
                seconds[name].append(times)
    return {
        name: _Seconds(statistics.median(map(sum, turns)), sum(map(min, zip(*turns, strict=True))))
        for name, turns in seconds.items()
    }


def _memory_table(subject: Subject, count: int) -> Table:
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        idle = pool.apply(_peak_megabytes, (None, []))
        peak = pool.apply(_peak_megabytes, (subject, texts("wcxb", "dump", count)))
    columns = ("method", "texts", "peak MB", "of them before the first text")
    return Table("Memory", columns, [(subject.name, str(count), number(peak, 0), number(idle, 0))], [notes.MEMORY])


def _peak_megabytes(subject: Subject | None, given: Sequence[str]) -> float:
    for text in given:
        if subject:
            subject.clean_text(text, None)
    return _peak_kilobytes() / 1024


def _peak_kilobytes() -> int:
    """Peak resident set of this process. On Linux from its status, since ``ru_maxrss`` begins with the parent's."""
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"^VmHWM:\s+(\d+) kB", status.read_text(), re.MULTILINE)
        if found:
            return int(found.group(1))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 1024 if sys.platform == "darwin" else peak
