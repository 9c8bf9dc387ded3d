"""What a person tunes about a model's training, as its declarative file says it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class TeacherSettings(BaseModel):
    """What the convolution learns from beside the gold."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    encoder: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    """The model whose encoder teaches."""
    share: float = Field(ge=0, le=1)
    """What the teacher counts beside the gold of a marked note."""
    variations: int = Field(ge=1)
    """Texts made from each marked note."""
    convolution: dict[str, int | float | list[int]]
    """Of the wide convolution that teaches."""


class Settings(BaseModel):
    """Settings of the sequence models (``sequence``: of CRFsuite's L-BFGS) and of the goal models."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: int
    sequence: dict[str, bool | int | float]
    rules_kept: float = Field(ge=0, le=1)
    goals_penalty: float = Field(gt=0)
    relation_penalty: float = Field(gt=0)
    confidence_penalty: float = Field(gt=0)
    convolution: dict[str, int | float | list[int]] = Field(default_factory=dict)
    """Of ``doclint.training.convolution``; empty for a model without one."""
    teacher: TeacherSettings | None = None
    """None: the convolution learns from the gold alone."""
    dropped: tuple[str, ...] = ()
    """Beginnings of features that training does not show, for ablations."""


class EncoderSettings(BaseModel):
    """Settings of the fine-tuned encoder."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: int
    layers: int = Field(ge=1, le=6)
    epochs: int = Field(ge=1)
    batch: int = Field(ge=1)
    rate: float = Field(gt=0)
    head_rate: float = Field(gt=0)
    dropout: float = Field(ge=0, lt=1)
    hidden_pieces: float = Field(ge=0, lt=1)
