"""Two real household surveys, from the records to the printed statements.

The statements are those of the press that quotes the offices (second hand); the errors and the
degrees of freedom are those of R's package survey 4.4-2 on the same files. Twelve of the fifteen
statements are equal to the printed digit. The three that differ are numbers of households: the copy
of the file has the weight of the dwelling where the household weight (FAC_HOG) would be needed, and
of televisions it is open whether decoders count.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

import ictindex as ict
from ictindex.submissions.surveys.survey_estimates import SurveyEstimates

pytestmark = pytest.mark.slow

MAPPINGS = Path(__file__).parent / "survey_mappings"
MEXICO, PERSONS, HOUSEHOLDS = (
    "mex-endutih-2021",
    "arg-eph-tic-2018q4-persons",
    "arg-eph-tic-2018q4-households",
)
FILES = {
    MEXICO: "mex-endutih-2021-households.csv.gz",
    PERSONS: f"{PERSONS}.csv.gz",
    HOUSEHOLDS: f"{HOUSEHOLDS}.csv.gz",
}


@pytest.fixture(scope="module")
def surveys(data: Path) -> Path:
    folder = data / "surveys"
    if not folder.is_dir():
        pytest.skip(f"no surveys: {folder}")
    return folder


@cache
def estimate(folder: Path, name: str, *by: str) -> SurveyEstimates:
    survey = ict.surveys.read_survey(folder / FILES[name], MAPPINGS / f"{name}.toml")
    assert not survey.findings.errors
    return ict.surveys.estimate(survey, by)


def shares(estimates: SurveyEstimates, indicator: str) -> dict[str, float]:
    """Return the shares by domain, in percent."""
    rows = [each for each in estimates.estimates if each.indicator == indicator]
    return {row.domain.partition("=")[2] or "_T": row.value or 0.0 for row in rows}


@pytest.mark.parametrize(
    ("indicator", "share", "error"),
    [
        ("households-internet", 0.6643040376248, 0.0030294700953),
        ("households-television", 0.9115920972815, 0.0017805637367),
        ("households-radio", 0.4853616910083, 0.0032726005307),
        ("households-telephone", 0.9349197770326, 0.0015473374269),
    ],
)
def test_mexico_by_r(surveys: Path, indicator: str, share: float, error: float) -> None:
    estimates = estimate(surveys, MEXICO, "location").estimates
    row = next(r for r in estimates if r.indicator == indicator and r.location == "_T")
    assert row.value == pytest.approx(100 * share, abs=5e-12)
    assert row.standard_error == pytest.approx(100 * error, abs=5e-12)
    assert (row.degrees_of_freedom, row.sample_size) == (7885, 59285)


@pytest.mark.parametrize(
    ("location", "figures"),
    [
        ("R", (0.40337743041112, 0.00789279491637873, 3.70891841529119)),
        ("U", (0.7422402945852, 0.00304687641993463, 2.18602102904796)),
    ],
)
def test_mexico_urban_and_rural_by_r(
    surveys: Path, location: str, figures: tuple[float, float, float]
) -> None:
    """``svyby`` with ``deff = TRUE``, in the fixtures of the data."""
    estimates = estimate(surveys, MEXICO, "location").estimates
    row = next(
        r for r in estimates if r.indicator == "households-internet" and r.location == location
    )
    own = (row.value, row.standard_error, row.design_effect)
    expected = (100 * figures[0], 100 * figures[1], figures[2])
    assert own == pytest.approx(expected, rel=1e-9)


def test_mexico_as_printed(surveys: Path) -> None:
    """INEGI by the press of July 2022: six statements, to the printed digit."""
    by_state = estimate(surveys, MEXICO, "state")
    internet = shares(by_state, "households-internet")
    assert round(shares(by_state, "households-television")["_T"], 1) == 91.2
    assert round(internet["Veracruz"], 1) == 51.1
    assert (round(internet["Puebla"], 1), round(100 - internet["Puebla"], 1)) == (55.8, 44.2)
    assert round(100 - internet["Tlaxcala"], 1) == 44.3
    states = sorted((state for state in internet if state != "_T"), key=lambda s: -internet[s])
    assert states[:5] == ["Sonora", "Ciudad de México", "Baja California", "Nuevo León", "Sinaloa"]
    lowest = ["Chiapas", "Oaxaca", "Veracruz", "Tabasco", "Hidalgo", "Guerrero", "Tlaxcala"]
    assert states[::-1][:7] == lowest
    assert states[::-1][8] == "Puebla"


def test_numbers_of_households_differ_by_the_weight(surveys: Path) -> None:
    """757,314 households of Puebla and 151,318 of Tlaxcala are printed; 33.4 million with TV."""
    frame = pd.read_csv(surveys / FILES[MEXICO])
    without = frame.loc[frame["p4_4"] != 1].groupby("ent")["fac_viv"].sum()
    assert (int(without[21]), int(without[29])) == (782027, 155960)
    for own, printed in ((782027, 757314), (155960, 151318)):
        assert own / printed - 1 == pytest.approx(0.03, abs=0.003)
    own = frame.loc[(frame["p4_1_2"] == 1) | (frame["p4_1_4"] == 1), "fac_viv"].sum()
    assert round(own / 1e6, 2) == 33.33
    # The rule names it: the weight is that of the dwelling.
    verdicts = {each.comparability for each in estimate(surveys, MEXICO, "location").estimates}
    reasons = {each.reasons for each in estimate(surveys, MEXICO, "location").estimates}
    assert (verdicts, reasons) == ({"comparable-with-note"}, {("weight-of-dwelling",)})


def test_argentina_as_printed(surveys: Path) -> None:
    """INDEC by the press: six statements, to the printed digit."""
    by_area = estimate(surveys, PERSONS, "agglomeration")
    computer = shares(by_area, "individuals-computer")
    mobile = shares(by_area, "individuals-mobile-phone")
    assert round(mobile["_T"], 1) == 83.5
    assert round(computer["_T"], 1) == 42.6
    areas = sorted((area for area in computer if area != "_T"), key=lambda a: -computer[a])
    assert [round(computer[area], 1) for area in areas[:3]] == [65.3, 64.0, 60.8]
    assert areas[0] == "31" and computer[areas[3]] < 60  # Ushuaia; no other above 60
    assert areas[::-1][:3] == ["14", "30", "18"]  # Concordia, Santa Rosa-Toay, Santiago
    assert sorted(area for area in mobile if mobile[area] > 90) == ["8", "9", "93"]
    households = estimate(surveys, HOUSEHOLDS)
    gap = shares(households, "households-internet")["_T"]
    gap -= shares(households, "households-computer")["_T"]
    assert round(gap, 1) == 17.3


def test_unknown_answers_are_decided_by_the_last_digit(surveys: Path) -> None:
    """42.6 is printed: 42.62 with the unknown answers in the denominator, 42.66 without."""
    assert round(shares(estimate(surveys, PERSONS), "individuals-computer")["_T"], 2) == 42.62
    mapping = tomllib.loads((MAPPINGS / f"{PERSONS}.toml").read_text("utf-8"))
    for indicator in mapping["indicators"]:
        indicator["unknown_answers"] = "out-of-denominator"
    survey = ict.surveys.read_survey(surveys / FILES[PERSONS], mapping)
    estimates = ict.surveys.estimate(survey)
    assert round(shares(estimates, "individuals-computer")["_T"], 2) == 42.66
    assert estimates.estimates[0].reasons == ("part-of-territory", "unknown-answers")


def test_without_strata_and_clusters_there_is_no_error(surveys: Path) -> None:
    estimates = estimate(surveys, HOUSEHOLDS)
    assert {row.standard_error for row in estimates.estimates} == {None}
    assert {row.error_method for row in estimates.estimates} == {""}
    assert "There are no standard errors" in estimates.to_text("en")
    table = estimates.to_observations(language="en")
    assert set(table.cells["standard_error"]) == {None}
    assert set(table.cells["status"]) == {"D"}  # 31 cities and no economy
    assert "only a part of the territory" in table.cells["note"][0]


def test_a_code_outside_the_layout_is_named(surveys: Path, tmp_path: Path) -> None:
    """The layout of INDEC lists 31 agglomerations; the file has 93 (Viedma) as well."""
    text = (MAPPINGS / f"{HOUSEHOLDS}.toml").read_text("utf-8").replace('"93" = [93]\n', "")
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(text, "utf-8")
    survey = ict.surveys.read_survey(surveys / FILES[HOUSEHOLDS], mapping)
    (finding,) = survey.findings.errors
    assert finding.code == "survey.part-unlisted"
    assert "'aglomerado' has codes that the breakdown does not have: 93." in finding.message("en")
    assert finding.address is not None and finding.address.line is not None


def test_observations_of_mexico_pass_the_rules_of_precision(surveys: Path) -> None:
    table = estimate(surveys, MEXICO, "location").to_observations(language="en")
    assert len(table) == 3 and set(table.cells["indicator"]) == {"households-internet"}
    judged = ict.validate(table, year=2021)
    assert not [f.message("en") for f in judged.findings if f.rule in ("P14", "P15", "P16")]


def test_two_files_of_one_survey_are_joined(surveys: Path) -> None:
    """EPH, 4th quarter of 2018: persons using the Internet by Internet in their household."""
    persons, households = (
        surveys / f"arg-eph-tic-2018q4-{unit}.csv.gz" for unit in ("persons", "households")
    )
    mapping = tomllib.loads(
        (MAPPINGS / "arg-eph-tic-2018q4-persons.toml").read_text(encoding="utf-8")
    )
    key = {"dwelling": "dwelling", "nro_hogar": "nro_hogar"}
    mapping["households"] = {"key": key, "variables": {"at_home": "ih_ii_02"}}
    codes = {"yes": [1], "no": [2]}
    mapping["breakdowns"] = {"home": {"variable": "at_home", "codes": codes, "unknown": [9]}}
    survey = ict.surveys.read_survey(persons, mapping, linked=households)
    assert survey.count == 54_178 and not survey.findings.errors
    rows = ict.surveys.estimate(survey, ["home"]).estimates
    shares = {row.domain: row.value for row in rows if row.indicator == "internet-users"}
    own = pd.read_csv(persons).merge(pd.read_csv(households), on=["dwelling", "nro_hogar"])
    expected = {}
    for domain, part in (("_T", own), ("home=yes", own[own["ih_ii_02"] == 1]),
                         ("home=no", own[own["ih_ii_02"] == 2])):  # fmt: skip
        users = part.loc[part["ip_iii_04"] == 1, "pond_tic_x"].sum()
        expected[domain] = 100 * users / part["pond_tic_x"].sum()
    assert shares == pytest.approx(expected, rel=1e-12)
