"""``python -m benchmarks``: print, and with ``--write`` keep, figures of `cleaner` and its peers."""

import argparse
import shlex
import sys
from collections.abc import Sequence
from dataclasses import replace

from . import data, declared, forms, language, page_speed, quality, speed, startup
from .extras import PeerMissingError
from .html_peers import CACHE_VARIABLE, MOST_PROCESSES, cache_folder
from .subject import DEFAULT, Subject, SubjectMissingError
from .tables import Table, section, write_section

MODES = ("dump", "residue", "clean", "html")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit status is 2 where data, a peer or the subject is missing."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    options = _parser().parse_args(given)
    command = shlex.join(["python", "-m", "benchmarks", *given])
    try:
        if options.command == "speed":
            speed.on_one_core()
            subject = Subject(options.subject, options.care)
            tables = {"Speed": speed.speed_tables(subject, options.count, options.repetitions)}
        elif options.command == "pages":
            speed.on_one_core()
            tables = {"Speed on pages": page_speed.page_tables(options.count, options.repetitions)}
        elif options.command == "language":
            tables = {"Language identification": language.language_tables()}
        elif options.command == "metadata":
            tables = {"Metadata of pages": declared.metadata_tables(options.limit)}
        elif options.command == "forms":
            tables = {"Forms of text": forms.form_tables(Subject(options.subject, options.care), options.limit)}
        elif options.command == "startup":
            tables = {"Start-up": startup.startup_tables(options.repetitions)}
        else:
            tables = _quality(options)
        used = _sets(options)
        for name, found in tables.items():
            text = section(name, command, data.fingerprint(used), found)
            sys.stdout.write(f"{text}\n")
            sys.stdout.flush()
            if options.write:
                write_section(name, text)
    except (data.DataMissingError, PeerMissingError, SubjectMissingError) as error:
        sys.stderr.write(f"benchmarks: {error}\n")
        return 2
    return 0


def _quality(options: argparse.Namespace) -> dict[str, list[Table]]:
    plan = quality.Plan(
        sets=tuple(options.set or quality.SET_CHOICES),
        subject=Subject(options.subject, options.care),
        peers=tuple(options.peer) if options.peer else None,
        limit=options.limit,
        fold=options.fold,
        jobs=options.jobs,
        cache=cache_folder(options.cache),
    )
    tables: dict[str, list[Table]] = {}
    for mode in options.mode or MODES[:1]:
        if mode == "dump":
            tables["Quality: dump"] = quality.scraped_tables(replace(plan, flavours=data.DUMP_FLAVOURS))
        elif mode == "residue":
            tables["Quality: residue"] = quality.scraped_tables(replace(plan, flavours=data.RESIDUE_FLAVOURS))
        elif mode == "clean":
            tables["Quality: clean"] = quality.clean_tables(plan)
        else:
            tables["Quality: html"] = quality.html_tables(plan)
    return tables


def _sets(options: argparse.Namespace) -> list[str]:
    of_command = {
        "speed": list(speed.SETS),
        "pages": list(page_speed.SETS),
        "language": ["aeb", "daniel", "fundus"],
        "startup": [],
        "metadata": list(declared.SETS),
        "forms": [chosen.partition(":")[0] for chosen in forms.SETS],
    }
    if options.command in of_command:
        return of_command[options.command]
    return sorted({chosen.partition(":")[0] for chosen in options.set or quality.SET_CHOICES})


def _fold(text: str) -> tuple[int, int]:
    """``K/N``: fold K, from 0, of N.

    >>> _fold("0/5")
    (0, 5)
    """
    number, slash, folds = text.partition("/")
    if not (slash and number.isdecimal() and folds.isdecimal() and int(number) < int(folds)):
        raise argparse.ArgumentTypeError(f"{text!r} is not K/N with K from 0 to N - 1, such as 0/5")
    return int(number), int(folds)


def _chosen_set(text: str) -> str:
    if text.partition(":")[0] not in data.SETS:
        raise argparse.ArgumentTypeError(
            f"{text!r} is none of {', '.join(data.SETS)}, with or without a kind, such as wcxb:article"
        )
    return text


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    about = commands.add_parser(
        "quality", help="word F1, gap closed, lines removed and lost, segments, loss of clean texts"
    )
    about.add_argument("--mode", choices=MODES, action="append", help="may be given several times; dump unless said")
    about.add_argument(
        "--set",
        type=_chosen_set,
        action="append",
        metavar="SET[:KIND]",
        help="may be given several times; all unless said",
    )
    about.add_argument("--limit", type=int, metavar="N", help="the first N pages of each set only")
    about.add_argument("--fold", type=_fold, metavar="K/N", help="the pages of the sites in fold K (from 0) of N only")
    about.add_argument("--jobs", type=int, default=1, choices=range(1, MOST_PROCESSES + 1), help="processes")
    about.add_argument(
        "--cache", metavar="FOLDER", help=f"keep peers' results on HTML here; ${CACHE_VARIABLE} unless said"
    )
    about.add_argument(
        "--peer", action="append", metavar="NAME", help="peers whose names begin so, 'none' for none; all unless said"
    )
    fast = commands.add_parser("speed", help="documents a second, beside datatrove's filters")
    fast.add_argument("--count", type=int, default=200, help="texts of each kind and set at the most")
    fast.add_argument("--repetitions", type=int, default=7)
    html = commands.add_parser("pages", help="milliseconds a page of HTML, beside trafilatura")
    html.add_argument("--count", type=int, default=60, help="pages, of each set as many")
    html.add_argument("--repetitions", type=int, default=2)
    tongues = commands.add_parser("language", help="language identification, beside py3langid")
    start = commands.add_parser("startup", help="seconds until the command line is done")
    start.add_argument("--repetitions", type=int, default=7)
    facts = commands.add_parser("metadata", help="title, author and date of pages, beside trafilatura and newspaper4k")
    facts.add_argument("--limit", type=int, metavar="N", help="the first N pages of each set only")
    shaped = commands.add_parser("forms", help="wrapped texts, Markdown and texts with tags, beside the plain ones")
    shaped.add_argument("--limit", type=int, metavar="N", help="the first N pages of each set only")
    for command in (tongues, start, facts, html):
        command.add_argument("--write", action="store_true", help="put the tables into docs/benchmarks.md")
    for command in (about, fast, shaped):
        command.add_argument(
            "--subject",
            default=DEFAULT,
            metavar="MODULE:FUNCTION",
            help=f"{DEFAULT} unless said; 'none' for peers alone",
        )
        command.add_argument(
            "--care", choices=("precision", "balanced", "recall"), help="passed on in the library's Config"
        )
        command.add_argument("--write", action="store_true", help="put the tables into docs/benchmarks.md")
    return parser


if __name__ == "__main__":
    sys.exit(main())
