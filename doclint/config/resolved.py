"""What holds for a note: defaults, files, overrides and the command line put together, each value with its origin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from doclint.config.model import ThresholdTable
from doclint.config.problems import ConfigError
from doclint.report.base import FailOn, Yardstick
from doclint.report.catalogue import near
from doclint.result import SEVERITIES, Severity
from doclint.rules.registry import RuleError, Selection, codes_of, current, get_rule, load_rules
from doclint.rules.ruling import Threshold, by_code

DEFAULT = "default"
_LISTS = ("select", "ignore")
_TABLES = ("severity", "thresholds")
RULES = (*_LISTS, "extend_select", "extend_ignore", "mandatory", *_TABLES)
"""Values that name rules."""
_PLAIN = ("profile", "discipline", "model", "fail_on", "preview", "redact")


@dataclass(frozen=True, slots=True)
class Config:
    """What holds for a note. ``origins`` says for each value who set it: a file, an option, or ``default``; values of
    tables stand there as ``severity.GOL001``. ``files`` are the configuration files that were read, the nearest last.
    """

    profile: str = "medicare"
    discipline: str | None = None
    model: str = "fast"
    fail_on: FailOn = "error"
    preview: bool = False
    redact: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    mandatory: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    thresholds: Mapping[str, Threshold] = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)
    files: tuple[str, ...] = ()

    def linter_options(self) -> dict[str, Any]:
        """What a ``Linter`` is made with, as plain values."""
        return {
            "profile": self.profile,
            "model": self.model,
            "select": self.select,
            "ignore": self.ignore,
            "discipline": self.discipline,
            "preview": self.preview,
            "redact": self.redact,
            "mandatory": self.mandatory,
            "severity": dict(self.severity),
            "thresholds": {code: tuple(limit) for code, limit in self.thresholds.items()},
        }

    def as_dict(self) -> dict[str, Any]:
        """The values by the keys of a configuration file."""
        return {
            "profile": self.profile,
            "discipline": self.discipline,
            "model": self.model,
            "fail-on": self.fail_on,
            "preview": self.preview,
            "redact": self.redact,
            "select": list(self.select),
            "ignore": list(self.ignore),
            "mandatory": list(self.mandatory),
            "severity": dict(self.severity),
            "thresholds": {
                code: {"drop-below": limit.drop_below, "info-below": limit.info_below}
                for code, limit in self.thresholds.items()
            },
        }

    @property
    def yardstick(self) -> Yardstick:
        """What a note under it is judged by, as reports take it."""
        return Yardstick(Selection(self.select, self.ignore, self.mandatory, self.preview), self.fail_on)


def with_values(config: Config, values: Mapping[str, Any], origin: str) -> Config:
    """A configuration with values that are nearer to the note, by the names of ``FileSettings``; None is not given.

    Of mandatory rules severities may only rise, and thresholds stay as they are; what is masked only grows. Raises
    ConfigError.
    """
    _check_rules(values, origin)
    changed: dict[str, Any] = {}
    origins = dict(config.origins)
    for name in _PLAIN:
        value = values.get(name)
        if value is not None and not (name == "redact" and config.redact == "dates"):
            changed[name], origins[_key(name)] = value, origin
    for name in _LISTS:
        if (listed := _list(name, config, values)) is not None:
            changed[name], origins[name] = listed, origin
    for name in _TABLES:
        merged = dict(getattr(config, name))
        for code, value in by_code(values.get(name) or {}).items():
            if code in config.mandatory and not _raises(
                name, value, config.severity.get(code, get_rule(code).severity)
            ):
                continue
            merged[code] = _limit(value) if name == "thresholds" else value
            origins[f"{name}.{code}"] = origin
        changed[name] = dict(sorted(merged.items()))
    mandatory = [code for pattern in values.get("mandatory") or () for code in codes_of(pattern)]
    if new := [code for code in mandatory if code not in config.mandatory]:
        changed["mandatory"] = tuple(sorted({*config.mandatory, *new}))
        origins["mandatory"] = ", ".join(filter(None, (origins.get("mandatory"), origin)))
    return replace(config, **changed, origins=origins)


def switched_off(config: Config) -> tuple[str, ...]:
    """Mandatory rules that ``select`` or ``ignore`` leave out, in vain."""
    free = Selection(config.select, config.ignore)
    return tuple(code for code in config.mandatory if not free.names(code))


def _check_rules(values: Mapping[str, Any], origin: str) -> None:
    """Raises ConfigError where a list or table names a rule that there is not."""
    for name in RULES:
        for pattern in values.get(name) or ():
            try:
                current(pattern)
            except RuleError:
                key = "" if origin.startswith("--") else f"{_key(name)}: "
                raise ConfigError(f"{origin}: {key}no rule {pattern.strip()!r}; {near(pattern)}") from None


def _key(name: str) -> str:
    return name.replace("_", "-")


def _list(name: str, config: Config, values: Mapping[str, Any]) -> tuple[str, ...] | None:
    given, more = values.get(name), values.get(f"extend_{name}") or ()
    if given is None and not more:
        return None
    kept: Sequence[str] = getattr(config, name) if given is None else given
    if name == "select" and more and not kept:
        kept = [rule.code for rule in load_rules() if rule.enabled]  # none selected is all that are on by default
    return tuple(dict.fromkeys(current(pattern) for pattern in (*kept, *more)))


def _raises(name: str, value: Any, held: Severity) -> bool:
    """Whether a severity is above the one that a mandatory rule has; a threshold never is."""
    return name == "severity" and SEVERITIES.index(cast(Severity, value)) > SEVERITIES.index(held)


def _limit(value: float | ThresholdTable) -> Threshold:
    return Threshold(value.drop_below, value.info_below) if isinstance(value, ThresholdTable) else Threshold(value)
