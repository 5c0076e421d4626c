"""Formulas of the documentation as MathML, made when it is built: no script, no font."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.errors import ExtensionError
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)

# Commands that the converter leaves as written, because it does not support them.
UNREAD = re.compile(r"\\[A-Za-z]+")
# The number of parts of these; the converter does not report a missing one.
PARTS = {
    "mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2,
    "msubsup": 3, "munderover": 3,
}  # fmt: skip
NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"


class FormulaError(ExtensionError):
    """A formula that does not convert."""


def mathml(latex: str, *, display: bool) -> str:
    """Return a formula as MathML; refuse one that does not convert as a whole."""
    try:
        text: str = convert(latex, display="block" if display else "inline")
        tree = ElementTree.fromstring(text)  # noqa: S314  # what was just made here
    except Exception as error:
        raise FormulaError(f"formula does not convert: {latex!r} ({error})") from error
    left = UNREAD.findall("".join(tree.itertext()))
    if left or not "".join(tree.itertext()).strip():
        raise FormulaError(f"formula has what does not convert: {latex!r} ({', '.join(left)})")
    for element in tree.iter():
        wanted = PARTS.get(element.tag.removeprefix(NAMESPACE))
        if wanted is not None and len(element) != wanted:
            raise FormulaError(f"formula lacks a part: {latex!r}")
    if latex.count("{") != latex.count("}"):
        raise FormulaError(f"formula has a brace without its other one: {latex!r}")
    return text


def write(node: nodes.Element, *, display: bool) -> str:
    """Return the formula of a node; name the page of one that does not convert."""
    try:
        return mathml(node.astext(), display=display)
    except FormulaError as error:
        LOGGER.warning("%s", error, location=node)
        return ""


def visit_math(translator: Any, node: nodes.math) -> None:
    """Write a formula in a line."""
    translator.body.append(write(node, display=False))
    raise nodes.SkipNode


def visit_math_block(translator: Any, node: nodes.math_block) -> None:
    """Write a formula on a separate line; one that is too wide scrolls by itself."""
    formula = write(node, display=True)
    translator.body.append(f'<div class="formula" tabindex="0">{formula}</div>\n')
    raise nodes.SkipNode


def setup(app: Any) -> dict[str, Any]:
    """Make this the way to write formulas."""
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_math_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
