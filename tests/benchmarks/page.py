"""How soon a note is marked after the last key: ``python tests/benchmarks/page.py [--keys N]``.

A real service and a real browser on this machine. Types at the end of a note of 300 words, lets it rest, and reads the
page's own measure: from the key to the frame that shows the marks. Of that, ``service`` is the request as the browser
saw it. ``lint`` is the processor time of the same note in this process, in the same run; ``cpu`` the processor time of
service and browser together for a key, less what they spend at rest: what the key would take on a machine with nothing
else to do, if nothing of it ran side by side. A note of a megabyte then shows that typing stays possible: a key holds
the browser for ``key``.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from importlib.resources import files
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "service"))

from figures import Figures, options
from page_browser import Opened, browsing, serving

import doclint

WORDS = 300
REST = 1.0
"""Seconds after a key."""
REQUEST = "performance.getEntriesByType('resource').filter(each => each.name.endsWith('/page/lint')).at(-1).duration"
MARKED = "performance.getEntriesByName('doclint-marked')[0].duration"
TYPED = """() => {
  const field = document.querySelector("#text");
  field.focus();
  field.setSelectionRange(500000, 500000);
  const began = performance.now();
  document.execCommand("insertText", false, "x");
  document.querySelector("#mirror").getBoundingClientRect();
  return performance.now() - began;
}"""


def note() -> str:
    """The first 300 words of the sample notes."""
    folder = files("doclint").joinpath("samples")
    names = ("pt-clean-transfers.txt", "ot-clean-kitchen.txt", "ot-defective-no-goal.txt")
    text = "\n".join(folder.joinpath(name).read_text(encoding="utf-8") for name in names)
    end = 0
    for _ in range(WORDS):
        while text[end].isspace():
            end += 1
        while not text[end].isspace():
            end += 1
    return text[:end]


def processor() -> float:
    """The processor time, in milliseconds, of all processes that this one has started and that still run."""
    stats = [path.read_text().rpartition(")") for path in Path("/proc").glob("[0-9]*/stat") if _readable(path)]
    fields = {int(head.split(" ", 1)[0]): rest.split() for head, _, rest in stats}
    mine = {os.getpid()}
    while new := {pid for pid, rest in fields.items() if int(rest[1]) in mine} - mine:
        mine |= new
    ticks = sum(int(fields[pid][11]) + int(fields[pid][12]) for pid in mine - {os.getpid()} if pid in fields)
    return 1000 * ticks / os.sysconf("SC_CLK_TCK")


def _readable(path: Path) -> bool:
    try:
        return bool(path.read_text())
    except OSError:
        return False


def spread(name: str, values: list[float]) -> str:
    return f"{name:<8} median {statistics.median(values):6.1f} ms, least {min(values):6.1f}, most {max(values):6.1f}"


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--keys", type=int, default=30)
    given = parser.parse_args()
    keys = given.keys
    text = note()
    linter = doclint.Linter()
    linter.lint(text)
    marked: list[float] = []
    service: list[float] = []
    lint: list[float] = []
    with serving() as address, browsing() as browser:
        opened = Opened(browser, address, viewport={"width": 1280, "height": 900}).ready()
        opened.write(text)
        opened.page.focus("#text")
        opened.page.keyboard.press("Control+End")
        time.sleep(REST)
        before = processor()
        time.sleep(REST * keys)
        at_rest = processor() - before
        before = processor()
        for _ in range(keys):
            opened.page.keyboard.type("x")
            time.sleep(REST)
        cpu = (processor() - before - at_rest) / keys
        for key in range(keys):
            with opened.judged():
                opened.page.keyboard.type("x")
            marked.append(opened.page.evaluate(MARKED))
            service.append(opened.page.evaluate(REQUEST))
            began = time.process_time()
            linter.lint(text + "x" * key)
            lint.append(1000 * (time.process_time() - began))
        opened.page.route("**/page/lint", lambda route: None)
        opened.page.evaluate(
            "text => { const f = document.querySelector('#text'); f.value = text; f.dispatchEvent(new Event('input')) }",
            (text + "\n") * (1_000_000 // len(text) - 1),
        )
        held = [float(opened.page.evaluate(TYPED)) for _ in range(9)]
    print(f"{len(text.split())} words, {len(text)} characters, {keys} keys")
    for name, values in (("marked", marked), ("service", service), ("lint", lint)):
        print(spread(name, values))
    print(spread("rest", [one - other for one, other in zip(marked, service, strict=True)]))
    print(f"{'cpu':<8} mean   {cpu:6.1f} ms")
    print(spread("key", held) + " in a note of a megabyte")
    figures = Figures()
    ratio = statistics.median(marked) / statistics.median(lint)
    figures.add("page", ratio, f"from the key to the marks, against the lint alone: {ratio:.2f}")
    figures.write(given.json)


if __name__ == "__main__":
    main()
