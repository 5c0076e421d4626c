"""The markup of the parts of a workbook, checked before anything is built from it.

A part of kilobytes can unpack to millions of elements: here they are only counted, in pieces.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.parsers import expat

from ictindex.core.errors import UnusableFileError
from ictindex.data.cell_text import visible

MOST_DEPTH = 64  # nested elements; a spreadsheet needs about a dozen
MOST_ATTRIBUTES = 64  # attributes of one element; a spreadsheet needs about two dozen
MOST_ELEMENTS = 100_000  # elements of a part on the structure: at most 65,490 formats
MOST_TAGS = 1_200_000  # elements of a part with the contents of cells: four for each cell
_LONGEST_TAG = 1 << 20  # bytes
_PIECE = 1 << 16
_ENCODINGS = frozenset((18, 19))  # expat: an encoding that is unknown or wrong
_WORKSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_WORKBOOK = "main+xml"
CONTENTS = "[Content_Types].xml"
STYLES = "xl/styles.xml"
RELATIONS = ".rels"
_MADE_OF = frozenset(
    (CONTENTS, STYLES, "xl/workbook.xml", "docProps/core.xml", "docProps/custom.xml")
)
_TEXTS = re.compile(r"(?:.* )?(si|t|rPh)")


def feed(parser: expat.XMLParserType, xml: bytes, name: str, part: str) -> None:
    """Feed a part to a parser in pieces, so that no tag can grow without limit."""
    for at in range(0, len(xml), _PIECE):
        piece = xml[at : at + _PIECE]
        parser.Parse(piece, False)
        if at + len(piece) - max(parser.CurrentByteIndex, 0) > _LONGEST_TAG:
            raise too_many("attributes", name, part, MOST_ATTRIBUTES)
    parser.Parse(b"", True)


def look(name: str, part: str, xml: bytes, most: int = MOST_ELEMENTS) -> None:
    """Refuse a part that is deeper, wider or longer than the parts that spreadsheets write."""
    # A part that is not XML is accepted: a later reader cannot read more of it than this check.
    _look(name, part, xml, most, lambda _tag, _attributes: None)


def roles(name: str, contents: bytes) -> tuple[frozenset[str], frozenset[str]]:
    """Return the parts that are only sheets, and the parts with the structure of the workbook."""
    # The cells of a sheet are read one by one, and counted then. A part about the structure of the
    # workbook, or about the paths of its parts, is built as a whole.
    kinds = _kinds(name, contents)
    made_of = _MADE_OF | {
        part for part, types in kinds.items() if any(kind.endswith(_WORKBOOK) for kind in types)
    }
    sheets = {part for part, types in kinds.items() if types == {_WORKSHEET}}
    sheets = {part for part in sheets - made_of if not part.endswith(RELATIONS)}
    return frozenset(sheets), frozenset(made_of)


def _kinds(name: str, contents: bytes) -> dict[str, set[str]]:
    """Return the types of each part that the list of contents states."""
    kinds: dict[str, set[str]] = {}

    def note(tag: str, attributes: list[str]) -> None:
        if tag.rpartition(":")[2] == "Override":
            named = dict(zip(attributes[::2], attributes[1::2], strict=True))
            part = named.get("PartName", "").removeprefix("/")
            kinds.setdefault(part, set()).add(named.get("ContentType", ""))

    _look(name, CONTENTS, contents, MOST_ELEMENTS, note)
    return kinds


def _look(
    name: str, part: str, xml: bytes, most: int, note: Callable[[str, list[str]], None]
) -> None:
    depth = count = 0

    def start(tag: str, attributes: list[str]) -> None:
        nonlocal depth, count
        depth += 1
        count += 1
        if depth > MOST_DEPTH:
            raise too_many("depth", name, part, MOST_DEPTH)
        if len(attributes) > 2 * MOST_ATTRIBUTES:
            raise too_many("attributes", name, part, MOST_ATTRIBUTES)
        if count > most:
            raise too_many("elements", name, part, most)
        note(tag, attributes)

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    def doctype(*_: object) -> None:
        raise UnusableFileError("workbook.active-content", file=name, part=visible(part)[:80])

    parser = expat.ParserCreate()
    parser.ordered_attributes = True  # a list is faster to make than a mapping
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = doctype
    try:
        feed(parser, xml, name, part)
    except UnusableFileError:
        raise
    except (expat.ExpatError, LookupError, ValueError) as error:
        # Another reader could support an encoding that expat does not.
        if not isinstance(error, expat.ExpatError) or error.code in _ENCODINGS:
            raise UnusableFileError("workbook.unusable", file=name) from error


def too_many(what: str, name: str, part: str, most: int) -> UnusableFileError:
    """Return the error for a part that has too much of something."""
    codes = {
        "depth": "workbook.too-deep",
        "attributes": "workbook.too-many-attributes",
        "elements": "workbook.too-many-elements",
    }
    return UnusableFileError(codes[what], file=name, part=visible(part)[:80], most=str(most))


def read_texts(name: str, part: str, xml: bytes) -> list[str]:
    """Read the texts that cells refer to by number, without the hints on pronunciation."""
    if xml.count(b"<") > MOST_TAGS:
        raise too_many("elements", name, part, MOST_TAGS)
    texts: list[str] = []
    pieces: list[str] = []
    path: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        tag_name = _TEXTS.fullmatch(tag)
        path.append(tag_name[1] if tag_name else "")
        if len(path) > MOST_DEPTH:
            raise too_many("depth", name, part, MOST_DEPTH)
        if len(attributes) > MOST_ATTRIBUTES:
            raise too_many("attributes", name, part, MOST_ATTRIBUTES)
        if path[-1] == "si":
            pieces.clear()

    def text(words: str) -> None:
        if path[-1] == "t" and "rPh" not in path:
            pieces.append(words)

    def end(_: str) -> None:
        if path.pop() == "si":
            # openpyxl removes the escape of an underscore in this way.
            texts.append("".join(pieces).replace("x005F_", ""))

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.CharacterDataHandler = text
    parser.EndElementHandler = end
    feed(parser, xml, name, part)
    return texts
