"""Labelled documents as arrays, kept on disk: what the scorer reads of every line, and what the figures need.

A shard holds the documents of one set, one flavour and one fold of sites. Shards are named by a fingerprint of the
code that reads features, so that a change of the columns makes new ones.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import cleaner
from benchmarks import data
from benchmarks.metrics import line_labels, words
from cleaner.config import Config
from cleaner.document import Record
from cleaner.encoding import Decoded
from cleaner.features import extract
from cleaner.pipeline import read_text
from cleaner.scorer import hand_log_odds
from cleaner.vectors import number_names, read_vectors

from .by_hand import SEGMENTS, labelled_by_hand
from .corpus import GOLD_FLAVOUR, GOLD_SETS, LabelledDocument, Selection, documents
from .fixtures import FIXTURES, fixtures
from .fixtures import FLAVOURS as FIXTURE_FLAVOURS
from .mixtures import MADE_FLAVOURS, MANNER, made_documents

FOLDS = 3
ALL_FLAVOURS = (*data.FLAVOURS, GOLD_FLAVOUR, *MADE_FLAVOURS)
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sample:
    """A document: n lines, their vectors and labels, and word counts for the figures."""

    id: str
    set_name: str
    flavour: str
    site: str
    kind: str
    language: str
    fold: int
    numbers: npt.NDArray[np.float32]
    """Shape (n, columns)."""
    hand: npt.NDArray[np.float32]
    """Log-odds of the hand-set terms, shape (n,)."""
    words: npt.NDArray[np.uint64]
    word_starts: Integers
    body: npt.NDArray[np.int8]
    """1 body, 0 noise, -1 unknown."""
    weight: npt.NDArray[np.float32]
    held: npt.NDArray[np.int8]
    """The benchmark's own label of a line; the best text keeps the lines with 1."""
    sizes: Integers
    """Words of each line as the metrics count them."""
    vocabulary: npt.NDArray[np.int32]
    """All words of the text in order, as indices of the text's own vocabulary."""
    gold: npt.NDArray[np.int32]
    """How often the gold holds each word of that vocabulary; last, the number of its other words."""


def fingerprint_of_code() -> str:
    """Name the code that turns a text into arrays: the library's sources and lexicons, and this package's labels."""
    total = hashlib.sha256()
    package = Path(cleaner.__file__).parent
    names = [
        *("document", "segment/wrapped", "segment/markdown", "segment/reading"),
        *("tokens", "lexicons/matching", "vocabulary", "language", "dates", "credits", "cues", "shapes"),
        *("lines", "headline", "sections", "structure", "roles", "features", "scorer", "vectors"),
    ]
    files = [package / f"{name}.py" for name in names] + sorted((package / "lexicons").glob("*"))
    files += [
        Path(__file__).parent / f"{name}.py"
        for name in ("labels", "alignment", "mixtures", "store", "by_hand", "fixtures")
    ]
    for file in files:
        if file.is_file():
            total.update(file.read_bytes())
    return total.hexdigest()[:12]


def build(folder: Path, processes: int) -> list[Path]:
    """Make the shards that are not there yet; return the paths of all."""
    folder.mkdir(parents=True, exist_ok=True)
    kinds = [(name, flavour) for name in GOLD_SETS for flavour in ALL_FLAVOURS]
    kinds += [(SEGMENTS, flavour) for flavour in data.FLAVOURS] + [(FIXTURES, flavour) for flavour in FIXTURE_FLAVOURS]
    jobs = [(folder, name, flavour, fold) for name, flavour in kinds for fold in range(FOLDS)]
    with Pool(processes) as pool:
        paths = pool.starmap(_shard, jobs, chunksize=1)
    return [path for path in paths if path.exists()]


def _shard(folder: Path, set_name: str, flavour: str, fold: int) -> Path:
    path = folder / f"{set_name}.{flavour}.{fold}.npz"
    if path.exists():
        return path
    golds = {} if set_name == FIXTURES else {page.id: page.gold or "" for page in data.pages(set_name)}
    rows = []
    for document in _documents(set_name, flavour, fold):
        gold = golds.get(document.id) or "\n".join(_sure_body(document))
        if row := arrays(document, gold, fold):
            rows.append(row)
    packed: dict[str, Any] = {"meta": np.array([row["meta"] for row in rows], dtype=object)}
    for name in rows[0] if rows else ():
        if name != "meta":
            packed[name] = np.concatenate([row[name] for row in rows])
            packed[f"{name}_size"] = np.array([len(row[name]) for row in rows])
    partial = path.with_suffix(".partial.npz")
    if rows:
        np.savez(partial, allow_pickle=True, **packed)
        partial.rename(path)
    return path


def _documents(set_name: str, flavour: str, fold: int) -> Iterator[LabelledDocument]:
    if set_name in (FIXTURES, SEGMENTS):
        own = fixtures(flavour) if set_name == FIXTURES else labelled_by_hand(flavour)
        yield from (document for document in own if data.fold_of(document.site, FOLDS) == fold)
        return
    # With forum posts and product lists as body the figures of articles fell; as clean texts such pages teach care.
    kind = "article" if set_name == "wcxb" and flavour not in (GOLD_FLAVOUR, MANNER) else None
    selection = Selection(sets=(set_name,), flavours=(flavour,), folds=FOLDS, only_fold=fold, kind=kind)
    yield from made_documents(selection) if flavour in MADE_FLAVOURS else documents(selection)


def _sure_body(document: LabelledDocument) -> Iterator[str]:
    """The body of a text without a gold: its lines that are labelled so."""
    for line, label in zip(document.lines, document.labels, strict=True):
        if label and label.body and label.weight == 1.0:
            yield line


def arrays(labelled: LabelledDocument, gold: str, fold: int) -> dict[str, Any] | None:
    """Return what a shard holds of a document: ``meta`` and the fields of its sample; ``None`` for one of no line."""
    text = labelled.text
    document, read = read_text(Record(labelled.id, text), Decoded(text, ""), Config())
    if not document.blocks:
        return None
    features = extract(document, read)
    names = number_names(features)
    # Texts in Markdown have a column more, which the trees do not read.
    vectors = read_vectors(features).select([names.index(name) for name in column_names()])
    starts = np.cumsum([0, *(len(line) + 1 for line in labelled.lines)])
    owner = np.searchsorted(starts, [block.start for block in document.blocks], side="right") - 1
    labels = [labelled.labels[i] for i in owner]
    held = line_labels(labelled.lines, gold) if gold else [None] * len(labelled.lines)
    tokens = [words(block.text) for block in document.blocks]
    index: dict[str, int] = {}
    vocabulary = [index.setdefault(word, len(index)) for line in tokens for word in line]
    wanted = Counter(words(gold))
    counts = [wanted.pop(word, 0) for word in index]
    kind, language = labelled.kind or "", labelled.language or ""
    return {
        "meta": (labelled.id, labelled.set_name, labelled.flavour, labelled.site, kind, language, fold),
        "numbers": vectors.numbers.T.astype(np.float32),
        "hand": hand_log_odds(features).astype(np.float32),
        "words": vectors.words,
        "word_starts": vectors.starts.astype(np.int64),
        "body": np.array([-1 if label is None else label.body for label in labels], dtype=np.int8),
        "weight": np.array([0 if label is None else label.weight for label in labels], dtype=np.float32),
        "held": np.array([-1 if held[i] is None else held[i] for i in owner], dtype=np.int8),
        "sizes": np.array([len(line) for line in tokens], dtype=np.int64),
        "vocabulary": np.array(vocabulary, dtype=np.int32),
        "gold": np.array([*counts, wanted.total()], dtype=np.int32),
    }


_META = ("id", "set_name", "flavour", "site", "kind", "language", "fold")


def load(paths: Iterable[Path]) -> Iterator[Sample]:
    """Read the samples of shards."""
    for path in paths:
        with np.load(path, allow_pickle=True) as archive:
            packed = {name: archive[name] for name in archive.files}
        names = [name for name in packed if f"{name}_size" in packed and name in Sample.__slots__]
        ends = {name: np.cumsum(packed[f"{name}_size"]) for name in names}
        for i, meta in enumerate(packed["meta"]):
            parts = {name: packed[name][ends[name][i] - packed[f"{name}_size"][i] : ends[name][i]] for name in names}
            yield Sample(**dict(zip(_META, meta, strict=True)), **parts)


@cache
def column_names() -> tuple[str, ...]:
    """Return the names of the columns of ``Sample.numbers``."""
    text = "A headline\nThe body has a sentence here, and it is long enough for that.\n"
    return number_names(extract(*read_text(Record("a", text), Decoded(text, ""), Config())))
