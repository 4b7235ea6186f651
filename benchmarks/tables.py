"""Tables as Markdown, and the page of figures that they are written to."""

import platform
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from .extras import version_of

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
DISTRIBUTIONS = (
    "trafilatura",
    "readability-lxml",
    "newspaper4k",
    "Resiliparse",
    "jusText",
    "datatrove",
    "spacy",
    "lxml",
    "numpy",
)
_HEAD = """\
# Benchmarks

Figures of `cleaner` beside its peers, on public pages with gold text. Each section names the command that made it,
the day, the versions and the fingerprint of the data. `python -m benchmarks --help` says how to make them again.
`training.held_out` is `cleaner` with the weights of `python -m training` that never saw a site of the page's fold.
"""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under columns, and the definitions that stand under them."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = field(default_factory=tuple)

    def markdown(self) -> str:
        """The table in Markdown, aligned for reading as it is: words to the left, figures to the right."""
        grid = [tuple(self.columns), *map(tuple, self.rows)]
        widths = [max(len(row[i]) for row in grid) for i in range(len(self.columns))]
        right = [all(re.fullmatch(r"-?[\d.,]+%?|-", row[i]) for row in grid[1:]) for i in range(len(self.columns))]

        def line(cells: Sequence[str]) -> str:
            padded = (c.rjust(w) if r else c.ljust(w) for c, w, r in zip(cells, widths, right, strict=True))
            return "| " + " | ".join(padded) + " |"

        rule = "|" + "|".join("-" * (w + 1) + (":" if r else "-") for w, r in zip(widths, right, strict=True)) + "|"
        body = "\n".join([line(grid[0]), rule, *map(line, grid[1:])])
        return "\n\n".join([f"### {self.title}", body, *self.notes]) + "\n"


def number(value: float, digits: int = 3) -> str:
    """A figure with fixed digits.

    >>> number(0.93749)
    '0.937'
    """
    return f"{value:.{digits}f}"


def share(value: float, digits: int = 1) -> str:
    """A share in per cent.

    >>> share(0.0213)
    '2.1%'
    """
    return f"{100 * value:.{digits}f}%"


def section(name: str, command: str, fingerprint: str, tables: Iterable[Table]) -> str:
    """A section of the page: the tables under what it takes to make them again."""
    versions = ", ".join(f"{one} {version_of(one)}" for one in ("cleaner", *DISTRIBUTIONS))
    made = (
        f"`{command}`, {datetime.now(UTC).date().isoformat()}; "
        f"Python {platform.python_version()} on {platform.machine()}; {versions}; data {fingerprint}."
    )
    return "\n".join([f"## {name}", "", made, "", *(table.markdown() for table in tables)])


def write_section(name: str, text: str, page: Path = PAGE) -> None:
    """Put a section into the page, in place of the one of the same name, else at the end."""
    old = page.read_text(encoding="utf-8") if page.exists() else _HEAD
    head, *sections = re.split(r"^(?=## )", old, flags=re.MULTILINE)
    kept = {part.split("\n", 1)[0].removeprefix("## "): part.rstrip("\n") + "\n" for part in sections}
    kept[name] = text.rstrip("\n") + "\n"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text("\n".join([head.rstrip("\n") + "\n", *kept.values()]), encoding="utf-8")
