"""Pages: where lines stand in the tree, what is removed and why, what a page declares, and pages that are broken."""

from __future__ import annotations

import importlib
import json
import logging
import math
import re
import threading
import time
from typing import Literal

import pytest

import cleaner
from cleaner import Config, Record, TimeLimitExceeded
from cleaner.document import Place
from cleaner.page import opinion
from cleaner.segment.html import segment

PARAGRAPHS = [
    "The town council voted on Monday evening to open the new swimming pool at the end of June, the mayor said.",
    "Work on the building took two years and cost three million euros, which the region paid for in part.",
    "Residents had asked for longer opening hours, and the council agreed to keep the pool open until ten.",
    "A survey last year showed that seven in ten families would use it, more than any other building in town.",
]
BODY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)


def page(body: str, head: str = "<title>The pool opens in June</title>") -> str:
    return f"<!DOCTYPE html><html lang=en-GB><head>{head}</head><body>{body}</body></html>"


NEWS = page(
    "<header><a href=/>Home</a></header><nav class=menu><ul><li><a href=/n>News</a></li><li><a href=/s>Sport</a></li></ul></nav>"
    f"<main><article class=article-body><h1>The pool opens in June</h1>{BODY}</article></main>"
    "<aside class=related><h3>Read more</h3><ul><li><a href=/a>Mayor visits the school</a></li>"
    "<li><a href=/b>Bridge closed until spring</a></li></ul></aside>"
    "<p style='display: none'>Debug output of the template</p>"
    "<footer class=footer><p>© 2024 The Daily</p><a href=/i>Imprint</a></footer>"
)


# A page on which body and furniture are hard to tell apart: an article beside other sentences, in a table for its layout.
HARD = page(
    f"<table><tr><td>{BODY.replace('p>', 'div>')}</td><td>"
    + "".join(
        f"<div><b>Teaser {i}</b><p>The harbour of town {i} was closed on Monday after a storm, the town said.</p>"
        f"<a href=/{i}>more</a></div>"
        for i in range(5)
    )
    + "</td></tr></table>"
)


@pytest.mark.parametrize("engine", ["default", "fast"])
def test_a_news_page(engine: str) -> None:
    article = cleaner.clean(NEWS, config=Config(engine=engine))  # type: ignore[arg-type]
    assert article.text.split("\n") == PARAGRAPHS
    assert article.metadata.title == "The pool opens in June"
    removed = {block.text: block for block in article.removed}
    assert {"Home", "News", "Sport", "Mayor visits the school", "Imprint"} <= set(removed)
    assert article.restore() == article.document.text
    assert removed["Mayor visits the school"].label == "crosslink"
    for block in article.removed:
        assert any(reason.weight > 0 for reason in block.evidence)
        log_odds = sum(reason.weight for reason in block.evidence)
        assert math.isclose(block.score, 1 / (1 + math.exp(-log_odds)), abs_tol=1e-4)
    assert cleaner.clean(NEWS, config=Config(engine=engine)) == article  # type: ignore[arg-type]


def test_where_lines_stand() -> None:
    blocks = segment(
        page(
            "<nav role=navigation><ul><li><a href=x>Home</a></ul></nav>"
            "<div class='Story Text' id=s><h2>T</h2><p>a <b>b</b><br>c</p><blockquote>q</blockquote>"
            "<figure><img><figcaption>f</figcaption></figure><pre>  x\n\n    y</pre>"
            "<table><tr><th>k<td>v<tr><td>k2<td>v2</table></div><div hidden>h</div>"
        )
    ).blocks
    by_text = {block.text: block.element for block in blocks if block.element is not None}
    assert list(by_text) == ["Home", "T", "a b", "c", "q", "f", "  x", "    y", "k | v", "k2 | v2", "h"]
    assert by_text["Home"].path == ("body", "nav", "ul", "li")
    assert by_text["Home"].place == Place.NAV | Place.LIST
    assert by_text["T"].place == Place.HEADING
    assert by_text["q"].place == Place.QUOTE
    assert by_text["f"].place == Place.FIGURE | Place.CAPTION
    assert by_text["    y"].place == Place.CODE
    assert by_text["k | v"].place == Place.TABLE
    assert by_text["h"].place == Place.HIDDEN
    parent = by_text["T"].parent
    assert parent is not None
    assert parent.names == "story text s"
    assert [block.links for block in blocks][:2] == [1.0, 0.0]


def test_the_verdict_is_weighed_where_it_is_asked_for() -> None:
    def scores(source: str, engine: Literal["default", "fast"]) -> list[float]:
        return [line.score for _, line in cleaner.clean(source, config=Config(engine=engine))]

    assert scores(HARD, "default") != scores(HARD, "fast")
    assert scores(NEWS, "default") == scores(NEWS, "fast")


def test_trafilatura_is_asked_only_where_a_page_is_hard_to_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr("trafilatura.extract", lambda *given, **_: asked.append(given))
    assert cleaner.clean(NEWS).text.split("\n") == PARAGRAPHS
    assert not asked
    cleaner.clean(HARD, config=Config(engine="fast"))
    assert not asked
    cleaner.clean(HARD)
    assert len(asked) == 1


def test_where_trafilatura_fails_the_article_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr("trafilatura.extract", fail)
    article = cleaner.clean(HARD)
    assert article.text == cleaner.clean(HARD, config=Config(engine="fast")).text
    assert article.metadata.warnings == ("trafilatura failed (ZeroDivisionError); the page was judged without it",)


def test_where_trafilatura_is_late_the_article_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def sleep(*_: object, **__: object) -> str:
        while True:
            time.sleep(0.01)

    monkeypatch.setattr("trafilatura.extract", sleep)
    article = cleaner.clean(HARD, config=Config(timeout=0.5))
    assert set(PARAGRAPHS) <= set(article.text.split("\n"))
    assert "took more than 0.25 s" in article.metadata.warnings[0]


def test_what_the_user_logs_is_left_alone(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    importlib.import_module("trafilatura")  # it sets a level of htmldate's when it is imported
    names = ("", "trafilatura", "trafilatura.core", "htmldate")
    with caplog.at_level(logging.DEBUG):
        before = [(log.level, log.disabled, log.handlers[:]) for log in map(logging.getLogger, names)]

        def extract(*_: object, **__: object) -> str:
            logging.getLogger("trafilatura.core").error("said while it is asked")
            user = threading.Thread(target=logging.getLogger("trafilatura.core").warning, args=["said by the user"])
            user.start()
            user.join()
            return ""

        monkeypatch.setattr("trafilatura.extract", extract)
        cleaner.clean(HARD)
        cleaner.clean("<html><body><p>a</p></body></html>")
        logging.getLogger("trafilatura.core").warning("said afterwards")
        assert before == [(log.level, log.disabled, log.handlers[:]) for log in map(logging.getLogger, names)]
    said = [record.getMessage() for record in caplog.records if record.name.startswith(("trafilatura", "htmldate"))]
    assert said == ["said by the user", "said by the user", "said afterwards"]


LD = {"@context": "https://schema.org", "@graph": [
    {"@type": "WebPage", "name": "x"}, {"@type": "Person", "@id": "#jane", "name": "Jane Doe"},
    {"@type": ["NewsArticle"], "headline": "From JSON", "author": {"@id": "#jane"}, "datePublished": "2024-05-12T10:30:00+02:00"},
]}  # fmt: skip


@pytest.mark.parametrize(
    ("head", "field", "value", "source"),
    [
        (f"<script type='application/ld+json'>{json.dumps(LD)}</script>", "authors", ("Jane Doe",), "JSON-LD author"),
        (
            f"<script type='application/ld+json'>{{broken</script><script type='application/ld+json'>{json.dumps(LD)}</script>",
            "published",
            "2024-05-12T10:30:00+02:00",
            "JSON-LD datePublished",
        ),
        (
            '<script type="application/ld+json">{"@type":"Article","headline":"From JSON","datePublished":"2024-01-02",}</script>',
            "published",
            "2024-01-02",
            "JSON-LD datePublished",
        ),
        (
            '<script type="application/ld+json">{"@type":"Article","headline":"A","datePublished":"2024-01-03" "x"</script>',
            "published",
            "2024-01-03",
            "JSON-LD datePublished",
        ),
        ("<meta property=og:title content='Graph &amp; title'>", "title", "Graph & title", "og:title"),
        ("<meta name=twitter:title content='Card'>", "title", "Card", "twitter:title"),
        ("<meta name=DC.creator content='Jane Doe'>", "authors", ("Jane Doe",), "dc.creator"),
        ("<meta name=author content='By Jane Doe and John Roe'>", "authors", ("Jane Doe", "John Roe"), "author"),
        (
            "<meta property=article:published_time content=20240512>",
            "published",
            "2024-05-12",
            "article:published_time",
        ),
        ("<meta property=og:site_name content='The Daily'>", "site", "The Daily", "og:site_name"),
        ("<meta name=keywords content='a, b,a'>", "tags", ("a", "b"), "keywords"),
        ("<link rel=canonical href=https://example.org/a>", "url", "https://example.org/a", "link canonical"),
    ],
)
def test_what_a_page_declares(head: str, field: str, value: object, source: str) -> None:
    metadata = cleaner.clean(page(BODY, head), config=Config(engine="fast")).metadata
    assert getattr(metadata, field) == value
    assert metadata.sources[field] == source


@pytest.mark.parametrize(
    ("body", "field", "value"),
    [
        (
            "<div itemscope><span itemprop=author><span itemprop=name>Jane Doe</span></span></div>",
            "authors",
            ("Jane Doe",),
        ),
        ("<p class=byline>By Jane Doe | News</p>", "authors", ("Jane Doe",)),
        ("<a rel=author href=x>Jane Doe</a>", "authors", ("Jane Doe",)),
        ("<time datetime=2024-05-12>yesterday</time>", "published", "2024-05-12"),
    ],
)
def test_what_the_body_declares(body: str, field: str, value: object) -> None:
    metadata = cleaner.clean(page(f"<h1>The pool</h1>{body}{BODY}", ""), config=Config(engine="fast")).metadata
    assert getattr(metadata, field) == value


def test_conflicts_are_settled_in_order_and_metadata_can_be_switched_off() -> None:
    head = f"<meta property=article:published_time content=2020-01-01><script type=application/ld+json>{json.dumps(LD)}</script>"
    assert cleaner.clean(page(BODY, head)).metadata.published == "2024-05-12T10:30:00+02:00"
    off = cleaner.clean(page(BODY, head), config=Config(metadata=False)).metadata
    assert (off.title, off.published, off.sources) == (None, None, {})


ARTICLE = {"@type": "NewsArticle", "headline": "The pool opens in June", "articleBody": "\n\n".join(PARAGRAPHS)}
SCRIPT_ONLY = "the page shows next to no text; its article is that of its JSON-LD (articleBody)"


def scripted(body: str = "<div id=root></div>", /, **fields: object) -> str:
    article = {**ARTICLE, **fields}
    ld = json.dumps({"@graph": [{"@type": "WebPage", "mainEntity": article}]})
    return page(body, f"<title>The Daily</title><script type='application/ld+json'>{ld}</script>")


@pytest.mark.parametrize("engine", ["default", "fast"])
@pytest.mark.parametrize(
    ("source", "removed"),
    [
        (
            scripted("<div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript>"),
            ["notice"],
        ),
        (
            scripted("<ul><li><a href=/>Home</a><li><a href=/n>News</a></ul><p>Loading…</p>"),
            ["navigation"] * 2 + ["notice"],
        ),
        (scripted("<h1>The pool opens in June</h1>"), ["title"]),
        (scripted(articleBody="".join(f"<p>{text}</p>" for text in PARAGRAPHS)), []),
        (scripted(articleBody="".join(f"&lt;p>{text}&lt;/p&gt;" for text in PARAGRAPHS)), []),
        (scripted(articleBody="\n".join(f"<b>{text[:9]}</b>{text[9:]}" for text in PARAGRAPHS)), []),
        (scripted(**{"articleBody": PARAGRAPHS, "@type": ["BlogPosting", "Thing"]}), []),
        (scripted(articleBody="\n".join([*PARAGRAPHS, "Subscribe to our newsletter"])), ["newsletter"]),
        (scripted().replace("<body>", "").replace("<div id=root></div></body>", ""), []),
    ],
)
def test_a_page_of_script_is_read_from_its_json(source: str, removed: list[str], engine: str) -> None:
    article = cleaner.clean(source, config=Config(engine=engine))  # type: ignore[arg-type]
    assert article.text.split("\n") == PARAGRAPHS
    assert article.metadata.title == "The pool opens in June"
    assert article.metadata.warnings == (SCRIPT_ONLY,)
    assert [block.label for block in article.removed] == removed
    assert article.restore() == article.document.text
    for block, _ in article:
        assert article.document.text[block.start : block.end] == block.text


@pytest.mark.parametrize(
    "body",
    [
        BODY,
        f"<noscript>{BODY}</noscript>",
        "<br>".join(PARAGRAPHS),
        f"<p>{PARAGRAPHS[0]}</p><p>The rest is for subscribers.</p>",
    ],
)
def test_a_page_that_shows_its_article_is_read_as_it_is(body: str) -> None:
    article = cleaner.clean(scripted(body))
    assert article.document.text == "\n".join(block.text for block in segment(page(body)).blocks)
    assert SCRIPT_ONLY not in article.metadata.warnings


@pytest.mark.parametrize(
    "body", ["a < b & c", "\0\x0b\ud800word", "x\u2028y", "</script", "&amp;lt;", "<p", "<!--", "]]>"]
)
def test_odd_article_bodies(body: str) -> None:
    article = cleaner.clean(scripted(articleBody=body))
    assert article.restore() == article.document.text
    assert article.document.text


def test_a_page_without_text_says_so() -> None:
    warnings = cleaner.clean(page("<script>document.write('a')</script>")).metadata.warnings
    assert warnings == ("the page holds no text; what a script would print is not read",)


DEEP = 100_000
BROKEN = {
    "truncated in a tag": NEWS[: NEWS.index("aside") + 3],
    "truncated in a script": page("<p>a</p><script>var a = '<p>"),
    "deep": page("<div>" * DEEP + f"<p>{PARAGRAPHS[0]}</p>" + "</div>" * DEEP + BODY),
    "deep and never closed": page("<b><i>" * DEEP + BODY),
    "a million attributes": page("<p " + " ".join(f"a{i}=1" for i in range(1_000_000)) + f">{BODY}"),
    "an endless attribute": page(f"<p title='{'x' * 5_000_000}'>{BODY}"),
    "NUL": page(BODY.replace("town", "to\0wn")),
    "contradictory charsets": page(BODY, "<meta charset=utf-16><meta charset=koi8-r>"),
    "frames": "<html><frameset cols=50%><frame src=a.html><noframes>No frames</noframes></frameset></html>",
    "script alone": "<html><script>document.write('a')</script></html>",
    "nothing": "<html></html>",
    "a comment": "<html><!-- a",
    "nested tables": page("<table><tr><td>" * 3000 + BODY),
    "nested lists": page("<ul><li>" * 3000 + BODY),
    "unclosed paragraphs": page("<p>a" * 20_000),
    "lone tag openings": page("<" * 100_000),
    "entities": page("&amp;" * 200_000),
    "wrong end tags": page("</div></p></td>" * 30_000 + BODY),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_pages_give_an_article(name: str) -> None:
    began = time.process_time()
    article = cleaner.clean(BROKEN[name], media_type="text/html")
    assert time.process_time() - began < 20
    assert article.restore() == article.document.text
    if "<p>The to" in BROKEN[name]:
        assert PARAGRAPHS[0] in article.text


def test_a_deep_page_keeps_its_text() -> None:
    lines = [block.text for block in segment(BROKEN["deep"]).blocks]
    assert lines == [PARAGRAPHS[0], *PARAGRAPHS]


@pytest.mark.parametrize("source", ["<p>a</p>" * 2_000_000, f"<p>{'word ' * 10_000_000}</p>"])
def test_a_huge_page_gives_a_named_error(source: str) -> None:
    began = time.process_time()
    with pytest.raises(TimeLimitExceeded, match="huge: the page has"):
        cleaner.Cleaner()(Record("huge", source, "text/html"))
    assert time.process_time() - began < 20


@pytest.mark.parametrize(
    "source",
    [
        "<?xml version='1.0'?><rss><channel><title>T</title><item><description>d &lt;p&gt;</description></item></channel></rss>",
        "<?xml version='1.0' encoding='utf-8'?><doc><a>b</a></doc>",
        "<3 this poem\nis text",
    ],
)
def test_xml_and_feeds(source: str) -> None:
    assert cleaner.clean(source).restore() == source
    article = cleaner.clean(source, media_type="text/html")
    assert article.restore() == article.document.text


def test_text_with_html_left_in_it_is_text() -> None:
    text = "\n".join(
        [
            *(f"{line}&nbsp;" for line in PARAGRAPHS),
            f"<p>{PARAGRAPHS[0]}</p>",
            f"[caption]{PARAGRAPHS[1]} [a](http://b)",
        ]
    )
    article = cleaner.clean(text)
    assert article.metadata.media_type == "text/plain"
    assert set(article.text.split("\n")) <= set(text.split("\n"))
    assert article.restore() == text


def test_timeout_is_a_time() -> None:
    with pytest.raises(cleaner.ConfigError):
        Config(timeout=0)


STAMP = "<meta property='article:published_time' content='2022-03-11'>"
VILLAGE = "".join(
    f"<p>The {name} of the village reopened on Monday, the town hall said.</p>" for name in ("mill", "inn")
)


@pytest.mark.parametrize(
    ("declared", "dateline", "efforts"), [("", "", [False]), ("", "<p>March 11, 2022</p>", []), (STAMP, "", [])]
)
def test_htmldate_is_asked_only_where_neither_the_markup_nor_the_text_has_a_date(
    monkeypatch: pytest.MonkeyPatch, declared: str, dateline: str, efforts: list[bool]
) -> None:
    asked: list[bool] = []
    monkeypatch.setattr("htmldate.find_date", lambda _, **options: asked.append(options["extensive_search"]))
    head = f"<html lang=en><head>{declared}</head><body><article><h1>It is open again</h1>"
    article = cleaner.clean(f"{head}{dateline}{VILLAGE}</article></body></html>")
    assert asked == efforts
    assert (article.metadata.published is not None) == bool(declared or dateline)


def test_a_page_without_a_date_is_given_none() -> None:
    line = "<p>It was built by 1874 masons between 1912 and 1931, and is the work of one family.</p>"
    foot = "</article><p>&copy; 2019 The Paper</p></body></html>"
    page = f"<html lang=en><body><article><h1>It is open again</h1>{VILLAGE}{line}{foot}"
    assert cleaner.clean(page).metadata.published is None


def test_whatever_trafilatura_calls_authors_is_looked_for() -> None:
    from trafilatura.xpaths import AUTHOR_XPATHS

    tests = [text for path in AUTHOR_XPATHS for text in re.findall(r"@[\w-]+\s*(?:=|,)\s*'([^']+)'", path.path)]
    assert len(tests) > 10
    stems = [re.sub(r"-\?|\[(\w)\w\]", r"\1", stem) for test in tests for stem in test.split("|")]
    missed = [stem for stem in stems if not opinion._AUTHOR.search(stem)]
    assert not missed


@pytest.mark.parametrize(("byline", "times"), [("<span class=author>Jane Doe</span>", 1), ("<span>Jane Doe</span>", 0)])
def test_trafilatura_searches_for_authors_only_where_elements_are_called_so(
    monkeypatch: pytest.MonkeyPatch, byline: str, times: int
) -> None:
    asked: list[object] = []
    monkeypatch.setattr("trafilatura.metadata.extract_author", asked.append)
    head = f"<html lang=en><body><article><h1>It is open again</h1><p>{byline}</p>"
    cleaner.clean(f"{head}{VILLAGE}</article></body></html>")
    assert len(asked) == times


@pytest.mark.parametrize("engine", ["default", "fast"])
def test_a_byline_and_a_date_below_the_headline_are_metadata(engine: Literal["default", "fast"]) -> None:
    body = "".join(
        f"<p>The {name} of the village reopened on Monday, the town hall said.</p>" for name in ("mill", "inn")
    )
    source = f"<html lang=en><body><article><h1>It is open again</h1><p>By Jane Doe</p><p>March 11, 2022</p>{body}"
    article = cleaner.clean(f"{source}</article></body></html>", config=Config(engine=engine))
    assert article.text.startswith("The mill")
    assert article.metadata.authors == ("Jane Doe",)
    assert article.metadata.published == "2022-03-11"
