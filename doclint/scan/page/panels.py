"""The panels of the page: each a sentence, a plot and a table of the same figures."""

from __future__ import annotations

from doclint.scan.page import plots
from doclint.scan.page.gather import CODE, Gathered
from doclint.scan.page.groups import clinicians_panel, codes_panel, months_panel
from doclint.scan.page.palette import BLUE, SEVERITIES, VERDICTS
from doclint.scan.page.panel import JUDGED, Panel, Summary, counted, judged
from doclint.scan.page.shares import percent

_RULES_DRAWN = 30
_TITLES = {
    "activity": "activity",
    "assistance": "assistance",
    "goal": "goal link",
    "minutes": "minutes",
    "skilled_care": "skilled care",
}


def panels(summary: Summary, gathered: Gathered) -> list[Panel]:
    """Every panel that the summary has figures for."""
    if not summary["totals"]["notes"]:
        return []
    found = [_verdicts(summary), _units(summary), _rules(summary)]
    if summary.get("elements"):
        found.append(_elements(summary))
    found += [months_panel(summary), clinicians_panel(summary)]
    if summary.get("code_mix"):
        found.append(codes_panel(summary, gathered))
    return found


def _verdicts(summary: Summary) -> Panel:
    counts, notes = summary["verdicts"], summary["totals"]["notes"]
    rows = [(look.words, counts[key], percent(counts[key], notes)) for key, look in VERDICTS.items()]
    return Panel(
        "verdicts",
        "Verdicts",
        (
            f"{counts['unsupported']} of {notes} notes ({percent(counts['unsupported'], notes)}) "
            f"{'does' if counts['unsupported'] == 1 else 'do'} not support {CODE} as written.",
        ),
        ("verdict", "notes", "share"),
        tuple(rows),
        "; ".join(f"{words}: {count} notes ({share})" for words, count, share in rows),
        lambda: plots.bars(
            [
                (words, count, look, f"{count} ({share})")
                for (words, count, share), look in zip(rows, VERDICTS.values(), strict=True)
            ],
            whole=max(counts.values()),
        ),
    )


def _units(summary: Summary) -> Panel:
    units = summary["units_at_risk"]
    billed, bad, risky = units["billed"], units["unsupported"], units["at_risk"]
    rest = billed - bad - risky
    missing = units["notes_unsupported_without_units"] + units["notes_at_risk_without_units"]
    rows = [
        (VERDICTS["unsupported"], bad, "not supported"),
        (VERDICTS["at_risk"], risky, "at risk in a review"),
        (VERDICTS["supported"], rest, "in all other notes"),
    ]
    text = [
        f"{billed} units of {CODE} were billed. {bad} + {risky} = {bad + risky} of them "
        f"({percent(bad + risky, billed)}) stand in notes that do not support the code ({bad}) or are at risk in a "
        f"review ({risky})."
    ]
    if missing:
        text.append(f"{counted(missing, 'more such note')} {'gives' if missing == 1 else 'give'} no units.")
    return Panel(
        "units",
        "Units at risk",
        tuple(text),
        (f"units of {CODE}", "units", "share"),
        tuple((words, count, percent(count, billed)) for _, count, words in rows),
        "; ".join(f"{count} units {words}" for _, count, words in rows),
        lambda: plots.bars(
            [(words, count, look, f"{count} ({percent(count, billed)})") for look, count, words in rows],
            whole=max(1, *(count for _, count, _ in rows)),
        ),
    )


def _rules(summary: Summary) -> Panel:
    notes = judged(summary["verdicts"])
    rules = sorted(summary["rules"].items(), key=lambda item: (-item[1]["notes"], item[0]))
    drawn = [(code, row) for code, row in rules if row["notes"]][:_RULES_DRAWN]
    accepted = any(row.get("accepted") for _, row in rules)
    return Panel(
        "rules",
        "Findings by rule",
        (
            f"Notes with each finding, of {notes} that were judged."
            + (f" The plot shows the {len(drawn)} most frequent." if len(drawn) < len(rules) else ""),
        )
        if rules
        else ("No rule found anything.",),
        ("rule", "severity", "notes", "share", *(("accepted",) if accepted else ()), "what it reports"),
        tuple(
            (
                code,
                row.get("severity", ""),
                row["notes"],
                percent(row["notes"], notes),
                *((row["accepted"],) if accepted else ()),
                row["summary"],
            )
            for code, row in rules
        ),
        "; ".join(f"{code}: {row['notes']} notes" for code, row in drawn),
        (
            lambda: plots.stacks(
                [(code, {row.get("severity", "warning"): row["notes"]}) for code, row in drawn], SEVERITIES
            )
        )
        if drawn
        else None,
        wide=True,
    )


def _elements(summary: Summary) -> Panel:
    rows: list[tuple[str, int, int, tuple[str, ...]]] = []
    for key, title in _TITLES.items():
        by = summary["elements"][key]
        rows.append(
            (
                title,
                sum(by[verdict]["present"] for verdict in JUDGED),
                sum(by[verdict]["of"] for verdict in JUDGED),
                tuple(percent(by[verdict]["present"], by[verdict]["of"]) for verdict in JUDGED),
            )
        )
    return Panel(
        "elements",
        "The five elements",
        (f"How many of the judged notes hold each element that {CODE} needs.",),
        (
            "element",
            "notes with it",
            "share",
            *(f"where it {VERDICTS[verdict].words}" for verdict in JUDGED[:1]),
            "where at risk",
            "where not supported",
        ),
        tuple((title, there, percent(there, of), *parts) for title, there, of, parts in rows),
        "; ".join(f"{title}: {there} of {of} notes ({percent(there, of)})" for title, there, of, _ in rows),
        lambda: plots.bars(
            [
                (title, 100 * there / of if of else 0, BLUE, f"{percent(there, of)} ({there} of {of})")
                for title, there, of, _ in rows
            ],
            whole=100,
        ),
    )
