"""Segmentation, tokens, dates, language: the lower rooms."""

from __future__ import annotations

from itertools import pairwise

import pytest
from cases import load_cases
from hypothesis import given
from hypothesis import strategies as st

import cleaner
from cleaner import labels, pipeline
from cleaner.config import Config
from cleaner.dates import find_dates
from cleaner.document import Place
from cleaner.encoding import Decoded
from cleaner.features import extract
from cleaner.language import identify, is_foreign
from cleaner.segment.text import segment
from cleaner.tokens import tokenize, tokenize_lines


@given(st.text(alphabet=st.sampled_from("ab \n\r\t\x85\u2028\u2029\ufeff\u200b."), max_size=40))
def test_segments_are_the_text(text: str) -> None:
    lead, blocks = segment(text)
    assert lead + "".join(b.text + b.after for b in blocks) == text
    assert all(text[b.start : b.end] == b.text for b in blocks)
    assert all(b.text.strip("\u200b\ufeff \t") for b in blocks)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Commentaires (1 234)", ["commentaires", "#"]),
        ("Teilen #hashtag 12:30 Uhr", ["teilen", "hashtag", "#", "uhr"]),
        ("コメント 3", ["コ", "メ", "ン", "ト", "#"]),
        ("टिप्पणी करें", ["टिप्पणी", "करें"]),
        ("ΔΙΑΒΆΣΤΕ Διαβάστε", ["διαβαστε", "διαβαστε"]),
        ("İSTANBUL ışık IŞIK", ["istanbul", "işik", "işik"]),
        ("می‌خوانید", ["میخوانید"]),
        ("١٢ تعليقات", ["#", "تعليقات"]),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    assert tokenize(text) == tokens


# Latin, Greek, marks, Chinese and Japanese with their wide and narrow forms, Thai, Hangul, rare planes, numbers.
_SCRIPTS = "abÉßı Ωάς e\u0301 か\u3099 的们ガｶﾞー〇〡々。　，１２：３０＃Ａ ทำ 각ᄀ 豈𠀀 🙂 #12:30.5 5 कि"


@given(st.lists(st.text(alphabet=st.sampled_from(_SCRIPTS), max_size=60), min_size=8, max_size=16))
def test_tokens_of_a_text_are_those_of_its_lines(lines: list[str]) -> None:
    lines = [*lines, "so that it is long enough to be read as a whole " * 8]
    words, starts = tokenize_lines(lines)[:2]
    ends = starts.tolist()
    found = [words[begin:end] for begin, end in pairwise(ends)]
    assert found == [tokenize(line) for line in lines]


@pytest.mark.parametrize(
    ("line", "language", "iso"),
    [
        ("Publié le 12 mai 2024 à 10h30", "fr", ["2024-05-12T10:30"]),
        ("May 12, 2024 at 3:05 pm", "en", ["2024-05-12T15:05"]),
        ("12/05/2024", "en", []),
        ("12/05/2024", "fr", ["2024-05-12"]),
        ("13/05/2024", "en", ["2024-05-13"]),
        ("17. Februar 2025, 11:24 Uhr", "de", ["2025-02-17T11:24"]),
        ("12 maja 2024, 10:30", "pl", ["2024-05-12T10:30"]),
        ("2024. május 12. 10:30", "hu", ["2024-05-12T10:30"]),
        ("2024年5月12日 10時30分", "ja", ["2024-05-12T10:30"]),
        ("입력 2024.05.12 10:30 수정 2024.05.12 11:05", "ko", ["2024-05-12T10:30", "2024-05-12T11:05"]),
        ("۲۳ اردیبهشت ۱۴۰۳ - ۱۰:۳۰", "fa", ["2024-05-12T10:30"]),
        ("12 พ.ค. 2567 10:30", "th", ["2024-05-12T10:30"]),
        ("Thứ hai, 12/5/2024, 10:30 (GMT+7)", "vi", ["2024-05-12T10:30"]),
        ("12 tháng 5, 2024", "vi", ["2024-05-12"]),
        ("২৩ মে ২০২৪, ১১:৪০", "bn", ["2024-05-23T11:40"]),
        ("16:05, 11 Jul 2024", "en", ["2024-07-11T16:05"]),
        ("31. Februar 2025", "de", []),
        ("Kapitel 12.5", "de", []),
    ],
)
def test_dates(line: str, language: str, iso: list[str]) -> None:
    assert [d.iso for d in find_dates(line, language)] == iso


def test_language_of_every_fixture() -> None:
    cases = [case for kind in ("wild", "negative") for case in load_cases(kind)]
    wrong = [c.name for c in cases if identify(c.text, tokenize(c.text)) != c.language]
    assert wrong == []


def test_a_line_in_another_language() -> None:
    spanish = "La IA designa al empresario más influyente de la historia, dejando a Elon Musk y Jeff Bezos en la sombra"
    assert is_foreign(spanish, tokenize(spanish), "fr")
    french = "Les implications pour le futur de l’IA et des entreprises tech"
    assert not is_foreign(french, tokenize(french), "fr")


def test_a_page_is_read_as_a_reader_sees_it() -> None:
    page = (
        "<!DOCTYPE html><html><head><title>x</title><script>var a</script></head><body><nav><a>Home</a></nav>"
        "<h1>Piscine : le bassin rouvre</h1><p hidden>no</p><p>Le bassin rouvre <b>lundi</b>, a annoncé la mairie de la ville.</p>"
        "<p>Les travaux ont duré deux ans et coûté trois millions d’euros.<br>Ils sont finis, dit la mairie.</p>"
        "<table><tr><td>a</td><td>b</td></tr></table></body></html>"
    )
    article = cleaner.clean(page)
    assert article.metadata.media_type == "text/html"
    assert article.metadata.title == "Piscine : le bassin rouvre"
    assert "Le bassin rouvre lundi, a annoncé la mairie de la ville." in article.text.split("\n")
    assert "a | b" in article.restore()
    assert "var a" not in article.restore()
    hidden = [block.text for block in article.document.blocks if block.element and block.element.place & Place.HIDDEN]
    assert hidden == ["no"]


@pytest.mark.parametrize(
    "text", ["<3 this poem", "< 5 % of the town voted, the mayor said on Monday evening.", "<b>bold</b> text"]
)
def test_text_that_begins_like_markup_is_text(text: str) -> None:
    article = cleaner.clean(text)
    assert article.metadata.media_type == "text/plain"
    assert article.restore() == text


@pytest.mark.parametrize("kind", ["negative", "wild"])
def test_every_line_that_a_rule_speaks_of_is_asked_about(kind: str) -> None:
    for case in load_cases(kind):
        document, words = pipeline.read_text(cleaner.Record(case.name, case.text), Decoded(case.text, ""), Config())
        features = extract(document, words)
        telling = labels._telling(features, range(len(features.lines)))
        for i, line in enumerate(features.lines):
            assert i in telling or labels._first_rule(features, i) is None, (case.name, line.text)
