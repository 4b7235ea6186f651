"""What kind a block is: an ordered table of rules; the first that speaks decides.

The scorer says *whether* a block is body; the rules say *what* it is otherwise. A new kind of furniture is
one function, one row and one fixture.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .document import Label
from .features import Features

__all__ = ["RULES", "Rule", "name_blocks"]

RuleFunction = Callable[[Features, int], Label | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A name for evidence, and the function: (features, block index) -> label, or ``None`` to pass."""

    name: str
    function: RuleFunction


def _strong_cue(f: Features, i: int) -> Label | None:
    line = f.lines[i]
    if line.cue_strength < 0.75:
        return None
    section = f.structure.sections[i]
    if section in line.cues:
        return section
    # A lone word among readers' comments is the button below each of them.
    button = section is Label.COMMENT and line.cue is Label.COMMENT_FORM and len(line.tokens) == 1
    return Label.COMMENT if button else line.cue


def _repeated(f: Features, i: int) -> Label | None:
    again = f.structure.repeats[i] or f.structure.contained[i]
    return Label.DUPLICATE if again and f.lines[i].cue_strength < 0.5 else None


def _about_author(f: Features, i: int) -> Label | None:
    return Label.AUTHOR_BIO if f.structure.about_author[i] else None


def _comment_part(f: Features, i: int) -> Label | None:
    """Under the comments heading, dates, names and texts are the readers'."""
    section = f.structure.sections[i]
    return section if section in (Label.COMMENT, Label.COMMENT_FORM) and f.lines[i].cue_strength < 0.5 else None


def _byline(f: Features, i: int) -> Label | None:
    return Label.BYLINE if f["led_by"][i] and i <= max(f.structure.deck_end + 1, f.structure.last + 3) else None


def _dateline(f: Features, i: int) -> Label | None:
    dated = f["whole_date"][i] or f["led_date"][i] or (f["ago"][i] and i <= f.structure.deck_end)
    return Label.DATELINE if dated and not f["in_links"][i] else None


def _credit(f: Features, i: int) -> Label | None:
    return Label.CAPTION if f["credit"][i] else None


def _source(f: Features, i: int) -> Label | None:
    return Label.SOURCE if f["led_source"][i] else None


def _tags(f: Features, i: int) -> Label | None:
    return Label.TAGS if f["led_tags"][i] else None


def _cue(f: Features, i: int) -> Label | None:
    line = f.lines[i]
    return line.cue if line.cue_strength >= 0.5 else None


def _timed(f: Features, i: int) -> Label | None:
    return Label.TICKER if f.structure.clock_runs[i] >= 2 else None


def _section(f: Features, i: int) -> Label | None:
    return f.structure.sections[i]


def _markup(f: Features, i: int) -> Label | None:
    return Label.TEMPLATE if f.lines[i].markup else None


def _foreign(f: Features, i: int) -> Label | None:
    return Label.CROSSLINK if f["foreign"][i] else None


def _weak_cue(f: Features, i: int) -> Label | None:
    return f.lines[i].cue


def _age_stamp(f: Features, i: int) -> Label | None:
    return Label.CROSSLINK if f["ago"][i] else None


RULES: tuple[Rule, ...] = (
    Rule("in the comment section", _comment_part),
    Rule("repeated", _repeated),
    Rule("strong cue", _strong_cue),
    Rule("about the author", _about_author),
    Rule("timed headlines", _timed),
    Rule("dateline", _dateline),
    Rule("byline", _byline),
    Rule("photo credit", _credit),
    Rule("source", _source),
    Rule("list of tags", _tags),
    Rule("cue", _cue),
    Rule("furniture section", _section),
    Rule("markup", _markup),
    Rule("foreign headline", _foreign),
    Rule("weak cue", _weak_cue),
    Rule("age stamp", _age_stamp),
)

# From this many words on, a line without a cue among furniture is a headline rather than a menu's entry.
_HEADLINE_WORDS = 5
_REACH = 3


def name_blocks(features: Features, removed: Sequence[bool]) -> tuple[Label, ...]:
    """Return the label of every block, given which of them are not body."""
    labels: list[Label | None] = [
        _first_rule(features, i) if removed[i] else _kept_label(features, i) for i in range(len(removed))
    ]
    settled = [_settle(features, labels, i) if removed[i] else label for i, label in enumerate(labels)]
    return tuple(
        label if label is not None else _from_neighbours(features, settled, i) for i, label in enumerate(settled)
    )


def _settle(features: Features, labels: Sequence[Label | None], i: int) -> Label | None:
    """Choose among the labels of a cue that has several by what stands beside the line."""
    line = features.lines[i]
    if len(line.cues) < 2 or line.cue_strength < 0.75 or labels[i] not in line.cues:
        return labels[i]
    for j in (i - 1, i + 1, i - 2, i + 2):
        if 0 <= j < len(labels) and labels[j] in line.cues and len(features.lines[j].cues) < 2:
            return labels[j]
    return labels[i]


def _first_rule(features: Features, i: int) -> Label | None:
    return next((label for rule in RULES if (label := rule.function(features, i))), None)


def _kept_label(features: Features, i: int) -> Label:
    line = features.lines[i]
    if i == features.structure.title:
        return Label.TITLE
    # A heading: short, no sentence, right above running text.
    heading = not line.prose and not line.terminal and not line.bullet and line.size <= 20
    return Label.HEADING if heading and features["prose_after"][i] and not line.quoted and not line.dashed else Label.BODY


def _from_neighbours(features: Features, labels: Sequence[Label | None], i: int) -> Label:
    """Name a line by the furniture around it: the nearest named one, those above first."""
    for distance in range(1, _REACH + 1):
        for j in (i - distance, i + distance):
            near = labels[j] if 0 <= j < len(labels) else None
            if near is not None and near.is_noise:
                return _beside(near, features.lines[i].size)
    if i < features.structure.first:
        return Label.NAVIGATION if features.lines[i].size < _HEADLINE_WORDS else Label.CROSSLINK
    return Label.OTHER


def _beside(near: Label, size: float) -> Label:
    if near in (Label.CROSSLINK, Label.TICKER, Label.COMMENT):
        return near
    if size >= _HEADLINE_WORDS and near in (Label.NAVIGATION, Label.SHARE, Label.COUNTER):
        return Label.CROSSLINK
    return Label.NAVIGATION if near in (Label.LEGAL, Label.CONSENT) else near
