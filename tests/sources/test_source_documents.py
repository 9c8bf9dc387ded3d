"""Documents become text: RTF, Word, PDF and HTML, read whole or refused with the reason."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import docx
import pypdf
import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from doclint.note import MAX_TEXT
from doclint.sources import documents
from doclint.sources.documents import MAX_DOCUMENT, fits, text_of
from doclint.sources.model import File, Loaded, ReadOptions, Silent, UnreadableError

SAMPLES = Path(__file__).parents[2].parent / "shared/samples"
SECRET = "Zaphod needed mod A"


def rtf(body: str, head: str = r"\ansi\ansicpg1252\uc1") -> bytes:
    return f"{{\\rtf1{head} {body}}}".encode("latin-1")


def word(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return saved(document)


def saved(document: docx.document.Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def word_of(xml: str, *, dtd: str = "", without: str = "") -> bytes:
    """A Word document whose body is given as XML."""
    names = "".join(
        f' xmlns:{prefix}="http://schemas.{address}"'
        for prefix, address in {
            "w": "openxmlformats.org/wordprocessingml/2006/main",
            "mc": "openxmlformats.org/markup-compatibility/2006",
        }.items()
    )
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name == "word/document.xml":
                new.writestr(name, f"<?xml version='1.0'?>{dtd}<w:document{names}><w:body>{xml}</w:body></w:document>")
            elif name != without:
                new.writestr(name, old.read(name))
        if without == "word/document.xml":
            new.filelist = [item for item in new.filelist if item.filename != without]
            new.NameToInfo.pop(without)
    return out.getvalue()


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    def draw(canvas: Canvas) -> None:
        for lines in pages:
            for at, line in enumerate(lines):
                canvas.drawString(72, 750 - 14 * at, line)
            canvas.showPage()

    return drawn(draw)


def drawn(draw: Callable[[Canvas], None]) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(612, 792))
    draw(canvas)
    canvas.save()
    return out.getvalue()


def encrypted(password: str, owner: str | None = None) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf([[SECRET]])))
    writer.encrypt(password, owner, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def reason(data: bytes, content_type: str | None = None) -> str:
    with pytest.raises(UnreadableError) as caught:
        text_of(data, content_type=content_type)
    assert "\n" not in str(caught.value)
    assert "Zaphod" not in str(caught.value)
    return str(caught.value)


# RTF


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"\b Sit to stand\b0  x 5, min A\par Gait 50 ft", "Sit to stand x 5, min A\nGait 50 ft"),
        (r"caf\'e9 90\'b0 \u8217\'92s \u-10179?\u-8704?", "café 90° ’s 😀"),
        (r"\uc2 \u8805\'3e\'3d5 reps\uc0 \u176 F", "≥5 reps°F"),
        ("raw caf\xe9 \x96 note", "raw café – note"),
        (r"no\~break soft\-hyphen non\_stop", "no break softhyphen non-stop"),
        (r"seen{\v hidden}{\deleted gone} {\revised new} \v out \v0 again", "seen new again"),
        (r"{\*\generator Riched;}{\info{\title secret}}{\header Clinic}{\footer 1}body", "body"),
        (r"{\field{\*\fldinst{HYPERLINK \"http://x\"}}{\fldrslt link}}", "link"),
        (r"{\pict\pngblip 89504e47}{\pict{\*\blipuid 00}\bin5 }}}}}}after", "after"),
        (
            r"\intbl Task\cell Assist\cell Min\cell\row\intbl Tub\cell\cell 8\cell\row\pard end",
            "Task | Assist | Min\nTub |  | 8\nend",
        ),
        (r"{\pntext\f1\'B7\tab}one\par{\listtext 2.\tab}two", "·\tone\n2.\ttwo"),
        (r"{\shp{\*\shpinst{\sp{\sn x}{\sv y}}{\shptxt In the box\par}}{\shprslt old}}below", "In the box\nbelow"),
        (r"{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial;}}\f0 a \f1\'e4\'e0\f0  b", "a да b"),
        (r"\{set\} \\ a\tab b\line c", "{set} \\ a\tb\nc"),
    ],
)
def test_rtf_reads_as_it_is_seen(body: str, text: str) -> None:
    assert text_of(rtf(body)).text == text


def test_rtf_may_end_with_nul_bytes_and_line_breaks() -> None:
    assert text_of(rtf("note") + b"\r\n\0").text == "note"


def test_rtf_of_a_mac_is_decoded_as_one() -> None:
    assert text_of(rtf(r"caf\'8e", head=r"\mac")).text == "café"


@pytest.mark.parametrize("body", [r"\u9999999999 x", "{open", "{" * 200_000])
def test_broken_rtf_is_refused(body: str) -> None:
    assert "RTF document" in reason(rtf(body + SECRET))


def test_rtf_font_tables_and_links_made_to_be_slow_are_read_at_once() -> None:
    body = r"{\fonttbl " + r"\f1\fcharset" * 20_000 + "}" + r"{\field{\*\fldinst{HYPERLINK " * 5_000 + "}}" * 10_000
    assert "RTF document" in reason(rtf(body))


# Word


def test_word_paragraphs_lists_and_tables_keep_their_order() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Clinic header"
    document.sections[0].footer.paragraphs[0].text = "page footer"
    document.add_heading("Objective", 1)
    document.add_paragraph("Sit to stand x 5", style="List Bullet")
    document.add_paragraph("Gait 50 ft", style="List Number")
    document.add_paragraph("Stairs x 4", style="List Number")
    table = document.add_table(rows=2, cols=3)
    for cell, text in zip(
        (*table.row_cells(0), *table.row_cells(1)), ("Task", "Assist", "Min", "Tub", "", "8"), strict=True
    ):
        cell.text = text
    document.add_paragraph("Plan: continue")
    found = text_of(saved(document))
    assert (
        found.text
        == "Objective\n- Sit to stand x 5\n1. Gait 50 ft\n2. Stairs x 4\nTask | Assist | Min\nTub |  | 8\nPlan: continue"
    )
    assert [place for _, place in found.places] == [
        *(f"paragraph {number}" for number in range(1, 5)),
        "table 1, row 1",
        "table 1, row 2",
        "paragraph 5",
    ]
    assert [found.text[at:].split("\n")[0] for at, _ in found.places][4] == "Task | Assist | Min"


def test_word_cells_of_several_lines_and_tables_in_cells_stay_readable() -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "S:", "first line"
    table.cell(0, 1).add_paragraph("second line")
    inner = table.cell(1, 0).add_table(rows=2, cols=2)
    for at, text in enumerate("abcd"):
        inner.cell(at // 2, at % 2).text = text
    table.cell(1, 1).text = "right"
    found = text_of(saved(document))
    assert found.text == "S: | first line\nsecond line\na | b\nc | d\nright"
    assert [place for _, place in found.places] == ["table 1, row 1", "table 1, row 2"]


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        (paragraph(run("a"), f"<w:ins>{run('b')}</w:ins>", "<w:del><w:r><w:delText>c</w:delText></w:r></w:del>"), "ab"),
        (paragraph(f"<w:moveFrom>{run('old')}</w:moveFrom><w:moveTo>{run('new')}</w:moveTo>"), "new"),
        (paragraph(run("seen"), run(" hidden", "<w:vanish/>"), run(" shown", '<w:vanish w:val="0"/>')), "seen shown"),
        (
            paragraph(
                f"<w:hyperlink>{run('link')}</w:hyperlink><w:sdt><w:sdtContent>{run(' picked')}</w:sdtContent></w:sdt>"
            ),
            "link picked",
        ),
        (f"<w:sdt><w:sdtContent>{paragraph(run('in a control'))}</w:sdtContent></w:sdt>", "in a control"),
        (
            paragraph("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t></w:r>"),
            "a\tb\nc-d",
        ),
        (paragraph("<w:r><w:instrText>PAGE</w:instrText></w:r>", run("x\u00a0y\u00ad-z")), "x y-z"),
        (paragraph(run("joined "), properties="<w:rPr><w:del/></w:rPr>") + paragraph(run("up")), "joined up"),
        (
            paragraph('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', run(" gait ")),
            "☑ gait",
        ),
        (
            paragraph(
                "<w:r><w:fldChar><w:ffData><w:checkBox><w:default w:val='0'/><w:checked/></w:checkBox></w:ffData></w:fldChar></w:r>",
                run(" stairs"),
            ),
            "☒ stairs",
        ),
        (
            paragraph(
                run("anchor"),
                "<w:r><mc:AlternateContent><mc:Choice><w:txbxContent>"
                + paragraph(run("boxed"))
                + "</w:txbxContent></mc:Choice>"
                "<mc:Fallback><w:txbxContent>"
                + paragraph(run("boxed"))
                + "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>",
            ),
            "anchor\nboxed",
        ),
        (
            f"<w:tbl><w:tr><w:tc>{paragraph(run('kept'))}</w:tc></w:tr>"
            f"<w:tr><w:trPr><w:del/></w:trPr><w:tc>{paragraph(run('removed'))}</w:tc></w:tr></w:tbl>",
            "kept",
        ),
    ],
)
def test_word_reads_as_with_all_changes_accepted(xml: str, text: str) -> None:
    assert text_of(word_of(xml)).text == text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (word_of("", without="word/document.xml"), "no text (word/document.xml)"),
        (word_of(paragraph(run("&a;")), dtd='<!DOCTYPE w [<!ENTITY a "Zaphod">]>'), "XML entities"),
        (word_of(paragraph(run("&a;")), dtd='<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>'), "XML entities"),
        (word_of("<w:p>"), "no whole XML"),
        (word_of(" " * (33 * 1024 * 1024)), "more than 32 MB"),
        (word(SECRET)[:4000], "broken"),
        (word(), "holds no text"),
        (word("x" * (MAX_TEXT + 1)), "longer than 1,000,000 characters"),
    ],
    ids=["without its text", "entity", "outside entity", "torn XML", "bomb", "cut", "empty", "long"],
)
def test_broken_word_documents_are_refused(data: bytes, words: str) -> None:
    assert words in reason(data)


def test_word_with_many_paragraphs_is_read_whole() -> None:
    found = text_of(word_of(paragraph(run("min A")) * 10_000))
    assert found.text.count("min A") == 10_000
    assert found.places[-1] == (6 * 9_999, "paragraph 10000")


# PDF


def test_pdf_pages_keep_lines_and_columns() -> None:
    def draw(canvas: Canvas) -> None:
        for at, cells in enumerate((("Activity", "Assist", "Min"), ("Sit to stand", "min A", "15"))):
            for x, cell in zip((400, 50, 250), (cells[2], cells[0], cells[1]), strict=True):
                canvas.drawString(x, 700 - 20 * at, cell)
        canvas.showPage()
        canvas.drawString(50, 700, "Plan: continue")
        canvas.showPage()

    found = text_of(drawn(draw))
    assert found.text == "Activity  Assist  Min\nSit to stand  min A  15\n\nPlan: continue"
    assert found.places == ((0, "page 1"), (found.text.index("Plan"), "page 2"))


def test_pdf_text_in_forms_fields_and_turned_pages_is_not_lost() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.beginForm("stamp")
        canvas.drawString(50, 700, "Transfers with mod A")
        canvas.endForm()
        canvas.doForm("stamp")
        canvas.acroForm.textfield(name="Goal", value="toilet alone", x=50, y=500, width=200, height=20)
        canvas.acroForm.checkbox(name="Gait", checked=True, x=50, y=400)
        canvas.acroForm.checkbox(name="Stairs", checked=False, x=50, y=350)
        canvas.showPage()
        canvas.rotate(90)
        canvas.drawString(50, -100, "Turned by a quarter")
        canvas.showPage()

    assert text_of(drawn(draw)).text == ("Transfers with mod A\n\nGoal: toilet alone\n☒ Gait\n\nTurned by a quarter")


def test_pdf_of_many_pages_is_read_whole() -> None:
    found = text_of(pdf([[f"Visit {number}"] for number in range(1, 61)]))
    assert found.text == "\n\n".join(f"Visit {number}" for number in range(1, 61))
    assert len(found.places) == 60


def test_pdf_that_only_forbids_changes_is_read() -> None:
    assert text_of(encrypted("", "owner")).text == SECRET


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (encrypted("open sesame"), "the PDF is encrypted: save it without a password"),
        (pdf([[SECRET]])[:600], "broken"),
        (b"%PDF-1.7\n" + SECRET.encode() * 100, "broken"),
        (drawn(lambda canvas: canvas.showPage()), "holds no text"),
    ],
    ids=["encrypted", "cut", "head alone", "blank"],
)
def test_pdf_that_cannot_be_read_is_refused(data: bytes, words: str) -> None:
    assert words in reason(data)


def test_scanned_pdf_is_told_apart() -> None:
    image = pytest.importorskip("PIL.Image").new("RGB", (20, 20), "white")
    pictured = drawn(lambda canvas: (canvas.drawImage(ImageReader(image), 0, 0), canvas.showPage()))  # type: ignore[func-returns-value]
    inline = drawn(lambda canvas: (canvas.drawInlineImage(image, 0, 0), canvas.showPage()))  # type: ignore[func-returns-value]
    for data in (pictured, inline):
        assert reason(data).startswith("the PDF holds pictures and no text")


def test_pdf_whose_fonts_tell_no_letters_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pypdf.PageObject, "extract_text", lambda page, **_: "Min A: " + "\ue001\ue002\ufffd" * 20)
    assert "which letters they show" in reason(pdf([["x"]]))


def test_pdf_bullets_of_word_are_bullets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pypdf.PageObject, "extract_text", lambda page, **_: "\uf0b7 Sit to stand\n\uf0fe Gait")
    assert text_of(pdf([["x"]])).text == "• Sit to stand\n☑ Gait"


def test_pdf_drawn_to_exhaustion_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("doclint.sources.pdf.MAX_DRAWING", 1000)
    monkeypatch.setattr("doclint.sources.pdf.MAX_PAGES", 5)
    assert "too large" in reason(pdf([["x" * 600]] * 3))
    assert "more than 5 pages" in reason(pdf([["x"]] * 6))
    monkeypatch.setattr("doclint.sources.blocks.MAX_TEXT", 40)
    assert "longer than 40 characters" in reason(pdf([[SECRET]] * 3))


def test_what_pypdf_says_reaches_nobody(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    torn = re.sub(rb"startxref\n\d+", b"startxref\n7", pdf([[SECRET]]))
    assert text_of(torn).text == SECRET
    assert capfd.readouterr() == ("", "")
    assert not caplog.records


# HTML


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            "<h1>Note</h1><p>fi<b>r</b>st &amp; 5&nbsp;min &frac12;<br>next</p><p>two</p>",
            "Note\n\nfirst & 5 min ½\nnext\n\ntwo",
        ),
        ("<div>a</div><div>b</div>c", "a\nb\nc"),
        ("<ul><li>x<ol start=3><li>y<li>z</ol></li><li>w</ul>", "- x\n3. y\n4. z\n- w"),
        (
            "<table><tr><th>Task</th><th>Min</th></tr><tr><td>Tub</td><td></td></tr></table>after",
            "Task | Min\nTub\n\nafter",
        ),
        ("<ul><li><p>x</p></li><li><div>y<br>z</div></li><li></li></ul>w", "- x\n- y\nz\n\nw"),
        ("<table><tr><td>S:</td><td><p>one</p><p>two</p></td><td>x</td></tr></table>", "S: | one\ntwo\nx"),
        ("<table><tr><td>a<table><tr><td>b</td><td>c</td></tr></table></td></tr></table>", "a\n\nb | c"),
        ("<pre>  keep\n    this</pre>", "  keep\n    this"),
        ("a<script>bad()</script><style>p{}</style><!-- c -->b<?pi x?>c", "abc"),
        ("<p>kept <del>struck</del><span style='display: none'>hidden</span></p>", "kept"),
        ("<p>A &amp;lt; B &amp;not C</p>", "A &lt; B &not C"),
        ("<dl><dt>Goal</dt><dd>toilet alone</dd></dl>", "Goal\ntoilet alone"),
        (
            "<input type=checkbox checked>gait <input type=checkbox>stairs <input value='50 ft'><input type=hidden value=h>",
            "☒ gait ☐ stairs 50 ft",
        ),
        ("Assist: <select><option>max<option selected>min</select> A", "Assist: min A"),
        ("<p style='margin-top:9999999em;padding-left:99999em'>x</p>", "x"),
        ('<img src="data:image/png;base64,AAAA">text', "text"),
    ],
)
def test_html_reads_as_a_browser_shows_it(body: str, text: str) -> None:
    assert (
        text_of(f"<!DOCTYPE html><html><head><title>t</title></head><body>{body}</body></html>".encode()).text == text
    )


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        ("<html><p>café</p>".encode(), "text/html; charset=iso-8859-1"),
        ("<html><p>café</p>".encode("latin-1"), "text/html; charset=iso-8859-1"),
        ("<html><p>café</p>".encode("cp1252"), "text/html"),
        ("<html><meta charset=mac-roman><p>café</p>".encode("mac_roman"), "text/html"),
        ("<html><p>café</p>".encode("utf-16"), None),
        (
            "<?xml version='1.0' encoding='UTF-8'?>\n<html xmlns='http://www.w3.org/1999/xhtml'><p>café</p></html>".encode(),
            None,
        ),
        ("<div xmlns='http://www.w3.org/1999/xhtml'>café</div>".encode(), "application/xhtml"),
        ("just <i>café</i>".encode(), "text/html"),
        ("<html><p>café</p>".encode("latin-1"), "text/html; charset=punycode"),
    ],
)
def test_html_of_every_charset_is_not_garbled(data: bytes, content_type: str | None) -> None:
    assert "café" in text_of(data, content_type=content_type).text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<html>" + b"<div>" * 5_000 + SECRET.encode(), "nested too deep"),
        (b'<!DOCTYPE html [<!ENTITY a "b">]><html>&a;</html>', "XML entities"),
        (b"<html>" + b"x" * (4 * MAX_TEXT), "longer than 4,000,000"),
        (b"<html><head><title>only a title</title></head></html>", "holds no text"),
    ],
    ids=["deep", "entity", "long", "empty"],
)
def test_html_that_cannot_be_read_is_refused(data: bytes, words: str) -> None:
    assert words in reason(data)


# What a document is


@pytest.mark.parametrize("declared", [None, "text/plain", "application/pdf", "application/octet-stream", "text/html"])
def test_content_goes_before_what_it_is_called(declared: str | None) -> None:
    for data in (rtf(SECRET), word(SECRET), pdf([[SECRET]]), f"<html>{SECRET}</html>".encode()):
        assert text_of(data, content_type=declared).text == SECRET


@pytest.mark.parametrize(
    ("data", "declared", "words"),
    [
        (SECRET.encode(), "application/pdf", "called application/pdf, and its content is not"),
        (SECRET.encode(), "application/rtf", "called application/rtf"),
        (SECRET.encode(), "what " + SECRET, "called another kind"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "text/plain", "a picture"),
        (b"<?xml version='1.0'?><ClinicalDocument/>", "text/plain", "an XML document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "application/msword", "an old Word or Excel document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), None, "encrypted"),
        (b"PK\x03\x04 and no more", None, "broken"),
        (b"", "text/plain", "empty"),
        (b" \0\r\n", "text/rtf", "empty"),
        (b"97530 \x81 text", "text/plain", "0x81"),
        (b"x" * (MAX_TEXT + 1), None, "longer than 1,000,000"),
        (b"{\\rtf1 " + b" " * MAX_DOCUMENT, None, "larger than 50 MB"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else None,
)
def test_what_is_no_document_is_refused_with_its_reason(data: bytes, declared: str | None, words: str) -> None:
    assert words in reason(data, declared)


def test_archive_of_something_else_is_no_word_document() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    assert "no Word document" in reason(out.getvalue(), "application/vnd.ms-excel")
    assert not fits(out.getvalue())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_plain_text_passes_through(encoding: str) -> None:
    data = "S: café 5×\r\nO: min A\rend\n".encode(encoding)
    assert text_of(data, content_type="text/plain; charset=us-ascii").text == "S: café 5×\nO: min A\nend\n"


@pytest.mark.parametrize(
    "data",
    [
        b"S: min A x 15",
        b'{"text": "x"}',
        b"id,text\n1,a",
        b"<ClinicalDocument/>",
        b"MSH|^~\\&|a",
        b"",
        b"PK\x03\x04" + bytes(40),
    ],
)
def test_other_files_do_not_fit(data: bytes) -> None:
    assert not fits(data)


def test_archive_that_holds_a_word_document_does_not_fit() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("visit.docx", word(SECRET))
    assert not fits(out.getvalue())
    assert fits(word(SECRET))


def test_a_cut_document_is_read_or_refused_and_never_raises_otherwise() -> None:
    for whole in (
        rtf(r"\b note\par \'e9"),
        word(SECRET),
        pdf([[SECRET]]),
        b"<html><body><table><tr><td>note</td></tr></table>",
    ):
        for part in range(1, 40):
            cut = whole[: len(whole) * part // 40]
            with suppress(UnreadableError):
                assert text_of(cut).text


@pytest.mark.parametrize(
    ("module", "data"),
    [
        ("striprtf.striprtf", rtf("x")),
        ("docx.oxml.parser", word("x")),
        ("pypdf", pdf([["x"]])),
        ("lxml", b"<html>x</html>"),
    ],
)
def test_missing_library_is_named_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch, module: str, data: bytes
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    assert reason(data).endswith("pip install 'doclint[scan]'")


def test_invisible_characters_and_ligatures_are_read_plain() -> None:
    text = text_of("<html><p>ﬁ\u200bne moti\u00adon\u2003non\u2011stop ﬂoor</p><p>\x07</p>".encode()).text
    assert text == "fine motion non-stop floor"


# As files


def test_a_file_is_one_note() -> None:
    file = File(path=None, name="visit.rtf", key="visit")
    (item,) = documents.rows(io.BytesIO(rtf("97530 x 15 min")), file, ReadOptions(), Silent())
    assert isinstance(item, Loaded)
    assert (item.note.id, item.note.text, item.source.path) == ("visit", "97530 x 15 min", "visit.rtf")


def test_a_file_is_read_no_further_than_its_bound() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return b" " * size

    stream = Endless()
    with pytest.raises(UnreadableError, match="larger than 50 MB"):
        list(documents.rows(stream, File(None, "a", "a"), ReadOptions(), Silent()))  # type: ignore[arg-type]
    assert stream.given <= MAX_DOCUMENT + 2 * 1024 * 1024


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("documents/nursing_note.rtf", "Patient’s vital signs were stable"),
        ("documents/special_characters.rtf", "with non breaking spaces. Optional hyphenfoo. Non breaking hyphen-foo."),
        ("documents/table_german.rtf", "Coronararterie | Calcium-Score\nRCA | 0\nLM | 0"),
        ("documents/blk-paras-and-tables.docx", "Text before\nTable\nBetween\nText after"),
        ("documents/hdr-header-footer.docx", "section with header\n\nsection without header of its own."),
        ("ccda/UD_sample.pdf", "DISCHARGE DIAGNOSES:\n1. Acute cerebrovascular accident/left basal ganglia"),
    ],
)
def test_documents_of_others_are_read(name: str, words: str) -> None:
    path = SAMPLES / name
    if not path.is_file():
        pytest.skip("the sample files of others (shared/samples) are not here")
    data = path.read_bytes()
    assert fits(data[:65536])
    assert words in text_of(data).text
