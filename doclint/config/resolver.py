"""Which configuration holds for which note."""

from __future__ import annotations

import os
from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Any

from doclint.config.files import Files, Layer
from doclint.config.model import FileSettings, Override
from doclint.config.problems import ConfigError
from doclint.config.resolved import RULES, Config, switched_off, with_values
from doclint.policy import load_policy
from doclint.rules.registry import load_rules, notices

_OPTIONS = {name: f"--{name.replace('_', '-')}" for name in FileSettings.model_fields}


class Resolver:
    """Finds what holds for notes.

    For each note the nearest configuration file above its own file counts, or ``config`` for all of them, or none where
    ``isolated``. ``given`` are the values of the command line, by the names of ``FileSettings``; None is not given.
    Files are read once: a new resolver sees edits. ``told`` gathers what users should know: renamed and deprecated
    rules that are named, rules that were switched off in vain. Methods raise ConfigError.
    """

    def __init__(
        self, *, config: Path | None = None, isolated: bool = False, given: Mapping[str, Any] | None = None
    ) -> None:
        self._config = config
        self._isolated = isolated
        self._given = {name: value for name, value in (given or {}).items() if value is not None}
        self._disk = Files()
        self._layers: dict[Path, tuple[tuple[Layer, ...], tuple[Layer, ...]]] = {}
        self._resolved: dict[tuple[Any, ...], Config] = {}
        self._known = lru_cache(maxsize=1024)(self._found)
        self.told: dict[str, None] = {}

    def of(self, path: str | Path | None = None, note_type: str | None = None) -> Config:
        """What holds for a note of a file, by its path; without one, what holds in the working directory."""
        return self._known(path, note_type)

    def _found(self, path: str | Path | None, note_type: str | None) -> Config:
        file = Path(os.path.abspath(path)) if path is not None else None
        farther, layers = self._files(file.parent if file else Path.cwd())
        overrides = [
            (layer, number, override)
            for layer in layers
            for number, override in enumerate(layer.settings.overrides, 1)
            if _fits(override, layer.root, file, note_type)
        ]
        key = (
            *(layer.path for layer in (*farther, *layers)),
            *((layer.path, number) for layer, number, _ in overrides),
        )
        if key not in self._resolved:
            self._resolved[key] = self._put_together(farther, layers, overrides)
        return self._resolved[key]

    def said(self, path: str | Path | None = None) -> str:
        """All that the configuration files of a note's file say, as one text: equal texts judge notes alike."""
        file = Path(os.path.abspath(path)) if path is not None else None
        farther, layers = self._files(file.parent if file else Path.cwd())
        said = [f"{layer.root} {layer.settings.model_dump_json()}" for layer in (*farther, *layers)]
        return "\n".join([*said, str(self.of(path).as_dict())])

    def has_overrides(self, path: str | Path | None = None) -> bool:
        """Whether notes of one file may be judged differently, by their type or by where they lie in it."""
        file = Path(os.path.abspath(path)) if path is not None else None
        _, layers = self._files(file.parent if file else Path.cwd())
        return any(layer.settings.overrides for layer in layers)

    def _put_together(
        self, farther: tuple[Layer, ...], layers: tuple[Layer, ...], overrides: list[tuple[Layer, int, Override]]
    ) -> Config:
        config = Config(files=tuple(dict.fromkeys(layer.name for layer in (*farther, *layers))))
        for layer in farther:
            config = with_values(config, {"mandatory": layer.settings.mandatory}, layer.name)
        for layer in layers:
            config = self._with(config, _values(layer, layer.settings), layer.name)
        for layer, number, override in overrides:
            config = self._with(config, _values(layer, override), _named(layer, number))
        for name, value in self._given.items():
            config = self._with(config, {name: value}, _OPTIONS[name])
        origins = config.origins
        if not config.preview:
            for code in config.select:
                if any(rule.code == code and rule.status == "preview" for rule in load_rules()):
                    self.told[
                        f"{origins['select']}: {code} is in preview and counts with --preview (preview = true)"
                    ] = None
        if vain := switched_off(config):
            ignored = "select" not in origins or any(code.startswith(config.ignore) for code in vain)
            by = origins["ignore" if ignored else "select"]
            self.told[f"{by}: {', '.join(vain)} stays on, {origins['mandatory']} makes it mandatory"] = None
        return config

    def _with(self, config: Config, values: dict[str, Any], origin: str) -> Config:
        for name in RULES:
            for notice in notices(values.get(name) or ()):
                self.told[f"{origin}: {notice}"] = None
        config = with_values(config, values, origin)
        if values.get("profile") is not None:
            try:
                load_policy(values["profile"])
            except ValueError as error:
                key = "" if origin.startswith("--") else "profile: "
                raise ConfigError(f"{origin}: {key}{error}") from None
        return config

    def _files(self, folder: Path) -> tuple[tuple[Layer, ...], tuple[Layer, ...]]:
        """The files farther above, of which the mandatory rules hold, and the nearest with those that it extends."""
        if self._isolated:
            return (), ()
        if folder not in self._layers:
            if self._config is not None:
                path = Path(os.path.abspath(self._config))
                self._layers[folder] = ((), self._disk.chain(path, Path.cwd()))
            else:
                found = [self._disk.chain(path) for path in self._disk.above(folder)]
                nearest = found[0] if found else ()
                farther = tuple(layer for each in reversed(found[1:]) for layer in each if layer.settings.mandatory)
                self._layers[folder] = (farther, nearest)
            for layer in self._layers[folder][1]:
                for number, override in enumerate(
                    layer.settings.overrides, 1
                ):  # told now, not at the first note of each
                    self._with(Config(), _values(layer, override), _named(layer, number))
        return self._layers[folder]


def _named(layer: Layer, number: int) -> str:
    return f"{layer.name}, overrides[{number}]"


def _values(layer: Layer, settings: FileSettings | Override) -> dict[str, Any]:
    """What a file or override gives, by name; a payer profile that is a file lies beside the configuration."""
    values = {name: getattr(settings, name) for name in type(settings).model_fields}
    profile = values["profile"]
    if profile is not None and profile.endswith(".toml"):
        values["profile"] = os.path.abspath(layer.path.parent / Path(profile).expanduser())
    return values


def _fits(override: Override, root: Path, file: Path | None, note_type: str | None) -> bool:
    """Whether an override is for a note; one without paths is for all, one without note types too."""
    if override.note_types:
        said = _plain(note_type or "")
        if not any(fnmatchcase(said, _plain(pattern)) for pattern in override.note_types):
            return False
    if not override.paths:
        return True
    if file is None:
        return False
    relative = os.path.relpath(file, root).replace(os.sep, "/")
    return any(_fits_path(relative, file.name, pattern) for pattern in override.paths)


def _fits_path(relative: str, name: str, pattern: str) -> bool:
    """A pattern with a slash is matched from the root and takes in what lies below it; one without, by the name."""
    bare = pattern.removeprefix("./").rstrip("/")
    if "/" not in bare and not pattern.endswith("/"):
        return fnmatchcase(name, bare)
    return fnmatchcase(relative, bare) or fnmatchcase(relative, f"{bare}/*")


@lru_cache(maxsize=1024)
def _plain(note_type: str) -> str:
    return " ".join(note_type.lower().replace("_", " ").replace("-", " ").split())
