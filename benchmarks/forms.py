"""The same pages in the forms that converters give their texts: wrapped, as Markdown, with tags left in."""

import html
import re
import textwrap
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from . import data, extras, metrics, titles
from .html_peers import decoded
from .subject import Subject
from .tables import Table, number

SETS = ("wcxb:article", "aeb", "fundus", "daniel")
_WIDTH = 78
_TARGET = re.compile(r"!\[[^\[\]]*\]\([^()]*\)|\]\([^()]*\)|<[^<>]*>")
_HEADING_WORDS = 12


class Page(NamedTuple):
    """What forms are made of."""

    dump: str
    """Every visible line."""
    extracted: str
    """trafilatura's text."""
    source: str


def _wrapped(text: str, width: int, between: str) -> str:
    return between.join("\n".join(textwrap.wrap(line, width)) for line in text.split("\n") if line.strip())


def _tagged(text: str) -> str:
    """Each line as an element, with what HTML writes as entities."""
    lines = (html.escape(line) for line in text.split("\n") if line.strip())
    return "\n".join(
        f"<h2>{line}</h2>" if len(line.split()) <= _HEADING_WORDS and line[-1] not in ".!?" else f"<p>{line}<br /></p>"
        for line in lines
    )


def _soup(source: str) -> str:
    soup = extras.load("bs4", "beautifulsoup4").BeautifulSoup(source, "lxml")
    for element in soup(["script", "style", "noscript", "template"]):
        element.decompose()
    return str(soup.get_text("\n", strip=True))


def _html2text(source: str, width: int) -> str:
    converter = extras.load("html2text", "html2text").HTML2Text(bodywidth=width)
    return str(converter.handle(source))


def _markdown(source: str) -> str:
    trafilatura = extras.load("trafilatura", "trafilatura")
    options = {"include_links": True, "include_images": True, "include_formatting": True}
    return str(trafilatura.extract(source, output_format="markdown", **options) or "")


FORMS: Mapping[str, Callable[[Page], str]] = {
    "dump": lambda page: page.dump,
    f"dump, wrapped at {_WIDTH}": lambda page: _wrapped(page.dump, _WIDTH, "\n"),
    "dump, with tags": lambda page: _tagged(page.dump),
    "BeautifulSoup, a line a string": lambda page: _soup(page.source),
    "html2text, not wrapped": lambda page: _html2text(page.source, 0),
    "html2text as it comes": lambda page: _html2text(page.source, _WIDTH),
    "trafilatura": lambda page: page.extracted,
    "trafilatura, wrapped at 72": lambda page: _wrapped(page.extracted, 72, "\n\n"),
    "trafilatura, with tags": lambda page: _tagged(page.extracted),
    "trafilatura's Markdown": lambda page: _markdown(page.source),
}
NOTES = (
    "Word F1, mean over pages, before and after; *harmed* is the share of pages, in per cent, that fall by over 0.01.",
    "Words are counted as a reader sees them: without tags, pictures and the targets of links.",
)


def form_tables(subject: Subject, limit: int | None) -> list[Table]:
    """One table a set."""
    return [_table(chosen, subject, limit) for chosen in SETS]


def _table(chosen: str, subject: Subject, limit: int | None) -> Table:
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    titled = titles.measure(chosen.partition(":")[0]).counts
    for gold, page in _pages(chosen, limit):
        for name, form in FORMS.items():
            text = form(page)
            if not text.strip():
                continue
            cleaned = subject.clean_text(text, gold.url)
            after = cleaned.titled if titled else cleaned.text
            found[name].append((_f1(text, gold.gold), _f1(after, gold.gold)))
    rows = [(name, *_row(found[name])) for name in FORMS if found[name]]
    return Table(chosen, ("form", "pages", "before", "after", "harmed"), rows, NOTES)


def _row(f1s: Sequence[tuple[float, float]]) -> tuple[str, ...]:
    before, after = (metrics.mean(column) for column in zip(*f1s, strict=True))
    harmed = metrics.mean([100.0 * (b - a > 0.01) for b, a in f1s])
    return str(len(f1s)), number(before), number(after), number(harmed, 1)


def _f1(text: str, gold: str | None) -> float:
    return metrics.word_score(html.unescape(_TARGET.sub(" ", text)), gold).f1


def _pages(chosen: str, limit: int | None) -> Iterator[tuple[data.Page, Page]]:
    set_name, _, kind = chosen.partition(":")
    pages = {page.id: page for page in [p for p in data.pages(set_name, kind=kind or None) if p.gold][:limit]}
    dumps, extracted = (dict(data.scraped(set_name, flavour, pages)) for flavour in ("resili_all", "traf"))
    for page_id, source in data.html(set_name, pages):
        yield pages[page_id], Page(dumps.get(page_id, ""), extracted.get(page_id, ""), decoded(source))
