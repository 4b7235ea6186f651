"""What a reader sees of a line that holds more than that."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["LETTER", "Seen", "count_letters"]

LETTER = re.compile(r"[^\W_]")


class Seen(NamedTuple):
    """What a reader sees of a line."""

    text: str
    """Empty where it shows no words."""
    links: float = 0.0
    """The share of its letters and digits that are links' text, 0 to 1."""
    icon: bool = False
    """Whether all there was are links that show no words and no picture."""


def count_letters(text: str) -> int:
    """Return how many letters and digits a text has."""
    return len(LETTER.findall(text))
