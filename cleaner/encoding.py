"""From bytes to text: byte-order mark, certain UTF-8, declared charset, then chardet.

The order follows the WHATWG Encoding Standard and HTML's encoding sniffing, but a declaration is believed only if the
text that it gives looks like one: servers and templates declare charsets that the bytes were never in.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass

from .charsets import codec_of, declared_codecs, is_multibyte
from .errors import DecodingError, UnsupportedInput
from .mojibake import oddness

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

# A browser's "web page, single file": the parts of a MIME message, encoded. Messages that were sent are text.
_HEADERS = re.compile(rb"\s*(?:[A-Za-z-]{1,40}:[^\n]*\n(?:[ \t][^\n]*\n)*){1,20}", re.IGNORECASE)
_RELATED = re.compile(rb"^content-type:\s*multipart/related\b", re.IGNORECASE | re.MULTILINE)
_SENT = re.compile(rb"^(?:to|received|message-id):", re.IGNORECASE | re.MULTILINE)
_HEADERS_REACH = 10_000

# What chardet is shown. Longer samples change nothing but the time.
_SAMPLE = 65536
# A text has at most this share of control characters; random bytes have an eighth.
_CONTROL_SHARE = 0.02
# UTF-8 with single broken bytes (a cut or spliced file) is read with replacement characters
# if no more than this share of its characters is broken.
_BROKEN_SHARE = 0.002
# The same behind a byte-order mark, which says that it is UTF-8.
_BROKEN_MARKED = 0.02

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
            payload = payload[len(mark) :]
            if (marked := _marked(payload, encoding, source)) is not None:
                return marked
            break
    for magic, seen in _MAGIC:
        if payload.startswith(magic):
            raise UnsupportedInput(source, seen)
    headers = _HEADERS.match(payload, 0, _HEADERS_REACH)
    if headers and _RELATED.search(headers[0]) and not _SENT.search(headers[0]):
        raise UnsupportedInput(source, "an MHTML archive (a page saved as a single file)")
    decoded = _decoded(payload, declared_codecs(payload, charset))
    if decoded is None:
        raise _not_decodable(payload, source)
    if _is_binary(decoded.text):
        raise UnsupportedInput(source, "binary data of an unknown kind")
    return decoded


def _marked(payload: bytes, encoding: str, source: str) -> Decoded | None:
    """Decode what follows a byte-order mark; the mark is believed even if single bytes are broken.

    ``None`` where a mark of UTF-8 stands before something else, as where one file is pasted into another.
    """
    text = payload.decode(encoding, errors="replace")
    broken = text.count("\ufffd")
    if encoding == "utf-8" and broken > max(1, _BROKEN_MARKED * len(text)):
        return None
    if _is_binary(text):
        raise UnsupportedInput(source, "binary data that begins like a byte-order mark")
    return Decoded(text, encoding, _broken_note(broken))


def _broken_note(broken: int) -> tuple[str, ...]:
    return (f"{broken} undecodable places were replaced by U+FFFD",) if broken else ()


def _decoded(payload: bytes, declared: tuple[str, ...]) -> Decoded | None:
    """Return the reading that looks like text: of those declared, else of what the bytes say themselves."""
    if _JIS.search(payload) and (jis := _strictly(payload, "iso2022_jp_ext")):
        return Decoded(jis.text, "iso2022_jp")
    utf8 = _utf8(payload)
    if utf8 is not None and len(payload) - len(utf8.text) >= _CERTAIN:
        # Valid multi-byte UTF-8 is never an accident: another declaration is a leftover.
        return utf8
    said = [one for codec in declared if (one := _believed(payload, codec, utf8)) is not None]
    sound = [one for one in said if oddness(one.text) < _ODD and not _is_binary(one.text)]
    if sound:
        return sound[0] if len(sound) == 1 else _settled(payload, sound)
    found = (
        utf8
        or _utf16_without_mark(payload)
        or _broken_utf8(payload)
        or _mended(payload, [codec for codec in declared if not codec.startswith("utf")])
        or _detected(payload, doubted=bool(said))
    )
    read = (*said, found) if found is not None else said
    return min(read, key=lambda one: (_is_binary(one.text), oddness(one.text)), default=None)


# The escape sequences of ISO-2022-JP, which are ASCII and so fit every other charset.
_JIS = re.compile(rb"\x1b\$[@B]")
# Share of odd words from which a declaration is doubted.
_ODD = 0.03
# Bytes beyond the first of each character from which valid UTF-8 is no accident, whatever is declared.
_CERTAIN = 8


def _strictly(payload: bytes, codec: str) -> Decoded | None:
    try:
        return Decoded(payload.decode(codec), codec)
    except (UnicodeDecodeError, LookupError):
        return None


def _believed(payload: bytes, codec: str, utf8: Decoded | None) -> Decoded | None:
    """Return a declared reading, ``None`` where it cannot be true."""
    if codec.startswith("utf-16"):
        # The label says nothing of the order of the bytes; blanks and marks have a zero in UTF-16.
        return _utf16_without_mark(payload) or (_strictly(payload, codec) if b"\0" in payload else None)
    if not is_multibyte(codec):
        if utf8 is not None and not utf8.text.isascii():
            return None
        if utf8 is None and _broken_utf8(payload) is not None:
            return None
    return _strictly(payload, codec)


def _settled(payload: bytes, said: list[Decoded]) -> Decoded:
    """Choose between declarations that contradict each other: the one that chardet names, else the first."""
    if all(one.text == said[0].text for one in said):
        return said[0]
    least = min(oddness(one.text) for one in said)
    said = [one for one in said if oddness(one.text) == least]
    for codec in _guesses(payload, more=True) if len(said) > 1 else ():
        for one in said:
            if one.encoding == codec:
                return one
    return said[0]


def _mended(payload: bytes, named: Sequence[str]) -> Decoded | None:
    """Read text in which single bytes are broken, as in spliced logs, or that is cut inside of a character."""
    for codec in named:
        text = payload.decode(codec, errors="replace")
        broken = text.count("\ufffd")
        # A cut at the end breaks one character however short the text is.
        if broken > max(1, _BROKEN_SHARE * len(text)):
            continue
        intact = sum(map(len, _BEYOND.findall(text))) - broken
        if intact >= _INTACT * broken and oddness(text.replace("\ufffd", "")) < _ODD:
            return Decoded(text, codec, _broken_note(broken))
    return None


# Intact characters beyond ASCII for each broken one.
_INTACT = 10
_BEYOND = re.compile(r"[^\x00-\x7f]+")


def _broken_utf8(payload: bytes) -> Decoded | None:
    return _mended(payload, ["utf-8"])


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
    if len(payload) < 4 or len(payload) % 2 or _is_single_bytes(payload[:8000]):
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


# In 8-bit text every seventh byte is a blank, and most bytes of Latin text are letters; in UTF-16 a blank's other byte
# is zero, and no script comes near that share of Latin letters.
_BLANKS_ALONE = 0.04
_LATIN_LETTERS = 0.6
# Markup is ASCII, but not all letters. Of Chinese in UTF-16 less than half of the bytes look like ASCII.
_ASCII = 0.75


def _is_single_bytes(sample: bytes) -> bool:
    """Whether text is plainly written in one byte a character: read in pairs it may look like Chinese."""
    pairs = zip(sample[::2], sample[1::2], strict=False)
    blanks = sum((0x20 in pair) and (0 not in pair) for pair in pairs)
    letters = sum(byte == 0x20 or 0x41 <= byte <= 0x5A or 0x61 <= byte <= 0x7A for byte in sample)
    plain = sum(0x20 <= byte <= 0x7E for byte in sample)
    return (
        blanks > _BLANKS_ALONE * len(sample) or letters > _LATIN_LETTERS * len(sample) or plain > _ASCII * len(sample)
    )


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


def _detected(payload: bytes, *, doubted: bool) -> Decoded | None:
    """Ask chardet; its answer must decode every byte, or all but single ones.

    Args:
        payload: the bytes.
        doubted: whether a declaration is doubted: then the least odd of chardet's guesses is meant.
    """
    guesses = _guesses(payload, more=doubted)
    if not guesses:
        return None
    read = [one for codec in guesses if (one := _strictly(payload, codec)) is not None]
    if read and (doubted or read[0].encoding == guesses[0]):
        return min(read, key=lambda one: oddness(one.text)) if doubted else read[0]
    # Windows-1252 holds every other 8-bit Latin text well enough to be read; five of its bytes are void.
    latin = None if is_multibyte(guesses[0]) else _strictly(payload, "cp1252")
    return latin or _mended(payload, guesses)


def _guesses(payload: bytes, *, more: bool) -> tuple[str, ...]:
    """Return chardet's guess at text without its markup, and its next ones if asked for; none for what is no text."""
    import chardet

    sample = _TAG.sub(b" ", payload)
    if len(sample) > _SAMPLE:
        # A page's scripts and menus say nothing of its charset, and may be longer than the sample.
        sample = b"\n".join(line for line in sample.splitlines() if not line.isascii())[:_SAMPLE]
    found = chardet.detect(sample)
    if found.get("encoding") is None and str(found.get("mime_type", "text/")).split("/")[0] != "text":
        return ()
    guesses = (found, *(chardet.detect_all(sample)[:_MOST_GUESSES] if more else ()))
    return tuple(dict.fromkeys(c for guess in guesses if (c := codec_of(guess.get("encoding"))))) or ("cp1252",)


_MOST_GUESSES = 5
_TAG = re.compile(rb"<[!/a-zA-Z][^<>]*>")


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
