"""What the grammars pass over could not have mattered: each quick look beside the plain one."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import cast

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from doclint.nlp.chart import Candidate, Chart, build
from doclint.nlp.pipeline import rule_pipeline
from doclint.nlp.resolve import resolve
from doclint.nlp.skill.closed import NOT_TODAY, Closed
from doclint.nlp.skill.evidence import Evidence
from doclint.nlp.skill.skilled import _bounds
from doclint.nlp.skill.verbs import _NAMED, _ROWS, Verbs
from doclint.nlp.treatment.functions import Functions, functions_of
from doclint.nlp.treatment.status import _EARLIER, Status
from doclint.nlp.treatment.task_context import Sentence, speakers
from doclint.nlp.treatment.task_grammar import _BOUNDS, _SURE, Grammar
from doclint.nlp.treatment.task_nouns import noun_starts, noun_task
from doclint.nlp.treatment.task_words import WIDE

_WORDS = (
    "97530: |97110: |25 min |transfer |transfers |tub bench |bed |to |> |chair |- |and |/ |, |; |. |: |sit |stairs |walk "
    "|walked |walking |folding |fold |laundry |table |set |with |min A |CGA |x5 |3x10 |50 ft |for |strength |the |her "
    "|pt |Pt |she |therapist |I |daughter |Anna |refused |held |not |no |both |on |Monday |Tuesday she had |last |Tues "
    "|Goal: |Skilled: |Response: |Plan: |HEP: |taught |Instr. |instr. |wide |cued |graded |seat |was |raised |knee |catches "
    "|quads 3-/5 |4/5 |three of five |pain |weakness |fatigue |rw |SLR |hot pack |dressing |shirt |car |in |out of |[ ] "
    "|[x] |• |(|)|\"|'|S |s |level |close |i |2|½|é |\xa0|   |\t|\r\n|\n|\n\n|\n- |\n  |\n* Skill "
).split("|")
_PHRASES = (
    "for strength |to improve |in order |under monitoring |daughter walked |on Tuesday she had |last Friday |out of the car |"
    "instructed. wide base |Instr. wide base |transfer to bed |bed to chair |pt walked |knee flexion 90 |with a rw |x 5 |twice "
).split("|")
_NOTES = st.lists(st.sampled_from([*_WORDS, "|"]) | st.sampled_from(_PHRASES), min_size=12, max_size=60).map("".join)
_MANY = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example]
)


@cache
def _pipeline() -> Language:
    return rule_pipeline()


def _read(text: str, last: str = "doclint_terms") -> Chart:
    """The chart when the components up to ``last`` have read it."""
    chart = build(text)
    for name, component in _pipeline().pipeline:
        cast("Callable[[Chart], Chart]", component)(chart)
        if name == last:
            break
    return chart


@_MANY
@given(_NOTES)
def test_terms_of_a_vocabulary(text: str) -> None:
    chart = _read(text)
    for vocabulary in ("verbs", "objects", "status_cues", "none"):
        assert chart.terms_of(vocabulary) == [term for term in chart.terms if term.vocabulary == vocabulary]


@_MANY
@given(_NOTES)
def test_a_row_or_a_gap_parts_tokens(text: str) -> None:
    chart = _read(text)
    parted = set()
    for token in range(1, len(chart)):
        line = chart.line(token)
        space = chart.text[chart.ends[token - 1] : chart.starts[token]]
        row = token == line.first and (line.marker is not None or not chart.words[token][0].islower())
        if row or "\t" in space or (len(space) >= WIDE and "\n" not in space):
            parted.add(token)
    assert Grammar.of(chart).parted == parted


@_MANY
@given(_NOTES)
def test_a_plain_word_ends_no_phrase(text: str) -> None:
    grammar = Grammar.of(_read(text, "doclint_assistance"))
    for token in range(1, len(grammar.chart)):
        for limit in {min(token + 3, len(grammar.chart)), len(grammar.chart)}:
            word = grammar.chart.lower[token]
            if word not in _BOUNDS and not word[0].isdigit():
                assert grammar._bounds(token, limit, -2) == (token in grammar.parted)
            elif word not in _SURE:
                assert grammar.stops(token, limit) == grammar._bounds(token, limit, -2)


@_MANY
@given(_NOTES)
def test_a_noun_task_begins_at_no_other_token(text: str) -> None:
    chart = _read(text, "doclint_assistance")
    grammar = Grammar.of(chart)
    starts = noun_starts(grammar, set())
    for token in range(len(chart)):
        if noun_task(grammar, Sentence(*chart.sentence(token)), token, set()) is not None:
            assert token in starts


@_MANY
@given(_NOTES)
def test_the_subject_changes_at_no_other_token(text: str) -> None:
    grammar = Grammar.of(_read(text))
    people = speakers(grammar)
    for token in range(len(grammar.chart)):
        sentence = Sentence(*grammar.chart.sentence(token))
        sentence.advance(grammar, token)
        assert sentence.subject is None or token in people


@_MANY
@given(_NOTES)
def test_the_text_under_skilled_headers(text: str) -> None:
    chart = _read(text)
    heads = {header.first: header for header in chart.headers}
    under: set[int] = set()
    inside, previous = False, -1
    for line in chart.lines:
        if line.first == line.last:
            continue
        inside = inside and line.number - previous <= 1
        previous = line.number
        for token in range(line.first, line.last):
            if token in heads:
                header = heads[token]
                named = header.text.strip().lower() in _NAMED and line.last - header.last > 3
                inside = header.kind == "skilled" or named
            elif token == line.body and chart.words[token + 1 : min(token + 2, line.last)] == ["|"]:
                inside = chart.lower[token] in _ROWS
            if inside:
                under.add(token)
    assert Verbs(chart).header == under


@_MANY
@given(_NOTES)
def test_a_sentence_goes_on_from_a_shortened_verb(text: str) -> None:
    chart = _read(text)
    verbs = Verbs(chart)
    going_on = {
        first
        for first in chart.sentence_starts
        if first > 1
        and chart.words[first - 1] == "."
        and "teach" in verbs.of(first - 2)
        and len(chart.words[first - 2]) < 6
        and chart.words[first][0].islower()
    }
    assert _bounds(chart, verbs) == [first for first in chart.sentence_starts if first not in going_on]


@_MANY
@given(_NOTES)
def test_a_day_gone_by_is_found_wherever_it_stands(text: str) -> None:
    chart = _read(text)
    days = [chart.tokens_of(*match.span()) for match in _EARLIER.finditer(chart.text)]
    cues = Status()._cues(chart)
    assert [(cue.first, cue.last) for cue in cues if "today" in cue.ends and cue.scope == "clause"] == days


@_MANY
@given(_NOTES)
def test_the_model_leaves_measures_and_equipment_to_the_rules(text: str) -> None:
    found = []
    for unread in (True, False):
        chart = _read(text, "doclint_resolve")
        chart.evidence = None if unread else []
        Evidence()(Status()(chart))
        found.append([m for m in chart.mentions if m.label in ("MEASURE", "EQUIPMENT")])
    assert found[0] == found[1]


@_MANY
@given(_NOTES)
def test_evidence_is_closed_where_another_day_is_told_and_in_what_was_done(text: str) -> None:
    chart = Status()(_read(text, "doclint_resolve"))
    closed = Closed(chart)
    headed = {token for header in chart.headers for token in range(header.first, header.last)}
    for token in range(len(chart)):
        held = [m for m in chart.mentions if m.start < chart.ends[token] and chart.starts[token] < m.end]
        over = chart.section_of[token] in NOT_TODAY or token in headed or chart.line(token).grid
        if over or any(m.status != "performed" or m.label in ("GOAL", "MINUTES") for m in held):
            assert closed.of(token) == "over"
        else:
            assert closed.of(token) == (f"in {held[0].label}" if held else None)


@_MANY
@given(_NOTES)
def test_functions_of_a_mention_are_those_of_its_words(text: str) -> None:
    chart = Functions()(Status()(_read(text, "doclint_resolve")))
    for mention in chart.mentions:
        if mention.label in ("ACTIVITY", "EXERCISE", "GOAL"):
            first, last = chart.tokens_of(mention.start, mention.end)
            assert mention.functions == functions_of(chart, first, last)
            named = {
                t.category for t in chart.terms if t.vocabulary == "functions" and first <= t.first < t.last <= last
            }
            assert named <= set(mention.functions) <= named | {"d410", "d420"}


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 6), st.integers(0, 3), st.sampled_from("AB"))))
def test_what_resolves_does_not_overlap_and_loses_only_to_what_stays(items: list[tuple[int, int, int, str]]) -> None:
    candidates = [Candidate(label, first, first + size, priority=rank) for first, size, rank, label in items]
    kept = resolve(candidates)
    held = [token for item in kept for token in range(item.first, item.last)]
    assert held == sorted(set(held))
    for item in candidates:
        over = [other for other in kept if other.first < item.last and item.first < other.last]
        assert item.first == item.last or any(
            (-o.priority, o.first - o.last) <= (-item.priority, item.first - item.last) for o in over
        )
    taken: list[Candidate] = []
    for item in sorted(candidates, key=lambda c: (-c.priority, c.first - c.last, c.first, c.label)):
        if item.first < item.last and all(item.last <= other.first or other.last <= item.first for other in taken):
            taken.append(item)
    assert kept == sorted(taken, key=lambda item: item.first)
