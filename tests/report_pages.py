"""Reports for the tests, and a browser to look at them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cases import ROOT, load_cases

from cleaner import Action, Article, Cleaner, Evidence, Label, Prediction, Record
from cleaner.report import from_article, write_report

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Dialog, Page

_ARGUMENTS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
HOSTILE = (
    "<script>window.hit = 1</script>",
    "</script><script>window.hit = 2</script><script>",
    "<!--<script>",
    "<img src=x onerror='window.hit = 3'><svg onload=alert(1)>",
    '<a href="javascript:window.hit = 4">javascript:window.hit = 5</a>',
    "<link rel=stylesheet href=https://example.org/x.css><iframe src=https://example.org/></iframe>",
    "left \u202eright to left\u202c and \u2066isolated\u2069 and \u202a",
    "bell \x07 escape \x1b[31m delete \x7f",
    "half a pair \ud83d and a whole one \U0001f600",
    "]]> --> %SCRIPT% %STYLE% ${window.hit = 6} {{window.hit = 7}}",
)


@cache
def articles() -> tuple[Article, ...]:
    """The seeds and fixtures, cleaned; the fixtures with addresses, so that there are sites."""
    seeds = [Record(f"seeds/{path.name}", path.read_bytes()) for path in sorted((ROOT / "seeds").glob("*.txt"))]
    cases = [
        Record(
            f"{case.kind}/{case.name}", case.text, url=f"https://www.{case.language}-{case.kind}.example/{case.name}"
        )
        for kind in ("wild", "negative")
        for case in load_cases(kind)
    ]
    return tuple(Cleaner().pipe(seeds + cases))


def article(name: str) -> Article:
    """One of them."""
    return next(one for one in articles() if one.id == name)


def hostile_articles() -> list[Article]:
    """Texts that want to be more than text, in every place where the report shows some."""
    body = "".join(f"{line}\n" for line in HOSTILE)
    records = [Record(f"{n} {line}", f"{line}\n\n{body}", url=f"javascript:{line}") for n, line in enumerate(HOSTILE)]
    records.append(Record("long", "word " * 200_000 + "\n" + "x" * 1_000_000 + "\nthe end of it is here.\n"))
    return list(Cleaner().pipe(records))


def palette() -> Article:
    """A document with a line of each label, dropped, moved, kept, in doubt and not."""
    body = (Label.BODY, Label.HEADING)
    kinds = [
        (label, action, score)
        for label in Label
        for action in (Action if label not in body else [Action.KEEP])
        for score in (0.1, 0.5, 0.95)
    ]
    lines = [f"{label} {action} {score}" for label, action, score in kinds]
    (one,) = Cleaner().pipe([Record("palette", "\n".join(lines))])
    evidence = (Evidence("rule", "given", 1.25), Evidence("prior", "given too", -0.05))
    predictions = tuple(Prediction(label, score, evidence, action) for label, action, score in kinds)
    return replace(one, predictions=predictions)


def write(path: Path, shown: tuple[Article, ...] | list[Article]) -> Path:
    """Write a report of ``shown``."""
    write_report(map(from_article, shown), path, title="Seeds and fixtures")
    return path


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the installed Chromium.

    Without one the tests are skipped, unless ``CLEANER_REQUIRE_BROWSER`` is ``1``: then they fail.
    """
    required = os.environ.get("CLEANER_REQUIRE_BROWSER") == "1"
    path = os.environ.get("CLEANER_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _missing('playwright is not installed: pip install "cleaner[browser]"', required=required)
    if path is None:
        _missing("no chromium is installed, and CLEANER_CHROMIUM names none", required=required)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def _missing(reason: str, *, required: bool) -> None:
    if required:
        pytest.fail(f"CLEANER_REQUIRE_BROWSER is 1, but {reason}")
    pytest.skip(reason)


class Visit:
    """A page that is watched: what it writes to the console, what goes wrong and what it asks for."""

    def __init__(self, context: BrowserContext, path: Path) -> None:
        self.path = path
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("dialog", self._dismiss)
        context.on("request", lambda request: self.requests.append(request.url))

    def _dismiss(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def open(self, address: str = "") -> Page:
        """Open the report at an address such as ``#doc=a`` and wait until it is drawn."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.path.as_uri()}{address}")
        self.page.wait_for_selector("html[data-ready]")
        self.page.wait_for_selector("#reader:not([aria-busy])", state="attached")
        return self.page

    @property
    def foreign(self) -> list[str]:
        """The requests that left this file."""
        own = (self.path.as_uri(), "about:blank", "data:,", f"blob:{self.path.as_uri()[:5]}", "blob:null")
        return [url for url in self.requests if not url.startswith(own)]
