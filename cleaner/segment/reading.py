"""What is judged of a text: its lines as a reader sees them, paragraphs that were wrapped as one."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from ..document import Action, Block, Evidence, Label, Prediction
from . import markdown, markup
from .preamble import Preamble, read_preamble
from .seen import Seen
from .wrapped import continuations

__all__ = ["Reading", "Told", "read_through"]

# Longer lines are judged as they are.
_LONGEST = 50_000
# Log-odds of what is decided by what stands around.
_SURE = 6.0


class Told(NamedTuple):
    """A line that is told by itself."""

    label: Label
    detail: str


_ICON = Told(Label.NAVIGATION, "a link that shows no words")
_PREAMBLE = "metadata that stands above the text"


class Reading(NamedTuple):
    """What is judged of a text in place of its lines."""

    blocks: tuple[Block, ...]
    """Paragraphs and lines with words, where they begin and end in the text; their ``text`` is what a reader sees."""
    owners: tuple[int | Told | None, ...]
    """For each line of the text, the block that it is part of; ``None`` for a picture or a rule."""
    preamble: Preamble | None = None

    @property
    def firsts(self) -> list[int]:
        """For each block, its first line."""
        found: dict[int, int] = {}
        for i, owner in enumerate(self.owners):
            if isinstance(owner, int):
                found.setdefault(owner, i)
        return list(found.values())

    def spread(self, predictions: Sequence[Prediction], action: Callable[[Label], Action]) -> tuple[Prediction, ...]:
        """Return a prediction for each line, given those of the blocks and what the policy does with a label.

        A line without words (a picture, a rule) goes where what stands on both sides of it goes.
        """
        out: list[Prediction] = []
        above: Prediction | None = None
        for owner, below in zip(self.owners, self._next_owners(), strict=True):
            if isinstance(owner, int):
                above = predictions[owner]
                out.append(above)
            elif owner is not None:
                reason = _rule(owner.detail, _SURE)
                out.append(Prediction(owner.label, _chance(_SURE), (reason,), action(owner.label)))
            else:
                out.append(_among(above, None if below is None else predictions[below], action))
        return tuple(out)

    def without_other_title(self, predictions: tuple[Prediction, ...]) -> tuple[Prediction, ...]:
        """Return predictions with what looks like the headline kept as a heading, if another title is stated above."""
        if self.preamble is None:
            return predictions
        reason = _rule("the title that is stated above the text is another", -_SURE)
        heading = Prediction(Label.HEADING, _chance(-_SURE), (reason,))
        return tuple(
            heading if p.label is Label.TITLE and self.preamble.names_other_title(block.text) else p
            for block, p in zip(self.blocks, predictions, strict=True)
        )

    def _next_owners(self) -> list[int | None]:
        """For each line, the first block from it on."""
        out: list[int | None] = []
        following: int | None = None
        for owner in reversed(self.owners):
            following = owner if isinstance(owner, int) else following
            out.append(following)
        return out[::-1]


def _among(above: Prediction | None, below: Prediction | None, action: Callable[[Label], Action]) -> Prediction:
    sides = [side for side in (above, below) if side is not None]
    # The headline moves, but what stands below it is the article's.
    goes = (above is None or above.action is Action.DROP) and (below is None or not below.kept)
    if not sides or not goes:
        return Prediction(Label.BODY, _chance(-_SURE), (_rule("shows no words, and stands by the article", -_SURE),))
    side = min(sides, key=lambda side: (side.action is not Action.DROP, side.score))
    label = side.label if side.action is Action.DROP else Label.OTHER
    weight = min(_SURE, round(math.log(side.score / (1 - side.score)), 6)) if side.score < 1 else _SURE
    return Prediction(label, side.score, (_rule("shows no words, and all around it goes", weight),), action(label))


def _rule(detail: str, weight: float) -> Evidence:
    return Evidence("rule", detail, weight)


def _chance(log_odds: float) -> float:
    return round(1 / (1 + math.exp(-log_odds)), 6)


def read_through(text: str, lines: tuple[Block, ...]) -> Reading | None:
    """Return what is to be judged in place of the lines; ``None`` where it is the lines as they are."""
    preamble = read_preamble(lines)
    rest = lines if preamble is None else lines[len(preamble.labels) :]
    goes_on, ways = continuations(rest), _ways(text, rest, stated=preamble is not None)
    if goes_on is None and not ways and preamble is None:
        return None
    begins = [i for i in range(len(rest)) if goes_on is None or not goes_on[i]]
    blocks: list[Block] = []
    owners: list[int | Told | None] = [Told(label, _PREAMBLE) for label in preamble.labels] if preamble else []
    for begin, end in pairwise([*begins, len(rest)]):
        own = rest[begin:end]
        whole = _joined([line.text for line in own]) if len(own) > 1 else own[0].text
        seen = _seen(whole, ways) if len(whole) <= _LONGEST else Seen(whole)
        owner = _owner(seen, len(blocks))
        if seen.text:
            blocks.append(Block(seen.text, own[0].start, own[-1].end, own[-1].after, links=seen.links))
        elif blocks and begin and not rest[begin - 1].blank_after and markdown.is_underline(whole):
            owner = owners[-1]
        owners += [owner] * len(own)
    return Reading(tuple(blocks), tuple(owners), preamble)


def _owner(seen: Seen, block: int) -> int | Told | None:
    if seen.text:
        return block
    return _ICON if seen.icon else None


def _joined(lines: Sequence[str]) -> str:
    """Return wrapped lines as one; of words with a hyphen only a part may have found room."""
    parts = [line.strip() for line in lines]
    return "".join(part if part[-1:] == "-" and part[-2:-1].isalnum() else f"{part} " for part in parts).rstrip()


def _ways(text: str, lines: Sequence[Block], *, stated: bool) -> list[Callable[[str], Seen]]:
    """Return how what a reader sees of a text's lines is told, one way after the other.

    What writes metadata above a text writes Markdown.
    """
    ways: list[Callable[[str], Seen]] = []
    tags = "<" in text and markup.is_fragment(line.text for line in lines)
    if tags or markup.has_entities(text):
        ways.append(partial(markup.visible, tags=tags))
    if stated or markdown.is_markdown(text):
        ways.append(markdown.visible)
    return ways


def _seen(line: str, ways: Sequence[Callable[[str], Seen]]) -> Seen:
    seen = Seen(line)
    for way in ways:
        following = way(seen.text)
        seen = Seen(following.text, max(seen.links, following.links), icon=following.icon)
        if not seen.text:
            break
    return seen
