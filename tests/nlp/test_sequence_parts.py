"""The quick ways in which the models are read give what plain ways give."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doclint.nlp.chart import Chart, chart_of
from doclint.nlp.model import crf, rows, sequence, tables
from doclint.nlp.model.convolution import Convolution, Layer, token_features
from doclint.nlp.model.crf import Chains, Field, read_clusters, read_field
from doclint.nlp.model.features import features, normal, place_features, shape
from doclint.nlp.model.places import Places
from doclint.nlp.model.rows import Rows
from doclint.nlp.model.spans import best_path, notation, path, spans
from doclint.nlp.model.tables import Table, read_table, table_of
from doclint.nlp.model.vectors import read_vectors
from doclint.nlp.model.weights import ModelError
from doclint.nlp.pipeline import rule_pipeline

NOTES = (
    "O: 97530 x2 (30 min)\n  - sit<>stand from 18\" mat x10, min A for trunk; vc's for hand placement ||| rest.\n"
    "[x] cane [ ] walker\n\nLTG 1: Pt will transfer to toilet w/ supervision | met\n97530 | 2 | 30",
    "PT PERFORMED STAIR TRAINING, MOD A, 15 MIN. GOAL: CLIMB 12 STAIRS.",
    "walked",
    "¦ a1|2 Zqxv’s 12:30-13:05 §§",
)
LABELS = ("B-A", "B-B", "I-A", "I-B", "O")


@pytest.fixture(scope="module")
def charts() -> list[Chart]:
    nlp = rule_pipeline()
    return [chart_of(nlp(text)) for text in NOTES]


@pytest.fixture(scope="module")
def fields() -> tuple[Field, Field]:
    return read_field("fast", "sequence.npz"), read_field("fast", "evidence.npz")


@pytest.fixture(scope="module")
def convolution() -> Convolution:
    return Convolution("fast", read_vectors("fast"))


def named(table: Table) -> dict[str, np.ndarray]:
    """The weights of a table by the names of their features."""
    out = dict(zip(table.names, table.own, strict=True))
    distances = (*tables.AROUND, 0)[-table.around.shape[1] :]
    for part, each in zip(table.parts, table.around, strict=True):
        out |= {f"{distance}{part}": row for distance, row in zip(distances, each, strict=True)}
    for (left, right), each in zip(table.pairs, table.beside, strict=True):
        out |= {f"{side}{table.words[left]}|{table.words[right]}": row for side, row in zip("LR", each, strict=True)}
    for (left, right), each in zip(table.groups, table.grouped, strict=True):
        out |= {f"{side}a{left}|{right}": row for side, row in zip("LR", each, strict=True)}
    return out


def plain(names: list[list[str]], table: Table) -> np.ndarray:
    weights = named(table)
    none = np.zeros(table.columns, np.float32)
    return np.array([sum((weights[n].astype(np.float32) for n in each if n in weights), none) for each in names])


WORDS = st.sampled_from(["walk", "|", "a1", "12", "¦", "x|y", "||", "a0", "0", "sh=", "-2:"])
FEATURES = st.one_of(
    st.tuples(st.sampled_from(["-3", "-1", "0", "2"]), st.sampled_from([":", "s=", "a", "b"]), WORDS).map("".join),
    st.tuples(st.sampled_from("LR"), WORDS.map(normal), st.just("|"), WORDS.map(normal)).map("".join),
    st.sampled_from(
        ["La1|2", "Ra1|2", "Ra10|0", "La0|0", "line", "sec=None", "p3=wal", "c12", "r-1=O", "s2=-2", "s0b=1"]
    ),
)


@given(st.lists(FEATURES, unique=True, min_size=1, max_size=30))
def test_a_table_holds_the_weights_of_all_features_and_no_others(names: list[str]) -> None:
    state = np.arange(1, 2 * len(names) + 1, dtype=np.float16).reshape(-1, 2)
    found = named(read_table(table_of(names, state).arrays()) if len(names) > 20 else table_of(names, state))
    assert {name for name, row in found.items() if row.any()} == set(names)
    for name, row in zip(names, state, strict=True):
        np.testing.assert_array_equal(found[name], row)


def test_rows_add_up_to_the_weights_of_all_features(
    charts: list[Chart], fields: tuple[Field, Field], convolution: Convolution
) -> None:
    clusters = read_clusters("fast")
    made = Rows(fields, clusters, convolution.embedding)
    for chart in (*charts, *charts):
        tokens = made.tokens(chart)
        names = features(chart, clusters)
        begun = convolution.embedding
        vectors = np.array([begun.vectors.of(word) for word in chart.words]) @ begun.project
        scores, begin = made.sums(tokens, 0, len(chart))
        wanted = np.hstack([plain(names, field.table) for field in fields])
        np.testing.assert_allclose(scores, wanted, atol=1e-4)
        own = plain(token_features(chart, clusters), begun.table) + vectors
        np.testing.assert_allclose(begin, own, atol=1e-4)
        for first, last in ((0, 1), (len(chart) // 2, len(chart)), (len(chart) // 3, len(chart) // 2 + 1)):
            part, _ = made.sums(tokens, first, last)
            np.testing.assert_allclose(part, wanted[first:last], atol=1e-4)


def test_a_file_of_an_earlier_layout_is_refused() -> None:
    with pytest.raises(ModelError, match="train it anew"):
        read_table({"features": np.zeros(0, np.uint8), "state": np.zeros((0, 2), np.float16)})


def plain_place(chart: Chart, token: int) -> list[str]:
    first, last = chart.sentence(token)
    out = [f"sec={chart.section_of[token]}", f"code={chart.code_of[token]}", f"s0={first_word(chart.words[first])}"]
    if first + 1 < last:
        out.append(f"s1={normal(chart.words[first + 1])}")
    line = chart.line(token)
    spot = ("line", token == line.first), ("body", token == line.body), ("grid", line.grid)
    out += [f"pos={min(token - first, 3)}", *(name for name, holds in spot if holds)]
    out += [f"box={number}" for number, boxed in enumerate((chart.unchecked, chart.checked)) if token in boxed]
    headers = [header for header in chart.headers if line.first <= header.first <= token]
    if headers:
        out.append(f"head={max(headers, key=lambda header: header.first).text.lower()[:20]}")
    for term in chart.terms:
        if term.first <= token < term.last:
            name = f"{'tB' if token == term.first else 'tI'}={term.vocabulary}:{term.category}"
            out += [name] if name not in out else []
    for name, at in (("r-1", token - 1), ("r", token), ("r+1", token + 1)):
        over = [item for item in chart.candidates if item.first <= at < item.last]
        out.append(f"{name}={('B-' if at == over[-1].first else 'I-') + over[-1].label if over else 'O'}")
    return out


def first_word(word: str) -> str:
    return "0" if word[0].isdigit() else word.lower()


def test_a_place_has_a_number_for_all_that_is_to_be_known_of_it(charts: list[Chart]) -> None:
    places = Places()
    for chart in (*charts, *charts):
        kinds = places.read(chart)
        for token in range(len(chart)):
            found = [name for kind in kinds for name in place_features(places.keys[kind[token]], {})]
            assert sorted(found) == sorted(plain_place(chart, token)), chart.words[token]
    assert len(set(places.keys)) == len(places.keys)


@given(st.text(min_size=1, max_size=8) | st.text("aAbBé1", min_size=1, max_size=6))
def test_a_word_in_its_normal_form_and_shape(word: str) -> None:
    assert normal(word) == re.sub(r"\d", "0", word.lower())
    kinds = "".join("X" if c.isupper() else "x" if c.islower() else "d" if c.isdigit() else c for c in word)
    assert shape(word) == re.sub(r"(.)\1{2,}", r"\1\1", kinds)


def plain_layer(hidden: np.ndarray, kernel: np.ndarray, bias: np.ndarray, norm: np.ndarray, far: int) -> np.ndarray:
    size, width = hidden.shape
    padded = np.vstack([np.zeros((far, width)), hidden, np.zeros((far, width))])
    both = np.hstack([padded[:size], hidden, padded[2 * far :]]) @ kernel + bias
    out = hidden + both[:, :width] / (1 + np.exp(-both[:, width:]))
    out -= out.mean(axis=1, keepdims=True)
    return out / np.sqrt((out**2).mean(axis=1, keepdims=True) + 1e-5) * norm[0] + norm[1]


@settings(deadline=None)
@given(st.integers(1, 50), st.sampled_from([1, 2, 3, 4, 8]), st.integers(0, 2**32 - 1))
def test_a_layer_of_the_convolution_gives_what_plain_products_give(size: int, far: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    kernel, bias, norm, hidden = (chance.normal(size=shape) for shape in ((36, 24), 24, (2, 12), (size, 12)))
    found = Layer(far, kernel, bias, norm)(hidden.T.astype(np.float32)).T
    np.testing.assert_allclose(found, plain_layer(hidden, kernel, bias, norm, far), atol=2e-4)


def test_tables_that_are_full_start_anew_and_read_the_same(
    charts: list[Chart], fields: tuple[Field, Field], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Rows(fields, read_clusters("fast"))
    before = [made.sums(made.tokens(chart), 0, len(chart))[0] for chart in charts]
    monkeypatch.setattr(rows, "_MOST", 5)
    after = [made.sums(made.tokens(chart), 0, len(chart))[0] for chart in charts]
    for one, other in zip(before, after, strict=True):
        np.testing.assert_array_equal(one, other)
    assert len(made._words) <= 1 + len(set(charts[-1].words))


def all_paths(scores: np.ndarray, transitions: np.ndarray) -> np.ndarray:
    out = np.zeros(scores.shape)
    kinds = range(scores.shape[1])
    for labels in itertools.product(kinds, repeat=len(scores)):
        weight = np.exp(
            sum(scores[token, label] for token, label in enumerate(labels))
            + sum(transitions[pair] for pair in itertools.pairwise(labels))
        )
        for token, label in enumerate(labels):
            out[token, label] += weight
    return out / out.sum(axis=1, keepdims=True)


def chains(*transitions: np.ndarray) -> Chains:
    none = table_of([], np.zeros((0, 1), np.float32))
    names = [tuple(str(number) for number in range(len(each))) for each in transitions]
    return Chains([Field(name, none, each) for name, each in zip(names, transitions, strict=True)])


@settings(deadline=None)
@given(st.integers(1, 7), st.integers(0, 2**32 - 1), st.sampled_from([1, 2, 3]))
def test_marginals_are_those_of_all_paths(size: int, seed: int, block: int) -> None:
    chance = np.random.default_rng(seed)
    small = chance.normal(0, 3, (2, 2)).astype(np.float32)
    large = chance.normal(0, 3, (3, 3)).astype(np.float32)
    scores = chance.normal(0, 3, (size, 5)).astype(np.float32)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crf, "_BLOCK", block)
        found = chains(small, large).marginals(scores)
    np.testing.assert_allclose(found[:, :2], all_paths(scores[:, :2], small), atol=1e-5)
    np.testing.assert_allclose(found[:, 2:], all_paths(scores[:, 2:], large), atol=1e-5)


def test_a_field_that_forgets_nothing_is_read_right_through_all_blocks() -> None:
    # Who begins with the first label keeps it: only the first token's score tells, hundreds of tokens away.
    keeps = np.array([[9, -9], [-9, 9]], np.float32)
    scores = np.zeros((500, 2), np.float32)
    scores[0, 0] = 4.0
    found = chains(keeps).marginals(scores)
    np.testing.assert_allclose(found[-1], found[0], atol=1e-4)
    assert found[-1, 0] > 0.95


@settings(deadline=None)
@given(st.integers(1, 9), st.integers(0, 2**32 - 1))
def test_the_path_is_the_best_of_all_that_keep_the_notation(size: int, seed: int) -> None:
    log = np.random.default_rng(seed).normal(0, 2, (size, 5)).astype(np.float32)
    begin = [0, 1, 0, 1, 4]
    whole = path(log.tolist(), begin, 4)
    found = best_path(log, np.array(begin), 4)
    kept = [4, *found.tolist()]
    assert all(begin[tag] == tag or begin[before] == begin[tag] for before, tag in itertools.pairwise(kept))
    columns = np.arange(size)
    assert log[columns, found].sum() == pytest.approx(log[columns, whole].sum(), abs=1e-4)
    if size <= 5:
        best = max(
            log[columns, labels].sum()
            for labels in itertools.product(range(5), repeat=size)
            if all(begin[t] == t or begin[b] == begin[t] for b, t in itertools.pairwise((4, *labels)))
        )
        assert log[columns, found].sum() == pytest.approx(best, abs=1e-4)


@settings(deadline=None)
@given(st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_a_path_mended_between_sure_tokens_is_as_good_as_the_whole_one(size: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    log = np.log(chance.dirichlet([0.1, 0.1, 0.1, 0.1, 0.4], size) + 1e-6).astype(np.float32)
    outside, begin, *_ = notation(LABELS)
    found, whole = best_path(log, begin, outside), path(log.tolist(), begin.tolist(), outside)
    columns = np.arange(size)
    assert log[columns, found].sum() == pytest.approx(log[columns, whole].sum(), abs=1e-3)


def test_spans_end_where_another_begins() -> None:
    sure = np.full((7, 5), 0.02, np.float32)
    for token, label in enumerate(("B-A", "I-A", "B-A", "O", "B-B", "I-B", "I-B")):
        sure[token, LABELS.index(label)] = 0.92
    found = spans(sure, LABELS, 0.8)
    assert [(span.label, span.first, span.last) for span in found] == [("A", 0, 2), ("A", 2, 3), ("B", 4, 7)]
    assert found[2].probability == pytest.approx(0.94)
    assert spans(np.full((3, 5), 0.2, np.float32) + np.eye(5)[4:].astype(np.float32), LABELS, 1.0) == []


def test_a_long_note_read_in_windows_reads_as_in_one(monkeypatch: pytest.MonkeyPatch) -> None:
    nlp = rule_pipeline()
    chart = chart_of(nlp("\n".join(NOTES[:2] * 14)))
    model = sequence.create_sequence(nlp, "", "fast", 0.8)
    whole = model.probabilities(chart)
    monkeypatch.setattr(sequence, "_WINDOW", 300)
    for one, other in zip(whole, model.probabilities(chart), strict=True):
        assert len(one) > 900
        np.testing.assert_allclose(one, other, atol=2e-6)
