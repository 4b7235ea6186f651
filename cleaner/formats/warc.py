"""WARC and WET: web archives, read with FastWARC, which ends silently where a file is cut: that is checked here."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from ..document import Record
from ..errors import InputError, MissingDependency
from .entries import Entry, Item, Reading, Unread
from .fields import too_large
from .sources import Source

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

__all__ = ["read_warc"]

_PAGES = {"text/html": "text/html", "application/xhtml+xml": "text/html", "text/plain": "text/plain"}
_OK = 200
# Every record ends with two line ends.
_END = b"\r\n\r\n"
_HTTP_RECORD = b"WARC/1.1\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: %d\r\n" + b"\r\n"


class _Tail(io.RawIOBase):
    """Passes a stream on and remembers its last bytes."""

    def __init__(self, inner: io.BufferedReader) -> None:
        self._inner = inner
        self._position = 0
        self.last = b""

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        # FastWARC asks once, and its process ends if there is no answer.
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        # Not ``read``: of what stands before a fault in a compressed stream, that would lose a buffer full.
        data = self._inner.read1(len(buffer))
        buffer[: len(data)] = data
        self._position += len(data)
        self.last = (self.last + data[-len(_END) :])[-len(_END) :]
        return len(data)


def read_warc(stream: io.BufferedReader, source: Source, inner: str, reading: Reading) -> Iterator[Item]:
    """Yield an entry for each page (``response`` and ``resource`` with HTML or text, ``conversion``).

    Other kinds of content, and answers that are not 200, are passed over and counted; requests and the archive's
    own notes are not.

    Raises:
        InputError: the file is truncated or no WARC file.
        MissingDependency: FastWARC is not installed.
    """
    del inner
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError:
        raise MissingDependency('WARC files need the package FastWARC: pip install "cleaner[warc]"') from None
    wanted = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
    tail = _Tail(stream)
    number = 0
    try:
        records = ArchiveIterator(cast("BinaryIO", tail), record_types=wanted, parse_http=False)
        for found in records:
            number += 1
            yield _item(found, number, source, reading)
    except OSError as error:
        raise InputError(source.id, f"it is no sound WARC file after record {number}: {error}") from error
    if tail.last and tail.last != _END:
        raise InputError(source.id, f"it is truncated: the WARC file ends in the middle of record {number}")


def _item(found: WarcRecord, number: int, source: Source, reading: Reading) -> Item:
    """Return what one WARC record is."""
    headers = found.headers
    place = f"record {number} (byte {found.stream_pos})"
    key = (headers.get("WARC-Record-ID") or place).strip("<>")
    length = found.content_length
    if length > reading.max_bytes:
        return Unread(source.id, place, too_large(length, reading.max_bytes), key)
    # The body is counted before HTTP headers are taken off it: FastWARC does not say when it is too short.
    raw = found.reader.read()
    if len(raw) < length:
        missing = f"it is truncated: {len(raw):,} bytes of {length:,} are there"
        raise InputError(source.id, f"{missing} in {place}")
    kind, charset, body, status = headers.get("Content-Type"), None, raw, _OK
    if (kind or "").replace(" ", "").startswith("application/http"):
        try:
            kind, charset, body, status = _http(raw, reading.max_bytes)
        except OSError as error:
            return Unread(source.id, place, f"its HTTP message is damaged: {error}", key)
        if len(body) > reading.max_bytes:
            return Unread(source.id, place, too_large(len(body), reading.max_bytes), key)
    media_type = _PAGES.get((kind or "").partition(";")[0].strip().lower())
    if media_type is None or status != _OK:
        reason = f"HTTP status {status}" if status != _OK else f"content of type {kind}"
        return Unread(source.id, place, reason, key, skipped=True)
    record = Record(
        key,
        body,
        reading.media_type or media_type,
        reading.charset or charset,
        headers.get("WARC-Target-URI"),
        _extra(headers),
    )
    return Entry(source.id, place, f"{source.full_name}/{number:08d}", record, len(body))


def _extra(headers: Any) -> dict[str, str]:
    """Return the record's fields that are carried through, under the names that data sets give them."""
    names = {"warc_date": "WARC-Date", "warc_language": "WARC-Identified-Content-Language"}
    return {name: value for name, header in names.items() if (value := headers.get(header))}


def _http(raw: bytes, limit: int) -> tuple[str | None, str | None, bytes, int]:
    """Return content type, charset, unpacked body (up to a byte more than ``limit``) and status of an HTTP message."""
    from fastwarc.warc import ArchiveIterator

    message = next(iter(ArchiveIterator(io.BytesIO(_HTTP_RECORD % len(raw) + raw + _END), auto_decode="all")))
    status = message.http_headers.status_code if message.http_headers is not None else None
    return message.http_content_type, message.http_charset, message.reader.read(limit + 1), status or _OK
