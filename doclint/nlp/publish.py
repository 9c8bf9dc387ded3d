"""What the components found, written to ``doc.spans["doclint"]`` and read out as Facts."""

from __future__ import annotations

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span

from doclint.facts import Facts
from doclint.nlp.chart import Chart, chart_for

SPANS = "doclint"
_ATTRIBUTES = ("status", "value", "section", "code", "cue", "functions")


class Publish:
    """Component ``doclint_publish``: spans with ``span._.status``, ``value``, ``section``, ``code``, ``cue`` and
    ``functions``.
    """

    def __call__(self, doc: Doc) -> Doc:
        spans: list[Span] = []
        for mention in chart_for(doc, "doclint_publish", "doclint_layout", "doclint_status").mentions:
            span = doc.char_span(mention.start, mention.end, label=mention.label, alignment_mode="expand")
            if span is None:  # an offset outside the Doc cannot come from the chart
                continue
            for attribute in _ATTRIBUTES:
                span._.set(f"doclint_{attribute}", getattr(mention, attribute))
            spans.append(span)
        doc.spans[SPANS] = spans
        return doc


_ANYWHERE = frozenset({"ACTIVITY"})
"""Elements of which the chance counts that any token belongs to them; of the others, the most likely tokens."""
_MOST, _RARE = 3, 0.001
"""How many of the most likely tokens count, and how likely a token is no part of an element at least."""


def presence(chart: Chart) -> dict[str, float]:
    """How likely each element stands anywhere in the note, today, outside mentions that were not performed.

    Which of the two measures serves an element better was seen on held-out notes of the train split.
    """
    if not chart.likely:
        return {}
    likely = np.array(list(chart.likely.values()))
    for mention in chart.mentions:
        if mention.status != "performed":
            likely[:, slice(*chart.tokens_of(mention.start, mention.end))] = 0
    if len(chart) > _MOST:
        likely.partition(len(chart) - _MOST, axis=1)
    highest = likely[:, -_MOST:].tolist()
    out = {element: round(sum(values) / _MOST, 4) for element, values in zip(chart.likely, highest, strict=True)}
    for element, values in zip(chart.likely, likely, strict=True):
        if element in _ANYWHERE:
            out[element] = round(1 - float(np.maximum(1 - values, _RARE).prod()), 4)
    return out


def facts_of(doc: Doc | Chart) -> Facts:
    """The findings of a Doc or a chart as plain records, for the rules; only in the process whose pipeline read it."""
    chart = chart_for(doc, "facts_of", "doclint_layout", "doclint_status")
    return Facts(
        text=chart.text,
        mentions=tuple(chart.mentions),
        minutes=tuple(chart.minutes),
        goals=tuple(chart.goals),
        links=tuple(chart.links),
        segments=tuple(chart.segments),
        cues=tuple(chart.cues),
        codes=tuple(chart.codes),
        signatures=tuple(chart.signatures),
        kind=chart.kind,
        scores=presence(chart),
    )


for _name in _ATTRIBUTES:
    if not Span.has_extension(f"doclint_{_name}"):
        Span.set_extension(f"doclint_{_name}", default=None)


@Language.factory("doclint_publish", requires=["doc._.doclint_chart"])
def create_publish(nlp: Language, name: str) -> Publish:
    """Factory of ``doclint_publish``; the last component."""
    return Publish()
