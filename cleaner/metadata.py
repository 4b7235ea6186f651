"""What the text itself says about the article: title, authors, dates, tags, comments, paywall.

Every value stands in the input; where it stands is kept in ``Metadata.sources``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from .dates import find_dates, find_time
from .document import Document, Label, Metadata, Prediction
from .headline import PARTICLES
from .lexicons import lexicons
from .tokens import normalise, tokenize

__all__ = ["byline_names", "read_metadata"]


@dataclass(slots=True)
class _Findings:
    """Collects values with their sources; the first one found for a field stays."""

    values: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, value: Any, line: int) -> None:
        if value not in (None, "", ()) and name not in self.values:
            self.values[name] = value
            self.sources[name] = f"line {line}"


def read_metadata(
    document: Document,
    predictions: Sequence[Prediction],
    *,
    warnings: tuple[str, ...] = (),
    media_type: str | None = None,
    numbers: Sequence[int] | None = None,
) -> Metadata:
    """Return what ``document`` says about itself, given the labels of its blocks.

    ``numbers`` are the lines that the blocks begin in, where they are not ``document.line_numbers``.
    """
    findings = _Findings()
    labels = [prediction.label for prediction in predictions]
    telling = [i for i, label in enumerate(labels) if label in _TELLING]
    # A text whose lines are all body says nothing, and its lines need no numbers.
    numbers = (numbers or document.line_numbers) if telling else ()
    for i in telling:
        for name, value in _read_block(document.blocks[i].text, labels[i], document.language):
            findings.add(name, value, numbers[i])
    _add_tags_below(document, [i for i in telling if labels[i] is Label.TAGS], findings, numbers)
    _add_description(document, predictions, labels, findings, numbers)
    return Metadata(
        url=document.url,
        language=document.language,
        encoding=document.encoding,
        media_type=media_type,
        sources=findings.sources,
        warnings=warnings,
        **findings.values,
    )


# Markdown's mark of a heading.
_HEADING_MARK = re.compile(r"^#{1,6}\s+")


# The kinds of blocks that say something of the article.
_TELLING = frozenset(
    {
        Label.TITLE,
        Label.BYLINE,
        Label.DATELINE,
        Label.TAGS,
        Label.PAYWALL,
        Label.COMMENT_FORM,
        Label.COMMENT,
        Label.COUNTER,
    }
)


def _read_block(text: str, label: Label, language: str | None) -> Iterator[tuple[str, Any]]:
    if label is Label.TITLE:
        yield "title", _HEADING_MARK.sub("", text.strip())
    elif label is Label.BYLINE:
        yield "authors", _authors(text) or _authors_inside(text)
        yield from _dates(text, language)
    elif label is Label.DATELINE:
        yield from _dates(text, language)
        yield "authors", _authors_inside(text) or (_authors(text) if _lead("by").match(text.strip()) else ())
    elif label is Label.TAGS:
        yield "tags", _tags(text)
    elif label is Label.PAYWALL:
        yield "paywalled", True
    elif label in (Label.COMMENT_FORM, Label.COMMENT, Label.COUNTER):
        yield "comment_count", _comment_count(text)


@cache
def _group(name: str) -> tuple[str, ...]:
    """Return a key's phrases in all languages, normalised, the longest first."""
    phrases = {normalise(p).strip() for lexicon in lexicons() for p in getattr(lexicon, name)}
    return tuple(sorted(phrases, key=lambda p: (-len(p), p)))


@cache
def _lead(name: str) -> re.Pattern[str]:
    """Return an expression for any of a key's phrases at the beginning of a line."""
    alternatives = "|".join(
        re.escape(p).replace(r"\ ", r"\s+") for p in _group(name) if "#" not in p and "..." not in p
    )
    return re.compile(rf"\W*(?:{alternatives})(?:\s*[:：]\s*|\s+|$|(?<=[\u3000-\u9fff]))", re.IGNORECASE)


# What ends the names in a byline: a bar, a date, a job, an agency's bracket.
_NAME_END = re.compile(r"\s[|·•–—/-]\s|[|·•(\[]|\d|\s{3,}|, (?=[a-zà-ÿ])")
_NAME_SLASH = re.compile(r"\s*/\s+|\s+/\s*")
_NAME_WORD = re.compile(r"^[^\W\d_][\w'’.-]*$")
_LONGEST_NAME = 5


def _authors(text: str) -> tuple[str, ...]:
    """Return the names in a byline."""
    if found_names := _KOREAN.findall(text) or _CHINESE.findall(text):
        return tuple(found_names)
    rest = text.strip()
    while (found := _lead("by").match(rest)) and found.end() > 0:
        rest = rest[found.end() :]
    several = _NAME_SLASH.split(rest)
    if len(several) > 1 and all(_is_full_name(name) for name in several):
        return tuple(several)
    rest = _NAME_END.split(rest, maxsplit=1)[0]
    return tuple(name for part in _between_names().split(rest) if (name := part.strip(" .:*-–—_")) and _is_name(name))


@cache
def _between_names() -> re.Pattern[str]:
    conjunctions = "|".join(re.escape(w) for w in sorted(_group("conjunctions"), key=len, reverse=True) if w.isalpha())
    return re.compile(rf"\s*[,;&、，،]\s*|\s+(?:{conjunctions})\s+")


def byline_names(text: str) -> tuple[str, ...]:
    """Return the names in a byline, or behind a "by" in the middle of a line; none for any other text.

    >>> byline_names("By Jane Doe and John Roe | 12 May 2024")
    ('Jane Doe', 'John Roe')
    """
    return _authors(text) or _authors_inside(text)


# Reporters' names as East Asian papers print them: with the word "reporter" right behind or before.
_KOREAN = re.compile(r"([가-힣]{2,4})\s*(?:선임|인턴)?\s?기자(?![가-힣])")
_CHINESE = re.compile(r"(?:记者|記者)[\s:：/／]*([\u4e00-\u9fff]{2,4})(?=$|[\s/／〕】)）、，,|])")


def _authors_inside(text: str) -> tuple[str, ...]:
    """Return the names behind a "by" in the middle of a line, as in "12 May 2024 by Jane Doe"."""
    if found := _KOREAN.findall(text) or _CHINESE.findall(text):
        return tuple(found)
    for m in _by_inside().finditer(text):
        if names := _authors(text[m.end() :]):
            return names
    return ()


@cache
def _by_inside() -> re.Pattern[str]:
    """Return an expression for a byline's opening word behind a date or a bar, with a capital after it."""
    alternatives = "|".join(re.escape(p) for p in _group("by") if p[0].isalpha() and len(p) > 1)
    return re.compile(rf"(?:(?<=\d)|(?<=[,|·/-]))\s+(?i:{alternatives})\s*:?\s+(?=[^\W\d_a-zà-ÿ])")


def _is_full_name(text: str) -> bool:
    return " " in text and _is_name(text)


def _is_name(text: str) -> bool:
    words = text.split()
    if not 1 <= len(words) <= _LONGEST_NAME or not any(c.isalpha() for c in text):
        return False
    cased = text.lower() != text.upper()
    return all(_NAME_WORD.match(w) or not cased for w in words) and (
        not cased or all(w[0].isupper() or w.lower() in PARTICLES for w in words)
    )


def _dates(text: str, language: str | None) -> Iterator[tuple[str, str]]:
    """Return publication and change dates: a word of change before a date makes it the latter."""
    folded = normalise(text)
    start = 0
    for date in find_dates(text, language):
        before = folded[start : date.start]
        changed = _last_position(before, "updated")
        published = _last_position(before, "published")
        yield ("modified" if changed > published else "published"), date.iso
        start = date.end
    if start and (clock := _time_of_change(folded[start:])):
        # "12 May 2024 9:50, updated 11:05": the same day.
        yield "modified", f"{date.iso[:10]}T{clock}"


def _last_position(text: str, group: str) -> tuple[int, int]:
    """Return where the last of a key's phrases stands in ``text`` and how long it is; (-1, 0) if there is none."""
    line = f" {' '.join(tokenize(text))} "
    return max(((at, len(p)) for p in _padded(group) if (at := line.rfind(p)) >= 0), default=(-1, 0))


@cache
def _padded(group: str) -> tuple[str, ...]:
    """Return a key's phrases as tokens between blanks."""
    return tuple(f" {' '.join(tokenize(p))} " for p in _group(group))


def _time_of_change(text: str) -> str | None:
    """Return the time of day behind a word of change."""
    ends = [at + len(p) for p in _group("updated") if (at := text.rfind(p)) >= 0]
    return find_time(text[max(ends) :]) if ends else None


_NUMBER = re.compile(r"\d+(?:[.,  ’']\d{3})*")


def _comment_count(text: str) -> int | None:
    """Return the number in a comment widget's heading."""
    tokens = tuple(tokenize(text))
    if tokens in _whole_phrases("no_comments"):
        return 0
    # The number stands at the beginning, or at the end behind the headline.
    phrases = _whole_phrases("comment_counts")
    counted = any(tokens[:n] in phrases or tokens[-n:] in phrases for n in _lengths("comment_counts"))
    if counted and (found := _NUMBER.search(text)):
        return int("".join(c for c in found[0] if c.isdecimal()))
    return None


@cache
def _whole_phrases(group: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(tokenize(p.replace("#", " 0 "))) for lexicon in lexicons() for p in getattr(lexicon, group))


@cache
def _lengths(group: str) -> tuple[int, ...]:
    return tuple(sorted({len(phrase) for phrase in _whole_phrases(group) if phrase}))


_TAG_WORDS = 6


def _tags(text: str) -> tuple[str, ...]:
    """Return the items of a tag line."""
    rest = text.strip()
    if found := _lead("tags").match(rest):
        rest = rest[found.end() :]
    parts = re.split(r"\s*[,;|·•/、，،]\s*|\s*#", rest)
    return tuple(p.strip(" .:#") for p in parts if p.strip(" .:#") and len(p.split()) <= _TAG_WORDS)


def _add_tags_below(document: Document, where: Sequence[int], findings: _Findings, numbers: Sequence[int]) -> None:
    """Read tags that stand one a line under their heading."""
    items = [(tag, numbers[i]) for i in where for tag in _tags(document.blocks[i].text)]
    if items:
        findings.values["tags"] = tuple(dict.fromkeys(tag for tag, _ in items))
        findings.sources["tags"] = f"line {items[0][1]}"


# A standfirst has at least this many characters.
_DESCRIPTION = 40


def _add_description(
    document: Document,
    predictions: Sequence[Prediction],
    labels: Sequence[Label],
    findings: _Findings,
    numbers: Sequence[int],
) -> None:
    """Take the paragraph between the headline and the byline or date: that is where a standfirst stands."""
    if Label.TITLE not in labels:
        return
    title = labels.index(Label.TITLE)
    kept = [i for i in range(title + 1, min(title + 8, len(labels))) if predictions[i].kept]
    if not kept:
        return
    first = kept[0]
    following = labels[first + 1 : first + 3]
    if any(x in (Label.BYLINE, Label.DATELINE) for x in following) and not any(
        x in (Label.BYLINE, Label.DATELINE) for x in labels[title:first]
    ):
        text = document.blocks[first].text.strip()
        if len(text) >= _DESCRIPTION:
            findings.add("description", text, numbers[first])
