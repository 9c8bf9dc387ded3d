"""How the page looks and what it keeps to itself: sizes, dark, paper, accessibility, storage, hostile text, token."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from page_browser import Opened, browsing, said, serving
from pypdf import PdfReader

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NOTE = """PT daily note
97530 30 min: SLR 3x10, quad sets 2x15. Min A. PT gave verbal cues for full knee extension. Pt refused stairs.
A: Tolerated well. Quad weakness after TKA. Moist hot pack. O2 96%.
Goal: increase R knee strength to 4+/5 in 4 weeks. Total treatment time: 30 min"""
HOSTILE = """</textarea><script>document.title="taken"</script><img src=x onerror="document.title='taken'">
97530 30 min: <b onmouseover="document.title='taken'">sit to stand</b> x5 javascript:alert(1) {{7*7}} ${7*7} &lt;i&gt; min A.
Goal: "><svg onload=document.title='taken'> climb 4 stairs."""
TOKEN = "a-token-of-this-test-0123456789"
AXE = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving() as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing() as opened:
        yield opened


def filled(browser: Browser, address: str, **options: Any) -> Opened:
    """The page with a note, a claim, findings, and everything open."""
    opened = Opened(browser, address, **options).ready()
    opened.write(NOTE)
    with opened.judged():
        opened.bill("97530", "3", "GP")
    opened.page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    return opened


@pytest.fixture(scope="module")
def axe() -> str:
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("scheme", "width", "height"), [("light", 1280, 900), ("dark", 1280, 900), ("light", 320, 640), ("dark", 320, 256)]
)
def test_axe_finds_nothing(browser: Browser, address: str, axe: str, scheme: Any, width: int, height: int) -> None:
    opened = filled(browser, address, color_scheme=scheme, viewport={"width": width, "height": height})
    opened.page.evaluate(axe)
    run = "tags => axe.run(document, { runOnly: tags }).then(found => found.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 120))]))"
    assert opened.page.evaluate(run, list(AXE)) == []
    for dialog in ("token-dialog", "scan-dialog", "report-dialog"):
        opened.page.evaluate(f"document.querySelector('#{dialog}').showModal()")
        assert opened.page.evaluate(run, list(AXE)) == []
        opened.page.evaluate(f"document.querySelector('#{dialog}').close()")
    assert opened.page.locator("#findings > li").count() >= 3
    opened.close()


@pytest.mark.parametrize("width", [320, 375, 768, 1000, 1280])
def test_nothing_runs_over_the_side_and_everything_can_be_hit(browser: Browser, address: str, width: int) -> None:
    opened = filled(browser, address, viewport={"width": width, "height": 800})
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
    small = opened.page.evaluate(
        """() => Array.from(document.querySelectorAll("button, select, input, summary")).filter(each => each.checkVisibility() && !each.hidden)
            .map(each => [each.id || each.textContent, each.closest("label.check") ? each.closest("label") : each])
            .map(([name, each]) => [name, each.getBoundingClientRect()]).filter(([, box]) => box.width < 24 || box.height < 24).map(([name]) => name)"""
    )
    assert small == []
    opened.close()


def test_the_marks_lie_behind_their_words(browser: Browser, address: str) -> None:
    opened = Opened(browser, address, viewport={"width": 500, "height": 900}).ready()
    opened.write(
        "tab\there  two blanks  at the end of a long line that wraps somewhere in the middle of its words   \n" * 3
        + NOTE
    )
    heights = opened.page.evaluate(
        "[document.querySelector('#mirror').scrollHeight, document.querySelector('#text').scrollHeight]"
    )
    assert heights[0] == heights[1]
    fonts = opened.page.evaluate(
        "['#mirror', '#text'].map(each => { const s = getComputedStyle(document.querySelector(each)); return [s.font, s.letterSpacing, s.wordSpacing, s.whiteSpace, s.overflowWrap, s.padding, s.width, s.tabSize, s.textIndent] })"
    )
    assert fonts[0] == fonts[1]
    opened.close()


def test_dark_and_light(browser: Browser, address: str) -> None:
    grounds = []
    for scheme in ("light", "dark"):
        opened = Opened(browser, address, color_scheme=scheme).ready()
        grounds.append(
            opened.page.evaluate(
                "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector('#text')).color]"
            )
        )
        opened.close()
    assert grounds == [["rgb(244, 246, 248)", "rgb(27, 31, 36)"], ["rgb(20, 24, 29)", "rgb(231, 234, 238)"]]


def test_no_mark_is_told_by_colour_alone(browser: Browser, address: str) -> None:
    opened = Opened(browser, address).ready()
    lines = opened.page.evaluate(
        """Array.from(document.querySelectorAll("#legend span"), each => { const s = getComputedStyle(each); return [s.textDecorationLine, s.textDecorationStyle, s.textDecorationThickness, s.textUnderlineOffset].join(" ") })"""
    )
    assert len(lines) == len(set(lines)) == 12
    opened.close()


def test_on_paper(browser: Browser, address: str, tmp_path: Path) -> None:
    opened = filled(browser, address, color_scheme="dark")
    opened.page.evaluate("document.querySelector('#visit-details').open = false")
    opened.page.pdf(path=tmp_path / "page.pdf", format="A4", print_background=True)
    pages = [" ".join((page.extract_text() or "").split()) for page in PdfReader(tmp_path / "page.pdf").pages]
    text = " ".join(pages)
    assert 1 <= len(pages) <= 4
    for words in (
        "quad sets 2x15", "Does not support 97530", "97530 30 timed min → 2 units; billed 3", "medicare · 97530 ×3 GP",
        "no coding or legal advice", "increase R knee strength", "https://",
    ):  # fmt: skip
        assert words in text, words
    for words in ("Open a file", "Add a line", "Drop a note", "More on this rule"):
        assert words not in text
    opened.page.emulate_media(media="print")
    assert (
        opened.page.evaluate(
            "[getComputedStyle(document.body).color, getComputedStyle(document.querySelector('#mirror')).color]"
        )
        == ["rgb(0, 0, 0)"] * 2
    )
    opened.close()


def test_the_verdict_stays_in_sight_on_a_phone(browser: Browser, address: str) -> None:
    opened = filled(browser, address, viewport={"width": 375, "height": 700})
    for place in (0.3, 0.6, 1.0):
        opened.page.evaluate(f"scrollTo(0, {place} * document.body.scrollHeight)")
        top = "document.elementFromPoint(innerWidth / 2, 24).closest('#verdict') !== null"
        assert opened.page.evaluate(top), place
    opened.close()


def test_marks_are_there_in_the_system_s_own_colours(browser: Browser, address: str) -> None:
    opened = filled(browser, address, forced_colors="active")
    opened.page.evaluate("document.activeElement.blur()")
    marked = opened.page.locator("#editor").screenshot()
    opened.page.evaluate("CSS.highlights.clear()")
    assert opened.page.locator("#editor").screenshot() != marked
    opened.close()


def test_reduced_motion_moves_nothing(browser: Browser, address: str) -> None:
    opened = filled(browser, address, reduced_motion="reduce")
    assert (
        opened.page.evaluate(
            "Array.from(document.querySelectorAll('*')).filter(e => getComputedStyle(e).transitionDuration !== '0s' || getComputedStyle(e).animationName !== 'none').map(e => e.tagName)"
        )
        == []
    )
    opened.close()


def test_hostile_text_stays_text(browser: Browser, address: str) -> None:
    for script in ("", "delete window.Highlight; delete CSS.highlights"):
        opened = Opened(browser, address, script=script).ready()
        before = opened.page.evaluate("document.querySelectorAll('script, img, svg, b').length")
        opened.write(HOSTILE)
        opened.bill('"><script>document.title="taken"</script>', "2", "<b>")
        opened.page.wait_for_selector("#problem:visible")
        assert opened.page.input_value("#text") == HOSTILE
        assert opened.page.evaluate("document.querySelectorAll('script, img, svg, b').length") == before
        assert opened.page.title() == "doclint: does this note support CPT 97530?"
        assert "taken" not in str(opened.page.text_content("#problem"))
        opened.close()
        assert [each for each in opened.complaints if "422" not in each] == []


def test_it_keeps_nothing_and_asks_nobody_else(browser: Browser, address: str) -> None:
    opened = filled(browser, address)
    assert {url for url in opened.requests if not url.startswith(address + "/")} == set()
    assert opened.context.cookies() == []
    kept = opened.page.evaluate(
        "async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length, history.length, location.href, history.state]"
    )
    assert kept[:4] == [0, 0, 0, 0]
    assert kept[5:] == [address + "/", None]
    off = opened.page.evaluate(
        "Array.from(document.querySelectorAll('input:not([type=file]), select, textarea')).filter(e => e.getAttribute('autocomplete') !== 'off').map(e => e.id)"
    )
    assert off == []
    assert opened.page.evaluate("document.querySelector('#text').spellcheck") is False
    opened.page.on("dialog", lambda dialog: dialog.accept())
    opened.page.goto("about:blank")
    opened.page.go_back()
    opened.ready()
    assert opened.page.input_value("#text") == ""
    opened.close()


def test_a_token_is_asked_for_and_stays_in_memory(browser: Browser) -> None:
    with serving(DOCLINT_TOKEN=TOKEN) as address:
        opened = Opened(browser, address)
        opened.page.wait_for_selector("#token-dialog[open]")
        opened.page.fill("#token", "not-the-token-of-this-server")
        opened.page.keyboard.press("Enter")
        opened.page.wait_for_selector("#token-wrong:visible")
        opened.page.fill("#token", TOKEN)
        opened.page.keyboard.press("Enter")
        opened.ready()
        opened.write(NOTE)
        assert opened.page.locator("#findings > li").count() >= 2
        assert TOKEN not in opened.page.content()
        assert all(TOKEN not in url for url in opened.requests)
        assert opened.page.evaluate("localStorage.length + sessionStorage.length") == 0
        assert said(address, "/page/start")[0] == 401
        assert said(address, "/page/file", b"note")[0] == 401
        opened.close()


def test_the_files_of_the_page(address: str) -> None:
    types = {
        "": "text/html",
        "page/app.js": "text/javascript",
        "page/style.css": "text/css",
        "page/icon.svg": "image/svg+xml",
    }
    for path, kind in types.items():
        status, headers, _ = said(address, f"/{path}", None, "GET")
        assert status == 200
        assert headers["content-type"].startswith(kind)
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        policy = headers["content-security-policy"]
        assert "unsafe" not in policy
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    for path in (
        "page/types.d.ts",
        "page/..%2froutes.py",
        "page/../seen.py",
        "page/app.js/x",
        "page/none.js",
        "page/lint",
    ):
        assert said(address, f"/{path}", None, "GET")[0] in (404, 405), path
