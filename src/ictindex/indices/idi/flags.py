"""Flags of the cells of a result: facts to know before a value or a score is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from ictindex.core.data_classes import dataclass
from ictindex.data.observations import Observations
from ictindex.definitions import catalogue
from ictindex.engine import Plan, PlanLeaf, Rows
from ictindex.indices.idi.inputs import Inputs
from ictindex.indices.results.extent import PART
from ictindex.indices.results.result_kind import PUT_IN

# A flag of an input is also a flag of every score that depends on it, with this prefix.
RESTS_ON = "rests-on:"
BEYOND_FULL, BEYOND_ZERO = "beyond-full", "beyond-zero"
# These flags concern only one cell.
_OWN = ("source-not-stated", BEYOND_FULL, BEYOND_ZERO, "rank-not-published", PART)


@dataclass(frozen=True, slots=True)
class FlagSources:
    """The parts of a result that flags depend on; ``rank_flags`` apply to every rank."""

    plan: Plan
    inputs: Inputs
    table: Observations
    transformed: Rows
    put_in: frozenset[tuple[str, str]]
    unconfirmed: Mapping[str, str]
    ranks: tuple[tuple[int | None, ...], ...]
    rank_flags: tuple[str, ...]


def raise_flags(sources: FlagSources) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the flags of every cell (economy, node) that has one."""
    plan, inputs = sources.plan, sources.inputs
    nodes = plan.nodes
    children = [[nodes[child] for child in plan.children(n)] for n in range(len(nodes))]
    flags: dict[tuple[str, str], tuple[str, ...]] = {}
    for e, economy in enumerate(inputs.economies):
        ranks, supplied = sources.ranks[e], inputs.supplied[e]
        for n, node in enumerate(nodes):
            raised = list(_input_flags(sources, e, n))
            if node in sources.unconfirmed:
                raised.append(f"{sources.unconfirmed[node]}-constant")
            if ranks[n] is not None:
                raised += sources.rank_flags
            if children[n] and supplied[n] is None:
                raised += _inherit_flags(flags, economy, children[n])
            if raised:
                flags[economy, node] = tuple(raised)
    return flags


def _input_flags(sources: FlagSources, e: int, n: int) -> Iterator[str]:
    """Return the flags of an observation and its value."""
    plan, inputs = sources.plan, sources.inputs
    row = inputs.rows[e][n]
    if row is None:
        return
    if (inputs.economies[e], plan.nodes[n]) in sources.put_in:
        yield PUT_IN
    if inputs.supplied[e][n] is not None:
        yield "supplied-score"
    if inputs.carried[e][n]:
        yield "carried"
    cells = sources.table.cells
    if cells["conf_status"][row] not in catalogue.free_marks(released=False):
        yield "confidential"
    kind = catalogue.kind_of(cells["source_class"][row], cells["status"][row])
    if kind == "not-stated":
        yield "source-not-stated"
    elif kind in (catalogue.ESTIMATE, catalogue.OTHER, catalogue.COLLECTED):
        yield kind
    moved = sources.transformed[e][n] if n < len(plan.leaves) else None
    beyond = "" if moved is None else find_goalpost(plan.leaves[n], moved)
    if beyond:
        yield beyond


def find_goalpost(leaf: PlanLeaf, moved: Decimal) -> str:
    """Return the goalpost that a transformed value is beyond; empty if it is between them."""
    if not leaf.has_goalposts:
        return ""
    low, high = sorted((leaf.zero, leaf.full))
    if low <= moved <= high:
        return ""
    return BEYOND_FULL if (moved > high) == (leaf.full > leaf.zero) else BEYOND_ZERO


def _inherit_flags(
    flags: Mapping[tuple[str, str], tuple[str, ...]], economy: str, children: list[str]
) -> list[str]:
    """Return the flags inherited from the children of a node, each once."""
    below = [flag for child in children for flag in flags.get((economy, child), ())]
    rising = [flag.removeprefix(RESTS_ON) for flag in below if flag not in _OWN]
    return [RESTS_ON + flag for flag in dict.fromkeys(rising)]
