"""``report.html`` in a real browser: closed to the outside, worked by keyboard, on a phone, on paper, without script."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader
from report_folder import make, note

from doclint.scan.page import write

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HOSTILE = '"><script>document.title = "taken"</script>'
NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None and os.environ.get("DOCLINT_NEEDS_BROWSER") != "1":
        pytest.skip(f"no browser: none of {', '.join(NAMES)} is installed")
    assert path is not None, "DOCLINT_NEEDS_BROWSER=1 and no browser is installed"
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    notes = [
        note(
            f"v-{n}",
            *(("GOL001", "SKL001"), ("TIM005",), ("CLM008",))[n % 3],
            clinician=f"c-{n % 2}",
            date=f"2026-0{1 + n % 6}-05",
            codes=[{"code": "97530", "units": 1 + n % 4, "minutes": None, "modifiers": [], "origin": "claim"}],
        )
        for n in range(30)
    ]
    folder = make(
        tmp_path_factory.mktemp("browser") / "report",
        [*notes, note(HOSTILE + "x" * 200, "GOL001", clinician="c-" + "w" * 80)],
        [{"source": "export.csv", "row": 4, "id": HOSTILE, "reason": "no text"}],
    )
    texts = [
        {"id": f"v-{n}", "line": n + 1, "characters": 99, "text": f"PT stairs\n\n  visit {n}, {'w' * 80}\n{HOSTILE}"}
        for n in range(20)
    ]
    (folder / "texts.jsonl").write_text("".join(json.dumps(text) + "\n" for text in texts), encoding="utf-8")
    write(folder)
    return (folder / "report.html").as_uri()


class Seen:
    """A page, with what it asked for and what it complained of."""

    def __init__(self, browser: Browser, address: str, **options: Any) -> None:
        self.context = browser.new_context(offline=True, **options)
        self.page: Page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(address)

    def shown(self) -> list[str]:
        """The ids of the notes that are shown, from the top."""
        return [str(row.get_attribute("data-id")) for row in self.page.locator("tbody.note:visible").all()]


@pytest.fixture
def seen(browser: Browser, address: str) -> Iterator[Seen]:
    opened = Seen(browser, address)
    yield opened
    opened.context.close()


def test_it_asks_for_nothing_and_runs_nothing_of_a_note(seen: Seen, address: str) -> None:
    assert seen.requests == [address]
    assert seen.complaints == []
    assert seen.page.title() == "doclint: 31 therapy notes and CPT 97530"
    assert HOSTILE + "x" * 200 in seen.shown()


def test_landmarks_headings_and_names(seen: Seen) -> None:
    for role in ("banner", "navigation", "main", "contentinfo"):
        assert seen.page.get_by_role(role).count() == 1  # type: ignore[arg-type]
    assert seen.page.get_by_role("heading", level=1).count() == 1
    assert seen.page.get_by_role("img", name="Verdicts").count() == 1
    for name in ("Verdict", "Rule", "Clinician", "Sort by"):
        assert seen.page.get_by_role("combobox", name=name, exact=True).count() == 1
    assert seen.page.get_by_role("region", name="By clinician, table").count() == 1


def test_filtering_by_keyboard(seen: Seen) -> None:
    keys = seen.page.keyboard
    seen.page.keyboard.press("Tab")
    assert seen.page.evaluate("document.activeElement.className") == "skip"
    seen.page.focus("#f-verdict")
    keys.type("at")
    assert seen.page.locator("#f-shown").text_content() == "10 of 31 notes shown"
    keys.press("Tab")
    assert seen.page.evaluate("document.activeElement.id") == "f-rule"
    keys.type("TIM")
    keys.press("Tab")
    keys.type("c-1")
    assert seen.shown() == ["v-7", "v-19", "v-1", "v-13", "v-25"]
    keys.press("Tab")
    keys.type("V-1")
    assert seen.shown() == ["v-19", "v-1", "v-13"]
    seen.page.focus("#f-reset")
    keys.press("Enter")
    assert len(seen.shown()) == 31


def test_sorting_by_keyboard(seen: Seen) -> None:
    keys = seen.page.keyboard
    seen.page.focus("th[data-sort=date] button")
    keys.press("Enter")
    assert seen.page.locator("th[data-sort=date]").get_attribute("aria-sort") == "ascending"
    assert seen.shown()[0] == "v-6"
    keys.press("Enter")
    assert seen.page.locator("th[data-sort=date]").get_attribute("aria-sort") == "descending"
    assert seen.shown()[0] == "v-11"
    seen.page.focus("#f-sort")
    keys.type("note id")
    assert seen.page.locator("th[data-sort=date]").get_attribute("aria-sort") is None
    assert seen.shown()[1:4] == ["v-0", "v-1", "v-2"]


def test_a_note_opens_by_keyboard(seen: Seen) -> None:
    seen.page.focus("tbody.note summary >> nth=0")
    seen.page.keyboard.press("Enter")
    assert seen.page.locator("tbody.note .findings:visible").count() == 1
    seen.page.get_by_role("button", name="Open all").press("Enter")
    assert seen.page.locator("tbody.note .findings:visible").count() == 31


def test_a_text_keeps_its_lines_and_its_marks_are_named(seen: Seen) -> None:
    text = seen.page.get_by_role("group", name="Text of note v-0", exact=True)
    seen.page.locator("tbody.note[data-id=v-0] summary").first.press("Enter")
    assert text.locator(".tag").all_text_contents() == ["ACTIVITY planned", "GOL001", "SKL001"]
    assert text.locator("mark").all_text_contents() == ["stairs"]
    style = text.locator("mark").evaluate(
        "mark => [getComputedStyle(mark).textDecorationStyle, getComputedStyle(mark).backgroundColor]"
    )
    assert style == ["wavy", "rgb(213, 239, 229)"]
    text.locator(".tag").evaluate_all("tags => tags.forEach(tag => tag.remove())")
    assert text.evaluate("each => each.innerText") == f"PT stairs\n\n  visit 0, {'w' * 80}\n{HOSTILE}"


@pytest.mark.parametrize("width", [320, 375, 800, 900, 1280])
def test_nothing_runs_over_the_side(browser: Browser, address: str, width: int) -> None:
    seen = Seen(browser, address, viewport={"width": width, "height": 800})
    seen.page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    outside = seen.page.evaluate(
        """width => Array.from(document.querySelectorAll("section, .tiles div, figure, .first, .findings li"))
            .filter(each => each.getBoundingClientRect().right > width + 0.5).map(each => each.outerHTML.slice(0, 80))""",
        width,
    )
    assert outside == []
    seen.context.close()


def test_on_paper(seen: Seen, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    seen.page.pdf(path=path, format="A4", print_background=True)
    pages = [" ".join((page.extract_text() or "").split()) for page in PdfReader(path).pages]
    text = " ".join(pages)
    assert 2 <= len(pages) <= 12
    for words in ("Do the notes support billing CPT 97530?", "at risk in a review 10", "SKL001"):
        assert words in text
    assert "Filter and sort" not in text
    assert "The same figures as a table" not in text
    assert "units of 97530 units share" in text  # a table that stands closed on the screen


def test_without_script_every_note_is_there(browser: Browser, address: str) -> None:
    seen = Seen(browser, address, java_script_enabled=False)
    assert len(seen.shown()) == 31
    assert not seen.page.locator("#filter").is_visible()
    assert seen.page.locator("table.first thead button").count() == 0
    seen.context.close()
