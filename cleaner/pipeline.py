"""The journey: record -> decoded text -> document -> predictions -> article. No I/O."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise, takewhile
from operator import attrgetter

from .config import Config
from .declared import Declared, Markup, complete, merge, read_body, read_declared, read_head, read_identity, read_stated
from .detect import detect
from .document import Action, Article, Block, Document, Metadata, Prediction, Record
from .encoding import Decoded, decode
from .errors import TimeLimitExceeded
from .language import identify
from .lines import line_words
from .metadata import read_metadata
from .page.opinion import FIELDS, ask, ask_metadata
from .page.verdict import Verdict, find_taken
from .segment import html
from .segment.preamble import Preamble
from .segment.reading import Reading, read_through
from .segment.text import segment
from .vocabulary import Words

__all__ = ["Cleaner", "clean", "read_text"]

# How much of a text is read to identify its language, in characters.
_LANGUAGE_SAMPLE = 1500
_START = attrgetter("start")
_DEFAULTS = Config()


class Cleaner:
    """Cleans records with one configuration. Holds no state between records, and is cheap to make.

    >>> text = "A long headline here\\n\\nThe body has a sentence here, and it is long enough.\\n"
    >>> article = Cleaner()(Record("a", text))
    >>> article.metadata.title
    'A long headline here'
    """

    def __init__(self, config: Config | None = None) -> None:
        """Use ``config``, or the defaults."""
        self.config = config or _DEFAULTS

    def __call__(self, record: Record) -> Article:
        """Clean one record.

        Raises:
            UnsupportedInput: its bytes are no text.
            DecodingError: they are text in no encoding that fits.
            TimeLimitExceeded: it is a page that takes longer than the configuration allows.
        """
        decoded = _decoded(record)
        if _is_page(record, decoded.text):
            return _clean_page(record, decoded, self.config)
        return _clean_text(record, decoded, self.config)

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
        TimeLimitExceeded: it is a page that takes longer than the configuration allows.

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


def _is_page(record: Record, text: str) -> bool:
    """Tell a page by what the record is said to be; where nothing is said, by what it looks like."""
    if record.media_type is not None:
        return "html" in record.media_type.lower()
    return html.is_html(text)


def _clean_text(record: Record, decoded: Decoded, config: Config) -> Article:
    """Clean a text: what a reader sees of its lines is judged, and each line goes or stays as it came."""
    lead, lines = segment(decoded.text)
    reading = read_through(decoded.text, lines)
    document, words = _read(record, decoded, lead, lines, reading, config)
    predictions = detect(document, config, words)
    if reading is None:
        metadata = _metadata(document, predictions, decoded.warnings, _TEXT, config)
    else:
        read, document = document, replace(document, blocks=lines)
        predictions, numbers = reading.without_other_title(predictions), document.line_numbers
        metadata = _metadata(read, predictions, decoded.warnings, _TEXT, config, [numbers[i] for i in reading.firsts])
        if reading.preamble is not None and config.metadata:
            metadata = merge(metadata, _stated(reading.preamble, numbers, metadata))
        predictions = reading.spread(predictions, config.action)
    return Article(record.id, record.url, _body(document, predictions), metadata, document, predictions, record.extra)


def _stated(preamble: Preamble, numbers: Sequence[int], metadata: Metadata) -> dict[str, Declared]:
    sources = {name: f"line {numbers[i]}" for name, i in preamble.places.items()}
    return read_stated(preamble.values, sources, metadata.language, metadata.title)


def read_text(record: Record, decoded: Decoded, config: Config) -> tuple[Document, Words]:
    """Return what the detector reads of a decoded text: its blocks, its language, and the blocks' words."""
    lead, lines = segment(decoded.text)
    return _read(record, decoded, lead, lines, read_through(decoded.text, lines), config)


def _read(
    record: Record, decoded: Decoded, lead: str, lines: tuple[Block, ...], reading: Reading | None, config: Config
) -> tuple[Document, Words]:
    if reading is None:
        return _document(record, decoded, lead, lines, config, decoded.text)
    words = line_words([block.text for block in reading.blocks])
    language = config.language or _language_shown(reading.blocks, words)
    document = Document(record.id, record.url, decoded.text, decoded.encoding or None, language, reading.blocks, lead)
    return document, words


def _language_shown(blocks: Sequence[Block], words: Words) -> str | None:
    """Tell the language by what a reader sees: half of a text in Markdown may be addresses, which are in none."""
    ends = accumulate(len(block.text) + 1 for block in blocks)
    count = sum(1 for _ in takewhile(_LANGUAGE_SAMPLE.__gt__, ends)) + 1
    return identify("\n".join(block.text for block in blocks[:count]), words.functional(min(count, len(blocks))))


def _document(
    record: Record, decoded: Decoded, lead: str, blocks: tuple[Block, ...], config: Config, text: str
) -> tuple[Document, Words]:
    words = line_words([block.text for block in blocks])
    # By the words of the blocks that begin in its first part.
    read = bisect_left(blocks, _LANGUAGE_SAMPLE, key=_START)
    language = config.language or identify(text, words.functional(read))
    return Document(record.id, record.url, text, decoded.encoding or None, language, blocks, lead), words


# What the detector reads of a page in a second on a slow core: tags of its source, lines, and characters of text.
_TAGS_A_SECOND = 100_000
_LINES_A_SECOND = 4_000
_CHARACTERS_A_SECOND = 200_000


def _clean_page(record: Record, decoded: Decoded, config: Config) -> Article:
    """Clean a page: its lines, the detector, which may ask for trafilatura's verdict, and what the page declares."""
    _check(record, "tags", decoded.text.count("<"), _TAGS_A_SECOND, config)
    page, notes = _segmented(decoded.text)
    _check(record, "lines", len(page.blocks), _LINES_A_SECOND, config)
    _check(record, "characters", len(page.text), _CHARACTERS_A_SECOND, config)
    document, words = _document(record, decoded, "", page.blocks, config, page.text)
    head = read_head(page.root) if page.root is not None else {}
    opinion = _SecondOpinion(page, config)
    identity = read_identity(head, document.language)
    predictions = detect(document, config, words, identity, None if config.engine == "fast" else opinion)
    metadata = _metadata(document, predictions, (*decoded.warnings, *notes, *opinion.notes), _HTML, config)
    if config.metadata and page.root is not None:
        metadata = merge(metadata, _declared(page, document, head, config, dated=metadata.published is not None))
    return Article(record.id, record.url, _body(document, predictions), metadata, document, predictions, record.extra)


# A page whose own text, links left out, is less than this share of the text in its JSON-LD does not have the article.
_OWN_SHARE = 0.25


def _segmented(source: str) -> tuple[html.Page, tuple[str, ...]]:
    """Return a page, and a warning where a script would print its article, which only its JSON-LD holds."""
    page = html.segment(source)
    if page.root is None:
        return page, ()
    own = sum(len(block.text) * (1.0 - block.links) for block in page.blocks)
    body = read_body(page.root, int(own / _OWN_SHARE) + 1)
    if body is None:
        return page, ()
    return html.with_article(page, body), (
        "the page shows next to no text; its article is that of its JSON-LD (articleBody)",
    )


def _check(record: Record, unit: str, count: int, rate: int, config: Config) -> None:
    """Refuse a page that would take too long; by its size, so that the answer is the same on every machine."""
    most = int(rate * config.timeout)
    if count > most:
        reason = f"the page has {count:,} {unit}, more than the {most:,} that {config.timeout:g} s allow"
        raise TimeLimitExceeded(record.id, f"{reason}; raise timeout (--page-timeout)")


class _SecondOpinion:
    """trafilatura's verdict on a page's blocks, for when it is asked."""

    def __init__(self, page: html.Page, config: Config) -> None:
        self._page, self._seconds = page, config.timeout / 2
        self.notes: tuple[str, ...] = ()
        """Why there is none, if it was asked and did not say."""

    def __call__(self) -> Verdict:
        blocks = self._page.blocks
        if self._page.root is None:
            return Verdict.none(len(blocks))
        text, warning = ask(self._page.root, self._seconds)
        if warning is not None:
            self.notes = (warning,)
            return Verdict.none(len(blocks))
        return find_taken(blocks, text)


def _declared(page: html.Page, document: Document, head: Markup, config: Config, *, dated: bool) -> dict[str, Declared]:
    """Return what the page declares and, in the default engine, what trafilatura says of the rest.

    ``dated`` says whether the page's text has a date of its own: such dates are right more often than htmldate's.
    """
    if page.root is None:
        return {}
    declared = read_declared(page.root, page.blocks, document.language, head)
    missing = [name for name in FIELDS if name not in declared and not (dated and name == "published")]
    if config.engine == "fast" or not missing:
        return declared
    asked = ask_metadata(page.root, config.timeout / 4, missing)
    return complete(declared, asked, document.language)


def _metadata(
    document: Document,
    predictions: tuple[Prediction, ...],
    notes: tuple[str, ...],
    media_type: str,
    config: Config,
    numbers: Sequence[int] | None = None,
) -> Metadata:
    warnings = (*notes, *_warnings(document, any(prediction.kept for prediction in predictions), media_type))
    if config.metadata:
        return read_metadata(document, predictions, warnings=warnings, media_type=media_type, numbers=numbers)
    return Metadata(encoding=document.encoding, media_type=media_type, warnings=warnings)


_NO_TEXT = "the page holds no text; what a script would print is not read"


def _warnings(document: Document, kept: bool, media_type: str) -> tuple[str, ...]:
    if not document.blocks:
        return ("the input is empty" if media_type == _TEXT else _NO_TEXT,)
    return () if kept else ("nothing in the input is article text",)


_BLANK_LINE = re.compile(r"(?:\r\n|[\n\r\x85\u2028\u2029])[^\S\n\r\x85\u2028\u2029]*(?:\r\n|[\n\r\x85\u2028\u2029])")


def _body(document: Document, predictions: Sequence[Prediction]) -> str:
    """Join the kept blocks with the line ends they came with.

    Where blocks went from between two kept ones, the wider of the gaps on both sides of the hole stays, so that
    paragraphs remain apart and no blank lines pile up. A text of which nothing goes comes back as it was.
    """
    keep = Action.KEEP
    kept = [i for i, prediction in enumerate(predictions) if prediction.action is keep]
    if not kept:
        return ""
    blocks, text = document.blocks, document.text
    # Lines that stand together are cut out of the text as one.
    breaks = [(a, b) for a, b in pairwise(kept) if b > a + 1]
    parts = [document.lead if kept[0] == 0 else ""]
    first = kept[0]
    for before, after in breaks:
        parts += (text[blocks[first].start : blocks[before].end], _gap(blocks, before, after))
        first = after
    last = blocks[kept[-1]]
    parts += (text[blocks[first].start : last.end], last.after if last is blocks[-1] else "")
    return "".join(parts)


def _gap(blocks: Sequence[Block], before: int, after: int) -> str:
    near, far = blocks[before].after, blocks[after - 1].after
    return far if _BLANK_LINE.search(far) and not _BLANK_LINE.search(near) else near
