"""``python -m training``: from the pages with gold text to the weights in the package, and the model card.

Figures are of sites that the weights behind them never saw: three folds by site, each scored by trees that were
fitted on the other two. The weights that are shipped are fitted on all of them.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import data

from . import run, store
from .trees import FIRST


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit status is 2 where the data is missing."""
    options = _parser().parse_args(arguments)
    try:
        paths = store.build(options.store / store.fingerprint_of_code(), options.jobs)
        run.everything(paths, run.Choice(options.trees, options.skip_families, options.skip_languages))
    except data.DataMissingError as error:
        sys.stderr.write(f"training: {error}\n")
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument(
        "--store",
        type=Path,
        default=Path(os.environ.get("TMPDIR", "/tmp")) / "cleaner-training",  # noqa: S108  a cache, made anew at will
        help="keep documents as arrays here, for the next time",
    )
    parser.add_argument("--jobs", type=int, default=2, help="processes that make them")
    parser.add_argument("--trees", type=int, default=FIRST.trees, help="trees of each round")
    parser.add_argument("--skip-families", action="store_true", help="fit the trees alone, not their competitors")
    parser.add_argument("--skip-languages", action="store_true", help="do not fit trees without one language")
    return parser


if __name__ == "__main__":
    sys.exit(main())
