"""The model card: what the weights were fitted on, what was tried, and the figures of unseen sites."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks.tables import Table, number, share

from .by_hand import LABELS, agreement
from .care import Bin
from .figures import Figure

PAGE = Path(__file__).resolve().parents[1] / "docs" / "model-card.md"
HERE = Path(__file__).with_name("card.md")
Figures = Mapping[tuple[str, str], Figure]
Cell = Callable[[Figure], str]


def quality_tables(figures: Mapping[str, Figures], sets: Sequence[str], residues: Sequence[str]) -> list[Table]:
    """What each way of deciding does to dumps, residues and clean texts; ``figures`` by the way's name."""
    dumps = [("resili_all", name) for name in sets]
    rest = [(flavour, name) for flavour in residues for name in sets]
    golds = [("gold", name) for name in sets]
    removed = "Dumps: body words lost, and noise words removed"
    return [
        _table("Dumps: word F1", figures, dumps, lambda f: number(f.after), ends=True),
        _table(removed, figures, dumps, lambda f: f"{share(f.body_words_lost)}, {share(f.noise_words_removed, 0)}"),
        _table(
            "Texts of extractors: gap closed, and pages harmed",
            figures,
            rest,
            lambda f: f"{number(f.closed, 2)}, {share(f.harmed)}",
        ),
        _table(
            "Clean texts: words lost, and pages that lose over 2%",
            figures,
            golds,
            lambda f: f"{share(f.body_words_lost, 2)}, {share(f.hurt)}",
        ),
    ]


def _table(
    title: str, figures: Mapping[str, Figures], keys: Sequence[tuple[str, str]], cell: Cell, *, ends: bool = False
) -> Table:
    any_way = next(iter(figures.values()))
    rows = []
    for key in keys:
        if key not in any_way:
            continue
        cells = [cell(rows_of[key]) for rows_of in figures.values()]
        if ends:
            cells = [number(any_way[key].before), *cells, number(any_way[key].best)]
        rows.append((*key, str(any_way[key].pages), *cells))
    names = ("keep everything", *figures, "best lines") if ends else tuple(figures)
    return Table(title, ("input", "set", "pages", *names), rows)


def line_table(title: str, counted: Mapping[str, tuple[int, float, float]], first: str) -> Table:
    """Noise words removed and body words lost, by group."""
    cells = [(name, str(n), share(removed), share(lost, 2)) for name, (n, removed, lost) in counted.items()]
    return Table(title, (first, "pages", "noise words removed", "body words lost"), cells)


def reliability_table(bins: Sequence[Bin]) -> Table:
    """Predicted against observed shares of noise lines."""
    cells = [
        (f"{number(b.low, 2)} to {number(b.high, 2)}", str(b.lines), number(b.predicted), number(b.observed))
        for b in bins
    ]
    return Table("Reliability", ("P(not body)", "lines", "mean predicted", "noise by label"), cells)


def agreement_table() -> Table:
    """What the second reader said of the lines that the first gave each label."""
    kappa, pairs = agreement()
    rows = [
        (LABELS[one], str(sum(pairs[one, other] for other in LABELS)), *(str(pairs[one, other]) for other in LABELS))
        for one in LABELS
    ]
    title = f"Lines labelled by hand: the first reader's labels, and the second's (Cohen's kappa {number(kappa, 3)})"
    return Table(title, ("first", "lines", *(f"second: {name}" for name in LABELS.values())), rows)


def write(facts: Mapping[str, object], tables: Sequence[Table], page: Path = PAGE) -> None:
    """Write the card: its text, with the facts filled in, and the tables below it."""
    text = HERE.read_text("utf-8").format(**facts)
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text("\n".join([text.rstrip("\n") + "\n", *(table.markdown() for table in tables)]), encoding="utf-8")
