"""Policies by profile and date: each is put together once and kept until a table of the user's changes."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from pathlib import Path

from doclint.policy import store
from doclint.policy.policy import Policy
from doclint.policy.profiles import Profile, read_profile


def load_policy(profile: str | Profile = "medicare", date: dt.date | None = None) -> Policy:
    """What holds for a profile (its name, its TOML file, or a Profile) on a date of service.

    Raises PolicyError, which is a ValueError.
    """
    if isinstance(profile, Profile):
        return Policy(profile, date)
    directory = store.policy_directory()
    return _policy(profile, directory, date, store.changed(directory))


def forget() -> None:
    """Drop what was read, after a table has changed."""
    store.forget()
    _policy.cache_clear()


@lru_cache(maxsize=256)
def _policy(name: str, directory: Path, date: dt.date | None, stamp: int | None) -> Policy:
    return Policy(_profile(name, directory), date)


@lru_cache(maxsize=64)
def _profile(name: str, directory: Path) -> Profile:
    return read_profile(name)
