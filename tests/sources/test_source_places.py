"""Findings in documents say on which page, in which paragraph or table row they stand; columns are read in order."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import pytest
from reportlab.pdfgen.canvas import Canvas

from doclint.cli import main
from doclint.sources.documents import text_of

NOTE = ("Daily note", "S: Knee is sore.", "O: 97530 x 25 min: sit to stand x10", "A: tolerated treatment well.")


def pdf(path: Path, pages: list[list[tuple[int, int, str]]]) -> Path:
    canvas = Canvas(str(path), pagesize=(612, 792))
    for page in pages:
        for x, line, text in page:
            canvas.drawString(x, 740 - 14 * line, text)
        canvas.showPage()
    canvas.save()
    return path


def found(path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    assert main(["lint", str(path), "--format", "json", "--claim", "97530:2:GP"]) == 1
    report = json.loads(capsys.readouterr().out)
    return {finding["rule"]: finding["place"] for finding in report["notes"][0]["findings"]}


def test_pdf_by_page_and_written_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pages = [[(72, 0, "Clinic"), (72, 3, NOTE[0])], [(72, at, text) for at, text in enumerate(NOTE[1:])]]
    places = found(pdf(tmp_path / "note.pdf", pages), capsys)
    assert places["SKL002"] == {"page": 2, "line": 3}
    assert places["SKL001"] == {"page": 2, "line": 2}


def test_word_by_paragraph_and_table_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = docx.Document()
    for text in (NOTE[0], "", NOTE[3]):
        document.add_paragraph(text)
    table = document.add_table(rows=2, cols=2)
    table.cell(1, 0).text = NOTE[2]
    document.save(str(tmp_path / "note.docx"))
    places = found(tmp_path / "note.docx", capsys)
    assert places["SKL002"] == {"paragraph": 3}
    assert places["SKL001"] == {"table": 1, "row": 2}


def test_rtf_by_paragraph(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "note.rtf"
    path.write_text(r"{\rtf1\ansi " + r"\par ".join(NOTE) + "}")
    assert found(path, capsys)["SKL001"] == {"paragraph": 3}


def test_plain_text_has_lines_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "note.txt"
    path.write_text("\n".join(NOTE))
    assert set(found(path, capsys).values()) == {None}


def test_text_names_the_page_and_no_evidence_drops_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = pdf(tmp_path / "note.pdf", [[(72, at, text) for at, text in enumerate(NOTE)]])
    main(["lint", str(path), "--claim", "97530:2:GP"])
    assert "note.pdf:3:20 (page 1, line 3)" in capsys.readouterr().out
    main(["lint", str(path), "--format", "jsonl", "--evidence", "none"])
    assert {finding["place"] for finding in json.loads(capsys.readouterr().out)["findings"]} == {None}


LEFT = (
    "Patient says the knee feels stiff in",
    "the morning and wants to climb the",
    "stairs at home without any help.",
    "97530 25 min: stairs x12 with rail,",
    "min A at trunk for the descent, cues",
    "for foot placement on each step.",
)
RIGHT = (
    "Needs skilled cueing because he",
    "loses balance when he turns at the",
    "landing; improved from mod A.",
    "LTG: climb 12 stairs with one rail",
    "and supervision in four weeks,",
    "then without anybody beside him.",
)


def test_two_columns_of_prose_are_read_one_after_the_other(tmp_path: Path) -> None:
    page = [(x, at, text) for x, column in ((50, LEFT), (320, RIGHT)) for at, text in enumerate(column)]
    text = text_of(pdf(tmp_path / "two.pdf", [page]).read_bytes()).text
    assert text == "\n".join([*LEFT, "", *RIGHT])


def test_a_table_keeps_its_rows(tmp_path: Path) -> None:
    rows = [("Sit to stand x5", "Min A at the trunk"), ("Tub transfer x2", "Mod A with a bench")] * 4
    page = [(x, at, cells[c]) for c, x in enumerate((50, 320)) for at, cells in enumerate(rows)]
    text = text_of(pdf(tmp_path / "table.pdf", [page]).read_bytes()).text
    assert text.split("\n") == ["  ".join(cells) for cells in rows]
