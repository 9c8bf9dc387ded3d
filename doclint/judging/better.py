"""Which codes the 97530 text reads more like than 97530."""

from __future__ import annotations

from collections.abc import Collection

from doclint.facts import Facts
from doclint.nlp.model.service_names import MODALITY, SCORE, modality_codes
from doclint.result import BetterCode
from doclint.rules.base import CODE

_AGREES = {
    "ACT002": ("97140", MODALITY),
    "ACT003": ("97110",),
    "ACT004": ("97112", "97116", "97535", "97542"),
}
"""Findings that say the same as a better code."""
_LEAST, _CERTAIN = 0.05, 0.7
"""Probability from which a better code is listed where a rule says the same, and where none does."""
_MOST = 0.99
"""The highest probability that is said: held-out texts do not bear out more."""


def better_codes(facts: Facts, reported: Collection[str]) -> tuple[BetterCode, ...]:
    """The codes of the services that the 97530 text reads more like than 97530, likeliest first; empty without models.

    Where a rule in ``reported`` names services, no others are listed; where none does, those of which the probability
    is ``_CERTAIN`` at least. Modalities have no code of their own: those that the note names, if any.
    """
    own = facts.scores.get(SCORE + CODE)
    if own is None:
        return ()
    agreed = {service for rule, services in _AGREES.items() if rule in reported for service in services}
    least = _LEAST if agreed else _CERTAIN
    scores = [(name.removeprefix(SCORE), value) for name, value in facts.scores.items() if name.startswith(SCORE)]
    likelier = [
        (-min(round(value, 2), _MOST), service)
        for service, value in scores
        if own < value >= least and (not agreed or service in agreed)
    ]
    out = []
    for probability, service in sorted(likelier):
        codes = sorted({c.code for c in facts.codes} & modality_codes()) if service == MODALITY else [service]
        out += [BetterCode(code=code, probability=-probability) for code in codes]
    return tuple(out)
