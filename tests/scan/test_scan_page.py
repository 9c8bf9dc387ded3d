"""``report.html``: what the page says, that it is whole, closed to the outside, and safe with hostile words."""

from __future__ import annotations

import base64
import hashlib
import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from report_folder import finding, make, note

from doclint.scan.finished import ReportError
from doclint.scan.page import write
from doclint.scan.page.gather import gather
from doclint.scan.page.palette import SEVERITIES, VERDICTS
from doclint.scan.page.shares import percent, wilson

HOSTILE = '"><script>alert(1)</script>'
IMAGE = "<img src=x onerror=alert(1)>"
VOID = {"meta", "input", "br", "use", "path", "hr"}


class Page(HTMLParser):
    """The page's elements; what is not balanced is a failure."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID or tag in ("use", "path"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] not in ("script", "style"):
            self.words.append(data)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def drawn(folder: Path) -> str:
    write(folder)
    return (folder / "report.html").read_text(encoding="utf-8")


def batch() -> list[dict[str, Any]]:
    """Thirty notes of three clinicians and two months; c-2 has ten, c-few two."""
    notes = [
        note(
            f"v-{n}",
            *(("GOL001", "SKL001"), ("TIM005",), ())[n % 3],
            clinician="c-few" if n < 2 else "c-2" if n < 12 else "c-1",
            date=f"2026-0{1 + n % 2}-05",
        )
        for n in range(28)
    ]
    other = note("v-28", verdict="not_applicable", codes=[])
    return [*notes, other, note(HOSTILE, "GOL001", clinician=IMAGE, date=None)]


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> str:
    errors = [{"source": "export.csv", "row": 7, "id": HOSTILE, "reason": "no \u202etext"}]
    return drawn(make(tmp_path_factory.mktemp("page") / "report", batch(), errors))


def test_it_holds_every_part(html: str) -> None:
    page = Page(html)
    ids = {attributes["id"] for _, attributes in page.elements if attributes.get("id")}
    assert {"verdicts", "units", "rules", "elements", "months", "clinicians", "codes", "first", "errors", "run"} <= ids
    assert "11 of 30 notes (37 %) do not support 97530" in page.text
    assert "58 units of 97530 were billed. 22 + 18 = 40 of them (69 %)" in page.text
    assert "1 more such note gives no units." in page.text
    assert "1 note without a date is left out of it." in page.text
    assert "text = “Note <b>Text</b>”" in page.text
    assert "it gives no coding or legal advice" in page.text
    assert "version 0.1.0" in page.text


def test_hostile_words_stay_words(html: str) -> None:
    page = Page(html)
    assert len(page.of("script")) == 1
    assert page.of("img") == []
    assert not [key for _, attributes in page.elements for key in attributes if key.startswith("on")]
    assert HOSTILE in page.text
    assert IMAGE in page.text
    assert "\u202e" not in html
    assert "no \\u202etext" in page.text


def test_nothing_is_loaded_from_elsewhere(html: str) -> None:
    page = Page(html)
    script = html[html.index("<script>") + len("<script>") : html.index("</script>")]
    policy = next(meta["content"] for meta in page.of("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none';")
    assert f"script-src 'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}';" in policy
    assert not [a for _, a in page.elements if "src" in a or not (a.get("href") or "#").startswith("#")]
    assert not re.search(r"url\((?!#)|@import|https?://", html)


def test_ids_are_unique_and_every_reference_meets_one(html: str) -> None:
    page = Page(html)
    ids = [attributes["id"] for _, attributes in page.elements if attributes.get("id")]
    assert len(ids) == len(set(ids))
    for _, attributes in page.elements:
        wanted = [*(attributes.get("aria-labelledby") or "").split(), *(attributes.get("for") or "").split()]
        if attributes.get("href"):
            wanted.append((attributes["href"] or "").removeprefix("#"))
        assert set(wanted) <= set(ids)


def test_plots_are_named_and_stand_beside_a_table(html: str) -> None:
    page = Page(html)
    plots = page.of("svg")
    assert len(plots) == 7
    for plot in plots:
        assert plot["role"] == "img"
        title, description = (plot["aria-labelledby"] or "").split()
        for name in (title, description):
            assert re.search(rf'id="{name}">[^<]+<', html)
    assert len(page.of("table")) == len(plots) + 2
    assert "c-2: 30 % of 10 judged notes" in page.text


def test_the_same_folder_gives_the_same_page(tmp_path: Path) -> None:
    folder = make(tmp_path / "report", batch())
    assert drawn(folder) == drawn(folder)


def test_few_notes_give_no_rate(html: str) -> None:
    rows = {re.sub(r"<[^>]+>", " ", row).split()[0]: row for row in re.findall(r"<tr><th scope=\"row\">c-.*", html)}
    assert "few notes" in rows["c-few"]
    assert "%" not in rows["c-few"]
    assert "GOL001" not in rows["c-few"]
    assert re.search(r"30 % \(11\s*to\s*60\s*%\)", rows["c-2"])


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (1, 100, 0.0018, 0.0545), (0, 0, 0.0, 1.0)],
)
def test_wilson(part: int, whole: int, low: float, high: float) -> None:
    assert wilson(part, whole) == pytest.approx((low, high), abs=5e-5)


def test_percent_never_hides_one() -> None:
    assert [percent(part, 1000) for part in (0, 1, 440, 999, 1000)] == ["0 %", "< 1 %", "44 %", "> 99 %", "100 %"]
    assert percent(0, 0) == "–"


def test_the_first_notes_are_the_worst() -> None:
    notes = [
        note("info", "CLM008"),
        note("risk", "TIM005"),
        note("one", "GOL001"),
        note("two", "GOL001", "SKL001"),
        note("unsure", findings=[finding("unsure", "GOL001", confidence=0.4)], verdict="unsupported"),
        note("clean"),
        note("same", "GOL001"),
    ]
    found = gather(notes, [], top=5)
    assert [each["id"] for _, each in found.first] == ["two", "one", "same", "unsure", "risk"]
    assert found.candidates == 6


def test_more_notes_than_the_page_shows(tmp_path: Path) -> None:
    page = Page(drawn(make(tmp_path / "report", (note(f"v-{n}", "GOL001") for n in range(230)))))
    assert len([a for a in page.of("tbody") if a.get("class") == "note"]) == 200
    assert "The first 200 of 230 notes with findings" in page.text


def test_words_of_the_note_are_marked(tmp_path: Path) -> None:
    page = Page(drawn(make(tmp_path / "report", [note("v-1", "GOL001", "SKL001")])))
    assert "GOL001 SKL001 stairs ACTIVITY stairs planned, under 97530, cue “next time”" in page.text


def test_without_evidence_no_words_are_shown(tmp_path: Path) -> None:
    bare = note("v-1", findings=[finding("v-1", "GOL001", excerpt=None, start=None, end=None)], verdict="unsupported")
    bare["entities"] = [each | {"text": None, "cue": None} for each in bare["entities"]]
    page = Page(drawn(make(tmp_path / "report", [bare], evidence="offsets")))
    assert page.of("mark") == []
    assert "The words of the notes are left out (evidence offsets)." in page.text


def test_accepted_findings_stay_visible(tmp_path: Path) -> None:
    accepted = {"reason": "seen by the lead", "who": "r.k.", "until": "2027-01-01"}
    taken = [finding("v-1", "GOL001", accepted=accepted), finding("v-1", "TIM005", confidence=0.8)]
    all_taken = note("v-2", findings=[finding("v-2", "GOL001", accepted=accepted)], verdict="supported")
    page = Page(drawn(make(tmp_path / "report", [note("v-1", findings=taken, verdict="at_risk"), all_taken])))
    assert "Accepted: seen by the lead (r.k., until 2027-01-01)" in page.text
    assert [a["data-id"] for a in page.of("tbody") if a.get("class") == "note"] == ["v-1"]
    assert "weight 0.2" in page.text


def test_without_matplotlib_the_tables_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    page = Page(drawn(make(tmp_path / "report", batch())))
    assert page.of("svg") == []
    assert len(page.of("table")) == 8
    assert "pip install 'doclint[scan]'" in page.text


def test_names_that_a_plot_could_stumble_over(tmp_path: Path) -> None:
    names = ["$\\frac$", "a]]>b", "\ufffe\x00\ud800", "名前", "=1+1", "x" * 300]
    notes = [note(f"{who}{n}", "GOL001", clinician=who) for who in names for n in range(10)]
    page = Page(drawn(make(tmp_path / "report", notes)))
    assert "$\\frac$ (n = 10)" in page.text
    assert "'=1+1" not in page.text
    assert "\\ud800" in page.text


def test_a_scan_without_a_note(tmp_path: Path) -> None:
    page = Page(drawn(make(tmp_path / "report", [], [{"source": "a.csv", "row": None, "id": None, "reason": "empty"}])))
    assert "No note has a finding." in page.text
    assert "empty" in page.text


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("notes.jsonl", '{"id": "v-1"', "notes.jsonl, line 1, is no result"),
        ("notes.jsonl", "[]\n", "notes.jsonl, line 1, is no result"),
        ("findings.csv", "a,b\n", "findings.csv lacks columns"),
        ("errors.jsonl", "{}\n", "errors.jsonl, line 1, is damaged"),
        ("errors.jsonl", '"stairs"', "errors.jsonl, line 1, is damaged"),
        ("summary.json", '{"schema": "doclint.summary/1", "run": {}}', "summary.json lacks doclint, totals, verdicts"),
        ("summary.json", '{"schema": "x"}', "summary.json is none of doclint"),
        ("summary.json", "stairs", "summary.json cannot be read as JSON"),
    ],
)
def test_a_damaged_folder_keeps_its_page(tmp_path: Path, name: str, text: str, words: str) -> None:
    folder = make(tmp_path / "report", [note("v-1", "GOL001")])
    before = drawn(folder)
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(ReportError, match=words) as caught:
        write(folder)
    assert "stairs" not in str(caught.value)
    assert (folder / "report.html").read_text(encoding="utf-8") == before
    assert [path.name for path in folder.iterdir() if "part" in path.name] == []


def test_a_page_that_cannot_be_written_leaves_no_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make(tmp_path / "report", [note("v-1", "GOL001")])
    before = drawn(folder)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write(folder)
    assert (folder / "report.html").read_text(encoding="utf-8") == before
    assert [path.name for path in folder.iterdir() if "part" in path.name] == []


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_colours_can_be_read(html: str) -> None:
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", html))
    pairs = [(name.removesuffix("-fg") + "-bg", name) for name in colours if name.endswith("-fg")]
    assert len(pairs) == 11
    for ground in ("ground", "panel"):
        pairs += [(ground, name) for name in ("ink", "soft", "link")]
    pairs += [(name, "ink") for name in colours if name.endswith("-bg")]
    assert {
        pair: round(contrast(*map(colours.get, pair)), 2) for pair in pairs if contrast(*map(colours.get, pair)) < 4.5
    } == {}  # type: ignore[arg-type]


def test_no_plot_rests_on_colour_alone() -> None:
    for looks in (VERDICTS, SEVERITIES):
        assert len({look.hatch for look in looks.values()}) == len(looks)
