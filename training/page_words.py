"""What words and the names of elements say on pages, counted by part of the sites.

A sample's own part is left out of the vocabulary that it learns with: what a site alone says is no knowledge.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from benchmarks import data
from cleaner.page.elements import Elements
from cleaner.page.naming import name_keys
from cleaner.page.table import Vocabularies
from cleaner.vectors import word_keys

from . import vocabulary
from .page_samples import Sample, column
from .vocabulary import Counts, Group, part_of

Keys = npt.NDArray[np.uint32]
# Fewer sites share a name than a word, and a name is of furniture on nearly all of them or on few.
LEAST_NAMED, NAMES_PRIOR = 3.0, 1.0
# Characters added to each line, so that short lines count.
_LINE = 5.0


def part(page: data.Page, folds: int) -> int:
    """The part of the sites that a page's is in."""
    return part_of(page.site, data.fold_of(page.site, folds))


class PageWords:
    """Counts by part of the sites, and the vocabularies that they give."""

    def __init__(self, samples: Sequence[Sample], folds: int) -> None:
        """Count in the pages with gold."""
        known = [one for one in samples if one.page.gold]
        self.folds = folds
        self._words = _count_words(known, folds)
        self._names = _count_names(known, folds)
        self._made = cache(self._make)

    def known(self, fold: int | None, own: int | None = None) -> Vocabularies:
        """Return the vocabularies without the sites of a fold, and without those of one part."""
        return self._made(fold, own)

    def _make(self, fold: int | None, own: int | None) -> Vocabularies:
        left_out = {own} if fold is None else {own, *range(fold * _PARTS, (fold + 1) * _PARTS)}
        return Vocabularies(
            vocabulary.make(self._words, lambda part, _: part not in left_out),
            vocabulary.make(self._names, lambda part, _: part not in left_out, LEAST_NAMED, NAMES_PRIOR),
        )


_PARTS = vocabulary.PARTS_OF_FOLD


def _count_words(samples: Iterable[Sample], folds: int) -> Mapping[Group, Counts]:
    found: dict[Group, dict[tuple[str, int], list[Keys]]] = defaultdict(lambda: defaultdict(list))
    for sample in samples:
        words, pairs, ends = word_keys(sample.wording.vectors)
        owner = np.repeat(np.arange(len(sample.noise)), np.diff(sample.wording.vectors.starts))
        for side, marked in enumerate((sample.noise, sample.body)):
            lines = (sample.sure > 0) & (marked > 0)
            own = np.concatenate([words[lines[owner]], pairs[lines[owner]], ends[lines].ravel()])
            found[part(sample.page, folds), ""][sample.page.site, side].append(np.unique(own))
    return {group: vocabulary.count_sites(sites) for group, sites in found.items()}


def _count_names(samples: Iterable[Sample], folds: int) -> Mapping[Group, Counts]:
    """For each name, the sites' shares of characters in it that are noise, and that are body, summed over sites."""
    by_site: dict[tuple[int, str], dict[int, list[float]]] = defaultdict(lambda: defaultdict(lambda: [0.0, 0.0]))
    for sample in samples:
        chars = np.expm1(column(sample.tables[0], "chars")) + _LINE
        held = sample.elements.alone((chars * sample.sure * sample.noise, chars * sample.sure * sample.body))
        found = by_site[part(sample.page, folds), sample.page.site]
        for keys, (noise, body) in zip(_keys_around(sample.elements), held.tolist(), strict=True):
            if noise + body:
                for key in keys:
                    found[key][0] += noise
                    found[key][1] += body
    groups: dict[int, dict[int, list[float]]] = defaultdict(lambda: defaultdict(lambda: [0.0, 0.0]))
    for (own_part, _), found in by_site.items():
        for key, (noise, body) in found.items():
            groups[own_part][key][0] += noise / (noise + body)
            groups[own_part][key][1] += body / (noise + body)
    return {(own_part, ""): _counted(found) for own_part, found in groups.items()}


def _counted(found: Mapping[int, Sequence[float]]) -> Counts:
    keys = sorted(found)
    sides = np.array([found[key] for key in keys]).reshape(-1, 2)
    return Counts(np.array(keys, dtype=np.uint32), sides[:, 0], sides[:, 1])


def _keys_around(elements: Elements) -> Iterator[frozenset[int]]:
    """The keys of each element's names and of those around it."""
    keys, owner = name_keys(elements)
    own = np.split(keys, np.searchsorted(owner, np.arange(1, len(elements))))
    found: list[frozenset[int]] = []
    for mine, parent in zip(own, elements.parents.tolist(), strict=True):
        found.append((found[parent] if parent >= 0 else frozenset()).union(mine.tolist()))
    return iter(found)
