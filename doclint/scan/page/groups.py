"""The panels over months, clinicians and codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from doclint.scan.page import plots
from doclint.scan.page.gather import CODE, UNKNOWN, Gathered
from doclint.scan.page.palette import CODES, VERDICTS
from doclint.scan.page.panel import Panel, Summary, counted, judged
from doclint.scan.page.shares import FEW, percent, wilson

_EXERCISE = "97110"
_CLINICIANS_DRAWN, _MONTHS_DRAWN = 20, 24
_CLINICIANS, _CODES = 200, 40
_NO_BREAK = "\N{NO-BREAK SPACE}"
_VERDICT_HEAD = ("do not support", "at risk", "support", "not judged")


def months_panel(summary: Summary) -> Panel:
    months = [(month, row) for month, row in summary["by_month"].items() if month != UNKNOWN]
    drawn = months[-_MONTHS_DRAWN:]
    undated = summary["by_month"].get(UNKNOWN, {}).get("notes", 0)
    text = ["Notes by month of service and verdict; the number on top counts all."]
    if len(drawn) < len(months):
        text.append(f"The plot shows the last {len(drawn)} months.")
    if undated:
        text.append(f"{counted(undated, 'note')} without a date {'is' if undated == 1 else 'are'} left out of it.")
    rows = [
        (month, row["notes"], *(row[key] for key in VERDICTS), row.get("findings", "–"), _share(row))
        for month, row in summary["by_month"].items()
    ]
    return Panel(
        "months",
        "By month",
        tuple(text),
        ("month", "notes", *_VERDICT_HEAD, "findings", "not supported"),
        tuple(rows),
        "; ".join(f"{month}: {row['notes']} notes, {row['unsupported']} do not support {CODE}" for month, row in drawn),
        (lambda: plots.columns([(month, row, str(row["notes"])) for month, row in drawn], VERDICTS, side=False))
        if drawn
        else None,
    )


def clinicians_panel(summary: Summary) -> Panel:
    everyone = sorted(summary["by_clinician"].items(), key=lambda item: (-item[1]["notes"], item[0]))
    many = [(who, row) for who, row in everyone if judged(row) >= FEW and who != UNKNOWN]
    drawn = many[:_CLINICIANS_DRAWN]
    total = summary["verdicts"]
    middle = 100 * total["unsupported"] / max(1, judged(total))
    points = [(who, row["unsupported"], judged(row)) for who, row in drawn]
    text = [
        f"The share of judged notes that do not support {CODE}, with its 95 % interval (Wilson), for who has at least "
        f"{FEW} such notes. Below that the number of notes is given and no rate: few notes say little. Intervals that "
        "overlap show no difference; case mix differs too."
    ]
    if len(drawn) < len(many):
        text.append(f"The plot shows the {len(drawn)} with most notes.")
    if len(everyone) > _CLINICIANS:
        text.append(f"The table shows {_CLINICIANS} of {len(everyone)}; summary.json has all.")
    return Panel(
        "clinicians",
        "By clinician",
        tuple(text),
        ("clinician", "notes", "judged", "findings", "not supported (95 % interval)", "most frequent findings"),
        tuple(
            (who, row["notes"], judged(row), row.get("findings", "–"), *_rate(row))
            for who, row in everyone[:_CLINICIANS]
        ),
        "; ".join(f"{who}: {percent(bad, of)} of {of} judged notes" for who, bad, of in points),
        (
            lambda: plots.ranges(
                [
                    (f"{who} (n = {of})", 100 * bad / of, *(100 * end for end in wilson(bad, of)))
                    for who, bad, of in points
                ],
                middle=middle,
                label="share not supported; dashed line: all notes",
            )
        )
        if points
        else None,
        wide=True,
    )


def _rate(row: Mapping[str, Any]) -> tuple[str, str]:
    of = judged(row)
    if of < FEW:
        return "few notes", "–"
    low, high = wilson(row["unsupported"], of)
    rules = sorted(row.get("rules", {}).items(), key=lambda item: (-item[1], item[0]))[:3]
    return (
        f"{percent(row['unsupported'], of)} " + f"({100 * low:.0f} to {100 * high:.0f} %)".replace(" ", _NO_BREAK),
        ", ".join(f"{code} ({count})".replace(" ", _NO_BREAK) for code, count in rules) or "none",
    )


def codes_panel(summary: Summary, gathered: Gathered) -> Panel:
    mix = summary["code_mix"]
    main = {code: mix.get(code, {"notes": 0, "units": 0}) for code in (CODE, _EXERCISE)}
    both = main[CODE]["units"] + main[_EXERCISE]["units"]
    text = [
        f"{main[CODE]['units']} units of {CODE} in {counted(main[CODE]['notes'], 'note')} against "
        f"{main[_EXERCISE]['units']} of {_EXERCISE} in {counted(main[_EXERCISE]['notes'], 'note')}: {CODE} makes "
        f"{percent(main[CODE]['units'], both)} of the two."
    ]
    if better := gathered.better:
        likes = ", ".join(
            f"{code} ({count})" for code, count in sorted(better.items(), key=lambda i: (-i[1], i[0]))[:5]
        )
        text.append(f"Notes of {CODE} that read more like another code: {likes}.")
    months = [(month, gathered.code_months[month]) for month in sorted(gathered.code_months) if month != UNKNOWN]
    months = months[-_MONTHS_DRAWN:]
    rows = sorted(mix.items(), key=lambda item: (-item[1]["units"], item[0]))
    if len(rows) > _CODES:
        text.append(f"The table shows the {_CODES} codes with most units; summary.json has all {len(rows)}.")
    return Panel(
        "codes",
        f"Code mix: {CODE} against {_EXERCISE}",
        tuple(text),
        ("code", "notes", "units", "notes without units"),
        tuple((code, row["notes"], row["units"], row["notes_without_units"]) for code, row in rows[:_CODES]),
        "units by month: "
        + "; ".join(f"{month}: {row[CODE]} of {CODE}, {row[_EXERCISE]} of {_EXERCISE}" for month, row in months),
        (lambda: plots.columns([(month, row, "") for month, row in months], CODES, side=True)) if months else None,
        wide=True,
    )


def _share(row: Mapping[str, int]) -> str:
    of = judged(row)
    return percent(row["unsupported"], of) if of >= FEW else "few notes"
