"""What a line is, looked at alone: its words, its shape, its cues.

Nothing here depends on the language but the words of the lexicons; where scripts differ (no spaces,
no capitals, no full stop) the measures are made comparable.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from .dates import date_words
from .document import Label
from .language import function_words
from .lexicons import Hit, cue_index, lexicons
from .tokens import NUMBER, UNSPACED, tokenize

__all__ = ["Line", "read_line"]


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
_SIGNED = re.compile(r"[.!?…。！？][\"”»’]?\s?[(\[（【][^()\[\]（）]{1,24}[)\]）】]$")
_QUOTE_ENDS = frozenset("”»」』")
_BULLET = re.compile(r"^\s*(?:[-–—*•·‣▪►▶●○■□◆→>+]|\d{1,2}[.)])\s+")
_CLOCK = re.compile(
    r"^\s*[-–—*•·|\[(]{0,2}\s*(?:[01]?\d|2[0-3])\s?[:.hH]\s?[0-5]\d(?!\d|[.,]\d)\s*(?:uhr\b|Uhr\b|[ap]\.?m\.?\b)?"
)
_ADDRESS = re.compile(r"https?://|www\.\w|\w@\w[\w-]*\.\w|(?:^|\s)[\w-]+\.(?:com|org|net|de|fr|ru|pl)/\w")
_MARKUP = re.compile(
    r"\[/?(?:caption|gallery|embed|video|audio|vc_\w+|et_pb_\w+|fusion_\w+)\b|\{\{[^}]*\}\}|\{%[^%]*%\}"
    r"|</?(?:div|span|script|style|iframe|img)\b"
    r"|^(?:undefined|null|NaN|\[object Object\]|Array|%\w+%)$|\badsbygoogle\b|\bgoogletag\b|\bdataLayer\b"
    r"|\bwindow\.\w+\s*=|\bdocument\.(?:write|getElementById|createElement)|\(function\s*\(|\bvar _\w+\s*="
    r"|^\{\s*\"@?\w+\"\s*:|@media\b.*\{|!important"
)
# Looking for single signs first spares most lines the expressions.
_ADDRESS_SIGNS = ("://", "www.", "@", "/")
_MARKUP_SIGNS = tuple("[ { < = % (function document. undefined null NaN Array google dataLayer !important".split())
_SEPARATOR_SIGNS = ("|", "·", "•", "»", "›", ">", "/")
_SEPARATOR = re.compile(r"\s[|·•»›>/]\s|\||»|›")
_QUOTED = re.compile(r"""^\s*(?:[-–—―•*]\s*)?["“”„«»‹‘「『]""")
_DASHED = re.compile(r"^\s*[–—―-]\s?\w")
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
# So many words of a line tell how dense its function words are.
_FUNCTIONAL = 40
# Capitals are counted in so many words.
_CAPITAL_WORDS = 20
# A paragraph has at least this many words; a sentence at least the second number and an end mark.
_LONG_PROSE = 30
# Thai ends no sentence with a mark; its paragraphs are told by their length alone.
_LONG_THAI = 18
_SENTENCE = 8


def read_line(text: str) -> Line:
    """Look at one line alone."""
    stripped = text.strip()
    head, tail = stripped[:_HEAD], stripped[-_TAIL:]
    tokens = tuple(tokenize(stripped[:_READ]))
    size = _size(stripped[:_READ], tokens) * max(1.0, len(stripped) / _READ)
    lead = _lead_length(head)
    hits = tuple(cue_index().match(tokens, lead)) if tokens else ()
    worth = _worths(hits, len(tokens), lead)
    separators = len(_SEPARATOR.findall(head)) if _may_hold(_SEPARATOR_SIGNS, head) else 0
    cue = max(worth, key=lambda label: worth[label]) if worth else None
    strength = worth[cue] if cue else 0.0
    words = head.split(None, _CAPITAL_WORDS)[:_CAPITAL_WORDS]
    credit = not (size > _HEADLINE_WORDS) and _has_credit(head, tokens, cue)
    # A closing quotation ends a sentence, but not one that a lead-in opens: "Read also: ... 'We are glad'".
    final = tail.rstrip(_CLOSERS)[-1:]
    terminal = (
        final in _END_MARKS
        or (size > _SENTENCE and strength < 0.4 and tail[-1:] in _QUOTE_ENDS)
        or (tail[-1:] in _BRACKETS and not credit and bool(_SIGNED.search(tail)))
    )
    numbers = tokens.count(NUMBER)
    dated = _dated(head, tokens, numbers)
    functional = sum(map(function_words().__contains__, tokens[:_FUNCTIONAL])) / max(1, min(len(tokens), _FUNCTIONAL))
    markup = _may_hold(_MARKUP_SIGNS, head) and _is_markup(head, size, functional)
    return Line(
        text=stripped,
        tokens=tokens,
        size=size,
        hits=hits,
        cue=cue,
        cues=frozenset(label for label, value in worth.items() if value == strength),
        cue_strength=strength,
        terminal=terminal,
        prose=not markup
        and (strength < 0.5 or _is_mention(head, tokens, hits))
        and _is_prose(stripped, size, terminal=terminal, functional=functional),
        headline=2 <= size <= _HEADLINE_WORDS and final not in _STATEMENT_MARKS and not head[0].islower(),
        bullet=bool(_BULLET.match(head)),
        clock=numbers > 0 and bool(_CLOCK.match(head)),
        dated=dated,
        ago=any(h.cue.group == "ago" and h.end - h.start == len(tokens) for h in hits),
        address=_may_hold(_ADDRESS_SIGNS, head) and bool(_ADDRESS.search(head)),
        markup=markup,
        separators=separators,
        trail=bool(separators) and size <= _HEADLINE_WORDS and _is_trail(head),
        capitals=len([w for w in words if w[0].isupper()]) / max(1, len(words)),
        digits=numbers / max(1, len(tokens)),
        functional=functional,
        credit=credit,
        quoted=bool(_QUOTED.match(head)),
        dashed=bool(_DASHED.match(head)),
    )


_STEP = re.compile(r"\s*[|>»›/]\s*")


def _is_trail(text: str) -> bool:
    """Whether a line is a bar whose first item is the site's entrance or menu."""
    first = _STEP.split(text, maxsplit=1)[0]
    return any(h.cue.label is Label.NAVIGATION and h.cue.strength == "line" for h in cue_index().match(tokenize(first)))


def _is_markup(text: str, size: float, functional: float) -> bool:
    """Whether a line holds what only machinery has, and does not speak of it: "the <iframe> is updated"."""
    found = _MARKUP.search(text)
    return found is not None and not (found.start() and size >= _SENTENCE and functional > 0.2)


def _may_hold(signs: tuple[str, ...], text: str) -> bool:
    return any(map(text.__contains__, signs))


def _size(text: str, tokens: tuple[str, ...]) -> float:
    """Return the length in words: two Chinese or Japanese characters, or four Thai ones, count as one."""
    if text.isascii():
        return float(len(tokens))
    single = len(_UNSPACED_CHAR.findall(text))
    if not single:
        return float(len(tokens))
    thai = len(_THAI.findall(text))
    return len(tokens) - single + (single - thai) / 2 + thai / 4


_QUOTATION = re.compile('[“„«‘「『"”]([^“„«»”「」『』"]{4,200})[”“»’」』"]')


def _is_mention(text: str, tokens: tuple[str, ...], hits: tuple[Hit, ...]) -> bool:
    """Whether all cues of a line stand in quotation marks inside it: the text speaks of a button or box."""
    if _QUOTED.match(text):
        return False
    quotations = [f" {' '.join(tokenize(q))} " for q in _QUOTATION.findall(text)]
    found = {f" {' '.join(tokens[h.start : h.end])} " for h in hits}
    return bool(quotations) and all(any(phrase in q for q in quotations) for phrase in found)


def _is_prose(text: str, size: float, *, terminal: bool, functional: float) -> bool:
    if terminal:
        return size >= _SENTENCE
    if _THAI.match(text) and size >= _LONG_THAI:
        return True
    # Lists of names and menus in one line are long too, but have hardly any function words.
    return size >= _LONG_PROSE and functional > 0.12


@cache
def _date_leads() -> frozenset[str]:
    """Return the words of "published on", "last updated", "3 hours ago", as tokens."""
    phrases = (p for x in lexicons() for p in (*x.published, *x.updated, *x.ago))
    return frozenset(t for p in phrases for t in tokenize(p)) - {NUMBER}


# Numbers that are written as dates and times are.
_NUMERIC_DATE = re.compile(r"\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{1,4}|\d[:hH時时시点點]\s?[0-5]\d|[年년]")


def _dated(text: str, tokens: tuple[str, ...], numbers: int) -> float:
    if not numbers or len(tokens) > 24:
        return 0.0
    words = date_words()
    leads = _date_leads()
    if not words.intersection(tokens) and not _NUMERIC_DATE.search(text):
        return 0.0
    return sum(t == NUMBER or t in words or t in _DATE_JOINERS or t in leads for t in tokens) / len(tokens)


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
def _credit_expression(word: str) -> re.Pattern[str]:
    """Return an expression for the use of a credit's word as one. Made when first met: there are hundreds."""
    phrases = _credit_words()[word]
    opening = r"(?:^|[.!?…।(\[|–—/-]\s*|[”»]\s*)"
    single = "|".join(re.escape(p) for p in phrases)
    several = "|".join(re.escape(p) for p in phrases if " " in p) or "(?!)"
    return re.compile(
        rf"{opening}(?:{single}){_WORD_END}\W{{0,2}}[:：/©|]|[.!?।»”]\s+(?:{single}){_WORD_END}\W*\s[^\W\d_][^.]{{0,60}}$"
        rf"|{opening}(?:{several}){_WORD_END}|[(\[](?:{single})\s[^()]{{2,40}}[)\]]$",
        re.IGNORECASE,
    )


def _has_credit(text: str, tokens: tuple[str, ...], cue: Label | None) -> bool:
    """Whether a line credits a picture: "... at dawn. Photo: J. Doe", "(Image: AFP)"."""
    if cue is Label.LEGAL:
        return False
    if "©" in text:
        return NUMBER not in tokens[:3]
    if _SIGNATURE.search(text[-_TAIL:]):
        return True
    words = _credit_words()
    return any(_credit_expression(t).search(text) for t in tokens if t in words)


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


def _lead_length(text: str) -> int:
    """Return how many tokens stand before a colon near the beginning of a line; 0 if there is none."""
    found = _LEAD.match(text)
    return len(tokenize(found[1])) if found else 0


def _worths(hits: tuple[Hit, ...], length: int, lead: int) -> dict[Label, float]:
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
