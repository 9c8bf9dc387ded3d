"""What a rule is, what it sees, and what it reports."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Literal

if TYPE_CHECKING:
    from doclint.facts import Facts, Mention
    from doclint.note import Note
    from doclint.policy import Policy
    from doclint.result import CodeUse
    from doclint.severity import Authority, Severity

CODE = "97530"

Status = Literal["preview", "stable", "deprecated"]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a rule reports: where in the note, why here, and what else it speaks of.

    ``start`` and ``end`` are character offsets of the best evidence (0, 0 where the whole note is meant).
    ``message`` says what is wrong in this note; ``cue`` is the wording that fired or ruled out.
    """

    message: str
    start: int = 0
    end: int = 0
    cue: str | None = None
    related: tuple[Mention, ...] = ()
    confidence: float = 0.9


@dataclass(frozen=True, slots=True)
class Context:
    """All that a rule may look at: the facts of the text, the note's own fields, the codes billed, the payer's
    policy.
    """

    facts: Facts
    note: Note
    codes: tuple[CodeUse, ...]
    policy: Policy
    reported: dict[str, Draft] = field(default_factory=dict)
    """Findings of the rules that ran before, by rule code; rules run in the order of their codes' families."""
    kept: dict[object, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What several rules ask of this context, worked out once; by the function that works it out."""

    def billed(self, code: str) -> CodeUse | None:
        """The line of one code, or None."""
        return next((line for line in self.codes if line.code == code), None)

    def of_code(self, label: str, *, code: str = CODE, status: str | None = "performed") -> tuple[Mention, ...]:
        """Mentions of one label in the text of one service; text without any label counts to 97530."""
        return tuple([m for m in self.facts.of(label, status=None) if m.code == code and status in (None, m.status)])


class Rule(ABC):
    """A rule of the catalogue.

    The first line of a rule's docstring is what a user reads in the catalogue; a paragraph below it may say why the
    rule matters; ``Anti-pattern`` and ``Best practice`` follow, and ``Source`` with a key of the policy's list of
    sources and a place in it (``MBPM p206``). ``reference`` says in words what the source asks for.
    ``after`` names the rules whose outcome this one looks at in ``Context.reported``.

    ``status``: a ``preview`` rule is off unless preview rules are asked for, and may change in any release; a
    ``deprecated`` one runs, and who names it is told ``deprecated``, which says what takes its place. ``since`` is the
    release in which the rule got this status. ``formerly`` holds codes that the rule had once: they select it still.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    severity: ClassVar[Severity]
    authority: ClassVar[Authority]
    reference: ClassVar[str]
    suggestion: ClassVar[str]
    enabled: ClassVar[bool] = True
    status: ClassVar[Status] = "stable"
    since: ClassVar[str] = "0.1.0"
    deprecated: ClassVar[str] = ""
    formerly: ClassVar[tuple[str, ...]] = ()
    after: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def check(self, context: Context) -> Iterable[Draft]:
        """Report at most one draft; the first is kept."""
