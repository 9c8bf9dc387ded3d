"""What ``doclint lint --server`` sends: its options, then files; what is wrong with them is said and not quoted."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from doclint.config.given import GivenError, claim_of, codes_of, date_of, discipline_of
from doclint.note import ClaimLine
from doclint.policy import profile_names
from doclint.report.forms import Evidence, Form
from doclint.rules.registry import Selection
from doclint.service.jobs import Options
from doclint.sources.model import UnreadableError
from doclint.sources.read import recognise_map

_NO_RULE = "no such rule; `doclint rules` lists them"
_MOST = 1000


class OrderError(ValueError):
    """An option that is wrong; ``place`` is its name."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place = place

    def __reduce__(self) -> tuple[type[OrderError], tuple[str, str]]:
        return OrderError, (self.place, str(self).removeprefix(f"{self.place}: "))


class Order(BaseModel):
    """The options of a run, by the names of the command line. ``color`` is whether a terminal shows the output."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Form = Form.TEXT
    profile: str | None = None
    discipline: str | None = None
    claim: str | None = None
    date: str | None = None
    select: tuple[str, ...] | None = Field(None, max_length=_MOST)
    ignore: tuple[str, ...] | None = Field(None, max_length=_MOST)
    fail_on: Literal["info", "warning", "error", "never"] | None = None
    model: str | None = None
    preview: bool | None = None
    map: tuple[str, ...] = Field((), max_length=_MOST)
    evidence: Evidence = Evidence.FULL
    color: bool = False


class FileSent(BaseModel):
    """A file: what messages call it, what the ids of its notes begin with, and its bytes; or why there are none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(max_length=4096)
    key: str = Field("", max_length=4096)
    content: str | None = Field(None, description="The bytes, as base64.")
    missing: str | None = Field(None, max_length=4096)

    @property
    def data(self) -> bytes:
        """The bytes. Raises OrderError."""
        try:
            return base64.b64decode(self.content or "", validate=True)
        except (binascii.Error, ValueError):
            raise OrderError("content", "give the file's bytes as base64") from None


@dataclass(frozen=True, slots=True)
class Asked:
    """An order that can be carried out."""

    order: Order
    options: Options
    claim: tuple[ClaimLine, ...] | None
    mapping: dict[str, str]


def asked(line: bytes, model: str) -> Asked:
    """The order of the first line. Raises OrderError."""
    try:
        order = Order.model_validate_json(line)
    except ValidationError as error:
        raise OrderError(_place(error, Order), "not an option as the description says") from None
    if order.model not in (None, model):
        raise OrderError("--model", "the service runs another; leave the option out")
    if order.profile is not None and order.profile not in profile_names():
        raise OrderError("--profile", "no such profile; `doclint profiles` lists them")
    try:
        discipline, date, claim = discipline_of(order.discipline), date_of(order.date), claim_of(order.claim)
        select, ignore = _rules("--select", order.select), _rules("--ignore", order.ignore)
    except GivenError as error:
        raise OrderError(error.option, error.reason) from None
    try:
        mapping = recognise_map(order.map)
    except UnreadableError:
        raise OrderError("--map", "give a field and its column, such as text=note_body") from None
    options = Options(
        profile=order.profile,
        discipline=discipline,
        date=date,
        select=select,
        ignore=ignore,
        fail_on=order.fail_on,
        preview=order.preview,
    )
    return Asked(order, options, claim, mapping)


def sent(line: bytes) -> FileSent:
    """A file of a further line. Raises OrderError."""
    try:
        return FileSent.model_validate_json(line)
    except ValidationError as error:
        raise OrderError(_place(error, FileSent), "not a file as the description says") from None


def _rules(option: str, given: tuple[str, ...] | None) -> tuple[str, ...] | None:
    codes = codes_of(option, given)
    try:
        Selection.of(codes or ())
    except ValueError:
        raise OrderError(option, _NO_RULE) from None
    return codes


def _place(error: ValidationError, model: type[BaseModel]) -> str:
    """The field, if it is one of the description."""
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]["loc"]
    return str(first[0]) if first and first[0] in model.model_fields else "body"
