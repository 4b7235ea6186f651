"""Peers that are given the lines of a scraped text and keep some of them.

A peer is a function from lines to flags, `True` for a line that it keeps.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any

from . import extras
from .metrics import words

LinePeer = Callable[[Sequence[str]], list[bool]]

# C4's rules for lines: Raffel et al., "Exploring the Limits of Transfer Learning with a Unified Text-to-Text
# Transformer", JMLR 21 (2020), section 2.2, and the code published with it (tensorflow_datasets, text/c4_utils.py),
# from which the last three come.
_C4_ENDS = (".", "?", "!", '"')
_C4_ELLIPSIS = "..."
_C4_LEAST_WORDS = 5
_C4_POLICY = ("terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies")
_C4_LONGEST_WORD = 1000
_CITATION = re.compile(r"\[\d*\]|\[edit\]|\[citation needed\]")

# jusText's stop lists that are tried on a text; the one that covers most of its words is used.
_JUSTEXT_LANGUAGES = (
    "English German French Spanish Italian Portuguese Dutch Polish Czech Russian Greek Swedish Norwegian_Bokmal "
    "Turkish Hungarian Afrikaans Indonesian Vietnamese"
).split()
# Least share of stop words for a list to be used at all; below it jusText runs without one, as its authors advise for
# other languages.
_JUSTEXT_LEAST = 0.1


@dataclass(frozen=True, slots=True)
class Named:
    """A peer with the name and the distribution that it is printed with."""

    name: str
    distribution: str | None
    keep: LinePeer


def keep_everything(lines: Sequence[str]) -> list[bool]:
    """Every line: the scraped text as it is."""
    return [True] * len(lines)


def c4_lines(lines: Sequence[str]) -> list[bool]:
    """C4's published rules: full sentences of five words and more, no policy phrases, no JavaScript, no lorem ipsum.

    The rules that drop a whole page for its number of sentences, a brace or a bad word are left out: they judge
    pages, not lines.

    >>> c4_lines(["Home", "This is a full sentence.", "Please read our privacy policy today."])
    [False, True, False]
    """
    if any("lorem ipsum" in line.lower() for line in lines):
        return [False] * len(lines)
    return [_c4_keeps(line) for line in lines]


def _c4_keeps(line: str) -> bool:
    tokens = line.split()
    text = _CITATION.sub("", line.strip())
    low = text.lower()
    return (
        text.endswith(_C4_ENDS)
        and not text.endswith(_C4_ELLIPSIS)
        and len(tokens) >= _C4_LEAST_WORDS
        and "javascript" not in low
        and not any(phrase in low for phrase in _C4_POLICY)
        and all(len(token) <= _C4_LONGEST_WORD for token in tokens)
    )


def justext_lines(lines: Sequence[str]) -> list[bool]:
    """Keep what jusText keeps of the lines as paragraphs of a page, with the stop list that fits the text best.

    Source: Pomikálek, "Removing Boilerplate and Duplicate Content from Web Corpora", 2011; the package's defaults.
    """
    justext = extras.load("justext", "jusText")
    page = wrapped(lines)
    if page is None:
        return [False] * len(lines)
    paragraphs = justext.justext(page, **justext_options("\n".join(lines)))
    good = [" ".join(words(p.text)) for p in paragraphs if not p.is_boilerplate]
    return flags_from_output(lines, good)


def trafilatura_lines(lines: Sequence[str]) -> list[bool]:
    """Keep what trafilatura extracts, with its defaults, from the lines as paragraphs of a page."""
    trafilatura = extras.load("trafilatura", "trafilatura")
    page = wrapped(lines)
    text = trafilatura.extract(page, include_comments=False) if page else None
    return flags_from_output(lines, [" ".join(words(line)) for line in (text or "").split("\n")])


def wrapped(lines: Sequence[str]) -> str | None:
    """An HTML page with a ``<p>`` a line that has words, or `None` where no line has."""
    paragraphs = [f"<p>{escape(_printable(line))}</p>" for line in lines if words(line)]
    if not paragraphs:
        return None
    return "<html><head><title></title></head><body><div>" + "\n".join(paragraphs) + "</div></body></html>"


def _printable(line: str) -> str:
    """Without control characters, which HTML parsers refuse."""
    return "".join(max(c, " ") for c in line if c not in "\x7f\ufffe\uffff")


def flags_from_output(lines: Sequence[str], output: Sequence[str]) -> list[bool]:
    """Which lines an output in the same order holds: the first line of the same words, from the last one found on.

    >>> flags_from_output(["Menu", "A cat.", "Menu"], ["a cat", "menu"])
    [False, True, True]
    """
    keys = [" ".join(words(line)) for line in lines]
    flags = [False] * len(lines)
    at = 0
    for line in output:
        if line:
            try:
                found = keys.index(line, at)
            except ValueError:
                continue
            flags[found], at = True, found + 1
    return flags


def justext_options(text: str) -> dict[str, Any]:
    """Arguments for jusText: the stop list that covers most words of a text, or none where none fits."""
    tokens = words(text)
    hits = {name: sum(word in listed for word in tokens) for name, listed in _stop_lists()}
    best = max(hits, key=lambda name: hits[name])
    if hits[best] < _JUSTEXT_LEAST * len(tokens) or not tokens:
        return {"stoplist": frozenset(), "stopwords_low": 0, "stopwords_high": 0}
    return {"stoplist": dict(_stop_lists())[best]}


@cache
def _stop_lists() -> tuple[tuple[str, frozenset[str]], ...]:
    justext = extras.load("justext", "jusText")

    def lists() -> Iterator[tuple[str, frozenset[str]]]:
        for name in sorted(_JUSTEXT_LANGUAGES):
            if name in justext.get_stoplists():
                yield name, frozenset(word.lower() for word in justext.get_stoplist(name))

    return tuple(lists())


LINE_PEERS = (
    Named("keep everything", None, keep_everything),
    Named("C4 line rules", None, c4_lines),
    Named("jusText on lines", "jusText", justext_lines),
    Named("trafilatura on lines", "trafilatura", trafilatura_lines),
)
