"""From bytes to text: byte-order mark, declared charset, strict UTF-8, then chardet.

The order follows the WHATWG Encoding Standard and HTML's encoding sniffing; labels such as
``iso-8859-1`` mean what they mean there (``windows-1252``), as that is what sites mean by them.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from .errors import DecodingError, UnsupportedInput

__all__ = ["Decoded", "decode"]


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was in (Python's name), and what a reader should know about it."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


_MARKS = (
    # UTF-32's little-endian mark begins with UTF-16's: the longer ones come first.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# First bytes of formats that are often fed in by mistake.
_MAGIC = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"\x1f\x8b", "gzip-compressed data"),
    (b"BZh", "bzip2-compressed data"),
    (b"\xfd7zXZ\x00", "xz-compressed data"),
    (b"\x28\xb5\x2f\xfd", "Zstandard-compressed data"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"PK\x03\x04", "a ZIP archive (or an Office document)"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"PAR1", "a Parquet file"),
    (b"\x7fELF", "an ELF program"),
    (b"MZ\x90\x00", "a Windows program"),
    (b"OggS", "Ogg media"),
    (b"ID3", "MP3 audio"),
    (b"fLaC", "FLAC audio"),
    (b"wOFF", "a WOFF font"),
    (b"wOF2", "a WOFF2 font"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x00asm", "WebAssembly"),
    (b"\x1aE\xdf\xa3", "Matroska or WebM video"),
)

# WHATWG labels whose meaning differs from the codec that Python has under the same name.
_WEB_LABELS = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5hkscs",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "utf-16": "utf-16-le",
    "unicode": "utf-16-le",
}

_META = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})|<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})""",
    re.IGNORECASE,
)
# HTML's own rule looks at 1024 bytes; real pages put scripts first.
_META_REACH = 4096
# What chardet is shown. Longer samples change nothing but the time.
_SAMPLE = 65536
# A text has at most this share of control characters; random bytes have an eighth.
_CONTROL_SHARE = 0.02
# UTF-8 with single broken bytes (a cut or spliced file) is read with replacement characters
# if no more than this share of its characters is broken.
_BROKEN_SHARE = 0.002

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffe\uffff]")


def decode(payload: bytes, *, charset: str | None = None, source: str = "input") -> Decoded:
    """Decode ``payload``.

    Args:
        payload: the bytes of a text or page.
        charset: the encoding that the carrier declared, any WHATWG label or Python name.
        source: names the input in errors.

    Raises:
        UnsupportedInput: the bytes are no text.
        DecodingError: they are text in no encoding that fits.

    >>> decode("Müller".encode("cp1252")).text
    'Müller'
    """
    if not payload:
        return Decoded("", "utf-8")
    for mark, encoding in _MARKS:
        if payload.startswith(mark):
            return _marked(payload[len(mark) :], encoding, source)
    for magic, seen in _MAGIC:
        if payload.startswith(magic):
            raise UnsupportedInput(source, seen)
    decoded = (
        _declared(payload, charset)
        or _utf8(payload)
        or _utf16_without_mark(payload)
        or _broken_utf8(payload)
        or _detected(payload)
    )
    if decoded is None:
        raise _not_decodable(payload, source)
    if _is_binary(decoded.text):
        raise UnsupportedInput(source, "binary data of an unknown kind")
    return decoded


def _marked(payload: bytes, encoding: str, source: str) -> Decoded:
    """Decode what follows a byte-order mark; the mark is believed even if single bytes are broken."""
    text = payload.decode(encoding, errors="replace")
    if _is_binary(text):
        raise UnsupportedInput(source, "binary data that begins like a byte-order mark")
    broken = text.count("\ufffd")
    notes = (f"{broken} undecodable places were replaced by U+FFFD",) if broken else ()
    return Decoded(text, encoding, notes)


def _codec(label: str | None) -> str | None:
    """Return the Python codec for a declared label, ``None`` for unknown ones."""
    if not label:
        return None
    name = label.strip().strip("\"'").lower()
    name = _WEB_LABELS.get(name, name)
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    # Python also has "codecs" such as base64 and rot13, which are not encodings of text.
    return info.name if getattr(info, "_is_text_encoding", True) else None


def _declared(payload: bytes, charset: str | None) -> Decoded | None:
    """Try what the carrier declared, then what the page itself declares."""
    labels = [charset]
    if found := _META.search(payload[:_META_REACH]):
        labels.append((found[1] or found[2]).decode("ascii"))
    for label in labels:
        codec = _codec(label)
        # A page that could read its own ASCII declaration is not in UTF-16, whatever it says.
        if codec is None or (codec.startswith(("utf-16", "utf-32")) and label is not charset):
            continue
        try:
            text = payload.decode(codec)
        except (UnicodeDecodeError, LookupError):
            continue
        if codec != "utf-8" and not _is_multibyte(codec) and _utf8_certain(payload):
            # Valid multi-byte UTF-8 is never an accident: the declaration is a leftover.
            continue
        return Decoded(text, codec)
    return None


def _is_multibyte(codec: str) -> bool:
    return codec.startswith(("utf", "gb", "big5", "cp9", "euc", "shift", "iso2022", "hz", "johab"))


def _utf8_certain(payload: bytes) -> bool:
    if payload.isascii():
        return False
    try:
        payload.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _utf8(payload: bytes) -> Decoded | None:
    try:
        text = payload.decode("utf-8")
    except UnicodeDecodeError:
        return None
    # UTF-16 of Latin text is valid UTF-8 full of NULs.
    return None if "\x00" in text and text.count("\x00") / len(text) > _CONTROL_SHARE else Decoded(text, "utf-8")


_PLAIN = re.compile(r"[\s\w.,;:!?'\"()«»„“”‘’。、，！？「」؟،।-]")


def _utf16_without_mark(payload: bytes) -> Decoded | None:
    """Recognise UTF-16 by what both byte orders give: the right one gives letters of few scripts."""
    if len(payload) < 4 or len(payload) % 2:
        return None
    best: tuple[float, str, str] | None = None
    for codec in ("utf-16-le", "utf-16-be"):
        try:
            text = payload.decode(codec)
        except UnicodeDecodeError:
            continue
        score = _plausibility(text[:4000])
        if best is None or score > best[0]:
            best = (score, codec, text)
    # Legacy 8-bit text read as UTF-16 scatters over hundreds of rows of the code table.
    return Decoded(best[2], best[1]) if best and best[0] > 0.9 else None


def _plausibility(text: str) -> float:
    """Return the share of characters that are ASCII, or in the three commonest rows of 256 and no control."""
    if not text:
        return 0.0
    rows: dict[int, int] = {}
    good = 0
    ideographs = 0
    for ch in text:
        code = ord(ch)
        if code < 0x80:
            good += ch.isprintable() or ch in "\n\r\t"
        elif 0x4E00 <= code <= 0x9FFF or 0xAC00 <= code <= 0xD7A3:
            ideographs += 1
        elif _PLAIN.match(ch) or 0x2010 <= code <= 0x206F or 0x3000 <= code <= 0x303F or 0xFF00 <= code <= 0xFF65:
            rows[code >> 8] = rows.get(code >> 8, 0) + 1
    good += sum(sorted(rows.values())[-3:])
    if ideographs:
        # Chinese, Japanese and Korean text has punctuation or kana of its own, random pairs of bytes have none.
        own = sum(rows.get(r, 0) for r in (0x30, 0x20, 0xFF)) + sum(ch in " \n,." for ch in text)
        good += ideographs if own * 40 >= ideographs else 0
    return good / len(text)


def _broken_utf8(payload: bytes) -> Decoded | None:
    """Read UTF-8 in which single bytes are broken, as spliced logs and cut files have it."""
    text = payload.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    intact = sum(1 for ch in text if ch > "\x7f") - broken
    # A cut at the end breaks one character however short the text is.
    if intact < 10 * broken or broken > max(1, _BROKEN_SHARE * len(text)):
        return None
    return Decoded(text, "utf-8", (f"{broken} undecodable places were replaced by U+FFFD",))


def _detected(payload: bytes) -> Decoded | None:
    """Ask chardet; its answer must decode every byte."""
    import chardet

    found = chardet.detect(payload[:_SAMPLE])
    codec = _codec(found.get("encoding"))
    if codec is None and str(found.get("mime_type", "text/")).split("/")[0] != "text":
        return None
    # Windows-1252 holds every other 8-bit Latin text well enough to be read; five of its bytes are void.
    fallback = None if codec is not None and _is_multibyte(codec) else "cp1252"
    for candidate in (codec, fallback):
        if candidate is None:
            continue
        try:
            return Decoded(payload.decode(candidate), candidate)
        except (UnicodeDecodeError, LookupError):
            continue
    return None


def _is_binary(text: str) -> bool:
    if not text:
        return False
    sample = text[:_SAMPLE]
    return len(_CONTROL.findall(sample)) > _CONTROL_SHARE * len(sample)


def _not_decodable(payload: bytes, source: str) -> UnsupportedInput | DecodingError:
    """Choose the error: control bytes mean binary data, else it is text in an unknown encoding."""
    sample = payload[:_SAMPLE]
    control = sum(b < 9 or 13 < b < 27 or 27 < b < 32 for b in sample)
    if control > _CONTROL_SHARE * len(sample):
        return UnsupportedInput(source, "binary data of an unknown kind")
    return DecodingError(source, "its encoding could not be found; declare it (charset=...)")
