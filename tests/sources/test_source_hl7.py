"""HL7 v2: messages, batches and frames become notes; what carries none is said."""

from __future__ import annotations

import base64
import contextlib
import io
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doclint.result import InputError
from doclint.sources import hl7
from doclint.sources.hl7 import stream as streams
from doclint.sources.model import File, Item, Loaded, ReadOptions, Silent, UnreadableError

SAMPLES = Path(__file__).parents[2].parent / "shared/samples/hl7v2"

MSH = "MSH|^~\\&|EMR|CLINIC|QA|CLINIC|202603021015||MDM^T02^MDM_T02|MSG-1|P|2.5.1"
PID = "PID|1||900^^^X^PI~4711^^^CLINIC^MR||Doe^Pat"
TXA = "TXA|1|PN^Physical therapy progress note|TX|20260302||20260303|||c-3^Roe^Jo^^^^PT|||D-77|||||AU|||||c-3^Roe^Jo^^^^DPT"


def read(data: bytes | str) -> list[Item]:
    raw = data.encode() if isinstance(data, str) else data
    return list(hl7.rows(io.BytesIO(raw), File(None, "x.hl7", "x.hl7"), ReadOptions(), Silent()))


def message(*segments: str, header: str = MSH) -> str:
    return "\r".join([header, *segments]) + "\r"


def note(*segments: str, header: str = MSH) -> str:
    (item,) = read(message(*segments, header=header))
    assert isinstance(item, Loaded), item
    return item.note.text


def reason(*segments: str, header: str = MSH) -> str:
    (item,) = read(message(*segments, header=header))
    assert isinstance(item, InputError)
    return item.reason


def test_an_mdm_with_all_its_fields() -> None:
    data = message(
        PID,
        "PV1|1|O",
        TXA,
        "OBX|1|TX|1^Note||Transfer training, min A x1.||||||F",
        "OBX|2|TX|1^Note||Pt tolerated well.||||||F",
        "FT1|1|||20260302||CG|||| 2|||||||||||||||97530^Therapeutic activities^C4|GP~59",
        "FT1|2|||20260302||CR||||1|||||||||||||||97110",
    )
    (item,) = read(data)
    assert isinstance(item, Loaded)
    assert item.source.row == 1
    got = item.note.model_dump(mode="json", exclude_none=True, exclude={"extra"})
    assert got == {
        "id": "D-77",
        "text": "Transfer training, min A x1.\nPt tolerated well.",
        "date_of_service": "2026-03-02",
        "discipline": "PT",
        "patient_id": "4711",
        "clinician_id": "c-3",
        "signed_by": "DPT",
        "note_type": "Physical therapy progress note",
        "claim": [{"code": "97530", "units": 2, "modifiers": ["GP", "59"]}],
    }


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        ("A\\.br\\B\\.sp2\\C", "A\nB\n\nC"),
        ("one\\T\\two \\F\\ \\S\\ \\R\\ \\E\\", "one&two | ^ ~ \\"),
        ("\\H\\bold\\N\\ \\X41\\\\XC3A9\\\\XE9\\", "bold Aéé"),
        ("x\\.in4\\y\\.sk3\\z\\.fi\\", "x    y   z"),
        ("first~second", "first\nsecond"),
        ("C:\\temp\\notes and \\Zx\\end", "C:\\temp\\notes and end"),
        ("97530 ^ 97110 & more", "97530 ^ 97110 & more"),
        ("\\.sp999999\\x", "x"),
    ],
)
def test_escapes_and_repetitions(sent: str, text: str) -> None:
    assert note(f"OBX|1|FT|||{sent}") == text


def test_a_document_header_behind_its_text() -> None:
    (item,) = read(message("OBX|1|TX|||Stood.", TXA, "PV1|1|O"))
    assert isinstance(item, Loaded)
    assert (item.note.id, item.note.signed_by) == ("D-77", "DPT")


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\n\n", "\r\r\n"])
def test_any_line_end(end: str) -> None:
    data = end.join([MSH, PID, "OBX|1|TX|||one", "OBX|2|TX|||two", MSH, "OBX|1|TX|||three"])
    items = read(data)
    assert [(i.note.text.replace("\n\n", "\n"), i.source.row) for i in items if isinstance(i, Loaded)] == [
        ("one\ntwo", 1),
        ("three", 2),
    ]


def test_lines_that_are_wrapped_or_run_together() -> None:
    data = "\n".join(
        [
            "MSH|^~\\&|A|B|C||20260302||MDM^T02|{6AF4-",
            "9931}|P|2.3|||||| EVN|T02|20260302",
            "PID|1||4711",
            "TXA|1|PN|FT|20260302|||||AU",
            "|||c-3~ OBX|1|TX|n|1|Sit to stand|||||| OBX|2|TX|n|1|with min",
            "A x5.||||||",
        ]
    )
    (item,) = read(data)
    assert isinstance(item, Loaded)
    assert item.note.text == "Sit to stand\nwith min\nA x5."
    assert item.note.id == "c-3"  # TXA-12 on the wrapped line
    assert item.note.patient_id == "4711"


def test_other_encoding_characters() -> None:
    header = "MSH#*+?%#A#B#C#D#20260302##MDM*T02#M1#P#2.5"
    (item,) = read(message("PID#1##55*x*y", "OBX#1#TX###a?F?b+c ^ d | e", header=header))
    assert isinstance(item, Loaded)
    assert (item.note.text, item.note.patient_id) == ("a#b\nc ^ d | e", "55")


@pytest.mark.parametrize("marks", ["^~\\\\&", "^^^^", "", "^", "|", "^~\\&#", "^~\\& "])
def test_a_broken_msh_2(marks: str) -> None:
    header = f"MSH|{marks}|A|B|C|D|20260302||MDM^T02|M1|P|2.5"
    (item,) = read(message("OBX|1|TX|||sit to stand \\T\\ step", header=header))
    assert isinstance(item, Loaded)
    assert item.note.text == "sit to stand & step"


def test_batches_and_frames_give_each_message() -> None:
    one, two = message("OBX|1|TX|||one"), message("OBX|1|TX|||two")
    batch = f"FHS|^~\\&|A\rBHS|^~\\&|A\r{one}{two}BTS|2\rFTS|1\r"
    frames = f"\x0b{one}\x1c\r\x0b{two}\x1c\r"
    for data in (batch, frames, one + two, "\ufeff" + one + two):
        items = read(data)
        assert [i.note.text for i in items if isinstance(i, Loaded)] == ["one", "two"]
        assert hl7.fits(data.encode())


def test_a_batch_or_frame_that_breaks_off() -> None:
    one, two = message("OBX|1|TX|||one"), message("OBX|1|TX|||tw")
    for data in (f"BHS|^~\\&|A\r{one}{two}", f"\x0b{one}\x1c\r\x0b{two}"):
        first, last = read(data)
        assert isinstance(first, Loaded)
        assert isinstance(last, InputError)
        assert (last.row, "breaks off" in last.reason) == (2, True)


def test_named_parts_become_headings() -> None:
    text = note(
        "OBX|1|TX|S^Subjective||Feels stronger.",
        "OBX|2|TX|O^Objective||Transfers, min A.",
        "OBX|3|NM|M^Minutes||30|min",
        "OBX|4|TX|A^Assessment||Assessment: improving.",
        "OBX|5|CE|L^Level of help||MIN^Minimal assistance^X",
    )
    assert text == (
        "Subjective:\nFeels stronger.\nObjective:\nTransfers, min A.\nMinutes: 30 min\n"
        "Assessment: improving.\nLevel of help: Minimal assistance"
    )


def test_reports_of_an_oru_are_notes_of_their_own() -> None:
    header = MSH.replace("MDM^T02^MDM_T02", "ORU^R01")
    items = read(
        message(
            PID,
            "OBR|1|p-1|F-1|11507-6^Occupational therapy Progress note|||20260302||||||||||||||||||F||||||| 7&Roe&Jo&&&&OTR",
            "OBX|1|TX|||ADL training.",
            "OBR|2|p-1|F-1|x^y",
            "OBX|1|TX|||More of it.",
            "OBR|3|p-2|F-2|x^y|||20260304",
            "OBX|1|TX|||Another visit.||||||F",
            "OBX|2|TX|||Withdrawn line.||||||D",
            header=header,
        )
    )
    one, two = [i for i in items if isinstance(i, Loaded)]
    assert (one.note.id, one.note.text, one.note.discipline) == ("F-1", "ADL training.\nMore of it.", "OT")
    assert (one.note.signed_by, one.note.clinician_id) == ("OTR", "7")
    assert (two.note.id, two.note.text, str(two.note.date_of_service)) == ("F-2", "Another visit.", "2026-03-04")


@pytest.mark.parametrize(
    ("obx5", "text"),
    [
        ("^text^plain^Base64^" + base64.b64encode(b"Gait training.").decode(), "Gait training."),
        ("^application^rtf^Base64^" + base64.b64encode(rb"{\rtf1 Gait \b training\b0 .}").decode(), "Gait training."),
        ("^TEXT^HTML^Base64^" + base64.b64encode(b"<html><p>Gait training.</p></html>").decode(), "Gait training."),
        ("^application^pdf^Base64^" + base64.b64encode(b"{\\rtf1 Gait training.}").decode(), "Gait training."),
        ("^TX^^A^Gait training\\.br\\today.", "Gait training\ntoday."),
        ("^text^plain^Hex^" + b"Gait.".hex(), "Gait."),
    ],
)
def test_a_document_inside(obx5: str, text: str) -> None:
    assert note(f"OBX|1|ED|||{obx5}||||||F").strip() == text


def test_a_note_in_two_forms_is_read_once() -> None:
    whole = base64.b64encode(b"Short. And the rest of the note.").decode()
    assert note("OBX|1|TX|||Short.", f"OBX|2|ED|||^text^plain^Base64^{whole}") == "Short. And the rest of the note."
    assert note("OBX|1|TX|||The note as lines of text.", "OBX|2|ED|||^application^pdf^Base64^") == (
        "The note as lines of text."
    )


@pytest.mark.parametrize(
    ("segments", "words"),
    [
        ((PID, "PV2||SECRET"), "no OBX segment"),
        (("OBX|1|NM|W^Weight||80",), "hold no note text"),
        (("OBX|1|TX|||", "OBX|2|TX|||"), "hold no note text"),
        (("OBX|1|ED|||^application^pdf^Base64^",), "the attachment is empty"),
        (("OBX|1|ED|||^application^pdf^Base64^SECRET!!",), "no whole base64"),
        (("OBX|1|ED|||^text^plain^Hex^SECRET",), "no whole hexadecimal"),
        (("OBX|1|RP|||http://SECRET/x.pdf",), "only linked"),
        (("TXA|1|PN|TX|20260302|||||||||||||||CA", "OBX|1|TX|||SECRET"), "cancels"),
        (("TXA|1|PN|TX|20260302|||||||||||||||OB", "OBX|1|TX|||SECRET"), "obsolete"),
        (("OBX|1|TX|||SECRET||||||W",), "hold no note text"),
    ],
)
def test_a_message_without_a_note_says_why(segments: tuple[str, ...], words: str) -> None:
    given = reason(*segments)
    assert words in given
    assert "SECRET" not in given


def test_character_sets() -> None:
    latin = message("OBX|1|TX|||Señora", header=MSH + "||||||8859/1").encode("latin-1")
    greek = message("OBX|1|TX|||γόνυ", header=MSH + "||||||8859/7").encode("iso8859-7")
    japanese = message("OBX|1|TX|||歩行", header=MSH + "||||||ISO IR87").encode("iso2022_jp")
    wide = message("OBX|1|TX|||Señora").encode("utf-16")
    lying = message("OBX|1|TX|||Señora", header=MSH + "||||||ASCII").encode()
    texts = [
        [i.note.text for i in read(data) if isinstance(i, Loaded)] for data in (latin, greek, japanese, wide, lying)
    ]
    assert texts == [["Señora"], ["γόνυ"], ["歩行"], ["Señora"], ["Señora"]]


def test_no_message_at_all() -> None:
    with pytest.raises(UnreadableError, match="no HL7 message"):
        read("FHS|^~\\&|A\rFTS|0\r")
    assert not hl7.fits(b"MSH is what the note begins with")


def test_a_message_that_is_too_long_is_one_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MAX_MESSAGE", 2000)
    items = read(message("OBX|1|TX|||" + "x" * 5000, "OBX|2|TX|||y") + message("OBX|1|TX|||after"))
    assert isinstance(items[0], InputError)
    assert "longer than" in items[0].reason
    assert isinstance(items[1], Loaded)
    assert items[1].note.text == "after"


class Trickle(io.RawIOBase):
    """Gives a few bytes at a time, as a pipe may."""

    def __init__(self, data: bytes, size: int) -> None:
        self.data, self.size = data, size

    def read(self, size: int = -1) -> bytes:
        given, self.data = self.data[: self.size], self.data[self.size :]
        return given


@pytest.mark.parametrize("size", [1, 2, 7, 64])
def test_pieces_of_any_size_give_the_same(size: int) -> None:
    data = b"\x0b" + message(PID, "OBX|1|TX|||one\r\n", "OBX|2|TX|||two").encode() * 3 + b"\x1c\r"
    trickle = Trickle(data, size)
    items = list(hl7.rows(trickle, File(None, "x.hl7", "x.hl7"), ReadOptions(), Silent()))  # type: ignore[arg-type]
    assert [i.note.text for i in items if isinstance(i, Loaded)] == ["one\ntwo"] * 3
    assert items == read(data)


GIVEN = [
    message(PID, TXA, "OBX|1|TX|||one", "OBX|2|ED|||^text^plain^Base64^R2FpdC4="),
    "FHS|^~\\&|A\rBHS|^~\\&|A\r" + message(PID, "OBX|1|FT|||a\\.br\\b") + "BTS|1\rFTS|1\r",
]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(GIVEN), st.randoms(use_true_random=False))
def test_damage_never_crashes(data: str, chance: random.Random) -> None:
    damaged(data.encode(), chance)


def damaged(data: bytes, chance: random.Random) -> None:
    cut = bytearray(data[: chance.randrange(len(data) + 1)] if chance.random() < 0.5 else data)
    for _ in range(chance.randrange(1, 8)):
        if cut:
            cut[chance.randrange(len(cut))] = chance.randrange(256)
    hl7.fits(bytes(cut))
    with contextlib.suppress(UnreadableError):
        read(bytes(cut))


@pytest.mark.parametrize(
    ("name", "begins", "refused"),
    [
        ("fhirconverter-MDM-T02-29-tx-lines.hl7", "Toilet cylinder", ""),
        ("fhirconverter-MDM-T02-empty-pdf.hl7", "", "empty"),
        ("fhirconverter-MDM-wrong-type-escape-T.hl7", "", "no OBX"),
        ("lfh-ORU-multiline-mixed-types.hl7", "[PII] Emergency Department\nED Encounter", ""),
        ("lfh-crlf-broken-msh2.hl7", "ECHOCARDIOGRAPHIC REPORT", ""),
        ("lfh-escapes-T-R-and-markup.hl7", "", "no OBX"),
        ("remoteops-MDM-wrapped-lines.hl7", "PATIENT NAME:\nSMITH, JOHN E.\n\nACCT.\nNUMBER:", ""),
    ],
)
def test_samples(name: str, begins: str, refused: str) -> None:
    if not (SAMPLES / name).is_file():
        pytest.skip("no folder ../shared/samples/hl7v2 here")
    data = (SAMPLES / name).read_bytes()
    assert hl7.fits(data[:65536])
    (item,) = read(data)
    if refused:
        assert isinstance(item, InputError)
        assert refused in item.reason
    else:
        assert isinstance(item, Loaded)
        assert item.note.text.startswith(begins)
        assert "Confidential Document" not in item.note.text
    chance = random.Random(7)
    for _ in range(40):
        damaged(data, chance)


@pytest.mark.parametrize(
    ("segments", "text"),
    [
        (("OBX|1|FT|N||<html><body><p>Sit to stand x5</p><p>min A</p></body></html>",), "Sit to stand x5\n\nmin A"),
        (("OBX|1|TX|N||<p>Sit to stand &lt;5</p>", "OBX|2|TX|N||min A"), "Sit to stand <5\nmin A"),
        (
            ("OBX|1|FT|N||{\\E\\rtf1\\E\\ansi {\\E\\b Sit}", "OBX|2|FT|N||to stand\\E\\par min A}", "OBX|3|FT|N||CGA"),
            "Sitto stand\nmin A\nCGA",
        ),
        (("OBX|1|TX|N||<This field> 5 <br> x5 <p> open",), "<This field> 5 <br> x5 <p> open"),
    ],
)
def test_text_that_is_markup_is_read_as_such(segments: tuple[str, ...], text: str) -> None:
    assert note(PID, TXA, *segments) == text
