"""Peers that are given the HTML of a page and give its main text, and a cache of what they gave.

Peers are slow and pages do not change, so results are kept in a folder: a file for each peer, version of it, set and
data.
"""

import json
import lzma
import os
import re
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType

from . import data, extras
from .peers import justext_options

Extractor = Callable[[bytes, str], str]

MOST_PROCESSES = 2
CACHE_VARIABLE = "CLEANER_CACHE"
# Seconds of wall time for a page. A peer that takes longer gives no text for it, and the page counts as such.
PAGE_TIMEOUT = 60
# Raised when a peer is called in another way, so that older results are not taken for the new ones.
_CALLS = 1
_TAGS = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>", re.DOTALL | re.IGNORECASE)


def _trafilatura(page: bytes, url: str, *, favor: str | None = None) -> str:
    trafilatura = extras.load("trafilatura", "trafilatura")
    options = {f"favor_{favor}": True} if favor else {}
    return str(trafilatura.extract(page, url=url or None, include_comments=False, **options) or "")


def _readability(page: bytes, url: str) -> str:
    readability = extras.load("readability", "readability-lxml")
    lxml_html = extras.load("lxml.html", "lxml")
    summary = readability.Document(decoded(page), url=url or None).summary(html_partial=True)
    return str(lxml_html.fromstring(summary).text_content())


def _newspaper(page: bytes, url: str) -> str:
    newspaper = extras.load("newspaper", "newspaper4k")
    article = newspaper.Article(url or "http://localhost/", fetch_images=False)
    article.download(input_html=decoded(page))
    article.parse()
    return str(article.text)


def _resiliparse(page: bytes, _url: str) -> str:
    plain = extras.load("resiliparse.extract.html2text", "Resiliparse")
    tree = extras.load("resiliparse.parse.html", "Resiliparse")
    parsed = tree.HTMLTree.parse(decoded(page))
    return str(plain.extract_plain_text(parsed, main_content=True, alt_texts=False))


def _justext(page: bytes, _url: str) -> str:
    justext = extras.load("justext", "jusText")
    plain = _TAGS.sub(" ", decoded(page))
    paragraphs = justext.justext(page, **justext_options(plain))
    return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)


def decoded(page: bytes) -> str:
    """Decode a page as resiliparse does."""
    encodings = extras.load("resiliparse.parse.encoding", "Resiliparse")
    return str(encodings.bytes_to_str(page, encodings.detect_encoding(page)))


@dataclass(frozen=True, slots=True)
class HtmlPeer:
    """A peer with the name that it is printed with and the distribution that it is in."""

    name: str
    distribution: str
    module: str
    extract: Extractor

    @property
    def key(self) -> str:
        """A file name that changes with the peer's version and with the way it is called."""
        return re.sub(r"\W+", "-", f"{self.name}-{extras.version_of(self.distribution)}-{_CALLS}").strip("-")


HTML_PEERS = (
    HtmlPeer("trafilatura", "trafilatura", "trafilatura", _trafilatura),
    HtmlPeer("trafilatura, precision", "trafilatura", "trafilatura", partial(_trafilatura, favor="precision")),
    HtmlPeer("trafilatura, recall", "trafilatura", "trafilatura", partial(_trafilatura, favor="recall")),
    HtmlPeer("readability-lxml", "readability-lxml", "readability", _readability),
    HtmlPeer("newspaper4k", "newspaper4k", "newspaper", _newspaper),
    HtmlPeer("resiliparse, main content", "Resiliparse", "resiliparse", _resiliparse),
    HtmlPeer("jusText", "jusText", "justext", _justext),
)


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a peer gave for a page. `failure` names the exception where it gave nothing but one."""

    text: str
    seconds: float
    failure: str | None = None


def cache_folder(named: str | None) -> Path | None:
    """The folder for peers' results: the one named by the option, else by ``CLEANER_CACHE``, else none."""
    folder = named or os.environ.get(CACHE_VARIABLE)
    return Path(folder) if folder else None


def extracted(
    peer: HtmlPeer, set_name: str, pages: Sequence[data.Page], cache: Path | None, jobs: int = 1
) -> dict[str, Extracted]:
    """What the peer gives for the pages, by id; from the cache as far as it goes. Processes: `jobs`, at most two."""
    extras.load(peer.module, peer.distribution)
    file = cache / f"{set_name}-{data.fingerprint([set_name])}-{peer.key}.jsonl.xz" if cache else None
    known = _read(file) if file and file.exists() else {}
    missing = {page.id: page.url for page in pages if page.id not in known}
    if missing:
        work = ((page_id, html, missing[page_id]) for page_id, html in data.html(set_name, missing))
        known.update(_run(peer, work, min(jobs, MOST_PROCESSES)))
        if file:
            _write(file, known)
    return {page.id: known[page.id] for page in pages if page.id in known}


def _run(peer: HtmlPeer, work: Iterable[tuple[str, bytes, str]], jobs: int) -> Iterator[tuple[str, Extracted]]:
    if jobs <= 1:
        yield from map(partial(_one, peer), work)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(partial(_one, peer), work, chunksize=4)


def _one(peer: HtmlPeer, item: tuple[str, bytes, str]) -> tuple[str, Extracted]:
    page_id, html, url = item
    started = time.perf_counter()
    text, failure = "", None
    try:
        with _time_limit(PAGE_TIMEOUT):
            text = peer.extract(html, url)
    except extras.PeerMissingError:
        raise
    except Exception as error:  # noqa: BLE001  a peer may raise anything on a bad page; the page then counts as empty
        failure = type(error).__name__
    return page_id, Extracted(text, time.perf_counter() - started, failure)


@contextmanager
def _time_limit(seconds: int) -> Iterator[None]:
    """Raise `TimeoutError` after so many seconds, where the platform has alarm signals."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _read(file: Path) -> dict[str, Extracted]:
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        rows = map(json.loads, lines)
        return {row["id"]: Extracted(row["text"], row["seconds"], row["failure"]) for row in rows}


def _write(file: Path, results: dict[str, Extracted]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".part")
    with lzma.open(unfinished, "wt", encoding="utf-8", preset=1) as out:
        for page_id, result in results.items():
            row = {"id": page_id, "text": result.text, "seconds": round(result.seconds, 4), "failure": result.failure}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    unfinished.replace(file)
