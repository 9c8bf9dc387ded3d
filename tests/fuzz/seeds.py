"""What fuzzing starts from: small inputs of each kind made from the shipped samples, and the shared ones where there
are any."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

SHARED = Path(__file__).parents[3] / "shared" / "samples"
MOST = 16_000
"""Bytes of a shared sample that is taken."""
NASTY = Path(__file__).parent / "nasty"

WORDS = (
    "97530 ;97110 ;97140 x2; 15 min;25';min A ;mod A ;CGA ;SBA ;sit to stand ;transfers ;stairs ;SLR 3x10 ;LTG 1: ;STG ;"
    "\nS: ;\nO: ;\nA: ;\nP: ;[ ] ;[x] ;| ;\t;1305-1330 ;8:00-8:30 ;total ;timed ;units ;x2u ;w/ ;to improve ;taught ;"
    "cued ;VC for ;due to weak ;no ;not ;refused ;HEP ;hot pack ;STM ;ultrasound ;group of 3 patients ;at once ;aide ran ;"
    "one on one ;late ;quit ;level: ;deficit: ;goal: ;will ;by discharge ;independent ;pain 3/10 ;50 ft ;with rw ;"
    "Signed: ;, PT\n;, PTA\n;COTA ;eval ;last week ;yesterday ;next visit ;½ ;ten minutes ;- ;– ;• ;1) ;a) ;#1 ;.. ;->"
    " ;\n\n;; \u0113;\u00b2;\u0663;\U0001f642;\u200b;İ;97530: ;98976 ;G0283 ;sign ;by nursing ;unattended ;billed ;not billed ;"
    "( ;) ;A: 97530\n;B: 97110\n;pt ;she ;he ;therapist ;reports ;tolerated well ;improved ;unable ;help ;assist ;setup "
).split(";")


MIXED = (
    *"csv json jsonl text detect rtf html pdf docx excel parquet fhir hl7 ccda gzip zip policy claim".split(),
    "linter",
)
"""The targets in the order of the target ``mixed``."""


def texts() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in files("doclint").joinpath("samples").iterdir()]  # type: ignore[attr-defined]


@cache
def docx() -> bytes:
    import docx as library

    document = library.Document()
    document.add_paragraph("97530 25 min: stairs with a bag, CGA.")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "97530", "15"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@cache
def excel() -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["id", "text", "date_of_service"])
    book.active.append(["1", "97530 15 min: stairs", "2026-03-02"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _member(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def _table(delimiter: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(["note_id", "note_text", "date_of_service", "cpt", "units"])
    writer.writerows([n, text[:300], "2026-03-02", "97530", "2"] for n, text in enumerate(texts()[:2]))
    return out.getvalue().encode()


def _parquet() -> bytes:
    import pyarrow
    import pyarrow.parquet

    out = io.BytesIO()
    table = pyarrow.table({"id": ["1", "2"], "text": ["97530 15 min: stairs", "97110 x10"]})
    pyarrow.parquet.write_table(table, out, compression="none")
    return out.getvalue()


def _pdf() -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    page = Canvas(out, pageCompression=0, invariant=1)
    page.drawString(72, 720, "97530 15 min: stairs, CGA")
    page.showPage()
    page.save()
    return out.getvalue()


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", texts()[0][:200])
        archive.writestr("b.csv", _table(",")[:300])
    return out.getvalue()


HL7 = (
    "MSH|^~\\&|EHR|CLINIC|||20260302||MDM^T02|1|P|2.5\rPID|1||7||DOE^J\rTXA|1|PN|TX|20260302\r"
    "OBX|1|TX|97530^X||97530 15 min: stairs\\.br\\CGA||||||F\rFT1|1|||20260302||CG|97530|||2\r"
)
CCDA = (
    '<ClinicalDocument xmlns="urn:hl7-org:v3"><id root="1"/><component><structuredBody><component><section>'
    "<title>Plan</title><text><paragraph>97530 15 min: stairs</paragraph><table><tr><td>a</td><td>b</td></tr></table>"
    "<list><item>x</item></list></text></section></component></structuredBody></component></ClinicalDocument>"
)
FHIR = {
    "resourceType": "Bundle",
    "entry": [
        {
            "resource": {
                "resourceType": "DocumentReference",
                "id": "d",
                "status": "current",
                "content": [{"attachment": {"contentType": "text/plain", "data": "OTc1MzAgMTUgbWluOiBzdGFpcnM="}}],
                "context": {"encounter": [{"reference": "Encounter/e"}]},
            }
        },
        {"resource": {"resourceType": "Encounter", "id": "e", "period": {"start": "2026-03-02"}}},
    ],
}


@cache
def seeds(target: str) -> tuple[bytes, ...]:
    """The seeds of one target, without the bytes that the target puts before them."""
    return tuple(dict.fromkeys([*_made(target), *_shared(target), *_nasty(target)]))


def _made(target: str) -> Iterator[bytes]:
    notes = [{"id": str(n), "text": text[:300]} for n, text in enumerate(texts()[:2])]
    array, lines = json.dumps(notes).encode(), "\n".join(map(json.dumps, notes)).encode()
    fhir = [json.dumps(FHIR).encode(), "\n".join(json.dumps(e["resource"]) for e in FHIR["entry"]).encode()]  # type: ignore[index]
    everything = {
        "csv": [_table(","), _table(";"), _table("\t").decode().encode("utf-16")],
        "json": [array],
        "jsonl": [lines],
        "text": [text.encode() for text in texts()],
        "rtf": [b"\\ansi\\pard 97530\\cell 15\\cell\\row\\par caf\\'e9 \\u8211? end}"],
        "html": [b"<body><h1>Note</h1><p>97530 15&nbsp;min<table><tr><td>a<td>b</table><ul><li>x</ul></body></html>"],
        "pdf": [_pdf()[9:]],
        "docx": [_member(docx(), "word/document.xml")],
        "excel": [_member(excel(), "xl/worksheets/sheet1.xml")],
        "parquet": [_parquet()],
        "fhir": fhir,
        "hl7": [HL7.encode()],
        "ccda": [CCDA.encode()],
        "gzip": [array, gzip.compress(array, mtime=0)],
        "zip": [_zip(), b"../a.csv\0" + _table(",")],
        "policy": [
            b"Column 1\tColumn 2\tPrior\tEffective\tDeletion\tModifier\n97530\t97116\t \t20200101\t*\t1\n",
            b"HCPCS/CPT Code,Practitioner Services MUE Values,MUE Adjudication Indicator\n97530,6,3 Date of Service\n",
        ],
        "claim": [b"97530:2:GP,97140:1:GP+59", b"97530"],
        "linter": [text.encode()[:90] for text in texts()] + [bytes(range(128, 210)), bytes(range(180, 255))],
    }
    everything["detect"] = [
        seed for name in ("csv", "json", "jsonl", "text", "fhir", "hl7", "ccda") for seed in everything[name]
    ]
    everything["mixed"] = [bytes([at]) + seed for at, name in enumerate(MIXED) for seed in everything[name]]
    yield from everything[target]


def _shared(target: str) -> Iterator[bytes]:
    folder, ending = {
        "rtf": ("documents", "*.rtf"),
        "fhir": ("fhir", "*"),
        "hl7": ("hl7v2", "*"),
        "ccda": ("ccda", "*.xml"),
        "detect": ("hl7v2", "*"),
    }.get(target, ("", ""))
    for path in sorted(SHARED.joinpath(folder).glob(ending)) if folder and SHARED.is_dir() else ():
        data = path.read_bytes()
        if len(data) <= MOST:
            yield data.removeprefix(b"{\\rtf1 ") if target == "rtf" else data


def _nasty(target: str) -> Iterator[bytes]:
    for path in sorted(NASTY.glob(f"{target}-*")):
        yield path.read_bytes()
