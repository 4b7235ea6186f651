"""datatrove: a step for its pipelines, between a reader or extractor and the filters."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cleaner.config import Config

from .rows import RowCleaner, needs_extra

with needs_extra("datatrove"):
    from datatrove.pipeline.base import PipelineStep

if TYPE_CHECKING:
    from datatrove.data import Document, DocumentsPipeline

__all__ = ["ArticleCleaner"]


class ArticleCleaner(PipelineStep):  # type: ignore[misc]  # datatrove has no types
    """Replaces ``doc.text`` by the article's body.

    ``doc.metadata`` gets ``clean_metadata``, ``clean_removed`` and ``clean_error``. A document that cannot be cleaned
    stays as it was, with the reason in ``clean_error``; none is dropped. A ``url`` in the metadata, where datatrove's
    readers put it, is read.

    The stats count documents that were ``changed``, ``unchanged`` or ``failed``, and the removed blocks by label, as
    ``removed_<label>``.
    """

    name = "🧹 cleaner"
    type = "✂️ - FORMAT"

    def __init__(self, config: Config | None = None) -> None:
        """Use ``config``, or the defaults."""
        super().__init__()
        self._rows = RowCleaner(config, id_col="id", url_col="url")

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        """Clean documents as they come; tasks share nothing."""
        del rank, world_size
        for document in data or ():
            with self.track_time():
                self._clean(document)
            self.update_doc_stats(document)
            yield document

    def _clean(self, document: Document) -> None:
        row = {"id": document.id, "text": document.text, "url": document.metadata.get("url")}
        cleaned = self._rows.fields(row)
        text = cleaned.pop("clean_text")
        document.metadata.update(cleaned)
        if text is None:
            self.stat_update("failed")
            return
        self.stat_update("unchanged" if text == document.text else "changed")
        for label, count in Counter(block["label"] for block in cleaned["clean_removed"]).items():
            self.stat_update(f"removed_{label}", value=count)
        document.text = text
