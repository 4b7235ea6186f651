"""What a page's structure adds to what its text says: trained trees over both, one more source of evidence.

The trees' log-odds take the place of the text's. What each reason gave is told apart by following every block down the
trees; the text's own reasons stay as they are, and one more says how far the structure has them weighed anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..context import context_names
from ..document import Block, Element, Evidence, Label, Place
from ..features import Features
from ..scorer import Scores
from ..table import WORD_COLUMNS
from ..topic import TOPIC_NAMES
from .context import PAGE_CONTEXT
from .doubt import margins, page_doubt, page_margin
from .items import ITEM_COLUMNS
from .layout import COLUMNS, NAMES, said_of
from .model import page_model
from .naming import NAME_COLUMNS
from .profile import PROFILE_COLUMNS, Profile
from .table import FIRST_COLUMNS, TEXT_COLUMNS, PageReader
from .verdict import Verdict

__all__ = ["Given", "judge", "name_places"]

Table = npt.NDArray[np.float64]
Reasons = tuple[Evidence, ...]

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
# Reasons of which is told what they speak for; of the others, whether they hold.
_SPEAKING = ("first look", "company", "topic", "naming", "wording")
# Reason -> what is said where it holds of a block (or speaks for it), and where it does not; a pair of equal sayings is
# of no such kind.
_SAYINGS = {
    "first look": ("looked at alone, it is like a line of an article", "looked at alone, it is like furniture"),
    "company": ("stands among lines like those of an article", "stands among lines like furniture"),
    "topic": ("speaks of what the article speaks of", "does not speak of what the article speaks of"),
    "naming": ("sites call the places of articles so", "sites call the places of furniture so"),
    "wording": ("worded like an article", "worded like furniture"),
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
    "items": ("stands in a list of elements of one template", "stands in no list of elements of one template"),
    "prints": ("printed before on the page", "not printed before on the page"),
    "description": ("the page's description says so, too", "the page's description does not say so"),
    "article data": ("the page's data hold it as the article's", "the page's data do not hold it as the article's"),
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


_OF_HEAD = {
    **dict.fromkeys(ITEM_COLUMNS, "items"),
    **dict.fromkeys(PROFILE_COLUMNS, "page"),
    **dict.fromkeys(("prints", "print"), "prints"),
    "in description": "description",
    "in article body": "article data",
}

_FIRST_LOOK = ("score", "said of element")


def _second_reason(column: str) -> str:
    kinds = (("naming", NAME_COLUMNS), ("wording", WORD_COLUMNS), ("topic", TOPIC_NAMES), ("first look", _FIRST_LOOK))
    return next((reason for reason, columns in kinds if column in columns), "company")


_REASONS = (
    *(_reason(column) for column in COLUMNS),
    *(_TEXT for _ in range(1 + len(TEXT_COLUMNS))),
    *(_OF_HEAD[column] for column in (*ITEM_COLUMNS, *PROFILE_COLUMNS)),
    *(_second_reason(column) for column in (*NAME_COLUMNS, *WORD_COLUMNS, *PAGE_CONTEXT, *context_names())),
)
_ALL = tuple(dict.fromkeys(_REASONS))
_GROUPS = np.array([_ALL.index(reason) for reason in _REASONS])


# Reason -> the column that tells whether it holds.
_TOLD_BY = {
    **{name: f"named {name}" for name in NAMES},
    **{name: name for name in _PLACE_NAMES},
    "verdict": "taken",
    "links": "links_in",
    "core": "core_inside",
    "items": "items",
    "prints": "print",
    "description": "in description",
    "article data": "in article body",
}
_TELLS = np.array([FIRST_COLUMNS.index(_TOLD_BY[one]) if one in _TOLD_BY else 0 for one in _ALL])


class Given(NamedTuple):
    """What is known of a page beside its text, and whom to ask for more."""

    profile: Profile = Profile()
    roles: Mapping[int, Label] = MappingProxyType({})
    """Lines that say what the page declares of itself, and their labels."""
    opinion: Callable[[], Verdict] | None = None
    """Asks another extractor what it takes of the page."""


# How unsure the trees without a verdict may be of a page that no other extractor is asked about. On unseen sites they
# are surer of two thirds of the pages; with verdicts on the other third alone, no set's word F1 moves by over 0.0005.
_SURE = 0.09


def judge(blocks: Sequence[Block], features: Features, scores: Scores, given: Given) -> Scores:
    """Return the scores of a page's blocks, given those of its text.

    The trees that see no other extractor's verdict go first; where they are unsure, the verdict is asked for, and those
    that see it decide.

    Args:
        blocks: of the page, at least one.
        features: of its text.
        scores: of its text.
        given: what else is known of it.
    """
    reader = PageReader(blocks, features, scores.log_odds, given.profile, page_model().vocabularies)
    alone = _weigh(reader, Verdict.none(len(blocks)), features, scores)
    verdict = given.opinion() if given.opinion is not None and alone.doubt > _SURE else None
    if verdict is None or not verdict.given:
        return _scored(blocks, features, scores, alone, given.roles)
    return _scored(blocks, features, scores, _weigh(reader, verdict, features, scores), given.roles)


class _Said(NamedTuple):
    """What the trees say of a page's n blocks."""

    gains: Table
    """What each reason gave, shape (n, reasons)."""
    text: Table
    """What the text's own reasons count for more or less than in the text alone, shape (n,)."""
    table: Table
    """What they looked at."""
    total: Table
    """Log-odds, shape (n,)."""
    doubt: float
    given: bool
    """Whether there was a verdict."""


def _weigh(reader: PageReader, verdict: Verdict, features: Features, scores: Scores) -> _Said:
    hand = scores.log_odds
    gains, start, table = page_model()(reader, verdict, _GROUPS)
    gains = gains.round(4)
    text = (round(start, 4) - hand).round(4)
    total = hand + _by_trees(features) * (gains.sum(axis=1) + text)
    return _Said(gains, text, table, total, page_doubt(total, features["size"]), verdict.given)


def _by_trees(features: Features) -> npt.NDArray[np.bool_]:
    """Return which blocks the trees decide on: the headline moves to the metadata, wherever it stands."""
    return np.asarray(features["title"] <= 0)


def _scored(
    blocks: Sequence[Block], features: Features, scores: Scores, found: _Said, roles: Mapping[int, Label]
) -> Scores:
    """Put the trees' word and the rules together, with the reasons."""
    holds = found.table[:, _TELLS] > _HOLDS
    holds[:, _BY_SIGN] = found.gains[:, _BY_SIGN] < 0
    told = _tell(found.gains, holds, found.text)
    lent = np.minimum(found.gains[:, _LENT], 0.0).sum(axis=1).round(4)
    doubts = margins(found.table, features, found.given)
    opening = (features["opening"] > 0) & (scores.log_odds > 0)
    known = _Known(lent, doubts, page_margin(found.doubt), _is_signed(features, scores.log_odds), opening)
    settled = _settle(blocks, known, roles)
    by_trees = _by_trees(features).tolist()
    evidence = [
        (*own, *(structure if weighed else ()), *rules)
        for own, structure, weighed, rules in zip(scores.evidence, told, by_trees, settled, strict=True)
    ]
    total = found.total + np.array([sum(reason.weight for reason in rules) for rules in settled])
    for i in _printed_again(blocks, features["size"], total):
        weight = round(_AGAIN - total[i], 4)
        evidence[i] = (*evidence[i], Evidence("rule", "printed before, in a line that stays", weight))
        total[i] += weight
    probability = np.round(1.0 / (1.0 + np.exp(-np.clip(total, -30, 30))), 6)
    return Scores(probability, tuple(evidence), total)


# Log-odds of a long line's second print, and the words of one.
_AGAIN, _AGAIN_WORDS = 3.0, 12


def _printed_again(blocks: Sequence[Block], sizes: Table, total: Table) -> list[int]:
    """Return the long lines that would stay and that say, word for word, what one that stays has said before."""
    seen: set[str] = set()
    again = []
    for i in np.flatnonzero((total < 0) & (sizes >= _AGAIN_WORDS)).tolist():
        if blocks[i].text in seen:
            again.append(i)
        seen.add(blocks[i].text)
    return again


# What it is worth that the text's terms find a byline or a date in a short line between headline and text. The trees
# saw gold texts of either taste; such a line is metadata, and is not lost.
_SIGNED = 3.0
_SIGNED_WORDS = 20


def _is_signed(features: Features, hand: Table) -> npt.NDArray[np.bool_]:
    signed = (features["led_by"] > 0) | (features["whole_date"] > 0)
    return np.asarray(signed & (features["deck"] > 0) & (features["size"] <= _SIGNED_WORDS) & (hand > 0))


# What it is worth that a line says what the page declares of itself.
_DECLARED = 12.0
# What speaks for a line without being of the line itself.
_LENT = [_ALL.index(reason) for reason in ("verdict", "first look", "company")]


class _Known(NamedTuple):
    """What is known of a page's blocks beside what the trees say."""

    lent: Table
    """What speaks for each without being of the line itself, at most 0."""
    doubts: Table
    """What each gains for staying."""
    hard: float
    """What all of them gain."""
    signed: npt.NDArray[np.bool_]
    """Which are bylines or dates below the headline."""
    opening: npt.NDArray[np.bool_]
    """Which say, above the text, what sites say there."""


def _settle(blocks: Sequence[Block], known: _Known, roles: Mapping[int, Label]) -> list[Reasons]:
    """Return the reasons that the trees do not know: doubt, what is hidden, the lines at the top, what is declared."""
    unsure = (Evidence("rule", "body and furniture are hard to tell apart on this page", -known.hard),)
    settled: list[Reasons] = [unsure if known.hard else ()] * len(blocks)

    def add(i: int, detail: str, weight: float) -> None:
        settled[i] = (*settled[i], Evidence("rule", detail, weight))

    for i in np.flatnonzero(known.doubts).tolist():
        add(i, "a line of the page's main part that nothing speaks against", -known.doubts[i].item())
    for i in np.flatnonzero(known.lent < 0).tolist():
        if _is_hidden_alone(blocks[i].element):
            detail = "hidden by the markup: that trafilatura took it, and what is around it, count for nothing"
            add(i, detail, -known.lent[i].item())
    for i in np.flatnonzero(known.signed).tolist():
        add(i, "a byline or a date between headline and text", _SIGNED)
    for i in np.flatnonzero(known.opening).tolist():
        add(i, "opens the text, and is worded like furniture", _SIGNED)
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
_BY_SIGN = [_ALL.index(reason) for reason in _SPEAKING]
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
            if said >> _NAME_PLACES[name] & 1:
                return label
        if element.tag in ("nav", "footer"):
            return Label.NAVIGATION
        element = element.parent
    return None


_NAME_PLACES = {name: i for i, name in enumerate(NAMES)}
