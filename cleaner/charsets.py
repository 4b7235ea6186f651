"""What a text is said to be encoded in: labels, as carriers and pages declare them, to Python's codecs.

Labels mean what the WHATWG Encoding Standard says, as that is what sites mean by them: ``iso-8859-1`` is
``windows-1252``, ``gb2312`` is ``gb18030``.
"""

from __future__ import annotations

import codecs
import re

__all__ = ["codec_of", "declared_codecs", "is_multibyte"]

# Labels of the web that Python does not know.
_LABELS = {
    "unicode": "utf-16-le",
    "utf-16": "utf-16-le",
    "x-cp1250": "cp1250",
    "x-cp1251": "cp1251",
    "x-cp1252": "cp1252",
    "win-1251": "cp1251",
    "x-euc-jp": "euc_jp",
    "x-gbk": "gb18030",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-mac-roman": "mac_roman",
    "x-sjis": "cp932",
    "x-user-defined": "cp1252",
    "x-x-big5": "big5hkscs",
    "windows-949": "cp949",
    "ks_c_5601-1989": "cp949",
}
# Python's codecs -> those that the web means by their labels.
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})|<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})""",
    re.IGNORECASE,
)
# HTML's own rule looks at 1,024 bytes; real pages put scripts first.
_REACH = 65_536
_MOST = 4


def codec_of(label: str | None) -> str | None:
    """Return the Python codec for a declared label, ``None`` for unknown ones.

    >>> codec_of("ISO-8859-1"), codec_of("utf8"), codec_of("rot13")
    ('cp1252', 'utf-8', None)
    """
    if not label:
        return None
    name = label.strip().strip("\"'").lower()
    try:
        info = codecs.lookup(_LABELS.get(name, name))
    except (LookupError, ValueError):
        return None
    # Python also has "codecs" such as base64 and rot13, which are not encodings of text.
    return _MEANT.get(info.name, info.name) if getattr(info, "_is_text_encoding", True) else None


def declared_codecs(payload: bytes, charset: str | None) -> tuple[str, ...]:
    """Return what the carrier declares, then what the page itself does, each codec once.

    >>> declared_codecs(b"<meta charset=koi8-r>", "utf-8")
    ('utf-8', 'koi8-r')
    """
    found = [codec_of(charset)]
    for said in _DECLARED.finditer(payload[:_REACH]):
        codec = codec_of((said[1] or said[2]).decode("ascii"))
        # A page whose declaration can be read as ASCII is not in UTF-16, whatever it says.
        found.append(None if codec is None or codec.startswith(("utf-16", "utf-32")) else codec)
        if len(found) > _MOST:
            break
    return tuple(dict.fromkeys(codec for codec in found if codec is not None))


def is_multibyte(codec: str) -> bool:
    """Whether a codec writes some characters in several bytes: text in another one seldom fits it by accident."""
    return codec.startswith(("utf", "gb", "big5", "cp93", "cp949", "cp95", "euc", "shift", "iso2022", "hz", "johab"))
