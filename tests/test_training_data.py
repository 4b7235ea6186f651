"""The labels of lines from gold texts: cases by hand, properties, and the corpus where the data is at hand."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import data
from benchmarks.metrics import best_lines, line_labels, word_score, words
from training.alignment import FREE, align
from training.corpus import GOLD_FLAVOUR, LabelledDocument, Selection, documents, fingerprint
from training.labels import label_by_segments, label_gold, label_lines
from training.languages import language_of
from training.store import arrays, column_names

needs_data = pytest.mark.skipif(not os.environ.get(data.VARIABLE), reason=f"{data.VARIABLE} is unset")

BODY = "The council said that it would repair the bridge before winter."
MORE = "Work begins in March and will cost two million, the mayor added."
HEADLINE = "Old bridge to be repaired"

# name, lines, gold, letters: b body, n noise, - no words
CASES = [
    ("a short line counts where the gold has it", ["Share", BODY, "Share", MORE], f"{BODY}\nShare\n{MORE}", "nbbb"),
    (
        "a menu entry like a subheading is noise",
        ["Costs", "Sports", BODY, "Costs", MORE],
        f"{BODY}\n\nCosts\n\n{MORE}",
        "nnbbb",
    ),
    (
        "a headline again under the text is noise",
        [HEADLINE, BODY, MORE, HEADLINE],
        f"{HEADLINE}\n{BODY}\n{MORE}",
        "bbbn",
    ),
    ("a pull quote is noise, its sentence is body", [BODY, MORE, BODY], f"{BODY}\n{MORE}", "bbn"),
    ("a paragraph twice in the gold is body twice", [BODY, "Share", BODY], f"{BODY}\n{BODY}", "bnb"),
    (
        "lines broken inside a sentence",
        ["The council said that", "it", "would repair the bridge before winter."],
        BODY,
        "bbb",
    ),
    ("a line without words", ["", "* * *", BODY], BODY, "--b"),
    (
        "a caption that the gold has at its end",
        ["Photo of the new bridge at night", BODY],
        f"{BODY}\nPhoto of the new bridge at night",
        "bb",
    ),
    ("nothing of the gold is there", ["Share", "Tweet"], BODY, "nn"),
    (
        "Han text by character",
        ["首页", "市政府周一表示将在冬季之前修复大桥", "分享"],
        "市政府周一表示将在冬季之前修复大桥。",
        "nbn",
    ),
    ("an empty gold", ["Share"], "", "n"),
]


@pytest.mark.parametrize(("lines", "gold", "letters"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_label_lines(lines: list[str], gold: str, letters: str) -> None:
    labels = label_lines(lines, gold).lines
    assert "".join("-" if label is None else "b" if label.body else "n" for label in labels) == letters


def test_a_line_half_body_teaches_little() -> None:
    label = label_lines(["Related: ten pictures of other bridges elsewhere " + BODY], BODY).lines[0]
    assert label is not None
    assert 0.3 < label.share < 0.7
    assert label.weight < 0.5


def test_a_second_copy_is_marked() -> None:
    label = label_lines([BODY, MORE, BODY], f"{BODY}\n{MORE}").lines[2]
    assert label is not None
    assert label.repeat
    assert label.weight < 1


def test_a_second_copy_between_body_lines_hardly_counts_as_noise() -> None:
    lines = [
        BODY,
        "DirectX: version 12 or later",
        MORE,
        "DirectX: version 12 or later",
        "The bridge was closed in May.",
    ]
    gold = "\n".join([*lines[:3], lines[4]])
    label = label_lines(lines, gold).lines[3]
    assert label is not None
    assert not label.body
    assert label.weight < 0.2


def test_segments_label_only_what_they_speak_of() -> None:
    lines = [BODY, "Share", "Share this with friends, he said.", MORE]
    labels = label_by_segments(lines, ["repair the bridge before winter"], ["Share"]).lines
    assert [label and (label.body, label.weight) for label in labels] == [
        (True, 1.0),
        (False, 1.0),
        (True, 0.0),
        (True, 0.0),
    ]


WORDS = st.lists(
    st.sampled_from(["the", "a", "cat", "dog", "sat", "on", "mat", "Share", "home", "好", "天"]), max_size=9
).map(" ".join)
TEXTS = st.lists(WORDS, max_size=12)


@given(TEXTS, TEXTS)
def test_alignment_gives_equal_words_and_no_gold_word_twice(lines: list[str], gold: list[str]) -> None:
    source, target = words("\n".join(lines)), words("\n".join(gold))
    places = align(source, target)
    used = [place for place in places if place != FREE]
    assert len(places) == len(source)
    assert len(used) == len(set(used))
    assert all(source[i] == target[place] for i, place in enumerate(places) if place != FREE)


@given(TEXTS, TEXTS)
def test_every_line_with_words_has_a_label(lines: list[str], gold: list[str]) -> None:
    labelled = label_lines(lines, "\n".join(gold))
    assert [label is None for label in labelled.lines] == [not words(line) for line in lines]
    assert 0 <= labelled.coverage <= 1


@given(TEXTS)
def test_gold_against_itself_is_all_body(lines: list[str]) -> None:
    text = "\n".join(lines)
    own = label_lines(lines, text).lines
    assert all(label.body for label in own if label)
    assert [label and label.body for label in own] == [label and label.body for label in label_gold(lines).lines]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Der Rat sagte, dass die Brücke nicht vor dem Winter repariert wird", "de"),
        ("Le conseil a dit que les ponts sont dans une zone qui est fermée", "fr"),
        ("Rada powiedziała, że most nie jest na sprzedaż, ale się nie zmieni", "pl"),
        ("Совет сообщил, что мост отремонтируют", "ru"),
        ("市議会は月曜日に橋を修理すると発表した", "ja"),
        ("市政府周一表示将修复大桥", "zh"),
        ("12:30", None),
    ],
)
def test_language_of(text: str, language: str | None) -> None:
    assert language_of(text) == language


@needs_data
def test_documents_hold_out_sites_and_languages() -> None:
    train = Selection(
        sets=("daniel",), flavours=("traf", GOLD_FLAVOUR), without_fold=0, without_language="el", limit=15
    )
    found = list(documents(train))
    assert {document.flavour for document in found} == {"traf", GOLD_FLAVOUR}
    assert all(data.fold_of(document.site, 5) != 0 and document.language != "el" for document in found)
    assert all(len(document.lines) == len(document.labels) for document in found)
    assert [document.id for document in found] == [document.id for document in documents(train)]
    assert fingerprint(train) != fingerprint(Selection(sets=("daniel",)))


@needs_data
def test_labels_allow_better_texts_than_labels_without_order() -> None:
    pages = {page.id: page.gold or "" for page in list(data.pages("fundus"))[:20]}
    own, plain = [], []
    for page_id, text in data.scraped("fundus", "resili_all", pages):
        lines, gold = text.split("\n"), pages[page_id]
        labels = [None if label is None else label.body for label in label_lines(lines, gold).lines]
        own.append(word_score(best_lines(text, labels), gold).f1)
        plain.append(word_score(best_lines(text, line_labels(lines, gold)), gold).f1)
    assert sum(own) > sum(plain)


def test_markdown_has_the_columns_of_other_texts() -> None:
    lines = (f"# {HEADLINE}", "[All news](/news)", "[Sports](/sports)", BODY, MORE)
    labels = label_lines(lines, f"{BODY}\n{MORE}").lines
    document = LabelledDocument("a", "wcxb", "traf", "example.org", "article", "en", lines, labels, 1.0)
    found = arrays(document, f"{BODY}\n{MORE}", 0)
    assert found is not None
    assert found["numbers"].shape == (len(lines), len(column_names()))
