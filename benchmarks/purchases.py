"""The benchmark of purchases: the cheapest baskets of the world, and of one economy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import inputs
import measuring
from measuring import Figure, figure, fresh, repeat, timed, times
from purchase_rivals import SOLVERS
from rivals import there


def shopping() -> Iterator[Figure]:
    """Measure the world's cheapest baskets, each with its proof, and those of one economy.

    The floor settles, of each basket, the choice that the search returned: nothing is searched. The
    peers solve the same integer programmes (``purchase_rivals.py``).
    """
    import ictindex as ict
    from ictindex.indices.ipb import cheapest as room
    from ictindex.indices.ipb.cheapest import find_cheapest
    from ictindex.indices.ipb.solver.integer_scaling import make_programme, settle

    document = ict.methodology("ipb", edition=2024).document  # the last year with five baskets
    frame = inputs.tariffs()
    kept: list[Any] = []
    read = timed(lambda: kept.append(ict.read_tariffs(frame)))
    table = kept[0]
    assert not table.findings, table.findings
    yield figure(f"read_tariffs, {len(table):,} rows", [read])
    problems: list[Any] = []
    answers: list[Any] = []
    true = room.solve_all

    def remembered(asked: Any, *arguments: Any) -> Any:
        solved = true(asked, *arguments)
        problems.extend(asked)
        answers.extend(solved)
        return solved

    room.solve_all = remembered
    baskets = find_cheapest(table, document)
    room.solve_all = true
    assert len(baskets) == inputs.MARKETS * len(document.baskets)
    assert all(getattr(bought, "proof", None) is not None for bought in baskets.values())
    taken = [timed(lambda: find_cheapest(table, document)) / 1000 for _ in times(2)]
    wholes = [
        (make_programme(problem), answer.counts)
        for problem, answer in zip(problems, answers, strict=True)
    ]
    settled = [timed(lambda: [settle(*whole) for whole in wholes]) / 1000 for _ in times(3)]
    name = f"cheapest baskets, {inputs.MARKETS} x {len(document.baskets)} x {inputs.PLANS}"
    yield figure(name, taken, settled, limit=15, unit="s", peers=solve_by_peers())
    economy = next(iter(baskets))[0]
    single_market = table.where(economy=economy)
    five, single = repeat(
        lambda: find_cheapest(single_market, document, economy),
        lambda: find_cheapest(single_market, document, economy, "mobile-high"),
    )
    yield figure("cheapest baskets of one economy, all five", five)
    yield figure("cheapest basket of one economy, one of them", single)


_SOLVE = "import purchase_rivals; purchase_rivals.main(sys.argv[1])"


def solve_by_peers() -> dict[str, float]:
    """Return the seconds that each installed solver takes for the same programmes."""
    peers: dict[str, float] = {}
    if measuring.ONCE:  # they run in other processes, with the full sizes
        return peers
    for distribution, (name, _) in SOLVERS.items():
        if not there(distribution):
            continue
        # A solver may print lines of its own among ours.
        lines = fresh(_SOLVE, distribution).splitlines()
        (last,) = (line.split()[1:] for line in lines if line.startswith("took "))
        taken, equal, count = last
        peers[name if equal == count else f"{name}, {equal} of {count} as cheap"] = float(taken)
    return peers
