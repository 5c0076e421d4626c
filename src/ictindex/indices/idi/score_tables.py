"""The tables of a result: scores, ranking, excluded economies, comparison, the page of an index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ictindex.core import decimals
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.table import Table
from ictindex.indices.results import result_kind
from ictindex.indices.results.result_kind import KIND_OF_RESULT
from ictindex.indices.results.shared_columns import AMONG, EXCLUDED, OF
from ictindex.language import i18n

if TYPE_CHECKING:
    from ictindex.indices.idi.published_comparison import ComparedFigure
    from ictindex.indices.idi.scores import EditionScores

# Contributions are shown with more decimals than scores, so that they can be added up.
CONTRIBUTION_DECIMALS = 4

_ECONOMY = Column("economy", "economy", "views/economy", "ISO3 code")
_CODE = Column("code", "code", "views/code", get="economy", data=False)
_RANK = Column("rank", "rank", "=rank", "among the economies with the index", gaps=True)
_NODE = Column("node", "node", about="id of a node of the index or of an indicator")
SCORES = define(
    "idi-scores",
    _ECONOMY,
    _NODE,
    Column("level", "code", about="index, sub-index, pillar or indicator", concept="NODE_LEVEL"),
    Column(
        "value",
        "value",
        about="of an indicator, in the unit of the catalogue",
        concept="INDICATOR_VALUE",
    ),
    Column("score", "score", about="in points"),
    _RANK,
    Column("contribution", "figure", about="in points of the index", places=CONTRIBUTION_DECIMALS),
    Column("status", "status", about="observation status of the value"),
    Column("source_class", "source-class", about="class of the source of the value"),
    Column("flags", "flags", about="what to know before using the figure"),
    AMONG,
    OF,
    KIND_OF_RESULT,
    key=("economy", "node"),
    page=(),
)
RANKING = define(
    "idi-ranking",
    Column("rank", "rank", "=rank", "among the economies with the index"),
    _ECONOMY,
    Column("score", "score", "=score", "in points"),
    AMONG,
    OF,
    KIND_OF_RESULT,
    _CODE,
    key=("economy",),
    page=("rank", "economy", "code", "score"),
)
_COMPARED = (
    Column("published", "score", "views/published", "the published figure"),
    Column("difference", "score", "views/difference", "recomputed less published", signed=True),
    Column("low", "score", about="least figure that the rounding of the inputs allows", page=False),
    Column("high", "score", about="greatest such figure", page=False),
    Column("explained", "boolean", "views/explained", "whether it is between them", gaps=True),
)
_VERDICT = Column("verdict", "code", "views/explained", names="views", data=False)
COMPARISON = define(
    "idi-comparison",
    _ECONOMY,
    _NODE,
    _COMPARED[0],
    Column("recomputed", "score", about="the recomputed figure"),
    *_COMPARED[1:],
    KIND_OF_RESULT,
    key=("economy", "node"),
    page=(),
)
_FIGURES = tuple(c for c in COMPARISON.columns if c not in COMPARISON.key)[:-1]
SCORES_AND_PUBLISHED = SCORES.join("idi-scores-and-published", *_COMPARED)


def _facts(result: EditionScores) -> dict[str, object]:
    return {
        **result.extent.facts(),
        "rank": result.rank_label,
        result_kind.COLUMN: result_kind.name_of(result.kind),
    }


def _flat(
    rows: Sequence[Sequence[Any]], order: Sequence[int], width: int | None = None
) -> list[Any]:
    """Return rows of nodes one after the other, in reading order; leaves have no other node."""
    if width is None:
        return [row[n] for row in rows for n in order]
    return [row[n] if n < len(row) else None for row in rows for n in order]


def list_texts(result: EditionScores, name: str) -> list[str]:
    """Return a column of the observations behind the cells, in reading order."""
    column = result.observations.cells[name]
    return [
        "" if (row := line[n]) is None else str(column[row])
        for line in result.input_rows.rows
        for n in result.order
    ]


def make_scores(result: EditionScores, *, rounded: bool = True) -> Table:
    """Return a row for each economy and node (see ``Result.to_frame``)."""
    order, economies, nodes = result.order, result.economies, result.nodes
    contributions: list[Decimal | None] = _flat(result.contribution_rows, order)
    if rounded:
        contributions = [
            None if cell is None else decimals.round_half_up(cell, CONTRIBUTION_DECIMALS)
            for cell in contributions
        ]
    scores = result.rounded_rows if rounded else result.exact_scores.scores
    levels = [result.kind_of(node) for node in nodes]
    cells: dict[str, Sequence[Any]] = {
        "economy": [economy for economy in economies for _ in nodes],
        "node": nodes * len(economies),
        "level": levels * len(economies),
        "value": _flat(result.input_rows.values, order, len(nodes)),
        "score": _flat(scores, order),
        "rank": _flat(result.rank_rows, order),
        "contribution": contributions,
        "status": list_texts(result, "status"),
        "source_class": list_texts(result, "source_class"),
        "flags": [result.flags.get((e, n), ()) for e in economies for n in nodes],
    }
    return Table(SCORES, cells, _facts(result))


def make_ranking(result: EditionScores, node: str) -> Table:
    """Return the ranked economies of a node, best first (see ``Result.ranking``)."""
    n = result.position(node)
    rows = sorted(
        (rank, economy, score)
        for economy, ranks, scores in zip(
            result.economies, result.rank_rows, result.rounded_rows, strict=True
        )
        if (rank := ranks[n]) is not None and (score := scores[n]) is not None
    )
    records = [{"rank": r, "economy": e, "score": s} for r, e, s in rows]
    name = {"score": lambda language: i18n.label("nodes", node, language)}
    return Table.of(RANKING, records, _facts(result) | name)


def make_index_ranking(result: EditionScores) -> Table:
    """Return the ranked economies of the index."""
    return make_ranking(result, result.nodes[0])


def add_publication(table: Table, is_published: bool) -> Table:
    """Return a ranking with a column that states whether its ranks are part of the publication."""
    column = Column("published", "boolean", about="whether ranks are published", get="=published")
    schema = table.schema.join(f"{table.schema.name}-published", column)
    return Table(schema, table.cells, {**table.facts, column.name: is_published})


def make_exclusions(result: EditionScores) -> Table:
    """Return the economies without index and why (see ``Result.excluded``)."""
    records = []
    for finding in result.exclusions:
        inputs = finding.details.get("indicator", ())
        records.append(
            {
                "economy": finding.economy,
                "reason": finding.code.removeprefix("excluded."),
                "missing": ", ".join(inputs) if isinstance(inputs, tuple) else "",
                "message": finding.message(),
            }
        )
    return Table.of(EXCLUDED, records, _facts(result))


def _compared_record(figure: ComparedFigure | None, published: Decimal | None) -> dict[str, Any]:
    """Return the cells of a comparison; without a recomputed figure only the published one."""
    if figure is None:
        return dict.fromkeys(_FIGURES) | {"published": published}
    return {name: getattr(figure, name) for name in _FIGURES}


def make_comparison(result: EditionScores) -> Table:
    """Return the published figures with the recomputed ones (see ``Result.comparison``)."""
    from ictindex.indices.idi.published_comparison import compare_figure

    published: Mapping[tuple[str, str], Decimal] = (
        {} if result.published is None else result.published.values
    )
    order = {node: n for n, node in enumerate(result.nodes)}
    keys = sorted(published, key=lambda k: (k[0], order.get(k[1], -1), k[1]))
    records = [
        {"economy": economy, "node": node}
        | _compared_record(compare_figure(result, economy, node), published[economy, node])
        for economy, node in keys
    ]
    return Table.of(COMPARISON, records, _facts(result))


def make_scores_and_published(result: EditionScores) -> Table:
    """Return the scores with the published figures, and the published figures without a score."""
    scores, compared = make_scores(result), make_comparison(result)
    by_cell = {(row["economy"], row["node"]): row for row in compared.records()}
    records = list(scores.records())
    empty = dict.fromkeys(SCORES_AND_PUBLISHED.columns)
    rows = [empty | row | by_cell.pop((row["economy"], row["node"]), {}) for row in records]
    # What was published of an economy that is not in the result has no number of economies.
    rest = [empty | row for row in by_cell.values()]
    cells = {name: [row[name] for row in (*rows, *rest)] for name in SCORES_AND_PUBLISHED.columns}
    cells["flags"] = [flags or () for flags in cells["flags"]]
    return Table(SCORES_AND_PUBLISHED, cells, scores.facts)


def make_index_page(result: EditionScores, nodes: Sequence[str], language: str) -> Table:
    """Return the ranked economies with the scores of some nodes and the published index."""
    plan, ranks, scores = result.methodology.plan, result.rank_rows, result.rounded_rows
    positions = {f"score:{node}": plan.nodes.index(node) for node in nodes}
    columns = [
        Column(name, "score", ("nodes", node)) for name, node in zip(positions, nodes, strict=True)
    ]
    compared = {} if result.published is None else _compare_index(result)
    published = [*_COMPARED[:2], _VERDICT] if result.published is not None else []
    schema = define("idi-index", _RANK, _ECONOMY, _CODE, *columns, *published)
    names = {economy: i18n.economy_name(economy, language) for economy in result.economies}
    ranked = sorted(
        (e for e, row in enumerate(result.exact_scores.scores) if row[-1] is not None),
        key=lambda e: (ranks[e][-1] or 0, names[result.economies[e]]),
    )
    records = []
    for e in ranked:
        economy = result.economies[e]
        figure = compared.get(economy)
        records.append(
            {"rank": ranks[e][-1], "economy": economy, "verdict": _verdict(figure)}
            | {name: scores[e][n] for name, n in positions.items()}
            | _compared_record(figure, None)
        )
    return Table.of(schema, records, _facts(result))


def _compare_index(result: EditionScores) -> dict[str, ComparedFigure | None]:
    """Return the published index of each economy with the recomputed one."""
    from ictindex.indices.idi.published_comparison import compare_figure

    root = result.methodology.plan.root
    return {economy: compare_figure(result, economy, root) for economy in result.economies}


def _verdict(figure: ComparedFigure | None) -> str:
    """Return the code of the words on a published figure; empty without one."""
    if figure is None:
        return ""
    verdict = "exact" if figure.difference == 0 else "yes" if figure.explained else "no"
    return f"explained-{verdict}"
