"""Speed on pages of HTML, beside trafilatura on the same pages in the same run, on one core."""

import logging
import random
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

import cleaner
from cleaner import Config
from cleaner.errors import CleanerError

from . import data, extras, notes
from .tables import Table, number

SEED = 3
SETS = ("wcxb", "aeb", "fundus", "daniel")

Work = Callable[[bytes], object]


def pages(count: int) -> list[bytes]:
    """The sources of ``count`` pages, of each set as many."""
    found: list[bytes] = []
    for set_name in SETS:
        ids = sorted(page.id for page in data.pages(set_name) if page.gold)
        chosen = random.Random(SEED).sample(ids, min(len(ids), count // len(SETS)))  # noqa: S311  a choice of pages
        found.extend(html for _, html in data.html(set_name, chosen))
    return found


def page_tables(count: int, repetitions: int) -> list[Table]:
    """Milliseconds a page of every contender, and how many times trafilatura's that is."""
    given = pages(count)
    seconds = _interleaved(_contenders(), given, repetitions)
    rows = [
        (name, str(len(given)), number(1000 * own / len(given), 1), *(number(own / seconds[of], 2) for of in _PEERS))
        for name, own in seconds.items()
    ]
    columns = ("method", "pages", "milliseconds a page", "times with metadata", "times without")
    size = sum(map(len, given)) // len(given) // 1000
    return [Table("Speed on pages", columns, rows, [notes.PAGE_SPEED.format(size=size, repetitions=repetitions)])]


_PEERS = ("trafilatura, with metadata", "trafilatura, without")


def _contenders() -> dict[str, Work]:
    extract = extras.load("trafilatura", "trafilatura").extract
    with_metadata, without = _PEERS

    def cleaned(config: Config) -> Work:
        return lambda page: cleaner.clean(page, media_type="text/html", config=config)

    return {
        with_metadata: lambda page: extract(page, include_comments=False, with_metadata=True),
        without: lambda page: extract(page, include_comments=False),
        "cleaner, default": cleaned(Config()),
        "cleaner, default, metadata off": cleaned(Config(metadata=False)),
        "cleaner, fast": cleaned(Config(engine="fast")),
        "cleaner, fast, metadata off": cleaned(Config(engine="fast", metadata=False)),
    }


def _interleaved(contenders: dict[str, Work], given: Sequence[bytes], repetitions: int) -> dict[str, float]:
    """Seconds of the processor for all pages, a repetition; each page is done by all contenders in turn."""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    spent = dict.fromkeys(contenders, 0.0)
    for turn in range(repetitions + 1):
        for page in given:
            for name, work in contenders.items():
                started = time.process_time()
                with suppress(CleanerError):
                    work(page)
                if turn:
                    spent[name] += time.process_time() - started
    return {name: own / repetitions for name, own in spent.items()}
