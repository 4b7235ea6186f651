"""The report in a real browser: what it shows, does, keeps and saves."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from report_pages import HOSTILE, Visit, article, articles, chromium, hostile_articles, palette, write

from cleaner import Action, Article, Cleaner, Config, Label, Prediction, Record
from cleaner.evaluate import evaluate, read_labels
from cleaner.explain import explain, is_doubtful
from cleaner.report import from_article, from_json, write_report

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TICKER = "seeds/002_30f369eae955472f.txt"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("report") / "report.html", articles())


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("hostile") / "report.html", hostile_articles())


@pytest.fixture
def visit(browser: Browser, report: Path) -> Iterator[Visit]:
    yield from _visit(browser, report)


@pytest.fixture
def hostile_visit(browser: Browser, hostile: Path) -> Iterator[Visit]:
    yield from _visit(browser, hostile)


def _visit(browser: Browser, path: Path, **options: Any) -> Iterator[Visit]:
    """A visit with a fresh profile; nothing may have complained at its end."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, **options)
    visit = Visit(context, path)
    yield visit
    context.close()
    assert visit.complaints == []
    assert visit.foreign == []


def at(name: str, line: int | None = None) -> str:
    return f"#doc={name}" + (f"&line={line}" if line else "")


def texts(page: Page, selector: str) -> list[str]:
    return page.locator(selector).all_inner_texts()


def names(page: Page) -> list[str]:
    """The documents in the list, in order, by way of a large window."""
    page.set_viewport_size({"width": 1440, "height": 20_000})
    before: list[str] = []
    # The rows are made as they come into view: the list is whole when it stays as it is.
    for _ in range(40):
        page.wait_for_timeout(50)
        shown = page.locator(".row .name").all_text_contents()
        if shown and shown == before:
            break
        before = shown
    return before


def shown_name(one: Article) -> str:
    return one.metadata.title or (one.id if len(one.id) <= 60 else "…" + one.id[-58:])


def shown_score(prediction: Prediction) -> float:
    """The probability as the page holds it."""
    return round(prediction.score, 3)


def numbers(one: Article, *, kept: bool | None = None, doubtful: bool = False) -> list[int]:
    return [
        number
        for number, (_, prediction) in zip(one.document.line_numbers, one, strict=True)
        if (kept is None or prediction.kept is kept) and (not doubtful or is_doubtful(shown_score(prediction)))
    ]


def current(page: Page) -> int:
    return int(page.locator(".line.current .number").inner_text())


# What it shows


def test_the_overview_adds_up(visit: Visit) -> None:
    page = visit.open()
    removed = [line for one in articles() for line in one.removed]
    figures = texts(page, ".figures dd")
    lines = sum(len(one.document.blocks) for one in articles())
    assert figures[0] == f"{len(articles()):,}"
    assert figures[3] == f"{len(removed):,} of {lines:,}"
    bars = dict(zip(texts(page, ".bar-row .name"), texts(page, ".bar-row .number"), strict=True))
    assert bars == {
        label.replace("_", " "): f"{sum(line.label == label for line in removed):,}"
        for label in {str(line.label) for line in removed}
    }
    columns = page.evaluate("[...document.querySelectorAll('.column')].map((one) => one.title)")
    counted = sum(int(n.replace(",", "")) for title in columns for n in re.findall(r"([\d,]+) (?:kept|removed)", title))
    assert len(columns) == 20
    assert counted == lines


def test_bars_and_columns_lead_to_their_documents(visit: Visit) -> None:
    page = visit.open()
    page.locator(".bar-row.l-ticker").click()
    wanted = sum(any(line.label is Label.TICKER for line in one.removed) for one in articles())
    assert page.locator("#found").inner_text().startswith(f"{wanted} of ")
    page.go_back()
    page.locator(".column").nth(19).click()
    wanted = sum(any(shown_score(p) >= 0.95 for _, p in one) for one in articles())
    assert page.locator("#found").inner_text().startswith(f"{wanted} of ")


@pytest.mark.parametrize(
    "name", [TICKER, "wild/de-regionalzeitung-plus", "wild/ja-chihoushi-kaiin-gentei", "wild/he-atar-hadashot"]
)
def test_the_report_says_what_explain_says(visit: Visit, name: str) -> None:
    page = visit.open(at(name))
    for row in _said(article(name)):
        line = page.locator(".line").filter(has=page.locator(f".number:text-is('{row['number']}')"))
        line.click()
        assert line.locator(".content").inner_text().strip() == row["text"]
        assert line.get_attribute("class", timeout=1000) is not None
        assert row["fate"] in (line.get_attribute("class") or "").split()
        verdict = page.locator(".verdict")
        assert verdict.locator(".fate .label").inner_text() == row["label"].replace("_", " ")
        assert verdict.locator(".meter b").inner_text() == row["score"]
        evidence = [
            f"{weight.replace('−', '-')} {detail}"
            for weight, detail in zip(
                texts(page, ".evidence .weight"), texts(page, ".evidence .detail > bdi"), strict=True
            )
        ]
        assert "; ".join(evidence) == row["reasons"]


def _said(one: Article) -> Iterator[dict[str, str]]:
    """The lines of ``cleaner explain -v``, taken apart."""
    fates = {" ": "keep", "-": "drop", ">": "move"}
    said = list(explain(one, everything=True))
    said = said[said.index("") + 1 :]
    for line, reasons in zip(said[::2], said[1::2], strict=True):
        found = re.fullmatch(r"([ >-]) +(\d+) (\d\.\d{3}) (\w+) +(.*)", line)
        assert found
        yield {
            "fate": fates[found[1]], "number": found[2], "score": found[3], "label": found[4], "text": found[5],
            "reasons": reasons.strip(),
        }  # fmt: skip


def test_the_metadata_stands_beside_the_text_with_its_sources(visit: Visit) -> None:
    page = visit.open(at("seeds/004_4a1bf3db22ea9fa9.txt"))
    values = dict(zip(texts(page, ".metadata dt"), texts(page, ".metadata dd"), strict=True))
    assert values["title"] == "Muks a tenté de rallier Zuckerberg à sa cause contre OpenAI line 1"
    page.locator(".metadata button.source").first.click()
    assert current(page) == 1


def test_the_clean_view_is_the_body(visit: Visit) -> None:
    for one in (article(TICKER), article("wild/en-uk-news-full-dump"), article("wild/zh-Hans-boke-wordpress")):
        page = visit.open(at(one.id) + "&view=clean")
        shown = [text.strip() for text in texts(page, ".line:visible .content")]
        assert shown == [line.strip() for line in one.text.splitlines() if line.strip()]


def test_side_by_side_has_the_body_on_the_right(visit: Visit) -> None:
    one = article(TICKER)
    page = visit.open(at(one.id))
    page.keyboard.press("3")
    assert len(texts(page, ".line .content:not(.twin)")) == len(one.document.blocks)
    right = [text.strip() for text in texts(page, ".line .twin") if text.strip()]
    assert right == [line.strip() for line in one.text.splitlines() if line.strip()]
    assert "view=side" in _address(page)


def _address(page: Page) -> str:
    page.wait_for_timeout(300)
    return str(page.evaluate("location.hash"))


def test_a_file_of_cleaned_articles_gives_the_same_lines(browser: Browser, tmp_path: Path) -> None:
    one = article("wild/en-uk-news-full-dump")
    path = tmp_path / "report.html"
    write_report([from_json(json.loads(json.dumps(one.to_dict())), source="test")], path)
    for visit in _visit(browser, path):
        page = visit.open(at(one.id))
        assert [text.strip() for text in texts(page, ".line .content")] == [b.text.strip() for b in one.document.blocks]
        fates = page.evaluate("[...document.querySelectorAll('.line')].map((line) => line.classList[1])")
        assert fates == [str(p.action) for p in one.predictions]
        page.locator(f".line.{Action.KEEP}").first.click()
        assert "no score" in page.locator(".verdict").inner_text()


# Ways through it


def test_a_deep_link_opens_its_line(visit: Visit) -> None:
    number = numbers(article("wild/en-uk-news-full-dump"), kept=False)[-1]
    page = visit.open(at("wild/en-uk-news-full-dump", number))
    assert current(page) == number
    assert page.locator(".verdict h2").inner_text() == f"Line {number}"
    assert page.locator(".line.current").evaluate(
        "(line) => { const r = line.getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight; }"
    )


def test_an_unknown_document_is_named(visit: Visit) -> None:
    page = visit.open("#doc=no-such-document")
    assert "no-such-document" in page.locator("#toast").inner_text()


def test_back_and_forward_walk_the_documents(visit: Visit) -> None:
    page = visit.open("#page=documents")
    page.locator(".row").nth(0).click()
    page.locator(".row").nth(3).click()
    page.wait_for_selector(".row:nth-child(4)[aria-selected=true]")
    page.go_back()
    page.wait_for_selector(".row:nth-child(1)[aria-selected=true]")
    page.wait_for_function("() => document.querySelector('.head .id').textContent.includes('000_')")
    page.go_forward()
    page.wait_for_function("() => document.querySelector('.head .id').textContent.includes('003_')")


def test_keys_walk_lines_documents_and_views(visit: Visit) -> None:
    one = article(TICKER)
    every, gone = numbers(one), numbers(one, kept=False)
    page = visit.open("#page=documents")
    page.keyboard.press("j")
    page.wait_for_selector(".line")
    page.keyboard.press("J")
    page.keyboard.press("J")
    page.wait_for_function("() => document.querySelector('.head .id')?.textContent.includes('002_')")
    walked = []
    for key in "jjjk":
        page.keyboard.press(key)
        walked.append(current(page))
    assert walked == [every[0], every[1], every[2], every[1]]
    assert page.evaluate("document.activeElement.classList.contains('current')")
    page.keyboard.press("Escape")
    assert page.locator(".line.current").count() == 0
    walked = []
    for _ in gone:
        page.keyboard.press("n")
        walked.append(current(page))
    assert walked == gone
    page.keyboard.press("p")
    assert current(page) == gone[-2]
    page.keyboard.press("2")
    assert page.locator("#reader").get_attribute("data-view") == "clean"
    page.keyboard.press("K")
    page.wait_for_function("() => document.querySelector('.head .id').textContent.includes('001_')")
    page.keyboard.press("o")
    assert page.locator("#overview").is_visible()
    page.keyboard.press("?")
    assert page.locator("dialog").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("jjj")
    assert page.locator("#q").input_value() == "jjj"


def test_u_walks_the_doubtful_lines_of_all_documents(visit: Visit) -> None:
    wanted = [(one.id, number) for one in articles() for number in numbers(one, doubtful=True)][:6]
    assert len({name for name, _ in wanted}) > 1
    page = visit.open("#page=documents")
    walked = []
    for name, number in wanted:
        page.keyboard.press("u")
        page.wait_for_function(
            "(n) => document.querySelector('.line.current .number')?.textContent === n", arg=str(number)
        )
        walked.append((page.locator(".head .id").inner_text(), current(page)))
        assert walked[-1] == (name, number)
    page.keyboard.press("U")
    page.wait_for_function(
        "(n) => document.querySelector('.line.current .number')?.textContent === n", arg=str(wanted[-2][1])
    )


def test_a_judged_line_is_doubtful_no_more(visit: Visit) -> None:
    one = next(one for one in articles() if len(numbers(one, doubtful=True)) > 1)
    first, second, *_ = numbers(one, doubtful=True)
    page = visit.open(at(one.id))
    page.keyboard.press("u")
    assert current(page) == first
    page.keyboard.press("y")
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    assert current(page) == second


@pytest.mark.parametrize(
    ("address", "test"),
    [
        ("label=share", lambda one: any(p.label is Label.SHARE for p in one.predictions)),
        ("score=0.4-0.6", lambda one: any(0.4 <= shown_score(p) < 0.6 for p in one.predictions)),
        (
            "label=comment&score=0.8-1",
            lambda one: any(p.label is Label.COMMENT and shown_score(p) >= 0.8 for p in one.predictions),
        ),
        ("site=fr-wild.example", lambda one: "fr-wild.example" in (one.url or "")),
        ("site=(none)", lambda one: one.url is None),
        ("lang=ja", lambda one: one.document.language == "ja"),
        ("show=whole", lambda one: not one.removed),
        ("show=doubtful&lang=en", lambda one: one.document.language == "en" and numbers(one, doubtful=True)),
    ],
)
def test_filters_let_through_what_they_say(visit: Visit, address: str, test: Any) -> None:
    page = visit.open(f"#page=documents&{address}")
    wanted = [shown_name(one) for one in articles() if test(one)]
    assert 0 < len(wanted) < len(articles())
    assert names(page) == wanted
    assert page.locator("#found").inner_text() == f"{len(wanted)} of {len(articles())} documents"


def test_filters_by_hand_and_their_chips(visit: Visit) -> None:
    page = visit.open("#page=documents")
    page.locator("#more summary").click()
    page.locator("#f-label").select_option("share")
    page.locator("#f-lang").select_option("en")
    page.locator("#f-lo").fill("0.5")
    page.locator("#f-lo").press("Tab")
    page.locator("#f-sort").select_option("changed")
    wanted = [
        one
        for one in articles()
        if one.document.language == "en"
        and any(p.label is Label.SHARE and shown_score(p) >= 0.5 for p in one.predictions)
    ]
    assert page.locator("#found").inner_text() == f"{len(wanted)} of {len(articles())} documents"
    address = _address(page)
    for part in ("label=share", "lang=en", "score=0.5-1", "sort=changed"):
        assert part in address
    assert len(texts(page, ".chip")) == 4
    for _ in range(4):
        page.locator(".chip").first.click()
    assert page.locator("#found").inner_text() == f"{len(articles())} documents"


def test_search_finds_texts_and_marks_them(visit: Visit) -> None:
    page = visit.open("#page=documents")
    needle = "Akismet"
    wanted = [one for one in articles() if any(needle.lower() in text.lower() for text in (one.id, one.document.text))]
    page.locator("#q").fill(needle)
    page.wait_for_function(
        "(n) => document.querySelector('#found').textContent.startsWith(n)", arg=f"{len(wanted)} of "
    )
    page.locator(".row").first.click()
    page.wait_for_selector("mark")
    assert {text.lower() for text in texts(page, "mark")} == {"akismet"}
    page.locator("#q").fill("no text of these has this in it")
    page.wait_for_function("() => document.querySelector('#found').textContent.startsWith('0 of ')")


def test_the_list_is_worked_by_keys(visit: Visit) -> None:
    page = visit.open("#page=documents")
    page.locator("#list").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    box = page.locator("#list")
    active = box.get_attribute("aria-activedescendant")
    assert page.locator(f"#{active}").get_attribute("aria-selected") == "true"
    page.keyboard.press("End")
    page.wait_for_selector(f"#row-{len(articles()) - 1}[aria-selected=true]")
    assert page.locator(f"#row-{len(articles()) - 1}").is_visible()


def test_rows_are_made_as_they_scroll_into_view(visit: Visit) -> None:
    page = visit.open("#page=documents")
    assert 0 < page.locator(".row").count() < 40 < len(articles())
    page.locator("#list").evaluate("(list) => { list.scrollTop = list.scrollHeight; }")
    page.wait_for_selector(f"#row-{len(articles()) - 1}")
    assert page.locator(".row").count() < 40


def test_lines_are_made_as_they_scroll_into_view(browser: Browser, tmp_path: Path) -> None:
    text = "".join(f"Line {n} of a text that goes on and on, said the man at the gate.\n" for n in range(1, 5001))
    path = write(tmp_path / "report.html", list(Cleaner().pipe([Record("a", text)])))
    for visit in _visit(browser, path):
        page = visit.open(at("a"))
        assert page.locator(".line").count() < 1000
        page = visit.open(at("a", 4000))
        assert current(page) == 4000
        assert page.locator(".line.current").inner_text().startswith("4000")


# Review


def test_a_review_is_kept_saved_and_scored(browser: Browser, report: Path, tmp_path: Path) -> None:
    one = article(TICKER)
    every = numbers(one)
    saved = tmp_path / "labels.jsonl"
    for visit in _visit(browser, report, accept_downloads=True):
        page = visit.open(at(TICKER, every[0]))
        page.keyboard.press("x")
        assert "keep" in (page.locator(".line").nth(0).get_attribute("class") or "").split()
        page.keyboard.press("j")
        page.locator("#judge-label").select_option("share")
        page.locator(".line").nth(2).click()
        page.keyboard.press("y")
        page.locator(".line").nth(3).click()
        page.keyboard.press("x")
        page.keyboard.press("Backspace")
        page = visit.open(at(TICKER))
        assert page.locator("#save").inner_text() == "Save labels (3 lines)"
        assert page.locator(".line.touched").count() == 3
        with page.expect_download() as download:
            page.keyboard.press("s")
        assert download.value.suggested_filename == "labels.jsonl"
        download.value.save_as(saved)
    (labelled,) = read_labels(saved)
    assert labelled.text == one.document.text
    assert (labelled.id, labelled.reviewed, labelled.language) == (one.id, False, one.document.language)
    assert [str(line.label) for line in labelled.lines] == ["body", "share", str(one.predictions[2].label)]
    blocks = one.document.blocks
    assert [labelled.text[line.start : line.end] for line in labelled.lines] == [block.text for block in blocks[:3]]
    evaluation = evaluate([labelled])
    assert evaluation.unmatched == 0
    assert (evaluation.total.lines, evaluation.total.kept_lost, evaluation.total.named) == (3, 1, 1)


def test_flipping_twice_is_no_change(visit: Visit) -> None:
    page = visit.open(at(TICKER, numbers(article(TICKER))[0]))
    before = page.locator(".line").nth(0).locator(".content").inner_html()
    page.keyboard.press("x")
    page.keyboard.press("x")
    assert page.locator(".line").nth(0).locator(".content").inner_html() == before
    assert page.locator(".verdict .badge.mine").inner_text() == "confirmed"


def test_buttons_keep_and_remove(visit: Visit) -> None:
    one = article(TICKER)
    kept = numbers(one, kept=True)[-1]
    page = visit.open(at(TICKER, kept))
    page.locator("#judge-remove").click()
    assert page.locator("#judge-label").input_value() == "other"
    assert page.locator("#judge-remove").get_attribute("aria-pressed") == "true"
    assert "drop" in (page.locator(".line.current").get_attribute("class") or "").split()
    page.locator("#judge-keep").click()
    page.locator("#judge-undo").click()
    assert page.locator("#save").is_disabled()


def test_a_reviewed_document_vouches_for_all_of_its_lines(browser: Browser, tmp_path: Path) -> None:
    # An astral character is two units of a JavaScript string and one of a Python string.
    text = "\n\n\U0001f600 The bridge opens 😀 on Monday, said the mayor 👍🏽 at noon.\r\n\r\nIt had been shut for a year, she said. 😀\nLeave a Reply\n"
    (one,) = Cleaner(Config(policy={"title": "keep"})).pipe([Record("smile", text)])
    path = write(tmp_path / "report.html", [one])
    saved = tmp_path / "labels.jsonl"
    for visit in _visit(browser, path, accept_downloads=True):
        page = visit.open(at("smile"))
        page.keyboard.press("r")
        with page.expect_download() as download:
            page.locator("#save").click()
        download.value.save_as(saved)
    (labelled,) = read_labels(saved)
    assert labelled.reviewed
    assert labelled.text == text
    assert [(line.start, line.end, line.label) for line in labelled.lines] == [
        (block.start, block.end, prediction.label) for block, prediction in one
    ]
    again = browser.new_context()
    fresh = Visit(again, path).open(at("smile"))
    fresh.set_input_files("#load-file", saved)
    fresh.wait_for_selector("#toast:has-text('Took up 1 document')")
    assert fresh.locator(".check input").is_checked()
    again.close()


def test_a_review_filters_the_list(visit: Visit) -> None:
    page = visit.open(at(TICKER, numbers(article(TICKER))[0]))
    page.keyboard.press("x")
    page = visit.open("#page=documents&show=touched")
    assert names(page) == [shown_name(article(TICKER))]


def test_a_foreign_labels_file_is_refused_in_words(visit: Visit, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text("no json\n")
    page = visit.open()
    page.set_input_files("#load-file", bad)
    page.wait_for_selector("#toast:has-text('bad.jsonl is no labels file')")


# Hostile texts


def test_hostile_texts_are_shown_as_text(hostile_visit: Visit) -> None:
    page = hostile_visit.open()
    assert page.locator(".failures").count() == 0
    for n, line in enumerate(HOSTILE):
        page.goto("about:blank")
        page = hostile_visit.open("#page=documents")
        page.locator(".row").nth(n).click()
        page.wait_for_selector(".line")
        shown = page.evaluate(
            "[...document.querySelectorAll('.line .content')].map((c) => [...c.querySelectorAll('.control')].length + ':' + c.textContent)"
        )
        if not re.search("[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", line):
            assert f"0:{line}" in shown
    assert any(text.startswith("5:") and "RLO" in text for text in shown)
    assert any(text.startswith("3:") and "ESC" in text for text in shown)
    assert any(text.startswith("1:") and "U+D83D" in text and "\U0001f600" in text for text in shown)
    assert page.evaluate("window.hit") is None
    inside = "main :is(script, iframe, img, svg, object, embed, style, link, a[href^='javascript:'])"
    assert page.locator(inside).count() == 0


def test_a_line_of_a_megabyte_is_cut_until_asked_for(hostile_visit: Visit) -> None:
    page = hostile_visit.open(at("long"))
    content = page.locator(".line .content").nth(1)
    assert len(content.inner_text()) < 10_000
    content.locator("button").click()
    assert len(page.locator(".line .content").nth(1).inner_text()) == 1_000_000


def test_the_policy_stops_what_a_hole_would_let_in(hostile: Path, browser: Browser) -> None:
    context = browser.new_context()
    visit = Visit(context, hostile)
    page = visit.open()
    page.evaluate(
        """() => {
            const script = document.createElement("script");
            try { script.text = "window.hit = 1"; document.body.append(script); } catch {}
            try { document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.hit = 2'>"); } catch {}
            const image = new Image();
            image.src = "https://example.org/x.png";
            document.body.append(image);
            return fetch("https://example.org/").catch(() => null);
        }"""
    )
    assert page.evaluate("window.hit") is None
    assert len([one for one in visit.complaints if "Content Security Policy" in one or "TrustedHTML" in one]) >= 3
    context.close()


# For everybody


VIEWS = {
    "overview": "",
    "document": at(TICKER, 3),
    "doubtful": "#doc=wild/id-portal-berita-lengkap&line=1",
    "clean": at("wild/en-longread-ads") + "&view=clean",
    "side": at("wild/en-uk-news-full-dump") + "&view=side",
    "right-to-left": at("wild/fa-khabargozari", 5),
    "japanese": at("wild/ja-chihoushi-kaiin-gentei", 2),
    "filtered": "#page=documents&label=crosslink&score=0.5-1&sort=changed",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 1000, 390])
@pytest.mark.parametrize("view", VIEWS)
def test_contrast_roles_and_a_picture(browser: Browser, report: Path, view: str, width: int, scheme: Any) -> None:
    axe = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    for visit in _visit(browser, report, color_scheme=scheme, reduced_motion="reduce"):
        visit.page.set_viewport_size({"width": width, "height": 900})
        page = visit.open(VIEWS[view])
        page.wait_for_timeout(100)
        if folder := os.environ.get("CLEANER_SCREENSHOTS"):
            page.screenshot(
                path=Path(folder) / f"{view}-{width}-{scheme}.png", full_page=view == "overview" and width > 400
            )
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        # Roles and contrast of what an inner scroll bar hides can be told only when it is in view.
        page.set_viewport_size({"width": width, "height": 4000})
        page.evaluate(axe)
        found = page.evaluate("axe.run({ resultTypes: ['violations'] }).then((found) => found.violations)")
        assert [(one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in found] == []
        visit.complaints.clear()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_label_can_be_read(browser: Browser, tmp_path: Path, scheme: Any) -> None:
    one = palette()
    path = write(tmp_path / "report.html", [one])
    axe = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    for visit in _visit(browser, path, color_scheme=scheme):
        page = visit.open(at("palette"))
        page.locator(".line").nth(40).click()
        page.set_viewport_size({"width": 1440, "height": 12_000})
        page.evaluate(axe)
        found = page.evaluate(
            """() => axe.run('#reader', { runOnly: ['color-contrast'] }).then((all) => [
                all.passes.flatMap((one) => one.nodes).length, all.violations.flatMap((one) => one.nodes.map((node) => node.html)),
            ])"""
        )
        assert found[0] > len(one.predictions)
        assert found[1] == []
        if folder := os.environ.get("CLEANER_SCREENSHOTS"):
            page.screenshot(
                path=Path(folder) / f"palette-{scheme}.png", clip={"x": 0, "y": 0, "width": 1440, "height": 3000}
            )


def test_the_theme_button_stays_chosen(visit: Visit) -> None:
    page = visit.open()
    ground = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(ground)
    page.locator("#theme").click()
    after = page.evaluate(ground)
    assert before != after
    assert visit.open().evaluate(ground) == after


def test_an_empty_report_and_failures(browser: Browser, tmp_path: Path) -> None:
    from cleaner import UnsupportedInput

    path = tmp_path / "report.html"
    empty = next(Cleaner().pipe([Record("empty", "")]))
    write_report([UnsupportedInput("a.pdf", "PDF document"), from_article(empty)], path)
    for visit in _visit(browser, path):
        page = visit.open()
        page.locator(".failures summary").click()
        assert "a.pdf: this is no text but PDF document" in page.locator(".failures").inner_text()
        page = visit.open(at("empty"))
        assert "the input is empty" in page.locator(".metadata .warning").inner_text()
        page.keyboard.press("j")
        page.keyboard.press("u")
    write_report([], path)
    for visit in _visit(browser, path):
        assert "no text" in visit.open().locator(".lead").inner_text()
        visit.open("#page=documents")
