"""The lexicons: complete, well-formed, compiled; and safe to match."""

from __future__ import annotations

from importlib.resources import files

import pytest

from cleaner import Label
from cleaner.lexicons import cue_index, lexicons
from cleaner.lexicons.__main__ import compile_sources
from cleaner.lexicons.lexicon import Lexicon, read_sources
from cleaner.lexicons.matching import Cue, CueIndex, phrase_tokens
from cleaner.lines import read_line, read_lines
from cleaner.sections import find_sections
from cleaner.tokens import tokenize

SOURCES = read_sources()
ASKED = (
    "fr en de es it pt nl pl ru uk cs sk ro hu sv da nb fi el tr ar he fa hi bn zh-Hans zh-Hant ja ko id vi th"
).split()


def test_all_languages_are_there() -> None:
    assert set(ASKED) <= {lexicon.language for lexicon, _ in SOURCES}


def test_the_compiled_file_is_current() -> None:
    compiled = (files("cleaner.lexicons") / "compiled.json").read_text("utf-8")
    assert compiled == compile_sources(), "run python -m cleaner.lexicons"
    assert lexicons() == tuple(lexicon for lexicon, _ in SOURCES)


@pytest.mark.parametrize(("lexicon", "cues"), [pytest.param(*s, id=s[0].language) for s in SOURCES])
def test_lexicon(lexicon: Lexicon, cues: tuple[Cue, ...]) -> None:
    assert len(lexicon.months) == 12
    assert len(lexicon.weekdays) == 7
    assert len(lexicon.function_words) >= 50
    noise = [cue for cue in cues if not cue.group]
    assert {cue.label for cue in noise} >= {
        label for label in Label if label.is_noise and label not in (Label.DUPLICATE, Label.OTHER)
    }
    assert len(noise) >= 250
    loose = [c.phrase for c in noise if c.strength == "contain" and len(phrase_tokens(c.phrase)) < 3]
    assert loose == []


def test_phrases() -> None:
    index = CueIndex(
        [
            Cue(Label.COMMENT_FORM, "line", "# commentaires", "fr"),
            Cue(Label.CROSSLINK, "begin", "Lire aussi", "fr"),
            Cue(Label.CROSSLINK, "line", "Read more", "en"),
            Cue(Label.SPAM_FILTER, "contain", "reduce spam ... how your comment data", "en"),
            Cue(Label.COUNTER, "line", "#", "en"),
        ]
    )

    def labels(text: str, lead: int = 0) -> list[Label]:
        return [hit.cue.label for hit in index.match(tokenize(text), lead)]

    assert labels("1 234 commentaires") == [Label.COMMENT_FORM]
    assert labels("12 commentaires sur ce texte") == []
    assert labels("— LIRE AUSSI : la suite") == [Label.CROSSLINK]
    assert labels("Il faut lire aussi la suite") == []
    assert labels("We use it to reduce spam. Learn how your comment data is processed") == [Label.SPAM_FILTER]
    assert labels("reduce spam how your comment data") == []
    assert labels("Read more") == [Label.CROSSLINK]
    assert labels("Read more of this") == []
    assert labels("Read more: the story of it", lead=2) == [Label.CROSSLINK]
    assert labels("1234") == []


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("Ce site utilise Akismet pour réduire les indésirables.", Label.SPAM_FILTER),
        ("Diese Website verwendet Akismet, um Spam zu reduzieren.", Label.SPAM_FILTER),
        ("Your email address will not be published. Required fields are marked *", Label.COMMENT_FORM),
        ("Ваш адрес email не будет опубликован. Обязательные поля помечены *", Label.COMMENT_FORM),
        ("Deja una respuesta", Label.COMMENT_FORM),
        ("コメントを残す", Label.COMMENT_FORM),
        ("Czytaj też: Nowy most w Toruniu", Label.CROSSLINK),
        ("Läs också: Nya bron", Label.CROSSLINK),
        ("相关阅读", Label.CROSSLINK),
        ("Deel dit artikel", Label.SHARE),
        ("Tutti i diritti riservati", Label.LEGAL),
        ("Все права защищены", Label.LEGAL),
    ],
)
def test_real_wording(line: str, label: Label) -> None:
    assert label in {hit.cue.label for hit in cue_index().match(tokenize(line))}


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("Fot. Jan Kowalski / Agencja", True),
        ("Most w budowie (fot. Jan Kowalski)", True),
        ("Fotografia ma już sto lat", False),
        ("Foto Kowalski otwiera sklep na rynku", False),
    ],
)
def test_an_abbreviation_credits_a_picture_without_a_colon(line: str, credit: bool) -> None:
    assert read_line(line).credit is credit


@pytest.mark.parametrize(("lead", "mark"), [("LEES OOK", "."), ("LEGGI ANCHE", " –")])
def test_a_lead_in_may_be_set_off_by_capitals(lead: str, mark: str) -> None:
    capitals, sentence = (read_line(f"{words}{mark} Het oude café gaat weer open") for words in (lead, lead.lower()))
    assert capitals.cue is sentence.cue is Label.CROSSLINK
    assert capitals.cue_strength > sentence.cue_strength


def test_the_rest_of_the_story_opens_no_links() -> None:
    prose = "Belediye, sokakların yaz boyunca sırayla kapatılacağını ve esnafın önceden uyarılacağını pazartesi günü açıkladı."
    timetable = ["Pazartesi ve perşembe: Nilüfer", "Salı ve cuma: Osmangazi"]
    assert read_line(prose).prose
    for opens, words in ((False, "Haberin Devamı"), (True, "İlgili Haberler")):
        lines = read_lines([prose, words, *timetable, prose])
        assert any(find_sections(lines, 0, 4, len(lines), None)) is opens
