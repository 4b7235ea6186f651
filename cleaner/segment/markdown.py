"""Markdown in a text: what a reader sees of it."""

from __future__ import annotations

import re

from .seen import LETTER, Seen, count_letters

__all__ = ["is_markdown", "is_underline", "visible"]

_TARGET = r"(?:<[^<>\n]*>|[^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*)"
_TITLE = r"(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?"
# Converters do not escape blanks in paths.
_AIM = rf"\((?:\s*{_TARGET}{_TITLE}\s*|[^()]*/[^()]*)\)"
_INSIDE = r"(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*"
# Most lines of most texts have none of its signs.
_SIGN = re.compile(r"[\[\]*_#>\\|]|^\s*[-=:+]")
_IMAGE = re.compile(rf"!\[{_INSIDE}\](?:{_AIM}|\[[^\[\]]*\])")
# Where a link leads, though it may be broken by a line's end.
_LEADS = re.compile(r"\]\(\s*<?(?:https?:|mailto:|/)")
_LINK = re.compile(rf"\[({_INSIDE})\](?:{_AIM}|\[\d+\])")
# Links of which a part is on other lines: their text, or the end of a long title.
_LINK_END = re.compile(rf"\]{_AIM}")
_LINK_BEGIN = re.compile(rf"\[({_INSIDE})\]\(\s*{_TARGET}\s+\"[^\"]*$")
# A link that shows where it leads is given for that.
_ADDRESS = re.compile(r"<?(?:https?:|www\.)")
_DEFINITION = re.compile(rf"\s*\[[^\[\]]+\]:\s+\S+{_TITLE}\s*")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+")
_QUOTE = re.compile(r"\s{0,3}>[\s>]*")
_UNDERLINE = re.compile(r"\s{0,3}(?:={3,}|-{3,})\s*")
_RULE = re.compile(r"[\s*_|:=-]+")
# Bold words have lost their signs when these are looked for.
_EMPHASIS = re.compile(r"(?<![\w*])[*_](?=[^\W_])|(?<=[^\s*_])[*_](?![\w*])")
# Pages' texts show a bullet there; a hyphen, which other converters write, stays.
_ITEM = re.compile(r"\s*[*+]\s+(?=\S)")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")
_BOLD = re.compile(r"\*\*[^\W_][^*\n]{0,300}\*\*(?!\w)")
_HEADINGS = re.compile(r"^#{1,6} \S", re.MULTILINE)
# The borders of a table's row.
_EDGES = " \t\u00a0|"


def is_markdown(text: str) -> bool:
    """Whether a text has links as Markdown writes them, or several of its headings or bold words.

    >>> is_markdown("See [the map](/map).")
    True
    """
    # One character is found much faster than two.
    if "[" in text and "](" in text and (_LEADS.search(text) or _LINK.search(text)):
        return True
    if "**" in text and len(_BOLD.findall(text)) > 1:
        return True
    # Comments in code have one sign.
    return "\n##" in text and len(_HEADINGS.findall(text)) > 1


def is_underline(line: str) -> bool:
    """Whether a line makes a heading of the one above."""
    return _UNDERLINE.fullmatch(line) is not None


def visible(line: str) -> Seen:
    r"""Return what a reader sees of a line.

    >>> visible("## [News](/news \"All news\") **today** ![](a.png)")
    Seen(text='News today', links=0.4444444444444444, icon=False)
    """
    if not _SIGN.search(line):
        return Seen(line)
    if _DEFINITION.fullmatch(line) or _RULE.fullmatch(line):
        return Seen("")
    linked, icon, text = 0, False, line
    if "](" in line or "][" in line:
        shown = _IMAGE.sub("", line)
        linked = sum(count_letters(found[1]) for found in _LINK.finditer(shown) if not _ADDRESS.match(found[1]))
        text = _LINK_END.sub("", _LINK_BEGIN.sub(r"\1", _LINK.sub(r"\1", shown)))
        icon = shown == line
    text = _unmarked(text)
    if not LETTER.search(text):
        return Seen("", 0.0, icon=icon)
    return Seen(text, min(1.0, linked / count_letters(text)) if linked else 0.0)


def _unmarked(text: str) -> str:
    """Return a line without the signs of headings, quotations, emphasis and escapes."""
    for sign in (_HEADING, _QUOTE):
        if found := sign.match(text):
            text = text[found.end() :].rstrip("# ")
    if found := _ITEM.match(text):
        text = "• " + text[found.end() :]
    if "*" in text or "_" in text:
        text = _EMPHASIS.sub("", text.replace("**", "").replace("__", ""))
    if "\\" in text:
        text = _ESCAPED.sub(r"\1", text)
    text = text.strip(_EDGES)
    return text[1:].lstrip() if text[:1] == "[" and "]" not in text else text
