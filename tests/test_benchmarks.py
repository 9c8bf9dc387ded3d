"""The benchmarks run, at the smallest size; what they measure is not asked here."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "benchmarks"


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(FOLDER))


@pytest.mark.parametrize(
    ("options", "names"),
    [
        (
            ["speed", "--notes", "2", "--known", "2", "--repeats", "1", "--models", "rules", "--longest", "10000"],
            {"rules first sight", "rules as in life", "rules seen before", "rules chart", "fast 10,000 characters"},
        ),
        (["start", "--repeats", "1", "--without-server"], {"start lint", "start help", "start rules", "start explain"}),
        (
            ["scans", "--notes", "8", "--repeats", "1"],
            {"scan two jobs", "scan notes", "scan memory", "scan beside lint"},
        ),
        (
            ["service", "--notes", "2", "--requests", "10", "--workers", "1", "--model", "rules"],
            {"service one client", "service processor time", "service many clients"},
        ),
    ],
    ids=lambda given: given[0] if isinstance(given, list) else "",
)
def test_a_benchmark_runs_and_keeps_its_figures(options: list[str], names: set[str], tmp_path: Path) -> None:
    kept = tmp_path / "figures.json"
    script = str(FOLDER / f"{options[0]}.py")
    done = subprocess.run([sys.executable, script, *options[1:], "--json", str(kept)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    figures = json.loads(kept.read_text(encoding="utf-8"))
    assert names <= figures.keys()
    assert all(isinstance(ratio, float) for ratio in figures.values())


@pytest.mark.usefixtures("beside")
def test_a_figure_meets_its_target_or_does_not() -> None:
    from figures import AT_LEAST, AT_MOST, Figures, verdict

    assert verdict("start lint", 1.25) == "to be at most 1.25: met"
    assert verdict("start lint", 1.26).endswith("NOT met")
    assert verdict("scan two jobs", 1.5) == "to be at least 1.5: met"
    assert verdict("scan two jobs", 1.4).endswith("NOT met")
    assert verdict("service one client", 9.0) == ""
    lines = list(Figures({"start lint": 1.2}).verdicts())
    assert len(lines) == len(AT_MOST) + len(AT_LEAST)
    assert sum("not measured" in line for line in lines) == len(lines) - 1


@pytest.mark.usefixtures("beside")
def test_the_other_pipelines_get_as_many_phrases_and_cues_as_the_comparison_says() -> None:
    from others import CONTEXT, MOST, TARGETS, vocabulary

    work = vocabulary()
    targets, cues = work["targets"], work["cues"]
    assert isinstance(targets, list)
    assert isinstance(cues, list)
    assert len(targets) == len({phrase.lower() for phrase, _ in targets}) == MOST
    assert {label for _, label in targets} == set(TARGETS)
    assert len(cues) >= CONTEXT
    assert {direction for _, _, direction in cues[:CONTEXT]} == {"before", "after"}


@pytest.mark.usefixtures("beside")
def test_the_notes_are_of_the_split_that_no_model_was_trained_on() -> None:
    from figures import corpus_notes, corpus_texts

    development, train = corpus_texts(), "\n".join(corpus_texts("train"))
    assert len(development) > 100
    assert not [text for text in development if text in train]
    assert all(len(text.split()) >= 270 for text in corpus_notes(100))
