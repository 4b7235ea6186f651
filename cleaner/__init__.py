"""Clean article bodies out of scraped text, with metadata, and with a reason for every line that goes.

>>> import cleaner
>>> body = "Le bassin rouvre lundi, dit la mairie de la ville."
>>> article = cleaner.clean(f"La piscine est finie\\n\\n{body}\\n\\nLaisser un commentaire")
>>> [(r.text, str(r.label)) for r in article.removed]
[('La piscine est finie', 'title'), ('Laisser un commentaire', 'comment_form')]
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .config import Config
    from .document import (
        Action,
        Article,
        Block,
        Document,
        Evidence,
        Label,
        Metadata,
        Prediction,
        Record,
        Removed,
    )
    from .errors import (
        CleanerError,
        ConfigError,
        DecodingError,
        InputError,
        MissingDependency,
        OutputError,
        TimeLimitExceeded,
        UnsupportedInput,
    )
    from .pipeline import Cleaner, clean

__all__ = [
    "Action",
    "Article",
    "Block",
    "Cleaner",
    "CleanerError",
    "Config",
    "ConfigError",
    "DecodingError",
    "Document",
    "Evidence",
    "InputError",
    "Label",
    "Metadata",
    "MissingDependency",
    "OutputError",
    "Prediction",
    "Record",
    "Removed",
    "TimeLimitExceeded",
    "UnsupportedInput",
    "clean",
]

_HOMES = {
    "config": ("Config",),
    "errors": (
        "CleanerError",
        "ConfigError",
        "DecodingError",
        "InputError",
        "MissingDependency",
        "OutputError",
        "TimeLimitExceeded",
        "UnsupportedInput",
    ),
    "pipeline": ("Cleaner", "clean"),
}
_MODULE = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import a public name on first use: ``cleaner --help`` must not wait for numpy."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_MODULE.get(name, 'document')}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
