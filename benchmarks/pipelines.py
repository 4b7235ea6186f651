"""What `clean` costs inside each engine: its share of the run, and what the adapter adds to it.

Run ``python -m benchmarks.pipelines``; nothing but the engines is needed (``pip install "cleaner[integrations]"``).
The texts are the project's seeds and fixtures, over and over.

Every process that cleans counts its own CPU seconds: those in ``Cleaner.__call__`` (**clean**), and those in the
adapter's call around it (less clean: **adapter**). The run is the CPU seconds of this process and of all that it
started: what is neither clean nor adapter there is the engine's own work.
"""

import argparse
import functools
import json
import os
import shlex
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from cleaner import Cleaner

from . import extras
from .extras import version_of
from .tables import Table, number, section, share, write_section

COUNT = 20_000
# Enough for engines to start their processes, and for these to load what they keep.
WARM_COUNT = 400
BATCH = 500
# Processes that clean, in the engines that have processes of their own.
PROCESSES = 2
# At most this share of clean's own time may go to the adapter.
MOST_OVERHEAD = 0.15
_FOLDER = "CLEANER_TIMES"

Rows = list[dict[str, Any]]
Run = Callable[[Rows], object]


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of one run: wall, and CPU of all processes, of the adapter's calls, and of `clean` in these."""

    engine: str
    wall: float
    run: float
    calls: float
    clean: float

    @property
    def overhead(self) -> float:
        """What the adapter adds, as a share of clean's own time."""
        return (self.calls - self.clean) / self.clean

    @property
    def share(self) -> float:
        """Clean's share of the run."""
        return self.clean / self.run


ROOT = Path(__file__).resolve().parents[1]


def _case_text(path: Path) -> str:
    """Return the input of a fixture: each line without the labels before its bar."""
    body = path.read_text("utf-8").split("+++\n", 2)[2]
    return "\n".join(line.partition("|")[2].removeprefix(" ") for line in body.splitlines()) + "\n"


def rows(count: int) -> Rows:
    """``count`` rows: the seeds and fixtures, over and over."""
    seeds = [path.read_bytes().decode() for path in sorted((ROOT / "seeds").glob("*.txt"))]
    texts = [*seeds, *(_case_text(path) for path in sorted((ROOT / "fixtures").glob("*/*.txt")))]
    return [{"key": str(n), "text": texts[n % len(texts)]} for n in range(count)]


class Clock:
    """Counts the CPU seconds of this process in `clean`, once it is started."""

    seconds = 0.0

    @classmethod
    @functools.cache
    def start(cls) -> None:
        """Put the clock around ``Cleaner.__call__``."""
        inner = Cleaner.__call__

        def call(self: Cleaner, record: Any) -> Any:
            started = time.thread_time()
            try:
                return inner(self, record)
            finally:
                cls.seconds += time.thread_time() - started

        Cleaner.__call__ = call  # type: ignore[method-assign]


def timed(call: Callable[..., Any]) -> Callable[..., Any]:
    """Return an adapter's call that adds its CPU seconds, and those of `clean` in it, to this process's file."""

    @functools.wraps(call)
    def noted(*args: Any, **kwargs: Any) -> Any:
        Clock.start()
        before, started = Clock.seconds, time.thread_time()
        result = call(*args, **kwargs)
        line = [time.thread_time() - started, Clock.seconds - before]
        with Path(os.environ[_FOLDER], f"{os.getpid()}.jsonl").open("a") as log:
            log.write(json.dumps(line) + "\n")
        return result

    return noted


@contextmanager
def _spark() -> Iterator[Run]:
    os.environ["PYSPARK_PYTHON"] = sys.executable
    from pyspark.sql import SparkSession

    from cleaner.integrations import spark

    settings: dict[str, bool | float | int | str | None] = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.log.level": "ERROR",
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(BATCH),
    }
    session = SparkSession.builder.master(f"local[{PROCESSES}]").config(map=settings).getOrCreate()
    mapper = spark._mapper  # noqa: SLF001 - the call that runs in the workers

    def run(given: Rows) -> None:
        frame = session.createDataFrame(given, "key STRING, text STRING").repartition(PROCESSES * 4)
        spark.clean_dataframe(frame).write.format("noop").mode("overwrite").save()

    # A worker cleans in the call of the table's cleaner; it is sent there with its class.
    spark._mapper = lambda cleaner: mapper(timed(cleaner))  # type: ignore[arg-type] # noqa: SLF001
    try:
        yield run
    finally:
        session.stop()


@contextmanager
def _ray() -> Iterator[Run]:
    import pyarrow as pa
    import ray

    from cleaner.integrations.ray import CleanBatch

    class Timed(CleanBatch):
        __call__ = timed(CleanBatch.__call__)

    ray.init(
        num_cpus=PROCESSES,
        include_dashboard=False,
        object_store_memory=500_000_000,
        log_to_driver=False,
        runtime_env={"env_vars": {_FOLDER: os.environ[_FOLDER]}},
    )
    actors: dict[str, Any] = {"compute": ray.data.ActorPoolStrategy(size=PROCESSES), "num_cpus": 0.5}

    def run(given: Rows) -> None:
        blocks = [pa.Table.from_pylist(given[n : n + BATCH]) for n in range(0, len(given), BATCH)]
        data = ray.data.from_arrow(blocks)
        data.map_batches(Timed, batch_format="pyarrow", batch_size=BATCH, **actors).materialize()

    try:
        yield run
    finally:
        ray.shutdown()


@contextmanager
def _datatrove() -> Iterator[Run]:
    from datatrove.executor.local import LocalPipelineExecutor
    from datatrove.pipeline.readers.jsonl import JsonlReader
    from datatrove.pipeline.writers.jsonl import JsonlWriter

    from cleaner.integrations.datatrove import ArticleCleaner

    ArticleCleaner._clean = timed(ArticleCleaner._clean)  # type: ignore[method-assign] # noqa: SLF001

    def run(given: Rows) -> None:
        with tempfile.TemporaryDirectory() as folder:
            (source := Path(folder, "in")).mkdir()
            (source / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in given), "utf-8")
            steps = [JsonlReader(str(source), id_key="key"), ArticleCleaner(), JsonlWriter(f"{folder}/out")]
            LocalPipelineExecutor(steps, tasks=1, logging_dir=f"{folder}/logs").run()

    yield run


@contextmanager
def _datasets() -> Iterator[Run]:
    from datasets import Dataset, disable_progress_bars

    from cleaner.integrations.datasets import CleanBatch

    disable_progress_bars()
    CleanBatch.__call__ = timed(CleanBatch.__call__)  # type: ignore[method-assign]

    def run(given: Rows) -> None:
        Dataset.from_list(given).with_format("arrow").map(CleanBatch(), batched=True, batch_size=BATCH)

    yield run


@contextmanager
def _pandas() -> Iterator[Run]:
    import pandas as pd

    from cleaner.integrations.pandas import clean_dataframe

    call = timed(clean_dataframe)
    yield lambda given: call(pd.DataFrame(given))


@contextmanager
def _polars() -> Iterator[Run]:
    import polars as pl

    import cleaner.integrations.polars
    from cleaner.integrations.arrow import TableCleaner

    del cleaner
    TableCleaner.__call__ = timed(TableCleaner.__call__)  # type: ignore[method-assign]
    article: Any = pl.col("text")
    yield lambda given: pl.DataFrame(given).with_columns(article.cleaner.article().alias("cleaned"))


@contextmanager
def _scrapy() -> Iterator[Run]:
    from scrapy import Request, Spider
    from scrapy.crawler import CrawlerProcess

    from cleaner.integrations.scrapy import CleanPipeline

    CleanPipeline.process_item = timed(CleanPipeline.process_item)  # type: ignore[method-assign]

    class Articles(Spider):
        name = "articles"
        given: Rows

        async def start(self) -> Any:
            yield Request("data:,")

        def parse(self, _response: Any) -> Iterator[dict[str, Any]]:
            yield from self.given

    settings = {
        "ITEM_PIPELINES": {"cleaner.integrations.scrapy.CleanPipeline": 300},
        "LOG_LEVEL": "CRITICAL",
        "TELNETCONSOLE_ENABLED": False,
    }

    first = iter([True])

    def run(given: Rows) -> None:
        if next(first, False):
            # A process has one crawl in it: what it warms up is the cleaner.
            list(map(Cleaner(), (_record(row) for row in given)))
            return
        process = CrawlerProcess(settings)
        process.crawl(Articles, given=given)
        process.start()

    yield run


def _record(row: dict[str, Any]) -> Any:
    from cleaner import Record

    return Record(row["key"], row["text"])


ENGINES = {
    "spark": (_spark, "pyspark"),
    "ray": (_ray, "ray"),
    "datatrove": (_datatrove, "datatrove"),
    "datasets": (_datasets, "datasets"),
    "pandas": (_pandas, "pandas"),
    "polars": (_polars, "polars"),
    "scrapy": (_scrapy, "Scrapy"),
}


def measure(engine: str, count: int) -> Cost:
    """Run one engine in this process: once to warm up, and once for the figures."""
    start, _ = ENGINES[engine]
    given, few = rows(count), rows(WARM_COUNT)
    with tempfile.TemporaryDirectory() as folder:
        os.environ[_FOLDER] = folder
        os.environ["HF_HUB_OFFLINE"] = "1"
        os.environ["PYTHONPATH"] = str(ROOT)
        with start() as run:
            run(few)
            for log in Path(folder).iterdir():
                log.unlink()
            started = time.perf_counter()
            with _cpu_seconds() as used:
                run(given)
            wall = time.perf_counter() - started
        lines = [json.loads(line) for log in Path(folder).iterdir() for line in log.read_text().splitlines()]
    return Cost(engine, wall, used[0], sum(line[0] for line in lines), sum(line[1] for line in lines))


@contextmanager
def _cpu_seconds() -> Iterator[list[float]]:
    """Collect the CPU seconds of this process and of all that it starts, those that end before it does included.

    Engines end their workers in ways that leave no trace of what these used, so they are looked at every second.
    """
    me = extras.load("psutil", "psutil").Process()
    gone = extras.load("psutil", "psutil").NoSuchProcess
    last: dict[Any, float] = {}

    def look() -> None:
        for process in (me, *me.children(recursive=True)):
            with suppress(gone):
                spent = process.cpu_times()
                last[process] = float(spent.user + spent.system)

    def watch() -> None:
        while not done.wait(1):
            look()

    look()
    before, done, result = sum(last.values()), threading.Event(), [0.0]
    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield result
    finally:
        done.set()
        watcher.join()
        look()
        result[0] = sum(last.values()) - before


def table(costs: Sequence[Cost], count: int) -> Table:
    """Return the figures of all engines."""
    columns = ("engine", "version", "wall s", "run s", "clean s", "adapter s", "adapter / clean", "clean / run")
    cells = [
        (
            cost.engine,
            version_of(ENGINES[cost.engine][1]),
            number(cost.wall, 1),
            number(cost.run, 1),
            number(cost.clean, 1),
            number(cost.calls - cost.clean, 1),
            share(cost.overhead),
            share(cost.share),
        )
        for cost in costs
    ]
    note = (
        f"{count:,} texts (seeds and fixtures, over and over), after {WARM_COUNT} to warm up; Spark and Ray with "
        f"{PROCESSES} processes that clean, the others with one. **run s**, **clean s** and **adapter s** are CPU "
        "seconds over all processes: of the engine with all it does, of `Cleaner`, and of the adapter around it. "
        f"**adapter / clean** is what the adapter adds; at most {share(MOST_OVERHEAD, 0)} is the aim."
    )
    return Table("Share of clean in each engine's run", columns, cells, [note])


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure each engine in a process of its own; the exit status is 1 if an adapter adds more than it may."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    options = _parser().parse_args(given)
    if options.one:
        cost = measure(options.one, options.count)
        print(json.dumps(astuple(cost)))
        return 0
    costs = [_measured_alone(engine, options.count) for engine in options.engine or ENGINES]
    texts = sha256("".join(row["text"] for row in rows(WARM_COUNT)).encode()).hexdigest()[:12]
    command = shlex.join(["python", "-m", "benchmarks.pipelines", *given])
    text = section("Pipelines", command, texts, [table(costs, options.count)])
    print(text)
    if options.write:
        write_section("Pipelines", text)
    return int(any(cost.overhead > MOST_OVERHEAD for cost in costs))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pipelines", description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT, metavar="N", help=f"texts; {COUNT} unless said")
    parser.add_argument("--engine", choices=ENGINES, action="append", help="may be given several times")
    parser.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    parser.add_argument("--one", choices=ENGINES, help=argparse.SUPPRESS)
    return parser


def _measured_alone(engine: str, count: int) -> Cost:
    """Measure in a process of its own: engines change what others find in theirs."""
    command = [sys.executable, "-m", "benchmarks.pipelines", "--one", engine, "--count", str(count)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - itself
    if done.returncode:
        raise SystemExit(f"{engine} could not be measured:\n{done.stderr}")
    cost = Cost(*json.loads(done.stdout.splitlines()[-1]))
    print(f"{engine}: clean {cost.clean:.1f} s, adapter {share(cost.overhead)} of it", file=sys.stderr, flush=True)
    return cost


if __name__ == "__main__":
    # Under its own name, and not as __main__: worker processes import what is here.
    from benchmarks.pipelines import main as run_main

    sys.exit(run_main())
