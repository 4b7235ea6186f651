"""JSON lines that ``cleaner clean --format jsonl`` wrote -> what the report shows.

Such a line holds the body, word for word, and every removed line with its place and offsets in the input. Of kept
lines it holds no scores. Order and words come back exactly; of the white space between two lines, where one of them
was removed, only the length is known, and line ends are filled in: a line's number may then be out by a few.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from ..document import Action, Block, Evidence, Label
from ..errors import InputError
from ..explain import ExplainedLine, ordered
from ..segment.text import segment
from .documents import ReportDocument

__all__ = ["from_json", "read_jsonl"]

# Between two lines of a page there may be kilobytes of tags; as many line ends would only push the text apart.
_MOST_LINE_ENDS = 20


def read_jsonl(lines: Iterable[str], *, source: str) -> Iterator[ReportDocument | InputError]:
    """Yield a document for each line of a file that ``clean`` wrote, or the error that stands in its way.

    Args:
        lines: the lines; blank ones are passed over.
        source: the file's name, for errors.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        place = f"{source}, line {number}"
        try:
            yield from_json(json.loads(line), source=place)
        except json.JSONDecodeError as error:
            yield InputError(place, f"it is no JSON ({error}); give files that 'cleaner clean --format jsonl' wrote")
        except InputError as error:
            yield error


def from_json(data: Any, *, source: str) -> ReportDocument:
    """Return what the report shows of an article's ``to_dict()``.

    Args:
        data: the dictionary.
        source: where it was read, for errors.

    Raises:
        InputError: ``data`` is no such dictionary, or it was written without what was removed.
    """
    try:
        body, metadata = str(data["text"]), dict(data["metadata"] or {})
        removed = {int(line["block"]): line for line in data["removed"]}
        lead, lines = _interleaved(body, removed)
        name, url = str(data["id"]), data.get("url")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(
            source,
            f"it is no article with its removals ({type(error).__name__}: {error}); give the raw inputs, or JSON lines "
            "that 'cleaner clean --format jsonl' wrote",
        ) from error
    return ReportDocument(name, url, metadata.get("language"), metadata, lead, lines)


def _interleaved(body: str, removed: Mapping[int, Mapping[str, Any]]) -> tuple[str, tuple[ExplainedLine, ...]]:
    """Return ``(lead, lines)`` of the input: the removed lines at their places, the body's lines at all others."""
    lead, kept = segment(body)
    count = len(kept) + len(removed)
    if any(not 0 <= place < count for place in removed):
        raise ValueError(f"{len(kept)} kept and {len(removed)} removed lines do not make up a text")
    following = iter(kept)
    lines = [_removed(removed[i]) if i in removed else _kept(next(following)) for i in range(count)]
    line_end = "\r\n" if "\r\n" in body else "\n"
    if 0 in removed:
        lead = _line_ends(lines[0].start, line_end, least=0)
    return lead, tuple(_placed(lead, lines, line_end))


def _kept(block: Block) -> ExplainedLine:
    return ExplainedLine(0, block.text, -1, block.after, Action.KEEP, Label.BODY, None, ())


def _removed(data: Mapping[str, Any]) -> ExplainedLine:
    evidence = [Evidence(str(e["source"]), str(e["detail"]), float(e["weight"])) for e in data["evidence"]]
    return ExplainedLine(
        0,
        str(data["text"]),
        int(data["start"]),
        "",
        Action(data["action"]),
        Label(data["label"]),
        round(float(data["score"]), 3),
        ordered(evidence),
    )


def _placed(lead: str, lines: Sequence[ExplainedLine], line_end: str) -> Iterator[ExplainedLine]:
    """Yield the lines with number, start and the white space after them."""
    number, position = 1 + len(lead.splitlines()), len(lead)
    for line, after in zip(lines, _afters(len(lead), lines, line_end), strict=True):
        yield replace(line, number=number, start=position, after=after)
        number += len(after.splitlines())
        position += len(line.text) + len(after)


def _afters(lead: int, lines: Sequence[ExplainedLine], line_end: str) -> list[str]:
    """Return what stands after each line: between removed lines as long as their offsets say."""
    afters = [line.after for line in lines]
    removed = [i for i, line in enumerate(lines) if line.start >= 0]
    for last, following in pairwise([-1, *removed]):
        run = slice(last + 1, following)
        filled = lead if last < 0 else lines[last].start + len(lines[last].text)
        room = lines[following].start - filled - sum(len(line.text) for line in lines[run])
        room -= sum(map(len, afters[run][:-1]))
        if last + 1 < following:
            exact = last < 0 and len(afters[following - 1]) != room
            if exact or not 0 < len(afters[following - 1]) < room + (last < 0):
                afters[following - 1] = _line_ends(room - (last >= 0), line_end, least=1)
            room -= len(afters[following - 1])
        if last >= 0:
            afters[last] = _line_ends(room, line_end, least=1)
    if removed and removed[-1] + 1 < len(lines):
        usual = Counter(after for after in afters if after)
        afters[removed[-1]] = usual.most_common(1)[0][0] if usual else line_end
    return afters


def _line_ends(room: int, line_end: str, *, least: int) -> str:
    return line_end * max(least, min(room // len(line_end), _MOST_LINE_ENDS))
