"""``doclint train`` and ``doclint evaluate``: for who has the corpora, that is, a checkout of the project."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, cast

import typer

from doclint.cli.errors import UsageError, say
from doclint.cli.options import Model, Plain, Profile

Corpora = Annotated[Path, typer.Option(metavar="DIR", help="The corpora, as the project keeps them.")]


def train(
    corpora: Corpora = Path("corpora"),
    out: Annotated[Path, typer.Option(metavar="DIR", help="The model's folder.")] = Path("models/fast"),
    clusters: Annotated[bool, typer.Option(help="Group the vocabulary's words anew (torch and the encoder).")] = False,
    fit: Annotated[
        bool, typer.Option(help="Train; --no-fit scores the weights that are there and writes the card.")
    ] = True,
    test: Annotated[bool, typer.Option(help="Score the test split too: once a release.")] = False,
) -> None:
    """Rebuild the model from the corpora's train split, score it, write its card (extra `train`)."""
    _there(corpora)
    from doclint.training.card import measure, write_card

    if fit:
        try:
            from doclint.training.build import build

            meta = build(out, corpora, with_clusters=clusters, say=say)
        except (ModuleNotFoundError, RuntimeError) as error:
            raise UsageError(f"{error}; training needs pip install 'doclint[train]'") from None
        say(f"{out}: {meta['notes']} notes, {sum(meta['sizes'].values())} bytes")
    say("scoring")
    write_card(out, measure(corpora, out.name, ["development", "test"] if test else ["development"]))


def evaluate(
    corpora: Corpora = Path("corpora"),
    split: Annotated[str, typer.Option(metavar="train|development|test", help="Which notes.")] = "development",
    model: Model = "fast",
    profile: Profile = "medicare",
    form: Annotated[Plain, typer.Option("--format", help="text or json.")] = Plain.TEXT,
    show: Annotated[int, typer.Option(metavar="N", min=0, help="Findings that differ from the gold.")] = 0,
    against: Annotated[
        str | None, typer.Option(metavar="MODEL", show_default=False, help="Compare with this model.")
    ] = None,
) -> None:
    """Score a model on the corpora: findings, verdicts, entities, values, with 95 % intervals."""
    _there(corpora)
    if split not in ("train", "development", "test"):
        raise UsageError(f"--split {split}: there is train, development and test")
    from doclint.linter import Linter
    from doclint.training import evaluate as scoring
    from doclint.training.corpus import Split, read
    from doclint.training.scores import Scores

    def run(name: str) -> list[Scores]:
        try:
            linter = Linter(profile, name)
        except ValueError as error:
            raise UsageError(str(error)) from None
        return scoring.evaluate(read(corpora, cast(Split, split)), linter)

    scores = run(model)
    if form is Plain.JSON:
        print(json.dumps(scoring.as_json(scores), indent=2))
    else:
        print(scoring.as_text(scores, differences=show))
    if against is not None:
        print(scoring.changes(run(against), scores, before=against, after=model))


def _there(corpora: Path) -> None:
    if not (corpora / "splits.json").is_file():
        raise UsageError(f"{corpora}: no corpora here; run this in a checkout of the project, or give --corpora DIR")
