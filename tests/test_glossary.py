"""The memory of words: what it holds never shows in a result."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError

import pytest

from cleaner import clean, glossary
from cleaner.glossary import Glossary, number_words
from cleaner.hashes import word_hashes

TEXT = "The mill is open\n\nThe old mill opens on Monday, the mayor said, and it stays open.\n\nShare this\n"


def test_words_are_told_apart() -> None:
    numbers, known = number_words(["mill", "share", "mill", "quernstone"])
    assert numbers[0] == numbers[2]
    assert len(set(numbers.tolist())) == 3
    assert known.hashes[numbers].tolist() == word_hashes(["mill", "share", "mill", "quernstone"]).tolist()


def test_a_full_memory_is_begun_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    before = clean(TEXT)
    monkeypatch.setattr(glossary, "_MOST", 8)
    monkeypatch.setattr(glossary, "_glossary", Glossary(8))
    texts = [TEXT.replace("mill", word) for word in ("mill", "barn", "weir", "mill")]
    found = [clean(text) for text in texts]
    assert found[0] == found[3] == before
    assert len(glossary._glossary.known) < 64


def test_threads_share_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"{TEXT}\nword{chr(97 + i % 26)}{chr(97 + i // 26)} and more of it\n" for i in range(200)]
    expected = [clean(text) for text in texts]
    monkeypatch.setattr(glossary, "_MOST", 64)
    monkeypatch.setattr(glossary, "_glossary", Glossary(64))
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(clean, texts)) == expected


def test_values_of_lines_stay_values() -> None:
    article = clean(TEXT)
    prediction = article.predictions[0]
    for value, name in (
        (article.document.blocks[0], "text"),
        (prediction, "label"),
        (prediction.evidence[0], "weight"),
    ):
        assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301
        with pytest.raises(FrozenInstanceError):
            setattr(value, name, None)
