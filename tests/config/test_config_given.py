"""Options as users write them: what is read, and what is said of a wrong one."""

from __future__ import annotations

import datetime as dt

import pytest

from doclint.config.given import GivenError, claim_of, codes_of, date_of, discipline_of


def test_what_is_not_given_is_nothing() -> None:
    assert (discipline_of(None), date_of(None), claim_of(None), codes_of("--select", None)) == (None,) * 4


def test_what_is_given_is_read() -> None:
    assert discipline_of("pt") == "PT"
    assert date_of("2026-03-02") == dt.date(2026, 3, 2)
    assert [line.code for line in claim_of("97530:2:GP,97140") or ()] == ["97530", "97140"]
    assert claim_of("") == ()
    assert codes_of("--select", ["tim, gol002", "CLM"]) == ("TIM", "GOL002", "CLM")


@pytest.mark.parametrize("given", ["canary", "12345678901", "97530:canary", " ,"])
def test_a_reason_quotes_nothing(given: str) -> None:
    errors = []
    for option, read in (
        ("--discipline", lambda: discipline_of(given)),
        ("--as-of", lambda: date_of(given, "--as-of")),
        ("--claim", lambda: claim_of(given)),
        ("--select", lambda: codes_of("--select", [" ,"])),
    ):
        with pytest.raises(GivenError) as caught:
            read()
        assert caught.value.option == option
        assert str(caught.value).startswith(option)
        errors.append(caught.value.reason)
    assert not [reason for reason in errors if given.strip(" ,") and given in reason]
