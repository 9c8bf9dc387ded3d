"""The texts of notes on the page: cut into pieces, overlaps, hostile words, long texts, and a page that stays small."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from report_folder import finding, make, note

from doclint.report.marked import Lines, Marked, Text, marked
from doclint.scan.finished import ReportError
from doclint.scan.page import write
from doclint.scan.page.first import first_notes
from doclint.scan.page.gather import gather

TEXT = "Pt stood at sink,\r\nmin A for balance. 97530 x 25 min."


def entity(label: str, words: str, text: str = TEXT, **more: Any) -> dict[str, Any]:
    start = text.index(words)
    place = {"label": label, "start": start, "end": start + len(words), "text": words}
    return place | {"status": "performed", "value": None, "code": None, "cue": None} | more


def found(rule: str, words: str, text: str = TEXT, **more: Any) -> dict[str, Any]:
    start = text.index(words)
    return finding("v-1", rule, start=start, end=start + len(words), excerpt=words, **more)


def cut(entities: list[dict[str, Any]], findings: list[dict[str, Any]], text: str = TEXT, size: int = 0) -> Marked:
    done = marked({"id": "v-1", "entities": entities, "findings": findings}, Text("v-1", text, size or len(text)))
    assert done is not None
    return done


def flat(done: Marked) -> list[tuple[str, str, list[str]]]:
    return [(str(piece.text), piece.looks, [tag.words for tag in piece.tags]) for piece in done.pieces]


def test_entities_and_findings_are_marked_where_they_stand() -> None:
    entities = [entity("ACTIVITY", "stood", status="planned"), entity("MINUTES", "25 min", value="25")]
    assert flat(cut(entities, [found("GOL001", "97530")])) == [
        ("Pt ", "", []),
        ("stood", "ACTIVITY", ["ACTIVITY planned"]),
        (" at sink,\nmin A for balance. ", "", []),
        ("97530", "error", ["GOL001"]),
        (" x ", "", []),
        ("25 min", "MINUTES", ["MINUTES 25 min"]),
        (".", "", []),
    ]


def test_overlaps_are_cut_and_every_tag_stands_where_its_words_end() -> None:
    entities = [entity("ACTIVITY", "stood at sink"), entity("GOAL", "at sink,\r\nmin A"), entity("SKILLED", "sink")]
    findings = [found("TIM005", "stood at sink,\r\nmin"), found("GOL001", "at sink")]
    assert flat(cut(entities, findings)) == [
        ("Pt ", "", []),
        ("stood ", "ACTIVITY warning", []),
        ("at ", "ACTIVITY error", []),
        ("sink", "SKILLED error", ["SKILLED", "GOL001", "ACTIVITY"]),
        (",\nmin", "GOAL warning", ["TIM005"]),
        (" A", "GOAL", ["GOAL"]),
        (" for balance. 97530 x 25 min.", "", []),
    ]


def test_two_findings_of_one_stretch_and_one_without_words() -> None:
    findings = [found(rule, "97530", "97530") for rule in ("TIM005", "GOL001")]
    findings += [finding("v-1", "SKL001", start=0, end=0)]
    assert flat(cut([], findings, "97530")) == [("", "", ["SKL001"]), ("97530", "error", ["GOL001", "TIM005"])]
    nowhere = finding("v-1", "GOL001", start=None, end=None)
    assert flat(cut([], [nowhere], "97530")) == [("97530", "", [])]
    assert flat(cut([], [], "")) == []


def test_accepted_findings_are_told_apart() -> None:
    accepted = {"reason": "seen", "who": "r.k.", "until": None}
    (piece,) = cut([], [found("GOL001", "97530", "97530", accepted=accepted)], "97530").pieces
    assert (piece.looks, piece.tags[0].look, piece.tags[0].words) == ("accepted", "accepted", "GOL001 accepted")
    both = [found("GOL001", "97530", accepted=accepted), found("CLM008", "97530 x")]
    assert [looks for _, looks, _ in flat(cut([], both)) if looks] == ["info", "info"]


def test_a_text_that_was_cut_says_what_lies_behind() -> None:
    entities = [entity("ACTIVITY", "stood"), entity("MINUTES", "25 min"), entity("ASSISTANCE", "min A")]
    done = cut(entities, [], TEXT[:20], len(TEXT))
    assert "".join(text for text, *_ in flat(done)) == TEXT[:20].replace("\r", "")
    assert flat(done)[-1] == ("m", "ASSISTANCE", ["ASSISTANCE"])
    assert (done.characters, done.shown, done.beyond) == (len(TEXT), 20, 1)


@pytest.mark.parametrize("kept", [None, Text("v-2", TEXT, len(TEXT)), Text("v-1", TEXT[1:], len(TEXT))])
def test_another_notes_text_is_not_marked(kept: Text | None) -> None:
    assert marked({"id": "v-1", "entities": [entity("ACTIVITY", "stood")], "findings": []}, kept) is None


def test_lines_stay_and_what_does_not_show_is_written_out() -> None:
    assert Lines("a\r\nb\rc\n\td\u202ee\x07\u2028f") == "a\nb\nc\n    d\\u202ee\\x07\\u2028f"


class Shown(HTMLParser):
    """The texts of the page, without tags, and the tags."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: list[str] = []
        self._inside = self._tag = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        look = dict(attrs).get("class") or ""
        if tag == "div" and look == "text":
            self._inside = True
            self.texts.append("")
        self._tag = self._inside and look.startswith("tag ")
        assert not self._inside or tag in ("div", "mark", "span")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "div"
        self._tag = False

    def handle_data(self, data: str) -> None:
        if self._tag:
            self.tags.append(data)
        elif self._inside:
            self.texts[-1] += data


def folder_of(path: Path, texts: list[str], **run: Any) -> Path:
    notes = [note(f"v-{n}", "GOL001", entities=[], findings=[]) for n, _ in enumerate(texts)]
    for n, each in enumerate(notes):
        each["findings"] = [finding(each["id"], "GOL001", start=0, end=2, excerpt=texts[n][:2])]
    folder = make(path, notes, **run)
    lines = [{"id": f"v-{n}", "line": n + 1, "characters": len(t), "text": t[:20_000]} for n, t in enumerate(texts)]
    (folder / "texts.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return folder


def drawn(folder: Path) -> str:
    write(folder)
    return (folder / "report.html").read_text(encoding="utf-8")


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    text = "  two\n\n  lines <b>&amp;</b> {{ 1 }} \"'>\n</div><script>alert(1)</script>\u202e"
    page = drawn(folder_of(tmp_path / "report", [text]))
    shown = Shown(page)
    assert shown.texts == [text.replace("\u202e", "\\u202e")]
    assert shown.tags == ["GOL001"]
    assert page.count("<script") == 1
    assert '<mark class="error">  </mark><span class="tag error">GOL001</span>' in page


def test_the_legend_names_what_occurs(tmp_path: Path) -> None:
    legend = re.search(r'<p class="legend">.*?</p>', drawn(folder_of(tmp_path / "report", ["stairs"])), re.DOTALL)
    assert legend is not None
    assert re.findall(r'mark class="(\w+)"', legend[0]) == ["error"]


def test_a_cut_text_has_a_mark(tmp_path: Path) -> None:
    page = drawn(folder_of(tmp_path / "report", ["stairs " * 4000]))
    assert "<strong>Cut:</strong> the first 20000 of 28000 characters are shown." in page


def test_the_page_stays_small(tmp_path: Path) -> None:
    page = drawn(folder_of(tmp_path / "report", ["<" * 20_000] * 200))
    assert len(page.encode()) < 5_000_000
    assert 0 < len(Shown(page).texts) < 200
    assert page.count("it stands in texts.jsonl") == 200 - len(Shown(page).texts)
    usual = drawn(folder_of(tmp_path / "usual", ["stairs with min A, 25 min. " * 80] * 200))
    assert len(usual.encode()) < 3_000_000
    assert len(Shown(usual).texts) == 200


def test_room_goes_to_the_first_notes() -> None:
    gathered = gather([note(f"v-{n}", "GOL001", entities=[], findings=[found("GOL001", "Pt")]) for n in range(3)], [])
    texts = {n + 1: Text(f"v-{n}", TEXT, len(TEXT)) for n in range(3)}
    size = marked(gathered.first[0][1], texts[1]).size  # type: ignore[union-attr]
    first = first_notes(gathered, texts, room=2 * size)
    assert [(each.text is not None, each.left_out) for each in first] == [(True, False), (True, False), (False, True)]


@pytest.mark.parametrize("evidence", ["offsets", "none"])
def test_texts_are_not_shown_below_full_evidence(tmp_path: Path, evidence: str) -> None:
    page = drawn(folder_of(tmp_path / "report", ["a canary in the text"], evidence=evidence))
    assert "canary" not in page


def test_a_folder_without_texts_has_the_list(tmp_path: Path) -> None:
    page = drawn(make(tmp_path / "report", [note("v-1", "GOL001")]))
    assert Shown(page).texts == []
    assert '<ol class="marks"' in page


@pytest.mark.parametrize("line", ["{broken stairs", "[]", "{}", '{"id":"v-0","line":1,"characters":1,"text":7}'])
def test_damaged_texts_are_refused(tmp_path: Path, line: str) -> None:
    folder = folder_of(tmp_path / "report", ["stairs"])
    (folder / "texts.jsonl").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(ReportError, match=r"texts\.jsonl, line 1, is damaged; scan again") as caught:
        write(folder)
    assert "stairs" not in str(caught.value)
