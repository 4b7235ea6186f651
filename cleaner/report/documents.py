"""What the report shows of one document, whether it was just cleaned or read back from a file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from ..document import Article
from ..explain import ExplainedLine, explain_lines

__all__ = ["ReportDocument", "from_article", "site_of"]


@dataclass(frozen=True)
class ReportDocument:
    """One document of the report."""

    id: str
    url: str | None
    language: str | None
    metadata: Mapping[str, Any]
    """``Metadata.to_dict()``."""
    lead: str
    """What stands before the first line."""
    lines: tuple[ExplainedLine, ...]

    @cached_property
    def text(self) -> str:
        """The decoded input."""
        return self.lead + "".join(line.text + line.after for line in self.lines)

    @property
    def site(self) -> str | None:
        """The host of the page, else the site that the text names."""
        return site_of(self.url or self.metadata.get("url")) or self.metadata.get("site")

    @cached_property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that name this id with this text: reviews are kept under it."""
        named = f"{self.id}\0{self.text}".encode("utf-8", "surrogatepass")
        return hashlib.sha256(named).hexdigest()[:16]


def from_article(article: Article) -> ReportDocument:
    """Return what the report shows of ``article``."""
    document = article.document
    return ReportDocument(
        article.id,
        article.url,
        document.language or article.metadata.language,
        article.metadata.to_dict(),
        document.lead,
        tuple(explain_lines(article)),
    )


def site_of(url: str | None) -> str | None:
    """Return the host of ``url`` without ``www.``, ``None`` where it has none.

    >>> site_of("https://www.example.org/a"), site_of("no url"), site_of("http://[broken")
    ('example.org', None, None)
    """
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None
