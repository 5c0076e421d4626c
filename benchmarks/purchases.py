"""The benchmark of purchases: the cheapest baskets of the world, and of one economy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import inputs
from measuring import Figure, figure, fresh, peer, repeat, timed
from rivals import BARE_SOLVES


def shopping() -> Iterator[Figure]:
    """The world's cheapest baskets, each with its proof, and those of one economy.

    The floor settles, of each basket, the one choice that was found: nothing is searched. Beside
    it two bare calls of SciPy's solver for each, with 40 whole numbers and one row for each
    volume: no days, no rates, nothing proven, no order among equals.
    """
    import ictindex as ict
    from ictindex.ipb import cheapest as room
    from ictindex.ipb.cheapest import find_cheapest
    from ictindex.optimisation.integer_scaling import make_programme, settle

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

    def remembered(asked: Any, *given: Any) -> Any:
        found = true(asked, *given)
        problems.extend(asked)
        answers.extend(found)
        return found

    room.solve_all = remembered
    found = find_cheapest(table, document)
    room.solve_all = true
    assert len(found) == inputs.MARKETS * len(document.baskets)
    assert all(getattr(bought, "proof", None) is not None for bought in found.values())
    taken = [timed(lambda: find_cheapest(table, document)) / 1000 for _ in range(2)]
    wholes = [(make_programme(one), two.counts) for one, two in zip(problems, answers, strict=True)]
    settled = [timed(lambda: [settle(*one) for one in wholes]) / 1000 for _ in range(3)]
    # HiGHS prints lines of its own among ours.
    printed = fresh(BARE_SOLVES, str(len(found)), str(inputs.PLANS)).splitlines()
    bare = [float(line.split()[1]) for line in printed if line.startswith("took ")]
    name = f"cheapest baskets, {inputs.MARKETS} x {len(document.baskets)} x {inputs.PLANS}"
    yield figure(name, taken, settled, limit=25, unit="s", **peer(bare, "SciPy milp"))
    economy = next(iter(found))[0]
    one = table.where(economy=economy)
    five, single = repeat(
        lambda: find_cheapest(one, document, economy),
        lambda: find_cheapest(one, document, economy, "mobile-high"),
    )
    yield figure("cheapest baskets of one economy, all five", five)
    yield figure("cheapest basket of one economy, one of them", single)
