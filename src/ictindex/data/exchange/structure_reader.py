"""Reader of a structure message of SDMX-ML that somebody hands over: one data structure."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UnusableFileError
from ictindex.data.cell_text import visible
from ictindex.data.io.table_sources import FileSource, require_content

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# The last part of the name of a code list in a URN: ``...Codelist=IAEG-SDGs:CL_AREA(1.14)``.
_LISTED = re.compile(r"=[^:]*:([A-Za-z0-9_@$-]+)\(")
_DIMENSIONS = frozenset({"Dimension", "TimeDimension"})


@dataclass(frozen=True, slots=True)
class Part:
    """A dimension or attribute: its concept, the name of its code list, and the codes in it."""

    concept: str
    list_id: str
    codes: Mapping[str, str]  # by their spelling in small letters
    is_needed: bool = False

    def find(self, code: str) -> str | None:
        """Return a code as the list writes it; any text where there is no list."""
        return self.codes.get(code.casefold()) if self.list_id else code


@dataclass(frozen=True, slots=True)
class ReadStructure:
    """A data structure of somebody else, with its dimensions in order."""

    name: str
    dimensions: Mapping[str, Part]
    attributes: Mapping[str, Part]


def read_structure(source: FileSource, *needed: str) -> ReadStructure:
    """Return the data structure of a message that has some dimensions; refuse others."""
    content = require_content(source, argument="dsd")
    root = _parse(content.name, content.data)
    lists = {
        str(codes.get("id")): {
            str(code.get("id")).casefold(): str(code.get("id"))
            for code in codes
            if _tag(code) == "Code"
        }
        for codes in _find(root, "Codelist")
    }
    of_concepts = {str(concept.get("id")): _list_of(concept) for concept in _find(root, "Concept")}
    for structure in _find(root, "DataStructure"):
        parts = [
            {
                part.concept: part
                for element in structure.iter()
                if _tag(element) in tags and (part := _part(element, lists, of_concepts)).concept
            }
            for tags in (_DIMENSIONS, {"Attribute"})
        ]
        if not parts[0].keys() >= {*needed}:
            continue
        for part in (*parts[0].values(), *parts[1].values()):
            if part.list_id and not part.codes:
                raise UnusableFileError(
                    "structure.no-list", file=visible(content.name), list=part.list_id
                )
        agency, version = structure.get("agencyID"), structure.get("version")
        return ReadStructure(f"{agency}:{structure.get('id')}({version})", *parts)
    raise UnusableFileError("structure.none", file=visible(content.name), needed=needed)


def _parse(name: str, data: bytes) -> Element:
    if importlib.util.find_spec("defusedxml") is None:
        raise UnusableFileError("structure.no-extra", file=visible(name), package="defusedxml")
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise UnusableFileError("structure.unreadable", file=visible(name)) from error
    return root


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _find(root: Element, tag: str) -> Iterator[Element]:
    return (element for element in root.iter() if _tag(element) == tag)


def _list_of(element: Element) -> str:
    """Return the id of the code list of a component or concept; empty without one."""
    for listed in _find(element, "Enumeration"):
        for reference in _find(listed, "Ref"):  # 2.1
            return str(reference.get("id"))
        named = _LISTED.search(listed.text or "")  # 3.x
        return named[1] if named else ""
    return ""


def _part(
    element: Element, lists: Mapping[str, Mapping[str, str]], of_concepts: Mapping[str, str]
) -> Part:
    concept = str(element.get("id") or "")
    listed = _list_of(element) or of_concepts.get(concept, "")
    usage = element.get("assignmentStatus") or element.get("usage") or ""
    return Part(concept, listed, lists.get(listed, {}), usage.lower() == "mandatory")
