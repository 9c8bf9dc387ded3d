"""Configuration files: where they are, and what they say, with those that they extend."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from doclint.config.model import FileSettings
from doclint.config.problems import ConfigError, invalid

NAMES = ("doclint.toml", "pyproject.toml")
"""What is looked for in a folder; the first that there is counts."""
_LARGEST = 256 * 1024
_DEPTH = 5


@dataclass(frozen=True, slots=True)
class Layer:
    """What one file says. ``root`` is the folder that its patterns of paths are meant from."""

    path: Path
    root: Path
    settings: FileSettings

    @property
    def name(self) -> str:
        """What messages call the file: its path, from the working directory where it lies below."""
        return shown(self.path)


def shown(path: Path) -> str:
    """A path from the working directory where it lies below, else the whole."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith(os.pardir) else relative


class Files:
    """Reads configuration files, each once: who wants to see later edits makes another one. Raises ConfigError."""

    def __init__(self) -> None:
        self._of_folder: dict[Path, Path | None] = {}
        self._read: dict[Path, FileSettings] = {}

    def above(self, folder: Path) -> Iterator[Path]:
        """The configuration files of a folder and of those above it, the nearest first."""
        for each in (folder, *folder.parents):
            if each not in self._of_folder:
                self._of_folder[each] = _in_folder(each)
            if (found := self._of_folder[each]) is not None:
                yield found

    def chain(self, path: Path, root: Path | None = None, seen: tuple[Path, ...] = ()) -> tuple[Layer, ...]:
        """A file with those that it extends, the farthest first; ``root`` is what its patterns are meant from."""
        if path in seen:
            circle = " extends ".join(map(shown, (*seen, path)))
            raise ConfigError(f"{shown(path)}: extend goes round in a circle: {circle}")
        if len(seen) >= _DEPTH:
            raise ConfigError(f"{shown(path)}: extend goes through more than {_DEPTH} files; put them together")
        if path not in self._read:
            self._read[path] = _settings(path)
        layer = Layer(path, root or path.parent, self._read[path])
        if layer.settings.extend is None:
            return (layer,)
        base = Path(os.path.abspath(path.parent / Path(layer.settings.extend).expanduser()))
        if not base.is_file():
            raise ConfigError(f"{shown(path)}: extend: there is no file {layer.settings.extend}")
        return (*self.chain(base, None, (*seen, path)), layer)


def _in_folder(folder: Path) -> Path | None:
    """The configuration file of a folder: ``pyproject.toml`` only where it speaks of doclint."""
    for name in NAMES:
        path = folder / name
        if path.is_file() and (name == NAMES[0] or _table_of(path) is not None):
            return path
    return None


def _settings(path: Path) -> FileSettings:
    text = _text(path)
    data: Any = _parsed(path, text)
    table = "tool.doclint" if path.name == NAMES[1] else ""
    if table and (data := _tool(data)) is None:
        raise ConfigError(f"{shown(path)}: there is no table [tool.doclint]")
    try:
        return FileSettings.model_validate(data)
    except ValidationError as error:
        raise invalid(error, shown(path), text, FileSettings, table) from None


def _table_of(path: Path) -> Any:
    """The table of doclint in a ``pyproject.toml``, None where there is none; a file without its name is not parsed."""
    text = _text(path)
    return _tool(_parsed(path, text)) if "doclint" in text else None


def _tool(data: Any) -> Any:
    tool = data.get("tool")
    return tool.get("doclint") if isinstance(tool, dict) else None


def _text(path: Path) -> str:
    try:
        if not path.is_file():
            raise ConfigError(f"{shown(path)}: no such file")
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise ConfigError(f"{shown(path)}: {os.strerror(error.errno or 0).lower()}") from None
    if len(content) > _LARGEST:
        raise ConfigError(f"{shown(path)}: this is too large for a configuration ({_LARGEST // 1024} KiB at most)")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigError(f"{shown(path)}: save it as UTF-8") from None


def _parsed(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = str(error)
        raise ConfigError(f"{shown(path)}: this is no TOML: {said[0].lower()}{said[1:]}") from None
    except RecursionError:
        raise ConfigError(f"{shown(path)}: its tables and lists are nested too deeply") from None
