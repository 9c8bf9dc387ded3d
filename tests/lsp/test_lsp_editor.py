"""The language server in an editor's hands: findings, hovers, explanations, settings; nothing of a note is logged."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lsprotocol import types
from markdown_it import MarkdownIt

from doclint import Linter
from tests.lsp.editor import Editor

VAGUE = "Visit 3\n97530 done 25 min. Pt tolerated well.\nGoal: improve strength.\n"
CANARY = "zanzibar-kolibri"


@pytest.fixture(scope="module")
def editor() -> Iterator[Editor]:
    editor = Editor(given={"delay": 50})
    yield editor
    assert editor.end() == (0, b"")  # nothing is logged, whatever the notes held


def marked(text: str, found: types.Range) -> str:
    """What a range holds, by UTF-16 units."""
    lines = text.split("\n")
    cut = [line.encode("utf-16-le") for line in lines]
    if found.start.line == found.end.line:
        return cut[found.start.line][2 * found.start.character : 2 * found.end.character].decode("utf-16-le")
    first = cut[found.start.line][2 * found.start.character :].decode("utf-16-le")
    last = cut[found.end.line][: 2 * found.end.character].decode("utf-16-le")
    return "\n".join([first, *lines[found.start.line + 1 : found.end.line], last])


def by_rule(found: list[types.Diagnostic]) -> dict[str, types.Diagnostic]:
    return {str(each.code): each for each in found}


def test_findings_are_those_of_the_linter(editor: Editor) -> None:
    found = by_rule(editor.diagnostics(editor.open(VAGUE)))
    expected = {finding.rule: finding for finding in Linter().lint(VAGUE).findings}
    assert set(found) == set(expected)
    for rule, finding in expected.items():
        assert finding.message in found[rule].message
        assert finding.start is None or not finding.excerpt or marked(VAGUE, found[rule].range) == finding.excerpt
    goal = found["GOL003"]
    assert (goal.source, goal.severity) == ("doclint", types.DiagnosticSeverity.Error)
    assert goal.code_description is not None
    assert goal.code_description.href.startswith("https://")


def test_a_related_place_is_told(editor: Editor) -> None:
    note = "97530 x 25 min: sit to stand x10 min A.\nGoals: 1. dress upper body mod I by 4/4.\nSkilled cueing given.\n"
    uri = editor.open(note)
    expected = [finding for finding in Linter().lint(note).findings if finding.related]
    found = by_rule(editor.diagnostics(uri))
    assert expected
    for finding in expected:
        shown = found[finding.rule].related_information or []
        assert [marked(note, each.location.range) for each in shown] == [
            note[other.start : other.end] for other in finding.related
        ]
        assert {each.location.uri for each in shown} == {uri}


def test_places_are_counted_in_utf_16(editor: Editor) -> None:
    note = (
        "🏥🏥 Visité 3\x0c\n97530 25 min 👩‍🦽 e\u0301tude\u2028pt tolerated well 🙂.\r\nGoal: 💪🏽 improve strength.\n"
    )
    found = by_rule(editor.diagnostics(editor.open(note)))
    assert found["GOL003"].range.start.line == 2
    assert "improve strength" in marked(note.replace("\r\n", "\n"), found["GOL003"].range)


def test_typing_changes_what_is_found(editor: Editor) -> None:
    uri = editor.open("🙂\x0c97530 done 25 min.\nGoal: improve strength.\n")
    assert "GOL003" in by_rule(editor.diagnostics(uri))
    editor.change(uri, 2, ((1, 6), (1, 22), "stand from toilet mod I by 4/4"), ((0, 3), (0, 3), "x "))
    assert "GOL003" not in by_rule(editor.diagnostics(uri, 2))
    assert editor.hover(uri, 1, 8) is not None
    editor.change(uri, 3, ((0, 0), (9, 0), ""))
    assert editor.diagnostics(uri, 3) == []


def test_fast_typing_is_linted_once(editor: Editor) -> None:
    uri = editor.open(VAGUE)
    editor.diagnostics(uri)
    for version in range(2, 22):
        editor.change(uri, version, ((0, 0), (0, 0), "x"))
    editor.diagnostics(uri, 21)
    assert len([each for each in editor.published if each.uri == uri]) < 8


def test_hovers(editor: Editor) -> None:
    uri = editor.open(VAGUE)
    column = VAGUE.split("\n")[2].index("strength")
    shown = editor.hover(uri, 2, column)
    assert shown is not None
    assert isinstance(shown.contents, types.MarkupContent)
    text = shown.contents.value
    assert "**goal**" in text
    assert "**GOL003 goal-not-functional** (error, confidence" in text
    assert "**What to add:**" in text
    assert "](<https://" in text
    assert shown.range is not None
    assert "strength" in marked(VAGUE, shown.range)
    assert editor.hover(uri, 0, 0) is None
    assert editor.hover(uri, 99, 99) is None
    assert editor.hover("file:///notes/never-opened.txt", 0, 0) is None


def test_a_note_s_markup_is_text_in_a_hover(editor: Editor) -> None:
    note = "97530 25 min.\nGoal: improve strength of [x](http://a.b) <b>arm</b>.\n"
    uri = editor.open(note)
    for column in range(6, 50, 4):
        shown = editor.hover(uri, 1, column)
        if shown is not None:
            assert isinstance(shown.contents, types.MarkupContent)
            html = MarkdownIt("js-default").render(shown.contents.value)
            assert set(re.findall(r"<(\w+)", html)) <= {"p", "strong", "a", "hr"}
            assert {urlsplit(link).scheme for link in re.findall(r'href="([^"]*)"', html)} <= {"https"}


def test_explain_and_open_the_policy(editor: Editor) -> None:
    uri = editor.open(VAGUE)
    goal = by_rule(editor.diagnostics(uri))["GOL003"]
    actions = {action.title: action for action in editor.actions(uri, [goal])}
    assert set(actions) == {"Explain GOL003", "Open the policy behind GOL003"}
    editor.command("doclint.explain", "GOL003")
    assert "What to write:" in editor.message("GOL003 goal-not-functional")
    editor.command("doclint.openPolicy", "GOL003")
    assert goal.code_description is not None
    assert editor.shown[-1].uri == goal.code_description.href
    editor.command("doclint.explain", "XXX999")


def test_json_notes(editor: Editor) -> None:
    notes = [
        {
            "id": "a",
            "text": 'Visit "3" 🙂 é\n97530 25 min\tPt tolerated well.\nGoal: improve strength.',
            "discipline": "PT",
        },
        {"meta": {"text": VAGUE}, "text": VAGUE, "claim": []},
        {"text": VAGUE, "discipline": "nurse"},
        {"no": "text"},
    ]
    for indent, ascii_ in ((None, True), (2, False)):
        text = json.dumps(notes, indent=indent, ensure_ascii=ascii_)
        found = editor.diagnostics(editor.open(text, language="json"))
        goal = next(each for each in found if each.code == "GOL003")
        assert marked(text, goal.range) == "improve strength"
        rules = {finding.rule for finding in Linter(discipline="pt").lint(notes[0]["text"]).findings}  # type: ignore[arg-type]
        assert {str(each.code) for each in found} == rules | {"input"}
        wrong = next(each for each in found if each.code == "input")
        assert "discipline has to be PT or OT" in wrong.message
        assert "nurse" not in wrong.message


def test_json_lines_with_a_broken_line(editor: Editor) -> None:
    text = (
        json.dumps({"text": VAGUE})
        + '\n{"text": "broken\n'
        + json.dumps({"text": "Goal: improve strength. 97530"})
        + "\n"
    )
    uri = editor.open(text, uri="file:///notes/batch.jsonl", language="plaintext")
    lines = {each.range.start.line for each in editor.diagnostics(uri) if each.code == "GOL003"}
    assert lines == {0, 2}


def test_json_that_holds_no_notes_is_left_alone(editor: Editor) -> None:
    for text in ('{"name": "x", "version": 3}', "[1, 2, [3]]", "{", '"text"', "[" * 5000, '{"text": 3}'):
        assert editor.diagnostics(editor.open(text, language="json")) == []


def test_what_is_too_long_is_said_and_not_linted(editor: Editor) -> None:
    (told,) = editor.diagnostics(editor.open("word " * 25_000))
    assert "doclint lint" in told.message
    (told,) = editor.diagnostics(editor.open("word " * 1_100_000))
    assert "doclint scan" in told.message


def test_an_empty_document_and_a_closed_one(editor: Editor) -> None:
    assert editor.diagnostics(editor.open(" \n")) == []
    uri = editor.open(VAGUE)
    assert editor.diagnostics(uri)
    editor.close(uri)
    assert editor.diagnostics(uri, None) == []


def test_settings_change_while_a_document_is_open(editor: Editor) -> None:
    uri = editor.open(VAGUE)
    editor.diagnostics(uri)
    try:
        for settings, expected in (
            ({"doclint": {"select": "GOL", "delay": 50}}, {"GOL003"}),
            ({"select": ["TIM", "GOL"], "ignore": "GOL003", "claim": "97530:2:GP", "delay": 50}, None),
            ({"claim": "97110:1:GP"}, set()),
        ):
            before = len(editor.published)
            editor.set(settings)
            rules = {str(each.code) for each in editor.diagnostics(uri, after=before)}
            assert rules == expected if expected is not None else rules and not any(r == "GOL003" for r in rules)
        for settings, said in (
            ({"profile": "no-such-payer"}, "no-such-payer"),
            ({"claim": "97530:x"}, "doclint.claim"),
            ({"delay": "soon"}, "doclint.delay"),
            ({"select": "XYZ"}, "the setting doclint.select: no rule 'XYZ'"),
        ):
            editor.set(settings)
            editor.message(said)
    finally:
        editor.set({"delay": 50})


def test_the_configuration_file_beside_a_note_counts(editor: Editor, tmp_path: Path) -> None:
    config = tmp_path / "doclint.toml"
    config.write_text('select = ["GOL"]\n')
    uri = editor.open(VAGUE, uri=(tmp_path / "visit.txt").as_uri())
    assert {str(each.code) for each in editor.diagnostics(uri)} == {"GOL003"}
    for content, severity in (
        ("warning", types.DiagnosticSeverity.Warning),
        ("info", types.DiagnosticSeverity.Information),
    ):
        before = len(editor.published)
        config.write_text(f'select = ["GOL"]\nseverity = {{ GOL003 = "{content}" }}\n')
        editor.tell_of(config)
        (goal,) = editor.diagnostics(uri, after=before)
        assert goal.severity == severity
    config.write_text("select = 3\n")
    editor.tell_of(config)
    assert "select" in editor.message("doclint.toml")
    editor.close(uri)


def test_utf_8_where_the_editor_prefers_it_and_settings_that_are_asked_for() -> None:
    editor = Editor(encodings=["utf-8", "utf-16"], answers={"select": "GOL", "delay": 0})
    try:
        assert editor.began.capabilities.position_encoding == "utf-8"
        note = "🏥 é 97530 25 min. Goal: improve strength."
        (goal,) = editor.diagnostics(editor.open(note))
        data = note.encode()
        assert data[goal.range.start.character : goal.range.end.character].decode() == "improve strength"
        assert editor.registered == ["workspace/didChangeConfiguration", "workspace/didChangeWatchedFiles"]
        for version in range(2, 12):
            editor.change("file:///notes/visit-1.txt", version, ((0, 0), (0, 0), "x"))
        editor.diagnostics("file:///notes/visit-1.txt", 11)
        editor.answers = None
        before = len(editor.published)
        editor.set(None)
        assert len(editor.diagnostics("file:///notes/visit-1.txt", 11, after=before)) > 1
        assert editor.messages == []
    finally:
        editor.end()


def test_nothing_of_a_note_is_told_by_a_fault(editor: Editor) -> None:
    uri = editor.open(f"{CANARY} 97530 25 min. Goal: improve strength.\n")
    editor.diagnostics(uri)
    editor.client.protocol.notify("textDocument/unknown", {"text": CANARY})
    editor.client.protocol.notify("textDocument/didOpen", {"textDocument": CANARY})
    editor.change("file:///notes/never-opened.txt", 2, ((0, 0), (0, 0), CANARY))
    editor.message("a fault inside")
    assert editor.diagnostics(editor.open(VAGUE))
    assert not any(CANARY in message for message in editor.messages)
