"""What a line is, looked at alone: its words, its shape, its cues.

Nothing here depends on the language but the words of the lexicons; where scripts differ (no spaces,
no capitals, no full stop) the measures are made comparable.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import repeat
from operator import itemgetter
from typing import NamedTuple

from .credits import has_credit
from .cues import is_mention, lead_length, may_lead, worths
from .dates import date_words
from .document import Label
from .glossary import MACHINE
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
from .vocabulary import Words, read_words

__all__ = ["COUNTED", "Line", "line_words", "read_line", "read_lines"]


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


_CLOSERS = "\"'”’»›“」』）)]*_ \t"
_END_MARKS = frozenset(".!?…。！？।॥؟۔؛։")
# A headline may be a question or an exclamation, may end in a quotation, but does not end in one of these.
_STATEMENT_MARKS = frozenset(".…。।۔:：,;")
_BRACKETS = frozenset(")]）】")
# A last sentence is often signed: "... he said. (dpa)".
_SIGNED = re.compile(r"[.!?…。！？][\"”»’]?\s?[(\[(（【][^()\[\]（）]{1,24}[)\]）】]$")
_QUOTE_ENDS = frozenset("”»」』")
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
# Capitals are counted in so many words.
_CAPITAL_WORDS = 20
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
    stripped = [text.strip() for text in texts]
    words = line_words(texts) if words is None else words
    whole = "\n".join(stripped)
    leads = list(map(lead_length, stripped)) if may_lead(whole) else [0] * len(stripped)
    return tuple(
        map(
            _line,
            stripped,
            words,
            cue_index().match_lines(words.lines, leads, words.openers, words.cue_numbers, words.starts),
            leads,
            *words.count(COUNTED),
            _sizes(stripped, words),
            repeat(signs_in(whole, words.those(MACHINE))),
        )
    )


def line_words(texts: Sequence[str]) -> Words:
    """Return the words of lines, so much of each as is read."""
    return read_words([text.strip()[:_READ] for text in texts])


def _line(
    text: str,
    tokens: tuple[str, ...],
    hits: tuple[Hit, ...],
    lead: int,
    numbers: int,
    months: int,
    credited: int,
    functions: int,
    size: float,
    signs: Signs,
) -> Line:
    head, tail = text[:_HEAD], text[-_TAIL:]
    # Most lines begin with a letter: neither a bullet nor a quotation mark.
    worded = head[:1].isalpha()
    cue, cues, strength = _strongest(worths(hits, len(tokens), lead)) if hits else (None, _NO_CUES, 0.0)
    separators = count_separators(head) if signs.separators and _may_hold(signs.separators, head) else 0
    credit = not (size > _HEADLINE_WORDS) and cue is not Label.LEGAL and has_credit(head, tokens, worded=credited > 0)
    # A closing quotation ends a sentence, but not one that a lead-in opens: "Read also: ... 'We are glad'".
    final = tail.rstrip(_CLOSERS)[-1:]
    terminal = (
        final in _END_MARKS
        or (size > _SENTENCE and strength < 0.4 and tail[-1:] in _QUOTE_ENDS)
        or (tail[-1:] in _BRACKETS and not credit and bool(_SIGNED.search(tail)))
    )
    functional = functions / (min(len(tokens), COUNTED) or 1)
    markup = bool(signs.markup) and _may_hold(signs.markup, head) and is_markup(head, size, functional)
    prose = (
        not markup
        and (strength < 0.5 or is_mention(head, tokens, hits))
        and _is_prose(text, size, terminal=terminal, functional=functional)
    )
    # In the order of the fields: naming two dozen of them takes half as long again.
    return Line(
        text,
        tokens,
        size,
        hits,
        cue,
        cues,
        strength,
        terminal,
        prose,
        2 <= size <= _HEADLINE_WORDS and final not in _STATEMENT_MARKS and not head[0].islower(),
        not worded and is_bullet(head),
        numbers > 0 and is_clock(head),
        _dated(head, tokens, months=months > 0) if numbers else 0.0,
        any(h.cue.group == "ago" and h.end - h.start == len(tokens) for h in hits) if hits else False,
        bool(signs.address) and _may_hold(signs.address, head) and has_address(head),
        markup,
        separators,
        bool(separators) and size <= _HEADLINE_WORDS and _is_trail(head),
        _capitals(head),
        numbers / (len(tokens) or 1),
        functional,
        credit,
        not worded and is_quoted(head),
        not worded and is_dashed(head),
    )


_NO_CUES: frozenset[Label] = frozenset()


def _strongest(worth: dict[Label, float]) -> tuple[Label | None, frozenset[Label], float]:
    """Return the label whose cues say most, all that say as much, and how much that is."""
    if not worth:
        return None, _NO_CUES, 0.0
    strength = max(worth.values())
    best = [label for label, value in worth.items() if value == strength]
    return best[0], frozenset(best), strength


_FIRST = itemgetter(0)


def _capitals(text: str) -> float:
    words = text.split(None, _CAPITAL_WORDS)[:_CAPITAL_WORDS]
    return sum(map(str.isupper, map(_FIRST, words))) / (len(words) or 1)


_STEP = re.compile(r"\s*[|>»›/]\s*")


def _is_trail(text: str) -> bool:
    """Whether a line is a bar whose first item is the site's entrance or menu."""
    first = _STEP.split(text, maxsplit=1)[0]
    return any(h.cue.label is Label.NAVIGATION and h.cue.strength == "line" for h in cue_index().match(tokenize(first)))


def _may_hold(signs: tuple[str, ...], text: str) -> bool:
    return any(map(text.__contains__, signs))


def _sizes(texts: Sequence[str], words: Words) -> list[float]:
    """Return the lengths in words: two Chinese or Japanese characters, or four Thai ones, count as one."""
    sizes = list(map(float, map(len, words.lines)))
    for i in words.unusual:
        text = texts[i][:_READ]
        if not text.isascii() and (single := len(_UNSPACED_CHAR.findall(text))):
            thai = len(_THAI.findall(text))
            sizes[i] += (single - thai) / 2 + thai / 4 - single
    for i, text in enumerate(texts):
        if len(text) > _READ:
            sizes[i] = sizes[i] * len(text) / _READ
    return sizes


def _is_prose(text: str, size: float, *, terminal: bool, functional: float) -> bool:
    if terminal:
        return size >= _SENTENCE
    # Lists of names and menus in one line are long too, but have hardly any function words.
    if size >= _LONG_PROSE and functional > 0.12:
        return True
    return size >= _LONG_THAI and _THAI.match(text) is not None


@cache
def _date_leads() -> frozenset[str]:
    """Return the words of "published on", "last updated", "3 hours ago", as tokens."""
    phrases = (p for x in lexicons() for p in (*x.published, *x.updated, *x.ago))
    return frozenset(t for p in phrases for t in tokenize(p)) - {NUMBER}


# Numbers that are written as dates and times are.
_NUMERIC_DATE = re.compile(r"\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{1,4}|\d[:hH時时시点點]\s?[0-5]\d|[年년]")


# Longer lines are no dates.
_DATED_WORDS = 24


def _dated(text: str, tokens: tuple[str, ...], *, months: bool) -> float:
    if len(tokens) > _DATED_WORDS or not (months or _NUMERIC_DATE.search(text)):
        return 0.0
    words = date_words()
    leads = _date_leads()
    return sum(t == NUMBER or t in words or t in _DATE_JOINERS or t in leads for t in tokens) / len(tokens)
