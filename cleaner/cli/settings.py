"""Options from files: ``cleaner.toml``, or ``[tool.cleaner]`` of a ``pyproject.toml``.

The nearest one upwards of the working folder counts. A key is an option's long name, with ``-`` or ``_``:
``care = "recall"``, ``max-size = "32M"``, ``keep = ["title"]``. What stands on the command line goes first.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer

__all__ = ["load_settings"]

# Arguments of one run, not of a project.
_NOT_HERE = {"inputs", "file", "help", "output", "restart"}


def load_settings(context: typer.Context) -> dict[str, dict[str, Any]]:
    """Return the options for each command, by parameter name.

    Raises:
        BadParameter: the file is no TOML, or has a key that is no option; the message names it.
    """
    found = _find(Path.cwd())
    if found is None:
        return {}
    path, table = found
    commands = getattr(context.command, "commands", {})
    names = {name: _parameters(command) for name, command in commands.items()}
    settings: dict[str, dict[str, Any]] = {name: {} for name in names}
    for key, value in table.items():
        takers = [name for name, known in names.items() if key.replace("_", "-") in known]
        if not takers:
            known = ", ".join(sorted(set().union(*names.values())))
            raise typer.BadParameter(f"{path}: {key!r} is no option; the options are {known}")
        for name in takers:
            parameter = names[name][key.replace("_", "-")]
            settings[name][parameter.name] = _value(parameter, value, f"{path}: {key}")
    return settings


def _find(folder: Path) -> tuple[Path, Mapping[str, Any]] | None:
    """Return the nearest file with options, and its table."""
    for place in (folder, *folder.parents):
        for name, keys in (("cleaner.toml", ()), ("pyproject.toml", ("tool", "cleaner"))):
            path = place / name
            if not path.is_file():
                continue
            table = _load(path)
            for key in keys:
                table = table.get(key, {})
            if table or not keys:
                return path, table
    return None


def _load(path: Path) -> Mapping[str, Any]:
    import tomllib

    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"{path}: this is no TOML: {error}") from None
    except OSError as error:
        raise typer.BadParameter(f"{path}: it cannot be read: {error.strerror}") from None


def _parameters(command: Any) -> dict[str, Any]:
    """Return a command's options by their long names."""
    options = {}
    for parameter in command.params:
        for name in parameter.opts:
            if name.startswith("--") and parameter.name not in _NOT_HERE:
                options[name[2:]] = parameter
    return options


def _value(parameter: Any, value: Any, where: str) -> Any:
    """Return a value as the command line has it: a list for a repeatable option, ``a=b`` for a table."""
    if isinstance(value, Mapping):
        value = [f"{key}={item}" for key, item in value.items()]
    if parameter.multiple != isinstance(value, list):
        raise typer.BadParameter(f"{where} must be {'a list' if parameter.multiple else 'a single value'}")
    if parameter.is_flag and not isinstance(value, bool):
        raise typer.BadParameter(f"{where} must be true or false")
    return value
