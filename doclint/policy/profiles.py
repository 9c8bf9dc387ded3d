"""Payer profiles: which facts a payer goes by, how severe its findings are, and which rules cannot be switched off.

A profile is a TOML file; one that ``extends`` another takes over what it does not say itself (tables merge, lists
replace). Users keep theirs in ``profiles/`` of the policy directory, or name the file.
"""

from __future__ import annotations

import datetime as dt
import difflib
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from doclint.policy.records import Edit, PolicyError
from doclint.policy.rows import Counting, Setting, Tag
from doclint.policy.store import policy_directory
from doclint.policy.units import Method
from doclint.result import Severity

BUILT_IN_PROFILES = ("medicare", "medicare-hospital", "medicaid", "commercial-midpoint", "commercial-edits")

_DEPTH = 5


class ProfileEdit(BaseModel):
    """An edit pair that only this payer has."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    column1: str
    column2: str
    indicator: Literal[0, 1, 9]
    reason: str
    first: dt.date | None = None
    last: dt.date | None = None
    source: str
    as_of: dt.date
    tag: Tag = "V2"

    def edit(self) -> Edit:
        """The pair as a plain record."""
        return Edit(
            self.column1,
            self.column2,
            self.indicator,
            self.reason,
            self.first,
            self.last,
            self.source,
            self.as_of,
            self.tag,
        )


class Profile(BaseModel):
    """One payer profile. ``tables`` is the programme whose edit pairs and maxima it follows; by default its own."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    name: str
    title: str
    extends: str | None = None
    programme: str
    setting: Setting
    counting: Method
    authorities: tuple[Literal["cms", "lcd", "payer"], ...] = ()
    tables: str | None = None
    complete_edits: bool = True
    """Whether a pair that the tables lack is known to be free, so that a modifier may be called needless."""
    edits: tuple[ProfileEdit, ...] = ()
    maxima: Mapping[str, int] = Field(default_factory=dict)
    no_maximum: tuple[str, ...] = ()
    counts: Mapping[str, Counting] = Field(default_factory=dict)
    """How the time of single codes counts with this payer, where it differs."""
    requires: Mapping[str, bool] = Field(default_factory=dict)
    """Requirements (``discipline_modifier``, ``modifier_on_either_line`` …) that differ from the programme's."""
    elements: Mapping[str, bool] = Field(default_factory=dict)
    intervals: Mapping[str, int] = Field(default_factory=dict)
    severity: Mapping[str, Severity] = Field(default_factory=dict)
    enable: tuple[str, ...] = ()
    disable: tuple[str, ...] = ()
    mandatory: tuple[str, ...] = ()

    @property
    def follows(self) -> str:
        """The programme whose tables hold."""
        return self.tables or self.programme


def profile_names() -> tuple[str, ...]:
    """The built-in profiles, then the user's own by name."""
    folder = policy_directory() / "profiles"
    own = sorted(path.stem for path in folder.glob("*.toml")) if folder.is_dir() else []
    return (*BUILT_IN_PROFILES, *(name for name in own if name not in BUILT_IN_PROFILES))


def read_profile(name: str) -> Profile:
    """The profile of a name or of a ``.toml`` file. Raises PolicyError, which is a ValueError."""
    merged, own_name = _merged(name, ())
    try:
        return Profile.model_validate({**merged, "name": own_name})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise PolicyError(f"profile {name!r}: {place}: {first['msg']}") from None


def _merged(name: str, seen: tuple[str, ...]) -> tuple[dict[str, Any], str]:
    if name in seen or len(seen) >= _DEPTH:
        raise PolicyError(f"profile {name!r} extends itself: {' extends '.join([*seen, name])}")
    text, own_name = _text(name)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"profile {name!r} is no TOML: {error}") from None
    base = data.get("extends")
    if base is None:
        return data, own_name
    if not isinstance(base, str):
        raise PolicyError(f"profile {name!r}: extends is the name of one profile")
    merged, _ = _merged(base, (*seen, name))
    for key, value in data.items():
        old = merged.get(key)
        merged[key] = {**old, **value} if isinstance(old, dict) and isinstance(value, dict) else value
    return merged, own_name


def _text(name: str) -> tuple[str, str]:
    if name in BUILT_IN_PROFILES:
        return files("doclint.policy").joinpath("data", "profiles", f"{name}.toml").read_text(encoding="utf-8"), name
    own = policy_directory() / "profiles" / f"{name}.toml"
    path = Path(name) if name.endswith(".toml") else own
    try:
        return path.read_text(encoding="utf-8"), path.stem
    except (OSError, ValueError):
        known = profile_names()
        near = difflib.get_close_matches(name, known, 1)
        hint = f"did you mean {near[0]}?" if near else f"there is {', '.join(known)}"
        raise PolicyError(f"no profile {name!r}; {hint}") from None
