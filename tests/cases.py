"""Fixture files -> cases. The format stands in ``fixtures/README.md``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
KEPT = frozenset({"body", "heading"})


@dataclass(frozen=True)
class CaseLine:
    """An input line and the labels that it may get."""

    text: str
    labels: frozenset[str]

    @property
    def must_stay(self) -> bool:
        return bool(self.labels) and self.labels <= KEPT

    def allows(self, label: str, *, kept: bool) -> bool:
        """Whether the line may be treated so."""
        return bool(self.labels & KEPT) if kept else label in self.labels

    @property
    def free(self) -> bool:
        return self.labels == frozenset({"?"})


@dataclass(frozen=True)
class Case:
    """One fixture."""

    name: str
    kind: str
    title: str
    language: str
    metadata: dict[str, Any]
    lines: tuple[CaseLine, ...]
    known_failure: str = ""
    """Why the case does not hold yet; it must then fail, and its body lines must stay all the same."""

    @property
    def marks(self) -> list[pytest.MarkDecorator]:
        return [pytest.mark.xfail(reason=self.known_failure, strict=True)] if self.known_failure else []

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines) + "\n"

    @property
    def content(self) -> list[CaseLine]:
        """The lines that are not blank."""
        return [line for line in self.lines if line.text.strip()]


def load_case(path: Path) -> Case:
    """Read one fixture file."""
    _, header, body = path.read_text("utf-8").split("+++\n", 2)
    data = tomllib.loads(header)
    lines = []
    for raw in body.rstrip("\n").split("\n"):
        labels, _, text = raw.partition("|")
        names = frozenset(name.strip() for name in labels.split(",") if name.strip())
        lines.append(CaseLine(text.removeprefix(" "), names))
    return Case(
        path.stem,
        path.parent.name,
        data["title"],
        data["language"],
        data.get("metadata", {}),
        tuple(lines),
        data.get("known_failure", ""),
    )


def load_cases(kind: str) -> list[Case]:
    """Read the fixtures of one kind, ``wild`` or ``negative``, sorted by name."""
    return [load_case(path) for path in sorted((ROOT / "fixtures" / kind).glob("*.txt"))]
