"""How severe a finding is, and who asks for what it misses: the words that rules and results share."""

from __future__ import annotations

from typing import Literal

Severity = Literal["info", "warning", "error"]
Authority = Literal["cms", "lcd", "payer", "practice"]

SEVERITIES: tuple[Severity, ...] = ("info", "warning", "error")
