"""Help told in free language, by the head word of the phrase.

Shares of the effort, hands resting on the patient, a little lift, an object held for the patient: ``he did about two
thirds``, ``80% hers``, ``I took a fifth of the weight``, ``one hand on the belt``, ``a small lift under the elbow``.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cache

from doclint.kept import Question
from doclint.nlp.chart import Chart
from doclint.nlp.help.helpplace import PRESENT, WITHIN_REACH, near, presence, watch
from doclint.nlp.help.helpshares import WRITTEN, share
from doclint.nlp.help.helptouch import HELD, TOWARDS, contact, lift, steady
from doclint.nlp.help.helpwords import STANDING, VAGUE, WATCHING, HelpWords
from doclint.nlp.help.level_data import PARTS
from doclint.nlp.help.level_phrases import Found

_BREAKS = Question({".", ";", "|", "!", "?", "→", "->", "//"})


def free_heads(chart: Chart, words: HelpWords) -> list[int]:
    """The head words that the word behind them leaves a chance: most are something else."""
    lower, behind, heads = chart.lower, _followers(words), chart.where(words.heads)
    return [
        token
        for token, after in zip(heads, chart.behind(heads), strict=True)
        if ((allowed := behind.get(lower[token])) is None or after in allowed)
        and (lower[token] != "/" or (token > 0 and (chart.words[token - 1], after) in WRITTEN))
    ]


@cache
def _followers(words: HelpWords) -> dict[str, frozenset[str]]:
    """What has to stand behind a head word; the head words that are not named here stand by themselves."""
    alone = WATCHING | frozenset(PARTS) | words.classes["lift"]
    found: dict[str, frozenset[str]] = {}
    for heads, behind in (
        (frozenset(VAGUE), frozenset({"of"})),
        (frozenset({"per"}), frozenset({"cent", "cents"})),
        (STANDING, WITHIN_REACH),
        (words.classes["contact"], words.classes["touch"] | TOWARDS),
        (words.classes["steady"], HELD),
        *((frozenset({word}), behind) for word, behind in PRESENT.items()),
    ):
        for word in heads - alone:
            found[word] = found.get(word, frozenset()) | behind
    return found


def free_at(chart: Chart, token: int, words: HelpWords, *, shared: bool = False) -> Found | None:
    """Help in words around the head word at the token (a hand, a share, a lift, a hold, a place beside the patient).

    ``shared`` says that shares of the effort are being told, so that a bare ``80%`` is the patient's.
    """
    word = chart.lower[token]
    first, last = _clause(chart, token)
    if (
        word in {"%", "percent"}
        or (word == "per" and token + 1 < last and chart.lower[token + 1] in {"cent", "cents"})
        or word in PARTS
        or word in VAGUE
        or (word == "/")
    ):
        found = share(chart, token, first, last, words, shared=shared)
        if found is not None or not words.has(word, "small"):
            return found
    if word in STANDING and (found := near(chart, token, first, last)) is not None:
        return found
    if word in WATCHING and (found := watch(chart, token, first, last)) is not None:
        return found
    if (found := presence(chart, token, first, last, words)) is not None:
        return found
    if words.has(word, "contact"):
        return contact(chart, token, first, last, words)
    if words.has(word, "lift"):
        return lift(chart, token, first, last, words)
    if words.has(word, "steady"):
        return steady(chart, token, first, last)
    return None


def _clause(chart: Chart, token: int) -> tuple[int, int]:
    begin, stop = chart.sentence(token)
    first, last = max(begin, token - 12), min(stop, token + 12)
    breaks = chart.where(_BREAKS)
    at = bisect_left(breaks, token)
    if at and breaks[at - 1] >= first:
        first = breaks[at - 1] + 1
    if at < len(breaks) and breaks[at] < last:
        last = breaks[at]
    return first, last
