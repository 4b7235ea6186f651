"""What a line is, looked at alone: its words, its shape, its cues.

Nothing here depends on the language but the words of the lexicons; where scripts differ (no spaces,
no capitals, no full stop) the measures are made comparable.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .dates import date_words
from .document import Label
from .language import function_words
from .lexicons import Hit, cue_index
from .tokens import NUMBER, UNSPACED, tokenize

__all__ = ["Line", "read_line"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line and what can be said of it without its neighbours."""

    text: str
    """Without the blanks around it."""
    tokens: tuple[str, ...]
    size: float
    """Length in words; in scripts without spaces an estimate from the characters."""
    hits: tuple[Hit, ...]
    cue: Label | None
    """The noise label that the strongest cue speaks for."""
    cue_strength: float
    """0 to 1: 1 when a phrase is the whole line, less the less of the line it covers."""
    terminal: bool
    """Ends as a sentence does."""
    prose: bool
    """A sentence or more of running text, judged by shape alone."""
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
    capitals: float
    """Share of the words that begin with a capital (0 in scripts without case)."""
    digits: float
    """Share of tokens that are numbers."""
    functional: float
    """Share of tokens that are function words of any language."""
    quoted: bool
    """Begins with a quotation mark or with the dash of an attribution or dialogue."""


_TERMINAL = re.compile(r"""(?:[.!?…。！？।॥؟۔؛։]|\.\.\.)["'”’»›“」』）)\]*_\s]*$""")
_CLOSING_ONLY = re.compile(r"[”»」』]\s*$")
_BULLET = re.compile(r"^\s*(?:[-–—*•·‣▪►▶●○■□◆→>+]|\d{1,2}[.)])\s+")
_CLOCK = re.compile(r"^\s*[-–—*•·|\[(]{0,2}\s*(?:[01]?\d|2[0-3])\s?[:.hH]\s?[0-5]\d(?!\d|[.,]\d)\s*(?:uhr\b|Uhr\b|[ap]\.?m\.?\b)?")
_ADDRESS = re.compile(r"https?://|www\.\w|\w@\w[\w-]*\.\w|(?:^|\s)[\w-]+\.(?:com|org|net|de|fr|ru|pl)/\w")
_MARKUP = re.compile(
    r"\[/?(?:caption|gallery|embed|video|audio|vc_\w+|et_pb_\w+|fusion_\w+)\b|\{\{[^}]*\}\}|\{%[^%]*%\}|</?(?:div|span|script|style|iframe|img)\b"
    r"|^(?:undefined|null|NaN|\[object Object\]|Array|%\w+%)$|\badsbygoogle\b|\bgoogletag\b|\bdataLayer\b|\bwindow\.\w+\s*="
    r"|\bdocument\.(?:write|getElementById|createElement)|\(function\s*\(|\bvar _\w+\s*=|^\{\s*\"@?\w+\"\s*:|@media\b.*\{|!important"
)
_SEPARATOR = re.compile(r"\s[|·•»›>/]\s|\||»|›")
_QUOTED = re.compile(r"""^\s*(?:["“”„«»‹‘「『]|[–—―-]\s?\w)""")
_UNSPACED_CHAR = re.compile(f"[{UNSPACED}]")
_THAI = re.compile("[\u0e00-\u0eff\u1000-\u103f\u1780-\u17df]")

# Words a date line holds beside its date: units, zones and joining words of the lexicons' languages.
_DATE_JOINERS = frozenset(
    "uhr h am pm a p m utc gmt cet cest est edt pst pdt bst ist msk eet jst kst wib wita wit tsi мск часов год года г р о в "
    "um kl klo ore ora ore le les du de del den der am at on à às a las alle il di el la los o od u w dnia dne dňa roku r v ob "
    "tháng ngày năm thứ giờ phút lúc pukul tanggal jam på vid στις ώρα π μ το της в у ng saat saati tarihinde "
    "年 月 日 时 時 分 秒 点 點 星 期 周 一 二 三 四 五 六 天 民 國 上 下 午 前 後 년 월 일 시 분 초 오전 오후 월요일 화요일 수요일 목요일 금요일 토요일 일요일 "
    "น เวลา วัน พ ศ ب ساعت الساعة في م هـ ص तारीख बजे को इ st nd rd th er".split()
)
# Shape shows at a line's ends; that keeps hostile lines of a megabyte cheap, whatever the expressions do.
_HEAD = 600
_TAIL = 40
# A paragraph has at least this many words; a sentence at least the second number and an end mark.
_LONG_PROSE = 30
_SENTENCE = 8


def read_line(text: str) -> Line:
    """Look at one line alone."""
    stripped = text.strip()
    head, tail = stripped[:_HEAD], stripped[-_TAIL:]
    tokens = tuple(tokenize(stripped))
    size = _size(stripped, tokens)
    hits = tuple(cue_index().match(tokens)) if tokens else ()
    cue, strength = _strongest(hits, len(tokens))
    words = head.split()
    terminal = bool(_TERMINAL.search(tail)) or bool(size > _SENTENCE and _CLOSING_ONLY.search(tail))
    numbers = tokens.count(NUMBER)
    dated = _dated(tokens, numbers)
    functional = sum(t in function_words() for t in tokens) / max(1, len(tokens))
    markup = bool(_MARKUP.search(head))
    return Line(
        text=stripped,
        tokens=tokens,
        size=size,
        hits=hits,
        cue=cue,
        cue_strength=strength,
        terminal=terminal,
        prose=_is_prose(size, terminal=terminal, functional=functional, strength=strength, markup=markup),
        bullet=bool(_BULLET.match(head)),
        clock=bool(_CLOCK.match(head)),
        dated=dated,
        ago=any(h.cue.group == "ago" and h.end - h.start == len(tokens) for h in hits),
        address=bool(_ADDRESS.search(head)),
        markup=markup,
        separators=len(_SEPARATOR.findall(head)),
        capitals=sum(w[0].isupper() for w in words) / max(1, len(words)),
        digits=numbers / max(1, len(tokens)),
        functional=functional,
        quoted=bool(_QUOTED.match(head)),
    )


def _size(text: str, tokens: tuple[str, ...]) -> float:
    """Return the length in words: two Chinese or Japanese characters, or four Thai ones, count as one."""
    if text.isascii():
        return float(len(tokens))
    single = len(_UNSPACED_CHAR.findall(text))
    if not single:
        return float(len(tokens))
    thai = len(_THAI.findall(text))
    return len(tokens) - single + (single - thai) / 2 + thai / 4


def _is_prose(size: float, *, terminal: bool, functional: float, strength: float, markup: bool) -> bool:
    if markup or strength >= 0.5:
        return False
    if terminal:
        return size >= _SENTENCE
    # Lists of names and menus in one line are long too, but have hardly any function words.
    return size >= _LONG_PROSE and functional > 0.12


def _dated(tokens: tuple[str, ...], numbers: int) -> float:
    if not numbers or len(tokens) > 24:
        return 0.0
    words = date_words()
    return sum(t == NUMBER or t in words or t in _DATE_JOINERS for t in tokens) / len(tokens)


# What a hit is worth when it covers nothing but itself, by strength; the rest is coverage.
_BASE = {"line": 1.0, "begin": 0.4, "contain": 0.4}


def _strongest(hits: tuple[Hit, ...], length: int) -> tuple[Label | None, float]:
    """Return the noise label with the strongest cues, and 0 to 1: how much they say of the line."""
    by_label: dict[Label, list[Hit]] = {}
    for hit in hits:
        if not hit.cue.group or hit.cue.label is Label.COMMENT_FORM:
            by_label.setdefault(hit.cue.label, []).append(hit)
    if not by_label:
        return None, 0.0
    worth = {label: _worth(own, length) for label, own in by_label.items()}
    label = max(worth, key=lambda name: worth[name])
    return label, worth[label]


def _worth(hits: list[Hit], length: int) -> float:
    base = max(_BASE[h.cue.strength] for h in hits)
    covered: set[int] = set()
    for hit in hits:
        covered.update(range(hit.start, hit.end))
    return base + (1 - base) * len(covered) / length
