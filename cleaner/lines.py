"""What a line is, looked at alone: its words, its shape, its cues.

Nothing here depends on the language but the words of the lexicons; where scripts differ (no spaces,
no capitals, no full stop) the measures are made comparable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeVar

import numpy as np

from .capitals import capital_shares
from .credits import has_credit, may_sign
from .cues import is_mention, lead_length, worths
from .dates import date_words
from .document import Label, rows
from .glossary import MACHINE, UNSPACED_SCRIPT
from .lexicons import Hit, cue_index, lexicons
from .shapes import (
    Signs,
    count_separators,
    has_address,
    is_bullet,
    is_clock,
    is_dashed,
    is_markup,
    is_quoted,
    signs_in,
)
from .tokens import NUMBER, UNSPACED, tokenize
from .vocabulary import Counts, Words, read_words

__all__ = ["COUNTED", "Fields", "Line", "line_words", "make_lines", "read_fields", "read_line", "read_lines"]


class Line(NamedTuple):
    """One line and what can be said of it without its neighbours. A tuple, as many thousands are made a second."""

    text: str
    """Without the blanks around it."""
    tokens: tuple[str, ...]
    """Of the first 50,000 characters."""
    size: float
    """Length in words; in scripts without spaces an estimate from the characters."""
    hits: tuple[Hit, ...]
    cue: Label | None
    """The noise label that the strongest cue speaks for."""
    cues: frozenset[Label]
    """All labels whose cues say as much as the strongest: "E-mail" is a share button and a form's field."""
    cue_strength: float
    """0 to 1: 1 when a phrase is the whole line, less the less of the line it covers."""
    terminal: bool
    """Ends as a sentence does."""
    prose: bool
    """A sentence or more of running text, judged by shape alone."""
    headline: bool
    """Could be a headline by shape: not too long, not ending as a statement does."""
    bullet: bool
    clock: bool
    """Begins with a time of day."""
    dated: float
    """Share of the tokens that belong to dates and times."""
    ago: bool
    """Is an age stamp such as "3 hours ago"."""
    address: bool
    """Holds a URL or an e-mail address."""
    markup: bool
    """Holds what only a page's machinery has: shortcodes, template marks, scripts of advertisers. Code is no sign:
    articles show code."""
    separators: int
    """Marks that stand between items of a bar: ``|``, ``·``, ``»``."""
    trail: bool
    """Could be the trail to the page: "Home > News > Health"; articles write steps through menus so, too."""
    capitals: float
    """Share of the words that begin with a capital (0 in scripts without case)."""
    digits: float
    """Share of tokens that are numbers."""
    functional: float
    """Share of tokens that are function words of any language."""
    credit: bool
    """Holds a photo credit, at its beginning or behind a caption."""
    quoted: bool
    """Begins with a quotation mark."""
    dashed: bool
    """Begins with a dash, as attributions, dialogue and list items do."""


Fields = dict[str, list[Any]]
"""Fields of ``Line`` by their names, each with a value a line."""

_CLOSERS = "\"'”’»›“」』）)]*_ \t"
_END_MARKS = frozenset(".!?…。！？।॥؟۔؛։")
# A headline may be a question or an exclamation, may end in a quotation, but does not end in one of these.
_STATEMENT_MARKS = frozenset(".…。।۔:：,;")
_BRACKETS = frozenset(")]）】")
# A last sentence is often signed: "... he said. (dpa)".
_SIGNED = re.compile(r"[.!?…。！？][\"”»’]?\s?[(\[(（【][^()\[\]（）]{1,24}[)\]）】]$")
_QUOTE_ENDS = frozenset("”»」』")
_CLOSINGS = _QUOTE_ENDS | _BRACKETS
_UNSPACED_CHAR = re.compile(f"[{UNSPACED}]")
_THAI = re.compile("[\u0e00-\u0eff\u1000-\u103f\u1780-\u17df]")

# Words a date line holds beside its date: units, zones and joining words of the lexicons' languages.
_DATE_JOINERS = frozenset(
    "uhr h am pm a p m utc gmt cet cest est edt pst pdt bst ist msk eet jst kst wib wita wit tsi мск часов год "
    "года г р о в um kl klo ore ora ore le les du de del den der am at on à às a las alle il di el la los o od "
    "u w dnia dne dňa roku r v ob tháng ngày năm thứ giờ phút lúc pukul tanggal jam på vid στις ώρα π μ το της "
    "в у ng saat saati tarihinde 年 月 日 时 時 分 秒 点 點 星 期 周 一 二 三 四 五 六 天 民 國 上 下 午 前 後 "
    "년 월 일 시 분 초 오전 오후 월요일 화요일 수요일 목요일 금요일 토요일 일요일 น เวลา วัน พ ศ ب ساعت الساعة "
    "في م هـ ص तारीख बजे को इ st nd rd th er".split()
)
# Shape shows at a line's ends; that keeps hostile lines of a megabyte cheap, whatever the expressions do.
_HEAD = 400
# So many characters of a line are read for words. A longer one is no line of a site's furniture, nor repeated by it.
_READ = 50_000
_TAIL = 40
_HEADLINE_WORDS = 30
COUNTED = 40
"""So many words of a line tell how dense its function words are."""
# A paragraph has at least this many words; a sentence at least the second number and an end mark.
_LONG_PROSE = 30
# Thai ends no sentence with a mark; its paragraphs are told by their length alone.
_LONG_THAI = 18
_SENTENCE = 8


def read_line(text: str) -> Line:
    """Look at one line alone."""
    return read_lines([text])[0]


def read_lines(texts: Sequence[str], words: Words | None = None) -> tuple[Line, ...]:
    """Look at each line of a text alone.

    Args:
        texts: the lines.
        words: their ``line_words``, if they have been read already.
    """
    return make_lines(read_fields(texts, line_words(texts) if words is None else words))


def make_lines(fields: Fields) -> tuple[Line, ...]:
    """Return the lines of a text, given their fields."""
    return rows(Line, *[fields[name] for name in Line._fields])


def read_fields(texts: Sequence[str], words: Words) -> Fields:
    """Return the fields of a text's lines, given their ``line_words``.

    One field after the other is read for all lines: most lines have little, and a field that only few of them can have
    costs the others nothing.
    """
    texts = [text.strip() for text in texts]
    counts = words.count(COUNTED)
    given = _Given(
        texts,
        [text[:_HEAD] for text in texts],
        words,
        list(map(len, words.lines)),
        _sizes(texts, words),
        counts,
        [i for i, numbers in enumerate(counts.numbers) if numbers],
        signs_in("\n".join(texts), words.those(MACHINE)),
    )
    fields = {**_worded(given), **_opening(given), **_marked(given)}
    fields.update(_judged(given, fields))
    return fields


def line_words(texts: Sequence[str]) -> Words:
    """Return the words of lines, so much of each as is read."""
    return read_words([text.strip()[:_READ] for text in texts])


class _Given(NamedTuple):
    """The lines of a text, with what several fields are read from."""

    texts: Sequence[str]
    """Without the blanks around them."""
    heads: Sequence[str]
    """What each begins with."""
    words: Words
    lengths: Sequence[int]
    """In tokens."""
    sizes: Sequence[float]
    counts: Counts
    numbered: Sequence[int]
    """Those that have numbers."""
    signs: Signs


_T = TypeVar("_T")


def _sparse(count: int, otherwise: _T, found: Iterable[tuple[int, _T]]) -> list[_T]:
    """Return the values of a field that few lines have."""
    out = [otherwise] * count
    for i, value in found:
        out[i] = value
    return out


def _worded(given: _Given) -> Fields:
    """Read what the words of the lines say."""
    lengths, words = given.lengths, given.words
    count = len(lengths)
    hits, leads = _hits(given)
    told = [i for i, own in enumerate(hits) if own]
    cue: list[Label | None] = [None] * count
    every, strength = [_NO_CUES] * count, [0.0] * count
    for i in told:
        cue[i], every[i], strength[i] = _strongest(worths(hits[i], lengths[i], leads[i]))
    numbers, months = given.counts.numbers, given.counts.dates
    short = [i for i in given.numbered if lengths[i] <= _DATED_WORDS]
    dated = ((i, _dated(given.heads[i], words.lines[i], months=months[i] > 0)) for i in short)
    return {
        "text": list(given.texts),
        "tokens": list(words.lines),
        "size": list(given.sizes),
        "hits": hits,
        "cue": cue,
        "cues": every,
        "cue_strength": strength,
        "dated": _sparse(count, 0.0, dated),
        "ago": _sparse(count, False, ((i, _is_age(hits[i], lengths[i])) for i in told)),
        "digits": _sparse(count, 0.0, ((i, numbers[i] / lengths[i]) for i in given.numbered)),
        "functional": given.counts.functional,
    }


def _hits(given: _Given) -> tuple[list[tuple[Hit, ...]], list[int]]:
    """Return the cues of each line, and how many tokens of those lines that have any stand before a colon."""
    texts, words, index = given.texts, given.words, cue_index()
    leads = [0] * len(texts)
    openers = [i for i in words.openers if index.may_open(words.lines[i])]
    for i in openers:
        leads[i] = lead_length(texts[i])
    hits = index.match_lines(words.lines, leads, openers, words.cue_numbers, words.starts)
    for i in {i for i, own in enumerate(hits) if own}.difference(openers):
        leads[i] = lead_length(texts[i])
    return hits, leads


def _is_age(hits: tuple[Hit, ...], length: int) -> bool:
    return any(h.cue.group == "ago" and h.end - h.start == length for h in hits)


def _opening(given: _Given) -> Fields:
    """Read the shapes that lines open with."""
    heads, count = given.heads, len(given.heads)
    # Most lines begin with a letter: neither a bullet nor a quotation mark.
    odd = [i for i, head in enumerate(heads) if not head[:1].isalpha()]
    timed = set(odd).intersection(given.numbered)
    return {
        "bullet": _sparse(count, False, ((i, is_bullet(heads[i])) for i in odd)),
        "clock": _sparse(count, False, ((i, is_clock(heads[i])) for i in timed)),
        "capitals": capital_shares(heads, given.words.shapes),
        "quoted": _sparse(count, False, ((i, is_quoted(heads[i])) for i in odd)),
        "dashed": _sparse(count, False, ((i, is_dashed(heads[i])) for i in odd)),
    }


def _marked(given: _Given) -> Fields:
    """Read the signs that lines hold."""
    heads, signs, count = given.heads, given.signs, len(given.heads)
    separators = _sparse(count, 0, ((i, count_separators(heads[i])) for i in _holding(heads, signs.separators)))
    bars = [i for i, marks in enumerate(separators) if marks and given.sizes[i] <= _HEADLINE_WORDS]
    return {
        "address": _sparse(count, False, ((i, has_address(heads[i])) for i in _holding(heads, signs.address))),
        "separators": separators,
        "trail": _sparse(count, False, ((i, _is_trail(heads[i])) for i in bars)),
    }


def _holding(heads: Sequence[str], signs: Sequence[str]) -> set[int]:
    """Return the lines that hold any of some signs."""
    return {i for sign in signs for i, head in enumerate(heads) if sign in head}


def _judged(given: _Given, fields: Fields) -> Fields:
    """Judge what kind of text each line is by its shape and its cues."""
    heads, sizes, functional, strength = given.heads, given.sizes, fields["functional"], fields["cue_strength"]
    count = len(heads)
    lasts = [text[-1:] for text in given.texts]
    finals = lasts.copy()
    for i in [i for i, last in enumerate(lasts) if last in _CLOSERS]:
        finals[i] = given.texts[i][-_TAIL:].rstrip(_CLOSERS)[-1:]
    credit = _credits(given, fields["cue"])
    terminal = [final in _END_MARKS for final in finals]
    for i in [i for i, last in enumerate(lasts) if last in _CLOSINGS and not terminal[i]]:
        terminal[i] = _is_closed(given.texts[i][-_TAIL:], sizes[i], strength[i], credit=credit[i])
    holding = _holding(heads, given.signs.markup)
    markup = _sparse(count, False, ((i, is_markup(heads[i], sizes[i], functional[i])) for i in holding))
    # Few lines without an end mark are that long.
    prose = [
        size >= _SENTENCE if ends else size >= _LONG_THAI and _is_long_prose(text, size, share)
        for text, size, ends, share in zip(given.texts, sizes, terminal, functional, strict=True)
    ]
    for i in [i for i, worth in enumerate(strength) if worth >= 0.5]:
        prose[i] = prose[i] and is_mention(heads[i], given.words.lines[i], fields["hits"][i])
    for i in holding:
        prose[i] = prose[i] and not markup[i]
    return {
        "terminal": terminal,
        "prose": prose,
        "headline": [
            final not in _STATEMENT_MARKS and 2 <= size <= _HEADLINE_WORDS and not head[0].islower()
            for size, final, head in zip(sizes, finals, heads, strict=True)
        ],
        "markup": markup,
        "credit": credit,
    }


def _credits(given: _Given, cues: Sequence[Label | None]) -> list[bool]:
    """Tell which lines hold a photo credit; no paragraph does."""
    heads, worded = given.heads, given.counts.credits
    lasts = [head[-1:] for head in heads]
    signs = {last for last in set(lasts) if may_sign(last)}
    likely = {
        *([i for i, last in enumerate(lasts) if last in signs] if signs else ()),
        *_holding(heads, given.signs.rights),
        *[i for i, number in enumerate(worded) if number],
    }
    short = (i for i in likely if given.sizes[i] <= _HEADLINE_WORDS and cues[i] is not Label.LEGAL)
    found = ((i, has_credit(heads[i], given.words.lines[i], worded=worded[i] > 0)) for i in short)
    return _sparse(len(heads), False, found)


def _is_closed(tail: str, size: float, strength: float, *, credit: bool) -> bool:
    """Whether a line without an end mark ends as a sentence does, in a quotation or signed."""
    # A closing quotation ends a sentence, but not one that a lead-in opens: "Read also: ... 'We are glad'".
    quoted = size > _SENTENCE and strength < 0.4 and tail[-1:] in _QUOTE_ENDS
    return quoted or (tail[-1:] in _BRACKETS and not credit and _SIGNED.search(tail) is not None)


_NO_CUES: frozenset[Label] = frozenset()


def _strongest(worth: dict[Label, float]) -> tuple[Label | None, frozenset[Label], float]:
    """Return the label whose cues say most, all that say as much, and how much that is."""
    if not worth:
        return None, _NO_CUES, 0.0
    strength = max(worth.values())
    best = [label for label, value in worth.items() if value == strength]
    return best[0], frozenset(best), strength


_STEP = re.compile(r"\s*[|>»›/]\s*")


def _is_trail(text: str) -> bool:
    """Whether a line is a bar whose first item is the site's entrance or menu."""
    first = _STEP.split(text, maxsplit=1)[0]
    return any(h.cue.label is Label.NAVIGATION and h.cue.strength == "line" for h in cue_index().match(tokenize(first)))


def _sizes(texts: Sequence[str], words: Words) -> list[float]:
    """Return the lengths in words: two Chinese or Japanese characters, or four Thai ones, count as one."""
    sizes = list(map(float, map(len, words.lines)))
    if words.unspaced:
        characters = np.bincount(words.owners, words.known & UNSPACED_SCRIPT, minlength=len(texts))
        sizes = (sizes - characters / 2).tolist()
        for i in words.doubtful:
            sizes[i] = len(words.lines[i]) - _surplus(texts[i][:_READ])
    if max(map(len, texts), default=0) > _READ:
        read = zip(sizes, map(len, texts), strict=True)
        sizes = [size * length / _READ if length > _READ else size for size, length in read]
    return sizes


def _surplus(text: str) -> float:
    """Return how many more characters than words a line has of scripts that write no spaces, Thai among them."""
    thai = len(_THAI.findall(text))
    return (len(_UNSPACED_CHAR.findall(text)) - thai) / 2 + thai * 3 / 4


def _is_long_prose(text: str, size: float, functional: float) -> bool:
    """Whether a line of ``_LONG_THAI`` words or more is running text though no mark ends it."""
    # Lists of names and menus in one line are long too, but have hardly any function words.
    if size >= _LONG_PROSE and functional > 0.12:
        return True
    return _THAI.match(text) is not None


@cache
def _date_leads() -> frozenset[str]:
    """Return the words of "published on", "last updated", "3 hours ago", as tokens."""
    phrases = (p for x in lexicons() for p in (*x.published, *x.updated, *x.ago))
    return frozenset(t for p in phrases for t in tokenize(p)) - {NUMBER}


# Numbers that are written as dates and times are.
_NUMERIC_DATE = re.compile(
    # A set of characters in front makes it several times as fast.
    r"[\d年년](?:(?<=[年년])|\d{0,3}[./-]\s?\d{1,2}[./-]\s?\d{1,4}|[:hH時时시点點]\s?[0-5]\d)"
)


# Longer lines are no dates.
_DATED_WORDS = 24


def _dated(text: str, tokens: tuple[str, ...], *, months: bool) -> float:
    if not (months or _NUMERIC_DATE.search(text)):
        return 0.0
    words = date_words()
    leads = _date_leads()
    return sum(t == NUMBER or t in words or t in _DATE_JOINERS or t in leads for t in tokens) / len(tokens)
