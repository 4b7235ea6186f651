"""A second opinion on a page: trafilatura's, asked within a limit of time."""

from __future__ import annotations

import ctypes
import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["Opinion", "ask", "ask_metadata"]

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
    if sum(1 for _ in root.iter()) > _MOST_ELEMENTS:
        return Opinion("", "trafilatura was not asked: the page has too many elements")
    try:
        return Opinion(_within(seconds, lambda: _main_text(root)), None)
    except TimeoutError:
        return Opinion("", f"trafilatura took more than {seconds:g} s; the page was judged without it")
    except Exception as error:  # noqa: BLE001  it may raise anything on a bad page
        return Opinion("", f"trafilatura failed ({type(error).__name__}); the page was judged without it")


def ask_metadata(root: _Element, seconds: float) -> dict[str, str]:
    """Ask trafilatura, and htmldate through it, for a page's title, author and date; what it cannot say is left out."""
    try:
        found = _within(seconds, lambda: _metadata(root))
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

    _silence()
    return trafilatura.extract(root, include_comments=False, fast=True) or ""


def _metadata(root: _Element) -> dict[str, str | None]:
    from trafilatura.metadata import extract_metadata

    _silence()
    found = extract_metadata(root)
    return {"title": found.title, "authors": found.author, "published": found.date}


def _silence() -> None:
    # It says in its log that a page has no main text; the answer says so too.
    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
