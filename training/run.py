"""The journey of training: samples -> trees by fold -> figures of unseen sites -> weights and model card."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks import titles
from benchmarks.tables import Table, number
from cleaner.combine import ALONE
from cleaner.detect import THRESHOLDS
from cleaner.model import Calibration

from . import card, care, figures, held_out, store, trees, vocabulary
from .boosting import Recipe
from .by_hand import SEGMENTS
from .corpus import GOLD_FLAVOUR, GOLD_SETS, LANGUAGE_NAMES, SEED, fingerprint
from .figures import Figure
from .fixtures import FIXTURES
from .store import FOLDS, Sample
from .trees import Fitted, Trainer

Scores = npt.NDArray[np.float64]
WEIGHTS = Path(__file__).resolve().parents[1] / "cleaner" / "weights" / "trees.npz"
CALIBRATION = Calibration(care=2.0, reach=0.1, anchor=0.0)
RESIDUES = ("traf", "traf_comments", "readability", "resili_main")
FLAVOURS = ("resili_all", *RESIDUES, GOLD_FLAVOUR)
ALL = frozenset(range(FOLDS))
HAND = "hand-set terms"
# The languages of the pages labelled by hand that have a line of their own.
_LANGUAGES = {"de": "German", "en": "English"}


@dataclass(frozen=True, slots=True)
class Choice:
    """What to fit beside the trees that are shipped."""

    trees: int = trees.FIRST.trees
    skip_families: bool = False
    skip_languages: bool = False

    @property
    def recipes(self) -> tuple[Recipe, Recipe]:
        """How both rounds are fitted."""
        return trees.smaller((trees.FIRST, trees.SECOND), self.trees)


def everything(paths: Sequence[Path], choice: Choice) -> None:
    """Fit, measure and write."""
    samples = read_samples(paths)
    counts = vocabulary.count([sample for sample in samples if sample.set_name != FIXTURES])
    trainer = Trainer(distinct(samples), counts, recipes=choice.recipes)
    measured = [sample for sample in samples if is_measured(sample)]
    folds = [trainer.fit(ALL - {fold}) for fold in range(FOLDS)]
    for fold, fitted in enumerate(folds):
        write_weights(held_out.path(fold, paths[0].parent), fitted)
    raw = out_of_fold(folds, measured)
    scores = [care.final(CALIBRATION, sample, own) for sample, own in zip(measured, raw, strict=True)]
    tables = measure_all(measured, scores)
    if not choice.skip_families:
        tables.append(families(samples, measured, counts, raw))
    if not choice.skip_languages:
        tables.append(languages(samples, measured, scores, counts, choice))
    write_weights(WEIGHTS, trainer.fit(ALL))
    lines = sum(len(sample.hand) for sample in samples)
    facts = {"seed": SEED, "fingerprint": fingerprint(), "texts": len(samples), "lines": lines, "trees": choice.trees}
    care_facts = {"care": CALIBRATION.care, "reach": CALIBRATION.reach, "anchor": CALIBRATION.anchor, "alone": ALONE}
    card.write(facts | care_facts, tables)


def read_samples(paths: Sequence[Path]) -> list[Sample]:
    """All samples, in an order of their own."""
    samples = list(store.load(paths))
    random.Random(SEED).shuffle(samples)  # noqa: S311  an order, no secret
    return samples


def distinct(samples: Sequence[Sample]) -> list[Sample]:
    """The samples, a text that two of trafilatura's settings give alike only once."""
    plain = {(s.set_name, s.id): s.words for s in samples if s.flavour == "traf"}

    def again(s: Sample) -> bool:
        return s.flavour == "traf_comments" and np.array_equal(plain.get((s.set_name, s.id), ()), s.words)

    return [s for s in samples if not again(s)]


def is_measured(sample: Sample) -> bool:
    """Texts as scrapers made them and gold texts of articles; dumps labelled by hand; fixtures."""
    if sample.set_name not in GOLD_SETS:
        return sample.set_name == FIXTURES or sample.flavour == "resili_all"
    return sample.flavour in FLAVOURS and (sample.set_name != "wcxb" or sample.kind == "article")


def out_of_fold(folds: Sequence[Fitted], measured: Sequence[Sample]) -> list[Scores]:
    """Raw log-odds of each measured sample by the trees that did not see its site."""
    turn = {fold: iter(fitted.scores([s for s in measured if s.fold == fold])) for fold, fitted in enumerate(folds)}
    return [next(turn[sample.fold]) for sample in measured]


def measure_all(measured: Sequence[Sample], scores: Sequence[Scores]) -> list[Table]:
    """The tables of quality: every care beside the hand-set terms, pages labelled by hand, fixtures, reliability."""
    hand = [np.asarray(s.hand, dtype=np.float64) for s in measured]
    rows = {HAND: quality(measured, hand, 0.0)}
    for name in ("recall", "balanced", "precision"):
        chance = THRESHOLDS[name]
        rows[name] = quality(measured, scores, float(np.log(chance / (1 - chance))))
    tables = card.quality_tables(rows, [name for name, _ in figures.ROWS], RESIDUES)
    tables.append(by_hand_table(measured, {HAND: hand, "balanced": scores}))
    tables.append(fixture_table(measured, {HAND: hand, "balanced, unseen": scores}))
    paged = [i for i, s in enumerate(measured) if s.set_name != FIXTURES]
    tables.append(card.reliability_table(care.reliability([measured[i] for i in paged], [scores[i] for i in paged])))
    tables.append(card.agreement_table())
    return tables


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
    titled = sample.flavour == GOLD_FLAVOUR or titles.measure(sample.set_name).counts
    return np.where(care.column(sample, "title") > 0, titled, scores < threshold).astype(bool)


def by_hand_table(measured: Sequence[Sample], ways: Mapping[str, Sequence[Scores]]) -> Table:
    """Noise removed and body lost on dumps whose lines were labelled by hand, by language."""
    counted: dict[str, tuple[int, float, float]] = {}
    for language in ("German", "English", "others"):
        chosen = [
            i
            for i, s in enumerate(measured)
            if s.set_name == SEGMENTS and _LANGUAGES.get(s.language, "others") == language
        ]
        for way, scores in ways.items():
            totals = np.zeros(4)
            for i in chosen:
                gone, known = scores[i] >= 0, measured[i].weight > 0
                noise, body = known & (measured[i].body == 0), known & (measured[i].body == 1)
                totals += [measured[i].sizes[m].sum() for m in (noise & gone, noise, body & gone, body)]
            shares = totals[0] / max(1, totals[1]), totals[2] / max(1, totals[3])
            counted[f"{language}, {way}"] = (len(chosen), *shares)
    return card.line_table("Dumps of segments, labelled by hand", counted, "language and scorer")


def fixture_table(measured: Sequence[Sample], ways: Mapping[str, Sequence[Scores]]) -> Table:
    """How many fixtures lose a line of their body to trees that did not see them."""
    rows = []
    for flavour in ("negative", "wild"):
        chosen = [i for i, s in enumerate(measured) if s.set_name == FIXTURES and s.flavour == flavour]
        for way, scores in ways.items():
            lost = [_lost_lines(measured[i], scores[i]) for i in chosen]
            rows.append((flavour, way, str(len(chosen)), str(sum(n > 0 for n in lost)), str(sum(lost))))
    columns = ("fixtures", "scorer", "texts", "texts that lose body", "lines of body lost")
    return Table("Fixtures that the trees did not see", columns, rows)


def _lost_lines(sample: Sample, scores: Scores) -> int:
    body = (sample.body == 1) & (sample.weight > 0) & (care.column(sample, "title") == 0)
    return int((body & (scores >= 0)).sum())


def families(
    samples: Sequence[Sample],
    measured: Sequence[Sample],
    counts: dict[vocabulary.Group, vocabulary.Counts],
    raw: Sequence[Scores],
) -> Table:
    """The other families on the first fold, beside the trees; all before calibration and hand-set terms."""
    from . import baselines

    own = [s for s in samples if s.fold != 0 and trees.is_sound(s)]
    chosen = [i for i, s in enumerate(measured) if s.fold == 0 and s.set_name in GOLD_SETS]
    test = [measured[i] for i in chosen]
    found = {"boosted trees": [raw[i] for i in chosen], **baselines.others(own, test, counts)}
    rows = [(name, *_family_row(test, scores)) for name, scores in found.items()]
    columns = ("family", "loss", *(f"dump {name} F1" for name, _ in figures.ROWS), "clean daniel words lost, %")
    return Table("Families, fold 0 of 3; the others learn from half of the texts", columns, rows)


def _family_row(test: Sequence[Sample], raw: Sequence[Scores]) -> Sequence[str]:
    table = quality(test, raw, 0.0)
    dumps = (number(table["resili_all", name].after) for name, _ in figures.ROWS)
    return (number(loss(test, raw)), *dumps, number(100 * table[GOLD_FLAVOUR, "daniel"].body_words_lost, 2))


def loss(samples: Sequence[Sample], scores: Sequence[Scores]) -> float:
    """Cross entropy a line, weighted as in training."""
    total = weight = 0.0
    for sample, own in zip(samples, scores, strict=True):
        weights = trees.line_weights(sample)
        total += float(((np.logaddexp(0, own) - (sample.body == 0) * own) * weights).sum())
        weight += float(weights.sum())
    return total / weight


def languages(
    samples: Sequence[Sample],
    measured: Sequence[Sample],
    scores: Sequence[Scores],
    counts: dict[vocabulary.Group, vocabulary.Counts],
    choice: Choice,
) -> Table:
    """Dump F1 of daniel's languages, each held out of training in turn: no page of it is seen, of any set."""
    rows = []
    for name, language in LANGUAGE_NAMES.items():
        chosen = [
            i
            for i, s in enumerate(measured)
            if s.set_name == "daniel" and s.language == language and s.flavour == "resili_all"
        ]
        texts = [measured[i] for i in chosen]
        raw = (
            Trainer(distinct(samples), counts, without_language=language, recipes=choice.recipes).fit(ALL).scores(texts)
        )
        without = [care.final(CALIBRATION, s, own) for s, own in zip(texts, raw, strict=True)]
        ways = ([s.hand.astype(np.float64) for s in texts], [scores[i] for i in chosen], without)
        f1 = [_mean_f1(texts, own) for own in ways]
        rows.append((name, str(len(texts)), *map(number, f1), number(f1[2] - f1[1])))
    columns = ("language", "pages", HAND, "F1 with it", "F1 without it", "difference")
    return Table("Languages held out of training: dumps of daniel", columns, rows)


def _mean_f1(texts: Sequence[Sample], scores: Sequence[Scores]) -> float:
    return figures.measure(texts, [kept_lines(s, own, 0.0) for s, own in zip(texts, scores, strict=True)]).after


def write_weights(path: Path, fitted: Fitted) -> None:
    """Write the weights file of ``cleaner.model``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rounds = {"first": fitted.first, "second": fitted.second}
    arrays = {
        f"{which}_{part}": np.asarray(getattr(own, part))
        for which, own in rounds.items()
        for part in ("columns", "thresholds", "leaves", "offset")
    }
    np.savez_compressed(
        path,
        names=np.array(store.column_names()),
        keys=fitted.vocabulary.keys,
        key_weights=fitted.vocabulary.weights,
        calibration=np.array(astuple(CALIBRATION)),
        allow_pickle=False,
        **arrays,
    )
