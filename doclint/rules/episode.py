"""What the rules over several notes share."""

from __future__ import annotations

from collections.abc import Iterable

from doclint.rules.base import Context, Draft, Rule


class EpisodeRule(Rule):
    """A rule over the notes of one patient and discipline: ``doclint.episodes`` judges it in a batch scan.

    A note that is linted alone never raises it.
    """

    def check(self, context: Context) -> Iterable[Draft]:
        return ()
