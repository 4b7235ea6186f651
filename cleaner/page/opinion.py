"""A second opinion on a page: trafilatura's, asked within a limit of time."""

from __future__ import annotations

import ctypes
import logging
import re
import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

if TYPE_CHECKING:
    from lxml.etree import XPath, _Element

__all__ = ["FIELDS", "Opinion", "ask", "ask_metadata"]

FIELDS = ("title", "authors", "published")
"""What trafilatura is asked for where the page does not declare it."""

T = TypeVar("T")

# Elements of a page that trafilatura is asked about at most: it takes a minute for a page of 100,000.
_MOST_ELEMENTS = 60_000


class Opinion(NamedTuple):
    """What trafilatura took for the main text, or why it did not say."""

    text: str
    warning: str | None


class _TooLateError(BaseException):
    """Ends the thread that trafilatura runs in; no handler of its own catches it."""


def ask(root: _Element, seconds: float) -> Opinion:
    """Ask trafilatura for the main text of a page.

    It runs in a thread of its own, which is told to end when time is up.

    Args:
        root: the page's tree; it is not changed.
        seconds: how long to wait.
    """
    if cast("float", root.xpath("count(//*)")) > _MOST_ELEMENTS:
        return Opinion("", "trafilatura was not asked: the page has too many elements")
    try:
        return Opinion(_within(seconds, lambda: _main_text(root)), None)
    except TimeoutError:
        return Opinion("", f"trafilatura took more than {seconds:g} s; the page was judged without it")
    except Exception as error:  # noqa: BLE001  it may raise anything on a bad page
        return Opinion("", f"trafilatura failed ({type(error).__name__}); the page was judged without it")


def ask_metadata(root: _Element, seconds: float, fields: Collection[str] = FIELDS) -> dict[str, str]:
    """Ask trafilatura, and htmldate through it, for some of ``FIELDS``; what it cannot say is left out.

    Args:
        root: the page's tree; it is not changed.
        seconds: how long to wait.
        fields: which to ask for.
    """
    try:
        found = _within(seconds, lambda: _metadata(root, fields))
    except Exception:  # noqa: BLE001  it may raise anything on a bad page; then it says nothing
        return {}
    return {name: value for name, value in found.items() if value}


def _within(seconds: float, work: Callable[[], T]) -> T:
    """Return what ``work`` returns, or raise what it raises; ``TimeoutError`` when time is up."""
    done: list[T] = []
    failed: list[Exception] = []

    def run() -> None:
        try:
            done.append(work())
        except _TooLateError:
            return
        except Exception as error:  # noqa: BLE001  raised again by the caller's thread
            failed.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if done:
        return done[0]
    if failed:
        raise failed[0]
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(_TooLateError))
    raise TimeoutError


def _main_text(root: _Element) -> str:
    import trafilatura

    _hush()
    return trafilatura.extract(root, include_comments=False, fast=True) or ""


def _metadata(root: _Element, fields: Collection[str]) -> dict[str, str | None]:
    """Take the steps of ``trafilatura.extract_metadata`` that the fields need; dates, tags and licences cost most."""
    import htmldate
    from trafilatura import metadata as asked
    from trafilatura.settings import set_date_params

    _hush()
    known = asked.examine_meta(root)
    if known.author and " " not in known.author:
        known.author = None
    with suppress(Exception):  # it stumbles over broken JSON-LD
        known = asked.extract_meta_json(root, known)
    found: dict[str, str | None] = {}
    if "title" in fields:
        found["title"] = known.title or asked.extract_title(root)
    if "authors" in fields:
        found["authors"] = known.author or (asked.extract_author(root) if _names_authors(root) else None)
    if "published" in fields:
        url = known.url or asked.extract_url(root)
        # Not its extensive search of all text: that gives a date to nearly every page that has none.
        found["published"] = htmldate.find_date(root, **set_date_params(extensive=False), url=url)
    return found


# trafilatura finds authors by what elements are called: by regular expressions, for 15 ms a page. Where no element is
# called anything like it, it finds none.
_AUTHOR = re.compile(
    r"author|byline|\bbyl\b|username|bbl|zuozhe|bianji|xiaobian|channel-name|(?:submitted|posted)-by|journalist|writer|"
    r"screenname",
    re.IGNORECASE,
)


def _names_authors(root: _Element) -> bool:
    names = cast("list[str]", _called()(root))
    return next(root.iter("author"), None) is not None or _AUTHOR.search(" ".join(dict.fromkeys(names))) is not None


@cache
def _called() -> XPath:
    import lxml.etree

    return lxml.etree.XPath("//@class|//@id|//@rel|//@itemprop|//@data-testid|//@data-component", smart_strings=False)


class _Hush(logging.Filter):
    """Keeps what trafilatura logs in the threads that it is asked in from the log, and nothing else."""

    def filter(self, record: logging.LogRecord) -> bool:
        del record
        return not getattr(_ASKING, "hushed", False)


_ASKING = threading.local()
_HUSH = _Hush()


def _hush() -> None:
    """Keep from the log what this thread makes trafilatura say; other threads, levels and handlers are not touched.

    It says there that a page has no main text; the answer says so too.
    """
    _ASKING.hushed = True
    # A filter holds for the logger that it is on, not for those below; a second one of the same is not added.
    for name, logger in list(logging.root.manager.loggerDict.items()):
        if name.partition(".")[0] in _LOGGERS and isinstance(logger, logging.Logger):
            logger.addFilter(_HUSH)


_LOGGERS = frozenset({"trafilatura", "htmldate", "courlan"})
