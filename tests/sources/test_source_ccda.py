"""C-CDA: narrative to text, the header to fields; faults of XML, attachments inside, hostile documents."""

from __future__ import annotations

import base64
import contextlib
import io
import random
import textwrap
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doclint.note import Note
from doclint.sources import ccda
from doclint.sources.model import File, Loaded, ReadOptions, Silent, UnreadableError

SAMPLES = Path(__file__).parents[2].parent / "shared/samples/ccda"

HEADER = """
  <id root="1.2.3" extension="D-9"/>
  <code code="11508-1" codeSystem="2.16.840.1.113883.6.1" displayName="Physical therapy Progress note"/>
  <title>Progress Note</title>
  <effectiveTime value="202603031200-0500"/>
  <recordTarget><patientRole><id root="2.16.840.1.113883.4.1" extension="111-00-1111"/>
    <id root="1.2.3.4" extension="MRN-5"/></patientRole></recordTarget>
  <author><time value="20260303"/><assignedAuthor><id root="1.2" extension="u-1"/>
    <id root="2.16.840.1.113883.4.6" extension="9999999999"/>
    <assignedPerson><name><given>Jo</given><family>Roe</family></name></assignedPerson></assignedAuthor></author>
  <author><assignedAuthor><id extension="dev"/><assignedAuthoringDevice/></assignedAuthor></author>
  <legalAuthenticator><signatureCode code="S"/><assignedEntity><assignedPerson><name><given>Jo</given>
    <family>Roe</family><suffix qualifier="AC">PT, DPT</suffix></name></assignedPerson></assignedEntity>
  </legalAuthenticator>
  <documentationOf><serviceEvent><effectiveTime><low value="20260105"/><high value="20260404"/></effectiveTime>
  </serviceEvent></documentationOf>
  <componentOf><encompassingEncounter><effectiveTime value="20260302"/></encompassingEncounter></componentOf>
"""


def document(body: str, header: str = HEADER) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!-- made for the test -->'
        f'<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{header}'
        f"<component>{body}</component></ClinicalDocument>"
    )


def sections(*texts: str) -> str:
    parts = "".join(f"<component><section><text>{text}</text></section></component>" for text in texts)
    return document(f"<structuredBody>{parts}</structuredBody>")


def read(data: bytes | str) -> Note:
    raw = data.encode() if isinstance(data, str) else data
    (item,) = ccda.rows(io.BytesIO(raw), File(None, "x.xml", "x.xml"), ReadOptions(), Silent())
    assert isinstance(item, Loaded), item
    return item.note


def test_a_document_with_all_its_fields() -> None:
    data = document(
        "<structuredBody><component><section><title>SUBJECTIVE</title><text>Feels stronger.</text>"
        "<component><section><title>Pain:</title><text><paragraph>2/10</paragraph></text></section></component>"
        "</section></component><component><section><title>Empty</title><text/></section></component>"
        "<component><section><title>OBJECTIVE</title><text>Transfers.</text></section></component></structuredBody>"
    )
    assert ccda.fits(data.encode())
    assert read(data).model_dump(mode="json", exclude_none=True, exclude={"extra"}) == {
        "id": "D-9",
        "text": "SUBJECTIVE:\nFeels stronger.\n\nPain:\n2/10\n\nOBJECTIVE:\nTransfers.",
        "date_of_service": "2026-03-02",
        "discipline": "PT",
        "patient_id": "MRN-5",
        "clinician_id": "9999999999",
        "signed_by": "PT, DPT",
        "note_type": "Physical therapy Progress note",
    }


@pytest.mark.parametrize(
    ("narrative", "text"),
    [
        ("<paragraph>A <content styleCode='Bold'>b</content>\n    c</paragraph><paragraph>D</paragraph>", "A b c\n\nD"),
        ("<list><item>one</item><item><content>two</content></item></list>", "- one\n- two"),
        ("<list listType='ordered'><item>one</item><item><paragraph>two</paragraph></item></list>", "1. one\n2. two"),
        ("<list><caption>Goals</caption><item>a<list><item>b</item></list></item></list>", "Goals\n- a\n- b"),
        (
            "<table><caption>Minutes</caption><colgroup><col/></colgroup><thead><tr><th>Code</th><th>Min</th></tr>"
            "</thead><tbody><tr><td>97530</td><td><paragraph>30</paragraph></td></tr><tr><td>97110</td><td/></tr>"
            "</tbody></table>",
            "Minutes\nCode | Min\n97530 | 30\n97110",
        ),
        ("line one<br/>line two<br/><br/>line three", "line one\nline two\n\nline three"),
        ("first line\n      second   line\n", "first line\nsecond line"),
        ("min A<footnote>of one</footnote>, <sup>2</sup>nd<footnoteRef IDREF='x'/>", "min A [of one], 2nd"),
        ("kept <content revised='delete'>was wrong</content>text", "kept text"),
        ("<renderMultiMedia referencedObject='m'><caption>Picture</caption></renderMultiMedia>seen", "seen"),
        ("<div><p>In XHTML</p><ol><li>a</li></ol></div>", "In XHTML\n\n1. a"),
        ("a &lt; b &amp; c &#233;", "a < b & c é"),
    ],
)
def test_narrative(narrative: str, text: str) -> None:
    assert read(sections(narrative)).text == text


def test_small_faults_are_repaired() -> None:
    data = sections("Strength &amp; balance & gait&nbsp;belt &deg; <x:y>used</x:y> xsi <content>open</content>")
    assert read(data).text == "Strength & balance & gait belt ° used xsi open"
    unclosed = sections("<paragraph>One <content>two</paragraph><paragraph>three</paragraph>")
    assert read(unclosed).text == "One two\n\nthree"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    data = sections("Señora – stood").replace('encoding="UTF-8"', 'encoding="UTF-8"' if "utf" in encoding else "")
    given = data.replace('encoding="UTF-8"', "") if encoding == "utf-16" else data
    assert ccda.fits(given.encode(encoding))
    assert read(given.encode(encoding)).text == "Señora – stood"


def inside(text: str, *, kind: str = "text/plain", coded: bool = True) -> str:
    body = textwrap.fill(base64.b64encode(text.encode()).decode(), 60) if coded else text
    attribute = " representation='B64'" if coded else ""
    return document(f"<nonXMLBody><text mediaType='{kind}'{attribute}>{body}</text></nonXMLBody>")


@pytest.mark.parametrize(
    "data",
    [
        inside("Gait training, min A."),
        inside("Gait training, min A.", coded=False),
        inside("{\\rtf1 Gait training, {\\b min} A.}", kind="text/rtf"),
        inside("{\\rtf1 Gait training, min A.}", kind="application/pdf"),
        inside("<html><body><p>Gait training, min A.</p></body></html>", kind="text/html"),
    ],
)
def test_a_document_of_another_kind_inside(data: str) -> None:
    assert read(data).text.strip() == "Gait training, min A."


def test_a_note_activity_is_read_where_the_narrative_is_empty_and_only_there() -> None:
    coded = base64.b64encode(b"{\\rtf1 Stood with min A.}").decode()
    entry = f"<entry><act><text mediaType='text/rtf' representation='B64'>{coded}<reference value='#a'/></text></act></entry>"
    empty = f"<section><code code='1'/><title>Notes</title><text/>{entry}</section>"
    both = f"<section><code code='1'/><title>Notes</title><text>Stood with min A.</text>{entry}</section>"
    assert read(empty).text == read(both).text == "Notes:\nStood with min A."


DTD = '<!DOCTYPE ClinicalDocument [<!ENTITY a "SECRET"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (sections("SECRET")[:-30], "breaks off"),
        (sections("SECRET").partition("<ClinicalDocument")[0], "no C-CDA"),
        ("<note>SECRET</note>", "no C-CDA"),
        (sections("&b;").replace("<!-- made", DTD + "<!-- made"), "document type"),
        (
            sections("&x;").replace("<!-- made", '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/hostname">]><!-- made'),
            "document type",
        ),
        (sections(""), "no narrative text"),
        (document("<nonXMLBody><text><reference value='SECRET.pdf'/></text></nonXMLBody>"), "only linked"),
        (document("<nonXMLBody><text representation='B64'>SECRET!</text></nonXMLBody>"), "no whole base64"),
        (inside("%PDF-1.4 SECRET", kind="application/pdf"), "PDF"),
        (sections("a" * 1_000_001), "longer than 1,000,000"),
        (sections("<content>" * 5000 + "SECRET" + "</content>" * 5000), ""),
    ],
)
def test_what_is_refused_says_why(data: str, words: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(data)
    assert words in str(caught.value)
    assert "SECRET" not in str(caught.value)


def test_what_fits() -> None:
    assert ccda.fits(sections("x").replace("<!-- made", DTD + "<!-- made").encode())
    assert ccda.fits(b'<cda:ClinicalDocument xmlns:cda="urn:hl7-org:v3">')
    assert not ccda.fits(b'<ClinicalDocument xmlns="http://example.org/other">')
    assert not ccda.fits(b"<section><p>part of a web page</p></section>")
    assert not ccda.fits(b"A note on a ClinicalDocument")


def test_prefixed_names() -> None:
    data = (
        '<cda:ClinicalDocument xmlns:cda="urn:hl7-org:v3"><cda:component><cda:structuredBody><cda:component><cda:section>'
        "<cda:text><cda:paragraph>Stood.</cda:paragraph></cda:text></cda:section></cda:component></cda:structuredBody>"
        "</cda:component></cda:ClinicalDocument>"
    )
    assert read(data).text == "Stood."


def test_an_assistant_by_the_provider_taxonomy() -> None:
    signer = (
        "<legalAuthenticator><assignedEntity><code code='225200000X'/></assignedEntity></legalAuthenticator>"
        "<code code='11506-3' displayName='Progress note'/>"
    )
    note = read(
        document("<structuredBody><component><section><text>x</text></section></component></structuredBody>", signer)
    )
    assert (note.signed_by, note.discipline, note.id) == ("PTA", "PT", "x.xml")


def test_long_lists_take_time_in_proportion() -> None:
    started = time.perf_counter()
    read(sections("<list>" + "<item>a</item>" * 60_000 + "</list>"))
    assert time.perf_counter() - started < 5


def damaged(data: bytes, chance: random.Random) -> None:
    cut = bytearray(data[: chance.randrange(len(data) + 1)] if chance.random() < 0.4 else data)
    for _ in range(chance.randrange(1, 6)):
        if cut:
            cut[chance.randrange(len(cut))] = chance.randrange(256)
    ccda.fits(bytes(cut))
    with contextlib.suppress(UnreadableError):
        list(ccda.rows(io.BytesIO(bytes(cut)), File(None, "x", "x"), ReadOptions(), Silent()))


GIVEN = [
    sections("Stood & <b>sat</b>.", "<list><item>a</item></list>"),
    inside("{\\rtf1 Gait.}"),
    "<section><code/></section>",
]


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(GIVEN), st.randoms(use_true_random=False))
def test_damage_never_crashes(data: str, chance: random.Random) -> None:
    damaged(data.encode(), chance)


@pytest.mark.parametrize(
    ("name", "part", "refused"),
    [
        ("Functional_Impairment_section.xml", "August 15 2012, 5:32pm | Dependence on walking stick\n", ""),
        ("Plan_goals_instructions_section.xml", "Weight Loss | Patient Education: Diet and exercise counseling", ""),
        ("Progress_Note.xml", "ASSESSMENT:\n1. Recurrent GI bleed", ""),
        ("RTF_Note_section.xml", "0700-1900 Nursing Note: Patient’s vital signs", ""),
        ("Unstructured_text_plain.xml", "CC: Chronic cervical pain", ""),
        ("Unstructured_Document_reference.xml", "", "only linked"),
        ("UD_sample.pdf", "", "no C-CDA"),
    ],
)
def test_samples(name: str, part: str, refused: str) -> None:
    if not (SAMPLES / name).is_file():
        pytest.skip("no folder ../shared/samples/ccda here")
    data = (SAMPLES / name).read_bytes()
    assert ccda.fits(data[:65536]) == name.endswith(".xml")
    if refused:
        with pytest.raises(UnreadableError, match=refused):
            read(data)
        return
    text = read(data).text + "\n"
    assert text.count(part) == 1
    chance = random.Random(3)
    for _ in range(12):
        damaged(data, chance)
