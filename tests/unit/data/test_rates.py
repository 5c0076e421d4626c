"""Rates from counts: the arithmetic, what is inherited, and what is not derived."""

from __future__ import annotations

import pickle
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_cases import small_cases

import ictindex as ict
from ictindex.core import formulas
from ictindex.core.errors import UsageError
from ictindex.definitions import catalogue

OFFICIAL = {"source_class": "official-submission", "source": "CA", "vintage": "2025"}
BANK = {"source_class": "auxiliary", "source": "World Bank, WDI", "vintage": "2025-07-01"}


def table(*rows: dict[str, object]) -> ict.Observations:
    common = {"economy": "KEN", "year": 2023}
    return ict.read_observations(pd.DataFrame([common | row for row in rows]).fillna(""))


def count(indicator: str, value: object, **more: object) -> dict[str, object]:
    return {"indicator": indicator, "value": value, **OFFICIAL, **more}


def people(value: object = 55_000_000, **more: object) -> dict[str, object]:
    return {"indicator": "population", "value": value, **BANK, **more}


def values(derived: ict.data.Derived) -> dict[str, Decimal]:
    columns = derived.observations.columns
    return dict(zip(columns["indicator"].tolist(), columns["value"].tolist(), strict=True))


# By hand: what each rate is of.
CASES = {
    "fixed-telephone-subscriptions": ([count("i112", 66_000), people()], Fraction(12, 100)),
    "mobile-cellular-subscriptions": ([count("i271", 66_000_000), people()], Fraction(120)),
    "mobile-broadband-subscriptions": ([count("i271mw", 22_000_000), people()], Fraction(40)),
    "fixed-broadband-subscriptions": ([count("i4213tfbb", 1_100_000), people()], Fraction(2)),
    "fixed-broadband-per-household": (
        [count("i4213tfbb", 1_100_000), count("households", 11_000_000)],
        Fraction(10),
    ),
    # 1.5 EB a year over 22 million subscriptions: 1.5e9 GB / 22e6.
    "mobile-broadband-traffic": (
        [count("i136mwi", "1.5"), count("i271mw", 22_000_000)],
        Fraction(1_500_000_000, 22_000_000),
    ),
    "fixed-broadband-traffic": (
        [
            count("fixed-broadband-traffic-total", 990, unit="petabytes"),
            count("i4213tfbb", 1_100_000),
        ],
        Fraction(990_000_000, 1_100_000),
    ),
    # 8 Tbit/s = 8e12 bit/s over 40 % of 55 million.
    "international-bandwidth": (
        [count("i4214", 8000, unit="gbit-s"), count("i99H", 40), people()],
        Fraction(8_000_000_000_000, 22_000_000),
    ),
}


@small_cases("rate", CASES)
def test_each_rate_is_what_the_catalogue_defines(rate: str) -> None:
    rows, expected = CASES[rate]
    derived = ict.data.derive(table(*rows), indicators=rate)
    assert list(values(derived)) == [rate]
    exact = Decimal(expected.numerator) / Decimal(expected.denominator)
    assert abs(values(derived)[rate] - exact) < Decimal("1e-15") * max(exact, 1)
    assert not derived.findings
    assert derived.observations.columns["source_class"].tolist() == ["official-submission"]


def test_every_rule_has_its_case() -> None:
    assert set(CASES) == set(catalogue.rate_rules())


@pytest.mark.parametrize(
    ("unit", "value"), [("exabytes", "1.5"), ("petabytes", "1500"), ("terabytes", "1500000")]
)
def test_units_of_traffic_are_decimal(unit: str, value: str) -> None:
    derived = ict.data.derive(table(count("i136mwi", value, unit=unit), count("i271mw", 1000)))
    assert values(derived)["mobile-broadband-traffic"] == 1_500_000


def test_the_arithmetic_is_shown_and_computes_the_value() -> None:
    rows, _ = CASES["international-bandwidth"]
    derived = ict.data.derive(table(*rows), indicators="international-bandwidth")
    step = derived.steps[0]
    assert formulas.to_text(step.equation.steps[1]) == (
        "(1000000000 × 8000) ÷ ((40 ÷ 100) × 55000000)"
    )
    again = formulas.evaluate(step.equation.steps[1], {})
    assert abs(again - step.value) < Decimal("1e-19")
    assert derived.observations.columns["note"][0] == (
        "(1000000000 × 8000) ÷ ((40 ÷ 100) × 55000000) = 363636.363636…; internet-users: CA, 2025; "
        "population: World Bank, WDI, 2025-07-01"
    )
    text = derived.to_text("en")
    assert "World Bank, WDI" in text and "2025-07-01" in text and "363636.363636…" in text
    assert 'dir="rtl"' in derived.to_html("ar")


def test_a_derived_value_is_where_its_count_is(tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    path.write_text(
        "economy,indicator,year,value\nKEN,population,2023,55000000\nKEN,i271,2023,66000000\n",
        encoding="utf-8",
    )
    derived = ict.data.derive(ict.read_observations(path))
    assert derived.observations.address(0).show("en") == "counts.csv, line 3, column value"
    assert list(derived.observations.sources) == ["counts.csv"]


@small_cases(
    ("kinds", "expected"),
    [
        (("official-submission", "official-submission"), "official-submission"),
        (("official-submission", "official-publication"), "official-publication"),
        (("official-submission", "estimate"), "estimate"),
        (("other", "official-submission"), "other"),
        (("official-submission", ""), ""),
        # Subscriptions are no auxiliary series: of which class such a figure is nobody says.
        (("official-submission", "auxiliary"), ""),
        (("auxiliary", "official-submission"), ""),
        (("auxiliary", "auxiliary"), ""),
    ],
)
def test_the_weakest_source_is_inherited(kinds: tuple[str, str], expected: str) -> None:
    rows = [
        count("i136mwi", "1.5", source_class=kinds[0]),
        count("i271mw", 1000, source_class=kinds[1]),
    ]
    derived = ict.data.derive(table(*rows), indicators="mobile-broadband-traffic")
    assert derived.observations.columns["source_class"].tolist() == [expected]


def test_status_and_confidentiality_are_inherited() -> None:
    derived = ict.data.derive(
        table(count("i136mwi", 1), count("i271mw", 1000, status="E", conf_status="C"))
    )
    assert derived.observations.columns["status"].tolist() == ["E"]
    assert derived.observations.confidential.tolist() == [True]


@small_cases(
    ("counted", "by", "expected"),
    [
        ("A", "I", "I"), ("E", "I", "I"), ("I", "E", "I"), ("E", "P", "E"), ("", "P", "P"),
        ("A", "", "A"), ("", "A", ""),
    ],
)  # fmt: skip
def test_an_estimate_of_the_compiler_marks_the_rate_above_any_other_status(
    counted: str, by: str, expected: str
) -> None:
    derived = ict.data.derive(
        table(count("i136mwi", 1, status=counted), count("i271mw", 1000, status=by)),
        indicators="mobile-broadband-traffic",
    )
    assert derived.observations.columns["status"].tolist() == [expected]


def test_the_estimate_of_a_population_leaves_the_rate_official() -> None:
    derived = ict.data.derive(table(count("i271", 1000, status="A"), people(4000, status="I")))
    columns = derived.observations.columns
    assert (columns["status"][0], columns["source_class"][0]) == ("A", "official-submission")


@small_cases("status", ["", "A"])
@small_cases(
    ("marks", "expected", "printed"),
    [
        (("", ""), "", True),
        (("F", ""), "F", True),
        (("", "F"), "", True),
        (("E", ""), "E", True),
        (("F", "E"), "E", True),
        (("E", "C"), "C", False),
        (("N", "E"), "N", False),
        (("", "D"), "D", False),
        (("C", "N"), "C", False),
    ],
)
def test_a_rate_is_as_confidential_as_the_strictest_of_its_figures(
    status: str, marks: tuple[str, str], expected: str, printed: bool
) -> None:
    """An embargo ends with the release, and is weaker than what is never published."""
    rows = [
        count("i136mwi", 5, unit="exabytes", conf_status=marks[0], status=status),
        count("i271mw", 200_000_123, conf_status=marks[1], status=status),
    ]
    derived = ict.data.derive(table(*rows), indicators="mobile-broadband-traffic")
    columns = derived.observations.columns
    assert columns["conf_status"].tolist() == [expected]
    # The arithmetic has the figures in it: a confidential one must not be read there.
    assert ("200000123" in columns["note"][0]) is printed
    assert columns["note"][0].endswith("mobile-broadband-subscriptions-count: CA, 2025")


def test_a_population_without_a_vintage_is_reported() -> None:
    derived = ict.data.derive(table(count("i271", 1000), people(vintage="")))
    assert [finding.code for finding in derived.findings] == ["derivation.no-vintage"]
    assert derived.findings[0].message("en") == (
        "Kenya (KEN), 2023: “Mobile-cellular telephone subscriptions” "
        "was derived with a value of “Population” "
        "whose vintage is not stated."
    )


REFUSED = {
    "derivation.no-operand": [count("i271", 1000)],
    "derivation.competing": [count("i271", 1000), people(), people(56_000_000, vintage="2024")],
    "derivation.zero": [count("i271", 1000), people(0)],
}


@pytest.mark.parametrize("code", REFUSED)
def test_nothing_is_derived_without_certainty(code: str) -> None:
    derived = ict.data.derive(table(*REFUSED[code]))
    assert len(derived.observations) == 0 and [f.code for f in derived.findings] == [code]
    finding = derived.findings[0]
    assert (finding.economy, finding.indicator, finding.year) == (
        "KEN", "mobile-cellular-subscriptions-count", 2023,
    )  # fmt: skip
    assert "{" not in finding.message("en") + finding.remedy("en")


def test_other_years_and_parts_are_no_operands() -> None:
    rows = [
        count("i271", 1000),
        people(year=2022),
        people(sex="F"),
    ]
    assert [f.code for f in ict.data.derive(table(*rows)).findings] == ["derivation.no-operand"]


def test_parts_are_divided_by_their_part() -> None:
    rows = [count("i271", 1000, sex="F"), people(4000, sex="F"), people(9000)]
    derived = ict.data.derive(table(*rows))
    assert values(derived) == {"mobile-cellular-subscriptions": 25}
    assert derived.observations.columns["sex"].tolist() == ["F"]


def test_a_total_is_the_same_however_it_is_written() -> None:
    derived = ict.data.derive(table(count("i271", 1000, sex="_T"), people(4000)))
    assert values(derived) == {"mobile-cellular-subscriptions": 25}


def test_each_candidate_is_divided_by_the_figure_of_its_provider() -> None:
    other = {"source_class": "estimate", "source": "ITU", "vintage": ""}
    rows = [
        count("i136mwi", 1), count("i271mw", 1_000_000_000),
        count("i136mwi", 3, **other), count("i271mw", 2_000_000_000, **other),
    ]  # fmt: skip
    derived = ict.data.derive(table(*rows), indicators="mobile-broadband-traffic")
    got = derived.observations.columns
    assert dict(zip(got["source_class"], got["value"], strict=True)) == {
        "official-submission": 1, "estimate": Decimal("1.5"),
    }  # fmt: skip


def test_faulty_rows_are_left_aside() -> None:
    rows = [count("i271", 1000), people(), people()]  # twice the same: nothing says which
    (finding,) = ict.data.derive(table(*rows)).findings
    # There are values: a sentence that there is none would not be true.
    assert finding.code == "derivation.refused-operand"
    assert "because the value of “Population” was not used" in finding.message("en")


def test_a_rate_that_is_supplied_stays() -> None:
    rows = [count("i271", 66_000_000), people(), count("i911", "119.9"), count("i112", 55_000)]
    derived = ict.data.derive(table(*rows))
    completed = derived.completed
    supplied = completed.where(indicator="i911")
    assert [str(value) for value in supplied.columns["value"]] == ["119.9"]
    assert [str(v.normalize()) for v in completed.where(indicator="i91").columns["value"]] == [
        "0.1"
    ]
    assert not completed.findings


SUPPLIED = {
    "official": {"source_class": "official-publication", "source": "NSO"},
    "other": {"source_class": "other", "source": "Survey of X"},
    "estimate": {"source_class": "estimate", "source": "Model", "status": "I"},
    "imputed": {"source": "NSO", "status": "I"},
    "not stated": {"source_class": "", "source": "Z"},
    "auxiliary": {"source_class": "auxiliary", "source": "UN"},
}
_ORDER = ("official", "other", "estimate", "not stated", "auxiliary")


@pytest.mark.slow
@small_cases("rate", SUPPLIED)
@small_cases("counted", ["official", "other", "estimate", "not stated"])
def test_a_derived_rate_is_next_to_a_supplied_one_of_a_weaker_class(
    rate: str, counted: str
) -> None:
    """Counts of the Member State must not give way to somebody's estimate of the rate."""
    rows = [
        count("i271", 66_000_000, **{**SUPPLIED[counted], "vintage": ""}), people(),
        count("i911", "119.9", **{**SUPPLIED[rate], "vintage": ""}),
    ]  # fmt: skip
    rows[-1]["indicator"] = "mobile-cellular-subscriptions"
    completed = ict.data.derive(table(*rows)).completed
    actual = completed.where(indicator="mobile-cellular-subscriptions")
    weaker = _ORDER.index("estimate" if rate == "imputed" else rate) > _ORDER.index(counted)
    assert [str(v.normalize()) for v in actual.columns["value"]] == [
        "119.9", *(["1.2E+2"] if weaker else []),
    ]  # fmt: skip
    assert not completed.findings


def test_the_best_of_several_supplied_rates_decides_what_is_put_next_to_them() -> None:
    for kinds in (("estimate", "official"), ("official", "estimate")):
        rates = [
            {**count("x", "119.9", **SUPPLIED[kind]), "indicator": "mobile-cellular-subscriptions"}
            for kind in kinds
        ]
        completed = ict.data.derive(table(count("i271", 66_000_000), people(), *rates)).completed
        assert len(completed.where(indicator="mobile-cellular-subscriptions")) == 2


def test_what_would_be_the_same_observation_twice_is_not_put_there() -> None:
    """An imputed rate under the very name of the count: nothing would tell the two apart."""
    rate = {**count("x", "119.9", status="I"), "indicator": "mobile-cellular-subscriptions"}
    rows = [count("i271", 66_000_000), people(), rate]
    completed = ict.data.derive(table(*rows)).completed
    assert len(completed) == 3 and not completed.findings
    # A score of the same name is another observation.
    rows[-1] = {**rate, "unit": "score", "value": 88}
    completed = ict.data.derive(table(*rows)).completed
    assert len(completed) == 4 and not completed.findings


def test_auxiliaries_may_come_apart() -> None:
    derived = ict.data.derive(table(count("i271", 1000)), auxiliaries=table(people(4000)))
    assert values(derived) == {"mobile-cellular-subscriptions": 25}


def test_what_is_derived_can_be_written_and_read(tmp_path: Path) -> None:
    rows, _ = CASES["mobile-broadband-traffic"]
    derived = ict.data.derive(table(*rows))
    derived.completed.to_csv(tmp_path / "out.csv")
    again = ict.read_observations(tmp_path / "out.csv")
    assert again.columns["value"].tolist() == derived.completed.columns["value"].tolist()
    assert len(pickle.loads(pickle.dumps(derived)).observations) == 1  # noqa: S301
    assert len(derived.to_frame()) == 1


def test_arguments_that_do_not_fit_are_refused() -> None:
    for arguments, code in (
        ({"indicators": ["idi"]}, "derivation.unknown"),
        ({"indicators": ["internet-users"]}, "derivation.unknown"),
        ({"auxiliaries": 1}, "argument.unfit"),
    ):
        with pytest.raises(UsageError) as caught:
            ict.data.derive(table(count("i271", 1)), **arguments)
        assert caught.value.code == code and "{" not in caught.value.message("en")
    with pytest.raises(UsageError):
        ict.data.derive(pd.DataFrame())


@given(
    st.integers(min_value=0, max_value=10**12),
    st.integers(min_value=1, max_value=10**10),
)
def test_a_rate_is_the_quotient_to_twenty_places(top: int, under: int) -> None:
    derived = ict.data.derive(table(count("i271", top), people(under)))
    exact = Fraction(100 * top, under)
    got = Fraction(derived.steps[0].value)
    assert abs(got - exact) <= Fraction(1, 2 * 10**20)


@pytest.mark.slow
def test_derived_rates_agree_with_published_ones(data: Path) -> None:
    """ITU publishes count and rate of fixed broadband; the World Bank the population."""
    series = ict.read_observations(
        data / "series" / "itu_datahub.csv",
        columns={"iso3": "economy", "series_code": "indicator", "year": "year", "value": "value"},
        constants={"source": "ITU"},
    ).where(indicator=["i4213tfbb", "i992b"], year=range(2015, 2023))
    bank = ict.read_observations(
        data / "series" / "population.csv",
        columns={"iso3": "economy", "year": "year", "population": "value"},
        constants={"indicator": "population", **BANK},
    ).without_errors()
    observations = ict.data.derive(
        series.where(indicator="i4213tfbb").without_errors(), auxiliaries=bank
    ).observations
    published = {
        (row.economy, row.year): row.value
        for row in series.where(indicator="i992b").to_frame().itertuples()
        if row.value is not None
    }
    ratios = [
        row.value / published[row.economy, row.year]
        for row in observations.to_frame().itertuples()
        if published.get((row.economy, row.year))
    ]
    assert len(ratios) > 1200
    # The populations are of two vintages; a slip of a unit would be a factor of ten at least.
    assert Decimal("0.995") < sorted(ratios)[len(ratios) // 2] < Decimal("1.005")
    near = [ratio for ratio in ratios if abs(ratio - 1) < Decimal("0.05")]
    assert len(near) > 0.9 * len(ratios)
    assert all(Decimal("0.5") < ratio < 2 for ratio in ratios)


def test_the_completed_table_is_the_same_submission() -> None:
    counted = table(count("i271", 66_000_000)).with_facts(submitter="KEN")
    auxiliary_rows = table(people(**BANK))
    completed = ict.data.derive(counted, auxiliaries=auxiliary_rows).completed
    assert len(completed) > 2 and completed.facts == counted.facts
    assert ict.data.classify_sources(counted).facts == counted.facts


@pytest.mark.parametrize("column", ["source_class", "status", "conf_status", "unit", "sex"])
def test_a_code_that_is_none_is_left_to_the_finding_of_the_reader(column: str) -> None:
    frame = pd.DataFrame([{"economy": "ECU", "indicator": "internet-users", "year": 2023,
                           "value": 72.7, column: "Official-submission"}])  # fmt: skip
    table = ict.read_observations(frame)
    assert "Official-submission" in table.findings[0].message("en")
    codes = [finding.code for finding in ict.data.derive(table).completed.findings]
    assert codes == [finding.code for finding in table.findings]
