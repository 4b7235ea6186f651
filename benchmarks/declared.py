"""Title, author and date of pages: exact matches of `cleaner`, trafilatura and newspaper4k with the gold."""

import re
from collections.abc import Callable
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from . import data, extras
from .html_peers import decoded
from .tables import Table, share

SETS = ("fundus", "wcxb")
_SEPARATORS = re.compile(r"\s*[,;&/|]\s*|\s+and\s+")
_DAY = 10
NOTE = (
    "A value is exact when it equals the gold: titles with white space put in order and without case; authors as a set "
    "of names, taken apart at commas, semicolons, slashes, bars, `&` and `and`; dates to the day. `given` is the share "
    "of pages with any value, among those whose gold has one."
)


class Facts(NamedTuple):
    """What is known of a page; empty where nothing is."""

    title: str
    authors: frozenset[str]
    date: str


def metadata_tables(limit: int | None) -> list[Table]:
    """A row for each set, field and method."""
    methods: dict[str, Callable[[bytes, str], Facts]] = {
        "cleaner": partial(_cleaner, "default"),
        "cleaner, fast": partial(_cleaner, "fast"),
        "trafilatura": _trafilatura,
        "newspaper4k": _newspaper,
    }
    rows: list[tuple[str, ...]] = []
    for set_name in SETS:
        pages = {page.id: page for page in islice(data.pages(set_name), limit)}
        found: dict[str, dict[str, Facts]] = {name: {} for name in methods}
        for page_id, html in data.html(set_name, pages):
            for name, read in methods.items():
                found[name][page_id] = _safely(read, html, pages[page_id].url)
        for field in Facts._fields:
            known = {i: wanted for i, page in pages.items() if (wanted := getattr(_gold(page), field))}
            for name, facts in found.items():
                given = [getattr(facts[i], field) for i in known if i in facts]
                exact = sum(getattr(facts[i], field) == wanted for i, wanted in known.items() if i in facts)
                count = max(len(known), 1)
                rows.append(
                    (set_name, field, name, str(len(known)), share(exact / count), share(sum(map(bool, given)) / count))
                )
    return [Table("Metadata: exact matches", ("set", "field", "method", "pages", "exact", "given"), rows, [NOTE])]


def _gold(page: data.Page) -> Facts:
    return _facts(page.title, page.author, page.date)


def _facts(title: object, authors: object, date: object) -> Facts:
    names = authors if isinstance(authors, str) else ", ".join(authors) if isinstance(authors, (list, tuple)) else ""
    people = frozenset(_plain(name) for name in _SEPARATORS.split(names) if name.strip())
    return Facts(_plain(title), people, str(date or "")[:_DAY])


def _plain(text: object) -> str:
    return " ".join(str(text or "").split()).casefold()


def _safely(read: Callable[[bytes, str], Facts], html: bytes, url: str) -> Facts:
    try:
        return read(html, url)
    except extras.PeerMissingError:
        raise
    except Exception:  # noqa: BLE001  a method may raise anything on a bad page; it then knows nothing
        return _facts(None, None, None)


def _cleaner(engine: Any, html: bytes, url: str) -> Facts:
    from cleaner import Config, clean

    found = clean(html, url=url or None, media_type="text/html", config=Config(engine=engine)).metadata
    return _facts(found.title, found.authors, found.published)


def _trafilatura(html: bytes, url: str) -> Facts:
    metadata = extras.load("trafilatura.metadata", "trafilatura")
    found = metadata.extract_metadata(html, default_url=url or None)
    return _facts(found.title, found.author, found.date)


def _newspaper(html: bytes, url: str) -> Facts:
    newspaper = extras.load("newspaper", "newspaper4k")
    article = newspaper.Article(url or "http://localhost/", fetch_images=False)
    article.download(input_html=decoded(html))
    article.parse()
    date = article.publish_date
    return _facts(article.title, article.authors, date.isoformat() if hasattr(date, "isoformat") else None)
