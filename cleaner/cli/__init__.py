"""The command line: arguments -> Config -> one call. Data goes to stdout or -o, all else to stderr."""

from .app import app, main

__all__ = ["app", "main"]
