"""One language's wording, as its TOML file holds it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from importlib.resources import files
from typing import Any

from ..document import Label
from .matching import Cue

__all__ = ["Lexicon", "read_sources"]

_STRENGTHS = ("line", "begin", "contain")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language's words and phrases, not yet made into tokens."""

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

    @classmethod
    def parse(cls, data: dict[str, Any]) -> Lexicon:
        """Build a lexicon from a TOML file's data; ``KeyError`` if a key is missing."""
        lists = ("function_words", "ago", "by", "published", "updated", "credit", "source", "tags")
        return cls(
            language=data["language"],
            name=data["name"],
            months=tuple(tuple(m) for m in data["months"]),
            weekdays=tuple(tuple(d) for d in data["weekdays"]),
            conjunctions=tuple(data["and"]),
            comment_counts=tuple(data["comments"]["count"]),
            no_comments=tuple(data["comments"]["none"]),
            **{key: tuple(data[key]) for key in lists},
        )

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Lexicon:
        """Build a lexicon from ``to_plain``'s value."""
        nested = ("months", "weekdays")
        values: dict[str, Any] = {key: tuple(value) for key, value in plain.items() if isinstance(value, list)}
        values.update({key: tuple(tuple(names) for names in plain[key]) for key in nested})
        return cls(language=plain["language"], name=plain["name"], **values)

    def to_plain(self) -> dict[str, Any]:
        """Return plain values, for JSON."""
        return {f.name: getattr(self, f.name) for f in fields(self)}


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


def read_sources() -> tuple[tuple[Lexicon, tuple[Cue, ...]], ...]:
    """Read the TOML files, in the order of their names: each lexicon with its cues.

    Raises:
        KeyError: a file lacks a key; ValueError: a noise table is called like no label.
    """
    found = sorted((f for f in files(__package__).iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    out = []
    for file in found:
        data = tomllib.loads(file.read_text("utf-8"))
        lexicon = Lexicon.parse(data)
        out.append((lexicon, tuple(_cues(lexicon, data["cues"]))))
    return tuple(out)


def _cues(lexicon: Lexicon, tables: dict[str, dict[str, list[str]]]) -> Iterator[Cue]:
    for label, table in tables.items():
        for strength in _STRENGTHS:
            for phrase in table.get(strength, ()):
                yield Cue(Label(label), strength, phrase, lexicon.language)
    for group, label_of_group, strength in _GROUPS:
        for phrase in getattr(lexicon, group):
            yield Cue(label_of_group, strength, phrase, lexicon.language, group)
