"""A drawing of matplotlib as a part of an HTML page: named for who does not see it, with ids of its own."""

from __future__ import annotations

import re
from io import StringIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_REFERENCE = re.compile(r"url\(#([^()]+)\)")
_LEFT_OUT = ("metadata", "style")


def inline(figure: Figure, *, name: str, title: str, description: str) -> str:
    """The figure as an ``svg`` element without namespaces, for HTML 5; the same figure gives the same text."""
    stream = StringIO()
    figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    root = ElementTree.fromstring(stream.getvalue())
    for element in root.iter():
        element.tag = _local(element.tag)
        for key in list(element.attrib):
            value = element.attrib.pop(key)
            if key == "id" or key.endswith("}href"):
                value = f"#{name}-{value[1:]}" if value.startswith("#") else f"{name}-{value}"
            element.attrib[_local(key)] = _REFERENCE.sub(rf"url(#{name}-\1)", value)
    for parent in root.iter():
        for child in [child for child in parent if child.tag in _LEFT_OUT]:
            parent.remove(child)
    for key in ("version", "width", "height"):
        root.attrib.pop(key, None)
    root.attrib |= {"role": "img", "aria-labelledby": f"{name}-title {name}-desc", "class": "plot"}
    for place, (tag, words) in enumerate((("title", title), ("desc", description))):
        element = ElementTree.Element(tag, {"id": f"{name}-{tag}"})
        element.text = words
        element.tail = "\n"
        root.insert(place, element)
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=False)


def _local(name: str) -> str:
    return name.rpartition("}")[2]
