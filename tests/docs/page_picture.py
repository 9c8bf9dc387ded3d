"""Makes the picture of ``docs/page.md``: ``python tests/docs/page_picture.py`` starts a service and photographs its page."""

from __future__ import annotations

import io
import sys
from importlib.resources import files
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "service"))
from page_browser import Opened, browsing, serving
from PIL import Image

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "docs" / "page.png"
MOST = 150_000


def main() -> None:
    """Write the picture."""
    note = files("doclint").joinpath("samples", "pt-defective-exercise.txt").read_text(encoding="utf-8")
    with serving() as address, browsing() as browser:
        opened = Opened(browser, address, viewport={"width": 1180, "height": 1180}).ready()
        opened.write(note)
        with opened.judged():
            opened.bill("97530", "3", "GP")
        opened.page.hover("li[data-rule=ACT003] h3")
        taken = Image.open(io.BytesIO(opened.page.screenshot()))
        taken.convert("RGB").quantize(128).save(PICTURE, optimize=True)
    size = PICTURE.stat().st_size
    print(f"{PICTURE.relative_to(ROOT)}: {size:,} bytes")
    assert size < MOST


if __name__ == "__main__":
    main()
