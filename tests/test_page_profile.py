"""What the trees for pages read beside places: what kind of page it says it is, lists of one template, second prints."""

import numpy as np
import pytest

import cleaner
from cleaner.declared import read_head, read_identity
from cleaner.page.elements import Elements
from cleaner.page.items import ITEM_COLUMNS, read_items
from cleaner.page.profile import PROFILE_COLUMNS, Profile, read_profile_columns
from cleaner.segment.html import segment

PARAGRAPHS = (
    "The ferry across the lake sails again from Friday, three weeks after a storm broke its landing stage.",
    "The council paid for the repair from the money that was set aside for the harbour, said the mayor.",
    "Two boats a day go to the island in winter, and the last one leaves it at five in the afternoon.",
)


NOTHING = Profile()


def profile_of(head: str) -> Profile:
    page = segment(f"<html><head>{head}</head><body><p>{PARAGRAPHS[0]}</p></body></html>")
    assert page.root is not None
    return read_identity(read_head(page.root), "en").profile


def columns_of(body: str, profile: Profile = NOTHING) -> dict[str, list[float]]:
    """The columns of every block of a page, by name."""
    blocks = segment(f"<html>{body}</html>").blocks
    elements = Elements(blocks)
    sizes = np.array([len(block.text.split()) for block in blocks], dtype=np.float64)
    dated = np.array([block.text.endswith("ago") for block in blocks], dtype=np.float64)
    table = np.hstack([read_profile_columns(blocks, elements, profile), read_items(blocks, elements, sizes, dated)])
    return dict(zip((*PROFILE_COLUMNS, *ITEM_COLUMNS), table.T.tolist(), strict=True))


@pytest.mark.parametrize(
    ("head", "field", "value"),
    [
        ('<script type="application/ld+json">{"@type":"NewsArticle"}</script>', "kinds", {"article"}),
        ('<script type="application/ld+json">{"@graph":[{"@type":["WebPage","QAPage"]}]}</script>', "kinds", {"page", "posting"}),
        ('<script type="application/ld+json">{"@type":"https://schema.org/Product"}</script>', "kinds", {"product"}),
        ('<script type="application/ld+json">{"@type":7}</script>', "kinds", set()),
        ('<meta property="og:type" content="Article">', "open_graph", "article"),
        ('<link rel=canonical href="https://a.example/Forum/t-1?page=2">', "address", "/forum/t-1?page=2"),
        ('<link rel=canonical href="https://a.example">', "address", "/"),
        ('<link rel=canonical href="https://[a/b">', "address", ""),
        ("<title>A</title>", "address", ""),
        ('<meta name=description content="A ferry sails.">', "description", "A ferry sails."),
        ('<script type="application/ld+json">{"@type":"Article","articleBody":"It sails."}</script>', "body", "It sails."),
        ('<meta property="article:published_time" content="2024-05-12">', "dated", True),
        ('<meta name=author content="Jane Doe">', "signed", True),
    ],
)  # fmt: skip
def test_what_a_head_says_of_its_page(head: str, field: str, value: object) -> None:
    assert getattr(profile_of(head), field) == value


def test_lines_are_found_in_the_description_and_in_the_article_of_the_head() -> None:
    body = "<body>" + "".join(f"<p>{text}</p>" for text in PARAGRAPHS) + "</body>"
    found = columns_of(body, Profile(description=PARAGRAPHS[0][:60] + "…", body=" ".join(PARAGRAPHS[1:])))
    assert found["in description"] == [0.5, 0.0, 0.0]
    assert found["in article body"] == [0.0, 1.0, 1.0]
    assert columns_of(body)["in article body"] == [-1.0] * 3


def test_comments_and_the_form_for_one_are_counted() -> None:
    comments = "".join(f"<li id=comment-{i}><p>{text}</p></li>" for i, text in enumerate(PARAGRAPHS))
    found = columns_of(f"<body class=has-comments><p>One.</p><ol>{comments}</ol><div id=respond>Name</div></body>")
    assert found["comments"] == pytest.approx([np.log1p(3)] * 5)
    assert set(found["comment form"]) == {1}
    without = columns_of("<body class=no-comments><p>One.</p></body>")
    assert without["comments"] == without["comment form"] == [0]


def test_items_are_siblings_of_one_template() -> None:
    items = "".join(f"<div class='card n{i}'><h3>Teaser {i}</h3><p>{i} hours ago</p></div>" for i in range(4))
    found = columns_of(f"<body><p>One.</p><div>{items}</div></body>")
    assert found["items"] == pytest.approx([0, *[np.log1p(4)] * 8])
    assert found["items dated"] == [0, *[1.0] * 8]
    assert found["item's place"] == pytest.approx([0, *np.log1p([0, 0, 1, 1, 2, 2, 3, 3])])


def test_paragraphs_beside_one_another_are_no_items() -> None:
    assert set(columns_of("<body>" + "<p>One.</p>" * 5 + "</body>")["items"]) == {0}


def test_prints_of_a_line_are_counted() -> None:
    found = columns_of("<body><p>One.</p><p>Two.</p><p>One.</p></body>")
    assert found["prints"] == pytest.approx(np.log1p([2, 1, 2]))
    assert found["print"] == pytest.approx(np.log1p([0, 0, 1]))


def test_of_a_paragraph_that_is_printed_twice_one_stays() -> None:
    body = "".join(f"<p>{text}</p>" for text in (*PARAGRAPHS, PARAGRAPHS[1]))
    article = cleaner.clean(f"<html lang=en><body><article><h1>The ferry is back</h1>{body}</article></body></html>")
    assert article.text.split("\n") == list(PARAGRAPHS)
    again = next(piece for piece in article.removed if piece.text.strip() == PARAGRAPHS[1])
    assert any("printed before, in a line that stays" in reason.detail for reason in again.evidence)


def test_short_lines_may_say_the_same_twice() -> None:
    lines = (PARAGRAPHS[0], "He did not come.", PARAGRAPHS[1], "He did not come.", PARAGRAPHS[2])
    body = "".join(f"<p>{text}</p>" for text in lines)
    article = cleaner.clean(f"<html lang=en><body><article><h1>The ferry is back</h1>{body}</article></body></html>")
    assert article.text.split("\n") == list(lines)
