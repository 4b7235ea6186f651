"""Figures of `cleaner` beside its peers, on public pages with gold text.

Not part of the installed package: run ``python -m benchmarks --help`` from the repository.
"""
