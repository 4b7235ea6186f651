"""Engines that are missing: each of their tests is skipped, and the summary says once how to install them."""

from __future__ import annotations

import pytest
from samples import SKIPPED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if SKIPPED:
        terminalreporter.section("engines that were not tested")
        for line in sorted(SKIPPED):
            terminalreporter.write_line(line)
