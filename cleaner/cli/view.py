"""What a person sees of a batch: a bar on a terminal, a line a minute in a log, a table at the end."""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from .options import printable

if TYPE_CHECKING:
    from ..batch import Outcome
    from ..tally import Tally
    from ..workers import Result

__all__ = ["Display", "table", "write_stats"]

_REFRESH = 0.1
_LOG_EVERY = 60.0
# A quick run needs no bar.
_PATIENCE = 0.7
_BAR = 24
# More failures than this are not all told: the rejects file has them.
_FAILURES = 20


class Display:
    """Shows how a batch gets on, on standard error."""

    def __init__(self, *, quiet: bool, rejects: bool, stream: TextIO | None = None) -> None:
        """Show nothing but errors if ``quiet``; ``rejects`` tells whether a file has the failures."""
        self._stream = stream or sys.stderr
        self._terminal = self._stream.isatty()
        self._quiet = quiet
        self._rejects = rejects
        self._failures = 0
        self._started = self._shown = time.monotonic()
        self._before = 0
        self._first_done = -1
        self._total = 0
        self._tally: Tally | None = None
        self._drawn = False

    def begin(self, resumed: Tally | None, total: int) -> None:
        """Say so if an interrupted run goes on."""
        self._total = total
        if resumed is not None:
            self._before = resumed.documents
            if not self._quiet:
                done = resumed.documents + resumed.rejected
                self.say(f"going on with the run that was interrupted, after {done:,} documents")

    def update(self, result: Result, tally: Tally, done: int) -> None:
        """Show notes and failures as they come, and how far it is."""
        self._tally = tally
        for note in result.notes:
            self.say(note)
        for reject in result.rejects:
            self._failures += 1
            if self._failures <= _FAILURES or not self._rejects:
                place = f", {reject['place']}" if reject["place"] else ""
                self.say(f"error: {reject['source']}{place}: {reject['reason']}")
            elif self._failures == _FAILURES + 1:
                self.say("further errors are in the rejects file only")
        self.tick(done)

    def tick(self, done: int) -> None:
        """Show how far it is, if it is time."""
        now = time.monotonic()
        if self._first_done < 0:
            self._first_done = done
        if self._quiet or self._tally is None or now - self._started < _PATIENCE:
            return
        if self._terminal and now - self._shown >= _REFRESH:
            width = shutil.get_terminal_size().columns - 1
            self._stream.write("\r\x1b[K" + f"{self._bar(done)}{self._progress(done, now)}"[:width])
            self._stream.flush()
            self._drawn = True
            self._shown = now
        elif not self._terminal and now - self._shown >= _LOG_EVERY:
            self.say(f"{time.strftime('%H:%M:%S')} {self._progress(done, now)}")
            self._shown = now

    def _bar(self, done: int) -> str:
        if not self._total:
            return ""
        full = min(_BAR, _BAR * done // self._total)
        return f"[{'#' * full}{'-' * (_BAR - full)}] "

    def _progress(self, done: int, now: float) -> str:
        if self._tally is None:
            return ""
        seconds = max(now - self._started, 1e-9)
        fresh = self._tally.documents - self._before
        parts = [f"{self._tally.documents:,} documents", f"{fresh / seconds:,.0f}/s"]
        if self._total:
            parts.insert(0, f"{min(100, 100 * done // self._total)}%")
            read = done - self._first_done
            if read > 0:
                parts.append(f"{_duration(seconds * max(0, self._total - done) / read)} left")
        if self._tally.rejected:
            parts.append(f"{self._tally.rejected:,} rejected")
        return ", ".join(parts)

    def say(self, line: str) -> None:
        """Write a line, above the bar."""
        self.clear()
        self._stream.write(printable(line) + "\n")
        self._stream.flush()

    def clear(self) -> None:
        """Take the bar away."""
        if self._drawn:
            self._stream.write("\r\x1b[K")
            self._drawn = False


def _duration(seconds: float) -> str:
    """Return hours, minutes and seconds: ``0:03:12``."""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def table(outcome: Outcome) -> Iterator[str]:
    """Yield the lines of the table at the end."""
    tally = outcome.tally
    rate = outcome.fresh / outcome.seconds if outcome.seconds else 0.0
    rows: list[tuple[str, str, str]] = [("documents", f"{tally.documents:,}", f"{tally.changed:,} changed")]
    rows.append(("words in", f"{tally.words_in:,}", ""))
    rows.append(("words out", f"{tally.words_out:,}", _share(tally.words_out, tally.words_in)))
    rows.append(("lines removed", f"{tally.removed.total():,}", _share(tally.removed.total(), tally.lines_in)))
    rows += [(f"  {label}", f"{count:,}", "") for label, count in tally.removed.most_common()]
    rows.append(("rejects", f"{tally.rejected:,}", str(outcome.rejects) if outcome.rejects else ""))
    if tally.skipped:
        rows.append(("skipped", f"{tally.skipped:,}", "no documents"))
    rows += [(f"warning: {text}"[:40], f"{count:,}", "") for text, count in tally.warnings.most_common(5)]
    rows.append(("rate", f"{rate:,.0f}/s", f"in {_duration(outcome.seconds)}"))
    names = max(len(name) for name, _, _ in rows)
    counts = max(len(count) for _, count, _ in rows)
    for name, count, note in rows:
        yield f"{name:<{names}}  {count:>{counts}}  {note}".rstrip()


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else ""


def write_stats(outcome: Outcome, path: Path) -> None:
    """Write the table's figures as JSON."""
    from ..formats.files import write_atomic

    rate = outcome.fresh / outcome.seconds if outcome.seconds else 0.0
    data: dict[str, Any] = {
        **outcome.tally.to_dict(),
        "complete": outcome.complete,
        "resumed": outcome.resumed,
        "seconds": round(outcome.seconds, 3),
        "documents_per_second": round(rate, 2),
        "rejects_file": str(outcome.rejects) if outcome.rejects else None,
    }
    write_atomic(path, (json.dumps(data, indent=2) + "\n").encode())
