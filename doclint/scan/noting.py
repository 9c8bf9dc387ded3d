"""Notes are linted and reported one after the other: what ``doclint lint`` does, here and in a service."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points, version

from doclint import __version__
from doclint.config import Config, Linters
from doclint.report.base import Reporter, Run
from doclint.report.evidence import with_evidence
from doclint.report.forms import Evidence
from doclint.report.summary import Summary
from doclint.result import InputError
from doclint.scan.judge import Judged


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether something could not be read or judged, and whether there are findings that fail."""

    errors: bool
    failing: bool

    @property
    def exit_code(self) -> int:
        """What ``doclint lint`` ends with."""
        return 2 if self.errors else 1 if self.failing else 0


class Noting:
    """Reports results as they come. ``before`` are errors that were met already, ``say`` takes lines for the user."""

    def __init__(
        self,
        linters: Linters,
        reporter: Reporter,
        *,
        evidence: Evidence,
        before: Sequence[InputError],
        say: Callable[[str], object],
    ) -> None:
        self._linters = linters
        self._reporter = reporter
        self._evidence = evidence
        self._say = say
        self._summary = Summary()
        self._entries = list(before)

    def add(self, judged: Judged | InputError) -> None:
        """Report a result, or an error in its place."""
        if isinstance(judged, InputError):
            self._entries.append(judged)
            self._say(judged.line)
            return
        result = with_evidence(judged.result, self._evidence)
        by = self._linters.config(judged.note, result.source.path).yardstick
        self._summary.add(result, by.fail_on)
        linter = self._linters.linter_of(judged.note, result.source.path)
        self._reporter.note(result, linter.shown(judged.note) if self._evidence is Evidence.FULL else "", by)
        for reason in result.errors:
            place = result.source.path or ""
            self._entries.append(InputError(source=place, row=result.source.row, id=result.id, reason=reason))
            self._say(f"{place}: {reason}; the other rules were checked, and the verdict rests on them alone")

    def close(self) -> Outcome:
        """The end of the report."""
        self._summary.errors = len(self._entries)
        self._reporter.close(self._summary, self._entries)
        return Outcome(bool(self._entries), bool(self._summary.failing))


def run_of(configs: Sequence[Config], *, claim: str | None, date: str | None) -> Run:
    """The versions and options, for reports. Where the configurations of the notes differ, ``configs`` holds each of
    them, and the other values are those of the first.
    """
    plain = [config.as_dict() for config in configs]
    different = [config for number, config in enumerate(plain) if config not in plain[:number]]
    first = configs[0]
    versions = {
        "version": __version__,
        "model": first.model,
        "python": ".".join(map(str, sys.version_info[:3])),
        "spacy": version("spacy"),
    }
    return Run(
        versions | _packages(),
        {
            "profile": first.profile,
            "discipline": first.discipline,
            "claim": claim,
            "date": date,
            "select": list(first.select),
            "ignore": list(first.ignore),
            "fail_on": first.fail_on,
            "redact": first.redact,
            "config": list(dict.fromkeys(name for config in configs for name in config.files)),
        }
        | ({"configs": different} if len(different) > 1 else {}),
    )


def _packages() -> dict[str, str]:
    """The packages that add rules or vocabulary, with their versions."""
    groups = ("doclint.rules", "doclint.lexicons")
    found = {entry.dist for group in groups for entry in entry_points(group=group) if entry.dist}
    return {dist.name: dist.version for dist in sorted(found, key=lambda dist: dist.name) if dist.name != "doclint"}
