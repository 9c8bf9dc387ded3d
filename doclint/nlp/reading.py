"""Text in, facts out: the pipeline of a model, and the models that score what it found."""

from __future__ import annotations

from dataclasses import replace

from doclint.facts import Facts
from doclint.nlp.model.relation import read_relation
from doclint.nlp.model.services import read_services
from doclint.nlp.pipeline import load, read
from doclint.nlp.publish import facts_of


class Reader:
    """Reads texts by one model, which is loaded with it."""

    def __init__(self, model: str) -> None:
        self._model = model
        self.nlp = load(model)

    def facts(self, text: str) -> Facts:
        """What a text says, as plain records."""
        chart = read(self.nlp, text)
        facts = facts_of(chart)
        if (services := read_services(self._model)) is not None:
            facts = replace(facts, scores=facts.scores | services.scores(chart))
        if (relation := read_relation(self._model)) is not None:
            facts = replace(facts, scores=facts.scores | relation.scores(facts))
        return facts
