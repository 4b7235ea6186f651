"""The command line: exit codes, usage errors, streams, and what a person sees."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import batch_inputs as given
import pytest
from cases import ROOT

from cleaner.batch import Outcome
from cleaner.cli.options import parse_size, printable
from cleaner.cli.view import Display, table
from cleaner.tally import Tally
from cleaner.workers import Result

SEED = ROOT / "seeds" / "004_4a1bf3db22ea9fa9.txt"


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text(given.TEXT)
    return path


def test_the_body_goes_to_stdout_and_all_else_to_stderr(text: Path) -> None:
    done = given.command("clean", text)
    assert done.returncode == 0
    assert done.stdout.decode() == given.cleaned(given.TEXT) + "\n"
    assert "comment_form" in done.stderr.decode()
    quiet = given.command("clean", "-q", text)
    assert (quiet.stdout, quiet.stderr) == (done.stdout, b"")


def test_several_inputs_are_headed(text: Path) -> None:
    other = text.with_name("b.txt")
    other.write_text(given.TEXT)
    done = given.command("clean", "-q", text, other)
    body = given.cleaned(given.TEXT)
    assert done.stdout.decode() == f"==> {text} <==\n{body}\n\n==> {other} <==\n{body}\n"


def test_standard_input_is_read(tmp_path: Path) -> None:
    done = given.command("clean", "-", "-q", input=given.TEXT.encode(), cwd=tmp_path)
    assert done.stdout.decode() == given.cleaned(given.TEXT) + "\n"
    rows = given.jsonl(given.rows(3))
    done = given.command("clean", "-", "-q", "--input-format", "jsonl", "--format", "jsonl", input=rows, cwd=tmp_path)
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["d0", "d1", "d2"]
    done = given.command("clean", "-", "-o", "out", input=given.TEXT.encode(), cwd=tmp_path)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["stdin.json", "stdin.txt"]


@pytest.mark.parametrize("command", ["clean", "explain"])
def test_a_missing_path_is_a_usage_error_that_names_it(tmp_path: Path, command: str) -> None:
    done = given.command(command, tmp_path / "gone.txt")
    assert done.returncode == 2
    assert "gone.txt does not exist" in done.stderr.decode()


def test_an_input_that_fails_does_not_stop_the_others(text: Path, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_bytes(b"%PDF-1.7 ...")
    done = given.command("clean", tmp_path / "b.txt", text, "-o", tmp_path / "out")
    assert done.returncode == 1
    assert "b.txt: this is no text but a PDF document" in done.stderr.decode()
    assert (tmp_path / "out" / "a.txt").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["clean"], "Missing argument"),
        (["clean", "a.txt", "--care", "much"], "'much' is unknown"),
        (["clean", "a.txt", "--keep", "nothing"], "no label is called 'nothing'"),
        (["clean", "a.txt", "--policy", "title"], "LABEL=ACTION"),
        (["clean", "a.txt", "--format", "pdf"], "'pdf' is unknown"),
        (["clean", "a.txt", "--input-format", "pdf"], "'pdf' is unknown"),
        (["clean", "a.txt", "--format", "parquet"], "name a file with -o"),
        (["clean", "a.txt", "-o", ".", "--format", "jsonl"], "is a folder"),
        (["clean", "a.txt", "-o", "a.txt"], "written over"),
        (["clean", "a.txt", "a.txt", "-o", "b.txt"], "is one file"),
        (["clean", "a.txt", "--max-size", "huge"], "is no size"),
        (["clean", "a.txt", "-o", "out.jsonl.bz2"], "compressed as .gz or .zst"),
        (["explain", "."], "is a folder"),
    ],
)
def test_wrong_usage_exits_2(text: Path, arguments: list[str], said: str) -> None:
    done = given.command(*arguments, cwd=text.parent)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.decode().split())
    assert text.read_text() == given.TEXT


def test_version_and_help(tmp_path: Path) -> None:
    assert given.command("--version", cwd=tmp_path).stdout.startswith(b"cleaner ")
    for arguments in (["-h"], ["clean", "-h"], ["explain", "-h"]):
        done = given.command(*arguments, cwd=tmp_path)
        assert done.returncode == 0
        assert b"Usage" in done.stdout


def test_help_imports_nothing_heavy() -> None:
    code = "import sys; from cleaner.cli import main\ntry: main()\nexcept SystemExit: pass\nprint(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code, "--help"], capture_output=True, check=True)
    loaded = done.stdout.decode().splitlines()[-1]
    for name in ("numpy", "trafilatura", "pyarrow", "multiprocessing", "rich", "cleaner.pipeline", "cleaner.batch"):
        assert f"'{name}'" not in loaded


def test_one_file_of_text_or_markdown(text: Path) -> None:
    for name, others in (("b.txt", ["b.json"]), ("c.md", [])):
        assert given.command("clean", text, "-q", "-o", text.with_name(name)).returncode == 0
        assert text.with_name(name).read_text().endswith(given.cleaned(given.TEXT) + "\n")
        assert all(text.with_name(other).exists() for other in others)


def test_check_diff_and_dry_run_write_nothing(text: Path) -> None:
    check = given.command("clean", "--check", text)
    assert (check.returncode, check.stdout) == (1, b"")
    diff = given.command("clean", "-q", "--diff", text)
    assert diff.returncode == 0
    assert f"-{given.COMMENT_FORM}\n" in diff.stdout.decode()
    assert given.command("clean", "-q", "--check", "--diff", text).returncode == 1
    dry = given.command("clean", "--dry-run", text, text, "-o", text.with_name("out"))
    assert (dry.returncode, dry.stdout) == (0, b"")
    assert "lines removed" in dry.stderr.decode()
    clean = text.with_name("clean.txt")
    clean.write_text(given.cleaned(given.TEXT))
    assert given.command("clean", "--check", clean).returncode == 0
    assert sorted(path.name for path in text.parent.iterdir()) == ["a.txt", "clean.txt"]


def test_stats_are_the_tables_figures(text: Path) -> None:
    stats = text.with_name("stats.json")
    (text.with_name("b.txt")).write_bytes(b"\x89PNG\r\n\x1a\n")
    given.command("clean", text.parent, "-o", text.parent / "out", "--stats", stats)
    data = json.loads(stats.read_text())
    assert (data["documents"], data["rejected"], data["removed"]) == (1, 1, {"comment_form": 1})
    assert data["words_in"] == len(given.TEXT.split())
    assert data["words_out"] == len(given.cleaned(given.TEXT).split())
    assert data["rejects_file"].endswith("out/_rejects.jsonl")


@pytest.mark.parametrize(("name", "head"), [("cleaner.toml", ""), ("pyproject.toml", "[tool.cleaner]\n")])
def test_options_can_stand_in_a_file(text: Path, name: str, head: str) -> None:
    place = text.with_name(name)
    place.write_text(head + 'keep = ["comment_form"]\nmax_size = "1M"\npolicy = {title = "keep"}\nquiet = true\n')
    done = given.command("clean", "a.txt", cwd=text.parent)
    assert done.stdout.decode() == given.TEXT
    assert done.stderr == b""
    done = given.command("clean", "a.txt", "--keep", "title", cwd=text.parent)
    assert done.stdout.decode() != given.TEXT
    assert given.command("explain", "a.txt", cwd=text.parent).returncode == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("kep = 1", "'kep' is no option"),
        ("keep = 'title'", "must be a list"),
        ("a = ", "no TOML"),
        ("check = 1", "true or false"),
    ],
)
def test_wrong_options_in_a_file_are_named(text: Path, content: str, said: str) -> None:
    text.with_name("cleaner.toml").write_text(content)
    done = given.command("clean", "a.txt", cwd=text.parent)
    assert done.returncode == 2
    message = " ".join(done.stderr.decode().split())
    assert said in message
    assert "cleaner.toml" in message


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    dump = tmp_path / "dump.jsonl"
    dump.write_bytes(given.jsonl(given.rows(500)))
    process = subprocess.Popen(
        [sys.executable, "-c", "from cleaner.cli import main; main()", "clean", "-q", "--format", "jsonl", str(dump)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 1
    process.stderr.close()


def test_ctrl_c_stops_and_the_same_command_goes_on(tmp_path: Path) -> None:
    dump, out = tmp_path / "dump.jsonl", tmp_path / "out.jsonl"
    dump.write_bytes(given.jsonl(given.rows(1500)))
    process = subprocess.Popen(
        [sys.executable, "-c", "from cleaner.cli import main; main()", "clean", str(dump), "-o", str(out), "-j", "1"],
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    part = tmp_path / "out.jsonl.part"
    while process.poll() is None and not (part.exists() and part.stat().st_size):
        pass
    os.killpg(process.pid, signal.SIGINT)
    assert process.stderr is not None
    said = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait() == 130
    assert "the same command goes on" in said
    assert not out.exists()
    done = given.command("clean", dump, "-o", out)
    assert done.returncode == 0
    assert "going on with the run that was interrupted" in done.stderr.decode()
    assert [row["id"] for row in given.read_jsonl(out)] == [f"d{i}" for i in range(1500)]


def test_explain_marks_what_goes() -> None:
    done = given.command("explain", SEED)
    lines = done.stdout.decode().splitlines()
    assert done.returncode == 0
    (form,) = [line for line in lines if line.endswith(given.COMMENT_FORM)]
    assert form.startswith("-")
    assert "comment_form" in form
    colored = given.command("explain", "--color", SEED).stdout.decode()
    assert "\x1b[9;31mLaisser un commentaire" in colored


def test_explain_reports_what_it_cannot_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\x1f\x8b\x08 ...")
    (tmp_path / "a.jsonl").write_bytes(given.jsonl(given.rows(1)))
    assert given.command("explain", tmp_path / "a.txt").returncode == 1
    assert given.command("explain", tmp_path / "a.jsonl").returncode == 2


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_shows_documents_rate_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    stream, now = _Terminal(), [0.0]
    monkeypatch.setattr("cleaner.cli.view.time.monotonic", lambda: now[0])
    display = Display(quiet=False, rejects=True, stream=stream)
    display.begin(None, 1000)
    display.tick(0)
    now[0] = 10.0
    tally = Tally(documents=500, rejected=2)
    display.update(Result(rejects=[{"source": "a\x1b[2J", "place": "line 3", "reason": "bad"}]), tally, 250)
    display.clear()
    shown = stream.getvalue()
    assert "25%, 500 documents, 50/s, 0:00:30 left, 2 rejected" in shown
    assert "######------------------" in shown
    assert "error: a\\x1b[2J, line 3: bad\n" in shown
    assert shown.endswith("\r\x1b[K")


def test_a_log_gets_a_line_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    stream, now = io.StringIO(), [0.0]
    monkeypatch.setattr("cleaner.cli.view.time.monotonic", lambda: now[0])
    display = Display(quiet=False, rejects=True, stream=stream)
    display.begin(None, 0)
    for second in range(1, 181):
        now[0] = float(second)
        display.update(Result(), Tally(documents=second * 100), second)
    assert len(stream.getvalue().splitlines()) == 3
    assert "12,000 documents, 100/s" in stream.getvalue()


def test_many_failures_are_left_to_the_rejects_file() -> None:
    stream = io.StringIO()
    display = Display(quiet=True, rejects=True, stream=stream)
    rejects = [{"source": "a", "place": f"line {i}", "reason": "bad"} for i in range(100)]
    display.update(Result(rejects=rejects), Tally(), 0)
    assert len(stream.getvalue().splitlines()) == 21
    assert "rejects file" in stream.getvalue()


def test_the_table_has_all_figures() -> None:
    tally = Tally(documents=1200, changed=7, rejected=3, words_in=1000, words_out=900, lines_in=50)
    tally.removed.update({"share": 4, "ticker": 6})
    lines = list(table(Outcome(tally, complete=True, resumed=False, seconds=60.0, fresh=600, rejects=Path("r.jsonl"))))
    assert [line.split() for line in lines] == [
        ["documents", "1,200", "7", "changed"],
        ["words", "in", "1,000"],
        ["words", "out", "900", "90.0%"],
        ["lines", "removed", "10", "20.0%"],
        ["ticker", "6"],
        ["share", "4"],
        ["rejects", "3", "r.jsonl"],
        ["rate", "10/s", "in", "0:01:00"],
    ]


def test_sizes_and_odd_characters() -> None:
    assert [parse_size(text, "-") for text in ("10", "2K", "1.5m", "1GiB")] == [10, 2048, 1572864, 1 << 30]
    assert printable("a\nb\x1b\udcff é") == "a\\nb\\x1b\\udcff é"
