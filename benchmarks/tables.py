"""The benchmarks of tables: starting, reading, documents, conversion of prices."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import floors
import inputs
import rivals
from measuring import Figure, figure, fresh, peer, repeat, times, whole


def startup() -> Iterator[Figure]:
    """``import ictindex`` beyond the bare interpreter: whole processes, in turn."""
    bare, loaded, rival = [], [], []
    for _ in times(15):
        bare.append(whole("pass"))
        loaded.append(whole("import ictindex"))
        rival.append(whole("import pandas"))
    least = min(bare)
    yield figure("a process that imports ictindex", loaded, bare, limit=least + 20)
    beyond = [time - least for time in loaded]
    rival_part = peer([time - least for time in rival], "import pandas")
    yield Figure("  beyond the bare interpreter", min(beyond), statistics.median(beyond), None, 20,
                 **rival_part)  # fmt: skip


# A command as the shell starts it; its exit code is that of findings, which is not a fault.
_COMMAND = """
from ictindex.apps.cli import main
sys.argv[0] = "ictindex"
try:
    main()
except SystemExit:
    pass
"""


# The same by hand: read, score between goalposts, average, rank, print.
_SCRIPT = """
import pandas as pd
data = pd.read_csv(sys.argv[1])
data = data[data["year"] == 2022]
values = data.pivot_table(index="economy", columns="indicator", values="value", aggfunc="first")
low, high = values.min(), values.max()
scores = 100 * ((values - low) / (high - low)).clip(0, 1)
table = scores.mean(axis=1).to_frame("index")
table["rank"] = table["index"].rank(ascending=False, method="min")
print(table.sort_values("rank").round(1).to_string())
"""


def commands() -> Iterator[Figure]:
    """Whole commands beyond the bare interpreter, in turn with it and with a script of pandas."""
    import ictindex as ict

    file = str(ict.sample_data("idi-2024-annex.csv"))
    compute = ["compute", file, "--edition", "2024"]
    calls = {
        "ictindex --version": (["--version"], 90),
        "ictindex --help": (["--help"], None),
        "ictindex compute, the sample": (compute, 160),
        "ictindex compute --json": ([*compute, "--json"], 180),
        "ictindex compute --csv": ([*compute, "--csv"], 180),
    }
    bare, script = [], []
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for _ in times(20):
        bare.append(whole("pass"))
        script.append(whole(_SCRIPT, file))
        for name, (arguments, _) in calls.items():
            taken[name].append(whole(_COMMAND, *arguments))
    least = min(bare)
    rival_part = peer([time - least for time in script], "a pandas script")
    for name, (_, limit) in calls.items():
        beyond = [time - least for time in taken[name]]
        yield figure(f"{name}, beyond the interpreter", beyond, limit=limit, **rival_part)


_COLD = """
import time
import pandas, ictindex as ict, ictindex.indices.index_protocols, ictindex.data
start = time.process_time()
idi = ict.methodology("idi", edition=2024)
ready = time.process_time()
observations = ict.read_observations(sys.argv[1])
read = time.process_time()
result = ict.compute(idi, observations, edition=2024)
computed = time.process_time()
result.rounded
end = time.process_time()
print(*(1000 * t for t in (ready - start, read - ready, end - read, end - start)))
"""


def edition() -> Iterator[Figure]:
    """A CSV file to the result: first call of a process, then once more."""
    import ictindex as ict

    idi = ict.methodology("idi", edition=2024)
    with tempfile.TemporaryDirectory() as folder:
        path = inputs.edition(Path(folder) / "edition.csv")
        parts = [[float(t) for t in fresh(_COLD, str(path)).split()] for _ in times(9)]
        chosen, read, computed, cold = (list(column) for column in zip(*parts, strict=True))
        again, reading, plain, rival = repeat(
            lambda: ict.compute(idi, path, edition=2024).rounded,
            lambda: ict.read_observations(path),
            floors.rows_of(path),
            rivals.frame_of(path),
        )
        rival_part = peer(rival, "pandas")
        yield figure("edition from CSV to result, first call", cold, plain, limit=100)
        yield figure("  of which the methodology", chosen)
        yield figure("  of which reading", read)
        yield figure("  of which computing and rounding", computed)
        yield figure("edition from CSV to result, warm", again, plain)
        rows = 10 * inputs.ECONOMIES
        yield figure(f"read_observations, {rows:,} rows", reading, plain, limit=25, **rival_part)
        result = ict.compute(idi, path, edition=2024)
        frame, text = repeat(result.to_frame, lambda: str(result.explain(result.economies[0])))
        yield figure("to_frame", frame)
        yield figure("explain one economy, as text", text)


def reading() -> Iterator[Figure]:
    """CSV files of 10,000 and 100,000 rows and eleven columns, and of a million by a limit.

    The second of them is read in other forms too: bytes, frames, Parquet, an SDMX-CSV message.
    """
    import ictindex as ict

    with tempfile.TemporaryDirectory() as folder:
        for rows in inputs.ROWS:
            path = inputs.panel(Path(folder) / f"{rows}.csv", rows)
            limit = None if rows <= 100_000 else rows
            other = rivals.polars_of(path)
            ours, plain, rival, *others = repeat(
                lambda path=path, limit=limit: ict.read_observations(path, limit=limit),
                floors.rows_of(path),
                rivals.frame_of(path),
                *([other] if other else []),
                least=5 if limit is None else 1,
            )
            more = {"polars": min(others[0])} if others else {}
            name = f"read_observations, {rows:,} rows"
            promised = {"limit": 2 if rows == 100_000 else 3, "times": True}
            peers = {"pandas": min(rival), **more}
            yield figure(name, ours, plain, **(promised if rows >= 100_000 else {}), peers=peers)
        rows = inputs.ROWS[1]
        yield from _other_forms(Path(folder) / f"{rows}.csv", rows)
        message = Path(folder) / "message.csv"
        ict.data.write_sdmx_csv(ict.read_observations(Path(folder) / f"{rows}.csv"), message)
        other = rivals.message_of(message)
        ours, plain, frame, *others = repeat(
            lambda: ict.read_observations(message, form="sdmx-csv", limit=2 * rows),
            floors.rows_of(message),
            rivals.frame_of(message),
            *([other] if other else []),
        )
        more = {"pysdmx": min(others[0])} if others else {}
        rival_part = {"peers": {"pandas": min(frame), **more}}
        name = f"read_observations, SDMX-CSV, {rows:,} rows"
        yield figure(name, ours, plain, limit=400, **rival_part)


def _other_forms(path: Path, rows: int) -> Iterator[Figure]:
    """Yield the times of one table from memory, from frames of texts and from Parquet."""
    import ictindex as ict

    data = path.read_bytes()
    sources: dict[str, Any] = {"bytes": data, "pandas frame": rivals.frame_of(path)()}
    other = rivals.polars_of(path)
    if other:
        sources["polars frame"] = other()
    if rivals.there("pyarrow"):
        from pyarrow import csv, parquet

        parquet.write_table(csv.read_csv(path), path.with_suffix(".parquet"))
        sources["Parquet"] = path.with_suffix(".parquet")
    plain = floors.rows_of(path)
    for name, source in sources.items():
        ours, floor = repeat(lambda source=source: ict.read_observations(source), plain)
        yield figure(f"read_observations, {name}, {rows:,} rows", ours, floor)


_COLD_CALL = """
import time
import ictindex as ict, ictindex.indices.index_protocols
start = time.process_time()
{call}
print(1000 * (time.process_time() - start))
"""


def documents() -> Iterator[Figure]:
    """A methodology document chosen and shown, first call of a process; the floor parses it."""
    import ictindex as ict
    from ictindex.core import package_data

    # A wheel has the table compiled: the floor reads what is there.
    path = package_data.folder("methodology") / "idi" / "idi-methodology-2023.toml"
    compiled = package_data.compiled_table(path) is not None
    read = package_data.compiled_table if compiled else floors.toml_of
    (plain,) = repeat(lambda: read(path), seconds=0.3)
    for call in ('methodology("idi", edition=2024)', 'methodology("idi-methodology-2023")'):
        taken = [float(fresh(_COLD_CALL.format(call=f"ict.{call}"))) for _ in times(9)]
        yield figure(f"{call}, first", taken, plain)
    idi = ict.methodology("idi", edition=2024)
    yield figure("methodology show, text", repeat(idi.show)[0])


def conversion() -> Iterator[Figure]:
    """Fifteen baskets of all economies over eighteen years: three measures, medians by group.

    The floor divides the same decimals in one context. The peer is the same in float64, which is
    not a floor: it rounds ties of medians either way.
    """
    import numpy as np

    from ictindex.definitions import catalogue
    from ictindex.indices.ipb.conversion import compute_share, divide
    from ictindex.indices.ipb.medians import medians, round_to_units, to_floats

    price, missing, income, rate, factor = inputs.prices()
    at = {code: n for n, code in enumerate(sorted(catalogue.economies())[: inputs.PRICED[2]])}
    groups = [np.arange(len(at))] + [
        np.array([at[code] for code in members if code in at], dtype=np.intp)
        for (_, vintage), grouping in sorted(catalogue.groupings().items())
        if vintage == "ipb-2025"
        for members in grouping.groups.values()
    ]
    measures = ((compute_share, income), (divide, rate), (divide, factor))
    there = [tuple(cell) for cell in np.argwhere(~missing)]

    def ours() -> list[Any]:
        made = []
        for convert, by in measures:
            figures = np.zeros(price.shape, dtype=object)
            for cell in there:
                figures[cell] = convert(price[cell], by[cell[1:]])
            whole = round_to_units(figures, missing, 2)
            flat = whole.reshape(-1, whole.shape[-1]).T
            made.append((to_floats(whole, 2), medians(flat, groups)))
        return made

    plain_price, *plain = (array.astype(float) for array in (price, income, rate, factor))
    plain_price[missing] = np.nan

    def quickly() -> list[Any]:
        made = []
        for factor_of, scale in zip(plain, (1200, 1, 1), strict=True):
            whole = np.round(plain_price * scale / factor_of, 2)
            made.append((whole, [np.nanmedian(whole[..., places], axis=-1) for places in groups]))
        return made

    for (exact, _), (quick, _) in zip(ours(), quickly(), strict=True):
        assert np.allclose(exact, quick, rtol=1e-9, atol=0.011, equal_nan=True)
    pairs = [(price[cell], by[cell[1:]]) for _, by in measures for cell in there]
    taken, floor, quick_taken = repeat(ours, floors.divisions(pairs), quickly)
    name = f"baskets, {' x '.join(map(str, inputs.PRICED))}: converted, medians"
    yield figure(name, taken, floor, limit=250, **peer(quick_taken, "float64"))
