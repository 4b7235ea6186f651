"""The journey of training: samples -> networks by fold -> calibration -> figures -> weights and model card."""

import random
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks import titles
from benchmarks.tables import Table, number
from cleaner.model import Calibration, Trees
from cleaner.scorer import DOUBT, KEEP_CAP, REMOVE_CAP, within_caps
from cleaner.table import Vocabulary

from . import card, care, figures, held_out, store, trees, vocabulary
from .corpus import GOLD_FLAVOUR, GOLD_SETS, LANGUAGE_NAMES, SEED, fingerprint
from .figures import Figure
from .mixtures import MANNER
from .store import FOLDS, Sample

Scores = npt.NDArray[np.float64]
WEIGHTS = Path(__file__).resolve().parents[1] / "cleaner" / "weights" / "trees.npz"
# Taken off to the log-odds in texts that look clean, and how sure the middle paragraph is body at the least; both
# set by the figures of unseen sites in the model card.
CARE = 3.0
REACH = 0.1
ANCHOR = 2.0
THRESHOLDS = {"precision": 0.3, "balanced": 0.5, "recall": 0.8}
FLAVOURS = ("resili_all", "traf", "traf_comments", "readability", "resili_main", "gold")


@dataclass(frozen=True, slots=True)
class Choice:
    """What to fit beside the trees that are shipped."""

    rounds: int = trees.RECIPE.rounds
    skip_families: bool = False
    skip_languages: bool = False

    @property
    def recipe(self) -> trees.Recipe:
        """How trees are fitted."""
        return replace(trees.RECIPE, rounds=self.rounds)


@dataclass(frozen=True, slots=True)
class Fitted:
    """Trees and the vocabulary that their table is read with."""

    trees: Trees
    vocabulary: Vocabulary

    def scores(self, samples: Sequence[Sample]) -> list[Scores]:
        """Raw log-odds of the lines of samples."""
        return trees.predict(self.trees, samples, self.vocabulary)


def everything(paths: Sequence[Path], choice: Choice) -> None:
    """Fit, measure and write."""
    samples = [sample for sample in store.load(paths) if learns_from(sample)]
    random.Random(SEED).shuffle(samples)  # noqa: S311  an order, no secret
    counts = vocabulary.count(samples)
    measured = [sample for sample in samples if is_measured(sample)]
    folds = [fit(samples, counts, choice.recipe, without_fold=fold) for fold in range(FOLDS)]
    raw = out_of_fold(folds, measured)
    platt = care.fit(measured, raw)
    calibration = Calibration(1.0, 0.0, CARE, REACH, ANCHOR)
    for fold, fitted in enumerate(folds):
        write_weights(held_out.path(fold, paths[0].parent), fitted, calibration)
    scores = [care.calibrated(calibration, sample, own) for sample, own in zip(measured, raw, strict=True)]
    tables = quality_tables(measured, [final(s, own) for s, own in zip(measured, scores, strict=True)])
    tables.append(card.reliability_table(care.reliability(measured, scores)))
    if not choice.skip_families:
        tables.append(families(samples, measured, counts, raw, choice.recipe))
    if not choice.skip_languages:
        tables.append(languages(samples, measured, scores, counts, calibration, choice.recipe))
    write_weights(WEIGHTS, fit(samples, counts, choice.recipe), calibration)
    lines = sum(len(sample.hand) for sample in samples)
    facts = {"seed": SEED, "fingerprint": fingerprint(), "texts": len(samples), "lines": lines}
    limits = {"keep": KEEP_CAP, "remove": REMOVE_CAP, "care": CARE, "reach": REACH, "anchor": ANCHOR}
    limits |= {"doubt": DOUBT}
    limits |= {"slope": platt[0], "offset": platt[1]}
    card.write(CARD.format(**facts, **limits), tables)


def learns_from(sample: Sample) -> bool:
    """Articles; of pages of forums, shops and lists only the gold, as clean texts that look unlike articles."""
    return sample.set_name != "wcxb" or sample.kind == "article" or sample.flavour in (GOLD_FLAVOUR, MANNER)


def is_measured(sample: Sample) -> bool:
    """Texts as scrapers made them and gold texts, of the sets with gold."""
    return sample.set_name in GOLD_SETS and sample.flavour in FLAVOURS and (
        sample.set_name != "wcxb" or sample.kind == "article"
    )


def fit(
    samples: Sequence[Sample],
    counts: dict[vocabulary.Group, vocabulary.Counts],
    recipe: trees.Recipe,
    *,
    without_fold: int | None = None,
    without_language: str | None = None,
) -> Fitted:
    """Fit trees on all samples but those of a fold or language.

    The words of a text are read with a vocabulary that its own fold has no part in, as they are in use.
    """

    def belongs(fold: int, language: str) -> bool:
        return fold != without_fold and (without_language is None or language not in ("", without_language))

    own = [s for s in samples if belongs(s.fold, s.language)]
    crossed = {
        fold: vocabulary.make(counts, lambda f, language, fold=fold: f != fold and belongs(f, language))  # type: ignore[misc]
        for fold in {s.fold for s in own}
    }
    rows, labels, weights = trees.gather(own, lambda s: crossed[s.fold], recipe)
    return Fitted(trees.fit(rows, labels, weights, recipe), vocabulary.make(counts, belongs))


def out_of_fold(folds: Sequence[Fitted], measured: Sequence[Sample]) -> list[Scores]:
    """Raw log-odds of each measured sample by the trees that did not see its site."""
    turn = {
        fold: iter(fitted.scores([s for s in measured if s.fold == fold])) for fold, fitted in enumerate(folds)
    }
    return [next(turn[sample.fold]) for sample in measured]


def final(sample: Sample, log_odds: Scores) -> Scores:
    """What the detector decides on: the hand-set terms, moved by the network within the caps."""
    hand = sample.hand.astype(np.float64)
    names = store.column_names()

    def column(name: str) -> Scores:
        values = sample.numbers[:, names.index(name)].astype(np.float64)
        # Vectors hold the logarithm of a line's length.
        return np.asarray(np.expm1(values) if name == "size" else values)

    return hand + within_caps(log_odds, hand, column)


def quality(samples: Sequence[Sample], scores: Sequence[Scores], threshold: float) -> dict[tuple[str, str], Figure]:
    """Figures by flavour and set, at a threshold of log-odds."""
    rows: dict[tuple[str, str], Figure] = {}
    for flavour in FLAVOURS:
        for name, belongs in figures.ROWS:
            chosen = [i for i, s in enumerate(samples) if s.flavour == flavour and belongs(s)]
            kept = [kept_lines(samples[i], scores[i], threshold) for i in chosen]
            if chosen:
                rows[flavour, name] = figures.measure([samples[i] for i in chosen], kept)
    return rows


def kept_lines(sample: Sample, scores: Scores, threshold: float) -> npt.NDArray[np.bool_]:
    """Which lines stay; the headline counts as kept where the benchmark counts it so."""
    titled = sample.flavour == "gold" or titles.measure(sample.set_name).counts
    is_title = sample.numbers[:, store.column_names().index("title")] > 0
    return np.where(is_title, titled, scores < threshold).astype(bool)


def quality_tables(samples: Sequence[Sample], scores: Sequence[Scores]) -> list[Table]:
    """Figures of every care."""
    tables: list[Table] = []
    for name, chance in THRESHOLDS.items():
        rows = quality(samples, scores, float(np.log(chance / (1 - chance))))
        tables.append(card.figure_table(f"Scraped texts, {name} (removed from P {chance} on)", rows))
        tables.append(card.clean_table(f"Clean texts, {name}", rows))
    hand = quality(samples, [np.asarray(s.hand, dtype=np.float64) for s in samples], 0.0)
    tables.append(card.figure_table("Scraped texts, the hand-set terms alone", hand))
    tables.append(card.clean_table("Clean texts, the hand-set terms alone", hand))
    return tables


def families(
    samples: Sequence[Sample],
    measured: Sequence[Sample],
    counts: dict[vocabulary.Group, vocabulary.Counts],
    raw: Sequence[Scores],
    recipe: trees.Recipe,
) -> Table:
    """The other families on the first fold, beside the trees."""
    from . import baselines

    own = [s for s in samples if s.fold != 0]
    chosen = [i for i, s in enumerate(measured) if s.fold == 0]
    test = [measured[i] for i in chosen]
    found = {"boosted trees": [raw[i] for i in chosen], **baselines.others(own, test, counts, recipe.body_weight)}
    rows = [(name, *_family_row(test, scores)) for name, scores in found.items()]
    columns = ("family", "loss", "dump wcxb:article F1", "dump daniel F1", "traf daniel F1", "clean words lost, %")
    return Table("Families, fold 0 of 3; the others learn from half of the texts", columns, rows)


def _family_row(test: Sequence[Sample], raw: Sequence[Scores]) -> Sequence[str]:
    table = quality(test, raw, 0.0)
    keys = (("resili_all", "wcxb:article"), ("resili_all", "daniel"), ("traf", "daniel"))
    clean = table["gold", "wcxb:article"].body_words_lost
    return (number(loss(test, raw)), *(number(table[key].after) for key in keys), number(100 * clean, 2))


def loss(samples: Sequence[Sample], scores: Sequence[Scores]) -> float:
    """Cross entropy a line, weighted as in training."""
    total = weight = 0.0
    for sample, own in zip(samples, scores, strict=True):
        weights = trees.line_weights(sample, trees.RECIPE.body_weight)
        total += float(((np.logaddexp(0, own) - (sample.body == 0) * own) * weights).sum())
        weight += float(weights.sum())
    return total / weight


def languages(
    samples: Sequence[Sample],
    measured: Sequence[Sample],
    scores: Sequence[Scores],
    counts: dict[vocabulary.Group, vocabulary.Counts],
    calibration: Calibration,
    recipe: trees.Recipe,
) -> Table:
    """Dump F1 of daniel's languages, each held out of training in turn."""
    rows = []
    for name, language in LANGUAGE_NAMES.items():
        chosen = [
            i
            for i, s in enumerate(measured)
            if s.set_name == "daniel" and s.language == language and s.flavour == "resili_all"
        ]
        texts = [measured[i] for i in chosen]
        raw = fit(samples, counts, recipe, without_language=language).scores(texts)
        without = [final(s, care.calibrated(calibration, s, own)) for s, own in zip(texts, raw, strict=True)]
        with_it = [final(s, scores[i]) for s, i in zip(texts, chosen, strict=True)]
        f1 = [_mean_f1(texts, own) for own in (with_it, without)]
        rows.append((name, str(len(texts)), *map(number, f1), number(f1[1] - f1[0])))
    columns = ("language", "pages", "F1 with it", "F1 without it", "difference")
    return Table("Languages held out of training: dumps of daniel", columns, rows)


def _mean_f1(texts: Sequence[Sample], scores: Sequence[Scores]) -> float:
    return figures.measure(texts, [kept_lines(s, own, 0.0) for s, own in zip(texts, scores, strict=True)]).after


def write_weights(path: Path, fitted: Fitted, calibration: Calibration) -> None:
    """Write the weights file of ``cleaner.model``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    own = fitted.trees
    np.savez_compressed(
        path,
        names=np.array(store.column_names()),
        keys=fitted.vocabulary.keys,
        key_weights=fitted.vocabulary.weights,
        columns=own.columns.astype(np.int16),
        thresholds=own.thresholds,
        leaves=own.leaves,
        offset=np.array(own.offset),
        calibration=np.array(astuple(calibration)),
    )


CARD = """\
# Model card: boosted trees over lines

Made by `python -m training` (seed {seed}; data {fingerprint}; {texts} texts with {lines} lines). The weights are
`cleaner/weights/trees.npz`; `cleaner/model.py` runs them on numpy.

## What it does
It gives each line of a text log-odds that the line is not body. `cleaner/scorer.py` adds them to the hand-set terms
as one more reason, within caps: it can move a line by at most {keep} towards keeping and {remove} towards removal.
It removes on its own only in texts in which the hand-set terms find furniture (from 3 lines on, in full from 12),
and needs {doubt} more against sentences, headings and longer lines of the main text. The fixtures set these limits;
the tables show what they cost.

## What it reads
A table with a row a line: the feature columns, shares and counts of kinds of characters, distances from the title
and the ends of the prose, the verdict of the hand-set terms, what the words say (a naive Bayes weight by sites of
the first 16 and last 8 words, their pairs, and the first and last two), the same of two neighbours on each side,
means over eleven lines and over the text. In three texts of ten all words are unknown while it learns, so that
shape, place and cues carry over to languages without a vocabulary. The vocabulary is a table of hashes and weights;
no text is kept.

## What it learned from
Articles of wcxb, and all of aeb, fundus and daniel, in five flavours of scraped text and as gold; gold texts with
runs of real noise and lexicon wording set into them (`mixed`); trafilatura's texts without their noise (`rid`).
Labels come from aligning a text with its gold. Body lines count one and a half times, lines by the root of their
words. Pages of wcxb that are no articles are left out: with forum posts and product lists as body the figures of
articles fell.

## Calibration and care
Platt's scaling on unseen sites gives a slope of {slope:.2f} and an offset of {offset:.2f}: the trees' sum is log-
odds as it is, but for the weight of body lines in training, which is left in because doubt keeps. Two corrections
read the whole text. Care takes {care} log-odds off where a text holds no noise, e times less for each further
{reach:.0%} of noise words. The anchor gives the surest tenth of the main text's paragraphs log-odds of at most
-{anchor}, since a text with prose is hardly all noise. A tie is settled by rounding to four digits; the sum over
trees is one of integers.

## What was tried
Fold 0 of 3, raw scores, cross entropy of unseen lines weighted as in training (articles, dumps, two residues,
gold):
- A small network (hashed words and pairs in an embedding of 40,000 rows, numbers, three dilated convolutions, means
  over   the text): 0.202; with 8,000 rows and dropout 0.188 after two passes, 0.20 after five. It learned pages by
  heart: the body of whole   sites was lost (a fifth of the Chinese, a third of the Russian dumps). Dump F1 of
  daniel 0.854.
- Trees on numbers alone, from half of the texts: 0.164; daniel 0.855, gold words lost 0.1 to 0.5%.
- Trees on numbers, words, two neighbours and the text: 0.153 on a wider mix with more residues; daniel 0.867; with
  care   and anchor 0.904, and gold words lost 0.06% instead of 0.25%.
- The same with clean texts in other manners (live blogs, tables, lists, poems): figures of pages within 0.01, and
  body lines lost in the   fixtures, without any cap, 38 instead of 294.
- Caps on removal of 6 or 7 log-odds instead of the doubt term cost 0.02 to 0.06 of dump F1.

## Limits
- Figures of dumps are lowest for Chinese portals and Russian radio sites, whose body is a few lines of a page of
  hundreds; for readability's texts hardly anything is won.
- Pages that are no articles (forums, shops, lists) were not learned from.
- Five languages have many pages; the others are read by shape, place and the lexicons.
- Gold texts differ in taste: captions, tables and standfirsts are body in some and noise in others.

Figures are of sites that the trees behind them never saw (three folds by site), hand-set terms included.
"""
