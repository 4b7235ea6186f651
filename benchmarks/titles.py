"""Whether a set's gold texts hold the headline, which decides whether cleaned texts are scored with their title."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import unescape

from . import data
from .metrics import word_score, words

# The headline is looked for among so many first lines of the gold.
_FIRST_LINES = 3
# Word F1 between a line and a title from which on they are the same headline; sites and sections are often added to
# one of them.
_ALIKE = 0.7
# A line of so many words that stands whole in the page's <title> is its headline.
_LEAST_WORDS = 3
_TITLE = re.compile(rb"<title[^>]*>(.*?)</title>", re.DOTALL | re.IGNORECASE)
_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TitleCount:
    """Of `pages` with a known title, `held` have it in the first lines of their gold."""

    pages: int
    held: int

    @property
    def share(self) -> float:
        """Share of pages, 0 to 1."""
        return self.held / self.pages if self.pages else 0.0

    @property
    def counts(self) -> bool:
        """Whether texts of this set are scored with their title: where most of its gold texts hold it."""
        return 2 * self.held > self.pages


def gold_holds(gold: str, title: str) -> bool:
    r"""Whether the first lines of a gold text hold a title.

    >>> gold_holds("Rain tomorrow in Rome\nIt will rain.", "Rain tomorrow in Rome | The Daily")
    True
    >>> gold_holds("It will rain.", "Rain")
    False
    """
    wanted = " ".join(words(title))
    for line in [line for line in gold.split("\n") if words(line)][:_FIRST_LINES]:
        tokens = words(line)
        if word_score(line, title).f1 >= _ALIKE or (
            len(tokens) >= _LEAST_WORDS and f" {' '.join(tokens)} " in f" {wanted} "
        ):
            return True
    return False


@cache
def measure(set_name: str) -> TitleCount:
    """Count the gold texts of a set that hold their title: the one that the set gives, else the page's ``<title>``."""
    golds = {page.id: page for page in data.pages(set_name) if page.gold}
    if not golds:
        return TitleCount(0, 0)
    given = {page.id: page.title for page in golds.values() if page.title}
    titles = given or dict(_page_titles(set_name))
    verdicts = Counter(gold_holds(page.gold or "", titles[page.id]) for page in golds.values() if titles.get(page.id))
    return TitleCount(verdicts.total(), verdicts[True])


def _page_titles(set_name: str) -> Iterator[tuple[str, str]]:
    for page_id, page in data.html(set_name):
        found = _TITLE.search(page)
        if found:
            declared = _CHARSET.search(page[:4096])
            yield page_id, unescape(_text(found.group(1), declared.group(1).decode("ascii") if declared else "utf-8"))


def _text(raw: bytes, declared: str) -> str:
    for encoding in ("utf-8", declared):
        try:
            return raw.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("latin-1")
