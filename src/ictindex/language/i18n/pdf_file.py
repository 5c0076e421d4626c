"""A Typst document made into a PDF: tagged (PDF/UA-1), the same bytes for the same words.

A picture of a document of a word processor is drawn in the same way.
"""

from __future__ import annotations

import importlib
import re
import unicodedata
from typing import Any

from ictindex.core.errors import UsageError
from ictindex.core.formulas import typst_string

# The date of a document without a date, so that no clock changes its bytes: 1 January 2000.
_NO_DATE = 946_684_800
_MISSING = re.compile(r'the text `"(.*?)"` could not be displayed')
_CODE = re.compile(r"\\u\{([0-9a-f]+)\}")


def load_typst() -> Any:
    """Import the package of the extra, or say how to install it."""
    try:
        return importlib.import_module("typst")
    except ImportError as error:
        raise UsageError("paper.package-missing", package="typst") from error


def make_pdf(source: str) -> bytes:
    """Make a PDF of a Typst document; a character that no font has is an error."""
    return _compile(source, format="pdf", pdf_standards=["ua-1"], timestamp=_NO_DATE)


def draw_png(svg: str, width: float, height: float) -> bytes:
    """Draw a picture of a width and a height in points, 200 dots to the inch."""
    sized = f"width: {width:.1f}pt, height: {height:.1f}pt"
    page = f"#set page({sized}, margin: 0pt)"
    image = f'#image(bytes({typst_string(svg)}), format: "svg", width: {width:.1f}pt)'
    return _compile(f"{page}\n{image}", format="png", ppi=200.0)


def _compile(source: str, **settings: Any) -> bytes:
    typst = load_typst()
    try:
        made: bytes = typst.compile(source.encode(), **settings)
    except typst.TypstError as error:
        raise _refusal(str(error)) from error
    return made


def _refusal(reason: str) -> UsageError:
    missing = _MISSING.search(reason)
    if missing is None:
        return UsageError("paper.not-made", reason=reason.splitlines()[0] if reason else "")
    signs = _CODE.sub(lambda code: chr(int(code[1], 16)), missing[1])
    return UsageError("paper.glyph-missing", characters=signs, script=script_of(signs))


def script_of(signs: str) -> str:
    """Name the script of characters as Unicode does: the first word of the first letter's name."""
    for sign in signs:
        name = unicodedata.name(sign, "")
        if name and not sign.isspace():
            return name.split()[0].title()
    return "Unicode " + " ".join(f"U+{ord(sign):04X}" for sign in signs[:3])
