"""Component ``doclint_goal_sense``: whether a goal is functional, and whether it has a measure, by linear models on
its words.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from doclint.facts import Mention
from doclint.nlp.chart import Chart, chart_for
from doclint.nlp.goal.text import body_of
from doclint.nlp.model.crf import read_clusters
from doclint.nlp.model.features import Clusters
from doclint.nlp.model.linear import Linear, read_linear, text_features

FILE = "goals.npz"


class GoalSense:
    """Fills ``chart.goal_sense``: start of the goal to the probabilities of functional and of measured."""

    def __init__(self, functional: Linear, measured: Linear, clusters: Clusters) -> None:
        self.functional = functional
        self.measured = measured
        self.clusters = clusters

    def __call__(self, doc: Doc) -> Doc:
        chart = chart_for(doc, "doclint_goal_sense", "doclint_layout", "doclint_status")
        for mention in chart.mentions:
            if mention.label == "GOAL":
                names = text_features(goal_words(chart, mention), self.clusters)
                chart.goal_sense[mention.start] = (self.functional.probability(names), self.measured.probability(names))
        return doc


def goal_words(chart: Chart, mention: Mention) -> list[str]:
    """The goal's words behind its tag."""
    first, last = chart.tokens_of(mention.start, mention.end)
    offset = len(mention.text) - len(body_of(mention.text))
    return chart.words[max(first, chart.token_at(mention.start + offset)) : last]


@Language.factory("doclint_goal_sense", requires=["doc._.doclint_chart"], default_config={"model": "fast"})
def create_goal_sense(nlp: Language, name: str, model: str) -> GoalSense:
    """Factory of ``doclint_goal_sense``; ``model`` names a folder of models/."""
    return GoalSense(read_linear(model, FILE, "functional"), read_linear(model, FILE, "measured"), read_clusters(model))
