"""What a page's structure adds to what its text says: trained trees over both, one more source of evidence.

The trees' log-odds take the place of the text's. What each reason gave is told apart by following every block down the
trees; the text's own reasons stay as they are, and one more says how far the structure has them weighed anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import as_file, files
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from .document import Block, Element, Evidence, Label, Place
from .doubt import margins
from .features import Features
from .forest import Forest
from .layout import COLUMNS, NAMES, read_layout, said_of
from .scorer import Scores
from .verdict import Verdict

__all__ = ["TEXT_COLUMNS", "name_places", "page_table", "weigh"]

Table = npt.NDArray[np.float64]
Reasons = tuple[Evidence, ...]

# Columns of the text's features that the trees see, after the log-odds of the text's own terms.
TEXT_COLUMNS = (
    "cue furniture zone_furniture near_furniture past_furniture title above_title head foot deck inside repeat "
    "contained overlap in_links in_comments in_tags in_bio led_by whole_date led_date credit led_source led_tags "
    "functional dated ago about_author on_subject standfirst prose size"
).split()
_CLIP = 10.0
_WEIGHTS = "page.npz"
# Reasons that are worth less than this are told together.
_LEAST = 0.2
# From this value on a column says that its reason holds.
_HOLDS = 0.3

_TEXT = "text"
_REST = "rest"
_PLACE_NAMES = {f"in {place.name.lower()}": place for place in Place if place.name}
_SHAPE = frozenset("chars words terminal prose commas digits capitals bars colon opens_low sentences copyright".split())
_VERDICT = frozenset("taken in_order before_taken after_taken page_taken".split())
_LINKS = frozenset("links links_in parent_links grand_links core_links".split())
_CORE = frozenset(
    "core_common core_inside core_parent core_depth core_sibling level_share before_core after_core prose_in "
    "parent_prose grand_prose".split()
)
# Reason -> what is said where it holds of a block, and where it does not; a pair of equal sayings is of no such kind.
_SAYINGS = {
    "verdict": ("trafilatura took it for main text", "trafilatura did not take it for main text"),
    "links": ("what it stands in is made of links", "it stands among few links"),
    "core": (
        "inside the element that holds most of the running text",
        "outside the element that holds most of the running text",
    ),
    "shape": ("its length, marks and digits", "its length, marks and digits"),
    "tag": ("its tag, and how deep it stands", "its tag, and how deep it stands"),
    "order": ("where it stands on the page", "where it stands on the page"),
    "around": ("what stands around it", "what stands around it"),
    "page": ("so it is on pages of this kind", "so it is on pages of this kind"),
    **{name: (f"a class or id says {name}", f"no class or id says {name}") for name in NAMES},
    **{name: (f"stands {name}", f"stands in no {name[3:]}") for name in _PLACE_NAMES},
    _REST: ("the rest of what the page's structure shows", "the rest of what the page's structure shows"),
}


def _reason(column: str) -> str:
    if column.startswith("named ") or column in _PLACE_NAMES:
        return column.removeprefix("named ")
    if column.startswith("<") or column in ("h1", "depth"):
        return "tag"
    if column.endswith(" around") or column[-2:] in ("-2", "-1", "+1", "+2"):
        return "verdict" if column.startswith(("taken", "in_order")) else "around"
    sets = (("verdict", _VERDICT), ("shape", _SHAPE), ("links", _LINKS), ("core", _CORE))
    other = "page" if column.startswith("page_") else "order"
    return next((reason for reason, columns in sets if column in columns), other)


_REASONS = (*(_reason(column) for column in COLUMNS), *(_TEXT for _ in range(1 + len(TEXT_COLUMNS))))
_ALL = tuple(dict.fromkeys(_REASONS))
_GROUPS = np.array([_ALL.index(reason) for reason in _REASONS])


# Reason -> the column that tells whether it holds.
_TELLS = np.array(
    [
        COLUMNS.index({"verdict": "taken", "links": "links_in", "core": "core_inside"}.get(one, f"named {one}"))
        if f"named {one}" in COLUMNS or one in ("verdict", "links", "core")
        else COLUMNS.index(one)
        if one in _PLACE_NAMES
        else 0
        for one in _ALL
    ]
)


def page_table(blocks: Sequence[Block], features: Features, hand: Table, verdict: Verdict) -> Table:
    """Return what the trees look at, shape (blocks, columns): ``COLUMNS``, the text's log-odds, ``TEXT_COLUMNS``."""
    text = [np.clip(hand, -_CLIP, _CLIP), *(features[name] for name in TEXT_COLUMNS)]
    return np.hstack([read_layout(blocks, verdict).table, np.column_stack(text)])


def weigh(
    blocks: Sequence[Block],
    features: Features,
    scores: Scores,
    verdict: Verdict,
    roles: Mapping[int, Label] = MappingProxyType({}),
) -> Scores:
    """Return the scores of a page's blocks, given those of its text.

    Args:
        blocks: of the page, at least one.
        features: of its text.
        scores: of its text.
        verdict: what trafilatura took, or ``Verdict.none``.
        roles: lines that say what the page declares of itself, and their labels.
    """
    hand = scores.log_odds
    forest = _forests()[0 if verdict.given else 1]
    table = page_table(blocks, features, hand, verdict)
    # The headline moves to the metadata, wherever it stands.
    weighed = ~(features["title"] > 0)
    gains = forest(table, _GROUPS).round(4)
    text = (round(forest.start, 4) - hand).round(4)
    told = _tell(gains, table[:, _TELLS] > _HOLDS, text)
    settled = _settle(blocks, gains[:, _OF_VERDICT], roles, margins(table, features, verdict.given))
    evidence = tuple(
        (*own, *(structure if by_trees else ()), *rules)
        for own, structure, by_trees, rules in zip(scores.evidence, told, weighed.tolist(), settled, strict=True)
    )
    more = np.array([sum(reason.weight for reason in rules) for rules in settled])
    total = hand + weighed * (gains.sum(axis=1) + text) + more
    probability = np.round(1.0 / (1.0 + np.exp(-np.clip(total, -30, 30))), 6)
    return Scores(probability, evidence, total)


# What it is worth that a line says what the page declares of itself.
_DECLARED = 12.0
_OF_VERDICT = _ALL.index("verdict")


def _settle(blocks: Sequence[Block], verdict: Table, roles: Mapping[int, Label], doubts: Table) -> list[Reasons]:
    """Return the reasons that the trees do not know: what is declared, what is hidden, and doubt."""
    settled: list[Reasons] = [()] * len(blocks)
    for i in np.flatnonzero(doubts).tolist():
        settled[i] = (
            Evidence("rule", "a line of the page's main part that nothing speaks against", -doubts[i].item()),
        )
    for i in np.flatnonzero(verdict < 0).tolist():
        if _is_hidden_alone(blocks[i].element):
            detail = "hidden by the markup: that trafilatura took it counts for nothing"
            settled[i] = (Evidence("rule", detail, -verdict[i].item()), *settled[i])
    for i, role in roles.items():
        settled[i] = (Evidence("rule", f"the page declares this as its {_DECLARES[role]}", _DECLARED),)
    return settled


_DECLARES = {Label.TITLE: "title", Label.BYLINE: "author", Label.DATELINE: "date"}


def _is_hidden_alone(element: Element | None) -> bool:
    """Whether an element is hidden, and what it stands in is not: no tab and no accordion."""
    if element is None or not element.place & Place.HIDDEN or element.tag == "noscript":
        return False
    return element.parent is None or not element.parent.place & Place.HIDDEN


def _tell(gains: Table, holds: npt.NDArray[np.bool_], text: Table) -> list[list[Evidence]]:
    """Return the reasons of every block, in words; what is too little to be told apart is told together."""
    big = np.abs(gains) >= _LEAST
    big[:, _OF_TEXT] = False
    rest = np.where(big, 0.0, gains)
    rest[:, _OF_TEXT] = 0.0
    out: list[list[Evidence]] = [[] for _ in gains]
    rows, columns = np.nonzero(big)
    # Lines of one block share many reasons with their weight.
    made: dict[tuple[int, float], Evidence] = {}
    which = 2 * columns + ~holds[rows, columns]
    for row, saying, gain in zip(rows.tolist(), which.tolist(), gains[rows, columns].tolist(), strict=True):
        reason = made.get((saying, gain))
        if reason is None:
            reason = made[saying, gain] = Evidence("structure", _DETAILS[saying], gain)
        out[row].append(reason)
    little = rest.sum(axis=1).round(4).tolist()
    anew = (text + gains[:, _OF_TEXT]).round(4).tolist()
    for reasons, slight, weight in zip(out, little, anew, strict=True):
        if slight:
            reasons.append(Evidence("structure", _SAYINGS[_REST][0], slight))
        reasons.append(Evidence("structure", "the text's reasons, weighed anew with the page's structure", weight))
    return out


_OF_TEXT = _ALL.index(_TEXT)
# Whether a reason's column holds of a block is told in two ways; of the text's own reasons, another is told.
_DETAILS = tuple(saying for one in _ALL for saying in _SAYINGS.get(one, ("", "")))


# What the names of an element and its ancestors call the furniture in it; the nearest name speaks.
_KINDS = (
    ("comment", Label.COMMENT),
    ("share", Label.SHARE),
    ("advertisement", Label.ADVERTISEMENT),
    ("pitch", Label.NEWSLETTER),
    ("related", Label.CROSSLINK),
    ("navigation", Label.NAVIGATION),
    ("footer", Label.LEGAL),
)
# Labels that the text gives a line for want of wording of its own.
_VAGUE = frozenset({Label.OTHER, Label.NAVIGATION, Label.CROSSLINK, Label.BODY, Label.HEADING})


def name_places(
    blocks: Sequence[Block],
    features: Features,
    labels: Sequence[Label],
    removed: Sequence[bool],
    roles: Mapping[int, Label] = MappingProxyType({}),
) -> tuple[Label, ...]:
    """Return the labels of a page's blocks: what it declares them, or calls their place where no wording tells."""
    out = list(labels)
    for i, block in enumerate(blocks):
        if removed[i] and i in roles:
            out[i] = roles[i]
        elif removed[i] and labels[i] in _VAGUE and features.lines[i].cue_strength < 0.5:
            named = _called(block.element)
            out[i] = named or (labels[i] if labels[i] not in (Label.BODY, Label.HEADING) else Label.OTHER)
    return tuple(out)


def _called(element: Element | None) -> Label | None:
    while element is not None:
        said = said_of(element.names)
        for name, label in _KINDS:
            if said[_NAME_PLACES[name]]:
                return label
        if element.tag in ("nav", "footer"):
            return Label.NAVIGATION
        element = element.parent
    return None


_NAME_PLACES = {name: i for i, name in enumerate(NAMES)}


@cache
def _forests() -> tuple[Forest, Forest]:
    """Return the trees that know trafilatura's verdict, and those that do not."""
    with as_file(files(__package__) / "weights" / _WEIGHTS) as path, np.load(path, allow_pickle=False) as archive:
        arrays = {name: archive[name] for name in archive.files}
    return Forest.of(arrays, "default_"), Forest.of(arrays, "fast_")
