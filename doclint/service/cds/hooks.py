"""The services that doclint offers to records, by the hook that calls them."""

from __future__ import annotations

from dataclasses import dataclass

from doclint.service.cds.models import Service

DISCHARGE_HOOK = "encounter-discharge"
SIGN_HOOK = "org.doclint.document-sign"
"""A hook of doclint's own, since the published catalogue has none for a document: somebody is about to sign one."""

DOCUMENTS, COMPOSITIONS = "documents", "compositions"
ENCOUNTER, CLAIMS, USER = "encounter", "claims", "user"
"""Keys of the prefetched resources."""

_ENCOUNTER = {
    ENCOUNTER: "Encounter/{{context.encounterId}}",
    CLAIMS: "Claim?patient={{context.patientId}}&encounter={{context.encounterId}}",
    USER: "{{context.userId}}",
}
_WRITTEN = {
    DOCUMENTS: "DocumentReference?patient={{context.patientId}}&encounter={{context.encounterId}}&_count=50",
    COMPOSITIONS: "Composition?patient={{context.patientId}}&encounter={{context.encounterId}}&_count=50",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A service, and the fields that its hook's context must hold as strings (``required``) or as resources."""

    service: Service
    required: tuple[str, ...]
    resources: tuple[str, ...] = ()

    @property
    def signs(self) -> bool:
        """Whether the user of the call is the one who signs the documents."""
        return self.service.hook == SIGN_HOOK


_OFFERS = (
    Offer(
        Service(
            hook=DISCHARGE_HOOK,
            id="doclint-encounter-discharge",
            title="Therapy notes before discharge",
            description="Reads the therapy notes of the encounter and says what is missing to support billing CPT 97530"
            " (therapeutic activities).",
            prefetch=_WRITTEN | _ENCOUNTER,
            usageRequirements="Documents come with their content inline: this service never calls a FHIR server.",
        ),
        required=("userId", "patientId", "encounterId"),
    ),
    Offer(
        Service(
            hook=SIGN_HOOK,
            id="doclint-document-sign",
            title="Therapy note before signing",
            description="Reads the note that is about to be signed and says what is missing to support billing CPT"
            " 97530 (therapeutic activities).",
            prefetch=_ENCOUNTER,
            usageRequirements="The draft is in context.draftDocuments with its content inline: a DocumentReference, a"
            " Composition, or a Bundle of them. This service never calls a FHIR server.",
        ),
        required=("userId", "patientId"),
        resources=("draftDocuments",),
    ),
)
OFFERS: dict[str, Offer] = {offer.service.id: offer for offer in _OFFERS}
"""Service id → service."""
