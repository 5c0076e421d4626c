"""Digital divides and benchmarks on published data: figures that others computed by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from real_files import COLUMNS, CONSTANTS, FLAGS, rows_of

import ictindex as ict


def read_frame(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, keep_default_na=False, na_values=[""])


@pytest.fixture(scope="module")
def users(data: Path) -> pd.DataFrame:
    """Return Internet users in percent, economies x years (World Bank, WDI, from ITU)."""
    table = read_frame(data / "series" / "ict_wdi.csv")
    table = table[table["indicator"] == "internet_users_pct"]
    return table.pivot(index="iso3", columns="year", values="value")


@pytest.fixture(scope="module")
def people(data: Path) -> pd.DataFrame:
    table = read_frame(data / "series" / "population.csv")
    return table.pivot(index="iso3", columns="year", values="population")


@pytest.fixture(scope="module")
def scores(data: Path) -> pd.DataFrame:
    """Return the published IDI of 2023 to 2025, economies x editions."""
    rows = rows_of(data / "idi-2024" / "scores_2023_2024_2025.csv")
    cells = {
        row["iso3"]: {year: row[f"idi_{year}"] or None for year in (2023, 2024, 2025)}
        for row in rows
    }
    return pd.DataFrame.from_dict(cells, orient="index").astype(float)


@pytest.fixture(scope="module")
def incomes(data: Path) -> dict[str, str]:
    rows = rows_of(data / "idi-2024" / "scores_2023_2024_2025.csv")
    return {row["iso3"]: row["income_group_2024ed"] for row in rows}


@pytest.fixture(scope="module")
def result(data: Path) -> ict.Result:
    path = data / "idi-2024" / "annex2.csv"
    table = ict.read_observations(path, columns=COLUMNS, constants=CONSTANTS, flags=FLAGS)
    return ict.compute(ict.methodology("idi", 2024), table, kind="reconstruction")


# ---------------------------------------------------------------- groups, weighted or not


@pytest.mark.parametrize(
    ("year", "weighted", "unweighted", "count"),
    [(2017, 45.4, 54.6, 202), (2022, 66.6, 70.5, 181), (2023, 73.6, 72.3, 181)],
)
def test_internet_users_of_people_and_of_economies(
    users: pd.DataFrame, people: pd.DataFrame, year: int, weighted: float, unweighted: float,
    count: int,
) -> None:  # fmt: skip
    values, weights = users[year], people[year]
    groups = dict.fromkeys(people.index, "world")
    plain = ict.analysis.group_statistics(values, groups).to_frame().iloc[0]
    of_people = ict.analysis.group_statistics(values, groups, weights=weights).to_frame().iloc[0]
    assert plain["count"] == of_people["count"] == count
    assert round(plain["mean"], 1) == unweighted
    assert round(of_people["mean"], 1) == weighted
    covered = weights[values.dropna().index].sum() / weights.sum()
    assert of_people["coverage_weight"] == pytest.approx(covered)


# ---------------------------------------------------------------- inequality


def test_gini_of_the_published_index_falls(scores: pd.DataFrame) -> None:
    """Check the economies that are in all three editions."""
    whole = scores.dropna()
    outcome = [
        ict.analysis.inequality(whole[year], full=100).to_frame().set_index("measure")
        for year in (2023, 2024, 2025)
    ]
    assert [round(frame.loc["gini", "value"], 3) for frame in outcome] == [0.155, 0.140, 0.129]
    # Inequality of the shortfall rises: the same figures, read the other way round.
    shortfalls = [frame.loc["gini", "shortfall"] for frame in outcome]
    assert shortfalls == sorted(shortfalls)


def test_three_quarters_of_theil_lie_between_income_groups(
    scores: pd.DataFrame, incomes: dict[str, str]
) -> None:
    outcome = ict.analysis.inequality(scores[2024], by=incomes, full=100)
    assert round(100 * outcome._splits[0].between_share) == 74
    assert outcome.ungrouped == ()


# ---------------------------------------------------------------- convergence


def test_beta_and_sigma_of_three_editions(scores: pd.DataFrame) -> None:
    outcome = ict.analysis.convergence(scores, full=100)
    assert [round(row.sd_ln, 3) for row in outcome.dispersions] == [0.366, 0.324, 0.291]
    beta = outcome.to_frame().set_index("scale").loc["ln"]
    assert round(beta["beta"], 2) == -0.22
    assert round(beta["t"]) == -16
    assert beta["robust_t"] > -9  # half of it goes when errors may differ
    assert -0.05 < beta["mean_reversion"] < 0
    assert len(outcome.incomplete) == 7  # of 121


# ---------------------------------------------------------------- parity


def test_mobile_ownership_by_sex(data: Path) -> None:
    table = read_frame(data / "series" / "sdg_ict_2020.csv")
    table = table[table["indicator"].str.startswith("5.b.1")]
    sexes = {"female": "F", "male": "M"}
    rows = pd.DataFrame(
        {
            "economy": table["iso3"],
            "indicator": "mobile-phone-ownership",
            "year": table["year"],
            "value": table["value"],
            "sex": table["sex"].map(sexes),
        }
    ).dropna(subset=["sex"])
    rows = rows[rows["value"].between(0, 100) & rows["economy"].isin(list(ict.data.economies()))]
    rows = rows.drop_duplicates(["economy", "year", "sex"], keep=False)
    groups = dict.fromkeys(rows["economy"], "world")
    outcome = ict.analysis.parity(ict.read_observations(rows), by=groups)
    assert len(outcome.economies) > 60
    trends = outcome.to_frame("trends").set_index("economy")
    years = outcome.to_frame("years")
    assert set(trends["trend"]) <= {"narrows", "widens", "unchanged", "closed", "reversed"}
    assert (years[years["group"] == "world"]["count"] > 0).all()
    first = trends.loc["AZE"]
    assert first["first_year"] == 2014
    assert round(first["first_ratio"], 3) == 0.915
    assert round(first["first_gap"], 1) == 6.6


# ---------------------------------------------------------------- benchmarks


def test_what_it_would_take_kenya(result: ict.Result) -> None:
    """By halving over the simulation: 49.3 % of users give Kenya 60 points."""
    outcome = ict.analysis.requirements(result, "KEN", 60, costs={"internet-users": 1})
    row = next(row for row in outcome.rows if row.change)
    assert round(row.needed_value, 1) == 49.3


def test_peers_of_the_annex_are_of_like_scores(result: ict.Result) -> None:
    outcome = ict.analysis.nearest_peers(result, "KEN", count=5)
    assert len(outcome.peers) == 5
    totals = result.scores["idi"]
    assert all(abs(totals[peer.economy] - totals["KEN"]) < 20 for peer in outcome.peers
               if totals[peer.economy] == totals[peer.economy])  # fmt: skip


@pytest.mark.slow
def test_strengths_and_weaknesses_are_those_of_coinr(data: Path) -> None:
    """Equal to COINr's table, whose order of ties is that of the pillars by name."""
    folder = data / "coinr-asem"
    table = read_frame(folder / "iData.csv").set_index("uCode")
    meta = read_frame(folder / "iMeta.csv")
    leaves = meta[meta["Level"] == 1]
    pillars = read_frame(folder / "lineage.csv").set_index("Indicator")["Pillar"]
    order = sorted(leaves["iCode"], key=lambda code: pillars[code])
    directions = dict(zip(leaves["iCode"], leaves["Direction"].astype(int), strict=True))
    scored = read_frame(folder / "norm_minmax_0_100_full.csv").set_index("uCode")
    expected = read_frame(folder / "strengths_weaknesses.csv")
    assert len(expected) == 90
    groups = table["GDPpc_group"].to_dict()
    for (economy, name, options), rows in expected.groupby(["uCode", "dset", "options"]):
        raw = name == "Raw"
        source = (table if raw else scored)[order]
        arguments: dict[str, object] = {"directions": directions if raw else None}
        if options == "default":
            arguments["lowest"] = False
        else:
            arguments["by"] = groups
            distinct = source.nunique(dropna=False) / len(source)
            source = source.loc[:, distinct > 0.2]
            arguments["directions"] = {code: directions[code] for code in source.columns}
        made = ict.analysis.strengths(source, str(economy), count=5, **arguments)  # type: ignore[arg-type]
        # COINr lists the best and worst ranks also where they are not on that side of the median.
        difference = made.to_frame("all").set_index("indicator")["difference"]
        outcome = made.to_frame()
        for kind in ("strength", "weakness"):
            mine, theirs = outcome[outcome["kind"] == kind], rows[rows["kind"] == kind]
            signed = difference[theirs["Code"]] * (1 if kind == "strength" else -1)
            theirs = theirs[(signed > 0).to_numpy()]
            # The next ones take the places of those at the median.
            mine = mine.head(len(theirs)) if kind == "strength" else mine.tail(len(theirs))
            assert mine["indicator"].tolist() == theirs["Code"].tolist(), (economy, name, kind)
            assert mine["rank"].tolist() == theirs["Rank"].tolist()
            assert mine["value"].tolist() == pytest.approx(theirs["Value"].tolist(), rel=1e-12)


@pytest.fixture(scope="module")
def editions(data: Path) -> list[ict.Result]:
    pytest.importorskip("openpyxl")
    path = data / "idi-editions" / "IDIDataset_open.xlsx"
    return [
        ict.compute(
            ict.methodology("idi", edition=edition),
            ict.read_observations(path, form="itu-idi", edition=edition),
        )
        for edition in (2023, 2025)
    ]


@pytest.mark.slow
def test_dynamic_economies_are_observed_in_both_editions(editions: list[ict.Result]) -> None:
    first, last = editions
    outcome = ict.analysis.most_dynamic(first, last)
    assert outcome.rows
    for row in outcome.rows:
        assert row.observed
        assert row.change > 0
        assert row.change <= row.possible + 1e-9
    wide = ict.analysis.most_dynamic(first, last, inputs="any", count=500)
    assert len(wide.rows) > len(ict.analysis.most_dynamic(first, last, count=500).rows)


@pytest.mark.slow
def test_years_at_the_pace_of_two_editions(editions: list[ict.Result]) -> None:
    last = editions[1]
    economy = next(
        e for e in last.economies
        if len(last.inputs(e)) == 10 and 60 < float(last.unrounded(e).get("idi", 0)) < 75
    )  # fmt: skip
    now = float(last.unrounded(economy)["idi"])
    years = [
        ict.analysis.requirements(last, economy, now + step, history=editions).years
        for step in (1, 3, 6)
    ]
    assert years == sorted(years)  # type: ignore[type-var]
    assert 0 < years[0] < 5  # type: ignore[operator]
