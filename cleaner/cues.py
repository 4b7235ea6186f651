"""How much the cues of a line say of it."""

from __future__ import annotations

import re

from .document import Label
from .lexicons import Hit
from .shapes import is_quoted
from .tokens import tokenize

__all__ = ["is_mention", "lead_length", "may_lead", "worths"]

# What a hit is worth when it covers nothing but itself, by strength; the rest is coverage.
_BASE = {"line": 1.0, "begin": 0.4, "contain": 0.4}
# A phrase with a colon behind it is a lead-in, whatever follows.
_LEAD_BASE = 0.7


def _hit_base(hit: Hit, length: int, lead: int) -> float:
    if hit.start == 0 and hit.end == lead:
        return 1.0 if lead == length else _LEAD_BASE
    return _BASE[hit.cue.strength] if hit.cue.strength != "line" or hit.end == length else _BASE["begin"]


# A lead-in is set off by a colon or in lenticular brackets.
_LEAD = re.compile(r"^[^\w]*([^:：】\]]{2,40})[:：】\]]")
# "LEES OOK. The old mill", "LEGGI ANCHE – The old mill": in capitals by a full stop or a dash.
_IN_CAPITALS = re.compile(r"^[^\w]*([^.:：a-z–—-]{2,25}?)(?:\.|\s[–—-])\s")


def may_lead(text: str) -> bool:
    """Whether a text has a mark that sets off a lead-in."""
    # One after the other: each line is asked.
    return ":" in text or "：" in text or "】" in text or "]" in text


def lead_length(text: str) -> int:
    """Return how many tokens are set off as a lead-in at the beginning of a line, as a colon does; 0 for none."""
    found = _LEAD.match(text) if may_lead(text) else None
    if found is None:
        found = _IN_CAPITALS.match(text)
        if found is None or not found[1].isupper():
            return 0
    return len(tokenize(found[1]))


def worths(hits: tuple[Hit, ...], length: int, lead: int) -> dict[Label, float]:
    """Return for each noise label with a cue, 0 to 1, how much its cues say of the line."""
    if not hits:
        return {}
    by_label: dict[Label, list[Hit]] = {}
    for hit in hits:
        if not hit.cue.group or hit.cue.label is Label.COMMENT_FORM:
            by_label.setdefault(hit.cue.label, []).append(hit)
    return {label: _worth(own, length, lead) for label, own in by_label.items()}


def _worth(hits: list[Hit], length: int, lead: int) -> float:
    base = max(_hit_base(hit, length, lead) for hit in hits)
    covered: set[int] = set()
    for hit in hits:
        covered.update(range(hit.start, hit.end))
    return base + (1 - base) * len(covered) / length


_QUOTATION = re.compile('[“„«‘「『"”]([^“„«»”「」『』"]{4,200})[”“»’」』"]')


def is_mention(text: str, tokens: tuple[str, ...], hits: tuple[Hit, ...]) -> bool:
    """Whether all cues of a line stand in quotation marks inside it: the text speaks of a button or box."""
    if is_quoted(text):
        return False
    quotations = [f" {' '.join(tokenize(q))} " for q in _QUOTATION.findall(text)]
    found = {f" {' '.join(tokens[h.start : h.end])} " for h in hits}
    return bool(quotations) and all(any(phrase in q for q in quotations) for phrase in found)
