"""Pages that are not as a page should be, and what looks like a page: each as a site, an editor or a tool made it."""

from __future__ import annotations

import time

import pytest
from test_html import BODY, PARAGRAPHS, page

import cleaner
from cleaner import Config
from cleaner.document import Place
from cleaner.segment.html import is_html, segment

NAVIGATION = "<ul class=menu><li><a href=/>Home</a><li><a href=/n>News</a><li><a href=/s>Sport</a></ul>"
TITLE = "The pool opens in June"
HEADED = f"<h1>{TITLE}</h1>{BODY}"
BREAKS = "<br><br>".join(PARAGRAPHS)

# Each holds the article whole, and gives it back whole.
PAGES = {
    "frames": f"<html><frameset cols=50%><frame src=a><noframes><body>{BODY}</body></noframes></frameset></html>",
    "an end in the middle": f"<html><body><p>{PARAGRAPHS[0]}</p></body></html>"
    + "".join(f"<p>{text}</p>" for text in PARAGRAPHS[1:]),
    "an end in the head": f"<html><head><title>{TITLE}</title></head></html><body>{BODY}</body>",
    "two pages in one": f"<html><body><p>{PARAGRAPHS[0]}</p></body></html>\n<!doctype html><HTML><BODY>"
    + "".join(f"<p>{text}</p>" for text in PARAGRAPHS[1:])
    + "</BODY></HTML>",
    "an unclosed title": f"<html><head><title>{TITLE}<body>{BODY}</body></html>",
    "an unclosed TITLE": f"<HTML><HEAD><TITLE>{TITLE}<BODY>{BODY}</BODY></HTML>",
    "an unclosed text area": page(f"<textarea name=a>{BODY}"),
    "an unclosed noscript": page(f"<noscript>{BODY}"),
    "an unclosed script": page(f"{BODY}<script>var a = '{BODY}"),
    "NUL": page(BODY.replace("town", "to\0wn")),
    "plaintext": "<html><body><plaintext>" + "\n\n".join(PARAGRAPHS),
    "a mark, twice": "\ufeff\ufeff" + page(BODY),
    "a shadow tree": page(f"<x-story><template shadowrootmode=open><article>{BODY}</article></template></x-story>"),
    "a hidden element of its own kind": page(f"<x-story hidden>{BODY}</x-story>"),
    "a form around it": page(f"<form id=aspnetForm><input type=hidden value={'x' * 3000}>{NAVIGATION}{HEADED}</form>"),
    "noscript around it": page(f"<div id=root></div><noscript>{HEADED}</noscript>"),
    "conditional comments": page(
        f"<!--[if lt IE 9]><p>Your browser is old.</p><![endif]--><!--[if !IE]><!-->{BODY}<!--<![endif]-->"
    ),
    "breaks": page(f"{NAVIGATION}<div><h1>{TITLE}</h1>{BREAKS}</div><div>© 2024</div>"),
    "breaks in the body": page(f"<h1>{TITLE}</h1>{BREAKS}"),
    "a table for its layout": (
        f"<HTML><TITLE>{TITLE}</TITLE><BODY BGCOLOR=#FFFFFF><TABLE WIDTH=600><TR><TD WIDTH=120><FONT SIZE=1><A HREF=a>Home</A>"
        f"<BR><A HREF=b>News</A></FONT></TD><TD><FONT SIZE=5><B>{TITLE}</B></FONT><P>{'<P>'.join(PARAGRAPHS)}</TD></TR><TR>"
        "<TD COLSPAN=2><FONT SIZE=1>Copyright 1997 The Daily. All rights reserved.</FONT></TD></TR></TABLE></BODY></HTML>"
    ),
    "spans as paragraphs": page("".join(f"<span style='margin:0;Display: block'>{text}</span>" for text in PARAGRAPHS)),
    "AMP": f"<!doctype html><html ⚡><head><style amp-boilerplate>body{{visibility:hidden}}</style></head><body><article>"
    f"<h1>{TITLE}</h1><amp-img src=a><noscript><img src=a></noscript></amp-img>{BODY}</article></body></html>",
    "an e-mail": "<html xmlns:o='urn:schemas-microsoft-com:office:office'><body><div class=WordSection1>"
    + "".join(f"<p class=MsoNormal><span>{text}<o:p></o:p></span></p><p><o:p>&nbsp;</o:p></p>" for text in PARAGRAPHS)
    + "</div></body></html>",
    "XHTML": "<?xml version='1.0'?><?xml-stylesheet href='a'?><html xmlns='http://www.w3.org/1999/xhtml'><head><title/>"
    f"<script src='a'/></head><body><textarea/><iframe src='x'/>{BODY}</body></html>",
    "a type of no name": f"\r\n\t\r\n<!DOCTYPE>\n<!--[if IE 7 ]><html class=ie7><![endif]-->\n<html><body>{BODY}</body></html>",
    "a warning of PHP first": "<br />\n<b>Notice</b>:  Undefined index in <b>/www/a.php</b> on line <b>5</b><br />\n"
    f"<!DOCTYPE html><html><body>{BODY}</body></html>",
    "a style first": f"<style>{'p{a:b}' * 3000}</style><html><body>{BODY}</body></html>",
    "a long comment first": f"<!--{'x' * 6000}--><html><body>{BODY}</body></html>",
    "no more tags than needed": f"<meta charset=utf-8><title>{TITLE}</title>{BODY}",
}


@pytest.mark.parametrize("engine", ["default", "fast"])
@pytest.mark.parametrize("name", PAGES)
def test_an_odd_page_gives_its_article(name: str, engine: str) -> None:
    article = cleaner.clean(PAGES[name], config=Config(engine=engine))  # type: ignore[arg-type]
    assert article.metadata.media_type == "text/html"
    assert [line for line in article.text.split("\n") if line in PARAGRAPHS] == PARAGRAPHS
    assert len(article.text) < len("\n".join(PARAGRAPHS)) + 30
    assert article.restore() == article.document.text
    for block, _ in article:
        assert article.document.text[block.start : block.end] == block.text


@pytest.mark.parametrize(
    "source",
    [
        "<!DOCTYPE html>",
        "<html><script>document.write('a')</script></html>",
        "<html><template><p>a</p></template></html>",
        "<html><frameset><frame src=a></frameset></html>",
        "<title>a",
    ],
)
def test_a_page_without_text_gives_a_warning(source: str) -> None:
    article = cleaner.clean(source)
    assert (article.text, article.document.text) == ("", "")
    assert article.metadata.warnings == ("the page holds no text; what a script would print is not read",)


@pytest.mark.parametrize(
    "source",
    [
        "<3 this poem\nis text",
        "<p>A paragraph</p>",
        "# Markdown\n\n<div align=center><img src=a></div>\n\nwith tags",
        "<script>alert(1)</script> is what the tutorial says.",
        "A page begins with:\n<!DOCTYPE html>\n<html>",
        "<?xml version='1.0'?><rss><channel><title>T</title></channel></rss>",
        "<svg><title>T</title></svg>",
        "<titles>",
        "<!-- a comment that does not end <html>",
    ],
)
def test_what_is_no_page_is_text(source: str) -> None:
    assert not is_html(source)
    assert cleaner.clean(source).restore() == source


def test_what_is_hidden_inside_a_line_is_not_shown() -> None:
    blocks = segment(
        page(
            "<p>a <span hidden>b</span> c</p><span hidden><p>d</p></span>"
            "<p>e <span style='display:inline-block'>f</span></p>"
        )
    ).blocks
    assert [block.text for block in blocks] == ["a c", "d", "e f"]
    assert blocks[1].element is not None
    assert blocks[1].element.place == Place.HIDDEN


@pytest.mark.parametrize(
    "unit",
    ["<title>", "<textarea", "<TITLE>a<title>", "</html>", "</html", "<!--", "<?", "\ufeff ", "<script>", "<noframes>"],
)
def test_a_megabyte_of_openings_takes_no_more_than_its_length(unit: str) -> None:
    source = unit * (1_000_000 // len(unit))
    began = time.process_time()
    is_html(source)
    segment(source)
    assert time.process_time() - began < 10


@pytest.mark.parametrize("part", range(0, len(PAGES["a form around it"]), 97))
def test_a_page_cut_anywhere_gives_an_article(part: int) -> None:
    for source in (PAGES["a form around it"][:part], PAGES["AMP"].encode()[: part // 3]):
        article = cleaner.clean(source, media_type="text/html", config=Config(engine="fast"))
        assert article.restore() == article.document.text
