"""Explanations: every number of an economy, from the observation to the rounded score."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ictindex import engine
from ictindex.core import arguments, decimals, formulas
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import CatalogueError
from ictindex.core.formulas import Symbol
from ictindex.core.own_terms import OwnTerms, terms_of
from ictindex.data.io.observation_columns import PRECISION
from ictindex.data.sampling_errors import Precision, precision_of
from ictindex.data.tables.schema import is_stated
from ictindex.definitions import catalogue
from ictindex.definitions.documents import UNCONFIRMED, is_of_lab, root_of
from ictindex.definitions.documents.lab_kinds import is_variant
from ictindex.engine import Trace
from ictindex.indices.idi.flags import RESTS_ON
from ictindex.indices.idi.published_comparison import ComparedFigure, compare_figure
from ictindex.indices.idi.views import heading
from ictindex.indices.results import result_kind
from ictindex.indices.results.base import find_economy, record_attributes
from ictindex.indices.results.confirmed_constants import (
    describe_confirmed,
    describe_doubtful,
    evidence_record,
)
from ictindex.indices.results.extent import PART
from ictindex.indices.results.lab_page import (
    lab_attributes,
    list_lab_notices,
    node_operations,
)
from ictindex.language import i18n
from ictindex.language.findings import list_address
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.renderable import Renderable
from ictindex.language.i18n.sentences import (
    Sentence,
    add_detail,
    add_sentence,
    isolate_text,
    list_clauses,
    list_parts,
    put_before,
    repeat_number,
    sign_number,
)
from ictindex.language.i18n.shown_numbers import shorten_figure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ictindex.indices.idi.scores import EditionScores
    from ictindex.indices.results.methodology_base import MethodologyBase

_CONFIDENCE_PLACES = 2  # a level of confidence in percent


@arguments.doors
@dataclass(frozen=True, eq=False, repr=False)
class Explanation(Renderable):
    """An explanation: text when printed, rich in a notebook.

    Parameters
    ----------
    tree : Trace
        The explanation tree, without words.
    language : str
        The language in which it is shown, unless another is requested.
    page : object
        The facts around the tree that a view shows: addresses, marks, published figures.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", edition=2024)
    >>> result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    >>> explanation = result.explain("BRA", language="en")
    >>> explanation.tree.node, "Brazil" in explanation.to_text("en")
    ('idi', True)
    >>> explanation.to_dict()["node"]
    'idi'
    """

    tree: Trace
    language: str
    page: _Page

    @property
    def _own_terms(self) -> OwnTerms | None:
        """Names and facts of the user's own indicators and areas, if there are any."""
        return terms_of(self.page.methodology)

    def _blocks(self, language: str) -> list[Block]:
        """Return the whole arithmetic in a language."""
        return self.page.blocks(self.tree, language)

    def _choose_language(self, language: str | None) -> str:
        return i18n.current_language(self.language if language is None else language)

    _json_name = "explanation"

    def _to_dict(self) -> dict[str, Any]:
        """Return the tree as plain data (numbers as decimal strings), for JSON."""
        return self.page.record(self.tree)


def explain_economy(
    result: EditionScores, economy: str, node: str | None, language: str | None
) -> Explanation:
    """Explain one economy of a result (see ``Result.explain``)."""
    chosen = i18n.current_language(language)
    economy = find_economy(result, economy)  # refuses an unknown economy or node
    if node is not None:
        result.position(node)
    tree = engine.trace(
        result.methodology.plan,
        result.inputs(economy),
        result.unrounded(economy),
        result.supplied(economy),
        result.decimals,
        node,
        _symbols(result, economy),
    )
    return Explanation(tree, chosen, _Page(result.methodology, result, economy))


def _symbols(result: EditionScores, economy: str) -> dict[str, dict[Symbol, formulas.Number]]:
    """Return the numbers of the symbols for comparisons with other economies."""
    plan, document = result.methodology.plan, result.methodology.document
    if not engine.is_lab_plan(plan):
        return {}
    set_of = set(document.fitted_to) if is_of_lab(document) else set()
    members = [each in set_of for each in result.economies]
    row, inputs = result.economy_position(economy), result.inputs(economy)
    return {
        node: engine.rank_symbol(plan, node, inputs.get(node))
        | engine.symbol_numbers(plan, node, result.exact_scores.scores, members, row)
        for node in plan.nodes
    }


@dataclass(frozen=True, slots=True)
class SingleScore:
    """The scores of one economy without tables: inputs, unrounded scores, supplied scores."""

    methodology: MethodologyBase
    values: Mapping[str, Decimal]
    unrounded: Mapping[str, Decimal]
    supplied: frozenset[str]


def explain_score(score: SingleScore, node: str | None, language: str | None) -> Explanation:
    """Explain the scores of a single economy (see ``Score.explain``)."""
    chosen = i18n.current_language(language)
    methodology = score.methodology
    if node is not None and node not in methodology.plan.nodes:
        raise CatalogueError(
            "explain.node-unknown", wanted=node, allowed=methodology.plan.reading_order()
        )
    rounding = methodology.document.rounding
    places = 0 if rounding is None else rounding.decimals
    plan = methodology.plan
    symbols = {key: engine.rank_symbol(plan, key, value) for key, value in score.values.items()}
    tree = engine.trace(plan, score.values, score.unrounded, score.supplied, places, node, symbols)
    return Explanation(tree, chosen, _Page(methodology, None, ""))


@dataclass(frozen=True)
class _Page:
    """Writer of an explanation tree in words."""

    methodology: MethodologyBase
    result: EditionScores | None
    economy: str

    def blocks(self, tree: Trace, language: str) -> list[Block]:
        blocks: list[Block] = []
        name = i18n.label("nodes", tree.node, language)
        whose = i18n.economy_name(self.economy, language) if self.economy else ""
        title = i18n.pair(whose, name, language) if whose else name
        if self.result is None:
            facts = Sentence("explain/by", document=self.methodology.id)
            blocks += [i18n.Heading(title, 1), facts]
            if is_variant(self.methodology.document):
                blocks.append(Sentence("whatif/not-published").as_note())
            for notice in list_lab_notices(self.methodology.document):
                blocks.append(notice.as_note())
        else:
            blocks += [i18n.Heading(title, 1), *heading(self.result, language, ranks=False)[1:]]
        if tree.rounded is None:
            blocks += self._without_score(language)
        blocks += self._node(tree, language)
        blocks.append(Sentence("methodology/wording-ours"))
        return blocks

    def _without_score(self, language: str) -> list[Block]:
        if self.result is None:
            return []
        why = [f for f in self.result.exclusions if f.economy == self.economy]
        return [i18n.Paragraph(finding.message(language), note=True) for finding in why]

    def _node(self, tree: Trace, language: str) -> list[Block]:
        name = i18n.label("nodes", tree.node, language)
        shown = i18n.number(tree.rounded, language)
        blocks: list[Block] = [
            i18n.Heading(i18n.pair(name, shown, language), 3 if tree.children else 4)
        ]
        if tree.kind != "index":
            blocks.append(_describe_weight(tree))
        blocks += self._observation(tree)
        blocks += self._flags(tree)
        blocks += self._arithmetic(tree, language)
        figure = self._compare_figure(tree)
        if figure is not None:
            blocks.append(describe_figure(figure))
        blocks += self._constants(tree)
        for child in tree.children:
            blocks += self._node(child, language)
        return blocks

    def _observation(self, tree: Trace) -> list[Block]:
        """Return the origin of a value: year, status, source, file and line, flags."""
        if self.result is None:
            if tree.value is None:
                return []
            return [Sentence("explain/value", value=tree.value, unit=self._unit(tree.node))]
        row = self.result.observation(self.economy, tree.node)
        if row is None:
            if tree.kind == "indicator":
                return [Sentence("explain/no-observation")]
            return []
        cells = self.result.observations.cells
        unit = "score" if tree.supplied else self._unit(tree.node)
        value = cells["value"][row]
        details = [Sentence("explain/year", year=int(cells["year"][row]))]
        status = str(cells["status"][row])
        if status:
            details.append(add_detail(Sentence(f"status/{status}"), status))
        details.append(Sentence(f"source-class/{cells['source_class'][row] or 'none'}"))
        details += [
            isolate_text(str(cells[k][row])) for k in ("source", "vintage", "note") if cells[k][row]
        ]
        details += list_address(self.result.observations.address(row))
        blocks: list[Block] = [
            add_detail(Sentence("explain/value", value=value, unit=unit), list_clauses(details))
        ]
        stated = precision_of(cells, row)
        if stated.is_stated:
            parts = [*_list_precision(value, stated)]
            if cells["made_by"][row]:
                program = isolate_text(str(cells["made_by"][row]))
                parts.append(put_before(Sentence("columns/made_by"), program))
            figures = list_clauses(parts)
            blocks.append(Sentence("explain/precision", figures=figures))
            # The errors of the other inputs, and whether they are independent, are not known.
            blocks.append(Sentence("explain/precision-of-score").as_note())
        return blocks

    def _flags(self, tree: Trace) -> list[Block]:
        """Return the flags of a cell that the words on its source and constants do not mention."""
        if self.result is None:
            return []
        remarks = [
            describe_flag(flag)
            for flag in self.result.flags.get((self.economy, tree.node), ())
            if flag not in ("rank-not-published", "source-not-stated", PART)
            and (flag.startswith(RESTS_ON) or not flag.endswith("-constant"))
        ]
        return [list_clauses(remarks).as_note()] if remarks else []

    def _arithmetic(self, tree: Trace, language: str) -> list[Block]:
        if tree.supplied:
            return [Sentence("explain/supplied").as_note()]
        blocks: list[Block] = [
            i18n.Formula(tree.formula, i18n.text("explain", "formula", language))
        ]
        if tree.arithmetic is not None:
            caption = i18n.text("explain", "with-numbers", language)
            blocks.append(i18n.Formula(tree.arithmetic, caption))
        blocks += self._parameters(tree)
        if tree.clipped:
            blocks.append(Sentence(f"explain/clipped-{tree.clipped}"))
        return blocks

    def _parameters(self, tree: Trace) -> list[Block]:
        """Return the operations of a node with their parameters, and a note on its points."""
        document, plan = self.methodology.document, self.methodology.plan
        if not is_of_lab(document) or not engine.is_lab_plan(plan):
            return []
        operations = node_operations(document, tree.node)
        blocks: list[Block] = [list_clauses(operations)] if operations else []
        if tree.children and not plan.is_additive(tree.children[0].node):
            blocks.append(Sentence("lab/not-additive"))
        return blocks

    def _compare_figure(self, tree: Trace) -> ComparedFigure | None:
        if self.result is None:
            return None
        return compare_figure(self.result, self.economy, tree.node)

    def _constants(self, tree: Trace) -> list[Block]:
        """Return the evidence for the constants of a node, and the errata of its source."""
        document = self.methodology.document
        constants = self.methodology.evidence.constants
        paths = self._constants_of(tree)
        doubtful = [
            describe_doubtful(path, constants[path])
            for path in paths
            if constants[path].mark in UNCONFIRMED
        ]
        sound = [
            sentence
            for path in paths
            if ".goalposts." in path and (sentence := describe_confirmed(path, constants[path]))
        ]
        # The errata are those of the sources of the document that the variant is derived from.
        section = f"documents/{root_of(document).id}/errata"
        slips = [
            Sentence(f"{section}/{erratum.id}")
            for erratum in document.errata
            if tree.node in erratum.subjects
        ]
        return [*sound, *(doubt.as_note() for doubt in (*doubtful, *slips))]

    def _constants_of(self, tree: Trace) -> list[str]:
        """Return the paths of the constants of a node: weights, transformation, goalposts."""
        prefix = f"{'leaves' if tree.kind == 'indicator' else 'nodes'}.{tree.node}."
        return [path for path in self.methodology.evidence.constants if path.startswith(prefix)]

    def _unit(self, node: str) -> str:
        return catalogue.indicators()[node].unit

    def record(self, tree: Trace) -> dict[str, Any]:
        """Return a tree as plain data."""

        def plain(value: Decimal | None) -> str | None:
            return None if value is None else format(value, "f")

        out: dict[str, Any] = {
            **record_attributes(lab_attributes(self.methodology.document)),
            "node": tree.node,
            "level": tree.kind,
            "value": plain(tree.value),
            "score": plain(tree.score),
            "rounded": plain(tree.rounded),
            "supplied": tree.supplied,
            "weight": f"{tree.weight}/{tree.weights}",
            "share": f"{tree.share.numerator}/{tree.share.denominator}",
            "contribution": plain(tree.contribution),
            "formula": formulas.to_text(tree.formula),
            "constants": evidence_record(self.methodology, self._constants_of(tree)),
        }
        if tree.arithmetic is not None:
            out["arithmetic"] = formulas.to_text(tree.arithmetic)
        if self.result is not None:
            out |= {"economy": self.economy, "result": self.result.id}
            out[result_kind.COLUMN] = result_kind.name_of(self.result.kind)
            row = self.result.observation(self.economy, tree.node)
            if row is not None:
                cells = self.result.observations.cells
                out["observation"] = {
                    k: str(cells[k][row])
                    for k in ("written", "unit", "status", "source_class", "source", "note")
                }
                out["observation"] |= {
                    "year": int(cells["year"][row]) or None,
                    "address": self.result.observations.address(row).show("en"),
                }
                precision = {name: cells[name][row] for name in PRECISION}
                if is_stated(precision.values()):
                    out["precision"] = {
                        name: figure if isinstance(figure, str) else plain(figure)
                        for name, figure in precision.items()
                    }
            out["flags"] = list(self.result.flags.get((self.economy, tree.node), ()))
            figure = self._compare_figure(tree)
            if figure is not None:
                out["published"] = {
                    "published": str(figure.published),
                    "recomputed": str(figure.recomputed),
                    "difference": str(figure.difference),
                    "low": str(figure.low),
                    "high": str(figure.high),
                    "explained": figure.explained,
                }
        if tree.children:
            out["children"] = [self.record(child) for child in tree.children]
        return out


def _describe_weight(tree: Trace) -> Sentence:
    """Return the weight of a node, its share of the index and its contribution."""
    share = f"{tree.share.numerator}/{tree.share.denominator}"
    weight = Sentence(
        "explain/weight", weight=tree.weight, weights=tree.weights, share=list_parts((share,))
    )
    if tree.contribution is None:
        return weight
    points = repeat_number(decimals.round_half_up(tree.contribution, 4))
    return add_sentence(weight, Sentence("explain/contribution", points=points))


def _list_precision(value: Decimal | None, stated: Precision) -> Iterator[Sentence]:
    """Yield what a survey states about the precision of a value, the error with the value."""

    def name(column: str) -> Sentence:
        return Sentence(f"columns/{column}")

    if stated.error is not None:
        error = repeat_number(stated.error)
        both = Sentence("explain/with-error", value=value, error=error)
        yield add_detail(Sentence("language/isolated", number=both), name("standard_error"))
    ends = {"lower_bound": stated.lower, "upper_bound": stated.upper}
    for column, end in ends.items():
        if end is not None:
            yield put_before(name(column), end)
    if any(end is not None for end in ends.values()):
        level = shorten_figure(stated.confidence, _CONFIDENCE_PLACES)
        yield put_before(name("confidence_level"), Sentence("language/percent", value=level))
    for column, figure in (("sample_size", stated.sample), ("design_effect", stated.effect)):
        if figure is not None:
            yield put_before(name(column), repeat_number(figure))
    if stated.method:
        method = Sentence(f"questionnaire/choices/error_method/{stated.method}")
        yield put_before(name("error_method"), method)
    if stated.freedom is not None:
        yield put_before(name("degrees_of_freedom"), repeat_number(stated.freedom))


def describe_flag(flag: str) -> Sentence:
    """Return a flag in words, also a flag inherited from inputs."""
    if flag.startswith(RESTS_ON):
        own = Sentence(f"flags/{flag.removeprefix(RESTS_ON)}")
        return put_before(Sentence("flags/rests-on"), own)
    return Sentence(f"flags/{flag}")


def describe_figure(figure: ComparedFigure) -> Sentence:
    """Return a published figure and the recomputed one as a sentence."""
    published = repeat_number(figure.published)
    if figure.difference == 0:
        return Sentence("explain/published-same", published=published)
    key = "published-explained" if figure.explained else "published-not-explained"
    return Sentence(
        f"explain/{key}",
        published=published,
        recomputed=repeat_number(figure.recomputed),
        difference=sign_number(figure.difference),
        low=repeat_number(figure.low),
        high=repeat_number(figure.high),
    )
