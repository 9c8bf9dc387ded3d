"""A note goes in, a verdict comes out: the one path behind the command line, the scan and the service."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast, get_args

from doclint.claim import parse_claim
from doclint.facts import Facts, Mention
from doclint.nlp.model.confidence import read_confidence
from doclint.nlp.model.relation import read_relation
from doclint.nlp.model.services import MODALITY, SCORE, modality_codes, read_services
from doclint.nlp.pipeline import MODELS, load, read
from doclint.nlp.publish import facts_of
from doclint.note import ClaimLine, Discipline, Note
from doclint.policy import Policy, load_policy
from doclint.privacy import Masking, Redaction, shown
from doclint.result import (
    SEVERITIES,
    BetterCode,
    CodeUse,
    Element,
    Elements,
    Finding,
    Result,
    Severity,
    Source,
    Verdict,
)
from doclint.rules.base import CODE, Context
from doclint.rules.finding import At, finding_of
from doclint.rules.registry import load_rules
from doclint.rules.ruling import Ruling

if TYPE_CHECKING:
    from spacy.language import Language

ENTITY_LABELS = frozenset(
    {
        "ACTIVITY",
        "EXERCISE",
        "PASSIVE",
        "ASSISTANCE",
        "GOAL",
        "MINUTES",
        "SKILLED",
        "CUE",
        "RESPONSE",
        "LIMITATION",
        "MEASURE",
        "EQUIPMENT",
    }
)
_OTHER_KINDS = (
    "evaluation",
    "discharge",
    "progress report",
    "screen",
    "physician",
    "speech",
    "nursing",
    "missed visit",
)
_AGREES = {
    "ACT002": ("97140", MODALITY),
    "ACT003": ("97110",),
    "ACT004": ("97112", "97116", "97535", "97542"),
}
"""Findings that say the same as a better code."""
_LEAST, _CERTAIN = 0.05, 0.7
"""Probability from which a better code is listed where a rule says the same, and where none does."""
_MOST = 0.99
"""The highest probability that is said: held-out texts do not bear out more."""
_VERDICTS: dict[Severity, Verdict] = {"error": "unsupported", "warning": "at_risk", "info": "supported"}


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
        chart = read(self.nlp, text)
        facts = facts_of(chart)
        if (services := read_services(self.model)) is not None:
            facts = replace(facts, scores=facts.scores | services.scores(chart))
        if (relation := read_relation(self.model)) is not None:
            facts = replace(facts, scores=facts.scores | relation.scores(facts))
        return facts

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
        return self.judge(note, self.facts(note.text), source or Source())

    def shown(self, note: Note) -> str:
        """The note's text as a report may repeat it: as it is, or with its identifiers masked."""
        return shown(note, self.redact)

    def completed(self, note: Note) -> Note:
        """The note with this linter's discipline and date where it gives none."""
        update = {
            "discipline": note.discipline or self.discipline,
            "date_of_service": note.date_of_service or self.date,
        }
        return note.model_copy(update=update)

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
        findings: list[Finding] = []
        errors: list[str] = []
        context = Context(facts, note, codes, policy)
        calibration = read_confidence(self.model)
        for rule in load_rules() if applies else ():
            counts = self.selection.counts(rule, policy)
            on = rule.status != "preview" and (rule.enabled or policy.enabled(rule))
            if not (counts or on):
                continue  # all but what nobody switched on: some keep silent where another has reported
            try:
                draft = next(iter(rule().check(context)), None)
            except Exception as error:  # a rule that crashes must not end the run, nor tell the note's text
                if counts:
                    errors.append(f"rule {rule.code} failed: {type(error).__name__}")
                continue
            if draft is None:
                continue
            if calibration is not None:
                draft = replace(draft, confidence=calibration.of(rule.code, draft.confidence))
            context.reported[rule.code] = draft
            if counts:
                at = At.of(note.text, draft.start, draft.end)
                words = " ".join(at.excerpt.lower().split())
                finding = finding_of(rule, draft, at, policy, (identifier, rule.code, words))
                if settled := self.ruling.settled(finding, policy):
                    findings.append(settled)
        findings.sort(key=order)
        result = Result.model_validate(
            {
                "id": identifier,
                "source": source,
                "profile": profile,
                "date_of_service": note.date_of_service,
                "discipline": note.discipline,
                "verdict": verdict_of(findings) if applies else "not_applicable",
                "codes": codes,
                "elements": _elements(context),
                "better_codes": better_codes(facts, context.reported) if applies else (),
                "entities": [_entity(m) for m in facts.mentions if m.label in ENTITY_LABELS],
                "findings": findings,
                "information": _information(note, facts, codes, policy, applies=applies),
                "errors": errors,
                "extra": note.extra,
            }
        )
        return Masking.of(note, self.redact).result(result) if self.redact else result


class _Pipeline:
    """A pipeline that is loaded at first use; linters of the same model share it."""

    def __init__(self, model: str) -> None:
        self._model = model
        self._nlp: Language | None = None

    def loaded(self) -> Language:
        if self._nlp is None:
            self._nlp = load(self._model)
        return self._nlp


def order(finding: Finding) -> tuple[int, str]:
    """The place of a finding among those of its note: the severest first."""
    return -SEVERITIES.index(finding.severity), finding.rule


def verdict_of(findings: Iterable[Finding]) -> Verdict:
    """The verdict on a note by its findings; those that somebody has accepted do not count."""
    counted = [finding.severity for finding in findings if finding.accepted is None]
    return _VERDICTS[max(counted, key=SEVERITIES.index)] if counted else "supported"


def codes_of(note: Note, facts: Facts) -> tuple[CodeUse, ...]:
    """The codes of the visit: the claim's, else those that the text names, else 97530 by assumption."""
    if note.claim is not None:
        return tuple(
            CodeUse(code=line.code, units=line.units, minutes=line.minutes, modifiers=line.modifiers, origin="claim")
            for line in note.claim
        )
    found: dict[str, CodeUse] = {}
    for named in facts.codes:
        known = found.get(named.code)
        units = named.units if known is None or known.units is None else known.units
        modifiers = named.modifiers if known is None else tuple(dict.fromkeys([*known.modifiers, *named.modifiers]))
        found[named.code] = CodeUse(code=named.code, units=units, modifiers=modifiers, origin="note")
    minutes = {m.code: m.minutes for m in reversed(facts.minutes) if m.kind == "code"}
    found = {code: use.model_copy(update={"minutes": minutes.get(code)}) for code, use in found.items()}
    return tuple(found.values()) or (CodeUse(code=CODE, origin="assumed"),)


def better_codes(facts: Facts, reported: Collection[str]) -> tuple[BetterCode, ...]:
    """The codes of the services that the 97530 text reads more like than 97530, likeliest first; empty without models.

    Where a rule in ``reported`` names services, no others are listed; where none does, those of which the probability
    is ``_CERTAIN`` at least. Modalities have no code of their own: those that the note names, if any.
    """
    scores = {name.removeprefix(SCORE): value for name, value in sorted(facts.scores.items()) if name.startswith(SCORE)}
    agreed = {service for rule, services in _AGREES.items() if rule in reported for service in services}
    better = [
        (min(round(value, 2), _MOST), service)
        for service, value in scores.items()
        if value > scores[CODE] and (service in agreed and value >= _LEAST if agreed else value >= _CERTAIN)
    ]
    out = []
    for probability, service in sorted(better, key=lambda pair: (-pair[0], pair[1])):
        codes = sorted({c.code for c in facts.codes} & modality_codes()) if service == MODALITY else [service]
        out += [BetterCode(code=code, probability=probability) for code in codes]
    return tuple(out)


def applicable(note: Note, facts: Facts, codes: tuple[CodeUse, ...]) -> bool:
    """Whether the note is to support 97530: it is billed, or nothing says what is, and the note is a treatment note.

    A note of another kind (evaluation, progress report, discharge summary, another profession's) is judged only where
    it has text
    under 97530.
    """
    if not any(line.code == CODE for line in codes):
        return False
    return other_kind(note, facts) is None or any(segment.code == CODE for segment in facts.segments)


def other_kind(note: Note, facts: Facts) -> str | None:
    """What the note is where it is no treatment note: by its type field, else by its title."""
    if note.note_type:
        said = note.note_type.lower().replace("_", " ").replace("-", " ")
        return next((kind for kind in _OTHER_KINDS if kind in said), None)
    return facts.kind


def _information(
    note: Note, facts: Facts, codes: tuple[CodeUse, ...], policy: Policy, *, applies: bool
) -> tuple[str, ...]:
    """What a biller should know beside the findings."""
    if applies:
        return tuple(policy.information(codes))
    kind = other_kind(note, facts)
    if kind is not None and any(line.code == CODE and line.origin == "claim" for line in codes):
        return (
            f"97530 is billed, but this is no treatment note ({kind.replace('_', ' ')}): the day's treatment note must support it.",
        )
    return ()


def _discipline(given: str | None) -> Discipline | None:
    if given is None:
        return None
    for known in get_args(Discipline):
        if isinstance(given, str) and given.strip().upper() == known:
            return cast(Discipline, known)
    raise ValueError(f"discipline {given!r}: give {' or '.join(get_args(Discipline))}")


def _entity(mention: Mention) -> dict[str, Any]:
    """The fields of an Entity: the Result makes all of them at once."""
    return {
        "label": mention.label,
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "status": mention.status,
        "value": mention.value,
        "section": mention.section,
        "code": mention.code,
        "functions": mention.functions,
        "cue": mention.cue,
    }


def _elements(context: Context) -> Elements:
    facts = context.facts
    mine = (CODE, None)

    def texts(label: str) -> Element:
        values = tuple(dict.fromkeys(m.text for m in facts.of(label) if m.code in mine))
        return Element(present=bool(values), values=values)

    levels = tuple(dict.fromkeys(m.value or m.text for m in facts.of("ASSISTANCE") if m.code in mine))
    cues = tuple(dict.fromkeys(m.text for m in facts.of("CUE") if m.code in mine))
    goals = tuple(dict.fromkeys(goal.mention.text for goal in facts.goals))
    minutes = tuple(dict.fromkeys(m.minutes for m in facts.minutes if m.code in mine))
    return Elements(
        activity=texts("ACTIVITY"),
        assistance=Element(present=bool(levels or cues), values=levels or cues),
        goal=Element(present=bool(goals), values=goals),
        minutes=Element(present=bool(minutes), values=minutes),
        skilled_care=texts("SKILLED"),
    )
