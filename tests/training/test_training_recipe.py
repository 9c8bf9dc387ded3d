"""Declarative model files, their steps, trials, learning curve and ablations, and the card."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from small import ROOT, checkout, notes

from doclint.cli import main
from doclint.linter import Linter
from doclint.nlp.model.crf import read_clusters
from doclint.nlp.pipeline import rule_pipeline
from doclint.training import curves, sequence
from doclint.training.card import render
from doclint.training.corpus import read, tags
from doclint.training.curves import ABLATIONS, CURVES, DROPPED, load_curves
from doclint.training.recipe import RecipeError, check_corpora, read_recipe
from doclint.training.settings import Settings
from doclint.training.steps import run
from doclint.training.trial import first_writers, part_of, trained

FAST = ROOT / "models" / "fast.toml"


def quiet(message: str) -> None:
    pass


def test_the_shipped_file_names_what_the_model_holds() -> None:
    recipe = read_recipe(FAST)
    meta = json.loads((ROOT / "models" / "fast" / "meta.json").read_text(encoding="utf-8"))
    assert recipe.name == meta["name"]
    assert [step.name for step in recipe.steps] == ["data", "train", "evaluate", "card"]
    train = next(step for step in recipe.steps if step.name == "train")
    assert {Path(name).name for name in train.outputs} == {*meta["files"], "meta.json"}
    assert set(recipe.scores.ablations) < set(ABLATIONS)
    assert "test" not in recipe.scores.splits
    for step in recipe.steps:
        for name in (*step.inputs, *step.outputs):
            assert (recipe.base / name).exists(), name


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('name = "fast"', 'name = "Fast Model"', "name"),
        ('out = "fast"', 'out = "fast"\nspeed = 3', "speed"),
        ("rules_kept = 0.7", "rules_kept = 1.7", "settings.rules_kept"),
        ("c2 = 2.0", 'c2 = "much"', "settings.sequence.c2"),
        ('name = "card"', 'name = "ship"', "steps.3.name"),
        ('splits = ["development"]', 'splits = ["all"]', "scores.splits.0"),
        ("[scores]", "[scores", "not TOML"),
    ],
)
def test_a_wrong_file_is_one_clear_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, old: str, new: str, says: str
) -> None:
    path = tmp_path / "fast.toml"
    text = FAST.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert main(["train", str(path)]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert f"{path}: " in err
    assert says in err


def test_inputs_and_outputs_must_be_there(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["train", str(tmp_path / "none.toml")]) == 2
    assert "no such file" in capsys.readouterr().err
    path = checkout(tmp_path, train=1, development=1)
    (tmp_path / "corpora" / "splits.json").rename(tmp_path / "splits.json")
    assert main(["train", str(path)]) == 2
    assert "step data: input ../corpora/splits.json is not there" in capsys.readouterr().err
    (tmp_path / "splits.json").rename(tmp_path / "corpora" / "splits.json")
    path.write_text(path.read_text(encoding="utf-8").replace('"fast/README.md"', '"fast/CARD.md"'), encoding="utf-8")
    recipe = read_recipe(path)
    with pytest.raises(RecipeError, match=r"step card: output fast/CARD\.md is not there"):
        run(recipe, skip=("data", "train", "evaluate"), say=quiet)


def test_a_changed_corpus_does_not_train(tmp_path: Path) -> None:
    corpora = checkout(tmp_path, train=2, development=1).parents[1] / "corpora"
    assert check_corpora(corpora) > 3
    path = corpora / "notes" / "writer-one.jsonl"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    with pytest.raises(RecipeError, match=r"writer-one\.jsonl is not the file that CHECKSUMS lists"):
        check_corpora(corpora)
    assert check_corpora(ROOT / "corpora") > 90


def test_scores_and_card_without_training(tmp_path: Path) -> None:
    path = checkout(tmp_path, train=1, development=6)
    before = (tmp_path / "models" / "fast" / "sequence.npz").read_bytes()
    assert main(["train", str(path), "--no-fit"]) == 0
    folder = tmp_path / "models" / "fast"
    assert (folder / "sequence.npz").read_bytes() == before
    scores = json.loads((folder / "scores.json").read_text(encoding="utf-8"))
    assert {name: of["notes"] for name, of in scores["development"].items()} == {"fast": 6, "rules": 6}
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert f"{scores['development']['fast']['figures']['attribution']:.3f}" in card
    assert "### By setting, development" in card
    assert "Calibration of the findings' confidence" in card


def test_writers_join_one_after_another() -> None:
    marked = notes("train", 60)
    small, large = (first_writers(marked, size, seed=1) for size in (20, 45))
    assert (len(small), len(large)) == (20, 45)
    assert large[:20] == small
    for writer in {note.writer for note in small[:-1]} - {small[-1].writer}:
        assert sum(n.writer == writer for n in small) == sum(n.writer == writer for n in marked)
    assert first_writers(marked, 20, seed=2) != small


def test_a_part_of_the_corpus_reads_as_its_notes(tmp_path: Path) -> None:
    chosen = notes("train", 3)
    part = list(read(part_of(ROOT / "corpora", chosen, tmp_path / "part"), "train"))
    assert part == [replace(note, file="part") for note in chosen]


@pytest.mark.parametrize("name", ["no-proposals", "no-vocabulary"])
def test_an_ablation_shows_training_less(name: str) -> None:
    pytest.importorskip("pycrfsuite")
    nlp = rule_pipeline()
    examples = [tags(note, nlp) for note in notes("train", 2)]
    shipped = read_recipe(FAST).settings.model_copy(update={"sequence": {"max_iterations": 1}})
    full = sequence.train(examples, {}, shipped).table
    less = sequence.train(examples, {}, shipped.model_copy(update={"dropped": DROPPED[name]})).table
    assert {feature for feature in full.names if feature.startswith(DROPPED[name])}
    assert less.names == [feature for feature in full.names if not feature.startswith(DROPPED[name])]
    assert less.parts == full.parts


def test_a_trial_is_trained_on_its_notes_and_told_no_words(tmp_path: Path) -> None:
    pytest.importorskip("pycrfsuite")
    pytest.importorskip("torch")
    corpora = part_of(ROOT / "corpora", notes("train", 25), tmp_path / "corpora")
    shipped = read_recipe(FAST).settings
    quick = {"sequence": {"max_iterations": 1}, "convolution": {**shipped.convolution, "epochs": 1}}
    settings = shipped.model_copy(update=quick)
    linter = trained(corpora, tmp_path / "trial", settings, words=ROOT / "models" / "fast", known=False, say=quiet)
    meta = json.loads((tmp_path / "trial" / "meta.json").read_text(encoding="utf-8"))
    assert (meta["notes"], meta["settings"]["sequence"]["max_iterations"]) == (25, 1)
    trial, whole = (folder / "sequence.npz" for folder in (tmp_path / "trial", ROOT / "models" / "fast"))
    assert trial.read_bytes() != whole.read_bytes()
    known, forgotten = (read_clusters(name) for name in ("fast", str(tmp_path / "trial")))
    assert len(known) == len(forgotten)
    assert not known.keys() & forgotten.keys()
    assert linter.lint("97530 20 min: sit to stand x5 with min A.").findings


def test_curve_and_ablations_go_on_where_they_ended(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def trained(corpora: Path, out: Path, settings: Settings, **options: Any) -> Linter:
        size = len(list(read(corpora, "train")))
        said.append(size)
        if size == 1:
            raise ValueError
        return Linter(model="rules")

    said: list[int] = []
    monkeypatch.setattr(curves, "trained", trained)
    monkeypatch.setattr("os.nice", lambda step: step, raising=False)
    path = checkout(tmp_path, train=40, development=3)
    text = path.read_text(encoding="utf-8")
    for key, value in (("curve", "[1, 25, 500]"), ("ablations", '["rules"]')):
        text, replaced = re.subn(rf"(?m)^{key} = \[.*\]", f"{key} = {value}", text)
        assert replaced == 1, key
    path.write_text(text, encoding="utf-8")
    folder = tmp_path / "models" / "fast"
    (folder / CURVES).unlink(missing_ok=True)
    assert main(["train", str(path), "--curves", "--ablations"]) == 0
    assert "1 notes are too few" in capsys.readouterr().err
    assert said == [1, 25]
    data = load_curves(folder)
    assert sorted(data["curve"]) == ["25", "40"]
    assert data["curve"]["25"]["notes"] == 25
    assert data["curve"]["25"]["figures"] != data["curve"]["40"]["figures"]
    assert sorted(data["ablations"]) == ["full", "rules"]
    assert data["ablations"]["full"]["figures"] == data["curve"]["40"]["figures"]
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert "## Learning curve" in card
    assert ABLATIONS["rules"] in card

    del data["ablations"]["rules"]
    data["curve"]["25"]["figures"] = data["curve"]["40"]["figures"]
    (folder / CURVES).write_text(json.dumps(data), encoding="utf-8")
    assert main(["train", str(path), "--ablations"]) == 0
    assert said == [1, 25]
    assert sorted(load_curves(folder)["ablations"]) == ["full", "rules"]
    assert load_curves(folder)["curve"] == data["curve"]

    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    meta["files"]["goals.npz"] = "0" * 64
    (folder / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
    assert load_curves(folder)["curve"] == {}


def test_the_shipped_card_is_what_its_figures_give() -> None:
    folder = ROOT / "models" / "fast"
    meta, scores = (json.loads((folder / name).read_text(encoding="utf-8")) for name in ("meta.json", "scores.json"))
    assert (folder / "README.md").read_text(encoding="utf-8") == render(meta, scores, load_curves(folder))
