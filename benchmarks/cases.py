"""The benchmarks. Each runs in a process of its own, on one core, and returns its figures.

A case is a generator of figures; its name on the command line is the name of the function.
"""

from __future__ import annotations

import statistics
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import inputs
from measuring import Figure, beside, figure, fresh, repeat, timed
from submissions import sourcing, validation, workbook


def startup() -> Iterator[Figure]:
    """``import ictindex`` beyond the bare interpreter: whole processes, in turn."""

    def bare() -> str:
        return fresh("pass")

    def with_package() -> str:
        return fresh("import ictindex")

    without, loaded = repeat(bare, with_package, seconds=2, least=15)
    beyond = [b - a for a, b in zip(without, loaded, strict=True)]
    yield Figure("import ictindex", min(loaded) - min(without), statistics.median(beyond), limit=20)


def decimal() -> Iterator[Figure]:
    """An edition in decimal arithmetic, with its logarithms and with these looked up."""
    import numpy as np

    from ictindex import engine, methodology

    plan = methodology("idi", edition=2024).plan
    values = inputs.decimals(plan.indicators)
    missing = np.zeros(values.shape, dtype=bool)
    looked_up = []
    for n, leaf in enumerate(plan.leaves):
        table = {value: leaf.transformation.decimal(value) for value in values[:, n]}
        known = replace(leaf.transformation, decimal=table.__getitem__)
        looked_up.append(replace(leaf, transformation=known))
    after_logs = replace(plan, leaves=tuple(looked_up))
    short, whole = repeat(
        lambda: engine.score(after_logs, values, missing),
        lambda: engine.score(plan, values, missing),
    )
    yield figure("decimal, 200 x 10, after the logs", short, 2)
    yield figure("decimal, 200 x 10", whole, 25)


def _constants(plan: Any) -> tuple[Any, Any, Any]:
    """Return what the plain floors need: goalposts, width, share of each leaf in the index."""
    import numpy as np

    low = np.array([float(leaf.zero) for leaf in plan.leaves])
    high = np.array([float(leaf.full) for leaf in plan.leaves])
    return low, high, np.array([float(plan.weight_in_index(key)) for key in plan.indicators])


def large() -> Iterator[Figure]:
    """Many economies in float64, against the formula as one writes it down in NumPy."""
    import numpy as np

    from ictindex import engine, methodology

    plan = methodology("idi", edition=2024).plan
    values = inputs.floats(plan.indicators, inputs.LARGE)
    low, high, shares = _constants(plan)
    logs = [n for n, leaf in enumerate(plan.leaves) if leaf.transformation.id == "ln1p"]

    def plain() -> Any:
        moved = values.copy()
        for n in logs:
            moved[:, n] = np.log1p(moved[:, n])
        normalised = np.clip((moved - low) / (high - low), 0, 1)
        return 100 * (normalised @ shares)

    def ours() -> Any:
        return engine.simulate(plan, values)

    assert np.allclose(plain(), ours(), rtol=0, atol=1e-12)
    times, floor = repeat(ours, plain)
    yield beside("float64, 100,000 x 10", times, floor, 2)
    times, floor = repeat(lambda: engine.simulate(plan, values, nodes=True), plain)
    yield figure("float64, 100,000 x 10, all nodes", times)


def weights() -> Iterator[Figure]:
    """Twenty years with ten thousand draws of all weights, against the matrix product alone."""
    import numpy as np

    from ictindex import engine, methodology

    plan = methodology("idi", edition=2024).plan
    values = inputs.floats(plan.indicators, inputs.YEARS, inputs.ECONOMIES)
    generator = np.random.default_rng(132)
    drawn = {
        branch.id: generator.dirichlet(np.ones(len(branch.children)), inputs.DRAWS)
        for branch in plan.branches
    }
    missing = np.zeros(values.shape, dtype=bool)
    leaves = engine.normalise(plan, values, missing, engine.FLOAT)[1]
    matrix = np.ascontiguousarray(leaves.reshape(-1, len(plan.leaves)))
    shares = np.ascontiguousarray(engine.effective_weights(plan, drawn).T)

    def plain() -> Any:
        return matrix @ shares

    def ours() -> Any:
        return engine.simulate(plan, values, drawn)

    assert np.allclose(plain(), ours().reshape(len(matrix), -1), rtol=0, atol=1e-11)
    times, floor = repeat(ours, plain, seconds=6)
    yield beside("float64, 200 x 10 x 20 years x 10,000 draws", times, floor, 2)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    out = ours()
    beyond = (tracemalloc.get_traced_memory()[1] - before - out.nbytes) / 2**20
    tracemalloc.stop()
    yield Figure("  working memory beyond the output", beyond, beyond, limit=200, unit="MiB")


def one() -> Iterator[Figure]:
    """One economy: plain mapping in, plain object out."""
    from ictindex import methodology

    idi = methodology("idi", edition=2024)
    row = inputs.decimals(idi.indicators, 1)[0]
    as_decimals = dict(zip(idi.indicators, row, strict=True))
    as_floats = {key: float(value) for key, value in as_decimals.items()}
    first, second = repeat(lambda: idi.score(as_decimals), lambda: idi.score(as_floats).score)
    yield figure("score() of one economy, decimals", first, 0.25)
    yield figure("score().score of one economy, floats", second, 0.25)


_COLD = """
import time
import pandas, ictindex as ict, ictindex.indices, ictindex.observations
start = time.perf_counter()
idi = ict.methodology("idi", edition=2024)
ready = time.perf_counter()
observations = ict.read_observations(sys.argv[1])
read = time.perf_counter()
result = ict.compute(idi, observations, edition=2024)
computed = time.perf_counter()
result.rounded
end = time.perf_counter()
print(*(1000 * t for t in (ready - start, read - ready, end - read, end - start)))
"""


def edition() -> Iterator[Figure]:
    """A CSV file to the result: first call of a process, then once more."""
    import ictindex as ict

    idi = ict.methodology("idi", edition=2024)
    with tempfile.TemporaryDirectory() as folder:
        path = inputs.edition(Path(folder) / "edition.csv")
        parts = [[float(t) for t in fresh(_COLD, str(path)).split()] for _ in range(9)]
        chosen, read, computed, whole = (list(column) for column in zip(*parts, strict=True))
        yield figure("edition from CSV to result, first call", whole, 100)
        yield figure("  of which the methodology", chosen)
        yield figure("  of which reading", read)
        yield figure("  of which computing and rounding", computed)
        again, reading = repeat(
            lambda: ict.compute(idi, path, edition=2024).rounded,
            lambda: ict.read_observations(path),
        )
        yield figure("edition from CSV to result, warm", again)
        yield figure("read_observations, 2,000 rows", reading, 25)
        result = ict.compute(idi, path, edition=2024)
        frame, told = repeat(result.to_frame, lambda: str(result.explain(result.economies[0])))
        yield figure("to_frame", frame)
        yield figure("explain one economy, as text", told)


_COLD_CALL = """
import time
import ictindex as ict, ictindex.indices
start = time.perf_counter()
{call}
print(1000 * (time.perf_counter() - start))
"""


def documents() -> Iterator[Figure]:
    """A methodology document chosen and shown, first call of a process."""
    for call in ('methodology("idi", edition=2024)', 'methodology("idi-methodology-2023")'):
        times = [float(fresh(_COLD_CALL.format(call=f"ict.{call}"))) for _ in range(9)]
        yield figure(f"{call}, first", times)
    import ictindex as ict

    idi = ict.methodology("idi", edition=2024)
    yield figure("methodology show, text", repeat(idi.show)[0])


def conversion() -> Iterator[Figure]:
    """Fifteen baskets of all economies over eighteen years: three measures, medians by group.

    The floor is the same in float64, which rounds ties of medians either way.
    """
    import numpy as np

    from ictindex import catalogue
    from ictindex.indices.pricing import conversion as arithmetic
    from ictindex.indices.pricing.medians import medians

    price, missing, income, rate, factor = inputs.prices()
    at = {code: n for n, code in enumerate(sorted(catalogue.economies())[: inputs.PRICED[2]])}
    groups = [np.arange(len(at))] + [
        np.array([at[code] for code in members if code in at], dtype=np.intp)
        for (_, vintage), grouping in sorted(catalogue.groupings().items())
        if vintage == "ipb-2025"
        for members in grouping.groups.values()
    ]

    def ours() -> list[Any]:
        made = []
        for figures in (
            arithmetic.share_of_income(price, income, missing),
            arithmetic.divided(price, rate, missing),
            arithmetic.divided(price, factor, missing),
        ):
            whole = arithmetic.units(figures, missing, 2)
            flat = whole.reshape(-1, whole.shape[-1]).T
            made.append((arithmetic.floats(whole, 2), medians(flat, groups)))
        return made

    plain_price, *plain = (array.astype(float) for array in (price, income, rate, factor))
    plain_price[missing] = np.nan

    def floor() -> list[Any]:
        made = []
        for factor_of, scale in zip(plain, (1200, 1, 1), strict=True):
            whole = np.round(plain_price * scale / factor_of, 2)
            made.append((whole, [np.nanmedian(whole[..., places], axis=-1) for places in groups]))
        return made

    for (exact, _), (quick, _) in zip(ours(), floor(), strict=True):
        assert np.allclose(exact, quick, rtol=1e-9, atol=0.011, equal_nan=True)
    times, plain_times = repeat(ours, floor)
    name = "baskets, 15 x 18 x 221: converted, medians"
    yield figure(name, times, 250)
    yield Figure("  beside float64", min(times), statistics.median(times), min(plain_times))


def shopping() -> Iterator[Figure]:
    """The world's cheapest baskets, on all cores, and those of one economy.

    The floor is two bare calls of the solver for each economy and basket, with 40 whole numbers
    and one row for each volume: no days, no rates, nothing proven, nothing told.
    """
    import ictindex as ict
    from ictindex.indices.pricing.shopping import cheapest

    document = ict.methodology("ipb", edition=2024).document  # the last year with five baskets
    frame = inputs.tariffs()
    start = time.perf_counter()
    table = ict.read_tariffs(frame)
    read = 1000 * (time.perf_counter() - start)
    assert not table.findings, table.findings
    yield Figure(f"read_tariffs, {len(table):,} rows", read, read)
    kept: list[Any] = []
    whole = [timed(lambda: kept.append(cheapest(table, document))) for _ in range(2)]
    found = kept[0]
    assert len(found) == inputs.MARKETS * len(document.baskets)
    assert all(getattr(bought, "proof", None) is not None for bought in found.values())
    bare = min(timed(lambda: _bare_solves(len(found))) for _ in range(2))
    least, median = min(whole), statistics.median(whole)
    name = f"cheapest baskets, {inputs.MARKETS} x {len(document.baskets)} x {inputs.PLANS}"
    yield Figure(name, least / 1000, median / 1000, limit=25, unit="s")
    yield Figure("  beside bare calls of the solver", least / 1000, median / 1000, bare / 1000,
                 unit="s")  # fmt: skip
    economy = next(iter(found))[0]
    one = table.where(economy=economy)
    times, single = repeat(
        lambda: cheapest(one, document, economy),
        lambda: cheapest(one, document, economy, "mobile-high"),
    )
    yield figure("cheapest baskets of one economy, all five", times)
    yield figure("cheapest basket of one economy, one of them", single)


def _bare_solves(count: int) -> None:
    """Call the solver twice for each of many knapsacks, on all cores."""
    import os
    from concurrent.futures import ThreadPoolExecutor

    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    from ictindex.purchasing.quiet import quiet

    generator = np.random.default_rng(135)
    whole, bounds = np.ones(inputs.PLANS), Bounds(0, 30)

    def one(n: int) -> None:
        volumes = gives[n].astype(float)
        for objective in (costs[n], whole):
            answer = milp(
                objective,
                integrality=whole,
                bounds=bounds,
                constraints=LinearConstraint(volumes, needs),
                options={"mip_rel_gap": 0},
            )
            assert answer.status == 0, answer.message

    needs = np.array([2000.0, 140.0, 70.0])
    costs = generator.integers(50, 3000, (count, inputs.PLANS)).astype(float)
    gives = generator.integers(1, (3000, 200, 100), (count, inputs.PLANS, 3)).transpose(0, 2, 1)
    with quiet(), ThreadPoolExecutor(os.cpu_count() or 1) as threads:
        list(threads.map(one, range(count)))


_COLD_VERIFY = """
import time
import ictindex as ict
from ictindex.cli import main
import ictindex.archive, ictindex.archive.signing, ictindex.cli.app
sys.argv = ["ictindex", "verify", sys.argv[1], "--root", sys.argv[2]]
start = time.perf_counter()
try:
    main()
except SystemExit:
    pass
print(1000 * (time.perf_counter() - start))
"""


def archive() -> Iterator[Figure]:
    """An edition of 200 economies: published, verified, opened, recomputed; and a hundred of them.

    The limit of verifying is 2 ms for each 200 kB.
    """
    import ictindex as ict

    idi = ict.methodology("idi", edition=2024)
    table = ict.read_observations(inputs.plausible(2022))
    receipt = ict.accept(
        table, ict.validate(table, idi, year=2022), role="compiler", transcribed="made up"
    )
    result = ict.compute(idi, receipt.observations)

    with tempfile.TemporaryDirectory() as base:
        times = []
        for n in range(5):
            folder = Path(base) / f"editions-{n}"

            def publish(folder: Path = folder) -> None:
                ict.publish(result, folder, released="2024-06-27", receipts=receipt)

            times.append(timed(publish))
        yield figure("publish, 200 economies", times, 2000)
        path = folder / "idi-2024-reconstruction"
        size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
        root = ict.verify(path).root
        verified, opened, again = repeat(
            lambda: ict.verify(path, root=root),
            lambda: ict.open_edition(path),
            lambda: ict.recompute(path),
        )
        yield figure(f"verify, {size // 1000} kB", verified, 2 * size / 200_000)
        command = [float(fresh(_COLD_VERIFY, str(path), root).splitlines()[-1]) for _ in range(7)]
        yield figure("verify as a command, beyond imports", command, 100)
        yield figure("open, verified", opened, 150)
        yield figure("recompute, library", again)
        for n in range(99):
            ict.release_data(receipt, folder, name=f"a-{n}", released="2024-06-27")
        (hundred,) = repeat(lambda: ict.editions(folder).verify())
        yield figure("verify, 100 editions", hundred, 3000)


CASES = {
    case.__name__: case
    for case in (
        startup,
        decimal,
        large,
        weights,
        one,
        edition,
        documents,
        validation,
        sourcing,
        workbook,
        conversion,
        archive,
        shopping,
    )
}
