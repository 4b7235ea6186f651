"""``python -m cleaner.lexicons``: make ``compiled.json`` of the TOML files."""

from __future__ import annotations

import json
from pathlib import Path

from .lexicon import read_sources
from .matching import row_of

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
    return f'{{"lexicons":[\n{text}\n],\n"phrases":{{\n{phrases}\n}}}}\n'


if __name__ == "__main__":
    Path(__file__).with_name("compiled.json").write_text(compile_sources(), "utf-8")
