"""The benchmark's figures: hand-computed cases, properties, and agreement with the data's own metrics where they are at hand."""

import importlib.util
import os
import random
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from benchmarks import data, metrics, peers, subject, tables
from benchmarks.__main__ import main

SCORE = "CLEANER_SCORE"
needs_data = pytest.mark.skipif(not os.environ.get(data.VARIABLE), reason=f"{data.VARIABLE} is unset")

WORD_CASES = [
    ("", "", (1.0, 1.0, 1.0)),
    ("a", "", (0.0, 0.0, 0.0)),
    ("", "a", (0.0, 0.0, 0.0)),
    ("a b c d", "a b", (0.5, 1.0, 2 / 3)),
    ("the the cat", "the cat", (2 / 3, 1.0, 0.8)),
    ("Wetter in Köln: 5°", "wetter köln", (0.5, 1.0, 2 / 3)),
    ("今天天气好", "今天好", (0.6, 1.0, 0.75)),
    ("ニュースです", "ニュース", (2 / 3, 1.0, 0.8)),
]
LABEL_CASES = [
    (["Share", "one two three four", "..."], "Share\none two three four five", [True, True, None]),
    (["Share it", "one two three four six seven eight nine"], "one two three four five", [False, False]),
    (["天气好极了", "天气"], "今天天气好极了", [True, False]),
]


@pytest.mark.parametrize(("text", "gold", "expected"), WORD_CASES)
def test_word_score(text: str, gold: str, expected: tuple[float, float, float]) -> None:
    assert metrics.word_score(text, gold) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(("lines", "gold", "expected"), LABEL_CASES)
def test_line_labels(lines: list[str], gold: str, expected: list[bool | None]) -> None:
    assert metrics.line_labels(lines, gold) == expected


def test_shingle_score_of_one_half_and_one_perfect_page() -> None:
    pairs = [("a b c d e x", "a b c d e"), ("one two", "one two")]
    score = metrics.shingle_score(pairs)
    assert score == pytest.approx(((2 / 3 + 1) / 2, 1.0, 2 * (5 / 6) / (5 / 6 + 1)), abs=1e-9)


def test_segment_score_ignores_white_space() -> None:
    rows = [("a  b\nc", ["a b", "x"], ["b c", "y"]), ("", ["a"], ["b"])]
    assert metrics.segment_score(rows) == pytest.approx((0.5, 1 / 3, 0.5, 0.4), abs=1e-9)


def test_gap_closed_is_none_for_nothing_done_and_whole_for_perfect_lines() -> None:
    scraped, best, gold = "Share now\nthe cat sat on the mat", "the cat sat on the mat", "the cat sat on the mat"
    assert metrics.gap_closed([(scraped, scraped, gold)]).closed == 0
    perfect = metrics.gap_closed([(scraped, best, gold)])
    assert (perfect.closed, perfect.harmed, perfect.best) == (1, 0, 1)
    assert metrics.gap_closed([(scraped, "Share now", gold)]).harmed == 1


def test_count_lines_weighs_by_lines_and_words() -> None:
    count = metrics.count_lines(["Share", "a b c", "d", "--"], [False, True, True, None], [False, False, True, False])
    assert count.rates == (1.0, 0.5, 1.0, 0.75)


def test_clean_loss() -> None:
    loss = metrics.clean_loss([("a b c", "a b c d"), ("a b", "a b"), ("x", "")])
    assert (loss.pages, loss.words_lost, loss.mean_lost, loss.hurt) == (2, 1 / 6, 0.125, 0.5)


@pytest.fixture(scope="module")
def score() -> ModuleType:
    """The data's own metrics."""
    named = os.environ.get(SCORE)
    if not named:
        pytest.skip(f"{SCORE} names no file")
    spec = importlib.util.spec_from_file_location("score", named)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def random_rows(count: int) -> list[tuple[str, str, str]]:
    """Scraped, cleaned and gold texts with words in common, in several scripts."""
    random_ = random.Random(3)
    vocabulary = ["a", "b", "c", "d", "e", "the", "cat", "sat", "on", "mat", "Köln", "今天", "ニュース", "—", "Привет"]
    rows = []
    for _ in range(count):
        lines = [" ".join(random_.choices(vocabulary, k=random_.randint(0, 12))) for _ in range(random_.randint(1, 12))]
        cleaned = [line for line in lines if random_.random() < 0.7]
        gold = [line for line in lines if random_.random() < 0.7] or ["a b"]
        rows.append(("\n".join(lines), "\n".join(cleaned), "\n".join(gold)))
    return rows


def real_rows() -> list[tuple[str, str, str]]:
    """Scraped texts of the smaller sets; every third line is taken away."""
    rows = []
    for set_name in ("aeb", "fundus", "daniel"):
        golds = {page.id: page.gold for page in data.pages(set_name) if page.gold}
        chosen = dict(list(golds.items())[:40])
        for page_id, text in data.scraped(set_name, "resili_main", chosen):
            lines = text.split("\n")
            rows.append((text, "\n".join(line for i, line in enumerate(lines) if i % 3), chosen[page_id]))
    return rows


@pytest.mark.parametrize("source", ["random", pytest.param("real", marks=needs_data)])
def test_metrics_agree_with_those_of_the_data(score: ModuleType, source: str) -> None:
    rows = random_rows(300) if source == "random" else real_rows()
    for scraped, cleaned, gold in rows:
        lines = scraped.split("\n")
        assert metrics.line_labels(lines, gold) == score.line_labels(lines, gold)
        assert metrics.word_score(cleaned, gold) == pytest.approx(score.prf(cleaned, gold), abs=1e-9)
    pairs = [(cleaned, gold) for _, cleaned, gold in rows]
    assert metrics.shingle_score(pairs) == pytest.approx(score.shingle_prf(pairs), abs=1e-9)
    segments = [(cleaned, gold.split("\n")[:3], scraped.split("\n")[-3:]) for scraped, cleaned, gold in rows]
    assert metrics.segment_score(segments) == pytest.approx(score.segments(segments), abs=1e-9)
    gap, theirs = metrics.gap_closed(rows), score.gap_closed(rows)
    mine = (gap.pages, gap.before, gap.after, gap.best, gap.closed, gap.harmed)
    assert mine == pytest.approx(
        tuple(theirs[key] for key in ("n", "before", "after", "best", "closed", "harmed")), abs=1e-9
    )


@pytest.mark.parametrize(
    ("page_id", "url", "site"),
    [
        ("aeb-1", "https://www.bbc.co.uk/news", "bbc.co.uk"),
        ("aeb-1", "https://edition.cnn.com/a", "cnn.com"),
        ("fundus-au-NineNews_1", "https://www.nine.com.au/a", "9news.com.au"),
        ("traf-panamaamerica.com.pa-apropiarse.html", "hard::x", "panamaamerica.com.pa"),
        ("traf-gofeminin.de.abnehmen.html", "hard::x", "gofeminin.de"),
        ("wcxb-dev-0551", "http://", "wcxb-dev-0551"),
    ],
)
def test_site_of(page_id: str, url: str, site: str) -> None:
    assert data.site_of(page_id, url) == site


def test_folds_are_fixed_and_even() -> None:
    folds = [data.fold_of(f"site{i}.org", 5) for i in range(1000)]
    assert data.fold_of("bbc.co.uk", 5) == data.fold_of("bbc.co.uk", 5)
    assert all(150 < folds.count(fold) < 250 for fold in range(5))


def test_missing_data_says_where_to_get_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv(data.VARIABLE, raising=False)
    assert main(["quality", "--subject", "none", "--peer", "none"]) == 2
    message = capsys.readouterr().err
    assert "CLEANER_DATA is unset" in message
    assert "Web Content eXtraction Benchmark" in message


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("A full sentence of six words.", True),
        ("A full sentence without an end", False),
        ("Four words are few.", False),
        ("It trails off like many others...", False),
        ("Please enable JavaScript to see this page.", False),
        ("We and our partners use cookies here today.", False),
        ('He said: "that is the whole story"', True),
        ("The city has two million inhabitants.[12]", True),
    ],
)
def test_c4_line_rules(line: str, kept: bool) -> None:
    assert peers.c4_lines([line]) == [kept]


def test_c4_drops_a_page_of_lorem_ipsum() -> None:
    assert peers.c4_lines(["A full sentence of six words.", "Lorem ipsum dolor sit amet."]) == [False, False]


@pytest.mark.parametrize("name", ["jusText on lines", "trafilatura on lines"])
def test_peers_give_a_flag_for_each_line(name: str) -> None:
    pytest.importorskip("justext")
    pytest.importorskip("trafilatura")
    peer = next(peer for peer in peers.LINE_PEERS if peer.name == name)
    body = (
        "The council said on Monday that it would repair the old bridge over the river before the winter begins. " * 3
    )
    lines = ["Home", "", body, "a < b & c", "\x00", body.upper()]
    flags = peer.keep(lines)
    assert len(flags) == len(lines)
    assert flags[2]
    assert peer.keep(["", "  "]) == [False, False]


def article(text: str, *removed: tuple[int, int, str]) -> SimpleNamespace:
    """What the library gives for `text`, as far as the benchmark reads it."""
    blocks = [SimpleNamespace(start=a, end=b, text=text[a:b], label=label) for a, b, label in removed]
    gone = {i for a, b, _ in removed for i in range(a, b + 1)}
    return SimpleNamespace(text="".join(c for i, c in enumerate(text) if i not in gone), removed=blocks)


def test_a_moved_title_counts_as_kept_in_the_titled_text(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Rain\nIt will rain.\nShare"

    def clean(source: str, **_: object) -> SimpleNamespace:
        return article(source, (0, 4, "title"), (19, 24, "share"))

    monkeypatch.setattr(subject, "_function", lambda _: clean)
    cleaned = subject.Subject("stand:in").clean_text(text, None)
    assert cleaned.kept == (False, True, False)
    assert cleaned.kept_titled == (True, True, False)
    assert metrics.words(cleaned.titled) == ["rain", "it", "will", "rain"]
    assert metrics.words(cleaned.text) == ["it", "will", "rain"]


def test_kept_lines_ignores_ranges_of_line_ends_and_white_space() -> None:
    assert subject.kept_lines(["a", "", "  b  ", "c"], [(1, 2), (3, 9)]) == (True, True, False, True)
    assert subject.kept_lines(["ab", "c"], []) == (True, True)


def test_a_section_is_replaced_and_others_stay(tmp_path: Path) -> None:
    page = tmp_path / "docs" / "benchmarks.md"
    one = tables.Table("Figures", ("set", "F1"), [("aeb", "0.5")], ["A note."])
    tables.write_section("First", tables.section("First", "run", "abc", [one]), page)
    tables.write_section("Second", tables.section("Second", "run", "abc", [one]), page)
    tables.write_section("First", "## First\n\nnew\n", page)
    text = page.read_text(encoding="utf-8")
    assert text.count("## First") == text.count("## Second") == 1
    assert "new" in text
    assert "| set |  F1 |" in text
    assert "|-----|----:|" in text


@needs_data
def test_quality_of_keeping_everything(capsys: pytest.CaptureFixture[str]) -> None:
    command = ["quality", "--mode", "residue", "--mode", "clean", "--set", "aeb", "--set", "segments"]
    assert main([*command, "--limit", "2", "--subject", "none", "--peer", "none"]) == 0
    printed = capsys.readouterr().out
    assert "keep everything" in printed
    assert "## Quality: clean" in printed
