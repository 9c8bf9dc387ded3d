"""Which service the 97530 text reads like: the model's features and probabilities, and ``better_codes``."""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doclint.cli import main
from doclint.facts import Facts, Mention, NoteCode
from doclint.judging.better import better_codes
from doclint.linter import Linter
from doclint.nlp.chart import chart_of
from doclint.nlp.model import services, weights
from doclint.nlp.model.crf import read_clusters
from doclint.nlp.model.features import packed
from doclint.nlp.model.linear import text_features
from doclint.nlp.model.service_names import MODALITY, SERVICES
from doclint.nlp.model.services import Services, Words, read_services, text_of
from doclint.nlp.pipeline import load
from doclint.result import BetterCode

EXERCISE = "97530 x 25 min: LAQ 3x10, bridges 3x10, NuStep L4, hamstring curls 3x10. Goal: climb 12 stairs."
TASK = (
    "97530 x 25 min: lifted laundry basket from floor to dryer shelf x6, carried it 20 ft to the bedroom, min A for "
    "the turn, cues for hip hinge. Goal: do laundry at home alone."
)
GAIT = "97530 x 25 min: ambulated 150 ft x3 with RW, CGA, cues for heel strike and step length. Goal: walk to mailbox."
INSTRUCTION = (
    "97530 x 23 min: instructed pt in energy conservation for bathing and dressing, pt returned demonstration of "
    "one-handed bra technique; educated on joint protection, teach-back given. Goal: dress self."
)


@pytest.fixture(scope="module")
def linter() -> Linter:
    return Linter()


def model() -> Services:
    found = read_services("fast")
    assert found is not None
    return found


def features(text: str, code: str = "97530", *, marks: list[Mention] | None = None) -> dict[str, float]:
    chart = chart_of(load("rules")(text))
    return text_of(chart, code, chart.mentions if marks is None else marks, Words({}))


@pytest.mark.parametrize(
    ("text", "code"),
    [(EXERCISE, "97110"), (GAIT, "97116"), (INSTRUCTION, "97535")],
    ids=["exercise", "gait", "teaching"],
)
def test_text_of_another_service_names_its_code(linter: Linter, text: str, code: str) -> None:
    found = linter.lint(text, "97530:2:GP").better_codes
    assert [better.code for better in found] == [code]
    assert 0.5 < found[0].probability < 1


def test_functional_task_has_no_better_code(linter: Linter) -> None:
    assert linter.lint(TASK, "97530:2:GP").better_codes == ()
    assert linter.facts(TASK).scores["service:97530"] > 0.9


def test_probabilities_of_all_services_sum_to_one(linter: Linter) -> None:
    scores = linter.facts(EXERCISE).scores
    assert sum(scores[f"service:{name}"] for name in SERVICES) == pytest.approx(1, abs=0.001)


def test_code_is_listed_where_97530_is_assumed(linter: Linter) -> None:
    result = linter.lint("Ther act: LAQ 3x10, bridges 3x10, hamstring curls 3x12, 25 min. Goal: stairs.")
    assert [code.code for code in result.better_codes] == ["97110"]


def test_no_better_code_without_97530(linter: Linter) -> None:
    assert linter.lint("97110 x 25 min: LAQ 3x10, bridges 3x10.", "97110:2:GP").better_codes == ()


def test_rules_alone_name_no_better_code() -> None:
    assert read_services("rules") is None
    result = Linter(model="rules").lint(EXERCISE, "97530:2:GP")
    assert "ACT003" in {finding.rule for finding in result.findings}
    assert result.better_codes == ()


def test_selection_of_rules_does_not_change_better_codes(linter: Linter) -> None:
    assert Linter(select="TIM").lint(EXERCISE).better_codes == linter.lint(EXERCISE).better_codes != ()


def test_result_as_json_has_code_and_probability(linter: Linter) -> None:
    (better,) = json.loads(linter.lint(EXERCISE).model_dump_json())["better_codes"]
    assert set(better) == {"code", "probability"}
    assert better["code"] == "97110"


def test_terminal_says_what_the_text_reads_like(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    said = []
    for name, text in (("exercise", EXERCISE), ("task", TASK)):
        path = tmp_path / f"{name}.txt"
        path.write_text(text, encoding="utf-8")
        main(["lint", "--fail-on", "never", str(path)])
        said.append(capsys.readouterr().out)
    assert "reads like: 97110 (probability 0.9" in said[0]
    assert "reads like" not in said[1]


def scores(**likely: float) -> dict[str, float]:
    said = {MODALITY if name == MODALITY else name.removeprefix("c"): value for name, value in likely.items()}
    return {f"service:{name}": said.get(name, 0.0) for name in SERVICES}


def test_unsure_service_is_listed_only_where_a_rule_agrees() -> None:
    facts = Facts("", scores=scores(c97530=0.4, c97110=0.6))
    assert better_codes(facts, []) == ()
    assert better_codes(facts, ["ACT003"]) == (BetterCode(code="97110", probability=0.6),)
    assert better_codes(facts, ["ACT002"]) == ()


def test_sure_service_is_listed_without_a_rule_but_not_against_one() -> None:
    facts = Facts("", scores=scores(c97530=0.1, c97535=0.9))
    assert better_codes(facts, ["GOL001"]) == (BetterCode(code="97535", probability=0.9),)
    assert better_codes(facts, ["ACT003"]) == ()


def test_service_less_likely_than_97530_is_not_listed() -> None:
    assert better_codes(Facts("", scores=scores(c97530=0.55, c97110=0.45)), ["ACT003"]) == ()


def test_likeliest_service_comes_first_and_traces_are_left_out() -> None:
    facts = Facts("", scores=scores(c97530=0.001, c97112=0.3, c97116=0.69, c97542=0.009))
    assert [better.code for better in better_codes(facts, ["ACT004"])] == ["97116", "97112"]


def test_certainty_is_never_said() -> None:
    (better,) = better_codes(Facts("", scores=scores(c97110=1.0)), [])
    assert better.probability == 0.99


def test_modality_is_listed_by_the_codes_that_the_note_names() -> None:
    facts = Facts("", scores=scores(c97530=0.05, modality=0.95))
    assert better_codes(facts, []) == ()
    named = Facts("", scores=facts.scores, codes=(NoteCode("97530", 0, 5), NoteCode("97035", 9, 14)))
    assert better_codes(named, []) == (BetterCode(code="97035", probability=0.95),)


def test_label_code_minutes_and_goal_are_no_features() -> None:
    names = features("97110 – Ther Ex 15 min: bridges 3x10\nGoal: climb stairs at home", "97110")
    assert "bridges" in names
    assert not {"97110", "00000", "ther", "ex", "min", "stairs", "goal"} & set(names)


def test_words_of_another_label_are_kept() -> None:
    assert "gait" in features("97530: gait training 150 ft x3 with cane")


def test_text_of_another_code_does_not_count() -> None:
    text = "97110 x 10 min: bridges 3x10, SLR 2x15.\n97530 x 20 min: carried laundry basket up four stairs with CGA."
    names = features(text)
    assert "laundry" in names
    assert "bridges" not in names


def test_what_was_not_performed_does_not_count() -> None:
    text = "97530 x 15 min: tub transfer. Bridges."
    mark = Mention("EXERCISE", text.index("Bridges"), text.index("Bridges") + 7, "Bridges", status="planned")
    assert "bridges" not in features(text, marks=[mark])
    assert "bridges" in features(text, marks=[])


def test_kinds_of_entities_and_vocabulary_are_features() -> None:
    names = features(EXERCISE)
    assert names["share=EXERCISE"] > 0
    assert names["function=none"] > 0
    assert "share=ACTIVITY" not in names
    assert features("97530: tolerated well.")["has=nothing"] > 0


@pytest.mark.parametrize("text", ["", "97530 x 2", "97530 | 15 | 1\n97110 | 15 | 1", "Goal: climb stairs."])
def test_nothing_to_read_gives_no_scores(linter: Linter, text: str) -> None:
    assert not any(name.startswith("service:") for name in linter.facts(text).scores)


def test_words_give_the_features_of_the_other_linear_models() -> None:
    clusters = read_clusters("fast")
    words = "Lifted the laundry basket 3 x 10 times from floor level".split()
    assert set(Words(clusters)(words)) == text_features(words, clusters)


WORDS = st.sampled_from("lifted LIFTED basket 97530 00000 G0283 lifted_basket _ __ ^ 3x10 a1 qzx".split())


@given(st.lists(WORDS, max_size=12), st.sets(st.sampled_from("lifted basket lifted_basket ____ p=lifte ^_qzx".split())))
def test_known_features_are_those_of_the_names(words: list[str], known: set[str]) -> None:
    index = {name: row for row, name in enumerate(sorted(known))}
    clusters = packed(["lifted", "basket"], np.array([[1, 2, 3], [1, 4, 5]]))
    names = Words(clusters)(words)
    found, size = Words(clusters, index).known(words)
    assert size == len(names)
    assert {name for name, row in index.items() if found[row]} == names.keys() & index.keys()


def test_scores_are_the_probabilities_of_the_features() -> None:
    for text in (EXERCISE, TASK, GAIT, INSTRUCTION):
        chart = chart_of(load("fast")(text))
        said = model().probabilities(text_of(chart, "97530", chart.mentions, model().words))
        assert model().scores(chart) == pytest.approx(
            {f"service:{name}": value for name, value in said.items()}, abs=2e-4
        )


def test_strongest_features_explain_a_service() -> None:
    found = model().strongest(features(EXERCISE), "97110", most=40)
    assert "share=EXERCISE" in dict(found)
    assert all(value > 0 for _, value in found)
    assert [value for _, value in found] == sorted((value for _, value in found), reverse=True)
    assert "share=ACTIVITY" in dict(model().strongest(features(TASK), "97530", most=40))


def test_strongest_weighs_against_97530() -> None:
    small = Services(
        {"a": 0, "b": 1}, np.array([[2, 1] + [0] * 6, [0, 1] + [0] * 6], np.float32), np.zeros(8, np.float32), Words({})
    )
    assert small.strongest({"a": 1.0, "b": 0.5, "unknown": 1.0}, "97110") == [("b", 0.5)]
    assert small.strongest({"a": 1.0, "b": 0.5}, "97530", most=1) == [("a", round(2 - 1 / 7, 4))]


def test_changed_file_is_not_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(weights, "folder", lambda model: tmp_path)
    (tmp_path / "services.npz").write_bytes(b"other bytes")
    (tmp_path / "meta.json").write_text(json.dumps({"files": {"services.npz": "0" * 64}}), encoding="utf-8")
    with pytest.raises(weights.ModelError, match=r"services\.npz is not the one"):
        read_services("changed")


def test_folder_without_the_model_names_no_service(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(weights, "folder", lambda model: tmp_path)
    (tmp_path / "meta.json").write_text(json.dumps({"files": {}}), encoding="utf-8")
    assert read_services("older") is None


def test_reading_is_fast(linter: Linter) -> None:
    charts = [chart_of(linter.nlp(text)) for text in (EXERCISE, TASK, GAIT, INSTRUCTION)]
    found = model()
    spent = []
    for _ in range(30):
        start = time.process_time()
        for chart in charts:
            found.scores(chart)
        spent.append((time.process_time() - start) / len(charts))
    assert min(spent) < 0.001, "milliseconds a note"


def test_same_text_gives_the_same_scores_whatever_was_read_before() -> None:
    chart = chart_of(load("fast")(TASK))
    one, two = Words(read_clusters("fast")), Words(read_clusters("fast"))
    two("so many other words in any order lifted basket".split())
    assert list(text_of(chart, "97530", chart.mentions, one)) == list(text_of(chart, "97530", chart.mentions, two))
    assert services.SCORE == "service:"
