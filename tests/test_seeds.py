"""The five seeds, line by line."""

from __future__ import annotations

import pytest
from cases import ROOT

import cleaner

SEEDS = ROOT / "seeds"

# name -> (title, [(removed text, label)]); every other line stays.
EXPECTED: dict[str, tuple[str | None, list[tuple[str, str]]]] = {
    "000_0337cf435c1c55b2": (
        None,
        [
            (
                "La IA designa al empresario más influyente de la historia, dejando a Elon Musk y Jeff Bezos en la sombra",
                "crosslink",
            )
        ],
    ),
    "001_8aee5ca2760b0c1d": ("Elon Musk : Son Offre de 97,4 Milliards pour OpenAI Rejetée", []),
    "002_30f369eae955472f": (
        "Elon Musk propose une offre colossale pour racheter OpenAI",
        [
            ("- 15:00Boeing conforte sa place au Maroc malgré l’ouverture de la RAM vers Airbus", "ticker"),
            ("- 12:33Le pétrole fléchit, le marché redoute un excès d’offre mondial", "ticker"),
            ("- 10:59Antonio Filosa nommé nouveau directeur général de Stellantis", "ticker"),
            ("- 10:53Maroc-Europe : un partenariat renforcé pour attirer les investisseurs étrangers", "ticker"),
            ("- 07:22Le Maroc place la coopération Sud-Sud au cœur de sa diplomatie à l’ONU", "ticker"),
            ("- 07:15Étudiants internationaux : Les États-Unis suspendent les rendez-vous de visas", "ticker"),
            ("- 07:24Covid-19 : Ce que l’on sait du variant NB.1.8.1 détecté en Asie et en Europe", "ticker"),
            ("- 10:35Khémisset : quand la potasse devient une affaire d’arbitrage international", "ticker"),
            (
                '- 08:32"Poutine est devenu complètement fou": Donald Trump met en garde le président russe après de '
                "nouvelles frappes meurtrières contre l'Ukraine",
                "ticker",
            ),
            ("Suivez-nous sur Facebook", "share"),
            ("Commentaires (0)", "comment_form"),
        ],
    ),
    "003_e886ec79519f8beb": (
        "Au cœur de la bataille pour OpenAI : la tentative de rachat de Musk à plusieurs milliards de dollars suscite "
        "le débat",
        [],
    ),
    "004_4a1bf3db22ea9fa9": (
        "Muks a tenté de rallier Zuckerberg à sa cause contre OpenAI",
        [
            ("Laisser un commentaire", "comment_form"),
            (
                "Ce site utilise Akismet pour réduire les indésirables. En savoir plus sur la façon dont les données "
                "de vos commentaires sont traitées.",
                "spam_filter",
            ),
        ],
    ),
}


def read(name: str) -> bytes:
    return (SEEDS / f"{name}.txt").read_bytes()


def test_every_seed_is_expected() -> None:
    assert sorted(p.stem for p in SEEDS.iterdir()) == sorted(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_seed(name: str) -> None:
    title, gone = EXPECTED[name]
    article = cleaner.clean(read(name))
    assert article.metadata.title == title
    assert [(r.text, str(r.label)) for r in article.removed if r.label is not cleaner.Label.TITLE] == gone
    away = {text for text, _ in gone} | ({title} if title else set())
    expected = [line for line in read(name).decode().split("\n") if line.strip() and line not in away]
    assert [line for line in article.text.split("\n") if line.strip()] == expected
    assert article.restore() == read(name).decode()
    assert article.metadata.language == "fr"


@pytest.mark.parametrize("name", EXPECTED)
def test_seed_is_clean_after_cleaning(name: str) -> None:
    body = cleaner.clean(read(name)).text
    again = cleaner.clean(body)
    assert again.text == body
    assert again.removed == ()


def test_title_stays_when_asked() -> None:
    config = cleaner.Config(policy={"title": "keep"})
    article = cleaner.clean(read("001_8aee5ca2760b0c1d"), config=config)
    assert article.text == read("001_8aee5ca2760b0c1d").decode()
    assert article.metadata.title == EXPECTED["001_8aee5ca2760b0c1d"][0]


def test_comment_count() -> None:
    assert cleaner.clean(read("002_30f369eae955472f")).metadata.comment_count == 0


def test_a_clean_text_comes_back_with_its_blank_lines() -> None:
    text = read("004_4a1bf3db22ea9fa9").decode()
    body = text[text.index("Le patron de X") : text.index("Laisser un commentaire")]
    assert cleaner.clean(body).text == body
