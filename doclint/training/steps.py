"""Runs the steps of a model's declarative file: data, train, evaluate, card."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from doclint.training import accurate
from doclint.training.build import build
from doclint.training.card import measure, write_card, write_scores
from doclint.training.corpus import Split
from doclint.training.judgement import cross_fitted
from doclint.training.recipe import Name, Recipe, RecipeError, check_corpora, there
from doclint.training.settings import EncoderSettings

Say = Callable[[str], None]


def _train(recipe: Recipe, *, with_clusters: bool, say: Say) -> dict[str, Any]:
    out, corpora, settings = recipe.model_folder, recipe.corpora_folder, recipe.settings
    if isinstance(settings, EncoderSettings):
        if recipe.builds_on is None:
            raise RecipeError("builds_on: name the model that the encoder is added to")
        return accurate.build(out, recipe.base / recipe.builds_on, corpora, settings, say=say)
    build(out, corpora, settings, with_clusters=with_clusters, say=say)
    return cross_fitted(out, corpora, settings, say)


def run(
    recipe: Recipe,
    *,
    skip: Collection[Name] = (),
    with_clusters: bool = False,
    splits: Collection[Split] | None = None,
    say: Say,
) -> None:
    """Run the steps in order, without those to be skipped. ``splits`` stands in for the recipe's. Raises RecipeError
    where an input or output is missing.
    """
    for step in recipe.steps:
        if step.name in skip:
            continue
        there(recipe, step, step.inputs, "input")
        say(f"step {step.name}")
        if step.name == "data":
            say(f"{check_corpora(recipe.corpora_folder)} files of the corpora are as CHECKSUMS lists them")
        elif step.name == "train":
            meta = _train(recipe, with_clusters=with_clusters, say=say)
            say(f"{recipe.model_folder}: {meta['notes']} notes, {sum(meta['sizes'].values())} bytes")
        elif step.name == "evaluate":
            scores = measure(
                recipe.corpora_folder,
                recipe.name,
                list(splits or recipe.scores.splits),
                builds_on=recipe.builds_on,
            )
            write_scores(recipe.model_folder, scores)
        else:
            write_card(recipe.model_folder)
        there(recipe, step, step.outputs, "output")
