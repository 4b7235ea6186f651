"""Rows -> the same rows with four fields more: what every adapter does, on plain dicts.

The fields are the same in all engines: ``clean_text`` (the body), ``clean_metadata`` and ``clean_removed`` (as in
``Article.to_dict()``), and ``clean_error``. A row whose input is null gets four nulls; a row that cannot be cleaned
gets the reason in ``clean_error`` and nulls in the others. Neither stops the batch.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from importlib.metadata import version
from typing import Any

from cleaner.config import Config
from cleaner.document import Record
from cleaner.errors import CleanerError, ConfigError, InputError, MissingDependency
from cleaner.pipeline import Cleaner

__all__ = ["FIELDS", "Columns", "RowCleaner", "clean_batch", "needs_extra"]

Row = Mapping[str, Any]

FIELDS = ("clean_text", "clean_metadata", "clean_removed", "clean_error")
"""The names of the fields that are added to a row, in their order."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a row has what. Every adapter takes these names as keyword arguments.

    >>> Columns.of({"html_col": "page", "url_col": "url"}).names
    ('page', 'url')
    """

    html_col: str | None = None
    """HTML, ``str`` or ``bytes``. Where it is null, the text is taken."""
    text_col: str | None = "text"
    """Text, ``str`` or ``bytes``. With ``html_col`` given and this not, there is none."""
    id_col: str | None = None
    """What names the row."""
    url_col: str | None = None
    """Where the page was."""
    media_type_col: str | None = None
    """``"text/plain"`` or ``"text/html"``, for columns that hold both. Where it is null, the HTML column is HTML,
    and in the text column is what it looks like, as in ``cleaner.clean``."""
    charset_col: str | None = None
    """The encoding that a header declared, for ``bytes``."""

    @classmethod
    def of(cls, given: Mapping[str, str | None]) -> Columns:
        """Return the columns of an adapter's keyword arguments.

        Raises:
            ConfigError: an argument is unknown, or no column is left to be cleaned.

        """
        known = [f.name for f in fields(cls)]
        if unknown := [name for name in given if name not in known]:
            raise ConfigError(f"{unknown[0]} is no option; columns are named with {', '.join(known)}")
        alone = {"text_col": None} if given.get("html_col") is not None else {}
        columns = cls(**{**alone, **given})
        if columns.text_col is None and columns.html_col is None:
            raise ConfigError("text_col and html_col are both None; name the column that is to be cleaned")
        return columns

    @property
    def payloads(self) -> tuple[str, ...]:
        """The columns with what is to be cleaned, the one that goes first before the other."""
        return tuple(name for name in (self.html_col, self.text_col) if name is not None)

    @property
    def names(self) -> tuple[str, ...]:
        """All columns that are read, each once."""
        given = (getattr(self, f.name) for f in fields(self))
        return tuple(dict.fromkeys(name for name in given if name is not None))

    def check(self, present: Collection[str]) -> None:
        """Compare with the columns that a table has.

        Raises:
            ConfigError: one that is to be read is not there, or one that is to be added is there already.

        """
        if missing := [name for name in self.names if name not in present]:
            raise ConfigError(f"there is no column {missing[0]!r}; there are {', '.join(map(str, present)) or 'none'}")
        check_free(present)

    def record(self, row: Row, number: int) -> Record | None:
        """Return the row's record, ``None`` if its text and HTML are null.

        Raises:
            InputError: the row has neither column, or there is neither ``str`` nor ``bytes`` in it.

        """
        record_id = self._string(row, self.id_col) or f"row {number}"
        present = [name for name in self.payloads if name in row]
        if not present:
            raise InputError(record_id, f"it has no field {' or '.join(map(repr, self.payloads))}")
        name = next((name for name in present if row[name] is not None), None)
        if name is None:
            return None
        if not isinstance(row[name], str | bytes):
            raise InputError(record_id, f"its {name!r} is {type(row[name]).__name__}; give str or bytes")
        media_type = self._string(row, self.media_type_col) or ("text/html" if name == self.html_col else None)
        charset, url = self._string(row, self.charset_col), self._string(row, self.url_col)
        return Record(record_id, row[name], media_type, charset, url)

    @staticmethod
    def _string(row: Row, name: str | None) -> str | None:
        value = None if name is None else row.get(name)
        return None if value is None else str(value)


def check_free(present: Collection[str]) -> None:
    """Raise ``ConfigError`` if a field that is to be added is there already: nothing is written over."""
    if taken := [name for name in FIELDS if name in present]:
        raise ConfigError(f"the input has a {taken[0]!r} already; rename it, or drop it before cleaning again")


class RowCleaner:
    """Cleans batches of rows, any number of them; for engines that keep a callable.

    Pickles as its options, without what was loaded for them, and with the version: an engine that caches results
    under the pickled callable makes them anew after an upgrade.
    """

    def __init__(self, config: Config | None = None, **columns: str | None) -> None:
        """Use ``config``, or the defaults; ``columns`` are the fields of ``Columns``.

        Raises:
            ConfigError: a column argument is unknown, or nothing is named to be cleaned.

        """
        self.columns = Columns.of(columns)
        self._cleaner = Cleaner(config)

    def __call__(self, rows: Iterable[Row]) -> list[dict[str, Any]]:
        """Return the rows, in their order, each with the four fields.

        Raises:
            ConfigError: a row has one of the fields already.

        """
        cleaned = []
        for number, row in enumerate(rows):
            check_free(row.keys())
            cleaned.append({**row, **self.fields(row, number)})
        return cleaned

    def fields(self, row: Row, number: int = 0) -> dict[str, Any]:
        """Return the four fields of one row."""
        try:
            record = self.columns.record(row, number)
            article = None if record is None else self._cleaner(record)
        except InputError as error:
            return failed(error.reason)
        except CleanerError:
            # A missing package or a wrong option is not the row's fault: every other row would fail too.
            raise
        except Exception as error:  # noqa: BLE001 - one odd page must not end a job over millions
            return failed(f"{type(error).__name__}: {error}")
        if article is None:
            return failed(None)
        data = article.to_dict()
        return dict(zip(FIELDS, (data["text"], data["metadata"], data["removed"], None), strict=True))

    def __getstate__(self) -> dict[str, Any]:
        """Return the options and the version."""
        return {"config": self._cleaner.config, "columns": self.columns, "version": version("cleaner")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Build the cleaner anew."""
        self.columns = state["columns"]
        self._cleaner = Cleaner(state["config"])


def failed(reason: str | None) -> dict[str, Any]:
    """Return the four fields of a row without a result; ``reason`` is ``None`` if there was no input."""
    return dict(zip(FIELDS, (None, None, None, reason), strict=True))


def clean_batch(rows: Iterable[Row], config: Config | None = None, **columns: str | None) -> list[dict[str, Any]]:
    r"""Clean a batch of rows, and return them with four fields more, in their order.

    Args:
        rows: one dict a record.
        config: the options; ``None`` for the defaults.
        columns: where a row has what: the fields of ``Columns``, such as ``html_col="page"``.

    Returns:
        As many rows, with ``clean_text``, ``clean_metadata``, ``clean_removed`` and ``clean_error``.

    Raises:
        ConfigError: a column argument is unknown, nothing is named to be cleaned, or a row has one of the four
            fields already. What is wrong with one row stands in its ``clean_error``.

    >>> text = "The pool reopens on Monday, the town hall said.\n\nThis site uses Akismet to reduce spam."
    >>> (row,) = clean_batch([{"key": 1, "text": text}])
    >>> row["key"], row["clean_text"], [block["label"] for block in row["clean_removed"]]
    (1, 'The pool reopens on Monday, the town hall said.', ['spam_filter'])
    >>> clean_batch([{"text": b"%PDF-1.7"}])[0]["clean_error"]
    'this is no text but a PDF document; give plain text or HTML'

    """
    return RowCleaner(config, **columns)(rows)


@contextmanager
def needs_extra(extra: str) -> Iterator[None]:
    """Turn a failing import into the line that installs what is missing.

    Raises:
        MissingDependency: an import inside failed.

    """
    try:
        yield
    except ImportError as error:
        raise MissingDependency(
            f"cleaner.integrations.{extra} cannot be used ({error}); install what it needs: "
            f'pip install "cleaner[{extra}]"'
        ) from error
