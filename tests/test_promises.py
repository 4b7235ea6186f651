"""The three promises, determinism and independence of order, on texts that nobody would write."""

from __future__ import annotations

import json
import pickle
import random

import pytest
from cases import load_cases
from hypothesis import given, settings
from hypothesis import strategies as st

import cleaner
from cleaner import Cleaner, Config, Label, Record

LINES = sorted({line.text for kind in ("wild", "negative") for case in load_cases(kind) for line in case.content})
ENDS = st.sampled_from(["\n", "\n\n", "\r\n", "\r", "\u2028", " \n", "\n \n\n"])
MIXED = st.lists(st.tuples(st.one_of(st.sampled_from(LINES), st.text(max_size=60)), ENDS), max_size=25).map(
    lambda parts: "".join(line + end for line, end in parts)
)


@settings(max_examples=150, deadline=None)
@given(MIXED)
def test_nothing_is_lost(text: str) -> None:
    article = cleaner.clean(text)
    assert article.restore() == text
    assert article.document.text == text
    at = 0
    for block, prediction in article:
        assert text[block.start : block.end] == block.text
        assert (
            text[at : block.start].strip(
                "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\u00ad \t\r\n\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029\u3000"
            )
            == ""
            or not text[at : block.start].strip()
        )
        at = block.end
        if prediction.kept:
            assert block.text in article.text


@settings(max_examples=100, deadline=None)
@given(MIXED)
def test_every_removal_is_explained(text: str) -> None:
    article = cleaner.clean(text)
    for removed in article.removed:
        assert removed.label in set(Label)
        assert 0.0 <= removed.score <= 1.0
        assert removed.evidence
        assert all(e.source and e.detail for e in removed.evidence)
    json.dumps(article.to_dict())
    assert pickle.loads(pickle.dumps(article)) == article  # noqa: S301


@settings(max_examples=60, deadline=None)
@given(st.text())
def test_any_text_gives_an_article(text: str) -> None:
    assert cleaner.clean(text).restore() == text


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_an_article_or_a_named_error(payload: bytes) -> None:
    try:
        article = cleaner.clean(payload)
    except cleaner.InputError as error:
        assert error.source == "input"
    else:
        assert article.restore() == article.document.text


def test_the_order_of_documents_does_not_matter() -> None:
    records = [Record(c.name, c.text) for kind in ("wild", "negative") for c in load_cases(kind)][::4]
    shuffled = records[:]
    random.Random(5).shuffle(shuffled)
    cleaned = {a.id: a for a in Cleaner().pipe(records)}
    assert {a.id: a for a in Cleaner().pipe(shuffled)} == cleaned
    assert [a.id for a in Cleaner().pipe(iter(records))] == [r.id for r in records]


def test_pipe_is_lazy() -> None:
    def endless() -> object:
        while True:
            yield Record("a", "One sentence of prose stands here, and it is all there is.")

    pipe = Cleaner().pipe(endless())  # type: ignore[arg-type]
    assert next(pipe).id == next(pipe).id == "a"


@pytest.mark.parametrize("care", ["recall", "balanced", "precision"])
def test_more_care_never_removes_more(care: str) -> None:
    order = ["recall", "balanced", "precision"]
    for case in load_cases("wild")[::5]:
        bolder = order[min(2, order.index(care) + 1)]
        mild = {r.start for r in cleaner.clean(case.text, config=Config(care=care)).removed}  # type: ignore[arg-type]
        bold = {r.start for r in cleaner.clean(case.text, config=Config(care=bolder)).removed}  # type: ignore[arg-type]
        assert mild <= bold
