"""Stream the public pages with gold text: pages, scraped texts, HTML, and the site that each page is of.

The data is not part of the project. A folder named by the environment variable ``CLEANER_DATA`` holds a subfolder a
set, each with

- ``gold.jsonl``: an object a page: ``id``, ``url``, ``lang``, ``kind``, ``gold``, ``title``, ``author``, ``date``,
  ``with``, ``without``;
- ``scraped.<flavour>.jsonl.xz``: ``{"id", "text"}``, what a scraper made of the page;
- ``pages.tar.xz``: the pages as bytes, member ``<id>.html``.
"""

import hashlib
import json
import lzma
import os
import re
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

VARIABLE = "CLEANER_DATA"
SETS = ("wcxb", "aeb", "fundus", "daniel", "segments")
DUMP_FLAVOURS = ("resili_all",)
RESIDUE_FLAVOURS = ("traf", "traf_comments", "readability", "resili_main")
FLAVOURS = DUMP_FLAVOURS + RESIDUE_FLAVOURS

SOURCES = """\
  wcxb      Web Content eXtraction Benchmark v1.0, dev split (M. Foley 2026, CC-BY-4.0)
  aeb       article-extraction-benchmark (Scrapinghub/Zyte, MIT)
  fundus    test resources of the Fundus news library (MIT)
  daniel    DAnIEL corpus as re-annotated by Lejeune & Zhu 2018
  segments  evaluation set of trafilatura (Apache-2.0)"""

# Public suffixes of two labels, as far as these pages and common country registries go: bbc.co.uk is a site, co.uk is
# none.
_SECOND_LEVEL = frozenset("ac co com edu gob gouv gov go gr in ltd me mil ne net nhs nom or org plc sch web".split())
_COUNTRY_CODE = 2
# Publishers of the fundus set that publish under two domains.
_SAME_SITE = {"nine.com.au": "9news.com.au"}
# Ids of the segments set whose url is useless begin with the host: "traf-panamaamerica.com.pa-apropiarse.html".
_HOST_IN_ID = re.compile(
    r"^(?:traf-)?((?:[a-z0-9-]+\.)*?[a-z0-9-]+\.(?:com|org|net|info|[a-z]{2})(?:\.[a-z]{2}(?=-))?)(?=[.-])",
    re.IGNORECASE,
)


class DataMissingError(RuntimeError):
    """The folder of pages with gold text is not named, or it lacks a file. The message says what to do."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page with what people said of it. `gold` is ``None`` for a page that has segments only."""

    id: str
    set_name: str
    url: str
    site: str
    kind: str
    lang: str | None = None
    gold: str | None = None
    title: str | None = None
    author: str | None = None
    date: str | None = None
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()


def root() -> Path:
    """The folder that ``CLEANER_DATA`` names.

    Raises `DataMissingError` when the variable is unset or names no folder.
    """
    named = os.environ.get(VARIABLE)
    if not named:
        raise DataMissingError(
            f"{VARIABLE} is unset. It names a folder with a subfolder a set, made from these public sources:\n{SOURCES}"
        )
    folder = Path(named)
    if not folder.is_dir():
        raise DataMissingError(
            f"{VARIABLE} names {named!r}, which is no folder. It needs a subfolder a set, made from:\n{SOURCES}"
        )
    return folder


def path(set_name: str, name: str) -> Path:
    """The file `name` of a set. Raises `DataMissingError` when it is not there."""
    file = root() / set_name / name
    if not file.is_file():
        raise DataMissingError(f"{file} is missing: set {set_name!r} is to be made from its public source:\n{SOURCES}")
    return file


def domain_of(host: str) -> str:
    """The registered domain of a host: its last two labels, or three after a common second level.

    >>> domain_of("www.bbc.co.uk"), domain_of("edition.cnn.com"), domain_of("t.co")
    ('bbc.co.uk', 'cnn.com', 't.co')
    """
    labels = host.lower().strip(".").split(".")
    long = len(labels[-1]) == _COUNTRY_CODE and labels[-2:-1] and labels[-2] in _SECOND_LEVEL
    domain = ".".join(labels[-3:] if long else labels[-2:])
    return _SAME_SITE.get(domain, domain)


def site_of(page_id: str, url: str) -> str:
    """The site that a page is of: the unit that is kept whole when pages are split.

    The registered domain of the url's host, across all sets, so that a site that two sets share is one site. Where
    the url has no host, the host that the id begins with; where it has none either, the id.

    >>> site_of("aeb-1", "https://news.example.co.uk/a")
    'example.co.uk'
    >>> site_of("traf-dw.com.colonial.html", "hard::dw.com.colonial.html")
    'dw.com'
    >>> site_of("wcxb-dev-0551", "http://")
    'wcxb-dev-0551'
    """
    try:
        host = urlsplit(url).hostname if "://" in url else None
    except ValueError:
        host = None
    if host and "." in host:
        return domain_of(host)
    in_id = _HOST_IN_ID.match(page_id)
    return domain_of(in_id.group(1)) if in_id else page_id


def fold_of(site: str, folds: int) -> int:
    """The fold of a site, 0 to `folds` - 1, by a hash of its name: the same everywhere and for any choice of pages."""
    digest = hashlib.sha256(site.encode()).digest()
    return int.from_bytes(digest[:8], "big") % folds


def pages(set_name: str, *, kind: str | None = None) -> Iterator[Page]:
    """The pages of a set, in the order of its file."""
    with path(set_name, "gold.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            page = _page(set_name, json.loads(line))
            if kind is None or page.kind == kind:
                yield page


def _page(set_name: str, row: Mapping[str, object]) -> Page:
    def text(key: str) -> str | None:
        value = row.get(key)
        return value if isinstance(value, str) and value.strip() else None

    def texts(key: str) -> tuple[str, ...]:
        value = row.get(key)
        return tuple(str(item) for item in value) if isinstance(value, list) else ()

    page_id, url = str(row["id"]), str(row.get("url") or "")
    return Page(
        id=page_id,
        set_name=set_name,
        url=url,
        site=site_of(page_id, url),
        kind=text("kind") or "article",
        lang=text("lang"),
        gold=text("gold"),
        title=text("title"),
        author=text("author"),
        date=text("date"),
        wanted=texts("with"),
        unwanted=texts("without"),
    )


def scraped(set_name: str, flavour: str, wanted: Iterable[str] | None = None) -> Iterator[tuple[str, str]]:
    """``(page id, text)`` as the scraper `flavour` made it, of all pages of a set or of the `wanted` ids."""
    only = None if wanted is None else frozenset(wanted)
    with lzma.open(path(set_name, f"scraped.{flavour}.jsonl.xz"), "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if only is None or row["id"] in only:
                yield row["id"], row["text"] or ""


def html(set_name: str, wanted: Iterable[str] | None = None) -> Iterator[tuple[str, bytes]]:
    """``(page id, bytes of the page)`` of all pages of a set or of the `wanted` ids."""
    only = None if wanted is None else frozenset(wanted)
    with tarfile.open(path(set_name, "pages.tar.xz"), "r:xz") as archive:
        for member in archive:
            page_id = member.name.removesuffix(".html")
            if not member.isfile() or (only is not None and page_id not in only):
                continue
            handle = archive.extractfile(member)
            if handle is not None:
                yield page_id, handle.read()


def fingerprint(set_names: Iterable[str] = SETS) -> str:
    """Twelve hexadecimal digits that name the data: SHA-256 over the sets' files (name, size and content)."""
    total = hashlib.sha256()
    for set_name in sorted(set_names):
        for file in sorted((root() / set_name).iterdir()):
            if file.is_file():
                with file.open("rb") as handle:
                    content = hashlib.file_digest(handle, "sha256").hexdigest()
                total.update(f"{set_name}/{file.name} {file.stat().st_size} {content}\n".encode())
    return total.hexdigest()[:12]
