"""Import peers where they are used, and say what to install when one is missing."""

import importlib
from importlib.metadata import PackageNotFoundError, version
from typing import Any

INSTALL = "pip install 'cleaner[bench]'"


class PeerMissingError(RuntimeError):
    """A peer is not installed. The message holds the exact line that installs it."""


def load(module: str, distribution: str) -> Any:
    """Import `module`, which `distribution` brings.

    Raises `PeerMissingError` when it, or something that it imports, is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise PeerMissingError(
            f"{distribution} is needed for this figure ({error}): {INSTALL}, or: pip install {distribution}"
        ) from error


def version_of(distribution: str) -> str:
    """The installed version of a distribution, or ``"missing"``."""
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "missing"
