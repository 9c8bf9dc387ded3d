"""Inputs that fuzzing found, one file each under the name of its target, and the seeds: every promise is kept."""

from __future__ import annotations

import pytest

from .seeds import NASTY, seeds
from .targets import TARGETS


@pytest.mark.parametrize("name", sorted(path.name for path in NASTY.iterdir()))
def test_what_was_found_once(name: str) -> None:
    TARGETS[name.partition("-")[0]](NASTY.joinpath(name).read_bytes())


@pytest.mark.parametrize("target", TARGETS)
def test_seeds(target: str) -> None:
    for seed in seeds(target):
        TARGETS[target](seed)
        TARGETS[target](seed[: len(seed) // 2])
