"""What a page declares about its article in its markup, for machines: names, dates, titles, with their sources.

``read_declared`` reads every vocabulary once and settles conflicts by the order in ``ORDER``.
"""

from .markup import Markup, read_body, read_head
from .order import ORDER, Declared, complete, merge, read_declared, read_identity, read_stated

__all__ = [
    "ORDER",
    "Declared",
    "Markup",
    "complete",
    "merge",
    "read_body",
    "read_declared",
    "read_head",
    "read_identity",
    "read_stated",
]
