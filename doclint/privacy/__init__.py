"""Direct identifiers in the text of notes, by HIPAA's Safe Harbor list: found by wording and layout, and masked.

Nothing here promises that a text is de-identified; docs/privacy.md says how much is found.
"""

from __future__ import annotations

from doclint.privacy.find import Redaction, find
from doclint.privacy.identifier import KINDS, Identifier
from doclint.privacy.mask import MASK, Masking, shown, without_dates

__all__ = ["KINDS", "MASK", "Identifier", "Masking", "Redaction", "find", "shown", "without_dates"]
