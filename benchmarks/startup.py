"""How long a user waits for the command line: whole processes, imports included."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

from .tables import Table, number

__all__ = ["startup_tables"]

_SEEDS = Path(__file__).resolve().parents[1] / "seeds"
_COMMANDS = {
    "cleaner --help": ("--help",),
    "cleaner clean seeds/": ("clean", "-q", str(_SEEDS)),
}


def startup_tables(repetitions: int) -> list[Table]:
    """Wall seconds of each command, minimum and median over ``repetitions`` runs after one that warms the caches."""
    program = str(Path(sys.executable).with_name("cleaner"))
    rows = []
    for name, arguments in _COMMANDS.items():
        seconds = []
        for _ in range(repetitions + 1):
            began = time.perf_counter()
            subprocess.run([program, *arguments], check=True, capture_output=True)  # noqa: S603  our own program
            seconds.append(time.perf_counter() - began)
        rows.append((name, number(min(seconds[1:]), 2), number(statistics.median(seconds[1:]), 2)))
    return [
        Table(
            "Start-up", ("command", "fastest, s", "median, s"), rows, [f"{repetitions} runs of a whole process each."]
        )
    ]
