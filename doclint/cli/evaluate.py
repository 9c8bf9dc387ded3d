"""``doclint evaluate``: how well a model does on the corpora, for who has a checkout of the project."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from doclint.cli.errors import UsageError

Corpora = Annotated[Path, typer.Option(metavar="DIR", help="The corpora, as the project keeps them.")]


class EvaluationForm(StrEnum):
    """The formats of an evaluation."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


def evaluate(
    corpora: Corpora = Path("corpora"),
    split: Annotated[str, typer.Option(metavar="train|development|test", help="Which notes.")] = "development",
    model: Annotated[str, typer.Option(metavar="fast|accurate|rules", help="Model.")] = "fast",
    profile: Annotated[str, typer.Option(metavar="NAME", help="Payer profile of the notes.")] = "medicare",
    form: Annotated[EvaluationForm, typer.Option("--format", help="How to print it.")] = EvaluationForm.TEXT,
    show: Annotated[int, typer.Option(metavar="N", min=0, help="Findings that differ from the gold.")] = 0,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="MODEL|FILE",
            show_default=False,
            help="Say what is better and worse than with this model, or in this saved --format json.",
        ),
    ] = None,
) -> None:
    """Score a model on the corpora: findings, verdicts, entities, values, links, calibration, with 95 % intervals."""
    _there(corpora)
    if split not in ("train", "development", "test"):
        raise UsageError(f"--split {split}: there is train, development and test")
    from doclint.training.compare import compare
    from doclint.training.tables import as_text
    from doclint.training.webpage import as_html

    older = _older(against, corpora, split, profile) if against is not None else None
    data = _scored(corpora, split, model, profile)
    comparison = compare(older, data) if older is not None else None
    if form is EvaluationForm.JSON:
        print(json.dumps({**data, "comparison": comparison.as_json()} if comparison else data, indent=2))
    elif form is EvaluationForm.HTML:
        print(as_html(data, comparison))
    else:
        print(as_text(data, differences=show))
        if comparison is not None:
            print(comparison.as_text())


def _older(against: str, corpora: Path, split: str, profile: str) -> dict[str, Any]:
    """What to compare with: the evaluation in a file, or that of another model on the same notes."""
    from doclint.nlp.model.weights import MODELS
    from doclint.training.compare import saved

    if against in MODELS:
        return _scored(corpora, split, against, profile)
    path = Path(against)
    if not path.is_file():
        raise UsageError(
            f"--against {against}: give a model ({', '.join(MODELS)}) "
            "or a file that `doclint evaluate --format json` wrote"
        )
    try:
        data = saved(path)
    except (OSError, ValueError) as error:
        raise UsageError(f"--against {error}") from None
    if data["about"].get("split") != split:
        raise UsageError(f"--against {against}: it scores another split than {split}")
    return data


def _scored(corpora: Path, split: str, model: str, profile: str) -> dict[str, Any]:
    from doclint import __version__
    from doclint.linter import Linter
    from doclint.nlp.model.weights import ModelError
    from doclint.training.corpus import Split, read
    from doclint.training.evaluate import document
    from doclint.training.evaluate import evaluate as score

    try:
        scores = score(read(corpora, cast(Split, split)), Linter(profile, model))
    except (ValueError, ModelError) as error:
        raise UsageError(str(error)) from None
    if not scores:
        raise UsageError(f"{corpora}: the {split} split holds no notes")
    return document(scores, about={"model": model, "version": __version__, "split": split, "profile": profile})


def _there(corpora: Path) -> None:
    """Raises UsageError where the folder holds no corpora."""
    if not (corpora / "splits.json").is_file():
        raise UsageError(f"{corpora}: no corpora here; run this in a checkout of the project, or give --corpora DIR")
