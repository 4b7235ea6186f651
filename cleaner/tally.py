"""What a batch counts: documents, words, removed lines by label, rejects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .document import Article

__all__ = ["Tally"]


@dataclass(slots=True)
class Tally:
    """Counts, which add up. A word is what stands between blanks; in scripts without blanks, a run of text."""

    documents: int = 0
    """Cleaned ones."""
    changed: int = 0
    """Those from which anything goes."""
    rejected: int = 0
    skipped: int = 0
    """Items that are no documents, such as images in a WARC."""
    words_in: int = 0
    words_out: int = 0
    lines_in: int = 0
    """Lines that are not blank."""
    removed: Counter[str] = field(default_factory=Counter)
    """Lines that are not in the body, by label."""
    warnings: Counter[str] = field(default_factory=Counter)

    def count(self, article: Article) -> None:
        """Count one article."""
        gone = [str(p.label) for p in article.predictions if not p.kept]
        self.documents += 1
        self.changed += bool(gone)
        words = len(article.document.text.split())
        self.words_in += words
        self.words_out += words - sum(len(b.text.split()) for b, p in article if not p.kept)
        self.lines_in += len(article.predictions)
        self.removed.update(gone)
        if article.metadata.warnings:
            # Warnings hold numbers; by their kind there are only few.
            kinds = (" ".join(w for w in text.split() if not w[:1].isdigit()) for text in article.metadata.warnings)
            self.warnings.update(kinds)

    def add(self, other: Tally) -> None:
        """Add another tally to this one."""
        for name in ("documents", "changed", "rejected", "skipped", "words_in", "words_out", "lines_in"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.removed.update(other.removed)
        self.warnings.update(other.warnings)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {
            "documents": self.documents,
            "changed": self.changed,
            "rejected": self.rejected,
            "skipped": self.skipped,
            "words_in": self.words_in,
            "words_out": self.words_out,
            "lines_in": self.lines_in,
            "lines_removed": self.removed.total(),
            "removed": dict(sorted(self.removed.items())),
            "warnings": dict(sorted(self.warnings.items())),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Tally:
        """Return the tally that ``to_dict`` was called on."""
        counts = {key: value for key, value in data.items() if key not in ("lines_removed", "removed", "warnings")}
        return cls(**counts, removed=Counter(data.get("removed", {})), warnings=Counter(data.get("warnings", {})))
