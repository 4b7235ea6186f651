"""Lines that would hurt: a megabyte each. Time must grow with the length, not with its square."""

from __future__ import annotations

import time

import pytest

import cleaner

MEGABYTE = 1_000_000
# Of longer lines signs and tags are not read.
READ = 50_000
UNITS = [
    "a",
    "a ",
    "1",
    "1.",
    "12:30 ",
    " ",
    "\u00a0",
    "<",
    "<a ",
    "[",
    "{",
    "{{",
    "((",
    '"',
    "“",
    "|",
    " | ",
    "- ",
    ".",
    "!",
    "…",
    "中",
    "ก",
    "é",
    "İ",
    "ά",
    "\u0301",
    "https://",
    "a@",
    "www.",
    "©",
    "photo: ",
    "12 mai ",
    "2024-01-",
    "by A, ",
    "share ",
    "reduce spam ",
    "<!--",
    "&amp;",
    "\u200b",
    "\ufeff",
]


def clean_in_time(text: str) -> None:
    """Clean a text of a megabyte. A quadratic expression would take hours."""
    cleaner.clean("The lexicons are loaded with the first text.")
    began = time.process_time()
    article = cleaner.clean(text)
    assert time.process_time() - began < 2
    assert article.restore() == text


def lines_of(unit: str) -> str:
    """A megabyte of lines as long as they are looked through."""
    return "\n".join([unit * (READ // len(unit))] * (MEGABYTE // READ))


@pytest.mark.parametrize("unit", UNITS)
def test_a_hostile_line_of_a_megabyte(unit: str) -> None:
    line = unit * (MEGABYTE // len(unit))
    text = f"Titre\n{line}\nUne phrase entière, dit la mairie, se trouve encore ici."
    clean_in_time(text)


MARKDOWN = [
    "[",
    "![",
    "[a",
    "[[a]",
    "[a](",
    "[a](c ",
    '[a](c "',
    "[a](c(",
    "![a](",
    "](",
    "*",
    "*a",
    "_a",
    "**a",
    "\\",
    "> ",
    "# ",
    "[a][1]",
]


@pytest.mark.parametrize("unit", MARKDOWN)
def test_hostile_lines_of_markdown(unit: str) -> None:
    text = f"[Titre](/a)\n{lines_of(unit)}\nUne phrase entière, dit la mairie, se trouve encore ici."
    clean_in_time(text)


HTML = ["<", "<a", "<a ", "<a >", "<a >b", "<a ><b>", "</a>", "<p>", "<!--", "<!-- -", "&nbsp;", "&#1", "&a"]


@pytest.mark.parametrize("unit", HTML)
def test_hostile_lines_of_html(unit: str) -> None:
    text = f"<p>Titre</p>\n{lines_of(unit)}\n<p>Une phrase entière, dit la mairie,</p>\n<p>se trouve encore ici.</p>"
    clean_in_time(text)


@pytest.mark.parametrize(
    "unit", ["a\n", "12:30 b\n", "\n", "Share\n", "Photo: x\n", "[a](b)\n", "![](a)\n", "word " * 14 + "\n"]
)
def test_a_hundred_thousand_lines(unit: str) -> None:
    text = unit * 100_000
    began = time.process_time()
    assert cleaner.clean(text).restore() == text
    assert time.process_time() - began < 60
