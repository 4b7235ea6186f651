"""``python -m benchmarks.faults``: what a batch does on a bad day. Needs Linux, and root for the small disk.

Each fault must end in a clear error or a document that is set aside, with everything else done. Prints a line each,
and exits 1 if one does otherwise.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

_TEXT = "The café on the square opens again on Monday, said the town hall on Friday.\n"
# Root may enter what is closed; without these capabilities it may not.
_WITHOUT_PRIVILEGE = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")


def clean(*arguments: str | Path, before: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    """Run the command line; ``before`` is a command that runs it."""
    program = [*before, sys.executable, "-c", "from cleaner.cli import main; main()", "clean", *map(str, arguments)]
    return subprocess.run(program, capture_output=True, text=True, errors="replace", check=False)


def rejects(path: Path) -> list[dict[str, str]]:
    """Return the rejects."""
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def check(condition: object, done: subprocess.CompletedProcess[str]) -> None:
    """Raise if a fault did not end as it must."""
    if not condition:
        raise AssertionError(f"exit {done.returncode}\n{done.stderr[-2000:]}")


def _dump(path: Path, count: int) -> Path:
    path.write_text("".join(json.dumps({"id": str(i), "text": f"{_TEXT}{i}"}) + "\n" for i in range(count)))
    return path


@contextmanager
def _small_disk(folder: Path, size: str) -> Iterator[Path]:
    place = folder / "disk"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def full_disk(folder: Path) -> str:
    """A full disk stops the run; with room again, the same command goes on and the output is the whole one."""
    dump = _dump(folder / "dump.jsonl", 2000)
    ended = []
    for name, extra in (("out.jsonl", ()), ("out.parquet", ()), ("texts", ("--format", "text"))):
        whole = folder / name
        clean(dump, "-o", whole, "-q", *extra)
        with _small_disk(folder, "200k") as disk:
            stopped = clean(dump, "-o", disk / name, "-q", *extra)
            check(stopped.returncode == 1 and "No space left on device" in stopped.stderr, stopped)
            check("go" in stopped.stderr and not (disk / name).is_file(), stopped)
            subprocess.run(["mount", "-o", "remount,size=100m", str(disk)], check=True)
            done = clean(dump, "-o", disk / name, "-q", *extra)
            check(done.returncode == 0, done)
            same = subprocess.run(["diff", "-r", str(whole), str(disk / name)], check=False, stdout=subprocess.DEVNULL)
            check(same.returncode == 0, done)
        ended.append(name)
        (folder / "disk").rmdir()
    return f"clear error, then whole: {', '.join(ended)}"


def read_error(folder: Path) -> str:
    """A file whose bytes cannot be read is set aside."""
    (folder / "a.txt").write_text(_TEXT)
    # The first bytes of a process's memory belong to nobody: reading them is an input/output error.
    (folder / "broken.txt").symlink_to("/proc/self/mem")
    done = clean(folder, "-o", folder / "out", "-q")
    (found,) = rejects(folder / "out" / "_rejects.jsonl")
    check(done.returncode == 1 and (folder / "out" / "a.txt").exists(), done)
    return found["reason"]


def unwritable_folder(folder: Path) -> str:
    """An output folder without permission is a clear error; an input folder without it is set aside."""
    texts = folder / "texts"
    (texts / "locked").mkdir(parents=True)
    (texts / "a.txt").write_text(_TEXT)
    (folder / "closed").mkdir()
    for place in (texts / "locked", folder / "closed"):
        place.chmod(0)
    closed = clean(texts, "-o", folder / "closed" / "out", "-q", before=_WITHOUT_PRIVILEGE)
    check(closed.returncode == 1 and "Permission denied" in closed.stderr, closed)
    done = clean(texts, "-o", folder / "out", "-q", before=_WITHOUT_PRIVILEGE)
    (found,) = rejects(folder / "out" / "_rejects.jsonl")
    check(done.returncode == 1 and (folder / "out" / "a.txt").exists(), done)
    return f"{closed.stderr.strip().splitlines()[-1]}; {found['reason']}"


def huge_line(folder: Path) -> str:
    """A document of 200 MB in one line is set aside, and not held in memory; so it is as a text, and with more room."""
    with (folder / "dump.jsonl").open("w") as stream:
        stream.write(json.dumps({"text": _TEXT}) + '\n{"text": "')
        for _ in range(200):
            stream.write("word " * 200_000)
        stream.write('"}\n' + json.dumps({"text": _TEXT}) + "\n")
    (folder / "huge.txt").write_text("word " * 40_000_000)
    (folder / "a.txt").write_text(_TEXT)
    done = clean(folder, "-o", folder / "out.jsonl", "-q")
    found = rejects(folder / "out.jsonl.rejects.jsonl")
    check(done.returncode == 1 and len(found) == 2, done)
    check(len((folder / "out.jsonl").read_text().splitlines()) == 3, done)
    larger = ("--max-size", "1G", "--timeout", "20")
    raised = clean(folder / "huge.txt", folder / "a.txt", "-o", folder / "two", "-q", *larger)
    check((folder / "two" / "a.txt").exists(), raised)
    timed = rejects(folder / "two" / "_rejects.jsonl") if raised.returncode else [{"reason": "cleaned"}]
    return f"{found[0]['reason']}; with --max-size 1G: {timed[0]['reason']}"


def many_files(folder: Path) -> str:
    """100,000 files in one folder."""
    texts = folder / "texts"
    texts.mkdir()
    for number in range(100_000):
        (texts / f"{number}.txt").write_text("One line.")
    started = time.perf_counter()
    done = clean(texts, "-o", folder / "out.jsonl", "-q")
    check(done.returncode == 0, done)
    check(len((folder / "out.jsonl").read_bytes().splitlines()) == 100_000, done)
    return f"{100_000 / (time.perf_counter() - started):,.0f} a second"


def odd_names(folder: Path) -> str:
    """Names with newlines, with bytes that are no UTF-8, of the greatest length."""
    texts = os.fsencode(folder / "texts")
    os.mkdir(texts)
    names = [b"new\nline.txt", b"\xff\xfe.txt", b"x" * 251 + b".txt", b"\x1b[31m.txt", b" .txt"]
    for name in names:
        with open(texts + b"/" + name, "w") as stream:
            stream.write(_TEXT)
    done = clean(folder / "texts", "-o", folder / "out", "-v")
    check(done.returncode == 0 and "\x1b" not in done.stderr, done)
    check(len(list((folder / "out").glob("*.txt"))) == len(names), done)
    return f"{len(names)} cleaned"


def link_loops(folder: Path) -> str:
    """Links in a circle, to nowhere, and to the folder above."""
    (folder / "a.txt").write_text(_TEXT)
    (folder / "up").symlink_to(folder)
    (folder / "b.txt").symlink_to(folder / "c.txt")
    (folder / "c.txt").symlink_to(folder / "b.txt")
    done = clean(folder, "-o", folder / "out", "-q")
    found = rejects(folder / "out" / "_rejects.jsonl")
    check(done.returncode == 1 and len(found) == 2 and (folder / "out" / "a.txt").exists(), done)
    return found[0]["reason"]


def archives(folder: Path) -> str:
    """Members that point outside, and that unpack to 10 GB."""
    with zipfile.ZipFile(folder / "a.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("../../x.txt", _TEXT)
        packed.writestr("good.txt", _TEXT)
        with packed.open("bomb.txt", "w", force_zip64=True) as member:
            for _ in range(100):
                member.write(bytes(100 << 20))
    info = tarfile.TarInfo("bomb.txt")
    info.size = 10 << 30
    good = io.BytesIO()
    with tarfile.open(fileobj=good, mode="w") as tar:
        member_info = tarfile.TarInfo("good.txt")
        member_info.size = len(_TEXT.encode())
        tar.addfile(member_info, io.BytesIO(_TEXT.encode()))
    with gzip.open(folder / "b.tar.gz", "wb", compresslevel=1) as out:
        out.write(good.getvalue()[:1024] + info.tobuf())
        for _ in range(100):
            out.write(bytes(100 << 20))
    with gzip.open(folder / "c.txt.gz", "wb", compresslevel=1) as out:
        for _ in range(10):
            out.write(bytes(100 << 20))
    started = time.perf_counter()
    done = clean(folder, "-o", folder / "out.jsonl", "-q")
    found = rejects(folder / "out.jsonl.rejects.jsonl")
    check(done.returncode == 1 and len((folder / "out.jsonl").read_text().splitlines()) == 2, done)
    check(not list(folder.parent.glob("x.txt")), done)
    reasons = "; ".join(f"{Path(r['source']).name} {r['place']}: {r['reason']}" for r in found)
    return f"{len(found)} set aside in {time.perf_counter() - started:.0f} s: {reasons}"


_FAULTS: tuple[Callable[[Path], str], ...] = (
    full_disk,
    read_error,
    unwritable_folder,
    huge_line,
    odd_names,
    link_loops,
    archives,
    many_files,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Try all faults, or those named."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__.splitlines()[0])
    parser.add_argument("fault", nargs="*", help=", ".join(fault.__name__ for fault in _FAULTS))
    parser.add_argument("--folder", type=Path, help="for the files; it must have room")
    options = parser.parse_args(arguments)
    failed = 0
    for fault in _FAULTS:
        if options.fault and fault.__name__ not in options.fault:
            continue
        place = Path(tempfile.mkdtemp(dir=options.folder))
        try:
            line = f"ok    {fault.__name__}: {fault(place)}"
        except Exception as error:  # noqa: BLE001 - one fault must not hide the others
            failed += 1
            line = f"FAILS {fault.__name__}: {type(error).__name__}: {error}"
        finally:
            shutil.rmtree(place, ignore_errors=True)
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
