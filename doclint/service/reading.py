"""Bodies become notes; what is wrong with one is said without quoting it."""

from __future__ import annotations

from doclint.note import Note
from doclint.policy import profile_names
from doclint.result import InputError
from doclint.rules.registry import Selection
from doclint.service.jobs import Options
from doclint.service.problems import Place, ProblemError
from doclint.service.settings import Settings
from doclint.sources.jsonl import parse
from doclint.sources.model import File

REQUEST = File(None, "request", "")
BATCH = File(None, "batch", "batch")
_NO_PROFILE = "no such profile; GET /v1/profiles lists them"


class Reading:
    """Reads the notes of requests. A profile is one that the service knows by name: never a file that a note names."""

    def __init__(self, settings: Settings) -> None:
        self._longest = settings.note
        self._profiles = frozenset((*profile_names(), settings.profile))

    def note(self, body: bytes) -> Note:
        """The note of a body. Raises ProblemError."""
        try:
            return self.row(body, REQUEST, None)
        except RefusedError as error:
            raise ProblemError(error.status, error.reason, errors=[Place(place="body", reason=error.reason)]) from None

    def row(self, body: bytes, file: File, row: int | None) -> Note:
        """The note of a body, or of a row of a batch. Raises RefusedError."""
        try:
            item = parse(body.decode("utf-8-sig"), file, row, {})
        except UnicodeDecodeError as error:
            raise RefusedError(f"not UTF-8 at byte {error.start + 1}") from None
        if isinstance(item, InputError):
            raise RefusedError(item.reason)
        if len(item.note.text) > self._longest:
            raise RefusedError(f"the text of a note has at most {self._longest:,} characters", 413)
        if item.note.profile is not None and item.note.profile not in self._profiles:
            raise RefusedError(_NO_PROFILE)
        return item.note


class RefusedError(ValueError):
    """A body that is no note; the reason quotes nothing of it."""

    def __init__(self, reason: str, status: int = 422) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


def selection(select: list[str], ignore: list[str]) -> Options:
    """The rules that a request asks for. Raises ProblemError for one that does not exist."""
    places = []
    for name, codes in (("select", select), ("ignore", ignore)):
        try:
            Selection.of(codes, ())
        except ValueError:
            places.append(Place(place=f"query.{name}", reason="no such rule; GET /v1/rules lists them"))
    if places:
        raise ProblemError(422, "a rule that does not exist", errors=places)
    chosen = Selection.of(select, ignore)
    return Options(select=chosen.select or None, ignore=chosen.ignore or None)
