"""References and constraints of a message of SDMX, which its schemas do not check."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree

_URN = re.compile(r"urn:.*\.(\w+)=([\w.-]+):(\w+)\(([0-9.]+)\)(?:\.(.+))?")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_MAINTAINED = ("Codelist", "ConceptScheme", "DataStructure", "Dataflow")
Element = ElementTree.Element


def faults(message: str) -> list[str]:
    """Return the faults of a message: dangling references, codes outside lists, names twice."""
    root = ElementTree.fromstring(message)  # noqa: S314  # made by a test
    own = {_key(e): e for e in root.iter() if _name(e) in _MAINTAINED and e.get("agencyID")}
    out = [f"{e.get('id')}: {n}" for e in root.iter() for n in _twice(e)]
    for element in root.iter():
        target = _target(element)
        if target is not None:
            kind, agency, own_id, version, item = target
            scheme = "ConceptScheme" if kind == "Concept" else kind
            referred = own.get((scheme, agency, own_id, version))
            if referred is None or (item and item not in _ids(referred)):
                out.append(f"dangling: {target}")
    for region in (e for e in root.iter() if _find(e, "CubeRegion") is not None):
        out += _outside(region, own)
    return out


def _outside(constraint: Element, own: dict[tuple[str, ...], Element]) -> Iterator[str]:
    attached = _target(constraint.find(".//{*}Dataflow"))
    flow = own.get(attached[:4]) if attached else None
    target = None if flow is None else _target(_find(flow, "Structure"))
    structure = None if target is None else own.get(target[:4])
    if structure is None:
        yield f"no structure: {attached}"
        return
    lists = {
        e.get("id"): own.get(listed[:4])
        for e in structure.iter()
        if _name(e) == "Dimension" and (listed := _target(e.find(".//{*}Enumeration")))
    }
    for key in constraint.iter():
        if _name(key) == "KeyValue":
            codes = lists.get(key.get("id"))
            for value in key:
                if codes is None or value.text not in _ids(codes):
                    yield f"outside its list: {key.get('id')} {value.text}"


def _target(element: Element | None) -> tuple[str, str, str, str, str] | None:
    """Return kind, agency, id, version and item that an element refers to, by URN or ``Ref``."""
    if element is None:
        return None
    match = _URN.fullmatch(element.text or "")
    if match:
        kind, agency, own_id, version, item = match.groups()
        return kind, agency, own_id, version, item or ""
    ref = element.find("Ref")
    if ref is None or not ref.get("class"):
        return None
    parent = ref.get("maintainableParentID")
    facts = (ref.get("class", ""), ref.get("agencyID", ""))
    if parent:
        return *facts, parent, ref.get("maintainableParentVersion", ""), ref.get("id", "")
    return *facts, ref.get("id", ""), ref.get("version", ""), ""


def _twice(element: Element) -> list[str]:
    names = Counter(str(child.get(_LANGUAGE)) for child in element if _name(child) == "Name")
    return [f"{language} twice" for language, count in names.items() if count > 1]


def _key(element: Element) -> tuple[str, ...]:
    return (_name(element), *(element.get(key, "") for key in ("agencyID", "id", "version")))


def _find(element: Element, name: str) -> Element | None:
    return element.find(f"{{*}}{name}")


def _ids(element: Element) -> set[str]:
    return {child.get("id", "") for child in element if child.get("id")}


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
