"""What is masked only grows: a nearer value never shows what a farther one masks."""

from __future__ import annotations

import pytest

from doclint.config.resolved import Config, with_values


@pytest.mark.parametrize(
    ("farther", "nearer", "holds"),
    [
        (None, None, None),
        (None, "identifiers", "identifiers"),
        ("identifiers", "dates", "dates"),
        ("identifiers", None, "identifiers"),
        ("dates", "identifiers", "dates"),
    ],
)
def test_what_is_masked_only_grows(farther: str | None, nearer: str | None, holds: str | None) -> None:
    config = with_values(Config(), {"redact": farther}, "far.toml")
    assert with_values(config, {"redact": nearer}, "--redact").redact == holds
