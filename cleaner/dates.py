"""Dates as sites print them, in the languages of the lexicons -> ISO 8601.

A date that can be read in two ways (``03/04/2024`` in English, where British and American sites
differ) is not read at all: nothing is guessed.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from .lexicons import lexicons
from .tokens import NUMBER, normalise, tokenize

__all__ = ["FoundDate", "date_words", "find_dates", "find_time"]


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a line: ISO 8601, and where it stands in the normalised line."""

    iso: str
    start: int
    end: int


_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})(?:[t ]+(\d{2}):(\d{2}))?")
_YEAR_FIRST = re.compile(r"\b(\d{4})\s?[./年년]\s?(\d{1,2})\s?[./月월]\s?(\d{1,2})(?:\s?[日일.])?")
_ROC = re.compile(r"民國\s?(\d{2,3})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日")
_DAY_FIRST = re.compile(r"\b(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})\b(?!\s?[:.]\d)")
_VIETNAMESE = re.compile(r"\b(\d{1,2})\s+tháng\s+(\d{1,2})(?:,|\s+năm)?\s+(\d{4})")
_WORD = r"([^\W\d_][^\s\d,()|·/]*)"
_ORDINAL = r"(?:st|nd|rd|th|er|re|º|ª|°|[.]|-го|ος|η)?"
# Arabic papers print a month's Syriac and its Roman name, with a slash between.
_DAY_MONTH = re.compile(
    rf"(?<!\d)(\d{{1,2}})\s?{_ORDINAL},?\s?(?:de |d[’'])?\s?(?:of )?{_WORD}(?:\s?/\s?[^\W\d_]+)?,?\s?"
    r"(?:de |del |năm )?\s?'?(\d{4}|\d{2}(?=\s*(?:$|[,|·-])))?"
)
_MONTH_DAY = re.compile(rf"{_WORD}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b")
_YEAR_MONTH_DAY = re.compile(rf"\b(\d{{4}})\.?\s+(?:m\.\s+)?{_WORD}\s+(\d{{1,2}})\b")
_TIME = re.compile(
    r"(?<![\d.,/-])([01]?\d|2[0-4])\s?(?:[:h時点點시]|(?<=\d)[.](?=\d\d\b))\s?([0-5]\d)?(?:\s?[분分])?(?::[0-5]\d)?\s?([ap]\.?\s?m\b\.?)?"
)
# How far behind a date its time may stand, in characters: " | Updated at ", " - um ", "(Thursday) ".
_TIME_REACH = 16
# How far before a date its time may end.
_TIME_BEFORE = 3

_SOLAR_MONTHS = (
    ("فروردین",),
    ("اردیبهشت",),
    ("خرداد",),
    ("تیر",),
    ("مرداد", "امرداد"),
    ("شهریور",),
    ("مهر",),
    ("آبان",),
    ("آذر",),
    ("دی",),
    ("بهمن",),
    ("اسفند",),
)
_BUDDHIST_OFFSET = 543


@cache
def _months() -> tuple[dict[str, dict[str, int]], dict[str, int]]:
    """Return month numbers by language, and those words that mean one month in all languages."""
    by_language: dict[str, dict[str, int]] = {}
    everywhere: dict[str, set[int]] = {}
    for lexicon in lexicons():
        own = by_language.setdefault(lexicon.language, {})
        for number, names in enumerate(lexicon.months, 1):
            for name in names:
                word = normalise(name).rstrip(".")
                own.setdefault(word, number)
                everywhere.setdefault(word, set()).add(number)
    return by_language, {w: n.pop() for w, n in everywhere.items() if len(n) == 1}


@cache
def date_words() -> frozenset[str]:
    """Return the months and weekdays of every language, as tokens."""
    words: set[str] = set()
    for lexicon in lexicons():
        for names in (*lexicon.months, *lexicon.weekdays):
            # Abbreviations of one or two letters are common words elsewhere ("la", "ma", "set").
            words.update(t for name in names for t in tokenize(name) if t != NUMBER and (len(t) > 2 or not t.isascii()))
    words.update(t for names in _SOLAR_MONTHS for t in names)
    return frozenset(words)


def _month(word: str, language: str | None) -> int | None:
    word = word.rstrip(".,")
    by_language, everywhere = _months()
    own = by_language.get(language or "", {})
    return own.get(word) or everywhere.get(word)


def find_dates(line: str, language: str | None) -> list[FoundDate]:
    """Return the dates in ``line``, in their order, with the time of day where one follows.

    >>> [d.iso for d in find_dates("Publié le 12 mai 2024 à 10h30", "fr")]
    ['2024-05-12T10:30']
    """
    text = _ascii_digits(normalise(line))
    found: list[tuple[int, int, dt.date]] = []
    taken = 0
    for start, end, date in sorted(_candidates(text, language), key=lambda c: (c[0], -c[1])):
        if start >= taken:
            found.append((start, end, date))
            taken = end
    out = []
    for index, (start, end, date) in enumerate(found):
        limit = found[index + 1][0] if index + 1 < len(found) else len(text)
        clock = _time_after(text, start, end, limit)
        out.append(FoundDate(date.isoformat() + (f"T{clock}" if clock else ""), start, end))
    return out


def _ascii_digits(text: str) -> str:
    """Write Arabic, Persian, Devanagari and other digits as ASCII ones; the length stays."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(c)) if c > "\x7f" and c.isdecimal() else c for c in text)


def _time_after(text: str, start: int, end: int, limit: int) -> str | None:
    inside = _ISO.match(text, start)
    if inside and inside[4]:
        return f"{inside[4]}:{inside[5]}"
    for m in _TIME.finditer(text, end, min(limit, end + _TIME_REACH + 8)):
        if m.start() - end <= _TIME_REACH and (m[2] or m[3]):
            return _clock(m)
    # British papers print the time first: "16:05, 11 Jul 2024".
    before = [m for m in _TIME.finditer(text, 0, start) if (m[2] or m[3]) and start - m.end() <= _TIME_BEFORE]
    return _clock(before[-1]) if before else None


def _clock(m: re.Match[str]) -> str:
    hour, minute = int(m[1]), int(m[2] or 0)
    if m[3]:
        hour = hour % 12 + (12 if m[3].startswith("p") else 0)
    return f"{hour % 24:02d}:{minute:02d}"


def find_time(line: str) -> str | None:
    """Return the first time of day in ``line``, as ``HH:MM``."""
    found = next((m for m in _TIME.finditer(_ascii_digits(normalise(line))) if m[2] or m[3]), None)
    return _clock(found) if found else None


def _candidates(text: str, language: str | None) -> list[tuple[int, int, dt.date]]:
    out: list[tuple[int, int, dt.date]] = []

    def add(m: re.Match[str], year: int, month: int, day: int) -> None:
        if date := _date(year, month, day):
            out.append((m.start(), m.end(), date))

    for m in _ISO.finditer(text):
        add(m, int(m[1]), int(m[2]), int(m[3]))
    for m in _YEAR_FIRST.finditer(text):
        add(m, int(m[1]), int(m[2]), int(m[3]))
    for m in _ROC.finditer(text):
        add(m, int(m[1]) + 1911, int(m[2]), int(m[3]))
    for m in _VIETNAMESE.finditer(text):
        add(m, int(m[3]), int(m[2]), int(m[1]))
    for m in _DAY_FIRST.finditer(text):
        if order := _day_month(int(m[1]), int(m[3]), m[2], language):
            add(m, _century(m[4]), order[1], order[0])
    out.extend(_named(text, language))
    return out


def _day_month(first: int, second: int, separator: str, language: str | None) -> tuple[int, int] | None:
    """Return (day, month) of a numeric date, ``None`` where both orders are in use."""
    if first > 12:
        return first, second
    if second > 12:
        return second, first
    if first == second:
        return first, second
    # English sites write both orders; with dots only the day-first order is in use.
    return (first, second) if language not in (None, "en") or separator == "." else None


def _named(text: str, language: str | None) -> list[tuple[int, int, dt.date]]:
    """Return the dates with a month's name."""
    out = []
    for regex, (day, month, year) in (
        (_DAY_MONTH, (1, 2, 3)),
        (_MONTH_DAY, (2, 1, 3)),
        (_YEAR_MONTH_DAY, (3, 2, 1)),
    ):
        for m in regex.finditer(text):
            if not m[year]:
                continue
            if number := _month(m[month], language):
                date = _date(_century(m[year]), number, int(m[day]))
            elif number := _solar_month(m[month]):
                date = _from_solar(int(m[year]), number, int(m[day]))
            else:
                continue
            if date:
                out.append((m.start(), m.end(), date))
    return out


def _century(year: str) -> int:
    """Read a year of two digits as sites mean it: the web is younger than 1990."""
    number = int(year)
    if len(year) == 4:
        return number
    return 2000 + number if number < 70 else 1900 + number


def _date(year: int, month: int, day: int) -> dt.date | None:
    if 2400 < year < 2700:
        year -= _BUDDHIST_OFFSET
    if not 1600 <= year <= 2200:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _solar_month(word: str) -> int | None:
    word = word.rstrip("،,.")
    return next((n for n, names in enumerate(_SOLAR_MONTHS, 1) if word in names), None)


def _from_solar(year: int, month: int, day: int) -> dt.date | None:
    """Convert a date of the Solar Hijri calendar, by the 33-year leap cycle (exact for 1244 to 1472)."""
    if not (1244 <= year <= 1472 and 1 <= day <= 31):
        return None
    elapsed = year - 1
    leaps = (8 * elapsed + 29) // 33
    days = 365 * elapsed + leaps + (31 * (month - 1) if month <= 7 else 30 * (month - 1) + 6) + day
    # The day before 1 Farvardin 1, in the proleptic Gregorian calendar.
    return dt.date(622, 3, 20) + dt.timedelta(days=days)
