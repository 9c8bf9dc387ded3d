"""What a person tunes about a model's training, as its declarative file says it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """Settings of the sequence models (``sequence``: of CRFsuite's L-BFGS) and of the goal models."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: int
    sequence: dict[str, bool | int | float]
    rules_kept: float = Field(ge=0, le=1)
    goals_penalty: float = Field(gt=0)
    relation_penalty: float = Field(gt=0)
    confidence_penalty: float = Field(gt=0)
    convolution: dict[str, int | float | list[int]]
    """Of ``doclint.training.convolution``, which lists them."""
    dropped: tuple[str, ...] = ()
    """Beginnings of features that training does not show, for ablations."""
