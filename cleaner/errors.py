"""Exceptions.

    CleanerError                 everything this package raises on purpose
      ConfigError (ValueError)   an option has a value that it cannot have
      InputError                 one input cannot be cleaned; the others can
        UnsupportedInput         its bytes are no text: an image, an archive, a PDF, noise
        DecodingError            its bytes are text, but in no encoding that fits
        TimeLimitExceeded        it is a page that takes longer than the configuration allows
      OutputError                an output cannot be written, by a full disk for example; what was done before is kept
      MissingDependency (ImportError)   an optional package is not installed; the message holds the pip line

Each message says what was wrong, with which input, and what to do about it.
"""

from __future__ import annotations

__all__ = [
    "CleanerError",
    "ConfigError",
    "DecodingError",
    "InputError",
    "MissingDependency",
    "OutputError",
    "TimeLimitExceeded",
    "UnsupportedInput",
]


class CleanerError(Exception):
    """Base class of all exceptions that this package raises on purpose."""


class ConfigError(CleanerError, ValueError):
    """An option has a value that it cannot have."""


class InputError(CleanerError):
    """One input cannot be cleaned; others are not touched by that.

    ``source`` names the input (the record's ``id``), ``reason`` says what is wrong with it.
    """

    def __init__(self, source: str, reason: str) -> None:
        """Keep both parts, so that a batch can write them into separate columns."""
        self.source = source
        self.reason = reason
        super().__init__(f"{source}: {reason}")

    def __reduce__(self) -> tuple[type[InputError], tuple[str, str]]:
        """Survive pickling: errors travel between worker processes."""
        return (type(self), (self.source, self.reason))


class UnsupportedInput(InputError):
    """The bytes are no text; ``seen`` names what they look like, such as ``"PDF document"``."""

    def __init__(self, source: str, seen: str) -> None:
        """Name what was seen, and say what can be given instead."""
        self.seen = seen
        super().__init__(source, f"this is no text but {seen}; give plain text or HTML")

    def __reduce__(self) -> tuple[type[InputError], tuple[str, str]]:
        """Rebuild from the two constructor arguments."""
        return (type(self), (self.source, self.seen))


class DecodingError(InputError):
    """The bytes are text in no encoding that could be found."""


class TimeLimitExceeded(InputError):
    """A page takes longer than ``Config.timeout``: it is huge, or made to be slow."""


class OutputError(CleanerError):
    """An output cannot be written; ``general`` tells whether that holds for every output, not for one name alone."""

    def __init__(self, message: str, *, general: bool = True) -> None:
        """Keep whether the failure is a general one."""
        self.general = general
        super().__init__(message)

    def __reduce__(self) -> tuple[object, ...]:
        """Survive pickling, ``general`` included."""
        return (_output_error, (str(self), self.general))


def _output_error(message: str, general: bool) -> OutputError:
    return OutputError(message, general=general)


class MissingDependency(CleanerError, ImportError):
    """An optional package is not installed; the message holds the exact ``pip install`` line."""
