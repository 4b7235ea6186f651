"""Pages by hand: of the article no line may go, in either engine, and what stands around it goes."""

from __future__ import annotations

from typing import Literal

import pytest
from negatives import FURNITURE, NEGATIVES, Negative, page_of

import cleaner
from cleaner import Config


@pytest.mark.parametrize("engine", ["default", "fast"])
@pytest.mark.parametrize("negative", NEGATIVES, ids=lambda negative: negative.name)
def test_no_body_line_goes(negative: Negative, engine: Literal["default", "fast"]) -> None:
    article = cleaner.clean(page_of(negative), config=Config(engine=engine))
    kept = [block.text for block, prediction in article if prediction.kept]
    assert [line for line in negative.body if line not in kept] == []
    assert [line for line in FURNITURE if line in kept] == []


HEAD = (
    "<title>Der Titel | Zeitung</title><meta property=og:title content='Der Titel'>"
    "<meta name=author content='Anna Beispiel'><meta property=article:published_time content=2024-05-01T10:00:00Z>"
)
TEXT = (
    "Der Gemeinderat hat am Montag beschlossen, die alte Brücke zu sanieren, sagte die Bürgermeisterin.",
    "Die Arbeiten beginnen im Herbst und dauern voraussichtlich zwei Jahre, teilte das Bauamt mit.",
)


@pytest.mark.parametrize("engine", ["default", "fast"])
@pytest.mark.parametrize("byline", ["Von Anna Beispiel", "Anna Beispiel", "By Anna Beispiel", "Par Anna Beispiel"])
def test_what_the_page_declares_moves(engine: Literal["default", "fast"], byline: str) -> None:
    lines = "".join(f"<p>{line}</p>" for line in (byline, "1. Mai 2024", *TEXT))
    source = f"<html lang=de><head>{HEAD}</head><body><article><h1>Der Titel</h1>{lines}</article></body></html>"
    article = cleaner.clean(source, config=Config(engine=engine))
    assert article.text.split("\n") == list(TEXT)
    assert [(r.text, str(r.label), str(r.action)) for r in article.removed] == [
        ("Der Titel", "title", "move"),
        (byline, "byline", "move"),
        ("1. Mai 2024", "dateline", "move"),
    ]
    assert article.metadata.authors == ("Anna Beispiel",)
    off = cleaner.clean(source, config=Config(engine=engine, metadata=False))
    assert off.text == article.text


@pytest.mark.parametrize("engine", ["default", "fast"])
@pytest.mark.parametrize("attribute", ["hidden", "style='display:none'", "aria-hidden=true"])
@pytest.mark.parametrize("inside", [True, False])
def test_a_hidden_line_goes(engine: Literal["default", "fast"], attribute: str, inside: bool) -> None:
    hidden = f"<p {attribute}>Loading more</p>"
    lines = "".join(f"<p>{line}</p>" for line in TEXT)
    main = f"<article>{lines}{hidden}</article>" if inside else f"<article>{lines}</article>{hidden}"
    article = cleaner.clean(
        f"<html lang=de><head>{HEAD}</head><body>{main}</body></html>", config=Config(engine=engine)
    )
    assert article.text.split("\n") == list(TEXT)
