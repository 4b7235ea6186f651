"""Where a page's blocks stand in its tree -> columns of numbers: tags, names, links, the company they keep.

Nothing is decided here. Everything is counted once over the page's block-level elements, so that the cost grows with
the page and not with the depth of its tree.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from ..document import Block, Place
from .elements import Elements
from .verdict import Verdict

__all__ = ["COLUMNS", "NAMES", "read_layout", "said_of", "with_verdict"]

Table = npt.NDArray[np.float64]

# What the names of elements say, by stems of their classes and ids: English ones on most sites of any language.
NAMES: dict[str, str] = {
    "share": r"share|sharing|social|follow|facebook|whatsapp|addtoany|addthis|shariff|bdshare|jiathis",
    "related": r"related|recommend|more-|more_|read-?next|also|popular|trending|latest|recent|most|teaser|promo|"
    r"card|next|yarpp|blogroll|\branking|\bticker|\blenta|powiazan|podobne|polecan|verwandt|meistgelesen|xiangguan|tuijian",
    "comment": r"comment|disqus|respond|repl(?:y|ies)|discuss|kom+ent|comentari|opinie|akismet|pinglun|liuyan",
    "pitch": r"newsletter|subscri|sign-?up|signup|cta|banner|paywall|donat|member",
    "advertisement": r"\bads?\b|\bad[-_]|advert|sponsor|dfp|taboola|outbrain|affiliate|adblock|marketgid|reklam|"
    r"werbung|anzeige|publicid|guanggao",
    "navigation": r"nav|menu|crumb|toolbar|tabs?\b|pagination|pager|toc\b",
    "footer": r"foot|copyright|legal|bottom|colophon|stopka|fuss(?:zeile|leiste)|disclaimer|shengming",
    "sidebar": r"side|aside|rail|widget|right|left",
    "header": r"header|masthead|\btop|hero|logo",
    "body": r"(?:article|story|post|entry|page)[-_]*(?:body|content|text)|richtext|rich-text|wysiwyg|prose|markdown|"
    r"bodytext|artikel[-_]?(?:text|body|inhalt)|tresc|zhengwen|neirong",
    "content": r"content|article|post|entry|story|main|text|body|artikel|artykul|noticia|inhalt|tresc",
    "meta": r"author|byline|date|time|meta|tag|categor|info|publish",
    "caption": r"caption|credit|image|photo|media|gallery|figure|video|slide|carousel",
    "overlay": r"cookie|consent|gdpr|modal|popup|overlay|login|signin|search|dialog",
    "title": r"title|headline|heading",
    "author": r"author|bio\b|profile|avatar|user|autor|auteur",
    "unseen": r"hidden|hide|sr-only|screen-reader|visually|collapse",
    "shop": r"product|price|cart|shop|buy|rating|review|spec",
    "list": r"list|grid|feed|item|archive",
    "summary": r"summary|lead|intro|excerpt|standfirst|deck|dek|subtitle|description|abstract|teaser",
}
_NAMED = tuple(re.compile(stems) for stems in NAMES.values())
_ANY = re.compile("|".join(NAMES.values()))
# What is said of an element is said of those inside it, less so with each step.
_FADING = 0.8

_TAGS = tuple("p li div td tr h1 h2 h3 h4 h5 h6 pre dd dt blockquote figcaption section article button a label".split())
_TAG_PLACES = {tag: place for place, tag in enumerate(_TAGS)}
_PLACES = tuple(Place)
_TERMINAL = tuple('.!?…。！？।։؟"”’»)')
_PROSE = 60
_NO_VERDICT = -1.0
_CODE = "{}[]=;<>\\_/"
_WORDS = re.compile(r"\w+")

_OWN = (
    "chars words terminal prose commas digits capitals bars colon opens_low sentences links taken in_order h1 "
    "copyright code"
).split()
_OF_ELEMENT = (
    "depth blocks chars_in links_in prose_in parent_blocks parent_chars parent_links parent_prose parent_share "
    "grand_links grand_prose grand_share core_common core_inside core_parent core_depth core_sibling level_share "
    "first_in"
).split()
_OF_PLACE = "above below chars_above chars_below from_h1 has_h1 before_core after_core before_taken after_taken".split()
_NEAR = ("chars", "terminal", "prose", "links", "taken", "in_order", "core_inside", "digits", "same")
_STEPS = (-2, -1, 1, 2)
_AROUND = ("chars", "prose", "links", "taken", "terminal", "core_inside")
_REACH = 4
_OF_PAGE = "page_blocks page_chars page_prose page_links page_taken page_core page_article page_main core_links".split()

COLUMNS: tuple[str, ...] = (
    *_OWN,
    *_OF_ELEMENT,
    *(f"named {name}" for name in NAMES),
    *(f"<{tag}>" for tag in _TAGS),
    *(f"in {place.name.lower() if place.name else ''}" for place in _PLACES),
    *_OF_PLACE,
    *(f"{name} {step:+d}" for step in _STEPS for name in _NEAR),
    *(f"{name} around" for name in _AROUND),
    *_OF_PAGE,
)


def read_layout(blocks: Sequence[Block], elements: Elements) -> Table:
    """Return the columns of every block of a page, shape (blocks, ``COLUMNS``), without any verdict on them.

    Args:
        blocks: of a page, at least one; each knows its element.
        elements: around them.
    """
    own = _read_own(blocks)
    tree = _Tree(elements, blocks, own)
    core = tree.core()
    of_element = tree.columns(core)
    places = _read_places(own, of_element)
    near = np.column_stack([_column(own, of_element, tree, name) for name in _NEAR])
    return np.hstack(
        [
            own,
            of_element,
            tree.named[tree.of_block],
            tree.tags[tree.of_block],
            tree.places[tree.of_block],
            places,
            *(_shifted(near, step) for step in _STEPS),
            _around(near[:, [_NEAR.index(name) for name in _AROUND]]),
            np.broadcast_to(_read_page(own, of_element, tree), (len(blocks), len(_OF_PAGE))),
        ]
    )


def with_verdict(table: Table, verdict: Verdict) -> Table:
    """Return a page's table, the columns of ``read_layout`` first, with another extractor's verdict on its blocks."""
    out = table.copy()
    taken, in_order = np.array(verdict.taken), np.array(verdict.in_order)
    sizes = np.expm1(table[:, COLUMNS.index("chars")]).round()
    before, after = _outside(taken > _TAKEN)
    columns = {"taken": taken, "in_order": in_order, "before_taken": before, "after_taken": after}
    for name in ("taken", "in_order"):
        columns |= {f"{name} {step:+d}": _shifted(columns[name], step) for step in _STEPS}
    columns["taken around"] = _around(taken[:, None])[:, 0]
    for name, values in columns.items():
        out[:, COLUMNS.index(name)] = values
    out[:, COLUMNS.index("page_taken")] = (sizes * taken).sum() / max(sizes.sum(), 1.0)
    return out


# The share of a block that stands in another extractor's text from which it counts as taken.
_TAKEN = 0.5


def _read_own(blocks: Sequence[Block]) -> Table:
    """What each block is, alone."""
    rows = []
    for block in blocks:
        text = block.text
        size = len(text)
        words = text.count(" ") + 1
        terminal = text.endswith(_TERMINAL)
        rows.append(
            (
                size,
                words,
                terminal,
                terminal and size >= _PROSE,
                text.count(",") + text.count("，") + text.count("、"),
                sum(map(text.count, "0123456789")) / size,
                _capitals(text) / words,
                text.count(" | "),
                text.endswith((":", "：")),
                text[0].islower(),
                text.count(". ") + text.count("。") + text.count("? ") + text.count("! "),
                block.links,
                _NO_VERDICT,
                _NO_VERDICT,
                block.element is not None and block.element.tag == "h1",
                "©" in text or "copyright" in text[:200].lower(),
                sum(map(text.count, _CODE)) / size,
            )
        )
    out = np.array(rows, dtype=np.float64).reshape(len(blocks), len(_OWN))
    out[:, :2] = np.log1p(out[:, :2])
    return out


def _capitals(text: str) -> int:
    return sum(1 for word in text[:200].split() if word[0].isupper())


class _Tree:
    """What the elements of a page hold: blocks, characters, links' and running text's; and what they are called."""

    def __init__(self, elements: Elements, blocks: Sequence[Block], own: Table) -> None:
        self.elements = elements
        self.of_block = elements.of_block
        sizes = np.array([len(block.text) for block in blocks], dtype=np.float64)
        self.sizes = sizes
        prose = own[:, _OWN.index("prose")]
        links = own[:, _OWN.index("links")]
        self.alone = elements.alone((np.ones(len(blocks)), sizes, sizes * links, sizes * prose * (1 - links)))
        self.held = elements.within(self.alone)
        self.named, self.tags, self.places = self._names(len(elements))

    def _names(self, count: int) -> tuple[Table, Table, Table]:
        elements = self.elements.elements
        said = np.array([said_of(e.names) for e in elements], dtype=np.int64)
        named = (said[:, None] >> np.arange(len(NAMES)) & 1).astype(np.float64)
        tags = np.zeros((count, len(_TAGS)))
        for at in self.elements.levels():
            named[at] = np.maximum(named[at], named[self.elements.parents[at]] * _FADING)
        marked = [(i, _TAG_PLACES[e.tag]) for i, e in enumerate(elements) if e.tag in _TAG_PLACES]
        if marked:
            tags[tuple(np.array(marked).T)] = 1.0
        flags = np.array([int(e.place) for e in elements], dtype=np.int64)
        places = (flags[:, None] >> np.arange(len(_PLACES)) & 1).astype(np.float64)
        return named, tags, places

    def core(self) -> int:
        """The element whose children hold the most running text: grandchildren count half, as in readability."""
        direct = self.alone[:, 3]
        count, has, up = len(self.elements), self.elements.has_parent, self.elements.up
        first = np.bincount(up[has], weights=direct[has], minlength=count)
        score = direct * 0.6 + first
        score += 0.5 * np.bincount(up[has], weights=first[has], minlength=count)
        return int(score.argmax())

    def columns(self, core: int) -> Table:
        parents, up = self.elements.parents, self.elements.up
        upper = up[up]
        total = np.maximum(self.held[parents < 0].sum(axis=0), 1.0)
        blocks, chars, links, prose = self.held.T
        safe = np.maximum(chars, 1.0)
        common = self.elements.steps_from(core)
        depth = self.elements.depths.astype(np.float64)
        out = np.column_stack(
            [
                depth,
                np.log1p(blocks),
                np.log1p(chars),
                links / safe,
                prose / safe,
                np.log1p(blocks[up]),
                np.log1p(chars[up]),
                (links / safe)[up],
                (prose / safe)[up],
                chars[up] / total[1],
                (links / safe)[upper],
                (prose / safe)[upper],
                chars[upper] / total[1],
                common,
                common == 0,
                common <= 1,
                depth - depth[core],
                parents == core,
                self.alone[:, 3][up] / np.maximum(total[3], 1.0),
                np.zeros(len(parents)),
            ]
        )[self.of_block]
        out[1:, -1] = self.of_block[1:] != self.of_block[:-1]
        return out


@lru_cache(maxsize=50_000)
def said_of(names: str) -> int:
    """Return which of ``NAMES`` an element's names speak of: a bit each, the first one lowest."""
    said = 0
    for name in names.split():
        said |= _said_of_one(name)
    return said


# Sites share their names: most were met before, on another element or another page.
@lru_cache(maxsize=50_000)
def _said_of_one(name: str) -> int:
    # Most names, of machines for machines, say none of it.
    if not _ANY.search(name):
        return 0
    return sum(1 << place for place, named in enumerate(_NAMED) if named.search(name))


def _column(own: Table, of_element: Table, tree: _Tree, name: str) -> Table:
    if name == "same":
        same = np.zeros(len(own))
        parents = tree.elements.parents[tree.of_block]
        same[1:] = parents[1:] == parents[:-1]
        return same
    return own[:, _OWN.index(name)] if name in _OWN else of_element[:, _OF_ELEMENT.index(name)]


def _read_places(own: Table, of_element: Table) -> Table:
    """Where each block stands in the page's order."""
    count = len(own)
    index = np.arange(count)
    chars = np.expm1(own[:, 0])
    above = np.cumsum(chars) - chars
    total = max(chars.sum(), 1.0)
    headings = np.flatnonzero(own[:, _OWN.index("h1")])
    from_h1 = np.clip((index - headings[0]) / 20, -3, 6) if len(headings) else np.zeros(count)
    return np.column_stack(
        [
            np.log1p(index),
            np.log1p(count - 1 - index),
            above / total,
            (total - above - chars) / total,
            from_h1,
            np.full(count, float(len(headings))),
            *_outside(of_element[:, _OF_ELEMENT.index("core_inside")] > 0),
            *_outside(own[:, _OWN.index("taken")] > _TAKEN),
        ]
    )


def _outside(marked: npt.NDArray[np.bool_]) -> tuple[Table, Table]:
    """How far above the first and below the last marked block each one stands, in blocks, as logarithms."""
    at = np.flatnonzero(marked)
    index = np.arange(len(marked))
    if not len(at):
        return np.full(len(marked), -1.0), np.full(len(marked), -1.0)
    return np.log1p(np.maximum(at[0] - index, 0)), np.log1p(np.maximum(index - at[-1], 0))


def _shifted(values: Table, step: int) -> Table:
    out = np.full_like(values, -1.0)
    if step > 0:
        out[:-step] = values[step:]
    else:
        out[-step:] = values[:step]
    return out


def _around(values: Table) -> Table:
    """Mean over the block and ``_REACH`` blocks on both sides."""
    count = len(values)
    sums = np.vstack([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0)])
    index = np.arange(count)
    low, high = np.maximum(index - _REACH, 0), np.minimum(index + _REACH + 1, count)
    return np.asarray((sums[high] - sums[low]) / (high - low)[:, None])


def _read_page(own: Table, of_element: Table, tree: _Tree) -> Table:
    sizes = tree.sizes
    total = max(sizes.sum(), 1.0)
    prose = own[:, _OWN.index("prose")]
    links = own[:, _OWN.index("links")]
    taken = own[:, _OWN.index("taken")]
    inside = of_element[:, _OF_ELEMENT.index("core_inside")]
    places = tree.places[tree.of_block]
    return np.array(
        [
            np.log1p(len(own)),
            np.log1p(total),
            (sizes * prose).sum() / total,
            (sizes * links).sum() / total,
            (sizes * taken).sum() / total,
            (sizes * inside).sum() / total,
            places[:, 0].max(),
            places[:, 1].max(),
            (sizes * inside * links).sum() / max((sizes * inside).sum(), 1.0),
        ]
    )
