"""Simulation packs in words: the page of an economy, and the page of all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from ictindex.core.own_terms import terms_of, use_terms
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.table import Table
from ictindex.definitions.documents import DocumentChange
from ictindex.indices.results import result_kind
from ictindex.indices.results.constants import constant_name, constant_value
from ictindex.indices.results.result_kind import KIND_OF_RESULT
from ictindex.indices.results.what_if import KIND
from ictindex.language import i18n
from ictindex.language.i18n.collation import sort_key
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.page_table_writer import write_grid

_SHOWN = 40
_BEFORE = Column("before", "score", "=before", "rounded as it publishes")
_AFTER = Column("after", "score", "=after", "rounded as it publishes")
_DIFFERENCE = Column("difference", "figure", "simulation/difference", signed=True)


def _rank(name: str, label: str) -> Column:
    return Column(
        name,
        "rank",
        f"simulation/{label}",
        "where both documents publish ranks",
        gaps=True,
        page="ranks",
        data="ranks",
    )


PACK = define(
    "simulation-pack",
    Column("economy", "economy", about="ISO3 code"),
    _BEFORE,
    _AFTER,
    _DIFFERENCE,
    _rank("rank_before", "rank-before"),
    _rank("rank_after", "rank-after"),
    Column("among", "count", about="economies scored", gaps=True, get="=among", page=False),
    Column("of", "count", about="economies of the edition", gaps=True, get="=of", page=False),
    KIND_OF_RESULT,
    key=("economy",),
)
NODES = define(
    "simulation-nodes",
    Column("economy", "economy", about="ISO3 code", page=False),
    Column("node", "node"),
    Column("value", "value", about="of an indicator", absent=""),
    _BEFORE,
    _AFTER,
    _DIFFERENCE,
    KIND_OF_RESULT,
    key=("economy", "node"),
)
STEPS = define(
    "simulation-steps",
    Column("economy", "economy", about="ISO3 code"),
    Column("kind", "code"),
    Column("subject", "node"),
    Column("points", "figure"),
    Column("exact_points", "estimate"),
    Column("constants", "text", about="key paths with spaces between them"),
    KIND_OF_RESULT,
    key=("economy", "kind", "subject"),
    page=(),
)


def has_one_scale(pack: Any) -> bool:
    """Tell whether both documents have one scale; if not, steps are on a scale of 100."""
    scales = [side.methodology.plan.scale for side in (pack.before, pack.after)]
    return bool(scales[0] == scales[1])


def sort_economies(pack: Any, language: str) -> list[str]:
    """Return the economies of a pack in the alphabetical order of a language."""

    def find_key(code: str) -> Any:
        return sort_key(i18n.economy_name(code, language), language)

    with use_terms(terms_of(pack)):
        return sorted(pack.economies, key=find_key)


def pack_table(pack: Any, economies: Iterable[str]) -> Table:
    """Return the scores of economies by both methodologies, and their ranks."""
    rows = []
    for code in economies:
        move = pack.economy(code).index
        ranks = pack.ranks_of(code) or (None, None)
        rows.append(
            {
                "economy": code,
                "before": move.before,
                "after": move.after,
                "difference": move.difference,
                "rank_before": ranks[0],
                "rank_after": ranks[1],
            }
        )
    return Table.of(PACK, rows, pack_facts(pack))


def node_table(pack: Any, economies: Iterable[str]) -> Table:
    """Return the scores of all nodes of economies by both methodologies."""
    rows = [
        {
            "economy": economy,
            "node": move.node,
            "value": move.value,
            "before": move.before,
            "after": move.after,
            "difference": move.difference,
        }
        for economy in economies
        for move in pack.economy(economy).nodes
    ]
    return Table.of(NODES, rows, pack_facts(pack))


def pack_facts(pack: Any) -> dict[str, object]:
    """Return facts of the tables of a pack: its documents, its economies, and its kind."""

    def say_document(side: Any) -> Callable[[str], str]:
        return lambda language: say("by", language, document=side.methodology.id)

    return {
        "before": say_document(pack.before),
        "after": say_document(pack.after),
        "ranks": pack.ranks_published,
        "count": str(len(pack.scored)),
        "among": len(pack.scored),
        "of": pack.after.extent.whole,
        result_kind.COLUMN: result_kind.name_of(KIND),
    }


def say(key: str, language: str, **values: object) -> str:
    """Return a phrase of simulation packs."""
    return i18n.text("simulation", key, language, **values)


def economy_blocks(simulation: Any, language: str) -> list[Block]:
    """Return the page of one economy."""
    with use_terms(terms_of(simulation)):
        return list(_economy(simulation, language))


def overview_blocks(pack: Any, language: str) -> list[Block]:
    """Return the page of all economies of a pack, in alphabetical order."""
    with use_terms(terms_of(pack)):
        return list(_overview(pack, language))


def _notes(pack: Any, language: str) -> Iterator[Block]:
    """Yield the first notes of every page: a what-if, of the same data, of how many economies."""
    yield from (notice.as_note() for notice in pack.after.list_notices())
    yield i18n.Sentence("simulation/not-decided").as_note()
    yield i18n.Sentence("simulation/same-data", year=pack.after.year)
    here, whole = len(pack.scored), pack.after.extent.whole
    if whole is None:
        yield i18n.Sentence("simulation/extent-unknown", here=here)
    else:
        yield i18n.Sentence("simulation/extent", here=here, whole=whole)
    if not has_one_scale(pack):
        yield i18n.Sentence("simulation/two-scales").as_note()


def _overview(pack: Any, language: str) -> Iterator[Block]:
    yield i18n.Heading(say("overview", language, after=pack.after.methodology.id), 1)
    yield from _notes(pack, language)
    yield i18n.Heading(say("proposed", language), 2)
    yield changes_block(pack.changes, language)
    yield i18n.Heading(say("scores", language), 2)
    yield write_grid(pack_table(pack, sort_economies(pack, language)), language)


def _economy(simulation: Any, language: str) -> Iterator[Block]:
    pack, name = simulation.pack, i18n.economy_name(simulation.economy, language)
    yield i18n.Heading(say("title", language, economy=name, after=pack.after.methodology.id), 1)
    yield from _notes(pack, language)
    if simulation.missing is not None:
        sentence = i18n.pair(
            say("no-score", language), simulation.missing.message(language), language
        )
        yield i18n.Paragraph(sentence, note=True)
    if simulation.ranks is not None:
        first, second = simulation.ranks
        count = len(pack.scored)
        yield i18n.Sentence("simulation/ranks", count=count, first=first, second=second)
    yield i18n.Heading(say("scores", language), 2)
    yield write_grid(node_table(pack, [simulation.economy]), language)
    yield from _steps(simulation, language)


def _steps(simulation: Any, language: str) -> Iterator[Block]:
    """Yield the constants that move the score of an economy."""
    if simulation.missing is not None:
        return
    yield i18n.Heading(say("steps", language), 2)
    if not simulation.pack.changes:
        yield i18n.Sentence("simulation/no-changes")
        return
    if simulation.steps:
        rows = [
            [
                _group_name(step, language),
                _describe_changes(step.constants, language, named=not step.subject),
                i18n.number(step.points, language, signed=True),
            ]
            for step in simulation.steps
        ]
        total = sum((step.points for step in simulation.steps), Decimal(0))
        rows.append([say("together", language), "", i18n.number(total, language, signed=True)])
        headers = [say(key, language) for key in ("constants", "changed", "points")]
        yield i18n.Grid(headers, rows, frozenset({2}))
        yield i18n.Sentence("simulation/how")
    elif simulation.economy in simulation.pack.scored:
        yield i18n.Sentence("simulation/no-steps")
    if simulation.pack.other_changes:
        others = _describe_changes(simulation.pack.other_changes, language)
        yield i18n.Paragraph(i18n.pair(say("others", language), others, language))


def _group_name(step: Any, language: str) -> str:
    name = i18n.label("change-kinds", step.kind, language)
    if not step.subject:
        return name
    return i18n.pair(i18n.label("nodes", step.subject, language), name, language)


def _describe_changes(
    changes: Sequence[DocumentChange], language: str, *, named: bool = True
) -> str:
    """Return constants with their values in both documents, in one cell."""
    clauses_shown = [_describe(change, language, named) for change in _without_parts(changes)]
    return i18n.clauses(clauses_shown[:_SHOWN], language)


def _without_parts(changes: Sequence[DocumentChange]) -> list[DocumentChange]:
    """Leave out the constants of an indicator that is new or removed: its weight shows it."""
    return [
        change
        for change in changes
        if (change.before is not None and change.after is not None)
        or not change.path.startswith("leaves.")
    ]


def describe_change(change: DocumentChange, language: str) -> str:
    """Describe a constant with its value before and after, or as new or removed."""
    return _describe(change, language, True)


def _describe(change: DocumentChange, language: str, named: bool) -> str:
    parts = change.path.split(".")
    name = constant_name(change.path, language)
    if not named and parts[0] == "leaves":  # the indicator is named next to it
        name = i18n.label("constants", parts[-1], language)
    elif not named and parts[0] == "nodes" and parts[2] == "weights":
        name = i18n.label("nodes", parts[3], language)
    before, after = (
        None if value is None else constant_value(value, language, change.path)
        for value in (change.before, change.after)
    )
    if before is None:
        return i18n.pair(name, say("new", language, value=after), language)
    if after is None:
        return i18n.pair(name, say("gone", language, value=before), language)
    return i18n.pair(name, say("moved", language, before=before, after=after), language)


def changes_block(changes: Sequence[DocumentChange], language: str) -> Block:
    """Return every constant that differs, as a list."""
    if not changes:
        return i18n.Sentence("simulation/no-changes")
    return i18n.Bullets([describe_change(change, language) for change in _without_parts(changes)])
