"""The benchmark of the sums of a survey's records, by engine, size and number of clusters.

    python benchmarks/survey_cells.py FOLDER                             # 5 and 50 million records
    python benchmarks/survey_cells.py FOLDER --millions 5 --clusters 200000 --engines duckdb polars
    python benchmarks/survey_cells.py FOLDER --r     # a million records next to R's package survey

Records are made by DuckDB from a hash of their number, so that nothing is random and no seed is
needed: 13 questions, 25 regions, 2 sexes and 6 ages (300 domains), weights of six decimals. They
are in the order of their clusters, as a survey delivers them; ``--shuffled`` puts them in no order,
which costs an engine its cache. Each engine runs in a process of its own. Its processor time and
the peak of its memory are those of the process with all its children (Java), looked at every 50 ms.
"""

from __future__ import annotations

import argparse
import subprocess  # the processes that are measured
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import measuring
from measuring import Figure

QUESTIONS = 13
ENGINES = ("duckdb", "polars", "pandas", "spark")
_MEMORY = "1 GB"  # of DuckDB
_IN_R = """
suppressMessages(library(survey)); start <- proc.time()
d <- read.csv(commandArgs(TRUE)[1]); read <- proc.time()
s <- svydesign(id = ~psu, strata = ~stratum, weights = ~w, data = d, nest = TRUE)
r <- svyby(~y, ~region, s, svyratio, denominator = ~x, keep.names = FALSE); end <- proc.time()
cat("read", sum((read - start)[1:2]), "s, estimate", sum((end - read)[1:2]), "s,",
    sum(gc()[, 6]), "MB of its own count\\n")
write.table(format(as.matrix(r), digits = 17), row.names = FALSE, col.names = FALSE, quote = FALSE)
"""


def make_records(path: Path, count: int, clusters: int, *, shuffled: bool = False) -> None:
    """Write records of a survey as Parquet, the same ones on every machine."""
    import duckdb

    draws = ", ".join(
        f"(hash(i * 31 + {q + 1000003}) % 100)::INT AS u{q}" for q in range(QUESTIONS)
    )
    answers = ", ".join(
        f"(CASE WHEN u{q} < {40 + 3 * q} THEN 1 WHEN u{q} < 95 THEN 2 ELSE 9 END)::TINYINT AS q{q}"
        for q in range(QUESTIONS)
    )
    cluster = f"hash(i * 7 + 4) % {clusters}" if shuffled else f"i * {clusters} // {count}"
    query = f"""
        COPY (
            SELECT (p // {max(clusters // 200, 1)})::SMALLINT AS stratum, p::INT AS psu,
                (p * 25 // {clusters})::TINYINT AS region,
                (1 + hash(i * 7 + 1) % 2)::TINYINT AS sex,
                (1 + hash(i * 7 + 2) % 6)::TINYINT AS age,
                (hash(i * 7 + 3) % 2000000)::DOUBLE / 1000 + 5 AS w, {answers}
            FROM (
                SELECT i, ({cluster})::BIGINT AS p, {draws}
                FROM (SELECT range AS i FROM range({count}))
            )
        ) TO '{path}' (FORMAT parquet, COMPRESSION zstd)
    """  # noqa: S608  # whole numbers alone
    with duckdb.connect(config={"memory_limit": "2GB"}) as connection:
        connection.execute(query)


def make_plan(indicators: int = QUESTIONS):
    """Return the plan of the benchmark: a third of the indicators each of three populations."""
    import ictindex as ict

    populations = ([], [{"column": "age", "lowest": 2}], [{"column": "q0", "codes": [1]}])
    return ict.surveys.plan_cells(
        {
            "weight": "w",
            "scale": 10**6,
            "keys": ["region", "sex", "age"],
            "stratum": "stratum",
            "cluster": "psu",
            "indicators": [
                {
                    "id": f"question-{q}",
                    "population": populations[q % 3],
                    "numerator": [[{"column": f"q{q}", "codes": [1]}]],
                }
                for q in range(indicators)
            ],
        }
    )


def read_frame(engine: str, file: str):
    """Return what an engine is given: a path, or a frame of its own."""
    if engine == "pandas":
        import pandas as pd

        return pd.read_parquet(file)
    if engine == "spark":
        from pyspark.sql import SparkSession

        settings = {
            "spark.ui.enabled": "false",
            "spark.driver.memory": "2g",
            "spark.sql.shuffle.partitions": "4",
            "spark.driver.host": "127.0.0.1",
        }
        builder = SparkSession.builder.master("local[2]")
        for key, value in settings.items():
            builder = builder.config(key, value)
        return builder.getOrCreate().read.parquet(file)
    return file


def run_engine(engine: str, file: str) -> None:
    """Sum the records of a file, in this process."""
    import ictindex as ict

    if engine == "floor":
        import duckdb

        names = [
            "stratum",
            "psu",
            "region",
            "sex",
            "age",
            "w",
            *(f"q{q}" for q in range(QUESTIONS)),
        ]
        counts = ", ".join(f"sum({name})" for name in names)  # counts are in the metadata
        duckdb.sql(f"SELECT {counts} FROM '{file}'").fetchall()  # noqa: S608  # names of our own
        return
    chosen = engine if engine in ("duckdb", "polars") else "duckdb"
    summed = ict.surveys.sum_cells(
        read_frame(engine, file), make_plan(), engine=chosen, memory_limit=_MEMORY
    )
    print(sum(len(table.counts) for table in summed.tables))


def measure(*command: str) -> tuple[float, float, str]:
    """Return processor time in seconds, and the peak of memory in MB, of a command's processes."""
    import psutil

    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.DEVNULL)
        seen: dict[int, float] = {}
        peak = 0.0
        while process.poll() is None:
            memory = 0
            for each in _list_processes(psutil, process.pid):
                try:
                    times = each.cpu_times()
                    seen[each.pid] = times.user + times.system
                    memory += each.memory_info().rss
                except psutil.Error:  # it has ended
                    continue
            peak = max(peak, memory / 1e6)
            time.sleep(0.05)
        output.seek(0)
        shown = output.read().decode().strip()
    if process.returncode:
        shown = "failed"
    return sum(seen.values()), peak, shown


def _list_processes(psutil, pid: int):
    """Return a process and all that it started."""
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.Error:
        return []


def survey_cells() -> Iterator[Figure]:
    """Sums of a survey's records by DuckDB: 24,000 cells, 13 indicators."""
    count, clusters = (20_000, 200) if measuring.ONCE else (5_000_000, 2000)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "records.parquet"
        make_records(file, count, clusters)
        script = (sys.executable, __file__)
        floor = measure(*script, "--run", "floor", str(file))[0]
        seconds, peak, _ = measure(*script, "--run", "duckdb", str(file))
        yield Figure(f"{count:,} records", seconds, seconds, floor, limit=30, unit="s")
        yield Figure("  memory of all its processes", peak, peak, limit=500, unit="MB")


def compare_with_r(folder: Path, count: int = 1_000_000, clusters: int = 2000) -> None:
    """Print processor times and differences of 25 shares and their errors here and by R's survey.

    R has the columns of one indicator alone, and reads them from CSV; here two indicators are
    summed by all breakdowns.
    """
    import duckdb
    import numpy as np

    import ictindex as ict
    from ictindex.engine.sampling.cell_estimates import estimate_proportions

    file, table = folder / "records-r.parquet", folder / "records-r.csv"
    make_records(file, count, clusters)
    columns = "stratum, psu, region, w, (q1 = 1 AND age >= 2)::INT y, (age >= 2)::INT x"
    duckdb.sql(f"COPY (SELECT {columns} FROM '{file}') TO '{table}' (HEADER)")  # noqa: S608  # own
    start = time.process_time()
    summed = ict.surveys.sum_cells(file, make_plan(2))
    shares = estimate_proportions(summed.margin(("region",)), summed.design, ("region",))
    print(f"here: {time.process_time() - start:.1f} s from Parquet to shares")
    command = ["Rscript", "-e", _IN_R, str(table)]
    written = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    times, *lines = written.splitlines()
    rows = np.array([line.split() for line in lines], dtype=float)
    rows = rows[np.argsort(rows[:, 0])]
    print(f"R: {times}")
    for name, ours, theirs in (("shares", shares.values, 1), ("errors", shares.errors, 2)):
        most = np.max(np.abs(rows[:, theirs] / ours[:, 1] - 1))
        print(f"largest relative difference of {len(rows)} {name}: {most:.1e}")


def main() -> None:
    """Make records, run the engines on them, print a line for each."""
    parser = argparse.ArgumentParser(description="Sums of the records of a survey.")
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--millions", nargs="+", type=int, default=[5, 50])
    parser.add_argument("--clusters", nargs="+", type=int, default=[2000])
    parser.add_argument("--engines", nargs="+", default=["floor", "duckdb", "polars"])
    parser.add_argument("--shuffled", action="store_true")
    parser.add_argument("--r", action="store_true", help="compare with R on a million records")
    parser.add_argument("--run", nargs=2, metavar=("ENGINE", "FILE"))
    options = parser.parse_args()
    if options.run:
        run_engine(*options.run)
        return
    if options.r:
        compare_with_r(options.folder)
        return
    print(
        f"{'records':>12} {'clusters':>9} {'engine':<8} {'CPU s':>7} {'peak MB':>8} {'cells':>10}"
    )
    for millions in options.millions:
        for clusters in options.clusters:
            file = options.folder / f"records-{millions}-{clusters}.parquet"
            make_records(file, millions * 10**6, clusters, shuffled=options.shuffled)
            for engine in options.engines:
                command = (sys.executable, __file__, "--run", engine, str(file))
                seconds, peak, shown = measure(*command)
                line = f"{millions * 10**6:>12,} {clusters:>9,} {engine:<8} {seconds:>7.1f}"
                print(f"{line} {peak:>8.0f} {shown:>10}", flush=True)
            file.unlink()


if __name__ == "__main__":
    main()
