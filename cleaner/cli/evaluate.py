"""``cleaner evaluate``: a configuration scored against lines that people labelled."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from .options import Care, Keep, Language, Policy, config_of

if TYPE_CHECKING:
    from ..evaluate import Evaluation, Tally

__all__ = ["evaluate_command"]


def evaluate_command(
    labels: Annotated[list[Path], typer.Argument(metavar="LABELS...", help="Files saved from reports (labels.jsonl).")],
    care: Care = "balanced",
    keep: Keep = None,
    policy: Policy = None,
    language: Language = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    wrong: Annotated[bool, typer.Option("--wrong", help="List the lines of which the wrong thing became.")] = False,
) -> None:
    """Score a configuration against LABELS: which labelled lines stay and go as they should."""
    from ..errors import InputError
    from ..evaluate import evaluate, read_labels

    config = config_of(care, keep, policy, language, "default")
    try:
        evaluation = evaluate((document for path in labels for document in read_labels(path)), config)
    except InputError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(1) from None
    if as_json:
        typer.echo(json.dumps(evaluation.to_dict(), ensure_ascii=False, indent=2))
    else:
        for line in _tables(evaluation):
            typer.echo(line)
    if wrong:
        with nullcontext(sys.stderr if as_json else sys.stdout) as stream:
            _list_wrong(evaluation, stream)


def _tables(evaluation: Evaluation) -> Iterator[str]:
    total = evaluation.total
    yield f"{evaluation.documents} documents, {total.lines} labelled lines, {total.words} words"
    if evaluation.unmatched:
        yield f"{evaluation.unmatched} labels are of no line that the cleaner sees, and are left out"
    columns = f"{'lines':>8}{'right':>9}{'words':>9}{'right':>9}{'lost':>8}{'left':>8}{'named':>9}"
    for heading, tallies in (
        ("", {"all": total}),
        ("by label", dict(sorted(evaluation.labels.items()))),
        ("by language", {name or "unknown": tally for name, tally in sorted(evaluation.languages.items())}),
    ):
        yield ""
        yield f"{heading:<16}{columns}"
        yield from (_row(name, tally) for name, tally in tallies.items())
    yield ""
    yield "lost: lines of the body that were removed; left: lines that should have gone; named: with exactly the label"


def _row(name: str, tally: Tally) -> str:
    return (
        f"{name:<16}{tally.lines:>8}{_share(tally.right, tally.lines):>9}{tally.words:>9}"
        f"{_share(tally.words_right, tally.words):>9}{tally.kept_lost:>8}{tally.removed_left:>8}"
        f"{_share(tally.named, tally.lines):>9}"
    )


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else "-"


def _list_wrong(evaluation: Evaluation, stream: IO[str]) -> None:
    for line in evaluation.wrong:
        fate = "kept, should go" if line.kept else "removed, should stay"
        typer.echo(
            f"{line.id}:{line.start}: {fate}: {line.wanted}, taken for {line.got} ({line.score:.3f}): "
            f"{line.text.strip()!r}",
            file=stream,
        )
