"""The wording of sites: one TOML file a language, and the matcher that finds it in lines.

The files' format and the rules of matching stand in ``README.md`` beside them. What is loaded is
``compiled.json``, which ``python -m cleaner.lexicons`` makes of them: forty thousand phrases are read in a
tenth of the time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from ..document import Label
from .lexicon import Lexicon
from .matching import Cue, CueIndex, Hit, Row

__all__ = ["Cue", "CueIndex", "Hit", "Lexicon", "cue_index", "lexicons", "topics"]


@cache
def _compiled() -> dict[str, Any]:
    data: dict[str, Any] = json.loads((files(__package__) / "compiled.json").read_text("utf-8"))
    return data


@cache
def lexicons() -> tuple[Lexicon, ...]:
    """Return every lexicon in the package, in the order of their file names, without the noise tables."""
    return tuple(Lexicon.from_plain(plain) for plain in _compiled()["lexicons"])


@cache
def topics() -> dict[Label, frozenset[str]]:
    """Return for each noise label the words that it is about, as tokens of all languages."""
    return {Label(label): frozenset(words) for label, words in _compiled()["topics"].items()}


@cache
def cue_index() -> CueIndex:
    """Return the index over the phrases of all lexicons."""
    return CueIndex.from_rows(_rows(_compiled()["phrases"]))


def _rows(tables: dict[str, list[str]]) -> Iterator[Row]:
    for key, phrases in tables.items():
        label, strength, language, group = key.split(" ")
        for entry in phrases:
            tokens, _, phrase = entry.partition("\t")
            yield (tokens, label, strength, phrase or tokens, language, group)
