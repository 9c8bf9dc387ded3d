"""What an editor sets for doclint, by workspace or by file."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from doclint.claim import ClaimError, parse_claim
from doclint.note import ClaimLine

SECTION = "doclint"
"""The section of an editor's settings."""


def _codes(value: object) -> object:
    return [code.strip() for code in value.split(",") if code.strip()] if isinstance(value, str) else value


_Codes = Annotated[tuple[str, ...], BeforeValidator(_codes), Field(max_length=100)]


class SettingsError(ValueError):
    """Settings that cannot be used; the message names the setting and says what would be right."""


class Settings(BaseModel):
    """How the notes are judged, as the options of ``doclint lint``: what is None, the configuration files say.

    ``delay`` is how long the server waits after a key, in milliseconds.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    profile: str | None = None
    discipline: str | None = None
    claim: str | None = None
    select: _Codes | None = None
    ignore: _Codes | None = None
    model: str | None = None
    delay: int = Field(default=300, ge=0, le=10_000)

    @classmethod
    def of(cls, given: Any) -> Settings:
        """The settings that an editor sent; what is null is as if it were not set. Raises SettingsError."""
        if isinstance(given, dict) and isinstance(given.get(SECTION), dict):
            given = given[SECTION]
        stated = {name: value for name, value in given.items() if value is not None} if isinstance(given, dict) else {}
        try:
            settings = cls.model_validate(stated)
            _ = settings.lines
        except ValidationError as error:
            raise SettingsError(f"the setting doclint.{error.errors()[0]['loc'][0]} is of another type") from None
        except ClaimError as error:
            raise SettingsError(f"the setting doclint.claim: {error}") from None
        return settings

    @property
    def given(self) -> dict[str, Any]:
        """The values that stand before those of the configuration files, by the names of those."""
        discipline = self.discipline.upper() if self.discipline else None
        values = {"profile": self.profile, "select": self.select, "ignore": self.ignore, "model": self.model}
        return values | {"discipline": discipline}

    @cached_property
    def lines(self) -> tuple[ClaimLine, ...] | None:
        """The claim that takes the place of each note's own, or None."""
        return None if self.claim is None else parse_claim(self.claim)
