"""Learning curve and ablations of a model, scored on the development split, kept in ``curves.json`` beside it.

The file is written after each point, and a run goes on where the last one ended. It belongs to one build of the model:
after a new build it begins anew.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from doclint.linter import Linter
from doclint.nlp.model.convolution import FILE as CONVOLUTION
from doclint.nlp.model.relation import FILE as RELATION
from doclint.training.bootstrap import intervals
from doclint.training.build import write_meta
from doclint.training.corpus import MarkedNote, read
from doclint.training.evaluate import evaluate
from doclint.training.recipe import Recipe, RecipeError
from doclint.training.scores import total
from doclint.training.settings import Settings
from doclint.training.trial import TrialLinter, first_writers, part_of, trained

CURVES = "curves.json"
SCHEMA = "doclint.curves/1"
FULL = "full"
DROPPED = {"no-proposals": ("r=", "r-1=", "r+1="), "no-vocabulary": ("tB=", "tI=")}
"""Ablations by the beginnings of the features that training does not show."""
ABLATIONS = {
    "rules": "rules and vocabulary alone, no trained weights",
    "no-convolution": "without the convolutional tagger",
    "no-goal-model": "without the linear goal models",
    "no-relation": "without the model of goal links",
    "no-clusters": "without what is known of words beside the vocabulary: clusters, and vectors where there are any",
    "no-proposals": "without what the rules propose as features",
    "no-vocabulary": "without vocabulary hits as features",
    FULL: "the model",
}
"""What each ablation is, in words; ``full`` is always measured."""
WITHOUT = {"no-convolution": CONVOLUTION, "no-goal-model": "", "no-relation": RELATION, FULL: ""}
"""Ablations that need no training, with the file that is left out, if one is."""
Say = Callable[[str], None]


class TooFewNotesError(ValueError):
    """Notes that do not show a model both sides of what it decides."""


def learning_curve(recipe: Recipe, say: Say) -> None:
    """Measure the points of the curve that are missing; the model itself is the last."""
    _check(recipe)
    notes = list(read(recipe.corpora_folder, "train"))
    for size in sorted(set(recipe.scores.curve)):
        if size >= len(notes):
            continue
        chosen = first_writers(notes, size, seed=recipe.scores.seed)
        try:
            _measure(recipe, "curve", str(size), _part(recipe, chosen, say), _counts(chosen), say)
        except TooFewNotesError:
            say(f"curve: {size} notes are too few for one of the models; the point is left out")
    _measure(recipe, "curve", str(len(notes)), _ablated(recipe, FULL, say), _counts(notes), say)


def ablations(recipe: Recipe, say: Say) -> None:
    """Measure the recipe's ablations that are missing, and the model itself."""
    _check(recipe)
    for name in (*recipe.scores.ablations, FULL):
        _measure(recipe, "ablations", name, _ablated(recipe, name, say), {}, say)


def load_curves(folder: Path) -> dict[str, Any]:
    """What has been measured of the model in this folder; nothing where the file is of another build."""
    empty = {"schema": SCHEMA, "of": _build(folder), "curve": {}, "ablations": {}}
    path = folder / CURVES
    if not path.is_file():
        return empty
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data if data.get("of") == empty["of"] else empty


def _measure(
    recipe: Recipe, table: str, key: str, model: AbstractContextManager[Linter], about: dict[str, int], say: Say
) -> None:
    """Score one model, unless that has been done, and write the file."""
    if key in load_curves(recipe.model_folder)[table]:
        return
    say(f"{table}: {key}")
    with model as linter:
        scores = evaluate(read(recipe.corpora_folder, "development"), linter)
    figures = {name: round(value, 4) for name, value in total(scores).figures().items()}
    bounds = {name: [round(low, 4), round(high, 4)] for name, (low, high) in intervals(scores).items()}
    data = load_curves(recipe.model_folder)
    data[table][key] = {**about, "figures": figures, "intervals": bounds}
    (recipe.model_folder / CURVES).write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


@contextmanager
def _part(recipe: Recipe, notes: list[MarkedNote], say: Say) -> Iterator[Linter]:
    """A model trained on these notes alone, whose files are removed at the end."""
    with tempfile.TemporaryDirectory() as folder:
        corpora = part_of(recipe.corpora_folder, notes, Path(folder, "corpora"))
        try:
            model = trained(corpora, Path(folder, recipe.name), _settings(recipe), words=recipe.model_folder, say=say)
        except ValueError as error:
            raise TooFewNotesError from error
        yield model


@contextmanager
def _ablated(recipe: Recipe, name: str, say: Say) -> Iterator[Linter]:
    """A model without the part that the ablation names, whose files are removed at the end."""
    if name == "rules":
        yield Linter(model="rules")
    elif name in WITHOUT:
        with tempfile.TemporaryDirectory() as folder:
            part = shutil.copytree(recipe.model_folder, Path(folder, recipe.name))
            if file := WITHOUT[name]:
                (part / file).unlink()
                write_meta(part, {})
            yield TrialLinter(part, without=("doclint_goal_sense",) if name == "no-goal-model" else ())
    else:
        settings = _settings(recipe).model_copy(update={"dropped": DROPPED.get(name, ())})
        with tempfile.TemporaryDirectory() as folder:
            yield trained(
                recipe.corpora_folder,
                Path(folder, recipe.name),
                settings,
                words=recipe.model_folder,
                known=name != "no-clusters",
                say=say,
            )


def _settings(recipe: Recipe) -> Settings:
    if isinstance(recipe.settings, Settings):
        return recipe.settings
    raise RecipeError(f"{recipe.name}: curves and ablations are measured of the model that it builds on")


def _check(recipe: Recipe) -> None:
    _settings(recipe)
    unknown = [name for name in recipe.scores.ablations if name not in ABLATIONS]
    if unknown:
        raise RecipeError(f"scores.ablations: no ablation {unknown[0]!r}; there is {', '.join(ABLATIONS)}")
    if not (recipe.model_folder / "meta.json").is_file():
        raise RecipeError(f"{recipe.model_folder}: no model here yet; train it first")


def _counts(notes: list[MarkedNote]) -> dict[str, int]:
    return {"notes": len(notes), "writers": len({note.writer for note in notes})}


def _build(folder: Path) -> str:
    """Stands for one build of the model: the checksums of its files."""
    files = json.loads((folder / "meta.json").read_text(encoding="utf-8"))["files"]
    return hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()[:16]
