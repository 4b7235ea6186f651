"""Documents -> the data blocks of the page: compressed JSON in base64.

No character of a document stands in the page as it is, so none can end an element or be taken for markup; and the
page is smaller than the texts that it shows.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterable
from typing import Any

from ..document import Evidence
from ..explain import ExplainedLine
from .documents import ReportDocument
from .summary import ACTIONS, LABELS

__all__ = ["CHUNK", "packed", "packed_documents"]

CHUNK = 1 << 18
"""Characters of text from which a chunk is full: one chunk is unpacked to show a document."""
# Above this level packing takes twice the time for a hundredth of the size.
_LEVEL = 6
_SURROGATE = re.compile("[\ud800-\udfff]")
_PLACE = {label: place for place, label in enumerate(LABELS)}
_ACTION_PLACE = {action: place for place, action in enumerate(ACTIONS)}


def packed(value: Any) -> str:
    """Return ``value`` as JSON, compressed (RFC 1950), in base64 (RFC 4648)."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        raw = text.encode()
    except UnicodeEncodeError:
        # Half of a surrogate pair has no UTF-8; as an escape the browser gets it back as it was.
        raw = _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text).encode()
    return base64.b64encode(zlib.compress(raw, _LEVEL)).decode("ascii")


def packed_documents(documents: Iterable[ReportDocument]) -> str:
    """Return one chunk: ``{"d": [[source, detail], ...], "docs": [...]}``.

    Of a document ``m`` is the metadata, ``f`` what stands before the first line, ``b`` texts and what follows each,
    ``l`` label, action, score and number of each line, and ``e`` its evidence: places in ``d`` and weights in turn.
    """
    details: dict[tuple[str, str], int] = {}
    docs = [
        {
            "u": document.url,
            "m": {name: value for name, value in document.metadata.items() if value not in (None, [], {}, ())},
            "f": document.lead,
            "b": [part for line in document.lines for part in (line.text, line.after)],
            "l": _verdicts(document.lines),
            "e": [_evidence(line.reasons, details) for line in document.lines],
        }
        for document in documents
    ]
    return packed({"d": list(details), "docs": docs})


def _verdicts(lines: Iterable[ExplainedLine]) -> list[float | None]:
    out: list[float | None] = []
    for line in lines:
        out += (_PLACE[line.label], _ACTION_PLACE[line.action], line.score, line.number)
    return out


def _evidence(reasons: Iterable[Evidence], details: dict[tuple[str, str], int]) -> list[float]:
    out: list[float] = []
    for reason in reasons:
        # Rounded here as ``explain`` prints it: the browser rounds ties in another way.
        out += (details.setdefault((reason.source, reason.detail), len(details)), round(reason.weight, 1))
    return out
