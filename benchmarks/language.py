"""Language identification against py3langid, on gold texts whose language the sets state."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import islice

from cleaner.language import identify
from cleaner.tokens import tokenize

from . import data
from .extras import load
from .tables import Table, number

__all__ = ["language_tables"]

_DANIEL = {"English": "en", "Chinese": "zh", "Polish": "pl", "Russian": "ru", "Greek": "el"}
# Publishers' countries with one language of the press.
_FUNDUS = {
    "de": "de", "at": "de", "uk": "en", "us": "en", "au": "en", "jp": "ja", "es": "es", "mx": "es", "py": "es",
    "cz": "cs", "tr": "tr", "pl": "pl", "vn": "vi", "se": "sv", "fr": "fr", "it": "it", "tw": "zh", "no": "no",
}  # fmt: skip
# Lengths of the texts' beginnings that are judged, in characters: a document, a paragraph, a headline.
_LENGTHS = (6000, 300, 80)
_TEXTS = 1000


def language_tables() -> list[Table]:
    """Share of texts whose language is found, and documents a second, for both ways."""
    texts = list(islice(_texts(), _TEXTS))
    ways: dict[str, Callable[[str], str]] = {"cleaner": _own, "py3langid": _peer()}
    rows = []
    for name, way in ways.items():
        way("warm up")
        for length in _LENGTHS:
            began = time.perf_counter()
            right = sum(way(text[:length]) == language for text, language in texts)
            seconds = time.perf_counter() - began
            rows.append((name, str(length), number(right / len(texts)), number(len(texts) / seconds, 0)))
    note = (
        f"{len(texts)} gold texts of aeb, daniel and fundus publishers of one-language countries; the first "
        "characters of each. Norwegian and Chinese count as one language each."
    )
    return [Table("Language identification", ("way", "characters", "right", "texts a second"), rows, [note])]


def _texts() -> Iterator[tuple[str, str]]:
    for set_name in ("fundus", "aeb", "daniel"):
        for page in data.pages(set_name):
            stated = page.lang or ""
            language = {"aeb": stated, "daniel": _DANIEL.get(stated), "fundus": _FUNDUS.get(stated)}[set_name]
            if language and page.gold:
                yield page.gold, language


def _own(text: str) -> str:
    return _short(identify(text, tokenize(text)) or "")


def _peer() -> Callable[[str], str]:
    langid = load("py3langid", "py3langid")
    return lambda text: _short(str(langid.classify(text)[0]))


def _short(tag: str) -> str:
    language = tag.partition("-")[0]
    return "no" if language in ("nb", "nn") else language
