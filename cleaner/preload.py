"""What worker processes share: importing this module makes the pipeline ready, down to its first document.

The server that workers are forked from imports it, once. What a first document loads (lexicons, the language
model) is then in the memory of all of them, and a worker that takes the place of another is there at once.
"""

from __future__ import annotations

import os

# Each worker is a core's worth of work: numerical libraries must not start threads for all cores in each.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

from .document import Record  # noqa: E402 - the environment comes first
from .pipeline import Cleaner  # noqa: E402

__all__: list[str] = []

_SAMPLE = (
    b"A headline of a few words\n\n"
    b"The caf\xc3\xa9 on the square opens again on Monday, said the town hall on Friday.\n\nLeave a comment\n"
)

Cleaner()(Record("preload", _SAMPLE, "text/plain"))
