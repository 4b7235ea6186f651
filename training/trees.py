"""Two rounds of trees on the table of lines: what to learn from, and the second round's view of the first.

The second round learns from what first trees say of sites that they did not see, as it is in use.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from benchmarks import data
from cleaner.model import Trees, second_table
from cleaner.table import Table, Vocabulary, build_table

from . import vocabulary
from .boosting import Recipe, boost
from .corpus import GOLD_FLAVOUR, SEED
from .figures import word_f1
from .fixtures import FIXTURES
from .mixtures import MANNER, RID
from .store import Sample, column_names
from .vocabulary import PARTS_OF_FOLD, Counts, Group, part_of

Scores = npt.NDArray[np.float64]
Folds = frozenset[int]

FIRST = Recipe()
SECOND = Recipe(columns=0.35)
BODY_WEIGHT = 1.5
# How much more a line of a clean text counts, and a line of a fixture in either round: they demand exactness.
CLEAN_WEIGHT = 1.5
FIXTURE_WEIGHTS = (4.0, 30.0)
CLEAN = (GOLD_FLAVOUR, RID, MANNER)
# Share of a long dump's lines that is learned from, and of the texts whose words are unknown, as in a language without
# a vocabulary.
DUMP_LINES = 0.4
UNKNOWN_WORDS = 0.3
_LONG = 60
# A scraped text whose best lines have a lower word F1 has another page's gold, or a list's.
_LEAST_F1 = 0.6


def is_sound(sample: Sample) -> bool:
    """Whether gold and text belong together."""
    return sample.flavour not in data.FLAVOURS or word_f1(sample, sample.held == 1) >= _LEAST_F1


def line_weights(sample: Sample, fixture_weight: float = 1.0) -> Scores:
    """How much each line counts: more with its words, a long text less a line, body more than noise."""
    size = 0.5 + np.sqrt(np.minimum(sample.sizes, 150))
    trust = np.where(sample.body < 0, 0.0, sample.weight) * np.where(sample.body == 1, BODY_WEIGHT, 1.0)
    more = fixture_weight if sample.set_name == FIXTURES else CLEAN_WEIGHT if sample.flavour in CLEAN else 1.0
    return np.asarray(more * size * trust / math.sqrt(size.sum() + 20))


def first_table(sample: Sample, known: Vocabulary) -> Table:
    """The first trees' table of a sample, as the library builds it."""
    return build_table(vocabulary.vectors_of(sample), sample.hand.astype(np.float64), known, column_names())


def _second_table(sample: Sample, first: Trees, table: Table, known: Vocabulary) -> Table:
    return second_table(table, first(table), vocabulary.vectors_of(sample), known, column_names())


@dataclass(frozen=True, slots=True)
class Fitted:
    """Both rounds, and the vocabulary that their tables are read with."""

    first: Trees
    second: Trees
    vocabulary: Vocabulary

    def scores(self, samples: Sequence[Sample]) -> list[Scores]:
        """Raw log-odds of the lines of samples."""
        found = []
        for sample in samples:
            table = _second_table(sample, self.first, first_table(sample, self.vocabulary), self.vocabulary)
            found.append(self.second(table))
        return found


class Trainer:
    """Fits trees on samples of some folds, with or without a language; what it fitted once, it keeps."""

    def __init__(
        self,
        samples: Sequence[Sample],
        counts: Mapping[Group, Counts],
        *,
        without_language: str | None = None,
        recipes: tuple[Recipe, Recipe] = (FIRST, SECOND),
    ) -> None:
        """Learn from ``samples``; of a language held out nothing is read, nor of texts of no known language."""
        held_out = () if without_language is None else ("", without_language)
        self.samples = [s for s in samples if s.language not in held_out and is_sound(s)]
        self.counts = {group: own for group, own in counts.items() if group[1] not in held_out}
        self.recipes = recipes
        self._first: dict[Folds, Trees] = {}
        self._vocabularies: dict[Folds, Vocabulary] = {}

    @cached_property
    def folds(self) -> Folds:
        """All folds."""
        return frozenset(sample.fold for sample in self.samples)

    def fit(self, folds: Folds) -> Fitted:
        """Fit both rounds on the sites of some folds: each fold's second round reads first trees of the others."""
        own = [sample for sample in self.samples if sample.fold in folds]
        unseen = {fold: (self.first(folds - {fold}), self._known(folds - {fold})) for fold in folds}

        def table(sample: Sample, known: Vocabulary) -> Table:
            # The words are read as they were by the first trees that did not see the site, or not at all.
            trees, others = unseen[sample.fold]
            own = others if known is not vocabulary.UNKNOWN else known
            return _second_table(sample, trees, first_table(sample, own), own)

        second = boost(*_gather(own, lambda s: self._crossed(s, folds), table, FIXTURE_WEIGHTS[1]), self.recipes[1])
        return Fitted(self.first(folds), second, self._known(folds))

    def first(self, folds: Folds) -> Trees:
        """Fit the first round on the sites of some folds."""
        if folds not in self._first:
            own = [sample for sample in self.samples if sample.fold in folds]
            rows = _gather(own, lambda s: self._crossed(s, folds), first_table, FIXTURE_WEIGHTS[0])
            self._first[folds] = boost(*rows, self.recipes[0])
        return self._first[folds]

    def _known(self, folds: Folds) -> Vocabulary:
        return self._vocabulary(frozenset(p for fold in folds for p in _parts(fold)))

    def _crossed(self, sample: Sample, folds: Folds) -> Vocabulary:
        """The vocabulary of the other folds; where there is one fold, of its other half: a site has no part in it."""
        others = folds - {sample.fold}
        return (
            self._known(others)
            if others
            else self._vocabulary(_parts(sample.fold) - {part_of(sample.site, sample.fold)})
        )

    def _vocabulary(self, parts: Folds) -> Vocabulary:
        if parts not in self._vocabularies:
            self._vocabularies[parts] = vocabulary.make(self.counts, lambda part, _: part in parts)
        return self._vocabularies[parts]


def _parts(fold: int) -> Folds:
    return frozenset(range(fold * PARTS_OF_FOLD, (fold + 1) * PARTS_OF_FOLD))


def _gather(
    samples: Sequence[Sample],
    known: Callable[[Sample], Vocabulary],
    table: Callable[[Sample, Vocabulary], Table],
    fixture_weight: float,
) -> tuple[Table, Scores, Scores]:
    """Columns, labels and weights to learn from."""
    choose = np.random.default_rng(SEED)
    tables, labels, weights = [], [], []
    for sample in samples:
        unknown = choose.random() < UNKNOWN_WORDS
        weight = line_weights(sample, fixture_weight)
        chosen = weight > 0
        if sample.flavour == "resili_all" and len(weight) > _LONG:
            chosen &= choose.random(len(weight)) < DUMP_LINES
            weight = weight / DUMP_LINES
        if chosen.any():
            tables.append(table(sample, vocabulary.UNKNOWN if unknown else known(sample))[:, chosen])
            labels.append((sample.body == 0)[chosen].astype(np.float64))
            weights.append(weight[chosen])
    return np.concatenate(tables, axis=1), np.concatenate(labels), np.concatenate(weights)


def smaller(recipes: tuple[Recipe, Recipe], trees: int) -> tuple[Recipe, Recipe]:
    """The same recipes with another number of trees."""
    return replace(recipes[0], trees=trees), replace(recipes[1], trees=trees)
