"""What words say of a line: counts of sites that use them on noise lines and on body lines.

A naive Bayes weight by sites: what one site repeats a thousand times counts once. The counts are kept by part
of the sites and language, so that a vocabulary can be made without the sites or the language that a figure is measured
on.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleaner.table import SLOTS, Vocabulary
from cleaner.vectors import Vectors, word_keys

from .store import Sample

Keys = npt.NDArray[np.uint32]
Group = tuple[int, str]
"""A part of the sites and a language."""
PARTS_OF_FOLD = 2

LEAST_SITES = 5
MOST_KEYS = 60_000
PRIOR = 1.5
_FLAVOURS = ("resili_all", "traf_comments", "resili_main")


@dataclass(frozen=True, slots=True)
class Counts:
    """For keys in rising order, how many sites use them on noise lines and on body lines."""

    keys: Keys
    noise: npt.NDArray[np.number]
    body: npt.NDArray[np.number]


def part_of(site: str, fold: int) -> int:
    """The part of the sites that a site of a fold is in: each fold has two."""
    half = hashlib.sha256(f"part {site}".encode()).digest()[0] % PARTS_OF_FOLD
    return fold * PARTS_OF_FOLD + half


def vectors_of(sample: Sample) -> Vectors:
    """Return a sample's vectors as the library reads them."""
    same = np.unique(sample.words, return_inverse=True)[1]
    return Vectors(sample.numbers.T.astype(np.float64), sample.words, sample.word_starts, same)


def count(samples: Iterable[Sample]) -> dict[Group, Counts]:
    """Count by part and language."""
    found: dict[Group, dict[tuple[str, int], list[Keys]]] = defaultdict(lambda: defaultdict(list))
    for sample in samples:
        if sample.flavour not in _FLAVOURS:
            continue
        words, pairs, ends = word_keys(vectors_of(sample))
        owner = np.repeat(np.arange(len(sample.body)), np.diff(sample.word_starts))
        sure = sample.weight == 1
        for label in (0, 1):
            lines = sure & (sample.body == label)
            own = np.concatenate([words[lines[owner]], pairs[lines[owner]], ends[lines].ravel()])
            found[part_of(sample.site, sample.fold), sample.language][sample.site, label].append(np.unique(own))
    return {group: count_sites(sites) for group, sites in found.items()}


def count_sites(sites: Mapping[tuple[str, int], Sequence[Keys]]) -> Counts:
    """Count the sites that use each key on noise lines (side 0) and on body lines (side 1)."""
    sides: list[tuple[Keys, npt.NDArray[np.int64]]] = []
    for label in (0, 1):
        own = [np.unique(np.concatenate(keys)) for (_, side), keys in sites.items() if side == label]
        sides.append(np.unique(np.concatenate([*own, np.zeros(0, dtype=np.uint32)]), return_counts=True))
    keys = np.union1d(sides[0][0], sides[1][0])
    return Counts(keys, *(_at(keys, *side) for side in sides))


def _at(keys: Keys, known: Keys, counts: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
    out = np.zeros(len(keys), dtype=np.int32)
    out[np.searchsorted(keys, known)] = counts
    return out


def make(
    counts: Mapping[Group, Counts],
    wanted: Callable[[int, str], bool],
    least: float = LEAST_SITES,
    prior: float = PRIOR,
) -> Vocabulary:
    """Return the vocabulary of the groups that ``wanted`` accepts, given part and language.

    Args:
        counts: by group.
        wanted: which groups.
        least: a key is left out that fewer sites use.
        prior: sites added to both counts: what few sites say is drawn to nothing.
    """
    chosen = [own for (part, language), own in counts.items() if wanted(part, language)]
    if not chosen:
        return UNKNOWN
    keys, where = np.unique(np.concatenate([own.keys for own in chosen]), return_inverse=True)
    noise = np.bincount(where, weights=np.concatenate([own.noise for own in chosen]), minlength=len(keys))
    body = np.bincount(where, weights=np.concatenate([own.body for own in chosen]), minlength=len(keys))
    often = (noise + body >= least) & (keys > 0)
    keys, noise, body = keys[often], noise[often], body[often]
    told = np.log((noise + prior) / (body + prior))
    worth = np.abs(told) * np.sqrt(noise + body)
    kept = np.argsort(-worth, kind="stable")[:MOST_KEYS]
    # Of several keys with one slot, the one that says most stays.
    kept = np.sort(kept[np.unique(keys[kept].astype(np.int64) % SLOTS, return_index=True)[1]])
    weights = np.clip(np.round(16 * told[kept]), -127, 127).astype(np.int8)
    return Vocabulary(keys[kept].astype(np.uint32), weights)


UNKNOWN = Vocabulary(np.zeros(0, dtype=np.uint32), np.zeros(0, dtype=np.int8))
"""A vocabulary that knows nothing."""
