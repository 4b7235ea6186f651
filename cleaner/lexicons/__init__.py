"""The wording of sites: one TOML file a language, and the matcher that finds it in lines.

The files' format and the rules of matching stand in ``README.md`` beside them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ..document import Label
from ..tokens import tokenize

__all__ = ["Cue", "CueIndex", "Hit", "Lexicon", "cue_index", "lexicons"]

GAP = "..."
_GAP_REACH = 6
_STRENGTHS = ("line", "begin", "contain")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language's file, as it stands there, the phrases not yet made into tokens."""

    language: str
    name: str
    function_words: tuple[str, ...]
    months: tuple[tuple[str, ...], ...]
    weekdays: tuple[tuple[str, ...], ...]
    ago: tuple[str, ...]
    by: tuple[str, ...]
    conjunctions: tuple[str, ...]
    published: tuple[str, ...]
    updated: tuple[str, ...]
    credit: tuple[str, ...]
    source: tuple[str, ...]
    tags: tuple[str, ...]
    comment_counts: tuple[str, ...]
    no_comments: tuple[str, ...]
    cues: tuple[tuple[Label, str, str], ...]
    """``(label, strength, phrase)``, the strength one of ``line``, ``begin``, ``contain``."""

    @classmethod
    def parse(cls, data: dict[str, Any]) -> Lexicon:
        """Build a lexicon from a file's data; ``KeyError`` or ``ValueError`` if a key is missing or wrong."""
        cues = tuple(
            (Label(label), strength, phrase)
            for label, table in data["cues"].items()
            for strength in _STRENGTHS
            for phrase in table.get(strength, ())
        )
        return cls(
            language=data["language"],
            name=data["name"],
            function_words=tuple(data["function_words"]),
            months=tuple(tuple(m) for m in data["months"]),
            weekdays=tuple(tuple(d) for d in data["weekdays"]),
            conjunctions=tuple(data["and"]),
            comment_counts=tuple(data["comments"]["count"]),
            no_comments=tuple(data["comments"]["none"]),
            cues=cues,
            **{
                key: tuple(data[key])
                for key in ("ago", "by", "published", "updated", "credit", "source", "tags")
            },
        )


@cache
def lexicons() -> tuple[Lexicon, ...]:
    """Return every lexicon in the package, in the order of their file names."""
    found = sorted(
        (f for f in files(__package__).iterdir() if f.name.endswith(".toml")), key=lambda f: f.name
    )
    return tuple(Lexicon.parse(tomllib.loads(f.read_text("utf-8"))) for f in found)


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase that tells what a line is."""

    label: Label
    strength: str
    """``line``, ``begin`` or ``contain``: how much of a line the phrase must cover."""
    phrase: str
    language: str
    group: str = ""
    """For phrases outside the noise tables: the key they stand under, such as ``by`` or ``ago``."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue found in a line: tokens ``start`` to ``end`` of it."""

    cue: Cue
    start: int
    end: int


# Furniture that sites print as a lead-in with a colon: "Read more: ...", "Views: 12".
_LEADS = frozenset({Label.CROSSLINK, Label.ADVERTISEMENT, Label.COUNTER})


@dataclass(frozen=True, slots=True)
class _Phrase:
    tokens: tuple[str, ...]
    cue: Cue


class CueIndex:
    """All phrases of all languages, looked up at once.

    Whole lines are found in one dictionary; other phrases by their first two tokens, so that the
    time of a look-up grows with the line, not with the number of phrases.
    """

    def __init__(self, cues: Iterable[Cue]) -> None:
        """Make tokens of the phrases and sort them into the dictionaries."""
        self._lines: dict[tuple[str, ...], list[Cue]] = {}
        self._begins: dict[tuple[str, ...], list[_Phrase]] = {}
        self._contains: dict[tuple[str, ...], list[_Phrase]] = {}
        for cue in cues:
            tokens = _phrase_tokens(cue.phrase)
            # A bare number is no wording.
            if not tokens or tokens[0] == GAP or set(tokens) <= {"#", GAP}:
                continue
            if cue.strength == "line" and GAP not in tokens:
                self._lines.setdefault(tokens, []).append(cue)
                continue
            table = self._contains if cue.strength == "contain" else self._begins
            key = tokens[:2] if len(tokens) > 1 and tokens[1] != GAP else tokens[:1]
            table.setdefault(key, []).append(_Phrase(tokens, cue))
        self._pair_keys = frozenset(k for k in self._contains if len(k) == 2)
        self._single_keys = frozenset(k[0] for k in self._contains if len(k) == 1)

    def match(self, tokens: Sequence[str], lead: int = 0) -> list[Hit]:
        """Return every cue in a line, given its tokens.

        The first ``lead`` tokens stand before a colon: there a phrase for whole lines opens the line, too.
        """
        line = tuple(tokens)
        size = len(line)
        hits = [Hit(cue, 0, size) for cue in self._lines.get(line, ())]
        if 0 < lead < size:
            hits.extend(Hit(cue, 0, lead) for cue in self._lines.get(line[:lead], ()) if cue.label in _LEADS)
        hits.extend(self._match_begin(line))
        pairs = self._pair_keys.intersection(zip(line, line[1:], strict=False))
        singles = self._single_keys.intersection(line) if self._single_keys else ()
        if pairs or singles:
            hits.extend(self._match_inside(line))
        return hits

    def _match_begin(self, line: tuple[str, ...]) -> Iterator[Hit]:
        for key in (line[:2], line[:1]):
            for phrase in self._begins.get(key, ()):
                end = _match_at(line, 0, phrase.tokens)
                if end > 0 and (phrase.cue.strength != "line" or end == len(line)):
                    yield Hit(phrase.cue, 0, end)

    def _match_inside(self, line: tuple[str, ...]) -> Iterator[Hit]:
        for start in range(len(line)):
            for key in (line[start : start + 2], line[start : start + 1]):
                for phrase in self._contains.get(key, ()):
                    end = _match_at(line, start, phrase.tokens)
                    if end > 0:
                        yield Hit(phrase.cue, start, end)


def _phrase_tokens(phrase: str) -> tuple[str, ...]:
    """Make tokens of a phrase: ``#`` stays a number and ``...`` a gap.

    A gap at either end says nothing: it is dropped.
    """
    parts = [tokenize(part.replace("#", " 0 ")) for part in phrase.split(GAP)]
    out: list[str] = []
    for part in parts:
        if out and part:
            out.append(GAP)
        out.extend(part)
    return tuple(_join_numbers(out))


def _join_numbers(tokens: Iterable[str]) -> Iterator[str]:
    """Make one number of several in a row, as the tokenizer does with ``12:30``."""
    last = ""
    for token in tokens:
        if token != "#" or last != "#":
            yield token
        last = token


def _match_at(line: tuple[str, ...], start: int, phrase: tuple[str, ...]) -> int:
    """Return the end of ``phrase`` in ``line`` from ``start``, or -1."""
    if GAP not in phrase:
        end = start + len(phrase)
        return end if line[start:end] == phrase else -1
    gap = phrase.index(GAP)
    head, tail = phrase[:gap], phrase[gap + 1 :]
    if line[start : start + gap] != head:
        return -1
    for skipped in range(1, _GAP_REACH + 1):
        end = _match_at(line, start + gap + skipped, tail)
        if end > 0:
            return end
    return -1


# Phrases outside the noise tables that still say what a line is.
_GROUPS = (
    ("by", Label.BYLINE, "begin"),
    ("published", Label.DATELINE, "begin"),
    ("updated", Label.DATELINE, "begin"),
    ("ago", Label.DATELINE, "line"),
    ("credit", Label.CAPTION, "begin"),
    ("source", Label.SOURCE, "begin"),
    ("tags", Label.TAGS, "begin"),
    ("comment_counts", Label.COMMENT_FORM, "begin"),
    ("no_comments", Label.COMMENT_FORM, "line"),
)


def _cues(lexicon: Lexicon) -> Iterator[Cue]:
    for label, strength, phrase in lexicon.cues:
        yield Cue(label, strength, phrase, lexicon.language)
    for group, label, strength in _GROUPS:
        for phrase in getattr(lexicon, group):
            yield Cue(label, strength, phrase, lexicon.language, group)


@cache
def cue_index() -> CueIndex:
    """Return the index over all lexicons, built on first use."""
    return CueIndex(cue for lexicon in lexicons() for cue in _cues(lexicon))
