"""What kind a block is: an ordered table of rules; the first that speaks decides.

The scorer says *whether* a block is body; the rules say *what* it is otherwise. A new kind of furniture is
one function, one row and one fixture; what it asks for stands in ``_ASKED``, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from .document import Label
from .features import Features
from .lines import Line
from .shapes import is_warning

__all__ = ["RULES", "Rule", "name_blocks"]

# From this many words on, a line without a cue among furniture is a headline rather than a menu's entry.
_HEADLINE_WORDS = 5

RuleFunction = Callable[[Features, int], Label | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A name for evidence, and the function: (features, block index) -> label, or ``None`` to pass."""

    name: str
    function: RuleFunction


def _headline(f: Features, i: int) -> Label | None:
    return Label.TITLE if i == f.structure.title else None


def _strong_cue(f: Features, i: int) -> Label | None:
    line = f.lines[i]
    if line.cue_strength < 0.75 or (f["led_date"][i] and f["whole_date"][i]):
        return None
    section = f.structure.sections[i]
    if section in line.cues:
        return section
    # A lone word among readers' comments is the button below each of them.
    button = section is Label.COMMENT and line.cue is Label.COMMENT_FORM and len(line.tokens) == 1
    return Label.COMMENT if button else line.cue


def _repeated(f: Features, i: int) -> Label | None:
    again = f.structure.repeats[i] or f.structure.contained[i]
    line = f.lines[i]
    plain = line.cue_strength < 0.5 and not line.ago and f.structure.sections[i] is None
    return Label.DUPLICATE if again and plain else None


def _about_author(f: Features, i: int) -> Label | None:
    return Label.AUTHOR_BIO if f.structure.about_author[i] else None


def _comment_part(f: Features, i: int) -> Label | None:
    """Under the comments heading, dates, names and texts are the readers'."""
    section = f.structure.sections[i]
    return section if section in (Label.COMMENT, Label.COMMENT_FORM) and f.lines[i].cue_strength < 0.5 else None


def _byline(f: Features, i: int) -> Label | None:
    return (
        Label.BYLINE
        if f["led_by"][i] and not f["in_links"][i] and i <= max(f.structure.deck_end + 1, f.structure.last + 3)
        else None
    )


def _dateline(f: Features, i: int) -> Label | None:
    dated = f["whole_date"][i] or f["led_date"][i] or (f["ago"][i] and i <= f.structure.deck_end)
    return Label.DATELINE if dated and not f["in_links"][i] else None


def _trail(f: Features, i: int) -> Label | None:
    outside = i < f.structure.first or i > f.structure.last
    return Label.NAVIGATION if f.lines[i].trail and outside else None


# An age rating, as sites must print it in some countries.
_RATING = re.compile(r"^\d{1,2}\+$")


def _copyright(f: Features, i: int) -> Label | None:
    """Below the text a copyright sign is the page's, or an agency's; above it a picture's."""
    text = f.lines[i].text
    if i <= f.structure.last or not (text.startswith("©") or _RATING.match(text)):
        return None
    return Label.SOURCE if f["led_source"][i] else Label.LEGAL


def _credit(f: Features, i: int) -> Label | None:
    return Label.CAPTION if f["credit"][i] and not f["in_links"][i] else None


def _picture(f: Features, i: int) -> Label | None:
    """What stands between headline and text, has no cue and is too long for a button describes a picture."""
    line = f.lines[i]
    return Label.CAPTION if f["deck"][i] and line.size >= _HEADLINE_WORDS and not line.hits and not line.ago else None


def _source(f: Features, i: int) -> Label | None:
    return Label.SOURCE if f["led_source"][i] else None


def _tags(f: Features, i: int) -> Label | None:
    return Label.TAGS if f["led_tags"][i] else None


def _cue(f: Features, i: int) -> Label | None:
    line = f.lines[i]
    return line.cue if line.cue_strength >= 0.5 else None


# Lines with a time of the day, one below the other, from which on they are a ticker.
_TIMED = 2


def _timed(f: Features, i: int) -> Label | None:
    return Label.TICKER if f.structure.clock_runs[i] >= _TIMED else None


def _section(f: Features, i: int) -> Label | None:
    return f.structure.sections[i]


def _markup(f: Features, i: int) -> Label | None:
    # A warning further down is quoted by the text, and no server's.
    printed = f["opening"][i] and is_warning(f.lines[i].text)
    return Label.TEMPLATE if f.lines[i].markup or printed else None


def _foreign(f: Features, i: int) -> Label | None:
    return Label.CROSSLINK if f["foreign"][i] else None


def _weak_cue(f: Features, i: int) -> Label | None:
    return f.lines[i].cue


def _contact(f: Features, i: int) -> Label | None:
    """An address alone at a text's end is its author's."""
    return Label.AUTHOR_BIO if f["contact"][i] else None


def _age_stamp(f: Features, i: int) -> Label | None:
    return Label.CROSSLINK if f["ago"][i] else None


RULES: tuple[Rule, ...] = (
    Rule("trail to the page", _trail),
    Rule("copyright or age rating", _copyright),
    Rule("headline", _headline),
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
    Rule("caption without a credit", _picture),
    Rule("markup", _markup),
    Rule("foreign headline", _foreign),
    Rule("weak cue", _weak_cue),
    Rule("age stamp", _age_stamp),
    Rule("address alone", _contact),
)

_REACH = 3
_TAG_WORDS = 3
_HEADING_WORDS = 20


def name_blocks(features: Features, removed: Sequence[bool]) -> tuple[Label, ...]:
    """Return the label of every block, given which of them are not body."""
    if not any(removed):
        return tuple(_kept_labels(features))
    labels: list[Label | None] = [*_kept_labels(features)]
    gone = [i for i, is_gone in enumerate(removed) if is_gone]
    telling = _telling(features, gone)
    for i in gone:
        labels[i] = _first_rule(features, i) if i in telling else None
    settled = labels.copy()
    for i in gone:
        settled[i] = _settle(features, labels, i)
    return tuple(
        label if label is not None else _from_neighbours(features, settled, i) for i, label in enumerate(settled)
    )


# Columns that rules ask for; most lines of a menu have none of them, no cue and no section, and are of no rule's kind.
_ASKED = (
    *("led_by", "led_date", "whole_date", "ago", "credit", "led_source", "led_tags"),
    *("deck", "foreign", "repeat", "contained", "about_author", "markup", "contact", "opening"),
)


def _telling(features: Features, where: Sequence[int]) -> set[int]:
    """Return those of some lines of which a rule may have something to say."""
    asked = np.maximum.reduce([features.columns[name] for name in _ASKED]).tolist()
    structure, lines = features.structure, features.lines
    return {
        i
        for i in where
        if asked[i]
        or lines[i].cue is not None
        or structure.sections[i] is not None
        or lines[i].trail
        or structure.clock_runs[i] >= _TIMED
        or lines[i].text[:1] == "©"
        or lines[i].text[:1].isdigit()
        or i == structure.title
    }


def _settle(features: Features, labels: Sequence[Label | None], i: int) -> Label | None:
    """Choose among the labels of a cue that has several by what stands beside the line."""
    line = features.lines[i]
    if len(line.cues) < 2 or line.cue_strength < 0.75 or labels[i] not in line.cues:
        return labels[i]
    sections = features.structure.sections
    opens = i + 1 < len(labels) and sections[i] is not sections[i + 1] and features.lines[i + 1].cue is None
    if opens and (opened := sections[i + 1]) in line.cues:
        return opened
    for j in (i - 1, i + 1, i - 2, i + 2):
        if 0 <= j < len(labels) and labels[j] in line.cues and len(features.lines[j].cues) < 2:
            return labels[j]
    return labels[i]


def _first_rule(features: Features, i: int) -> Label | None:
    return next((label for rule in RULES if (label := rule.function(features, i))), None)


def _kept_labels(features: Features) -> list[Label]:
    """Return what each line is if it is kept."""
    labels = [Label.BODY] * len(features.lines)
    # A heading: short, no sentence, right above running text.
    for i in (features["prose_after"] > features["prose"]).nonzero()[0].tolist():
        if _may_head(features.lines[i]):
            labels[i] = Label.HEADING
    if features.structure.title is not None:
        labels[features.structure.title] = Label.TITLE
    return labels


def _may_head(line: Line) -> bool:
    """Whether a line that is no running text may be a heading."""
    sentence = line.terminal or line.size > _HEADING_WORDS
    return not (sentence or line.bullet or line.quoted or line.dashed)


def _from_neighbours(features: Features, labels: Sequence[Label | None], i: int) -> Label:
    """Name a line by the furniture around it: the nearest named one, those above first."""
    size = features.lines[i].size
    if i > features.structure.last and size <= _TAG_WORDS and _names_subject(features, i):
        return Label.TAGS
    order = [j for distance in range(1, _REACH + 1) for j in (i - distance, i + distance)]
    near = [
        label
        for j in order
        if 0 <= j < len(labels) and (label := labels[j]) is not None and label.is_noise and label is not Label.DUPLICATE
    ]
    if not near:
        above = i < features.structure.first
        return (Label.NAVIGATION if size < _HEADLINE_WORDS else Label.CROSSLINK) if above else Label.OTHER
    if size < _HEADLINE_WORDS and i < features.structure.first and Label.NAVIGATION in near:
        return Label.NAVIGATION
    if size >= _HEADLINE_WORDS and Label.CROSSLINK in near:
        return Label.CROSSLINK
    return _beside(near[0], size)


def _names_subject(features: Features, i: int) -> bool:
    """Whether all words of a line are those of the text, or of its headline."""
    title = features.structure.title
    headline = set(features.lines[title].tokens) if title is not None else set()
    return features.structure.overlap[i] >= 1 or set(features.lines[i].tokens) <= headline


def _beside(near: Label, size: float) -> Label:
    if near in (Label.CROSSLINK, Label.TICKER, Label.COMMENT):
        return near
    if size >= _HEADLINE_WORDS and near in (Label.NAVIGATION, Label.SHARE, Label.COUNTER):
        return Label.CROSSLINK
    return Label.NAVIGATION if near in (Label.LEGAL, Label.CONSENT) else near
