"""Every fixture: what must stay, what must go with which label, the metadata; and cleaning twice."""

from __future__ import annotations

from typing import Any

import pytest
from cases import Case, load_cases

import cleaner

CASES = [*load_cases("negative"), *load_cases("wild")]
by_name = pytest.mark.parametrize("case", [pytest.param(c, id=f"{c.kind}/{c.name}", marks=c.marks) for c in CASES])


def test_half_of_the_fixtures_are_negatives() -> None:
    negatives = sum(case.kind == "negative" for case in CASES)
    assert len(CASES) >= 60
    assert negatives * 2 >= len(CASES)
    assert len({case.language for case in CASES}) >= 15


@pytest.mark.parametrize("case", [pytest.param(c, id=f"{c.kind}/{c.name}") for c in CASES])
def test_no_body_line_is_lost(case: Case) -> None:
    article = cleaner.clean(case.text)
    lost = [b.text for line, (b, p) in zip(case.content, article, strict=True) if line.must_stay and not p.kept]
    assert lost == []


@by_name
def test_fixture(case: Case) -> None:
    article = cleaner.clean(case.text)
    wrong = [
        (sorted(line.labels), str(prediction.label) if not prediction.kept else "kept", block.text)
        for line, (block, prediction) in zip(case.content, article, strict=True)
        if not line.free and not line.allows(str(prediction.label), kept=prediction.kept)
    ]
    assert wrong == []
    assert article.metadata.language == case.language
    found = article.metadata.to_dict()
    assert {key: plain(found[key]) for key in case.metadata} == {k: plain(v) for k, v in case.metadata.items()}


def plain(value: Any) -> Any:
    """A fixture writes what is not there as an empty string, an empty list or false."""
    return None if value in ("", []) or value is False else value


@pytest.mark.parametrize("case", [pytest.param(c, id=f"{c.kind}/{c.name}") for c in CASES])
def test_cleaning_twice_changes_nothing(case: Case) -> None:
    article = cleaner.clean(case.text)
    assert cleaner.clean(article) == article
    assert cleaner.clean(article.text).text == article.text
    assert article.restore() == case.text
