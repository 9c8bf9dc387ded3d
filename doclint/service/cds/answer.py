"""A call, answered by a worker process: its documents are read and linted there, and the cards written."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError

from doclint.result import Source
from doclint.service.cds.cards import Read, response_of
from doclint.service.cds.documents import CallError, MissingError, notes_of
from doclint.service.cds.hooks import OFFERS
from doclint.service.cds.models import OperationOutcome, Request
from doclint.service.jobs import AS_SET, Judge, Told

if TYPE_CHECKING:
    from doclint.service.bench import Bench

_Message = TypeVar("_Message", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back, and what is counted of it: the results, and the cards by rule and indicator."""

    status: int
    body: bytes
    told: tuple[Told, ...] = ()
    cards: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """The body of a call of one service; ``longest`` is the longest note in characters."""

    service: str
    body: bytes
    longest: int

    def __call__(self, bench: Bench) -> Answer:
        try:
            request = parsed(Request, self.body)
            called = notes_of(request, OFFERS[self.service])
        except CallError as error:
            return refusal(400, "invalid", str(error))
        except MissingError as error:
            return refusal(412, "incomplete", str(error))
        except RecursionError:
            return refusal(400, "invalid", "A resource is nested too deep.")
        short = [note for note in called.notes if len(note.text) <= self.longest]
        unread = [*called.unread]
        if len(short) < len(called.notes):
            unread.append(f"a note has at most {self.longest:,} characters")
        judged = [Judge(note, AS_SET, Source())(bench) for note in short]
        read = [Read(result, bench.shown(note)) for note, (result, _) in zip(short, judged, strict=True)]
        response = response_of(read, unread)
        return Answer(
            200,
            response.model_dump_json(exclude_none=True).encode(),
            tuple(told for _, told in judged),
            tuple((card.source.topic.code, card.indicator) for card in response.cards),
        )


def refusal(status: int, code: str, text: str) -> Answer:
    """An answer that is an OperationOutcome."""
    return Answer(status, OperationOutcome.of(code, text).model_dump_json().encode())


def parsed(model: type[_Message], body: bytes) -> _Message:
    """The message of a JSON body. Raises CallError, which says where the body is wrong and quotes nothing of it."""
    try:
        return model.model_validate(_value(body))
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False, include_context=False)
        places = dict.fromkeys(".".join(map(str, item["loc"])) for item in found)
        fields = ", ".join([place for place in places if place][:5])
        raise CallError(f"The body is not as CDS Hooks 2.0 has it{': see ' + fields if fields else ''}.") from None
    except RecursionError:
        raise CallError("The body is nested too deep.") from None


def _value(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_no_number)
    except UnicodeDecodeError:
        raise CallError("The body is not UTF-8.") from None
    except ValueError:
        raise CallError("The body is not JSON.") from None


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)
