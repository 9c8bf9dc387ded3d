"""``doclint train``: rebuilds a model as its declarative file says, for who has a checkout of the project."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from doclint.cli.errors import UsageError, say

if TYPE_CHECKING:
    from doclint.training.recipe import Recipe


def train(
    recipe: Annotated[
        Path, typer.Argument(metavar="FILE", help="What the model is made from, with which settings, in which steps.")
    ] = Path("models/fast.toml"),
    clusters: Annotated[bool, typer.Option(help="Group the vocabulary's words anew (torch and the encoder).")] = False,
    fit: Annotated[
        bool, typer.Option(help="Train; --no-fit scores the weights that are there and writes the card.")
    ] = True,
    test: Annotated[bool, typer.Option(help="Score the test split too: once a release.")] = False,
    curves: Annotated[
        bool, typer.Option("--curves", help="Measure the learning curve of the weights that are there, no more.")
    ] = False,
    ablations: Annotated[
        bool, typer.Option("--ablations", help="Measure the model without each of its parts, no more.")
    ] = False,
) -> None:
    """Rebuild a model from the corpora's train split, score it, write its card (extra `train`).

    --curves and --ablations train further models, score them on the development split and add them to the card; they
    take the time of several trainings at low priority, and go on where they were ended.
    """
    if not recipe.is_file():
        raise UsageError(f"{recipe}: no such file; run this in a checkout of the project, or name a model's file")
    from doclint.training.recipe import Name, RecipeError, read_recipe

    try:
        read = read_recipe(recipe)
        if curves or ablations:
            _measure(read, curves=curves, ablations=ablations)
        else:
            from doclint.training.steps import run

            skip: tuple[Name, ...] = () if fit else ("data", "train")
            splits = (*dict.fromkeys((*read.scores.splits, "test")),) if test else None
            run(read, skip=skip, with_clusters=clusters, splits=splits, say=say)
    except RecipeError as error:
        raise UsageError(str(error)) from None
    except (ModuleNotFoundError, RuntimeError) as error:
        raise UsageError(f"{error}; training needs pip install 'doclint[train]'") from None


def _measure(recipe: Recipe, *, curves: bool, ablations: bool) -> None:
    from doclint.training import curves as measuring
    from doclint.training.card import SCORES, write_card

    if hasattr(os, "nice"):
        os.nice(15)
    if curves:
        measuring.learning_curve(recipe, say)
    if ablations:
        measuring.ablations(recipe, say)
    if (recipe.model_folder / SCORES).is_file():
        write_card(recipe.model_folder)
