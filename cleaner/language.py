"""Language identification, offline, from the script and the function words of the lexicons.

The method is the short-word one (Grefenstette, "Comparing two language identification schemes",
1995), each word weighted by how few languages have it. It serves two ends: the language of a
document, and whether one line is in another language than the text around it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import repeat

import numpy as np
import numpy.typing as npt

from .lexicons import lexicons

__all__ = ["FOREIGN_WORDS", "function_word_numbers", "function_words", "identify", "is_foreign"]

Integers = npt.NDArray[np.int64]

_SCRIPTS = {
    "han": "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff",
    "kana": "\u3041-\u30ff",
    "hangul": "\uac00-\ud7a3\u1100-\u11ff",
    "thai": "\u0e00-\u0e7f",
    "greek": "\u0370-\u03ff\u1f00-\u1fff",
    "hebrew": "\u0590-\u05ff",
    "arabic": "\u0600-\u06ff",
    "cyrillic": "\u0400-\u04ff",
    "devanagari": "\u0900-\u0963",
    "bengali": "\u0980-\u09ff",
    "latin": "A-Za-z\u00c0-\u024f\u1e00-\u1eff",
}
# Scripts that one language of the lexicons writes.
_ONE_LANGUAGE = {
    "hangul": "ko",
    "kana": "ja",
    "thai": "th",
    "greek": "el",
    "hebrew": "he",
    "devanagari": "hi",
    "bengali": "bn",
}
# Languages that share a script and are told apart by function words.
_SHARED = {
    "cyrillic": frozenset({"ru", "uk", "bg", "sr", "mk", "be"}),
    "arabic": frozenset({"ar", "fa", "ur"}),
}
_LETTER = re.compile("[A-Za-z]")
# Frequent characters that only one of the two Chinese orthographies has.
_SIMPLIFIED = frozenset("们这国说时对会为来个过还没样发经应现实问题长开关动从后学机业东两车门间报")
_TRADITIONAL = frozenset("們這國說時對會為來個過還沒樣發經應現實問題長開關動從後學機業東兩車門間報")
_SAMPLE = 1500
# Fewer matched words than this in a text tell nothing.
_MIN_HITS = 2


@cache
def _word_weights() -> dict[str, tuple[tuple[str, float], ...]]:
    """Return, for each function word, the languages that have it with their weight."""
    owners: dict[str, list[str]] = {}
    for lexicon in lexicons():
        for word in dict.fromkeys(w.casefold() for w in lexicon.function_words):
            owners.setdefault(word, []).append(lexicon.language)
    total = len(lexicons())
    return {
        word: tuple((language, math.log((1 + total) / len(languages))) for language in languages)
        for word, languages in owners.items()
    }


@cache
def function_words() -> frozenset[str]:
    """Return the function words of all languages."""
    return frozenset(_word_weights())


@cache
def function_word_numbers() -> dict[str, int]:
    """Return a number for each function word, from 1."""
    return {word: number for number, word in enumerate(_word_weights(), 1)}


@cache
def _weight_table() -> tuple[tuple[str, ...], npt.NDArray[np.float64]]:
    """Return the languages, and what each function word weighs for each, shape (words + 1, languages)."""
    languages = tuple(dict.fromkeys(lexicon.language for lexicon in lexicons()))
    table = np.zeros((len(_word_weights()) + 1, len(languages)))
    for number, owners in enumerate(_word_weights().values(), 1):
        for language, weight in owners:
            table[number, languages.index(language)] = weight
    return languages, table


def _numbers(tokens: Sequence[str]) -> Integers:
    return np.fromiter(map(function_word_numbers().get, tokens, repeat(0)), dtype=np.int64, count=len(tokens))


def _scores(numbers: Integers, allowed: frozenset[str] | None) -> tuple[dict[str, float], int]:
    """Return each language's summed weights, and how many tokens were function words of any."""
    languages, table = _weight_table()
    counts = np.bincount(numbers, minlength=1)
    counts[0] = 0
    found = counts.nonzero()[0]
    # A word that fills a text (a name that is an article elsewhere) must not decide alone.
    summed = (table[found] * np.sqrt(counts[found])[:, None]).sum(axis=0).tolist()
    scores = {
        language: score
        for language, score in zip(languages, summed, strict=True)
        if score and (allowed is None or language in allowed)
    }
    return scores, int(counts.sum())


# The first code point beyond the basic plane stands for all that follow.
_BEYOND = 0x10000
_RANGE = re.compile("(.)-(.)")


@cache
def _script_numbers() -> npt.NDArray[np.uint8]:
    """Return, for each code point of the basic plane and one beyond, the number of its script; 0 for none."""
    found = np.zeros(_BEYOND + 1, dtype=np.uint8)
    for number, chars in enumerate(_SCRIPTS.values(), 1):
        for low, high in _RANGE.findall(chars):
            found[ord(low) : ord(high) + 1] = number
    return found


def _codes(sample: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(sample.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _script(sample: str) -> str | None:
    if sample.isascii():
        return "latin" if _LETTER.search(sample) else None
    numbers = _script_numbers().take(_codes(sample), mode="clip")
    counts = np.bincount(numbers, minlength=len(_SCRIPTS) + 1)[1:].tolist()
    sizes = dict(zip(_SCRIPTS, counts, strict=True))
    if 2 * sizes["latin"] > len(sample):
        return "latin"
    # Kana decide for Japanese although most characters of a text may be Han.
    if sizes["kana"] > 0.1 * (sizes["kana"] + sizes["han"]) and sizes["kana"] + sizes["han"] > sizes["latin"] / 2:
        return "kana"
    # One character of Han or Hangul says as much as two or three letters.
    sizes["han"] *= 2
    sizes["hangul"] *= 2
    best = max(sizes, key=lambda name: sizes[name])
    return best if sizes[best] else None


def identify(text: str, tokens: Sequence[str] | Integers) -> str | None:
    """Return the BCP 47 tag of the main language of ``text``, ``None`` if it can't be told.

    ``tokens`` are the tokens of the text or of its beginning, or their ``function_word_numbers``, 0 for other words.
    """
    sample = text[:_SAMPLE]
    script = _script(sample)
    if script in _TELLING:
        return _of_script(script, sample)
    return _of_words(script, tokens if isinstance(tokens, np.ndarray) else _numbers(tokens))


# Scripts that tell a language; those of ``None`` and the others do not.
_TELLING = frozenset({*_ONE_LANGUAGE, "han"})
_TOLD = re.compile(f"[{''.join(_SCRIPTS[name] for name in sorted(_TELLING))}]")


def _of_script(script: str | None, sample: str) -> str:
    """Return the language of a text in a script that tells it."""
    if script in _ONE_LANGUAGE:
        return _ONE_LANGUAGE[script]
    more = int(_orthography().take(_codes(sample), mode="clip").sum())
    return "zh-Hant" if more > 0 else "zh-Hans"


@cache
def _orthography() -> npt.NDArray[np.int64]:
    """Return, for each code point of the basic plane and one beyond, 1 if it is traditional, -1 if simplified."""
    found = np.zeros(_BEYOND + 1, dtype=np.int64)
    found[list(map(ord, _TRADITIONAL))] += 1
    found[list(map(ord, _SIMPLIFIED))] -= 1
    return found


def _of_words(script: str | None, numbers: Integers) -> str | None:
    """Return the language that a text's function words tell, among those of its script."""
    if script is None:
        return None
    scores, hits = _scores(numbers, _SHARED.get(script))
    if not scores or hits < _MIN_HITS:
        return None
    return max(zip(scores.values(), scores, strict=True))[1]


# To call a line foreign, so many different function words must be of the other language, so many more
# than of the text's own, and the summed weights must be so far apart.
FOREIGN_WORDS = 4
"""So many different function words of another language make a line foreign."""
_FOREIGN_LEAD = 2
_FOREIGN_MARGIN = 3.0


@lru_cache(maxsize=256)
def _other_words(language: str) -> frozenset[str]:
    """Return the function words that a language does not have."""
    return frozenset(word for word, owners in _word_weights().items() if language not in [owner for owner, _ in owners])


def _has_others(tokens: Sequence[str], language: str) -> bool:
    """Whether a line has so many function words more than its text's language gives it that it may be foreign."""
    return len(_other_words(language).intersection(tokens)) >= _FOREIGN_LEAD


def is_foreign(line: str, tokens: Sequence[str], language: str | None) -> bool:
    """Whether a line is clearly in another language than ``language``."""
    if language is None or len(tokens) < FOREIGN_WORDS:
        return False
    if not (_has_others(tokens, language) or _TOLD.search(line)):
        return False
    own = identify(line, tokens)
    if own is None or own == language or {own[:2], language[:2]} == {"zh"}:
        return False
    scores, _ = _scores(_numbers(tokens), None)
    if own not in scores:
        # Told by its script.
        return True
    weights = _word_weights()
    owners = [{name for name, _ in weights.get(token, ())} for token in set(tokens)]
    own_words = sum(own in names for names in owners)
    text_words = sum(language in names for names in owners)
    return (
        own_words >= FOREIGN_WORDS
        and own_words >= text_words + _FOREIGN_LEAD
        and scores[own] - scores.get(language, 0.0) > _FOREIGN_MARGIN
    )
