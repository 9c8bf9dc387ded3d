"""Text in, facts out: the pipeline of a model, and the models that score what it found."""

from __future__ import annotations

from dataclasses import replace

from spacy.language import Language

from doclint.facts import Facts
from doclint.nlp.model.relation import read_relation
from doclint.nlp.model.services import read_services
from doclint.nlp.pipeline import read
from doclint.nlp.publish import facts_of


def facts_by(model: str, nlp: Language, text: str) -> Facts:
    """What a text says, as plain records, by the pipeline and the other models of a model's folder."""
    chart = read(nlp, text)
    facts = facts_of(chart)
    if (services := read_services(model)) is not None:
        facts = replace(facts, scores=facts.scores | services.scores(chart))
    if (relation := read_relation(model)) is not None:
        facts = replace(facts, scores=facts.scores | relation.scores(facts))
    return facts
