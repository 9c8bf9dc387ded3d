"""A model's declarative file (``models/NAME.toml``): from what it is made, with which settings, in which steps.

Every step names what it reads and what it writes; a step whose inputs are missing does not start, one whose outputs
are missing after it ran has failed.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, ValidationError

from doclint.training.corpus import Split
from doclint.training.settings import EncoderSettings, Settings

Name = Literal["data", "train", "evaluate", "card"]


class RecipeError(ValueError):
    """A declarative file that is wrong, or a step whose inputs or outputs are not there."""


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _kind(settings: Any) -> str:
    """Which settings a table holds: those of an encoder have layers."""
    layers = "layers" in settings if isinstance(settings, dict) else isinstance(settings, EncoderSettings)
    return "encoder" if layers else "fast"


class Step(_Table):
    """One step: its name, and files or folders relative to the recipe's folder."""

    name: Name
    inputs: tuple[str, ...] = Field(min_length=1)
    outputs: tuple[str, ...] = ()


class Scoring(_Table):
    """What is scored: the splits, the sizes of the learning curve, the ablations."""

    splits: tuple[Split, ...] = ("development",)
    seed: int = 0
    curve: tuple[int, ...] = ()
    ablations: tuple[str, ...] = ()


class Recipe(_Table):
    """One model; ``base`` is the folder that its paths start from."""

    base: Path
    name: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    corpora: str
    out: str
    builds_on: str | None = None
    settings: Annotated[
        Annotated[Settings, Tag("fast")] | Annotated[EncoderSettings, Tag("encoder")], Discriminator(_kind)
    ]
    scores: Scoring = Scoring()
    steps: tuple[Step, ...] = Field(min_length=1)

    @property
    def corpora_folder(self) -> Path:
        return self.base / self.corpora

    @property
    def model_folder(self) -> Path:
        return self.base / self.out


def read_recipe(path: Path) -> Recipe:
    """Read a declarative file. Raises RecipeError with the file and the key that is wrong, OSError where it cannot be
    read.
    """
    try:
        return Recipe.model_validate({**tomllib.loads(path.read_text(encoding="utf-8")), "base": path.resolve().parent})
    except ValidationError as error:
        first = error.errors()[0]
        place = first["loc"]
        if place[0] == "settings":
            place = (place[0], *place[2:])  # the kind of settings is no key of the file
        key = ".".join(map(str, place))
        raise RecipeError(f"{path}: {key}: {first['msg'].lower()}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RecipeError(f"{path}: not TOML: {error}") from None


def there(recipe: Recipe, step: Step, names: Iterable[str], what: str) -> None:
    """Raises RecipeError where one of a step's inputs or outputs (``what``) is missing."""
    for name in names:
        if not (recipe.base / name).exists():
            raise RecipeError(f"step {step.name}: {what} {name} is not there")


def check_corpora(corpora: Path) -> int:
    """The number of files, each with the SHA-256 that CHECKSUMS lists. Raises RecipeError with the first that is not."""
    lines = (corpora / "CHECKSUMS").read_text(encoding="utf-8").splitlines()
    listed = {name: checksum for checksum, _, name in (line.partition("  ") for line in lines)}
    for name in sorted({*listed, *(f"notes/{path.name}" for path in (corpora / "notes").glob("*.jsonl"))}):
        path = corpora / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != listed.get(name):
            raise RecipeError(f"{path} is not the file that CHECKSUMS lists; `python tests/docs/tables.py` lists anew")
    return len(listed)
