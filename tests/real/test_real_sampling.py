"""Estimates from samples against R's package survey 4.4: its own data, and a survey of Mexico.

R makes the data and the figures in a folder of the test; none of its data are in the project.
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ictindex.engine.sampling.cell_estimates import (
    estimate_differences,
    estimate_proportions,
    estimate_ratios,
    estimate_totals,
)
from ictindex.engine.sampling.cell_sums import CellSums, SampleDesign
from ictindex.engine.sampling.cluster_replicates import (
    make_balanced_replicates,
    make_bootstrap,
    make_jackknife,
)
from ictindex.engine.sampling.interval_methods import korn_graubard_interval
from ictindex.engine.sampling.record_estimates import (
    RecordSample,
    estimate_record_mean,
    estimate_record_ratio,
    estimate_record_total,
)
from ictindex.engine.sampling.record_quantiles import estimate_record_quantile
from ictindex.engine.sampling.replicate_estimates import (
    ReplicateWeights,
    estimate_by_cluster_replicates,
    estimate_by_file_replicates,
)
from ictindex.engine.sampling.weight_calibration import calibrate_weights, post_stratify

pytestmark = pytest.mark.slow
SURVEY = "mex-endutih-2021-households.csv.gz"
NAMES = ["net", "tv", "radio", "mobile"]
TYPES = ["E", "H", "M"]
TOTALS = np.array([6194.0, 755.0, 1018.0, 3914069.0])


def whole(values: Any) -> Any:
    return np.asarray(values).astype(np.int64)


class Oracle:
    """The folder that R wrote: its data, and its figures by name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        table = pd.read_csv(folder / "figures.csv")
        self.figures = dict(zip(table["name"], table["value"], strict=True))

    def read(self, name: str) -> pd.DataFrame:
        return pd.read_csv(self.folder / f"{name}.csv")

    def figure(self, name: str) -> float:
        return float(self.figures[name])

    def check(self, name: str, *values: Any) -> None:
        """Compare figures, in the order in which R gave them, to 1e-9 relative."""
        several = len(values) > 1
        for position, value in enumerate(values, 1):
            expected = self.figure(f"{name}.{position}" if several else name)
            assert float(value) == pytest.approx(expected, rel=1e-9, abs=1e-300), (name, position)

    def check_record(self, name: str, estimate: Any) -> None:
        self.check(name, estimate.value, estimate.error, estimate.freedom)


@pytest.fixture(scope="module")
def oracle(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Oracle:
    """Run R once; without R or its package there is nothing to compare with."""
    program = shutil.which("Rscript")
    if program is None:
        pytest.skip("R is not installed")
    for package in ("survey", "MASS"):
        asked = subprocess.run(
            [program, "-e", f"stopifnot(requireNamespace('{package}', quietly = TRUE))"],
            capture_output=True,
            check=False,
        )
        if asked.returncode:
            pytest.skip(f"the package {package} of R is not installed")
    folder = tmp_path_factory.mktemp("oracle")
    try:
        inputs = [request.getfixturevalue("data") / "surveys" / SURVEY]
    except pytest.skip.Exception:  # R's own data need none of ours
        inputs = []
    inputs = [str(path) for path in inputs if path.exists()]
    script = Path(__file__).with_name("survey_oracle.R")
    run = subprocess.run(
        [program, str(script), str(folder), *inputs], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return Oracle(folder)


def design_of(
    frame: pd.DataFrame, strata: str | None, cluster: str, population: str | None, **options: Any
) -> tuple[SampleDesign, Any]:
    """Return the design of a frame and the position of the cluster of each row."""
    stratum = frame[strata].astype(str) if strata else pd.Series("", index=frame.index)
    pairs = pd.MultiIndex.from_arrays([stratum, frame[cluster]])
    clusters, names = pd.factorize(pairs, sort=True)
    labels = sorted(stratum.unique())
    numbers = None
    if population:
        numbers = whole(frame.groupby(stratum)[population].first().loc[labels])
    positions = whole([labels.index(name) for name, _ in names])
    return SampleDesign(tuple(labels), positions, populations=numbers, **options), whole(clusters)


def sample_of(frame: pd.DataFrame, *parts: Any, **options: Any) -> RecordSample:
    design, clusters = design_of(frame, *parts, **options)
    return RecordSample(design, frame["pw"].to_numpy(float), clusters)


def cells_of(
    design: SampleDesign,
    clusters: Any,
    units: Any,
    domains: dict[str, Any],
    pairs: dict[str, tuple[Any, Any]],
    scale: int = 1,
) -> CellSums:
    """Return a cell for each record: adding cells is the work of the code under test."""
    y = np.column_stack([whole(units * above) for above, _ in pairs.values()])
    x = np.column_stack([whole(units * below) for _, below in pairs.values()])
    return CellSums(
        strata=design.cluster_strata[clusters],
        clusters=clusters,
        domains=np.column_stack([whole(codes) for codes in domains.values()]),
        counts=np.ones(len(clusters), dtype=np.int64),
        units=whole(units),
        numerators=y,
        denominators=x,
        cases=whole(y != 0),
        bases=whole(x != 0),
        scale=scale,
        keys=tuple(domains),
        indicators=tuple(pairs),
    )


def api_cells(frame: pd.DataFrame, design: SampleDesign, clusters: Any) -> CellSums:
    """Return cells of schools: weights in units of 10^-10, whose rounding is below 1e-11."""
    ones = np.ones(len(frame))
    return cells_of(
        design,
        clusters,
        np.floor(frame["pw"] * 10**10 + 0.5).astype("int64").to_numpy(),
        {"type": frame["stype"].map(TYPES.index), "wide": frame["sch.wide"].eq("Yes")},
        {
            "mean": (frame["api00"].to_numpy(), ones.astype(int)),
            "total": (frame["enroll"].to_numpy(), ones.astype(int)),
            "share": (frame["sch.wide"].eq("Yes").to_numpy().astype(int), ones.astype(int)),
            "ratio": (frame["api.stu"].to_numpy(), frame["enroll"].to_numpy()),
        },
        10**10,
    )


def check_column(oracle: Oracle, name: str, result: Any, column: int, row: int = 0) -> None:
    oracle.check(
        name, result.values[row, column], result.errors[row, column], result.freedom[row, column]
    )


def test_a_stratified_sample_from_cells_is_that_of_r(oracle: Oracle) -> None:
    frame = oracle.read("apistrat")
    frame["school"] = range(len(frame))
    design, clusters = design_of(frame, "stype", "school", "fpc")
    cells = api_cells(frame, design, clusters)
    ratios, totals = estimate_ratios(cells, design), estimate_totals(cells, design)
    for name, result, column in (
        ("mean", ratios, 0),
        ("total", totals, 1),
        ("share", ratios, 2),
        ("ratio", ratios, 3),
    ):
        check_column(oracle, f"strata.{name}", result, column)
    share = cells_of(
        design,
        clusters,
        cells.units,
        {"all": np.zeros(len(frame))},
        {"share": (frame["sch.wide"].eq("Yes").to_numpy().astype(int), np.ones(len(frame), int))},
        cells.scale,
    )
    shares = estimate_proportions(share, design)
    oracle.check("strata.logit", shares.lower[0, 0], shares.upper[0, 0])
    oracle.check("strata.share.deff", shares.effects[0, 0])
    ends = korn_graubard_interval(shares.values, shares.errors, shares.freedom, shares.bases, 95)
    oracle.check("strata.beta", ends[0][0, 0], ends[1][0, 0])
    for center, mse in (("mean", "FALSE"), ("mse", "TRUE")):
        jackknife = estimate_by_cluster_replicates(
            cells, design, make_jackknife(design), of="ratios", center=center
        )
        check_column(oracle, f"jkn.{mse}", jackknife, 0)
        oracle.check(f"jkn.ratio.{mse}", jackknife.values[0, 3], jackknife.errors[0, 3])


def test_a_sample_of_clusters_from_cells_is_that_of_r(oracle: Oracle) -> None:
    frame = oracle.read("apiclus1")
    design, clusters = design_of(frame, None, "dnum", "fpc")
    cells = api_cells(frame, design, clusters)
    ratios = estimate_ratios(cells, design, ("type",), margins=True)
    totals = estimate_totals(cells, design, ("type",), margins=True)
    check_column(oracle, "clus1.mean", ratios, 0)
    check_column(oracle, "clus1.total", totals, 1)
    for code, name in enumerate(TYPES):
        check_column(oracle, f"clus1.{name}", ratios, 0, ratios.find_row(type=code))
        check_column(oracle, f"clus1.total.{name}", totals, 1, totals.find_row(type=code))
    difference = estimate_differences(cells, design, ("type",), [((0,), (1,))])
    oracle.check("clus1.difference", difference.values[0, 0], difference.errors[0, 0])
    made = make_jackknife(design)
    assert made.method == "JK1"
    oracle.check("jk1.scale", made.factors[0])
    for center, mse in (("mean", "FALSE"), ("mse", "TRUE")):
        result = estimate_by_cluster_replicates(cells, design, made, of="ratios", center=center)
        check_column(oracle, f"jk1.{mse}", result, 0)


def test_balanced_replicates_are_those_of_r(oracle: Oracle) -> None:
    frame = oracle.read("scd")
    design, clusters = design_of(frame, "ESA", "ambulance", None)
    pairs = {"alive": (frame["alive"].to_numpy(), frame["arrests"].to_numpy())}
    ones = np.ones(len(frame), dtype=np.int64)
    cells = cells_of(design, clusters, ones, {"all": 0 * ones}, pairs)
    taylor = estimate_ratios(cells, design)
    check_column(oracle, "scd.taylor", taylor, 0)
    balanced = make_balanced_replicates(design)
    result = estimate_by_cluster_replicates(cells, design, balanced, of="ratios")
    oracle.check("scd.brr", result.errors[0, 0], result.freedom[0, 0])
    fay = make_balanced_replicates(design, 0.3)
    result = estimate_by_cluster_replicates(cells, design, fay, of="ratios")
    oracle.check("scd.fay", result.errors[0, 0])


METHODS = ("JK1", "JKn", "BRR", "Fay", "bootstrap", "successive-difference")


@pytest.mark.parametrize("method", METHODS)
def test_replicate_weights_of_a_file_are_those_of_r(oracle: Oracle, method: str) -> None:
    frame = oracle.read("replicates")
    columns = whole(frame.iloc[:, 3:])
    score = whole(frame["api00"])
    units = whole(frame["base"])
    none = np.zeros(len(frame), dtype=np.int64)
    design = SampleDesign(("",), np.zeros(0, dtype=np.int64), has_clusters=False)
    single_cluster = replace(design, cluster_strata=np.zeros(1, dtype=np.int64))
    cells = cells_of(single_cluster, none, units, {"all": none}, {"mean": (score, none + 1)})
    cells = replace(cells, replicates=np.stack([columns * score[:, None], columns], 1)[:, None])
    for center, mse in (("mean", "FALSE"), ("mse", "TRUE")):
        weights = ReplicateWeights(
            method,
            factors=(0.5, 0.5, 0.75, 0.75, 0.75, 0.75, 0, 0.9) if method == "JKn" else None,
            rho=0.4 if method == "Fay" else None,
            center=center,
        )
        result = estimate_by_file_replicates(cells, weights, of="ratios")
        check_column(oracle, f"file.{method}.{mse}", result, 0)


@pytest.mark.parametrize("rule", ["certainty", "adjust", "average"])
def test_each_rule_for_a_single_cluster_is_that_of_r(oracle: Oracle, rule: str) -> None:
    frame = oracle.read("lonely")
    frame["school"] = range(len(frame))
    design, clusters = design_of(frame, "stype", "school", None, single_clusters=rule)
    cells = api_cells(frame, design, clusters)
    totals = estimate_totals(cells, design, ("wide",), margins=True)
    check_column(oracle, f"lonely.total.{rule}", totals, 1)
    check_column(oracle, f"lonely.part.{rule}", totals, 1, totals.find_row(wide=1))
    check_column(oracle, f"lonely.ratio.{rule}", estimate_ratios(cells, design), 3)
    records = RecordSample(design, frame["pw"].to_numpy(float), clusters)
    enroll, others = frame["enroll"].to_numpy(float), frame["stype"].ne("H").to_numpy()
    oracle.check_record(f"lonely.total.{rule}", estimate_record_total(records, enroll))
    oracle.check_record(f"lonely.without.{rule}", estimate_record_total(records, enroll, others))


def test_means_and_totals_from_records_are_those_of_r(oracle: Oracle) -> None:
    frame = oracle.read("apistrat")
    frame["school"] = range(len(frame))
    sample = sample_of(frame, "stype", "school", "fpc")
    score, enroll = frame["api00"].to_numpy(float), frame["enroll"].to_numpy(float)
    mean = estimate_record_mean(sample, score)
    oracle.check_record("strata.mean", mean)
    oracle.check("strata.deff", mean.effect)
    oracle.check("strata.deff.replace", estimate_record_mean(sample, score, replace=True).effect)
    total = estimate_record_total(sample, enroll)
    oracle.check_record("strata.total", total)
    oracle.check("strata.total.deff", total.effect)
    ratio = estimate_record_ratio(sample, frame["api.stu"].to_numpy(float), enroll)
    oracle.check_record("strata.ratio", ratio)
    for share in (0.25, 0.5, 0.75):
        q = estimate_record_quantile(sample, score, share)
        oracle.check(f"quantile.{share}", q.value, q.lower, q.upper, q.error)
    clustered = oracle.read("apiclus1")
    sample = sample_of(clustered, None, "dnum", "fpc")
    score = clustered["api00"].to_numpy(float)
    mean = estimate_record_mean(sample, score)
    oracle.check_record("clus1.mean", mean)
    oracle.check("clus1.deff", mean.effect)
    primary = clustered["stype"].eq("E").to_numpy()
    for share in (0.25, 0.5, 0.75):
        q = estimate_record_quantile(sample, score, share, primary)
        oracle.check(f"quantile.E.{share}", q.value, q.lower, q.upper, q.error)


def test_two_stages_are_those_of_r(oracle: Oracle) -> None:
    frame = oracle.read("apiclus2")
    design, clusters = design_of(frame, None, "dnum", "fpc1")
    pairs = pd.MultiIndex.from_arrays([frame["dnum"], frame["snum"]])
    drawn = frame.groupby("dnum")["snum"].transform("nunique")
    first = frame["dnum"].nunique() / frame["fpc1"]
    weights = (1 / (first * drawn / frame["fpc2"])).to_numpy(float)
    sample = RecordSample(
        design,
        weights,
        clusters,
        units=whole(pd.factorize(pairs, sort=True)[0]),
        unit_populations=whole(frame.groupby("dnum")["fpc2"].first()),
    )
    score = frame["api00"].to_numpy(float)
    oracle.check_record("clus2.mean", estimate_record_mean(sample, score))
    oracle.check_record("clus2.total", estimate_record_total(sample, score))
    high = frame["stype"].eq("H").to_numpy()
    oracle.check_record("clus2.H", estimate_record_mean(sample, score, high))
    alone = RecordSample(replace(design, populations=None), weights, clusters)
    oracle.check_record("clus2.first", estimate_record_mean(alone, score))


def test_calibrated_weights_are_those_of_r(oracle: Oracle) -> None:
    frame = oracle.read("apiclus1")
    sample = sample_of(frame, None, "dnum", "fpc")
    score, enroll = frame["api00"].to_numpy(float), frame["enroll"].to_numpy(float)
    groups = whole(frame["stype"].map(TYPES.index))
    post = post_stratify(sample, groups, np.array([4421.0, 755.0, 1018.0]))
    oracle.check_record("post.total", estimate_record_total(post, enroll))
    oracle.check_record("post.mean", estimate_record_mean(post, score))
    primary = frame["stype"].eq("E").to_numpy()
    oracle.check_record("post.E", estimate_record_mean(post, score, primary))
    columns = [np.ones(len(frame)), frame["stype"].eq("H"), frame["stype"].eq("M"), frame["api99"]]
    auxiliaries = np.column_stack(columns).astype(float)
    greg = calibrate_weights(sample, auxiliaries, TOTALS)
    oracle.check_record("greg.total", estimate_record_total(greg, enroll))
    oracle.check_record("greg.mean", estimate_record_mean(greg, score))
    raked = calibrate_weights(sample, auxiliaries, TOTALS, "raking")
    oracle.check_record("rake.total", estimate_record_total(raked, enroll))


# Digits of R that were noted before, by another computer: figure, and what it belongs to.
NOTED = {
    "strata.mean.1": 662.28736315932, "strata.mean.2": 9.40894080278458,
    "strata.total.1": 3687177.532, "strata.total.2": 114641.716,
    "strata.share.1": 0.827948011, "strata.share.2": 0.024345, "strata.share.3": 197,
    "strata.logit.1": 0.774539654351568, "strata.logit.2": 0.870814854544509,
    "strata.ratio.1": 0.836956886940522, "strata.ratio.2": 0.007757103,
    "strata.deff": 1.20445726853772, "strata.deff.replace": 1.16556617145353,
    "clus1.mean.1": 644.169398907104, "clus1.mean.2": 23.5422406937810,
    "clus1.deff": 9.34586945059090,
    "clus1.total.1": 3404940.135, "clus1.total.2": 932235.027,
    "clus1.E.1": 648.86806, "clus1.E.2": 22.362409,
    "clus1.H.1": 618.57143, "clus1.H.2": 38.020249,
    "clus1.M.1": 631.44, "clus1.M.2": 31.609465,
    "jk1.FALSE.2": 26.3293605895276, "jk1.TRUE.2": 26.3348576684592,
    "jk1.scale": 0.914839277851167,
    "jkn.FALSE.2": 9.40894080278461, "jkn.ratio.FALSE.2": 0.00777250903998768,
    "clus2.mean.1": 670.811808118081, "clus2.mean.2": 30.0990273768366,
    "clus2.total.1": 3440375.75, "clus2.total.2": 926665.58609027,
    "clus2.first.2": 30.7115763093288,
    "post.total.1": 3680892.94511905, "post.total.2": 406292.636294802,
    "post.mean.1": 642.310788211582, "post.mean.2": 23.9204864450904,
    "greg.total.1": 3638487.20413188, "greg.total.2": 385524.427352479,
    "greg.mean.1": 665.30907116578, "greg.mean.2": 3.44175311640481,
    "rake.total.1": 3616588.56326875, "rake.total.2": 387618.63037994,
    "scd.taylor.1": 0.153506350082827, "scd.taylor.2": 0.00980730359997476,
    "scd.brr.1": 0.00941840066991849, "scd.fay": 0.00952518747770524,
    "quantile.0.5.1": 668, "quantile.0.5.2": 642, "quantile.0.5.3": 694,
    "quantile.0.5.4": 13.1840557881618, "quantile.0.25.4": 15.7194511320391,
    "quantile.0.25.1": 565, "quantile.0.75.1": 756,
}  # fmt: skip


def test_the_figures_that_are_compared_are_those_that_were_noted(oracle: Oracle) -> None:
    for name, value in NOTED.items():
        digits = len(repr(value).replace(".", "").lstrip("0"))
        expected = pytest.approx(value, rel=0.51 * 10.0 ** (1 - min(digits, 13)))
        assert oracle.figure(name) == expected, name


@pytest.fixture(scope="module")
def mexico(data: Path) -> tuple[CellSums, SampleDesign]:
    """Cells of the households of ENDUTIH 2021 (INEGI) by state and area."""
    path = data / "surveys" / SURVEY
    if not path.exists():
        pytest.skip(f"no survey: {path}")
    frame = pd.read_csv(path)
    design, clusters = design_of(frame, "est_dis", "upm_dis", None)
    ones = np.ones(len(frame), dtype=np.int64)
    answers = {
        "net": frame["p4_4"].eq(1),
        "tv": frame["p4_1_2"].eq(1) | frame["p4_1_4"].eq(1),
        "radio": frame["p4_1_1"].eq(1),
        "mobile": frame["p4_1_6"].eq(1),
    }
    domains = {"state": frame["ent"], "area": frame["dominio"].eq("U")}
    pairs = {name: (whole(answer), ones) for name, answer in answers.items()}
    return cells_of(design, clusters, whole(frame["fac_viv"]), domains, pairs), design


def test_the_survey_of_mexico_has_the_figures_of_its_description(
    mexico: tuple[CellSums, SampleDesign],
) -> None:
    cells, design = mexico
    result = estimate_proportions(cells, design)
    printed = {
        "net": ("0.6643040376248", "0.0030294700953"),
        "tv": ("0.9115920972815", "0.0017805637367"),
        "radio": ("0.4853616910083", "0.0032726005307"),
        "mobile": ("0.9349197770326", "0.0015473374269"),
    }
    for column, name in enumerate(NAMES):
        assert f"{result.values[0, column]:.13f}" == printed[name][0]
        assert f"{result.errors[0, column]:.13f}" == printed[name][1]
        assert result.freedom[0, column] == 7885


def test_states_and_areas_of_mexico_are_those_of_r(
    oracle: Oracle, mexico: tuple[CellSums, SampleDesign]
) -> None:
    cells, design = mexico
    shares = estimate_proportions(cells, design, ("state", "area"), margins=True)
    rows = {"mexico": 0} | {
        f"mexico.{name}": shares.find_row(area=code) for code, name in enumerate("RU")
    }
    for name, row in rows.items():
        figures = [*shares.values[row], *shares.errors[row], *shares.effects[row]]
        oracle.check(name, *figures, shares.freedom[row, 0])
    for state in range(1, 33):
        row = shares.find_row(state=state)
        figures = [
            a[row, 0] for a in (shares.values, shares.errors, shares.effects, shares.freedom)
        ]
        oracle.check(f"mexico.state.{state}", *figures)
    oracle.check("mexico.logit", shares.lower[0, 0], shares.upper[0, 0])
    totals = estimate_totals(cells, design)
    oracle.check("mexico.total", totals.values[0, 0], totals.errors[0, 0])
    gap = estimate_differences(cells, design, ("area",), [((0,), (1,))])
    oracle.check("mexico.gap", gap.values[0, 0], gap.errors[0, 0])


def test_a_bootstrap_of_mexico_comes_near_its_linearised_errors(
    mexico: tuple[CellSums, SampleDesign],
) -> None:
    cells, design = mexico
    expected = estimate_proportions(cells, design, ("area",)).errors
    made = make_bootstrap(design, 200, seed=2021)
    result = estimate_by_cluster_replicates(cells, design, made, ("area",))
    # The variance of 200 replicates has an error of about a tenth of itself.
    assert np.allclose(result.errors, expected, rtol=0.25)
