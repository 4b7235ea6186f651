"""What is judged of a text: paragraphs that were wrapped as one, Markdown as a reader sees it."""

from __future__ import annotations

import textwrap

import pytest

import cleaner
from cleaner.config import Config
from cleaner.document import Action, Label, Prediction
from cleaner.formats.encoders import front_matter
from cleaner.segment import markup
from cleaner.segment.markdown import is_markdown, visible
from cleaner.segment.preamble import read_preamble
from cleaner.segment.reading import read_through
from cleaner.segment.text import segment
from cleaner.segment.wrapped import continuations

PARAGRAPHS = (
    "The lock keeper opened the lower gates at six, as he had done every morning since the spring of the year in which "
    "his father, who had kept the lock before him, went to live with the dentist in Hull.",
    "Nobody had come through for three days. The reeds had grown across the cut, and where the barges used to wait for "
    "the pump there were two swans, a door, and what may have been the better part of a piano.",
    "By the evening it rained so hard that the weir could be heard from the road, and the keeper went out with the lamp.",
)


def wrapped(width: int, between: str, paragraphs: tuple[str, ...] = PARAGRAPHS) -> str:
    return between.join("\n".join(textwrap.wrap(paragraph, width)) for paragraph in paragraphs)


def joined(text: str) -> list[str]:
    _, lines = segment(text)
    reading = read_through(text, lines)
    return [block.text for block in (lines if reading is None else reading.blocks)]


@pytest.mark.parametrize("width", [60, 66, 72, 78, 100])
@pytest.mark.parametrize("between", ["\n\n", "\n"])
def test_wrapped_paragraphs_are_judged_whole(width: int, between: str) -> None:
    assert joined(wrapped(width, between)) == list(PARAGRAPHS)


def test_a_wrapped_text_with_other_line_ends() -> None:
    assert joined(wrapped(72, "\n\n").replace("\n", "\r\n")) == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "lines",
    [
        # One paragraph a line, none of a width's length.
        [PARAGRAPHS[0], PARAGRAPHS[1], PARAGRAPHS[2]],
        # Headlines of about a line's length.
        [
            "Two swans and a piano keep the upper lock shut for another week",
            "Council votes to sell the pump house, and then votes again",
            "Why the weir at Saxby has been singing since Sunday night",
            "The dentist of Hull, ninety, still cycles to his surgery",
            "What became of the barge horses when the diesel came to stay",
            "Reeds, doors, rain: a year on the cut in twelve photographs",
        ],
        # A poem in long lines that go on below.
        [
            "when the lock was drawn and the water had gone down with a sigh,",
            "and the lamp on the bridge was lit by somebody else's hand,",
            "and the swans had turned their backs on the two of us,",
            "we found that the rope had been cut a foot above the knot,",
            "or bitten through, you said, by something with a grudge,",
            "and that neither of us could swim, nor had ever meant to learn.",
        ],
        # Lines of Chinese end where they like, and begin with no capital.
        [
            "水闸看守人每天清晨六点打开下闸门，自从那年春天以来一直如此，他的父亲搬去和牙医同住，再也没有回来看过一次河。"
            * 1
        ]
        * 6,
    ],
)
def test_lines_that_were_not_wrapped_stay_apart(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert continuations(segment(text)[1]) is None


def test_words_and_links_that_were_broken_are_whole() -> None:
    link = "[the second-hand lamp of his grandfather](https://example.org/lamps/second-hand/that-burn-oil-whatever-is-said)"
    paragraph = f"The keeper went out at ten with {link}, which burned all night, and the half-light of the lamp was seen from Hull."
    lines = textwrap.wrap(paragraph, 72, break_long_words=False)
    assert any(line.endswith("-") for line in lines)
    seen = paragraph.replace(link, link[1 : link.index("]")])
    assert joined("\n".join(lines) + "\n\n" + wrapped(72, "\n\n")) == [seen, *PARAGRAPHS]


def test_items_and_headings_do_not_go_on() -> None:
    text = wrapped(72, "\n\n") + "\n\n* one swan\n* two swans\n\n## The weir\n\n> Do not swim here.\n"
    assert joined(text)[-4:] == ["* one swan", "* two swans", "## The weir", "> Do not swim here."]


def test_each_line_of_a_wrapped_text_keeps_its_place() -> None:
    text = "Share this article\n\n" + wrapped(72, "\n\n") + "\n\nLeave a comment\n"
    article = cleaner.clean(text)
    assert article.restore() == text
    assert article.text.strip() == wrapped(72, "\n\n")
    lines = [line for line in text.split("\n") if line]
    assert [block.text for block, _ in article] == lines
    # A paragraph's lines have its verdict.
    assert len({prediction for block, prediction in article if block.text in wrapped(72, "\n").split("\n")[:3]}) == 1


def test_metadata_of_a_wrapped_text_names_the_line_that_a_value_begins_in() -> None:
    title = "How a lock keeper, two swans and most of a piano came to spend the winter alone"
    text = wrapped(72, "\n\n", (title, "Published 14 March 2023", *PARAGRAPHS))
    article = cleaner.clean(text)
    assert article.metadata.title == title
    assert article.metadata.sources["title"] == "line 1"
    assert article.metadata.published == "2023-03-14"
    assert article.metadata.sources["published"] == "line 4"
    assert article.text == wrapped(72, "\n\n")


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("[Home](/)", "Home"),
        ("  * [News](/news 'All of it')", "• News"),
        ("![A swan](swan.png)", ""),
        ("[![A swan](swan.png)](/swans)", ""),
        ("[ ](https://example.org/share)", ""),
        ("## The *lower* gates ##", "The lower gates"),
        ("> **Nobody** had come through.", "Nobody had come through."),
        ("a_name_with_lines and 2 * 3 * 4", "a_name_with_lines and 2 * 3 * 4"),
        ("[a (b)](https://example.org/a_(b)) c", "a (b) c"),
        ("See [the map][1], [the pump][2].", "See the map, the pump."),
        ("[1]: https://example.org/map", ""),
        ("| floor | 19 |", "floor | 19"),
        ("|---|:-:|", ""),
        ("* * *", ""),
        ("1\\. Open the gates\\!", "1. Open the gates!"),
        ("comments ](/a#comments)", "comments"),
        ('[A long](/a "title that goes on', "A long"),
        ("[sic] he said (so)", "[sic] he said (so)"),
        ("[12]", "[12]"),
        ("![A swan](/img/Thursday 4th of April/swan.jpg)", ""),
        ("![A swan](</img/Thursday 4th (b)/swan.jpg>)", ""),
    ],
)
def test_what_a_reader_sees_of_markdown(line: str, text: str) -> None:
    assert visible(line).text == text


def test_the_share_of_links() -> None:
    assert visible("[Home](/)").links == 1.0
    assert visible("See [it](/)").links == pytest.approx(2 / 5)
    # It says where it leads.
    assert visible("[https://example.org](https://example.org)").links == 0.0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See [the map](/map).", True),
        ("# Locks\n\ntext\n\n## Swans\n\ntext\n\n## Pianos", True),
        ("**One** and **two**", True),
        ("f(x)[1](y)", True),
        ("# one\nx = f(**kwargs)\n# two\ny = g(**kwargs) ** 2 ** 3", False),
        ("A * and a # and [brackets] (so).", False),
        ("#1 song\n#2 song", False),
        ("", False),
    ],
)
def test_markdown_is_told_by_its_signs(text: str, expected: bool) -> None:
    assert is_markdown(text) is expected


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("<p>The <b>weir</b>&nbsp;sang.</p>", "The weir sang."),
        ("<li><a href='/swans' rel=\"nofollow\">Swans</a></li>", "Swans"),
        ("one<br/>two", "one two"),
        ("</div>", ""),
        ("<!-- wp:paragraph -->", ""),
        ("<figure><img src='a.png'></figure>", ""),
        ("2 < 3 and 5 > 4", "2 < 3 and 5 > 4"),
        ("List<String> names", "List<String> names"),
        ("write &lt;b&gt; for bold", "write &lt;b&gt; for bold"),
    ],
)
def test_what_a_reader_sees_of_html(line: str, text: str) -> None:
    assert markup.visible(line, tags=True).text == text


def test_a_text_that_speaks_of_tags_is_no_html() -> None:
    text = "Close each tag\n\nA <p> ends where the next begins.\nA <div> does not.\nAn <img> has no end.\n\nSo much for tags.\nEnd."
    lines = segment(text)[1]
    assert read_through(text, lines) is None


def test_html_in_a_text_stays_as_it_came() -> None:
    paragraphs = "\n".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    text = f"<h1>The upper lock</h1>\n{paragraphs}\n<p>Share this article</p>\n<ul>\n<li><a href='/x'>Facebook</a></li>\n</ul>\n"
    article = cleaner.clean(text)
    assert article.metadata.title == "The upper lock"
    assert article.text.strip() == paragraphs
    assert article.restore() == text


def test_entities_hide_no_cue() -> None:
    text = f"{PARAGRAPHS[0]}\n\n{PARAGRAPHS[1]}\n\nShare&nbsp;this&#32;article\n"
    article = cleaner.clean(text)
    assert [line.text for line in article.removed] == ["Share&nbsp;this&#32;article"]


def test_pictures_go_with_what_is_around_them_and_icons_go() -> None:
    text = "![](a.png)\n[Menu](/)\n![](b.png)\n\nBody\n\n![](c.png)\n[ ](/share)\n\nBody\n\n![](d.png)\nFooter"
    reading = read_through(text, segment(text)[1])
    assert reading is not None
    assert [block.text for block in reading.blocks] == ["Menu", "Body", "Body", "Footer"]
    gone = Prediction(Label.NAVIGATION, 0.9, (), Action.DROP)
    kept = Prediction(Label.BODY, 0.1)
    spread = reading.spread([gone, kept, kept, gone], Config().action)
    assert [p.kept for p in spread] == [False, False, True, True, True, False, True, True, False]
    assert all(p.evidence for p in (spread[0], spread[2], spread[4], spread[5], spread[7]))


def test_the_policy_holds_for_icons() -> None:
    text = f"{PARAGRAPHS[0]}\n\n[ ](/share)\n\n{PARAGRAPHS[1]}\n\n[The map](/map)\n\n{PARAGRAPHS[2]}"
    assert "[ ](/share)" not in cleaner.clean(text).text
    assert "[ ](/share)" in cleaner.clean(text, config=Config(policy={"navigation": "keep"})).text


def test_a_picture_above_the_headline_goes_and_one_below_it_stays() -> None:
    text = "![](a.png)\n\n[Title](/)\n\n![](b.png)\n\nBody"
    reading = read_through(text, segment(text)[1])
    assert reading is not None
    moved = Prediction(Label.TITLE, 0.9, (), Action.MOVE)
    assert [p.kept for p in reading.spread([moved, Prediction(Label.BODY, 0.1)], Config().action)] == [
        False,
        False,
        True,
        True,
    ]


def test_a_text_of_pictures_alone_is_kept() -> None:
    text = "![](a.png)\n\n![](b.png)\n"
    assert cleaner.clean(text).text == text


YAML = """---
title: "How the upper lock was lost"
author: Edna Marsh; Tom Reed
date: 2023-03-14
url: https://example.org/lock
sitename: The Cut
layout: post
description: It sang.
tags:
  - locks
  - swans
---
"""


def test_yaml_above_a_text_is_its_metadata() -> None:
    body = f"## What the keeper saw\n\n{PARAGRAPHS[0]}\n\n{PARAGRAPHS[1]}\n"
    text = f"{YAML}\n{body}"
    article = cleaner.clean(text)
    assert article.restore() == text
    # Another title is stated: the heading is the article's.
    assert article.text == body
    found = article.metadata
    assert found.title == "How the upper lock was lost"
    assert found.authors == ("Edna Marsh", "Tom Reed")
    assert (found.published, found.url, found.site) == ("2023-03-14", "https://example.org/lock", "The Cut")
    assert (found.description, found.tags) == ("It sang.", ("locks", "swans"))
    assert (found.sources["title"], found.sources["published"], found.sources["tags"]) == (
        "line 2",
        "line 4",
        "line 10",
    )
    labels = [line.label for line in article.removed]
    assert labels[:6] == [Label.TEMPLATE, Label.TITLE, Label.BYLINE, Label.DATELINE, Label.SOURCE, Label.SOURCE]


def test_what_the_command_line_writes_as_markdown_is_read_again() -> None:
    article = cleaner.clean(f"{YAML}\n{PARAGRAPHS[0]}\n\n{PARAGRAPHS[1]}\n\nShare this article\n")
    again = cleaner.clean(front_matter(article) + article.text)
    assert again.text == article.text
    names = ("title", "authors", "published", "site", "url", "description", "tags")
    assert [getattr(again.metadata, name) for name in names] == [getattr(article.metadata, name) for name in names]


def test_values_of_yaml_in_several_lines() -> None:
    text = "---\ntitle: >\n  How the upper\n  lock was lost\nauthors:\n  - Edna Marsh\n  - 'Tom Reed'\ndate: 2023-03-14\n---\n\nIt sang."
    stated = read_preamble(segment(text)[1])
    assert stated is not None
    assert stated.values == {
        "title": ("How the upper lock was lost",),
        "authors": ("Edna Marsh", "Tom Reed"),
        "published": ("2023-03-14",),
    }


def test_a_headline_that_the_stated_title_only_adds_to() -> None:
    text = (
        "Title: How the upper lock was lost | The Cut\n\nURL Source: https://example.org/lock\n\n"
        "Published Time: 2023-03-14T09:12:00Z\n\nMarkdown Content:\nHow the upper lock was lost\n===\n\n"
        f"{PARAGRAPHS[0]}\n\n{PARAGRAPHS[1]}\n"
    )
    article = cleaner.clean(text)
    assert article.text == f"{PARAGRAPHS[0]}\n\n{PARAGRAPHS[1]}\n"
    assert article.metadata.title == "How the upper lock was lost"
    assert article.metadata.published == "2023-03-14T09:12:00Z"
    assert cleaner.clean(text, url="https://example.org/a").metadata.url == "https://example.org/a"


def test_a_text_that_begins_like_a_field_is_no_part_of_the_stated_ones() -> None:
    text = f"Title: The upper lock\nURL Source: https://example.org/lock\nHull: {PARAGRAPHS[0]}\n\n{PARAGRAPHS[1]}\n"
    article = cleaner.clean(text)
    assert article.text == f"Hull: {PARAGRAPHS[0]}\n\n{PARAGRAPHS[1]}\n"
    assert article.metadata.title == "The upper lock"


def test_a_value_that_yaml_leaves_empty() -> None:
    stated = read_preamble(segment("---\ntitle: The upper lock\nauthor: null\ndate: ~\n---\n\nIt sang.")[1])
    assert stated is not None
    assert stated.values == {"title": ("The upper lock",)}


@pytest.mark.parametrize(
    "text",
    [
        # A rule above a text, a rule below its first paragraph.
        f"---\n\n{PARAGRAPHS[0]}\n\n---\n\n{PARAGRAPHS[1]}\n",
        # A list of what is needed, and no field of an article.
        f"---\nflour: 500 g\nwater: 300 g\n---\n\n{PARAGRAPHS[0]}\n",
        f"---\nsource: my aunt in Hull\nflour: 500 g\n---\n\n{PARAGRAPHS[0]}\n",
        # No end.
        f"---\ntitle: The weir\n\n{PARAGRAPHS[0]}\n",
        f"Title: a story in four parts\n\n{PARAGRAPHS[0]}\n",
    ],
)
def test_what_is_no_preamble(text: str) -> None:
    assert read_preamble(segment(text)[1]) is None


def test_the_language_is_told_by_what_a_reader_sees() -> None:
    menu = "\n".join(
        f"* [Seite {i}](https://www.example.org/the-news-of-the-day/and/of/the/year/{i}.html)" for i in range(30)
    )
    text = (
        f"{menu}\n\n# Die Schleuse und das Klavier\n\nNiemand war seit drei Tagen durch die Schleuse gekommen, und der "
        "Wärter ging am Abend mit der Lampe hinaus, weil er das Wehr bis zur Straße hörte.\n"
    )
    assert cleaner.clean(text).metadata.language == "de"
