"""The components in pipelines of others: any order, spaCy's own tokenizer, saved and sent Docs."""

from __future__ import annotations

import gc
import pickle
import weakref
from typing import Any

import pytest
import spacy
from spacy.tokens import Doc, DocBin

from doclint.nlp.chart import chart_of
from doclint.nlp.pipeline import FACT_COMPONENTS, RULE_COMPONENTS, load
from doclint.nlp.publish import facts_of

COMPONENTS = (*RULE_COMPONENTS, *FACT_COMPONENTS)
TEXT = (
    "S: Pt reports less pain.\r\n\r\n  97530 x 25 min: Sit to stand from toilet with min A x 5, verbal cues for hand placement.\n"
    "97110: SLR 3x10, 15 min.\nGoals:\n1. Transfer to toilet with mod I in 4 weeks.\nTotal 40 min\tJane Roe, PT"
)
NLP = load()
FREE = {"doclint_layout", "doclint_terms"}
"""What needs nothing before it."""


def spans(doc: Doc) -> list[tuple[Any, ...]]:
    names = ("status", "value", "section", "code", "cue", "functions")
    return [
        (s.text, s.label_, *(tuple(v) if isinstance(v := s._.get(f"doclint_{n}"), list) else v for n in names))
        for s in doc.spans["doclint"]
    ]


@pytest.mark.parametrize("name", [name for name in COMPONENTS if name not in FREE])
def test_a_component_alone_names_what_it_needs(name: str) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe(name)
    with pytest.raises(ValueError, match=f"{name} needs doclint_layout before it"):
        nlp(TEXT)


@pytest.mark.parametrize("name", ["doclint_assistance", "doclint_tasks", "doclint_sequence", "doclint_skilled"])
def test_a_component_too_early_names_what_it_needs(name: str) -> None:
    nlp = spacy.blank("en")
    for part in ("doclint_layout", "doclint_attribution", name, "doclint_terms", "doclint_resolve"):
        nlp.add_pipe(part)
    with pytest.raises(ValueError, match=f"{name} needs doclint_terms before it"):
        nlp(TEXT)


@pytest.mark.parametrize("left_out", RULE_COMPONENTS[3:8])
def test_what_one_finds_is_not_lost_without_status(left_out: str) -> None:
    nlp = spacy.blank("en")
    for name in COMPONENTS:
        if name not in (left_out, "doclint_status"):
            nlp.add_pipe(name)
    with pytest.raises(ValueError, match="doclint_durations needs doclint_status"):
        nlp(TEXT)


def test_each_optional_component_can_be_left_out() -> None:
    for left_out in (*RULE_COMPONENTS[3:8], "doclint_sequence", "doclint_goal_sense", "doclint_visit"):
        assert NLP(TEXT, disable=[left_out]).spans["doclint"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n",
        "\n\n \n",
        "97530",
        TEXT,
        TEXT.replace(" ", "  "),
        "97530|25|GP\n\n\n[x] MinA/ModA 3x10 1305-1330",
        "(((",
    ],
)
def test_stock_tokenizer(text: str) -> None:
    nlp = spacy.blank("en")
    for name in COMPONENTS:
        nlp.add_pipe(name)
    doc = nlp(text)
    chart = chart_of(doc)
    assert len(chart.lines) == text.count("\n") + 1
    assert [text[line.start : line.end] for line in chart.lines] == text.split("\n")
    for mention in facts_of(doc).mentions:
        assert text[mention.start : mention.end] == mention.text


def test_stock_tokenizer_finds_the_same() -> None:
    nlp = spacy.blank("en")
    for name in COMPONENTS:
        nlp.add_pipe(name)
    assert facts_of(nlp(TEXT)) == facts_of(NLP(TEXT))


def test_bytes_and_docbin_keep_the_spans() -> None:
    doc = NLP(TEXT)
    assert spans(doc)
    assert spans(Doc(NLP.vocab).from_bytes(doc.to_bytes())) == spans(doc)
    packed = DocBin(docs=[doc], store_user_data=True).to_bytes()
    (back,) = DocBin().from_bytes(packed).get_docs(NLP.vocab)
    assert spans(back) == spans(doc)
    assert spans(pickle.loads(pickle.dumps(doc))) == spans(doc)


def test_facts_need_the_pipeline() -> None:
    back = Doc(NLP.vocab).from_bytes(NLP(TEXT).to_bytes())
    with pytest.raises(ValueError, match="facts_of needs doclint_layout"):
        facts_of(back)


def test_processes() -> None:
    texts = [TEXT, "97110: SLR 3x10.", "", TEXT.lower()]
    alone = [spans(doc) for doc in NLP.pipe(texts)]
    assert [spans(doc) for doc in NLP.pipe(texts, n_process=2, batch_size=2)] == alone


def test_the_chart_goes_with_its_doc() -> None:
    doc = NLP(TEXT)
    chart = doc._.doclint_chart
    assert chart is chart_of(doc)
    assert not any("chart" in str(key) for key in doc.user_data)
    alive = weakref.ref(doc)
    del doc
    gc.collect()
    assert alive() is None
    assert NLP.make_doc("x")._.doclint_chart is None
