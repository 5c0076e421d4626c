"""The eleven-indicator reports: sub-indices of 2015, use of 2010, the worked example of 2011."""

from __future__ import annotations

import csv
import tomllib
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
import reference
from real_files import rows_of

import ictindex as ict
from ictindex.core import package_data
from ictindex.language import i18n

IDI_2015 = package_data.folder("methodology") / "idi" / "idi-methodology-2015.toml"
IDI_2011 = IDI_2015.with_name("idi-methodology-2011.toml")
SUBINDICES = {
    "iso3": "economy",
    "access": "access:score",
    "use": "use:score",
    "skills": "skills:score",
}
USE = {
    "iso3": "economy",
    "internet_users_pct_2010_wdi": "internet-users",
    "fixed_bb_per100_2010_i992b": "fixed-broadband-subscriptions",
    "mobile_bb_per100_2010_i911mw": "mobile-broadband-subscriptions",
}


@pytest.fixture(scope="module")
def of_2015(data: Path) -> ict.Result:
    path = data / "idi-legacy" / "idi2015_subindices.csv"
    return ict.compute(
        ict.methodology("idi", edition=2015),
        ict.read_observations(path, columns=SUBINDICES, constants={"year": 2014}),
        published=ict.read_published(path, {"iso3": "economy", "idi": "idi"}),
        kind="reconstruction",
    )


def test_the_idi_2015_from_its_published_subindices(of_2015: ict.Result, data: Path) -> None:
    rows = rows_of(data / "idi-legacy" / "idi2015_subindices.csv")
    table = of_2015.comparison()
    exact = int((table["difference"] == 0).sum())
    print(f"\nIDI 2015: within 0.01 in {int((table['difference'].abs() < 0.0101).sum())} of "
          f"{len(rows)} rows, exact at two decimals in {exact}")  # fmt: skip
    assert len(table) == len(rows) == 77
    for row in rows:
        shares = {node: Fraction(row[node]) for node in ("access", "use", "skills")}
        expected = reference.score(IDI_2015, {}, shares)["idi"]
        computed = of_2015.unrounded(row["iso3"])["idi"]
        assert Fraction(computed) == expected
        assert abs(expected - Fraction(row["idi"])) <= Fraction("0.01")
    assert table["explained"].all()


def test_andorra_is_not_thirteenth_of_the_edition(of_2015: ict.Result, data: Path) -> None:
    """Printed: rank 28 of 167. Among the 77 economies here it is the 13th, and reported as such."""
    printed = {row["iso3"]: row for row in rows_of(data / "idi-legacy" / "idi2015_subindices.csv")}
    assert printed["AND"]["idi_rank"] == "28" and of_2015.rank("AND", "idi") == 13
    assert of_2015.rank_label("en") == "Rank among 77 of 167 (not the published rank)"
    assert "These are 77 of the 167 economies" in of_2015.to_html("en")
    assert of_2015.ranking().set_index("economy").loc["AND", ["among", "of"]].tolist() == [77, 167]
    assert "part-of-edition" in of_2015.flags["AND", "idi"]


def test_supplied_scores_are_flagged_everywhere(of_2015: ict.Result) -> None:
    assert len(of_2015.excluded) == 0
    frame = of_2015.to_frame().set_index(["economy", "node"])
    for node in ("access", "use", "skills"):
        assert "supplied-score" in of_2015.flags["KOR", node]
        assert "supplied-score" in frame.loc[("KOR", node), "flags"]
    assert "supplied-score" not in of_2015.flags.get(("KOR", "idi"), ())
    assert of_2015.explain("KOR").to_dict()["children"][0]["supplied"] is True


def test_published_ranks_follow_the_scores(of_2015: ict.Result, data: Path) -> None:
    """Ranks of the report were made of finer values: only clear differences decide."""
    assert of_2015.ranks_published
    rows = rows_of(data / "idi-legacy" / "idi2015_subindices.csv")
    printed = {row["iso3"]: (int(row["idi_rank"]), Fraction(row["idi"])) for row in rows}
    for item, (rank, _) in printed.items():
        for other, (below, _) in printed.items():
            first, second = of_2015.unrounded(item)["idi"], of_2015.unrounded(other)["idi"]
            if first - second > Decimal("0.02"):
                assert rank < below
                mine, theirs = of_2015.rank(item, "idi"), of_2015.rank(other, "idi")
                assert mine is not None and theirs is not None and mine < theirs


def test_the_use_subindex_of_2010(data: Path) -> None:
    path = data / "idi-legacy" / "use_rows_2010_matching.csv"
    rows = rows_of(path)
    result = ict.compute(
        ict.methodology("idi", edition=2015),
        ict.read_observations(path, columns=USE, constants={"year": 2010}),
        year=2010,
        published=ict.read_published(path, {"iso3": "economy", "published_use": "use"}),
    )
    assert result.year == 2010
    furthest = Fraction(0)
    for row in rows:
        scores = result.unrounded(row["iso3"])
        values = {node: Fraction(row[c]) for c, node in USE.items() if node != "economy"}
        assert Fraction(scores["use"]) == reference.score(IDI_2015, values)["use"]
        assert "idi" not in scores
        assert "access" not in scores
        furthest = max(furthest, abs(Fraction(scores["use"]) - Fraction(row["published_use"])))
    print(f"\nuse of 2010: {len(rows)} rows, furthest from print {float(furthest):.4f}")
    assert furthest <= Fraction("0.005")
    assert len(rows) == 33
    # Nothing but the sub-index is computed: the index is absent, and says why.
    excluded = result.excluded.set_index("economy")
    assert len(excluded) == len(rows)
    assert set(excluded["reason"]) == {"missing-inputs"}
    absent = set(excluded.loc["BEN", "missing"].split(", "))
    assert absent == set(result.methodology.indicators) - set(USE.values())


@pytest.mark.slow
def test_the_value_of_kuwait_is_capped_at_the_reference(data: Path) -> None:
    """Use of Kuwait in the IDI 2015 is 6.03: mobile broadband counts 100, not more."""
    people = {
        row["year"]: Fraction(row["population"])
        for row in rows_of(data / "series" / "population.csv")
        if row["iso3"] == "KWT"
    }
    series = {
        row["series_code"]: Fraction(row["value"])
        for row in rows_of(data / "series" / "itu_datahub.csv")
        if row["iso3"] == "KWT" and row["year"] == "2014"
    }
    users = next(
        Fraction(row["value"])
        for row in rows_of(data / "series" / "ict_wdi.csv")
        if (row["iso3"], row["year"], row["indicator"]) == ("KWT", "2014", "internet_users_pct")
    )
    values = {
        "internet-users": users,
        "fixed-broadband-subscriptions": series["i992b"],
        "mobile-broadband-subscriptions": 100 * series["i271mw"] / people["2014"],
    }
    assert values["mobile-broadband-subscriptions"] > 130
    frame = pd.DataFrame(
        [("KWT", key, 2014, f"{float(value):.6f}") for key, value in values.items()],
        columns=["economy", "indicator", "year", "value"],
    )
    result = ict.compute(ict.methodology("idi", edition=2015), ict.read_observations(frame))
    use = result.unrounded("KWT")["use"]
    assert abs(use - Decimal("6.03")) <= Decimal("0.01")
    assert "beyond-full" in result.flags["KWT", "mobile-broadband-subscriptions"]
    uncapped = sum(values.values()) * 10 / 300
    assert uncapped > 7


def test_averages_of_the_reports(data: Path) -> None:
    """The report of 2017 prints 5.11, the simple mean of its 176 economies."""
    rows = rows_of(data / "idi-legacy" / "idi2017_overall.csv")
    assert len(rows) == 176
    mean = sum((Fraction(row["idi"]) for row in rows), Fraction(0)) / len(rows)
    assert reference.half_up(mean, 2) == Fraction("5.11")
    # The library's own mean of the same figures; the file has names, so any codes do.
    codes = sorted(ict.data.economies())[: len(rows)]
    printed = dict(zip(codes, (row["idi"] for row in rows), strict=True))
    table = ict.analysis.group_figures(printed, dict.fromkeys(codes, "world"), decimals=2)
    assert table.set_index("group").loc["world", "mean"] == 5.11


WORKED = ict.sample_data("worked-example-2011.csv")


@pytest.fixture(scope="module")
def korea() -> ict.Result:
    return ict.compute(
        ict.methodology("idi", edition=2011),
        WORKED,
        published=ict.sample_data("worked-example-2011-published.csv"),
        kind="reconstruction",
    )


def test_the_worked_example_line_by_line(korea: ict.Result) -> None:
    """Each line of the box but the contradicted one follows from its printed input."""
    table = korea.comparison().set_index("node")
    same = table[table["difference"] == 0].index
    assert set(table.index) - set(same) == {"mobile-cellular-subscriptions", "idi"}
    line = table.loc["mobile-cellular-subscriptions"]
    # 105.4 / 180 is 0.59; the box divides by 170 and prints 0.62.
    assert (line["published"], line["recomputed"]) == (6.2, 5.9)
    assert not line["explained"]
    # The inputs of the box have few digits: within their rounding 8.40 is possible, not implied.
    assert table.loc["idi", ["published", "recomputed"]].tolist() == [8.4, 8.41]
    assert table.loc["idi", "low"] <= 8.4 <= table.loc["idi", "high"]
    lines = korea.explain("KOR").to_text().splitlines()
    for node in korea.nodes:
        name = i18n.label("nodes", node, "en")
        assert sum(line.startswith(f"{name}: ") for line in lines) >= 1, name
    with WORKED.open(encoding="utf-8", newline="") as stream:
        inputs = list(csv.DictReader(stream))
    assert len(inputs) == 11
    text = "\n".join(lines)
    for number, row in enumerate(inputs, start=2):
        assert f"worked-example-2011.csv, line {number}" in text
        assert row["value"] in text


def test_the_disagreement_in_the_source_is_stated(korea: ict.Result) -> None:
    document = korea.methodology.document
    assert {e.id: (e.printed, e.used) for e in document.errata} == {
        "mobile-reference-in-box": ("170", "180"),
        "korea-not-reproducible": ("8.40", "-"),
    }
    for language in i18n.LANGUAGES:
        text = korea.explain("KOR", language=language).to_text()
        for erratum in document.errata:
            words = i18n.text(f"documents/{document.id}/errata", erratum.id, language)
            assert not words.startswith("["), (language, erratum.id)
            assert " ".join(words.split()) in " ".join(text.split()), (language, erratum.id)
    english = korea.explain("KOR").to_text()
    assert "170" in english
    assert "180" in english
    assert "8.40" in english


def test_no_combination_gives_the_published_figure(tmp_path: Path) -> None:
    """Mobile reference 180 or 170, weights 1/3 or the printed 0.33: never the published 8.40."""
    text = IDI_2011.read_text(encoding="utf-8")
    assert text.count("full = 180") == 1
    box = tmp_path / "idi-methodology-2011-box.toml"  # another constant, so another document
    changed = text.replace("full = 180", "full = 170")
    own = changed.replace('id = "idi-methodology-2011"', 'id = "idi-methodology-2011-box"')
    box.write_text(own, encoding="utf-8")
    with WORKED.open(encoding="utf-8", newline="") as stream:
        written = {row["indicator"]: row["value"] for row in csv.DictReader(stream)}
    collected = {}
    for mobile, path in ((180, IDI_2011), (170, box)):
        scores = reference.score(path, {key: Fraction(text) for key, text in written.items()})
        computed = ict.methodology(path, 2011).score(written)
        assert Fraction(computed.unrounded) == scores["idi"]
        collected[mobile, "1/3"] = str(computed.score)
        # Three weights of 0.33 leave a hundredth of each of two sub-indices out.
        literal = Fraction("0.4") * scores["access"] + Fraction("0.99") * (
            Fraction("0.4") * scores["use"] + Fraction("0.2") * scores["skills"]
        )
        collected[mobile, "0.33"] = f"{float(reference.half_up(literal, 2)):.2f}"
    assert collected == {
        (180, "1/3"): "8.41",
        (170, "1/3"): "8.44",
        (180, "0.33"): "8.36",
        (170, "0.33"): "8.39",
    }


def test_sample_box_a1_1() -> None:
    """The fictional economy of the report: each printed score, or a digit off where stated."""
    with ict.sample_data("box-a1-1.toml").open("rb") as stream:
        box = tomllib.load(stream, parse_float=Decimal)
    score = ict.methodology(box["methodology"]).score(box["values"])
    other = {
        key: (str(score.nodes[key]), str(printed))
        for key, printed in box["printed"].items()
        if score.nodes[key] != printed
    }
    assert other == {"mobile-phone-ownership": ("98.7", "98.8"), "idi": ("89.4", "89.5")}
