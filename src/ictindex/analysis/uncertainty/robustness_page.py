"""The page of a robustness analysis: assumptions, figures by economy, groups and shifts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, Protocol

from ictindex.analysis.uncertainty.robustness_tables import (
    FIGURES,
    MOST_NAMED,
    SECTION,
    SHIFTS,
    list_economies,
    name_choice,
)
from ictindex.analysis.uncertainty.simulation_blocks import Simulation
from ictindex.analysis.uncertainty.uncertain_factors import Factor
from ictindex.core.tables.table import Table
from ictindex.engine.statistics.draws import SCRAMBLINGS
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.shown_numbers import round_figure

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.indices.idi.scores import EditionScores
    from ictindex.indices.results.extent import Extent

# A longer list is not read in a view; the frames have all of them.
_MOST_ROWS, _MOST_GROUPED = 25, 4096
_LEVEL, _PLACES = 0.95, 3


class Analysis(Protocol):
    """The parts of an analysis that the page shows."""

    result: EditionScores
    simulation: Simulation

    @property
    def economies(self) -> tuple[str, ...]:
        """Codes of the economies."""

    @property
    def node(self) -> str:
        """Id of the simulated node."""

    @property
    def runs(self) -> int:
        """Total number of runs."""

    @property
    def extent(self) -> Extent:
        """Number of ranked economies."""

    @property
    def imputed_economies(self) -> tuple[str, ...]:
        """Economies with imputed values."""

    def to_frame(self, *, interval: float = 0.9) -> pd.DataFrame:
        """Return a row for each economy."""

    def groups(
        self, *, rule: Literal["complete", "chain"] = "complete", level: float = 0.95
    ) -> pd.DataFrame:
        """Return groups."""

    def shifts(self) -> pd.DataFrame:
        """Return shifts of rank."""

    def share_within(self, places: int = 3) -> tuple[float, float]:
        """Return the share of economies near their median."""


def build_page(analysis: Analysis, language: str) -> list[Block]:
    """Return the page in a language."""
    frame = analysis.to_frame().sort_values(["rank", "economy"], kind="stable")
    return [
        *_heading(analysis, frame, language),
        *describe_assumptions(analysis.simulation.index.factors, language),
        *_figures(analysis, frame, language),
        *_shifts(analysis.shifts(), language),
    ]


def _say(key: str, language: str, **values: object) -> str:
    return i18n.text(SECTION, key, language, **values)


def _heading(analysis: Analysis, frame: pd.DataFrame, language: str) -> list[Block]:
    result, simulation = analysis.result, analysis.simulation
    index = i18n.label("nodes", analysis.node, language)
    facts = i18n.Sentence(
        "robustness/facts",
        runs=analysis.runs,
        scramblings=SCRAMBLINGS,
        each=simulation.runs,
        seed=simulation.seed,
        count=len(frame),
    )
    blocks: list[Block] = [
        i18n.Heading(_say("title", language, index=index, edition=str(result.edition)), 1),
        facts,
        i18n.Sentence("robustness/analysis", document=result.methodology.id).as_note(),
    ]
    notes = list(result.list_notices())
    extent = analysis.extent.sentence
    notes += [extent] if extent else []
    if set(frame["ranks"]) == {"unofficial"}:
        notes.append(i18n.Sentence("robustness/unofficial"))
    absent = sorted(set(result.economies) - set(analysis.economies))
    if absent:
        notes.append(i18n.Sentence("robustness/missing", economies=list_economies(absent)))
    if analysis.imputed_economies:
        named = list_economies(analysis.imputed_economies)
        notes.append(i18n.Sentence("robustness/imputed", economies=named))
    return [*blocks, *(note.as_note() for note in notes)]


def describe_assumptions(factors: Sequence[Factor], language: str) -> list[Block]:
    """Return the table of factors; weights with the same distribution are one row."""
    rows: list[list[str]] = []
    alike: dict[tuple[Any, ...], list[Factor]] = {}
    for factor in factors:
        own = factor.id if factor.kind != "weight-share" else factor.kind
        bounds = (factor.parameters.get("low"), factor.parameters.get("high"))
        alike.setdefault((own, factor.source, *bounds), []).append(factor)
    for each in alike.values():
        factor = each[0]
        subject = i18n.label("nodes", factor.subject, language) if factor.subject else ""
        name = _say(f"factor-{factor.kind}", language, subject=subject, count=str(len(each)))
        nodes = factor.parameters.get("nodes", ())
        if nodes:
            labels = [i18n.label("nodes", node, language) for node in nodes]
            name = i18n.pair(name, i18n.join(labels, language), language)
        rows.append([name, _distribution(factor, language), _source(factor, language)])
    headers = [_say(key, language) for key in ("factor", "distribution", "source")]
    return [i18n.Heading(_say("assumed", language), 2), i18n.Grid(headers, rows)]


def _source(factor: Factor, language: str) -> str:
    if factor.source == "written-digits":
        return _say("source-written", language)
    return factor.source or _say("source-assumed", language)


def _distribution(factor: Factor, language: str) -> str:
    p, kind = factor.parameters, factor.kind
    cells = str(factor.cells)
    if kind == "weight-share":
        bounds = {side: i18n.short_number(p[side], language, places=10) for side in ("low", "high")}
        return _say("share-range", language, **bounds)
    if kind == "weight-dirichlet":
        return _say("dirichlet", language, counts=i18n.join(map(str, p["counts"]), language))
    if kind.startswith("goalpost"):
        bounds = {side: i18n.short_number(p[side], language, places=10) for side in ("low", "high")}
        return _say("range", language, **bounds)
    if kind == "imputation":
        count, method = (
            str(p["imputations"]),
            i18n.label("imputation-methods", p["method"], language),
        )
        return _say("imputations", language, count=count, method=method, cells=cells)
    if kind == "rounding":
        return _say("last-digit", language, cells=cells)
    if kind == "estimates":
        scale = 100 if p["deviation"] == "relative" else 1
        sizes = [
            i18n.short_number(scale * p[side], language, places=10) for side in ("low", "high")
        ]
        size = i18n.text("language", "ends", language, first=sizes[0], last=sizes[1])
        size = sizes[0] if p["low"] == p["high"] else size
        status = i18n.join([i18n.label("status", each, language) for each in p["status"]], language)
        key = f"deviation-{p['deviation']}"
        return _say(key, language, size=size, status=status, cells=cells)
    names = [name_choice(kind, choice, language) for choice in factor.choices[:MOST_NAMED]]
    rest = len(factor.choices) - len(names)
    names += [i18n.number(rest, language, signed=True)] if rest else []
    return _say("equally-likely", language, choices=i18n.clauses(names, language))


def _figures(analysis: Analysis, frame: pd.DataFrame, language: str) -> list[Block]:
    many = len(frame) > _MOST_GROUPED
    group = {} if many else analysis.groups(level=_LEVEL).set_index("economy")["group"].to_dict()
    table = _figure_table(analysis, frame.head(_MOST_ROWS), group)
    blocks: list[Block] = [
        i18n.Heading(_say("figures", language), 2),
        i18n.Sentence("robustness/interval", share=90, low=5, high=95),
        i18n.Sentence("robustness/error"),
    ]
    if len(analysis.simulation.index.normalisations) > 1:
        blocks.append(i18n.Sentence("robustness/scale"))
    blocks.append(write_grid(table, language))
    rest = len(frame) - len(table)
    if rest > 0:
        blocks.append(i18n.Sentence("views/more-rows", count=rest))
    share, error = analysis.share_within(_PLACES)
    within = i18n.Sentence(
        "robustness/within",
        places=_PLACES,
        share=round_figure(share, 1, scale=100),
        error=round_figure(error, 1, scale=100),
    )
    widths = frame["rank_high"] - frame["rank_low"]
    widest = frame.loc[widths == widths.max(), "economy"].tolist()
    width = i18n.Sentence(
        "robustness/widths",
        median=round_figure(float(widths.median()), 0),
        widest=int(widths.max()),
        economies=list_economies(widest),
    )
    blocks += [within, width]
    if group:
        count = len(set(group.values()))
        level = round_figure(_LEVEL, 0, scale=100)
        blocks.append(i18n.Sentence("robustness/groups", level=level, count=count))
    return blocks


def _figure_table(analysis: Analysis, frame: pd.DataFrame, group: Mapping[Any, Any]) -> Table:
    """Return the first figures with the scores as published, rounded from their exact decimals."""
    result = analysis.result
    node = result.position(analysis.node)
    rows = []
    for row in frame.to_dict("records"):
        economy = row["economy"]
        exact = result.rounded_rows[result.economy_position(economy)][node]
        own = row["score"] if exact is None else exact
        rows.append({**row, "own": own, "group": group.get(economy)})
    official = set(frame["ranks"]) == {"published"}
    label = partial(i18n.text, SECTION, "rank-official" if official else "rank")
    return Table.of(FIGURES, rows, {"decimals": result.decimals, "rank": label})


def _shifts(frame: pd.DataFrame, language: str) -> list[Block]:
    if frame.empty:
        return []
    table = Table.of(SHIFTS, frame.to_dict("records"))
    return [i18n.Heading(_say("shifts", language), 2), write_grid(table, language)]
