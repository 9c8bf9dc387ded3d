"""What an editor shows of a result: diagnostics where the findings are, and hovers that explain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from lsprotocol.types import (
    CodeDescription,
    Diagnostic,
    DiagnosticRelatedInformation,
    DiagnosticSeverity,
    Hover,
    Location,
    MarkupContent,
    MarkupKind,
)

from doclint.lsp.linting import Linted
from doclint.lsp.notes import Unread
from doclint.lsp.positions import Lines
from doclint.report import catalogue
from doclint.report.markdown import plain
from doclint.result import Entity, Finding, Severity

NAME = "doclint"
_SEVERITIES: dict[Severity, DiagnosticSeverity] = {
    "error": DiagnosticSeverity.Error,
    "warning": DiagnosticSeverity.Warning,
    "info": DiagnosticSeverity.Information,
}


@cache
def entries() -> dict[str, catalogue.Entry]:
    """The rules by code."""
    return {entry.code: entry for entry in catalogue.entries()}


def address(rule: str) -> str | None:
    """Where the policy behind a rule can be read, or None."""
    entry = entries().get(rule)
    return entry.source_url if entry else None


def diagnostics(linted: Iterable[Linted | Unread], lines: Lines, uri: str) -> list[Diagnostic]:
    """The findings of a document; those that somebody has accepted are left out."""
    shown: list[Diagnostic] = []
    for item in linted:
        if isinstance(item, Unread):
            _, end = lines.line_at(item.start)
            shown.append(
                Diagnostic(lines.range(item.start, max(item.start, min(item.end, end))), item.reason,
                           DiagnosticSeverity.Warning, source=NAME, code="input")
            )  # fmt: skip
            continue
        shown += [
            _diagnostic(item, finding, lines, uri) for finding in item.result.findings if finding.accepted is None
        ]
        shown += [
            Diagnostic(lines.range(*_whole(item)), reason, DiagnosticSeverity.Warning, source=NAME, code="rule-failed")
            for reason in item.result.errors
        ]
    return shown


def _diagnostic(item: Linted, finding: Finding, lines: Lines, uri: str) -> Diagnostic:
    start, end = finding.start or 0, finding.end or 0
    span = item.written.span(start, end) if end > start else _whole(item)
    href = address(finding.rule)
    related = [
        DiagnosticRelatedInformation(
            Location(uri, lines.range(*item.written.span(other.start, other.end))), other.label.lower()
        )
        for other in finding.related
        if other.start is not None and other.end is not None
    ]
    return Diagnostic(
        range=lines.range(*span),
        message=f"{finding.message}\n{finding.suggestion}",
        severity=_SEVERITIES[finding.severity],
        code=finding.rule,
        code_description=CodeDescription(href) if href else None,
        source=NAME,
        related_information=related or None,
    )


def _whole(item: Linted) -> tuple[int, int]:
    """What is marked where a finding speaks of the whole note: its first line with words."""
    text = item.written.note.text
    start = len(text) - len(text.lstrip())
    end = min((found for sign in "\r\n" if (found := text.find(sign, start)) >= 0), default=len(text))
    return item.written.span(start, end)


def hover(linted: Iterable[Linted | Unread], offset: int, lines: Lines, *, markdown: bool) -> Hover | None:
    """What stands at a place of the document: the entities under it and the findings on it."""
    for item in linted:
        if isinstance(item, Unread):
            continue
        found = [(span, entity) for entity in item.result.entities if (span := _over(item, entity, offset))]
        told = [
            (span, finding)
            for finding in item.result.findings
            if finding.accepted is None and (span := _over(item, finding, offset))
        ]
        if not (found or told):
            continue
        found.sort(key=lambda pair: pair[0][1] - pair[0][0])
        parts = [_entity(entity, markdown) for _, entity in found]
        parts += [_finding(finding, markdown) for _, finding in told]
        span = min((span for span, _ in [*found, *told]), key=lambda span: span[1] - span[0])
        kind = MarkupKind.Markdown if markdown else MarkupKind.PlainText
        rule = "\n\n---\n\n" if markdown else "\n\n"
        return Hover(MarkupContent(kind, rule.join(parts)), lines.range(*span))
    return None


def _over(item: Linted, marked: Entity | Finding, offset: int) -> tuple[int, int] | None:
    if marked.start is None or marked.end is None or marked.end <= marked.start:
        return None
    start, end = item.written.span(marked.start, marked.end)
    return (start, end) if start <= offset < end else None


def _entity(entity: Entity, markdown: bool) -> str:
    facts = [entity.status.replace("_", " ")]
    facts += [f"{name} {value}" for name, value in (("value", entity.value), ("under", entity.code)) if value]
    facts += [f"section {entity.section}"] if entity.section else []
    facts += [f"cue: {entity.cue}"] if entity.cue else []
    label = entity.label.lower()
    if not markdown:
        return f"{label}: {', '.join(facts)}"
    return f"**{plain(label)}**: {plain(', '.join(facts))}"


def _finding(finding: Finding, markdown: bool) -> str:
    return "\n\n".join(_explained(finding, markdown))


def _explained(finding: Finding, markdown: bool) -> Iterator[str]:
    text = plain if markdown else str
    strong = (lambda words: f"**{words}**") if markdown else str
    head = f"{finding.rule} {finding.name}"
    yield f"{strong(text(head))} ({finding.severity}, confidence {finding.confidence:.2f})"
    yield text(finding.message)
    yield f"{strong('What to add:')} {text(finding.suggestion)}"
    yield f"{strong('Why:')} {text(finding.reference)}"
    entry, href = entries().get(finding.rule), address(finding.rule)
    if entry and (entry.source_title or href):
        title = text(entry.source_title or entry.source)
        yield f"{strong('Policy:')} " + (
            f"[{title}](<{href}>)" if markdown and href else f"{title} {href or ''}".strip()
        )


def explanation(rule: str) -> str | None:
    """A rule in a few sentences, for a message; None where there is none."""
    entry = entries().get(rule)
    if entry is None:
        return None
    parts = (f"{entry.code} {entry.name}: {entry.summary}", entry.reason, f"What to write: {entry.suggestion}",
             f"Policy: {entry.source_title or entry.source}")  # fmt: skip
    return "\n".join(parts)
