"""The language of a text, by script and function words: for holding out languages and counting pages of each."""

import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

from benchmarks.metrics import words

# The scripts that name a language well enough for splitting the pages at hand.
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u3400-\u9fff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
)
_UKRAINIAN = re.compile(r"[іїєґ]", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
# Share of a text's letters in a script that decides for it. Kana is a tenth of Japanese news text at least, beside Han.
_KANA_SHARE = 0.05
_SCRIPT_SHARE = 0.3
# Share of a text's words that must be function words of the winner; running text has 0.2 and more, lists of names less.
_LEAST = 0.08
_READ = 20_000


@cache
def _function_words() -> dict[str, frozenset[str]]:
    table = tomllib.loads(Path(__file__).with_name("function_words.toml").read_text(encoding="utf-8"))
    return {language: frozenset(listed.split()) for language, listed in table.items()}


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of a text's language, or `None` where neither script nor function words tell.

    >>> language_of("The cat sat on the mat and was not amused"), language_of("Η γάτα κάθισε")
    ('en', 'el')
    >>> language_of("4711") is None
    True
    """
    head = text[:_READ]
    letters = len(_LETTER.findall(head))
    for language, script in _SCRIPTS:
        share = len(script.findall(head)) / letters if letters else 0.0
        if share > (_KANA_SHARE if language == "ja" else _SCRIPT_SHARE):
            return "uk" if language == "ru" and len(_UKRAINIAN.findall(head)) > 0.02 * letters else language
    tokens = Counter(words(head))
    hits = {language: sum(tokens[word] for word in listed) for language, listed in _function_words().items()}
    best = max(hits, key=lambda language: hits[language])
    return best if hits[best] > _LEAST * tokens.total() else None
