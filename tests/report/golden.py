"""The golden files of every report format, from fixed results: ``python tests/report/golden.py`` writes them anew."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

from doclint.report.base import Run, Yardstick, open_reporter
from doclint.report.forms import Form
from doclint.report.summary import Summary
from doclint.result import (
    Accepted,
    BetterCode,
    CodeUse,
    Element,
    Elements,
    Entity,
    Finding,
    InputError,
    Related,
    Result,
    Source,
)

FOLDER = Path(__file__).parent / "golden"
RUN = Run({"version": "0.1.0", "model": "fast"}, {"profile": "medicare", "fail_on": "error", "config": []})

TEXT = (
    "Goal: climb 12 stairs: rail, <b>SBA</b> & 100%.\r\n"
    "97530 x 25 min: SLR 3x10 \U0001f3cb\ufe0f and \x1b[31mheel slides, min A.\n"
    "::error file=x::Tol tx well ]]> \ufffe\n"
)
ROW_TEXT = "97530 25 min: sit to stand from toilet x5, CGA."


def results() -> list[tuple[Result, str]]:
    """A note of a file with findings of each kind, a row of an export, a note that is not judged."""
    return [(_file(), TEXT), (_row(), ROW_TEXT), (_not_judged(), "Seen for evaluation.")]


ERRORS = [InputError(source="notes/bad%,:\n.txt", row=None, reason="no text in the file")]


def written(form: Form) -> str:
    """What a format makes of the results."""
    stream, summary = io.StringIO(), Summary()
    reporter = open_reporter(form, stream, RUN)
    for result, text in results():
        summary.add(result, "error")
        reporter.note(result, text, Yardstick())
    summary.errors = len(ERRORS)
    reporter.close(summary, ERRORS)
    return stream.getvalue()


def _file() -> Result:
    return Result(
        id="a&b.txt",
        source=Source(path="notes/a&b 1.txt"),
        profile="medicare",
        date_of_service=dt.date(2026, 3, 2),
        discipline="PT",
        verdict="unsupported",
        codes=(CodeUse(code="97530", units=2, modifiers=("GP",), origin="claim"),),
        elements=_elements(goal="climb 12 stairs", minutes=25, assistance="min"),
        better_codes=(BetterCode(code="97110", probability=0.81),),
        entities=(_entity("GOAL", "climb 12 stairs"), _entity("EXERCISE", "SLR 3x10"), _entity("ASSISTANCE", "min A")),
        findings=(
            _finding("ACT003", "exercise-wording", "error", "SLR 3x10", "What stands under 97530 is\nexercise: 100%."),
            _finding(
                "GOL002", "goal-not-linked", "error", "heel slides", "Nothing ties “heel slides” to the goal."
            ).model_copy(update={"related": (_related("climb 12 stairs", "GOAL"),)}),
            _finding(
                "SKL002", "no-response", "warning", "Tol tx well", "Only the stock phrase “Tol tx well”."
            ).model_copy(
                update={"accepted": Accepted(reason="template of <2025>", who="QA", until=dt.date(2026, 12, 31))}
            ),
            _finding("TIM004", "units-below-minutes", "info", "", "Fewer units are billed than the minutes allow."),
        ),
    )


def _row() -> Result:
    return Result(
        id="v-17",
        source=Source(path="export.csv", row=17),
        profile="medicare",
        verdict="at_risk",
        codes=(CodeUse(code="97530", origin="assumed"),),
        elements=_elements(activity="sit to stand", minutes=25, assistance="contact_guard"),
        findings=(
            _finding("SKL003", "no-clinical-reasoning", "warning", "sit to stand", "No deficit is named.", ROW_TEXT),
        ),
        errors=("rule CLM001 failed: KeyError",),
    )


def _not_judged() -> Result:
    return Result(
        id="e.txt", source=Source(path="e.txt"), profile="medicare", verdict="not_applicable", elements=_elements()
    )


def _elements(**found: str | int) -> Elements:
    names = ("activity", "assistance", "goal", "minutes", "skilled_care")
    return Elements(
        **{name: Element(present=name in found, values=(found[name],) if name in found else ()) for name in names}
    )


def _entity(label: str, words: str) -> Entity:
    start = TEXT.index(words)
    return Entity(label=label, start=start, end=start + len(words), text=words, status="performed", code="97530")


def _related(words: str, label: str) -> Related:
    start = TEXT.index(words)
    return Related(start=start, end=start + len(words), label=label)


def _finding(rule: str, name: str, severity: str, words: str, message: str, text: str = TEXT) -> Finding:
    start = text.index(words)
    return Finding.model_validate(
        {
            "rule": rule,
            "name": name,
            "severity": severity,
            "message": message,
            "suggestion": "Say what was done, and why.",
            "start": start,
            "end": start + len(words),
            "line": text.count("\n", 0, start) + 1,
            "column": start - (text.rfind("\n", 0, start) + 1) + 1,
            "excerpt": words,
            "confidence": 0.94,
            "authority": "lcd",
            "reference": "Local coverage policy on 97530.",
            "cue": words or None,
            "fingerprint": f"{rule.lower()}0123456789"[:16],
        }
    )


def main() -> None:
    """Write every golden file."""
    for form in Form:
        (FOLDER / f"notes.{form.value}").write_text(written(form), encoding="utf-8", newline="")


if __name__ == "__main__":
    main()
