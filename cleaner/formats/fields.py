"""Entries -> records: which field of a row holds the text, the page, the id and the URL."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..document import Record
from ..errors import InputError
from .entries import Entry, Reading

__all__ = ["find_fields", "record"]

# In order of preference; the names of Common Crawl derivatives, Hugging Face data sets and scrapers.
_TEXT = ("text", "raw_content", "content", "body", "article", "article_text", "maintext", "document", "txt")
_HTML = ("html", "raw_html", "page", "page_html", "html_content")
_ID = ("id", "doc_id", "docid", "document_id", "uuid", "uid", "warc_record_id", "digest")
_URL = ("url", "source_url", "uri", "link", "target_uri", "warc_target_uri", "canonical_url")
_MEDIA_TYPE = ("media_type", "mime_type", "content_type")


def find_fields(names: Mapping[str, Any], reading: Reading, source: str) -> tuple[str, bool]:
    """Return the name of the field that holds the document, and whether it is HTML.

    Raises:
        InputError: there is none; the message lists the fields that there are.
    """
    if reading.text_field is not None:
        return _told(reading.text_field, names, source), False
    if reading.html_field is not None:
        return _told(reading.html_field, names, source), True
    lower = _lower(names)
    for usual, is_html in ((_TEXT, False), (_HTML, True)):
        for name in usual:
            if name in lower:
                return lower[name], is_html
    raise InputError(
        source, f"no field is known to hold the text; name it with --text-field or --html-field. Fields: {_list(names)}"
    )


def record(entry: Entry, reading: Reading) -> Record:
    """Return the record of an entry.

    Raises:
        InputError: its line is no JSON object, or has no text; ``source`` is the entry's place.
    """
    if isinstance(entry.content, Record):
        return entry.content
    where = f"{entry.source}, {entry.place}"
    row = _parse(entry.content, where) if isinstance(entry.content, bytes) else entry.content
    field, is_html = find_fields(row, reading, where)
    payload = row[field]
    if payload is None:
        payload = ""
    if not isinstance(payload, (str, bytes)):
        raise InputError(where, f"the field {field!r} holds {_kind(payload)}, not text")
    if len(payload) > reading.max_bytes:
        raise InputError(where, too_large(len(payload), reading.max_bytes))
    lower = _lower(row)
    id_field = reading.id_field or next((lower[n] for n in _ID if n in lower), None)
    url_field = reading.url_field or next((lower[n] for n in _URL if n in lower), None)
    used = {field, id_field, url_field}
    return Record(
        id=_text(row.get(id_field)) if id_field and row.get(id_field) is not None else _made_up(entry),
        payload=payload,
        media_type=reading.media_type or ("text/html" if is_html else _declared(row, lower)),
        charset=reading.charset,
        url=_text(row[url_field]) if url_field and row.get(url_field) else None,
        extra={key: value for key, value in row.items() if key not in used},
    )


def too_large(size: int, limit: int) -> str:
    """Return the reason for setting a large document aside."""
    return f"the document is larger ({size:,} bytes) than the limit of {limit:,}; raise it with --max-size"


def _made_up(entry: Entry) -> str:
    """Return an id for a document that has none: file and place."""
    return f"{entry.source}#{entry.place.removeprefix('line ').removeprefix('row ')}"


def _parse(line: bytes, where: str) -> Mapping[str, Any]:
    try:
        row = json.loads(line)
    except UnicodeDecodeError as error:
        raise InputError(where, f"the line is not in UTF-8 (byte {error.start} of it)") from None
    except json.JSONDecodeError as error:
        cut = "" if line.endswith(b"\n") else "; the file ends in the middle of it: it may be truncated"
        raise InputError(where, f"the line is no JSON ({error.msg}, character {error.pos}){cut}") from None
    except RecursionError:
        raise InputError(where, "the line's JSON is nested too deeply") from None
    except ValueError as error:
        raise InputError(where, f"the line's JSON cannot be read: {error}") from None
    if isinstance(row, str):
        return {"text": row}
    if not isinstance(row, dict):
        raise InputError(where, f"the line holds {_kind(row)}; each must hold a JSON object")
    return row


def _declared(row: Mapping[str, Any], lower: Mapping[str, str]) -> str | None:
    """Return the media type that a row gives of its content, if it is one of ours."""
    for name in _MEDIA_TYPE:
        value = row[lower[name]] if name in lower else None
        if isinstance(value, str) and (kind := value.partition(";")[0].strip()) in ("text/html", "text/plain"):
            return kind
    return None


def _told(name: str, names: Mapping[str, Any], source: str) -> str:
    if name not in names:
        raise InputError(source, f"there is no field {name!r}. Fields: {_list(names)}")
    return name


def _lower(names: Mapping[str, Any]) -> dict[str, str]:
    return {str(name).lower().replace("-", "_"): name for name in reversed(list(names))}


def _list(names: Mapping[str, Any]) -> str:
    shown = [str(name) for name in list(names)[:30]]
    return ", ".join(shown) if shown else "none at all"


def _text(value: Any) -> str:
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value)


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", bool: "a truth value", int: "a number", float: "a number"}
    return names.get(type(value), "nothing" if value is None else f"a {type(value).__name__}")
