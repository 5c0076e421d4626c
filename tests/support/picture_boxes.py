"""Positions of the words of a picture: boxes of the texts of an SVG, and which of them collide."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from defusedxml import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
_MOVE = re.compile(r"translate\(([-\d.]+)[ ,]+([-\d.]+)\)")
# Names of the letters above and below the line of writing, as shares of the font size. Scripts are
# measured by their bodies: diacritics of neighbouring lines may touch, letters may not.
_ABOVE, _BELOW = 0.62, 0.1


@dataclass(frozen=True)
class Box:
    text: str
    left: float
    top: float
    right: float
    bottom: float

    def covers(self, other: Box, slack: float = 1.0) -> bool:
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > slack and down > slack


def width_of(text: str, size: float) -> float:
    """A cautious width: what letters take at least in the usual fonts."""
    total = 0.0
    for letter in text:
        kind = unicodedata.category(letter)
        if kind in ("Mn", "Cf"):
            continue
        if unicodedata.east_asian_width(letter) in ("W", "F"):
            total += 0.95
        elif "\u0600" <= letter <= "\u06ff":
            total += 0.40
        elif letter in " .,:;'()|ilj":
            total += 0.24
        else:
            total += 0.60 if letter.isupper() else 0.50
    return total * size


def text_boxes(svg: str) -> list[Box]:
    """The boxes of all words that a picture shows."""
    root = ElementTree.fromstring(svg)
    boxes: list[Box] = []

    def visit(element: Any, x: float, y: float) -> None:
        if element.tag in (f"{SVG}title", f"{SVG}desc") or element.get("display") == "none":
            return
        moved = _MOVE.search(element.get("transform", ""))
        if moved:
            x, y = x + float(moved[1]), y + float(moved[2])
        if element.tag == f"{SVG}text":
            boxes.extend(_lines(element, x, y))
            return
        for child in element:
            visit(child, x, y)

    visit(root, 0.0, 0.0)
    return boxes


def _lines(element: Any, x: float, y: float) -> list[Box]:
    if "rotate(" in element.get("transform", ""):
        raise AssertionError(f"turned words: {element.text}")
    if element.get("opacity") == "0":
        return []
    size = float(element.get("font-size", "11").removesuffix("px"))
    x, y = x + float(element.get("x", 0)), y + float(element.get("y", 0))
    spans = [span for span in element if span.tag == f"{SVG}tspan"]
    texts = [(element.text or "", 0.0)] if not spans else []
    below = 0.0
    for span in spans:
        below += float(span.get("dy", 0))
        texts.append((span.text or "", below))
    boxes = []
    for text, down in texts:
        if not text.strip():
            continue
        wide = width_of(text, size)
        anchor = element.get("text-anchor", "start")
        left = x - (wide if anchor == "end" else wide / 2 if anchor == "middle" else 0)
        base = y + down
        boxes.append(Box(text, left, base - _ABOVE * size, left + wide, base + _BELOW * size))
    return boxes


def picture_size(svg: str) -> tuple[float, float]:
    root = ElementTree.fromstring(svg)
    return float(root.get("width", 0)), float(root.get("height", 0))


def collisions(svg: str) -> list[str]:
    """Return the faulty words of a picture: those cut at its edge, and those that collide."""
    boxes = text_boxes(svg)
    width, height = picture_size(svg)
    cut = [
        f"cut: {box.text}"
        for box in boxes
        if box.left < -1 or box.right > width + 1 or box.top < 0 or box.bottom > height
    ]
    over = [
        f"over one another: {first.text} | {second.text}"
        for first, second in combinations(boxes, 2)
        if first.covers(second)
    ]
    return cut + over
