"""The model card: what the weights were fitted on, what was tried, and the figures of unseen sites."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.tables import Table, number, share

from .care import Bin
from .figures import Figure

PAGE = Path(__file__).resolve().parents[1] / "docs" / "model-card.md"
_COLUMNS = (
    *("input", "set", "pages", "F1 before", "F1", "F1 best"),
    *("gap closed", "harmed", "noise words removed", "body words lost"),
)


def figure_table(title: str, rows: Mapping[tuple[str, str], Figure], notes: Sequence[str] = ()) -> Table:
    """Figures of scraped texts, by flavour and set."""
    cells = [
        (
            flavour,
            name,
            str(f.pages),
            *map(number, (f.before, f.after, f.best)),
            number(f.closed, 2),
            *map(share, (f.harmed, f.noise_words_removed)),
            share(f.body_words_lost, 2),
        )
        for (flavour, name), f in rows.items()
        if flavour != "gold"
    ]
    return Table(title, _COLUMNS, cells, notes)


def clean_table(title: str, rows: Mapping[tuple[str, str], Figure]) -> Table:
    """Loss of clean texts, by set."""
    cells = [
        (name, str(f.pages), share(f.body_words_lost, 2), share(f.hurt))
        for (flavour, name), f in rows.items()
        if flavour == "gold"
    ]
    return Table(title, ("set", "pages", "words lost", "pages that lose over 2%"), cells)


def reliability_table(bins: Sequence[Bin]) -> Table:
    """Predicted against observed shares of noise lines."""
    cells = [
        (f"{number(b.low, 2)} to {number(b.high, 2)}", str(b.lines), number(b.predicted), number(b.observed))
        for b in bins
    ]
    return Table("Reliability", ("P(not body)", "lines", "mean predicted", "noise by label"), cells)


def write(text: str, tables: Sequence[Table], page: Path = PAGE) -> None:
    """Write the card: ``text``, and the tables below it."""
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text("\n".join([text.rstrip("\n") + "\n", *(table.markdown() for table in tables)]), encoding="utf-8")
