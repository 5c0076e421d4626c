"""The part of the page of a methodology that is about its tree: formulae, rules, goalposts.

Every formula is written from the tree that computes.
"""

from __future__ import annotations

from ictindex import engine
from ictindex.core.formulas import Equation, Symbol
from ictindex.definitions import catalogue
from ictindex.definitions.documents import Document
from ictindex.definitions.documents.evidence import WORST_FIRST
from ictindex.indices.results.methodology_base import MethodologyBase
from ictindex.indices.results.methodology_tables import COLUMNS
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.page_table_writer import write_records


def composite_blocks(methodology: MethodologyBase, language: str) -> list[Block]:
    """Return the structure, the formulae, the rules and the goalposts of a tree."""
    return [
        *_structure(methodology.plan, language),
        *_formulae(methodology.plan, language),
        *_rules(methodology.document, language),
        *_goalposts(methodology, language),
    ]


def structure_blocks(methodology: MethodologyBase, language: str) -> list[Block]:
    """Return the tree with weights and the goalposts with their marks, without formulae."""
    return [*_structure(methodology.plan, language), *_goalposts(methodology, language)]


def _say(key: str, language: str, **values: object) -> str:
    return i18n.text("methodology", key, language, **values)


def _structure(plan: engine.Plan, language: str) -> list[Block]:
    """Return the tree with weights, then the indicators with transformation and goalposts."""
    rows = []
    for key in plan.reading_order():
        depth, above = 0, plan.parent(key)
        weight = "" if above is None else f"{above[1]}/{above[2]}"
        while above is not None:
            depth, above = depth + 1, plan.parent(above[0])
        share = plan.weight_in_index(key)
        name = "\u2003" * depth + i18n.label("nodes", key, language)
        shown = "1" if share == 1 else f"{share.numerator}/{share.denominator}"
        rows.append({"node": name, "id": key, "weight": weight, "share": shown})
    return [
        i18n.Heading(_say("structure", language), 2),
        write_records(COLUMNS, rows, language),
    ]


def _formulae(plan: engine.Plan, language: str) -> list[Block]:
    blocks: list[Block] = [
        i18n.Heading(_say("formulae", language), 2),
        i18n.Sentence("methodology/x-is-the-value"),
    ]
    for key in plan.reading_order():
        name = i18n.label("nodes", key, language)
        if key in plan.indicators:
            leaf = plan.leaves[plan.indicators.index(key)]
            if engine.is_lab_plan(plan) and not getattr(leaf, "is_fitted", True):
                blocks.append(i18n.Paragraph(i18n.text("lab", "to-fit", language, node=key)))
                continue
            unit = catalogue.indicators()[key].unit
            caption = i18n.detail(name, i18n.label("units", unit, language), language)
            blocks.append(i18n.Formula(plan.expression(key), caption))
        else:
            equation = Equation((Symbol("score", key), plan.expression(key)))
            blocks.append(i18n.Formula(equation))
    return blocks


def _rules(document: Document, language: str) -> list[Block]:
    points = [_say("unrounded", language), _say("missing-no-score", language)]
    if document.missing is not None and document.missing.supplied_scores:
        names = [i18n.label("nodes", key, language) for key in document.missing.supplied_scores]
        points.append(_say("supplied-scores", language, names=names))
    inclusion = document.inclusion
    if inclusion is not None:
        points.append(_say("complete", language))
        if inclusion.minimum_official:
            points.append(
                _say(
                    "minimum-official",
                    language,
                    count=str(inclusion.minimum_official),
                    total=str(len(document.leaves)),
                )
            )
        if inclusion.counted_whoever_collected:
            names = [
                i18n.label("nodes", key, language) for key in inclusion.counted_whoever_collected
            ]
            points.append(_say("counted-whoever-collected", language, names=names))
        if inclusion.on_rejection == "left-out-whole":
            points.append(_say("left-out-whole", language))
    blocks: list[Block] = [i18n.Heading(_say("missing", language), 2), i18n.Bullets(points)]
    if document.sourcing is not None:
        steps = [
            i18n.Sentence(
                "methodology/sourcing-step",
                number=n,
                classes=tuple(i18n.Sentence(f"source-class/{c}") for c in step.classes),
                years=i18n.Sentence("methodology/years-before", years=-step.year),
            )
            for n, step in enumerate(document.sourcing.order, 1)
        ]
        # The numbered steps follow one another as paragraphs.
        blocks.append(i18n.Heading(_say("sourcing", language), 2))
        blocks += steps
        if document.sourcing.auxiliary:
            series = tuple(map(_name_series, document.sourcing.auxiliary))
            blocks.append(i18n.Sentence("methodology/auxiliary", names=series))
    return blocks


def _name_series(key: str) -> i18n.Sentence:
    section = "series" if i18n.has_label("series", key) else "nodes"
    return i18n.Sentence(f"{section}/{key}")


def _goalposts(methodology: MethodologyBase, language: str) -> list[Block]:
    """Return the goalposts with their marks."""
    document, marks = methodology.document, methodology.marks
    rows = []
    scored = {leaf.indicator for leaf in methodology.plan.leaves if leaf.has_goalposts}
    for leaf in document.leaves:
        if leaf.indicator not in scored:
            continue
        path = f"leaves.{leaf.indicator}.goalposts"
        full = i18n.number(leaf.goalposts.full, language)
        if leaf.goalposts.on == "transformed":
            full = i18n.detail(full, _say("on-transformed", language), language)
        both = (marks[f"{path}.zero"], marks[f"{path}.full"])
        mark = next(m for m in WORST_FIRST if m in both)
        rows.append(
            {
                "indicator": leaf.indicator,
                "transformation": i18n.text("transformations", leaf.transformation, language),
                "zero": leaf.goalposts.zero,
                "full": full,
                "mark": mark,
            }
        )
    if not rows:
        return []
    return [
        i18n.Heading(_say("goalposts", language), 2),
        write_records(COLUMNS, rows, language),
    ]
