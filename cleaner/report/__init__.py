"""Articles -> one HTML page that shows what was removed, and why. The page needs no network and no server."""

from .documents import ReportDocument, from_article
from .jsonl import from_json, read_jsonl
from .page import Written, write_report

__all__ = ["ReportDocument", "Written", "from_article", "from_json", "read_jsonl", "write_report"]
