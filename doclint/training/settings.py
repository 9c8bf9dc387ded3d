"""What a person tunes about a model's training, as its declarative file says it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Shown(BaseModel):
    """What training shows of a note."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: int
    rules_kept: float = Field(ge=0, le=1)
    """Share of the rules' proposals."""
    dropped: tuple[str, ...] = ()
    """Beginnings of features that training does not show, for ablations."""


class TeacherSettings(BaseModel):
    """What the convolution learns from beside the gold."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    """The model whose convolution and encoder teach, together with the CRFs."""
    share: float = Field(ge=0, le=1)
    """What the teacher counts beside the gold of a marked note."""
    variations: int = Field(ge=1)
    """Texts made from each marked note."""


class Settings(Shown):
    """Settings of the sequence models (``sequence``: of CRFsuite's L-BFGS) and of the goal models."""

    sequence: dict[str, bool | int | float]
    goals_penalty: float = Field(gt=0)
    relation_penalty: float = Field(gt=0)
    confidence_penalty: float = Field(gt=0)
    convolution: dict[str, int | float | list[int]] = Field(default_factory=dict)
    """Of ``doclint.training.convolution``; empty for a model without one."""
    teacher: TeacherSettings | None = None
    """None: the convolution learns from the gold alone."""


class EncoderSettings(Shown):
    """Settings of the fine-tuned encoder, and of the convolution beside it."""

    layers: int = Field(ge=1, le=6)
    epochs: int = Field(ge=1)
    batch: int = Field(ge=1)
    rate: float = Field(gt=0)
    head_rate: float = Field(gt=0)
    dropout: float = Field(ge=0, lt=1)
    hidden_pieces: float = Field(ge=0, lt=1)
    convolution: dict[str, int | float | list[int]]
    """Of ``doclint.training.convolution``."""
