"""Every regular expression of the package, and texts that would make it slow if anything could.

    python -m tests.fuzz.patterns

prints the expressions whose time grows faster than their text (``--quick``: with fewer texts). They are recorded while the package is imported and
notes of all kinds are read, so an expression inside a function counts too. The texts come from each expression's own
tree: what leads up to a repetition, and what repeats, over and over.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import re._constants as ops
import re._parser as parser
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

METHODS = frozenset({"match", "fullmatch", "search", "findall", "finditer", "split", "sub", "subn"})
ANCHORED = frozenset({"match", "fullmatch"})
PLAIN = ("", " ", "\t", "\n", "a", "1", "-", ".", "a ", "1 ", "-a", "(", "|", "'", "\u0113")
RARE = ("\u0113", "(", "|", "'", "-a", "a ", "1 ")
LENGTHS = (20, 26, 34, 400, 4_000)
"""Characters: what grows by powers shows in the short ones, before it would never end."""
SLOW = 0.012
"""Seconds; an expression that reads 4,000 characters once takes a tenth of that."""
FAR = 4
"""Times what the expression takes for prose from which it is looked at again."""
PROSE = "97530 x 15 min: sit to stand from the low chair, min A, cues for nose over toes; LTG 2: stairs with rail. "
LONG = 64
"""Repetitions from which a repetition counts as open."""

BOUNDED = {
    "doclint.nlp.attribution": (
        "\\(?\\s*(?:[x×]",
        "\\s*[-\\s,/(+]",
        "\\s*[:|=-]?",
    ),  # 120 and 24 characters behind a label
    "doclint.rules.act002": ("\\s*(?:deficit", "\\s*(?:screen"),  # matched at one place of a line
    "doclint.rules.times": ("\\bgroup",),  # 300 characters before a clock interval
    "doclint.sources.ccda.markup": ("\\ufeff?(?:",),  # matched, or replaced once, at the beginning
}
"""Beginnings of expressions that are slow on long texts and are given short ones only, or one place."""

Found = dict[tuple[str | bytes, int], tuple[set[str], set[str]]]


def record() -> Found:
    """The expressions that the package compiles, with the modules that do so and the functions of ``re`` they use."""
    found: Found = {}
    compiled: Callable[..., Any] = re._compile  # type: ignore[attr-defined]

    def remember(pattern: Any, flags: Any) -> Any:
        called, caller = sys._getframe(1), sys._getframe(2)
        module = str(caller.f_globals.get("__name__", ""))
        if module.split(".")[0] == "doclint":
            made = compiled(pattern, flags)
            modules, uses = found.setdefault((made.pattern, made.flags), (set(), set()))
            modules.add(module)
            uses.add(called.f_code.co_name)
        return compiled(pattern, flags)

    re._compile = remember  # type: ignore[attr-defined]
    try:
        _use_everything()
    finally:
        re._compile = compiled  # type: ignore[attr-defined]
    return found


def _use_everything() -> None:
    import doclint

    for module in pkgutil.walk_packages(doclint.__path__, "doclint."):
        if not module.name.endswith("__main__"):
            with suppress(ImportError):
                importlib.import_module(module.name)
    from doclint.lexicon import rows
    from doclint.lexicon.wordings import wording
    from doclint.testing import load_cases

    for name in {row["name"] for row in rows("wordings")}:
        wording(name)
    linter = doclint.Linter()
    for path in sorted(Path(__file__).parent.parent.glob("rules/cases/*.yaml")):
        for case in load_cases(path)[:4]:
            linter.lint(case.text, case.claim)


def uses_of(pattern: str | bytes, modules: set[str], uses: set[str]) -> set[str]:
    """The methods by which the expression is used; that of a name is looked up in the module's source."""
    out = uses - {"compile"}
    if "compile" not in uses:
        return out
    for name in modules:
        module = sys.modules[name]
        source = Path(str(module.__file__)).read_text(encoding="utf-8")
        names = [
            key for key, value in vars(module).items() if isinstance(value, re.Pattern) and value.pattern == pattern
        ]
        names += [
            ast.unparse(node.targets[0])
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and node.value.args
            if isinstance(node.value.args[0], ast.Constant) and node.value.args[0].value == pattern
        ]
        for key in names:
            out.update(re.findall(rf"\b{re.escape(key)}\.(\w+)\(", source))
        if not names:
            return {"search"}
    return out & METHODS or {"search"}


def attacks(pattern: str | bytes, flags: int) -> Iterator[tuple[str, str]]:
    """Beginnings and what is repeated behind them."""
    text = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
    tree = parser.parse(text, flags & ~re.LOCALE)
    found = {("", "")}
    for before, body in _repeats(tree, ""):
        found.update({(before, body), ("", before + body), ("", body)})
        found.update((before, plain) for plain in PLAIN)
        found.update(("", before + plain) for plain in PLAIN)
    whole = _example(tree)
    found.update(("", whole + plain) for plain in PLAIN)
    found.update(("", plain) for plain in PLAIN)
    return ((one, two) for one, two in sorted(found) if two)


def _repeats(tree: Any, before: str) -> Iterator[tuple[str, str]]:
    for op, value in tree:
        if op in (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT):
            _, most, body = value
            if most is ops.MAXREPEAT or most >= LONG:
                yield before, _example(body)
            yield from _repeats(body, before)
        elif op is ops.SUBPATTERN:
            yield from _repeats(value[-1], before)
        elif op is ops.ATOMIC_GROUP:
            yield from _repeats(value, before)
        elif op is ops.BRANCH:
            for branch in value[1]:
                yield from _repeats(branch, before)
        elif op is ops.ASSERT:
            yield from _repeats(value[1], before)
        before += _example([(op, value)])


def _example(tree: Any) -> str:
    """A short text that the tree matches, but for what it looks at around itself."""
    out = ""
    for op, value in tree:
        if op is ops.LITERAL:
            out += chr(value)
        elif op is ops.NOT_LITERAL:
            out += "a" if value != ord("a") else "b"
        elif op is ops.ANY:
            out += "a"
        elif op is ops.IN:
            out += _member(value)
        elif op in (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT):
            least, most, body = value
            out += _example(body) * (least or (1 if most else 0))
        elif op is ops.SUBPATTERN:
            out += _example(value[-1])
        elif op is ops.ATOMIC_GROUP:
            out += _example(value)
        elif op is ops.BRANCH:
            out += _example(value[1][0])
    return out


def _member(items: Any) -> str:
    classes = {
        ops.CATEGORY_DIGIT: "1",
        ops.CATEGORY_SPACE: " ",
        ops.CATEGORY_WORD: "a",
        ops.CATEGORY_NOT_DIGIT: "a",
        ops.CATEGORY_NOT_SPACE: "a",
        ops.CATEGORY_NOT_WORD: "-",
    }
    if items[0][0] is ops.NEGATE:
        barred = re.compile("[" + "".join(_written(item, classes) for item in items[1:]) + "]")
        return next((char for char in "a1 -\n\t.~\u0113" if not barred.match(char)), "\u0113")
    op, value = items[0]
    if op is ops.LITERAL:
        return chr(value)
    return chr(value[0]) if op is ops.RANGE else classes.get(value, "a")


def _written(item: Any, classes: dict[Any, str]) -> str:
    op, value = item
    if op is ops.LITERAL:
        return re.escape(chr(value))
    if op is ops.RANGE:
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    return {"1": r"\d", " ": r"\s", "a": r"\w", "-": r"\W"}.get(classes.get(value, "a"), r"\w")


def slow(pattern: str | bytes, flags: int, anchored: bool, *, quick: bool = False) -> tuple[str, str] | None:
    """The first attack under which the time grows faster than the text; None where there is none.

    ``quick`` leaves out rare characters and texts that match to their end.
    """
    made = re.compile(pattern, flags)
    prose = _text("", PROSE, "", LENGTHS[-1])
    limit = max(SLOW, FAR * _least(made, prose, anchored))
    for before, body in attacks(pattern, flags):
        if quick and any(part in before + body for part in RARE):
            continue
        for ending in ("\x00",) if quick else ("", "\x00"):
            for length in LENGTHS:
                attack = before, body, ending
                if _seconds(made, _text(*attack, length), anchored) > limit and _grows(made, attack, length, anchored):
                    return before, body
    return None


def _grows(made: re.Pattern[Any], attack: tuple[str, str, str], length: int, anchored: bool) -> bool:
    """Whether the time for twice the text, the least of three, is more than in proportion; any for a short text is."""
    once = _least(made, _text(*attack, length), anchored)
    if length < 100:
        return once > SLOW
    return _least(made, _text(*attack, 2 * length), anchored) > 2.7 * once


def _least(made: re.Pattern[Any], text: str, anchored: bool) -> float:
    return min(_seconds(made, text, anchored) for _ in range(3))


def _text(before: str, body: str, ending: str, length: int) -> str:
    return before + (body * (length // len(body) + 1))[:length] + ending


def _seconds(made: re.Pattern[Any], text: str, anchored: bool) -> float:
    data: Any = text.encode("latin-1", "replace") if isinstance(made.pattern, bytes) else text
    began = time.process_time()
    if anchored:
        made.match(data)
    else:
        deque(made.finditer(data), maxlen=0)
    return time.process_time() - began


def main() -> None:
    quick = "--quick" in sys.argv[1:]
    found = record()
    slowest = 0
    for (pattern, flags), (modules, uses) in sorted(found.items(), key=lambda item: str(item[0])):
        if any(module in BOUNDED and str(pattern).startswith(BOUNDED[module]) for module in modules):
            continue
        used = uses_of(pattern, modules, uses)
        attack = slow(pattern, flags, anchored=used <= ANCHORED, quick=quick)
        if attack is not None:
            slowest += 1
            print("slow:", *sorted(modules), *sorted(used), repr(pattern), "on", attack, flush=True)
    print(len(found), "expressions read")
    sys.exit(slowest > 0)


if __name__ == "__main__":
    main()
