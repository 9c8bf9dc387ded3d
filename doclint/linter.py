"""A note goes in, a verdict comes out: the one path behind the command line, the scan and the service."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast, get_args

from doclint.claim import parse_claim
from doclint.facts import Facts
from doclint.judging.better import better_codes
from doclint.judging.codes import codes_of
from doclint.judging.marks import elements_of, entities_of
from doclint.judging.running import Rules
from doclint.judging.scope import applicable, information
from doclint.judging.verdict import order, verdict_of
from doclint.nlp.model.confidence import read_confidence
from doclint.nlp.model.weights import MODELS
from doclint.note import ClaimLine, Discipline, Note
from doclint.policy import load_policy
from doclint.privacy import Masking, Redaction, shown
from doclint.result import Result, Severity, Source, trusted
from doclint.rules.base import Context
from doclint.rules.registry import load_rules
from doclint.rules.ruling import Ruling

if TYPE_CHECKING:
    from spacy.language import Language

_NOWHERE = Source()


class Linter:
    """Lints notes under one payer profile.

    ``select`` and ``ignore`` take rule codes or their beginnings (``"TIM"``, ``"TIM,GOL002"``, ``["TIM", "GOL002"]``).
    Every rule runs, and the verdict is made from the findings of those that are left: it covers no more than them. A
    rule that is off by default is on where ``select`` names it. ``discipline`` (PT or OT) and ``date`` stand in where a
    note does not give its own.

    ``mandatory`` rules count whatever is selected, as do those that the payer's profile makes mandatory; ``preview``
    rules count where asked for. ``severity`` gives rules another severity; ``thresholds`` the confidence (0 to 1) below
    which their findings are dropped, or a pair: dropped below the one, ``info`` below the other.

    ``redact`` (``"identifiers"``, or ``"dates"`` for dates too) masks direct identifiers in all that a result repeats
    of its note. Raises ValueError for a profile, model, discipline, date, rule or redaction that does not exist.
    """

    def __init__(
        self,
        profile: str = "medicare",
        model: str = "fast",
        *,
        select: str | Sequence[str] = (),
        ignore: str | Sequence[str] = (),
        discipline: str | None = None,
        date: dt.date | None = None,
        preview: bool = False,
        mandatory: str | Sequence[str] = (),
        severity: Mapping[str, Severity] | None = None,
        thresholds: Mapping[str, float | tuple[float, float]] | None = None,
        redact: str | None = None,
    ) -> None:
        if model not in MODELS:
            raise ValueError(f"no model {model!r}; there is {', '.join(MODELS)}")
        if date is not None and (not isinstance(date, dt.date) or isinstance(date, dt.datetime)):
            raise ValueError(f"date {date!r}: give a datetime.date, such as datetime.date(2026, 3, 2)")
        self.profile = profile
        self.model = model
        self.discipline = _discipline(discipline)
        self.date = date
        self.redact = Redaction(redact) if redact is not None else None
        load_policy(profile, date)
        self.ruling = Ruling.of(
            select=select,
            ignore=ignore,
            mandatory=mandatory,
            preview=preview,
            severity=severity,
            thresholds=thresholds,
        )
        self.selection = self.ruling.selection
        self.rules = tuple(rule for rule in load_rules() if self.selection.names(rule.code))
        """The rules of the selection, in running order; a payer's profile may switch some of them off."""
        self.options: dict[str, Any] = {
            "profile": profile,
            "model": model,
            "select": self.selection.select,
            "ignore": self.selection.ignore,
            "discipline": self.discipline,
            "date": date,
            "redact": self.redact.value if self.redact else None,
            "preview": preview,
            "mandatory": self.selection.mandatory,
            "severity": dict(self.ruling.severity),
            "thresholds": {code: tuple(limit) for code, limit in self.ruling.thresholds.items()},
        }
        """What this linter was made with, as plain values: a worker process makes its own from them."""
        self._rules = Rules(self.ruling)
        self._pipeline = _Pipeline(model)

    @property
    def nlp(self) -> Language:
        """The pipeline, loaded at first use."""
        return self._pipeline.loaded()

    def beside(self, **options: Any) -> Linter:
        """A linter with other options, which shares the loaded pipeline where it has the same model."""
        other = Linter(**options)
        if other.model == self.model:
            other._pipeline = self._pipeline
        return other

    def facts(self, text: str) -> Facts:
        """What the text says, as plain records."""
        from doclint.nlp.reading import facts_by  # here: who hands notes on to other processes needs no spaCy

        return facts_by(self.model, self.nlp, text)

    def lint(
        self, note: Note | str, claim: str | Sequence[ClaimLine] | None = None, *, source: Source | None = None
    ) -> Result:
        """Lint one note; ``claim`` (text or lines) takes the place of the note's own."""
        if isinstance(note, str):
            note = Note(text=note)
        if claim is not None:
            lines = parse_claim(claim) if isinstance(claim, str) else tuple(claim)
            note = note.model_copy(update={"claim": lines})
        note = self.completed(note)
        return self.judge(note, self.facts(note.text), source or _NOWHERE)

    def shown(self, note: Note) -> str:
        """The note's text as a report may repeat it: as it is, or with its identifiers masked."""
        return shown(note, self.redact)

    def completed(self, note: Note) -> Note:
        """The note with this linter's discipline and date where it gives none."""
        discipline, date = note.discipline or self.discipline, note.date_of_service or self.date
        if discipline == note.discipline and date == note.date_of_service:
            return note
        return note.model_copy(update={"discipline": discipline, "date_of_service": date})

    def lint_many(self, notes: Iterable[Note], jobs: int = 1) -> Iterator[Result]:
        """Lint notes in order; with ``jobs`` over 1 in that many processes."""
        if jobs > 1:
            from doclint.parallel import lint_in_processes

            yield from lint_in_processes(Linter, self.options, notes, jobs)
            return
        for note in notes:
            yield self.lint(note)

    def judge(self, note: Note, facts: Facts, source: Source) -> Result:
        """The verdict on a note of which the facts are known."""
        profile = note.profile or self.profile
        policy = load_policy(profile, note.date_of_service)
        codes = codes_of(note, facts)
        identifier = note.id or hashlib.sha256(note.text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        applies = applicable(note, facts, codes)
        context = Context(facts, note, codes, policy)
        findings, errors = self._rules.run(context, identifier, read_confidence(self.model)) if applies else ([], [])
        findings.sort(key=order)
        result = trusted(
            Result,
            {
                "schema_": "doclint.result/1",
                "id": identifier,
                "source": source,
                "profile": profile,
                "date_of_service": note.date_of_service,
                "discipline": note.discipline,
                "verdict": verdict_of(findings) if applies else "not_applicable",
                "codes": codes,
                "elements": elements_of(facts),
                "better_codes": better_codes(facts, context.reported) if applies else (),
                "entities": entities_of(facts),
                "findings": tuple(findings),
                "information": information(note, facts, codes, policy, applies=applies),
                "errors": tuple(errors),
                "extra": dict(note.extra),
            },
        )
        return Masking.of(note, self.redact).result(result) if self.redact else result


class _Pipeline:
    """A pipeline that is loaded at first use; linters of the same model share it."""

    def __init__(self, model: str) -> None:
        self._model = model
        self._nlp: Language | None = None

    def loaded(self) -> Language:
        if self._nlp is None:
            from doclint.nlp.pipeline import load

            self._nlp = load(self._model)
        return self._nlp


def _discipline(given: str | None) -> Discipline | None:
    if given is None:
        return None
    for known in get_args(Discipline):
        if isinstance(given, str) and given.strip().upper() == known:
            return cast(Discipline, known)
    raise ValueError(f"discipline {given!r}: give {' or '.join(get_args(Discipline))}")
