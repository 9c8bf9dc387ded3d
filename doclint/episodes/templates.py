"""Which runs of words many patients share: the clinic's template, which makes no note a clone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

from doclint.episodes.treatment import unpacked

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEWEST, SHARE = 3, 0.02
"""A run is template text where this many patients share it, and this part of all patients."""

_BITS = 20
_FACTORS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)
"""Odd numbers without a pattern, one for each row of the sketch: the upper bits of the product are the place."""


class Templates:
    """Counts by how many patients each run of words is used, in 12 MB however many notes there are.

    A count-min sketch: a count may be too high by chance, never too low. A patient gives some 600 runs, so the excess
    is about 0.0006 of the number of patients, far below the share that makes a template. Sketches of parts of the
    patients add up (``merge``).
    """

    def __init__(self) -> None:
        import numpy as np

        self.patients = 0
        self._counts: NDArray[np.uint32] = np.zeros((len(_FACTORS), 1 << _BITS), dtype=np.uint32)

    @classmethod
    def of(cls, records: Iterable[Mapping[str, Any]]) -> Templates:
        """The templates of records that come sorted by patient, as in ``SORT``."""
        made = cls()
        for _, group in groupby(records, key=lambda record: record["patient"]):
            made.add_patient(record["shingles"] for record in group)
        return made

    def add_patient(self, packed: Iterable[str]) -> None:
        """Count the runs of one patient's notes, each once."""
        found: set[int] = set()
        for text in packed:
            found.update(unpacked(text))
        self.patients += 1
        if found:
            for row, places in enumerate(_places(found)):
                self._counts[row, places] += 1  # a place that stands there twice counts once

    def merge(self, other: Templates) -> Templates:
        """Take in the counts of other patients; gives itself."""
        self.patients += other.patients
        self._counts += other._counts
        return self

    def own(self, shingles: Iterable[int]) -> frozenset[int]:
        """The runs that are no template text."""
        import numpy as np

        hashes = frozenset(shingles)
        if not hashes:
            return hashes
        counts = np.min([row[places] for row, places in zip(self._counts, _places(hashes), strict=True)], axis=0)
        limit = max(FEWEST, SHARE * self.patients)
        return hashes.difference(value for value, count in zip(hashes, counts.tolist(), strict=True) if count >= limit)


def _places(hashes: Collection[int]) -> NDArray[np.uint64]:
    """Where hashes are counted: one row of places a row of the sketch."""
    import numpy as np

    values = np.fromiter(hashes, dtype=np.uint64, count=len(hashes))
    return np.multiply.outer(np.array(_FACTORS, dtype=np.uint64), values) >> np.uint64(64 - _BITS)
