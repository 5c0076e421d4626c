"""The page of a variant or of a user's own index, and what every view of its results says."""

from __future__ import annotations

from ictindex import i18n
from ictindex.documents import Document, LabDocument
from ictindex.documents.lab_document import VARIANT, shares_of
from ictindex.i18n.document import Block
from ictindex.results.document_page import definition_blocks, unconfirmed_blocks
from ictindex.results.methodology_base import MethodologyBase
from ictindex.results.registry import load_composite
from ictindex.results.variant_differences import (
    FOLLOWS,
    Difference,
    difference_name,
    difference_value,
    find_differences,
)

_MOST_SHOWN = 12
_MOVED = ("without", "with")


def _say(key: str, language: str, **given: object) -> str:
    return i18n.text("lab", key, language, **given)


def is_variant(document: Document) -> bool:
    """Tell whether a document is a variant of another one."""
    return isinstance(document, LabDocument) and document.kind == VARIANT


def is_own(document: Document) -> bool:
    """Tell whether a document is of a user's own index, or of a variant of one."""
    return isinstance(document, LabDocument) and document.is_own


def lab_notices(document: Document, language: str) -> list[str]:
    """Return what every view of a result has to say of such a methodology; of others nothing."""
    if not isinstance(document, LabDocument):
        return []
    notices = []
    terms = document.own_terms
    if document.is_own:
        areas = terms is not None and terms.areas
        notices.append(_say("own-areas" if areas else "own-index", language))
    elif terms is not None and terms.indicators:
        names = [i18n.label("nodes", key, language) for key in terms.indicators]
        notices.append(_say("own-indicators", language, names=names))
    if document.kind == VARIANT and document.parent is not None:
        notices += _variant_notices(document, document.parent, language)
    return notices


def lab_attributes(document: Document) -> dict[str, str]:
    """Return the same for the attributes of datasets and frames."""
    if not isinstance(document, LabDocument):
        return {}
    found: dict[str, str] = {}
    if document.is_own:
        found["own_index"] = document.root.id
    if document.own_terms is not None:
        found["own_indicators"] = ";".join(document.own_terms.indicators)
        found["own_areas"] = str(len(document.own_terms.areas))
    if document.kind == VARIANT and document.parent is not None:
        found |= {"variant": document.name, "variant_of": document.parent.id}
    return found


def _variant_notices(document: LabDocument, parent: Document, language: str) -> list[str]:
    found = find_differences(parent, document)
    if not found:
        return [_say("no-difference", language, name=document.name, parent=parent.id)]
    before, after = (shares_of(one).keys() for one in (parent, document))
    moved = {key: before - after if key == "without" else after - before for key in _MOVED}
    words = [
        _say(key, language, names=[i18n.label("nodes", node, language) for node in sorted(nodes)])
        for key, nodes in moved.items()
        if nodes
    ]
    listed = {node for nodes in moved.values() for node in nodes}
    given = [
        one for one in found if one.change != FOLLOWS and listed.isdisjoint(one.path.split("."))
    ]
    words += [_in_words(one, language) for one in given[:_MOST_SHOWN]]
    rest = len(given) - _MOST_SHOWN
    if rest > 0:
        words.append(i18n.text("views", "more-faults", language, count=str(rest)))
    shown = i18n.clauses(words, language)
    return [_say("differs", language, name=document.name, parent=parent.id, changes=shown)]


def _in_words(one: Difference, language: str) -> str:
    name = difference_name(one, language)
    before, after = (difference_value(v, one.path, language) for v in (one.before, one.after))
    if one.change == "added":
        return _say("added", language, constant=name, value=after)
    if one.change == "removed":
        return _say("removed", language, constant=name, value=before)
    return _say("changed", language, constant=name, before=before, after=after)


def lab_page(methodology: MethodologyBase, document: LabDocument, language: str) -> list[Block]:
    """Return the page of such a methodology: what it is, its differences, its arithmetic."""
    if document.kind == VARIANT and document.parent is not None:
        title = _say("variant-title", language, name=document.name, parent=document.parent.id)
    else:
        title = i18n.label("nodes", document.index, language)
    blocks: list[Block] = [i18n.Heading(title, 1)]
    if document.kind == VARIANT:
        blocks.append(i18n.Paragraph(_say("never-published", language), note=True))
    if document.is_own:
        notice = lab_notices(document.root, language)
        blocks += [i18n.Paragraph(words, note=True) for words in notice]
    blocks.append(_facts(document, language))
    if document.parent is not None:
        blocks += difference_blocks(document.parent, document, language)
    blocks += load_composite().methodology_blocks(methodology, language)
    blocks += unconfirmed_blocks(methodology, language) if not document.is_own else []
    return blocks + definition_blocks(methodology.indicators, language)


def _facts(document: LabDocument, language: str) -> Block:
    def word(key: str) -> str:
        return i18n.text("methodology", key, language)

    rows = [
        [word("id"), document.id],
        [word("status"), _say(f"kind-{document.kind}", language)],
    ]
    if document.parent is not None:
        rows.append([_say("parent", language), document.parent.id])
    if document.scale is not None:
        rows.append([word("scale"), f"0 – {i18n.number(document.scale, language)}"])
    if document.rounding is not None:
        count = str(document.rounding.decimals)
        rounding = i18n.text("methodology", "rounding-half-up", language, count=count)
        rows.append([word("rounding"), rounding])
    terms = document.own_terms
    if terms is not None and terms.areas:
        rows.append([_say("areas", language), str(len(terms.areas))])
    return i18n.Table([word("property"), word("content")], rows)


def difference_blocks(parent: Document, document: LabDocument, language: str) -> list[Block]:
    """Return the table of all differences between a variant and its parent."""
    found = find_differences(parent, document)
    blocks: list[Block] = [i18n.Heading(_say("differences", language), 2)]
    if not found:
        words = _say("no-difference", language, name=document.name, parent=parent.id)
        return [*blocks, i18n.Paragraph(words)]
    rows = [
        [
            difference_name(one, language),
            _say(f"change-{one.change}", language),
            difference_value(one.before, one.path, language),
            difference_value(one.after, one.path, language),
        ]
        for one in found
    ]
    headers = [
        i18n.text("methodology", "constant", language),
        _say("change", language),
        i18n.text("methodology", "compare-before", language),
        i18n.text("methodology", "compare-after", language),
    ]
    blocks.append(i18n.Table(headers, rows))
    dropped = [one for one in found if one.change == "removed" and ".weights." in one.path]
    if dropped:
        blocks.append(i18n.Paragraph(_say("dropped-weights", language)))
    return blocks
