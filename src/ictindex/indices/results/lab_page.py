"""The page of a variant or of a user's own index, and the notices in views of its results."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from ictindex.core import decimals
from ictindex.definitions.documents import Document, LabDocument, Operation
from ictindex.definitions.documents.lab_document import shares_of
from ictindex.definitions.documents.lab_kinds import VARIANT, is_of_lab
from ictindex.engine.normalisations import NORMALISATIONS
from ictindex.indices.results.document_page import (
    definition_blocks,
    property_table,
    unconfirmed_blocks,
)
from ictindex.indices.results.methodology_base import MethodologyBase
from ictindex.indices.results.methodology_tables import COLUMNS
from ictindex.indices.results.registry import load_composite
from ictindex.indices.results.variant_differences import (
    FOLLOWS,
    Difference,
    difference_name,
    difference_value,
    find_differences,
    name_difference,
    name_difference_value,
)
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.page_table_writer import write_records
from ictindex.language.i18n.sentences import Sentence, add_detail, list_parts, put_before

_MOST_SHOWN = 12
_PLACES = 10
_MOVED = ("without", "with")
_OF_OPERATIONS = re.compile(r"\.(direction|normalisation|treatment|aggregation)(-|$)")


def _say(key: str, language: str, **values: object) -> str:
    return i18n.text("lab", key, language, **values)


def list_lab_notices(document: Document) -> list[Sentence]:
    """Return the notices on such a methodology in every view of a result; none for others."""
    if not is_of_lab(document):
        return []
    notices = []
    terms = document.own_terms
    if document.is_own:
        areas = terms is not None and terms.areas
        notices.append(Sentence("lab/own-areas" if areas else "lab/own-index"))
    elif terms is not None and terms.indicators:
        notices.append(Sentence("lab/own-indicators", names=_name_nodes(terms.indicators)))
    if document.kind == VARIANT and document.parent is not None:
        notices.append(_list_differences(document, document.parent))
    elif document.has_operations:
        notices.append(Sentence("lab/operations", operations=tuple(name_operations(document))))
    if document.has_operations:
        notices += _list_fit_notices(document)
    return notices


def _name_nodes(nodes: Iterable[str]) -> tuple[Sentence, ...]:
    return tuple(Sentence(f"nodes/{node}") for node in nodes)


def _list_fit_notices(document: LabDocument) -> list[Sentence]:
    """Return notices on fitted parameters, the lowest scores, and unused supplied scores."""
    notices = []
    count = len(document.fitted_to)
    if document.frozen_from:
        notices.append(Sentence("lab/frozen", id=document.frozen_from, count=count))
    elif document.fitted_to:
        notices.append(Sentence("lab/fitted", count=count))
    if any(dict(operation.options).get("lower") for _, operation in document.normalisations):
        lower, upper = _ends(document)
        notices.append(Sentence("lab/lifted", lower=lower, upper=upper))
    missing = document.root.missing
    if missing is not None and missing.supplied_scores:
        notices.append(Sentence("lab/supplied-not-used"))
    return notices


def _ends(document: LabDocument) -> tuple[Decimal, Decimal]:
    """Return the ends of the scale that scores were moved to."""
    operation = next(
        operation
        for _, operation in document.normalisations
        if dict(operation.options).get("lower")
    )
    options = dict(operation.options)
    upper = options.get("upper", NORMALISATIONS[operation.id].options.get("upper"))
    return Decimal(options["lower"]), Decimal(str(upper))


def name_operations(document: LabDocument) -> list[Sentence]:
    """Return the operations as sentences: one for all, or those of each indicator and node."""
    leaves = [leaf.indicator for leaf in document.leaves]
    nodes = [node.id for node in document.nodes]
    sentences = []
    for key, operations, wanted in (
        ("treatment", document.treatments, leaves),
        ("normalisation", document.normalisations, leaves),
        ("aggregation", document.aggregations, nodes),
    ):
        by_operation: dict[Sentence, list[str]] = {}
        for subject, operation in operations:
            by_operation.setdefault(_name_operation(operation), []).append(subject)
        for name, subjects in by_operation.items():
            what = Sentence(f"constants/{key}")
            if len(subjects) < len(wanted):
                what = add_detail(what, _name_nodes(subjects))
            sentences.append(put_before(what, name))
    return sentences


def node_operations(document: LabDocument, node: str) -> list[Sentence]:
    """Return the operations of one indicator or node, each with its parameters."""
    own = [("treatment", operation) for key, operation in document.treatments if key == node]
    own += [
        ("treatment-step", operation)
        for key, each in document.treatment_steps
        if key == node
        for operation in each
    ]
    own += [
        ("normalisation", operation) for key, operation in document.normalisations if key == node
    ]
    own += [("aggregation", operation) for key, operation in document.aggregations if key == node]
    sentences = []
    for kind, operation in own:
        name = put_before(Sentence(f"constants/{kind}"), _name_operation(operation))
        parameters = tuple(
            put_before(Sentence(f"constants/{key}"), _short(value))
            for key, value in operation.parameters or ()
            if not key.startswith("value-")
        )
        shown = Sentence("lab/parameters", parameters=list_parts(parameters))
        sentences.append(add_detail(name, shown) if parameters else name)
    return sentences


def _short(value: Decimal) -> Decimal:
    """Cut a number after ten places: the formula next to it has them all."""
    return Decimal(decimals.canonical(decimals.truncate(value, _PLACES)))


def _name_operation(operation: Operation) -> Sentence:
    """Return the name of an operation with its stated options."""
    name = Sentence(f"operations/{operation.id}")
    options = tuple(
        put_before(
            Sentence(f"constants/{key}"),
            Sentence(f"operations/{value}") if isinstance(value, str) else value,
        )
        for key, value in operation.options
    )
    return add_detail(name, options) if options else name


def _is_replaced(document: LabDocument, path: str) -> bool:
    """Tell whether a path is of goalposts that an operation replaces."""
    indicator, _, key = path.removeprefix("leaves.").partition(".")
    return key.startswith("goalposts.") and indicator in dict(document.normalisations)


def lab_attributes(document: Document) -> dict[str, str]:
    """Return the notices for the attributes of datasets and frames."""
    if not is_of_lab(document):
        return {}
    attributes: dict[str, str] = {}
    if document.is_own:
        attributes["own_index"] = document.root.id
    if document.own_terms is not None:
        attributes["own_indicators"] = ";".join(document.own_terms.indicators)
        attributes["own_areas"] = str(len(document.own_terms.areas))
    if document.kind == VARIANT and document.parent is not None:
        attributes |= {"variant": document.name, "variant_of": document.parent.id}
    return attributes


def _list_differences(document: LabDocument, parent: Document) -> Sentence:
    """Return what a variant changes, in one sentence."""
    differences = find_differences(parent, document)
    if not differences:
        return Sentence("lab/no-difference", name=document.name, parent=parent.id)
    before, after = (shares_of(difference).keys() for difference in (parent, document))
    moved = {key: before - after if key == "without" else after - before for key in _MOVED}
    changes = [
        Sentence(f"lab/{key}", names=_name_nodes(sorted(nodes)))
        for key, nodes in moved.items()
        if nodes
    ]
    listed = {node for nodes in moved.values() for node in nodes}
    changes += name_operations(document)
    chosen = [
        difference
        for difference in differences
        if difference.change != FOLLOWS
        and listed.isdisjoint(difference.path.split("."))
        and not _OF_OPERATIONS.search(difference.path)
        and not _is_replaced(document, difference.path)
    ]
    changes += [_describe_difference(difference) for difference in chosen[:_MOST_SHOWN]]
    rest = len(chosen) - _MOST_SHOWN
    if rest > 0:
        changes.append(Sentence("views/more-faults", count=rest))
    return Sentence("lab/differs", name=document.name, parent=parent.id, changes=tuple(changes))


def _describe_difference(difference: Difference) -> Sentence:
    name = name_difference(difference)
    before, after = (
        list_parts(("–",)) if value is None else name_difference_value(value, difference.path)
        for value in (difference.before, difference.after)
    )
    if difference.change == "added":
        return Sentence("lab/added", constant=name, value=after)
    if difference.change == "removed":
        return Sentence("lab/removed", constant=name, value=before)
    return Sentence("lab/changed", constant=name, before=before, after=after)


def lab_title(document: LabDocument, language: str) -> str:
    """Return the title of a variant, or of a user's own index."""
    if document.kind == VARIANT and document.parent is not None:
        return _say("variant-title", language, name=document.name, parent=document.parent.id)
    return i18n.label("nodes", document.index, language)


def lab_page(methodology: MethodologyBase, document: LabDocument, language: str) -> list[Block]:
    """Return the page of such a methodology: its identity, its differences, its arithmetic."""
    blocks: list[Block] = [i18n.Heading(lab_title(document, language), 1)]
    if document.kind == VARIANT:
        blocks.append(i18n.Sentence("lab/never-published").as_note())
    if document.is_own:
        blocks += [notice.as_note() for notice in list_lab_notices(document.root)]
    blocks.append(_facts(document, language))
    if document.parent is not None:
        blocks += difference_blocks(document.parent, document, language)
    blocks += _operation_blocks(document, language)
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
    if document.scale is not None and not document.has_operations:
        ends = i18n.text("methodology", "scale-ends", language, value=document.scale)
        rows.append([word("scale"), ends])
    if document.rounding is not None:
        count = str(document.rounding.decimals)
        rounding = i18n.text("methodology", "rounding-half-up", language, count=count)
        rows.append([word("rounding"), rounding])
    terms = document.own_terms
    if terms is not None and terms.areas:
        rows.append([_say("areas", language), str(len(terms.areas))])
    return property_table(rows, language)


def _operation_blocks(document: LabDocument, language: str) -> list[Block]:
    """Return the operations in place of goalposts and means, and the way they are fitted."""
    if not document.has_operations:
        return []
    sentences = [*name_operations(document), *_list_fit_notices(document)]
    return [
        i18n.Heading(_say("operations-title", language), 2),
        i18n.Bullets([sentence.to_text(language) for sentence in sentences]),
    ]


def difference_blocks(parent: Document, document: LabDocument, language: str) -> list[Block]:
    """Return the table of all differences between a variant and its parent."""
    differences = find_differences(parent, document)
    blocks: list[Block] = [i18n.Heading(_say("differences", language), 2)]
    if not differences:
        return [*blocks, Sentence("lab/no-difference", name=document.name, parent=parent.id)]
    rows = [
        {
            "constant": difference_name(difference, language),
            "change": _say(f"change-{difference.change}", language),
            "compare-before": difference_value(difference.before, difference.path, language),
            "compare-after": difference_value(difference.after, difference.path, language),
        }
        for difference in differences
        if "-parameters.value-"
        not in difference.path  # the values of a set, which ranks are taken in
    ]
    blocks += [write_records(COLUMNS, rows, language)] if rows else []
    dropped = [
        difference
        for difference in differences
        if difference.change == "removed" and ".weights." in difference.path
    ]
    if dropped:
        blocks.append(i18n.Sentence("lab/dropped-weights"))
    return blocks
