"""``python -m cleaner.lexicons``: make ``compiled.json`` of the TOML files."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from .lexicon import Lexicon, read_sources
from .matching import Cue, phrase_tokens, row_of

__all__ = ["compile_sources"]


def compile_sources() -> str:
    """Return the JSON text: the lexicons, and by label, strength, language and group the phrases."""
    sources = read_sources()
    lexicons = [lexicon.to_plain() for lexicon, _ in sources]
    seen = set()
    tables: dict[str, list[str]] = {}
    for _, cues in sources:
        for cue in cues:
            row = row_of(cue)
            # The same tokens with the same meaning in a second language add nothing.
            if row is None or (same := (row[0], row[1], row[2], row[5])) in seen:
                continue
            seen.add(same)
            # The phrase as it is written is kept only where the tokens do not show it.
            written = "" if row[3] == row[0] else f"\t{row[3]}"
            tables.setdefault(" ".join((row[1], row[2], row[4], row[5])), []).append(row[0] + written)
    text = ",\n".join(json.dumps(x, ensure_ascii=False, separators=(",", ":")) for x in lexicons)
    phrases = ",\n".join(
        f"{json.dumps(key)}:[\n" + ",\n".join(json.dumps(x, ensure_ascii=False) for x in own) + "]"
        for key, own in tables.items()
    )
    topics = ",\n".join(
        f"{json.dumps(label)}:{json.dumps(words, ensure_ascii=False)}" for label, words in _topics(sources)
    )
    return f'{{"lexicons":[\n{text}\n],\n"topics":{{\n{topics}\n}},\n"phrases":{{\n{phrases}\n}}}}\n'


# A word that so many of a language's phrases for a label hold is what the label is about: "newsletter", "cookies".
_TOPIC_SHARE = 0.025
_TOPIC_LETTERS = 4
# ... if most of the phrases that hold it are of that label: "article" and "page" are about nothing.
_TOPIC_OWN = 0.6


def _topics(sources: tuple[tuple[Lexicon, tuple[Cue, ...]], ...]) -> list[tuple[str, list[str]]]:
    """Return for each noise label the words that its phrases are about, in all languages."""
    topics: dict[str, set[str]] = {}
    for lexicon, cues in sources:
        functional = {w.casefold() for w in lexicon.function_words}
        by_label: dict[str, list[Cue]] = {}
        for cue in cues:
            if not cue.group:
                by_label.setdefault(str(cue.label), []).append(cue)
        everywhere = Counter(t for cue in cues if not cue.group for t in set(phrase_tokens(cue.phrase)))
        for label, own in by_label.items():
            counts = Counter(token for cue in own for token in set(phrase_tokens(cue.phrase)))
            topics.setdefault(label, set()).update(
                token
                for token, count in counts.items()
                if count >= max(3, _TOPIC_SHARE * len(own), _TOPIC_OWN * everywhere[token])
                and len(token) >= _TOPIC_LETTERS
                and token not in functional
            )
    return [(label, sorted(words)) for label, words in sorted(topics.items())]


if __name__ == "__main__":
    Path(__file__).with_name("compiled.json").write_text(compile_sources(), "utf-8")
