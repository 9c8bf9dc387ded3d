"""What a service is started with."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from doclint.note import MAX_TEXT

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
"""Addresses that only programs on this machine reach."""

_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]{16,}")


def _cores() -> int:
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(count or 1, 8))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where a service listens, whom it answers, how it judges, and its bounds. Sizes in bytes, times in seconds.

    Raises ValueError where a value is out of range, and where an address that others reach has no ``token``.
    """

    host: str = "127.0.0.1"
    port: int = 8730
    token: str | None = field(default=None, repr=False)
    """What a client proves itself with (``Authorization: Bearer``)."""
    hosts: tuple[str, ...] = ()
    """Names beside ``host`` and the loopback's under which the service is asked (the Host header)."""
    origins: tuple[str, ...] = ()
    """Origins of other web pages that may ask from a browser, such as ``https://records.example.org``."""

    profile: str = "medicare"
    model: str = "fast"
    config: Path | None = None
    """The configuration file; by default the one nearest above the working directory, if any."""
    isolated: bool = False
    """Whether no configuration file is read."""

    workers: int = field(default_factory=_cores)
    """Processes that lint."""
    queue: int = 32
    """Requests that may wait for a process; one more is answered 503."""
    timeout: float = 30.0
    """Most seconds for a note, for a wait in the queue, for a client that sends or reads nothing."""
    grace: float = 30.0
    """Seconds that running requests have to finish when the service is stopped."""
    note: int = MAX_TEXT
    """Longest note text, in characters."""
    body: int = 4 * 1024 * 1024
    """Longest body of a request about one note, and longest line of a batch."""
    upload: int = 32 * 1024 * 1024
    """Longest body that holds files, as ``doclint lint --server`` sends them."""
    export: int = 64 * 1024 * 1024
    """Largest file that the page takes, a note or a whole export."""
    batch: int = 100_000
    """Most notes of a batch."""
    rate: float | None = None
    """Requests that one address may send a second, measured over ten; 0 is no limit. By default there is none on the
    loopback, and 50 elsewhere.
    """

    cds_clients: Path | None = None
    """JSON file of the CDS clients whose signature is checked; without it any client that may ask is answered."""

    def __post_init__(self) -> None:
        if self.token is not None and not _TOKEN.fullmatch(self.token):
            raise ValueError("the token has to have 16 characters or more, letters, digits and -._~+/= alone")
        if self.token is None and self.host not in LOOPBACK:
            raise ValueError(
                "an address that other machines reach needs a token: give --token-file FILE or set DOCLINT_TOKEN, "
                "or listen on 127.0.0.1"
            )
        for name in ("workers", "queue", "timeout", "note", "body", "upload", "export", "batch"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} has to be above 0")
        if self.rate is None:
            object.__setattr__(self, "rate", 0.0 if self.host in LOOPBACK else 50.0)
