"""Columns of exported tables, recognised by the names that record systems give them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from doclint.sources.model import UnreadableError

FIELDS: dict[str, tuple[str, ...]] = {
    "text": (
        "text note_text note_body note_content note_narrative document_text clinical_note clinical_note_text "
        "treatment_note treatment_note_text visit_note visit_note_text daily_note daily_note_text encounter_note "
        "soap_note progress_note_text full_text full_note note_full_text note notes body narrative content "
        "documentation soap",
    ),
    "id": (
        "id note_id noteid document_id doc_id",
        "visit_id encounter_id record_id appointment_id visit_no encounter_no",
    ),
    "date_of_service": (
        "date_of_service dos service_date date_service visit_date treatment_date date_of_visit svc_date",
        "date encounter_date note_date appointment_date",
    ),
    "discipline": ("discipline therapy_discipline", "therapy_type specialty department"),
    "profile": ("profile payer_profile",),
    "patient_id": (
        "patient_id mrn patient_mrn medical_record_number patientid pt_id",
        "patient patient_no patient_number subject_id",
    ),
    "clinician_id": (
        "clinician_id therapist_id provider_id clinician therapist treating_therapist treating_provider",
        "provider rendering_provider author author_id provider_npi npi",
    ),
    "signed_by": ("signed_by signature credential credentials signer_credential designation",),
    "visit_number": ("visit_number visit_count visit_num",),
    "note_type": ("note_type document_type doc_type visit_type",),
    "certified_from": ("certified_from poc_from poc_start cert_from certification_from plan_of_care_from",),
    "certified_to": ("certified_to poc_to poc_end cert_to certification_to plan_of_care_to",),
    "claim": ("claim claim_lines charges charge_lines billing billed_lines",),
    "codes": (
        "cpt cpt_code cpt_codes cpts procedure_code procedure_codes hcpcs hcpcs_code billing_code billing_codes",
        "code codes",
    ),
    "units": ("units unit billed_units cpt_units unit_count",),
    "minutes": ("minutes code_minutes cpt_minutes billed_minutes",),
    "modifiers": ("modifiers modifier mods mod cpt_modifiers",),
    "modifier_1": ("modifier_1 modifier1 mod_1 mod1",),
    "modifier_2": ("modifier_2 modifier2 mod_2 mod2",),
    "modifier_3": ("modifier_3 modifier3 mod_3 mod3",),
    "modifier_4": ("modifier_4 modifier4 mod_4 mod4",),
}
"""Field → names in tiers: a column of an earlier tier goes first; two of the same tier cannot be told apart."""

_FIELDS_OF = {
    name: frozenset(key for key, tiers in FIELDS.items() if name in " ".join(tiers).split())
    for tiers in FIELDS.values()
    for tier in tiers
    for name in tier.split()
}
"""Name → the fields that it may be of."""

STRONG_TEXT = frozenset(name for name in FIELDS["text"][0].split() if "_" in name or name == "text")
"""Names that a note's own first line will hardly have as a cell."""

LONGEST_NAME = 60
"""Characters of a column's name that is repeated in messages."""
_IDENTIFYING = frozenset({"id", "date_of_service", "patient_id", "clinician_id", "discipline", "claim", "codes"})


_INNER = re.compile(r"(?<=[a-z])(?=[A-Z])")
_OTHER = re.compile(r"[^0-9a-z]+")


def plain(name: str) -> str:
    """A column name in lower case with underscores: ``NoteText`` → ``note_text``."""
    return _OTHER.sub("_", _INNER.sub("_", name.strip()).lower()).strip("_")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds which field; ``others`` are handed back under ``extra``."""

    names: tuple[str, ...]
    recognised: dict[str, int]
    others: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Sequence[str], mapping: Mapping[str, str]) -> Columns:
        """Recognise columns. Raises UnreadableError where two fit, a mapped one is missing, or none holds the text."""
        found = {key: _mapped(names, key, column) for key, column in mapping.items()}
        plains = [plain(name) for name in names]
        for key, tiers in FIELDS.items():
            if (
                key not in found
                and (at := _recognise(names, plains, key, tiers, frozenset(found.values()))) is not None
            ):
                found[key] = at
        if "text" not in found:
            raise UnreadableError(_no_text(names, found))
        used = set(found.values())
        others: dict[str, int] = {}
        for at, name in enumerate(names):
            if at not in used:
                others.setdefault(name.strip() or f"column_{at + 1}", at)
        return cls(tuple(names), found, others)

    @property
    def named(self) -> dict[str, str]:
        """Field → column name, for people."""
        return {key: self.names[at].strip() for key, at in self.recognised.items()}


def known_fields(names: Sequence[str], mapping: Mapping[str, str]) -> frozenset[str]:
    """The fields that a header names, however unclearly."""
    lower = {name.strip().lower() for name in names} if mapping else ()
    stated = {key for key, column in mapping.items() if column.lower() in lower}
    return frozenset(stated.union(*(_FIELDS_OF.get(plain(name), ()) for name in names)))


def is_table(names: Sequence[str], mapping: Mapping[str, str]) -> bool:
    """Whether a first record is a table's header: it names the text's column, and another that only a table has."""
    fields = known_fields(names, mapping)
    if len(names) < 2 or "text" not in fields:
        return False
    return bool(fields & _IDENTIFYING or "text" in mapping or STRONG_TEXT & {plain(name) for name in names})


def _recognise(
    names: Sequence[str], plains: Sequence[str], key: str, tiers: Sequence[str], taken: frozenset[int]
) -> int | None:
    for tier in tiers:
        fitting = [at for at, name in enumerate(plains) if name in tier.split() and at not in taken]
        if len(fitting) > 1:
            one, two = (names[at].strip() for at in fitting[:2])
            if max(len(one), len(two)) > LONGEST_NAME:
                raise UnreadableError(f"two columns could be {key}, and their names are too long: rename them")
            if one == two:
                raise UnreadableError(f"two columns are called {one!r}; rename one of them")
            raise UnreadableError(
                f"two columns could be {key}: {one!r} and {two!r}; say which with --map {key}={_shell(one)}"
            )
        if fitting:
            return fitting[0]
    return None


def _mapped(names: Sequence[str], key: str, column: str) -> int:
    fitting = [at for at, name in enumerate(names) if name.strip() == column] or [
        at for at, name in enumerate(names) if name.strip().lower() == column.lower()
    ]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise UnreadableError(f"--map {key}={column}: {len(fitting)} columns are called so; rename all but one")
    raise UnreadableError(f"--map {key}={column}: no such column{_listing(names, True)}")


def _no_text(names: Sequence[str], found: Mapping[str, int]) -> str:
    return f"no column holds the note's text{_listing(names, bool(found))}; say which with --map text=COLUMN"


def _listing(names: Sequence[str], header: bool) -> str:
    """The column names; nothing where the first line may be a note instead of a header."""
    if not header or any(len(name) > LONGEST_NAME or "\n" in name for name in names):
        return " (the first line has to name the columns)"
    return "; the columns are " + ", ".join(repr(name.strip()) for name in names[:20])


def _shell(name: str) -> str:
    return f"'{name}'" if re.search(r"[^\w.-]", name) else name
