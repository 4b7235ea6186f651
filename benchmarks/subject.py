"""The library under test, called as its users call it, and what its answer means for lines and titles."""

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from .metrics import words

DEFAULT = "cleaner:clean"
# What cleans with the library, which has two engines: with the packaged weights, and with those of the folds.
OF_LIBRARY = frozenset({DEFAULT, "training.held_out:clean"})
NONE = "none"
# A title counts as standing in a text when its words do among so many first words of it.
_HEAD = 120


class SubjectMissingError(RuntimeError):
    """The function to be measured cannot be imported. The message says which, and why."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What cleaning left of a text."""

    text: str
    """The body as it is given."""
    titled: str
    """The title that was moved out of the text, and the body under it."""
    kept: tuple[bool, ...] = ()
    """For each line of the input, cut at line feeds, whether it is in the body. Empty for HTML."""
    kept_titled: tuple[bool, ...] = ()
    """The same with title lines counted as kept."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A ``module:function`` with the signature of ``cleaner.clean``, the care and the engine that it is asked for."""

    target: str = DEFAULT
    care: str | None = None
    engine: str | None = None

    @property
    def name(self) -> str:
        """The name in tables."""
        module, _, function = self.target.partition(":")
        plain = module if function == "clean" else self.target
        return ", ".join([plain, *filter(None, (self.care, self.engine))])

    def call(self, text: str, url: str | None = None) -> Any:
        """Clean a scraped text, and do nothing else."""
        return _function(self.target)(text, url=url, media_type="text/plain", config=_config(self.care, self.engine))

    def clean_text(self, text: str, url: str | None) -> Cleaned:
        """Clean a scraped text, and see what was left of it."""
        article = self.call(text, url)
        title = "\n".join(block.text.strip() for block in article.removed if _is_title(block))
        lines = text.split("\n")
        return Cleaned(
            text=article.text,
            titled=f"{title}\n{article.text}" if title else article.text,
            kept=kept_lines(lines, [(block.start, block.end) for block in article.removed]),
            kept_titled=kept_lines(
                lines, [(block.start, block.end) for block in article.removed if not _is_title(block)]
            ),
        )

    def clean_html(self, page: bytes, url: str | None) -> Cleaned:
        """Clean a page of HTML. The title is the metadata's, unless the body begins with it."""
        article = _function(self.target)(page, url=url, media_type="text/html", config=_config(self.care, self.engine))
        title = article.metadata.title or ""
        head = " ".join(words(article.text)[:_HEAD])
        stands = not words(title) or " ".join(words(title)) in head
        return Cleaned(article.text, article.text if stands else f"{title}\n{article.text}")


def kept_lines(lines: Sequence[str], removed: Sequence[tuple[int, int]]) -> tuple[bool, ...]:
    """Which lines are kept, given the removed ``(start, end)`` ranges of the text: those that lost at most half.

    >>> kept_lines(["Share", "A cat."], [(0, 5)])
    (False, True)
    """
    gone = sorted(removed)
    flags: list[bool] = []
    begin, first = 0, 0
    for line in lines:
        end = begin + len(line)
        while first < len(gone) and gone[first][1] <= begin:
            first += 1
        lost = 0
        for start, stop in gone[first:]:
            if start >= end:
                break
            lost += len("".join(line[max(start - begin, 0) : stop - begin].split()))
        flags.append(2 * lost <= len("".join(line.split())))
        begin = end + 1
    return tuple(flags)


def _is_title(block: Any) -> bool:
    return str(getattr(block.label, "value", block.label)) == "title"


@cache
def _function(target: str) -> Callable[..., Any]:
    module, _, name = target.partition(":")
    try:
        function: Callable[..., Any] = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise SubjectMissingError(
            f"cannot load {target!r} ({error}); --subject names a module:function, or 'none' for peers alone"
        ) from error
    return function


@cache
def _config(care: str | None, engine: str | None) -> Any:
    options = {name: value for name, value in (("care", care), ("engine", engine)) if value is not None}
    return importlib.import_module("cleaner").Config(**options) if options else None
