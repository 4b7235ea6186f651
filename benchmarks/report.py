"""``python -m benchmarks.report``: how long a report takes to write and to open, and how large it is.

The texts are the fixtures and seeds, strung together and cut to 8,000 bytes each, so that every label and script
occurs. Opening is measured in the installed Chromium, from the request to the first view drawn.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from cleaner import Article, Cleaner, Record
from cleaner.report import from_article, write_report

ROOT = Path(__file__).parent.parent
SIZE = 8000
_ARGUMENTS = "--no-sandbox --disable-gpu --no-first-run --disable-background-networking".split()


def records(count: int) -> Iterator[Record]:
    """Yield `count` texts of about `SIZE` bytes, each of fixtures in another order."""
    sources = [path.read_text("utf-8") for path in sorted(ROOT.glob("seeds/*.txt"))]
    for path in sorted(ROOT.glob("fixtures/*/*.txt")):
        body = path.read_text("utf-8").split("+++\n", 2)[2]
        sources.append("\n".join(line.partition("|")[2].removeprefix(" ") for line in body.split("\n")))
    for n in range(count):
        text, size = [], 0
        # Shuffled: beside each other, texts with a common part would flatter the compression.
        for source in random.Random(n).sample(sources, len(sources)):  # noqa: S311
            text.append(source)
            size += len(source.encode())
            if size >= SIZE:
                break
        cut = "\n".join(text).encode()[:SIZE].decode("utf-8", "ignore")
        # Numbers make no two texts alike: a page that is compressed must not live on repeats.
        yield Record(f"bench/{n:05}.txt", f"{n} {cut}", url=f"https://site{n % 97}.example/{n}")


def opened(path: Path) -> dict[str, float] | None:
    """Return milliseconds to the first paint and to the overview drawn; ``None`` without a Chromium."""
    chromium = os.environ.get("CLEANER_CHROMIUM") or shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    if chromium is None:
        return None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_ARGUMENTS)
        page = browser.new_page()
        page.goto(path.as_uri(), wait_until="commit")
        page.wait_for_selector("html[data-ready]", state="attached")
        ready = page.evaluate("performance.now()")
        paint = page.evaluate("() => performance.getEntriesByType('paint').map((one) => one.startTime)[0] ?? NaN")
        start = time.perf_counter()
        page.goto(f"{path.as_uri()}#doc=bench/00007.txt&line=3")
        page.wait_for_selector(".line.current")
        document = 1000 * (time.perf_counter() - start)
        start = time.perf_counter()
        page.fill("#q", "no text has this")
        page.wait_for_selector("#found:has-text('0 of')")
        page.wait_for_function("() => document.querySelector('#say').textContent.includes('found')")
        search = 1000 * (time.perf_counter() - start)
        browser.close()
        return {"first paint": paint, "first view": ready, "one document": document, "search in all": search}


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.report", description=__doc__)
    parser.add_argument("--count", type=int, default=2000, help="documents")
    parser.add_argument("-o", "--output", type=Path, help="keep the report here")
    options = parser.parse_args()
    start = time.perf_counter()
    articles: list[Article] = list(Cleaner().pipe(records(options.count)))
    cleaned = time.perf_counter() - start
    texts = sum(len(article.document.text.encode()) for article in articles)
    with tempfile.TemporaryDirectory() as folder:
        path = options.output or Path(folder) / "report.html"
        start, used = time.perf_counter(), time.process_time()
        write_report(map(from_article, articles), path)
        written, used = time.perf_counter() - start, time.process_time() - used
        size = path.stat().st_size
        print(f"{options.count} documents, {texts / 1e6:.1f} MB of text, cleaned in {cleaned:.1f} s")
        print(f"written in {written:.2f} s ({used:.2f} s of one core)")
        print(f"{size / 1e6:.1f} MB, {size / texts:.2f} of the texts")
        times = opened(path)
    if times is None:
        print("not opened: no Chromium, or playwright is not installed")
        return 1
    print(", ".join(f"{name} {ms:.0f} ms" for name, ms in times.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
