"""The journey: record -> decoded text -> document -> predictions -> article. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from .config import Config
from .detect import detect
from .document import Article, Block, Document, Metadata, Prediction, Record
from .encoding import Decoded, decode
from .language import identify
from .metadata import read_metadata
from .segment import html
from .segment.text import segment
from .tokens import tokenize

__all__ = ["Cleaner", "clean"]

# How much of a text is read to identify its language, in characters.
_LANGUAGE_SAMPLE = 1500


class Cleaner:
    """Cleans records with one configuration. Holds no state between records, and is cheap to make.

    >>> text = "A long headline here\\n\\nThe body has a sentence here, and it is long enough.\\n"
    >>> article = Cleaner()(Record("a", text))
    >>> article.metadata.title
    'A long headline here'
    """

    def __init__(self, config: Config | None = None) -> None:
        """Use ``config``, or the defaults."""
        self.config = config or Config()

    def __call__(self, record: Record) -> Article:
        """Clean one record.

        Raises:
            UnsupportedInput: its bytes are no text.
            DecodingError: they are text in no encoding that fits.
        """
        decoded = _decoded(record)
        media_type = _media_type(record, decoded.text)
        document = _document(record, decoded, media_type, self.config)
        predictions = detect(document, self.config)
        return _article(record, document, predictions, decoded.warnings, media_type, self.config)

    def pipe(self, records: Iterable[Record]) -> Iterator[Article]:
        """Clean records one after the other, lazily, in their order. The first bad one raises."""
        return map(self, records)


def clean(
    source: str | bytes | Record | Article,
    *,
    url: str | None = None,
    media_type: str | None = None,
    config: Config | None = None,
) -> Article:
    """Clean one text or page.

    Args:
        source: the text or page; ``bytes`` are decoded. An ``Article`` is its body, cleaned again.
        url: where the page was; kept in the metadata.
        media_type: ``"text/plain"`` or ``"text/html"``; ``None``: look and see.
        config: the options; ``None`` for the defaults.

    Raises:
        UnsupportedInput: the bytes are no text.
        DecodingError: they are text in no encoding that fits.

    >>> body = "Le bassin rouvre lundi, a annoncé la mairie dans la soirée."
    >>> clean(f"La piscine est finie\\n\\n{body}\\n\\nLaisser un commentaire").text
    'Le bassin rouvre lundi, a annoncé la mairie dans la soirée.'
    """
    if isinstance(source, Article):
        return source if config is None else Cleaner(config)(_again(source))
    if not isinstance(source, Record):
        source = Record(id="input", payload=source)
    if url is not None or media_type is not None:
        source = Record(
            source.id,
            source.payload,
            media_type or source.media_type,
            source.charset,
            url or source.url,
            source.extra,
        )
    return Cleaner(config)(source)


def _again(article: Article) -> Record:
    """Return the record that an article was made of."""
    return Record(article.id, article.restore(), _TEXT, None, article.url, article.extra)


def _decoded(record: Record) -> Decoded:
    if isinstance(record.payload, str):
        return Decoded(record.payload, "")
    return decode(record.payload, charset=record.charset, source=record.id)


_HTML = "text/html"
_TEXT = "text/plain"


def _media_type(record: Record, text: str) -> str:
    """Return what the record is said to be; where nothing is said, what it looks like."""
    if record.media_type is not None:
        return _HTML if "html" in record.media_type.lower() else _TEXT
    return _HTML if html.is_html(text) else _TEXT


def _document(record: Record, decoded: Decoded, media_type: str, config: Config) -> Document:
    if media_type == _HTML:
        page = html.segment(decoded.text)
        text, lead, blocks = page.text, "", page.blocks
    else:
        text = decoded.text
        lead, blocks = segment(text)
    language = config.language or identify(text, tokenize(text[:_LANGUAGE_SAMPLE]))
    return Document(record.id, record.url, text, decoded.encoding or None, language, blocks, lead)


def _article(
    record: Record,
    document: Document,
    predictions: tuple[Prediction, ...],
    notes: tuple[str, ...],
    media_type: str,
    config: Config,
) -> Article:
    text = _body(document, predictions)
    warnings = (*notes, *_warnings(document, text))
    if config.metadata:
        metadata = read_metadata(document, predictions, warnings=warnings, media_type=media_type)
    else:
        metadata = Metadata(encoding=document.encoding, media_type=media_type, warnings=warnings)
    return Article(record.id, record.url, text, metadata, document, predictions, record.extra)


def _warnings(document: Document, text: str) -> tuple[str, ...]:
    if not document.blocks:
        return ("the input is empty",)
    return () if text else ("nothing in the input is article text",)


_BLANK_LINE = re.compile(r"(?:\r\n|[\n\r\x85\u2028\u2029])[^\S\n\r\x85\u2028\u2029]*(?:\r\n|[\n\r\x85\u2028\u2029])")


def _body(document: Document, predictions: Sequence[Prediction]) -> str:
    """Join the kept blocks with the line ends they came with.

    Where blocks went from between two kept ones, the wider of the gaps on both sides of the hole stays, so that
    paragraphs remain apart and no blank lines pile up. A text of which nothing goes comes back as it was.
    """
    kept = [i for i, prediction in enumerate(predictions) if prediction.kept]
    if not kept:
        return ""
    blocks = document.blocks
    parts = [document.lead if kept[0] == 0 else ""]
    for i, following in zip(kept, [*kept[1:], None], strict=True):
        parts.append(blocks[i].text)
        if following is not None:
            parts.append(_gap(blocks, i, following))
        elif i == len(blocks) - 1:
            parts.append(blocks[i].after)
    return "".join(parts)


def _gap(blocks: Sequence[Block], before: int, after: int) -> str:
    near, far = blocks[before].after, blocks[after - 1].after
    if before == after - 1:
        return near
    return far if _BLANK_LINE.search(far) and not _BLANK_LINE.search(near) else near
