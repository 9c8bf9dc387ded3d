"""Reports between the scan and the frame that shows them: each is handed out once and then forgotten."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field

_HELD = 4
"""Reports that may wait at once."""
_SECONDS = 60.0
"""How long one waits."""


@dataclass(slots=True)
class Reports:
    """Reports in memory, by a key that cannot be guessed."""

    _held: dict[str, tuple[float, bytes]] = field(default_factory=dict)

    def put(self, report: bytes) -> str:
        """Keep a report; its key. The oldest makes room."""
        self._forget()
        while len(self._held) >= _HELD:
            del self._held[next(iter(self._held))]
        key = secrets.token_urlsafe(32)
        self._held[key] = (time.monotonic() + _SECONDS, report)
        return key

    def take(self, key: str) -> bytes | None:
        """A report, which is gone then; None where there is none."""
        self._forget()
        held = self._held.pop(key, None)
        return held[1] if held else None

    def _forget(self) -> None:
        now = time.monotonic()
        self._held = {key: held for key, held in self._held.items() if held[0] > now}
