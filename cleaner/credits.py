"""Photo credits: "... at dawn. Photo: J. Doe", "(Image: AFP)"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from .lexicons import lexicons
from .tokens import NUMBER, tokenize

__all__ = ["credit_words", "has_credit", "may_sign"]


@cache
def _credit_words() -> dict[str, tuple[str, ...]]:
    """Return the first words of the lexicons' credits, each with its phrases, the longest first."""
    phrases: dict[str, list[str]] = {}
    for phrase in sorted(
        {p.strip(" :.©") for lexicon in lexicons() for p in lexicon.credit}, key=lambda p: (-len(p), p)
    ):
        if tokens := tokenize(phrase):
            phrases.setdefault(tokens[0], []).append(phrase)
    return {word: tuple(own) for word, own in phrases.items()}


# Unlike \b, it takes the vowel signs of Indian scripts for parts of words.
_WORD_END = r"(?![^\W\d_])"
# A photographer's name in capitals behind a caption, and "photographed by" at its end as East Asian papers print it.
_SIGNATURE = re.compile(r"[.!?]\s+[A-ZÀ-Þ]{2,}(?:[ -][A-ZÀ-Þ]{2,}){1,3}$|(?:撮影|攝|摄)[)）〕]?$")


@cache
def _abbreviations() -> frozenset[str]:
    """Return the words that the lexicons write with a full stop, without it."""
    return frozenset(p[:-1] for lexicon in lexicons() for p in lexicon.credit if p.endswith(".") and " " not in p)


def credit_words() -> frozenset[str]:
    """Return the words that open credits, as tokens."""
    return frozenset(_credit_words())


@cache
def _credit_expression(word: str) -> re.Pattern[str]:
    """Return an expression for the use of a credit's word as one. Made when first met: there are hundreds."""
    phrases = _credit_words()[word]
    opening = r"(?:^|[.!?…।(\[|–—/-]\s*|[”»]\s*)"
    single = "|".join(re.escape(p) for p in phrases)
    several = "|".join(re.escape(p) for p in phrases if " " in p) or "(?!)"
    # "Fot. Jan Kowalski": no other word is short for that.
    short = "|".join(re.escape(p) for p in phrases if p in _abbreviations()) or "(?!)"
    return re.compile(
        rf"{opening}(?:{single}){_WORD_END}\W{{0,2}}[:：/©|]|{opening}(?:{short})\.\s*[^\W\d_]"
        rf"|[.!?।»”]\s+(?:{single}){_WORD_END}\W*\s[^\W\d_][^.]{{0,60}}$"
        rf"|{opening}(?:{several}){_WORD_END}|[(\[](?:{single})\s[^()]{{2,40}}[)\]]$",
        re.IGNORECASE,
    )


@cache
def _opening_expression(word: str) -> re.Pattern[str]:
    """Return an expression for a mark before a credit's word: all uses as one have it, but those that open the line.

    Beginning with a set of characters, it is ten times as fast as the other.
    """
    single = "|".join(re.escape(p) for p in _credit_words()[word])
    return re.compile(rf"[.!?…।(\[|–—/”»-]\s*(?:{single})", re.IGNORECASE)


@cache
def _beginning_expression(word: str) -> re.Pattern[str]:
    """Return an expression for a line that opens with a credit's word."""
    return re.compile("|".join(re.escape(p) for p in _credit_words()[word]), re.IGNORECASE)


def _is_used(word: str, text: str) -> bool:
    """Whether a text has a credit's word as one."""
    may_be = _opening_expression(word).search(text) or _beginning_expression(word).match(text)
    return may_be is not None and _credit_expression(word).search(text) is not None


_SIGNED = frozenset(")）〕影攝摄")
# A signature is looked for in so many characters.
_TAIL = 40


def may_sign(character: str) -> bool:
    """Whether a line that ends in a character may credit a picture by a signature."""
    return character.isupper() or character in _SIGNED


def has_credit(text: str, tokens: Sequence[str], *, worded: bool) -> bool:
    """Whether a line credits a picture.

    Args:
        text: the first characters of the line.
        tokens: its tokens.
        worded: whether one of ``credit_words`` is among them.

    >>> has_credit("The mill. Photo: Jane Doe", ["the", "mill", "photo", "jane", "doe"], worded=True)
    True
    """
    if "©" in text:
        return NUMBER not in tokens[:3]
    if may_sign(text[-1:]) and _SIGNATURE.search(text[-_TAIL:]):
        return True
    if not worded:
        return False
    words = _credit_words()
    return any(_is_used(t, text) for t in tokens if t in words)
