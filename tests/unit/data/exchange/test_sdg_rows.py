"""Rows for the SDG database: by the lists of the structure that is handed over, and nothing else.

``sdg-structure.xml`` is a cut of the structure IAEG-SDGs:SDG(1.14): its sixteen positions, and of
its code lists what a table of ICT needs.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.data.exchange.sdg_rows import sdg_text
from ictindex.data.exchange.structure_reader import read_structure

STRUCTURE = Path(__file__).with_name("sdg-structure.xml")
POSITIONS = [
    *("FREQ", "REPORTING_TYPE", "SERIES", "REF_AREA", "SEX", "AGE", "URBANISATION"),
    *("INCOME_WEALTH_QUANTILE", "EDUCATION_LEV", "OCCUPATION", "CUST_BREAKDOWN"),
    *("COMPOSITE_BREAKDOWN", "DISABILITY_STATUS", "ACTIVITY", "PRODUCT", "TIME_PERIOD"),
]
HEADER = (
    "economy,indicator,year,value,source_class,sex,age,education,status,conf_status,source,note\n"
)
ROWS = """BRA,internet-users,2023,88.10,official-submission,,,,A,,Survey,
BRA,internet-users,2023,90.2,official-submission,F,Y_LT15,ISCED11_5T8,A,,Survey,"a, b"
BRA,coverage-mobile,2023,99,collected-by-itu,,,,,,,
BRA,fixed-broadband-subscriptions-10-mbit-or-more,2023,40000000,estimate,,,,E,,,
BRA,coverage-4g,2023,,other,,,,M,,,
BRA,population,2023,211140729,auxiliary,,,,,,,
"""


def table(rows: str = ROWS) -> ict.Observations:
    return ict.read_observations(io.StringIO(HEADER + rows), name="brazil.csv")


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def refused(rows: str = ROWS, structure: str = "") -> ict.errors.RefusedObservationsError:
    handed = structure.encode() if structure else STRUCTURE
    with pytest.raises(ict.errors.RefusedObservationsError) as caught:
        sdg_text(table(rows), dsd=handed)
    assert caught.value.code == "sdg.refused"
    assert "{" not in caught.value.message("en")
    return caught.value


def test_rows_have_the_sixteen_positions_and_the_codes_of_the_lists() -> None:
    text, _ = sdg_text(table(), dsd=STRUCTURE)
    rows = read(text)
    assert list(rows[0])[3:19] == POSITIONS
    assert text.startswith("STRUCTURE,STRUCTURE_ID,ACTION,FREQ,")
    assert {row["STRUCTURE_ID"] for row in rows} == {"IAEG-SDGs:SDG(1.14)"}
    shown = ("SERIES", "REF_AREA", "SEX", "AGE", "EDUCATION_LEV", "COMPOSITE_BREAKDOWN",
             "OBS_VALUE", "UNIT_MEASURE", "NATURE")  # fmt: skip
    assert [tuple(row[name] for name in shown) for row in rows] == [
        ("IT_USE_II99", "76", "_T", "_T", "_T", "_T", "88.10", "PT", "C"),
        ("IT_USE_II99", "76", "F", "Y0T14", "AGG_5T8", "_T", "90.2", "PT", "C"),
        ("IT_MOB_2GNTWK", "76", "_T", "_T", "_T", "_T", "99", "PT", "G"),
        ("IT_NET_BBNDN", "76", "_T", "_T", "_T", "IS_GE10M", "40000000", "NUMBER", "E"),
        ("IT_MOB_4GNTWK", "76", "_T", "_T", "_T", "_T", "", "PT", ""),
    ]
    for name in ("OCCUPATION", "CUST_BREAKDOWN", "ACTIVITY", "PRODUCT"):
        assert {row[name] for row in rows} == {"_T"}
    assert {row["UNIT_MULT"] for row in rows} == {"0"} and rows[1]["COMMENT_OBS"] == "a, b"


def test_who_reports_is_the_country_unless_the_caller_says_otherwise() -> None:
    for custodian, code in ((False, "N"), (True, "G")):
        text, _ = sdg_text(table(), dsd=STRUCTURE, custodian=custodian)
        assert {row["REPORTING_TYPE"] for row in read(text)} == {code}


def test_what_is_left_out_or_not_stated_is_named() -> None:
    _, findings = sdg_text(table(), dsd=STRUCTURE)
    messages = {finding.code: finding.message("en") for finding in findings}
    assert list(messages) == ["sdg.left-out", "sdg.nature", "sdg.attributes"]
    assert messages["sdg.left-out"].endswith("were left out (1): population.")
    assert messages["sdg.nature"].endswith("(1): BRA coverage-4g 2023.")
    # Two rows have no status; the structure asks for one, and for the detail of the period.
    assert messages["sdg.attributes"].endswith("(2): OBS_STATUS, TIME_DETAIL.")


def test_the_sample_has_ninety_one_rows_for_the_database() -> None:
    """As many as a prototype made with the whole structure; 75 have no class of source."""
    sample = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    text, findings = sdg_text(sample, dsd=STRUCTURE)
    assert len(read(text)) == 91
    nature = next(finding for finding in findings if finding.code == "sdg.nature")
    assert nature.details["count"] == "75"


def test_our_own_reader_reads_the_rows(tmp_path: Path) -> None:
    path = tmp_path / "sdg.csv"
    findings = ict.data.write_sdg_csv(table(), path, dsd=STRUCTURE)
    assert len(findings) == 3
    back = ict.read_observations(path, form="sdmx-csv")
    whole = table()
    kept = whole.take([row for row in range(len(whole)) if whole.cells["economy"][row] and row < 5])
    for name in ("economy", "indicator", "year", "written", "age", "education", "note"):
        own = [cell or "_T" for cell in kept.cells[name]] if name in ("age", "education") else None
        assert list(back.cells[name]) == (own or list(kept.cells[name])), name
    assert not back.findings


STRUCTURES = {
    "a renamed series": ('"IT_USE_II99"', '"IT_USE_IND"', "IT_USE_ii99"),
    "an area with zeros": ('"76"', '"076"', "76"),
    "a lost unit": (
        '"PER_100_POP"/> <str:Code id="PT"',
        '"PER_100_POP"/> <str:Code id="PC1"',
        "PERCENT",
    ),
}


@pytest.mark.parametrize("case", STRUCTURES)
def test_a_code_outside_the_lists_is_refused_with_its_row(case: str) -> None:
    old, new, value = STRUCTURES[case]
    text = STRUCTURE.read_text(encoding="utf-8")
    assert old in text
    error = refused(structure=text.replace(old, new))
    first = error.faults[0]
    assert first.code == "sdg.code-not-listed" and first.details["value"] == value
    assert error.message("en").splitlines()[1].startswith("  - brazil.csv, line 2, column value: ")


ROWS_REFUSED = {
    "sdg.no-skill": ("BRA,individuals-ict-skills,2023,30,other,,,,,,,\n", 8),
    "sdg.key-twice": ("BRA,internet-users,2023,87,estimate,_T,,,,,Other survey,\n", 8),
    "sdg.no-area": ("XKX,internet-users,2023,87,other,,,,,,,\n", 8),
    "sdg.confidential": ("BRA,mobile-phone-ownership,2023,87,other,,,,,C,,\n", 8),
    "sdg.code-not-listed": ("BRA,mobile-phone-ownership,2023,87,other,,Y16T17,,,,,\n", 8),
}


@small_cases("code", ROWS_REFUSED)
def test_a_row_that_the_structure_cannot_hold_is_refused(code: str) -> None:
    row, line = ROWS_REFUSED[code]
    error = refused(ROWS + row)
    assert error.faults[0].code == code
    assert f"line {line}, column value" in error.message("en")
    assert error.details["count"] == "1"


def test_nothing_is_written_if_a_row_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sdg.csv"
    with pytest.raises(ict.errors.RefusedObservationsError):
        ict.data.write_sdg_csv(table(ROWS + ROWS_REFUSED["sdg.no-skill"][0]), path, dsd=STRUCTURE)
    assert not path.exists()


WHOLE = STRUCTURE.read_text(encoding="utf-8")
NO_STRUCTURES = {
    "structure.unreadable": "<a",
    "structure.none": "<Structure/>",
    "structure.no-list": WHOLE.replace('<Ref id="CL_AREA"/>', '<Ref id="CL_ABSENT"/>'),
}


@pytest.mark.parametrize("code", NO_STRUCTURES)
def test_what_is_no_structure_of_the_sdg_is_refused(code: str) -> None:
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        sdg_text(table(), dsd=NO_STRUCTURES[code].encode())
    assert caught.value.code == code and "{" not in caught.value.message("en")


def test_a_bomb_of_entities_is_refused() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        read_structure(bomb)
    assert caught.value.code == "structure.unreadable"


def test_references_of_version_3_are_read_too() -> None:
    text = STRUCTURE.read_text(encoding="utf-8")
    urn = "urn:sdmx:org.sdmx.infomodel.codelist.Codelist=IAEG-SDGs:{}(1.0)"
    for list_id in ("CL_AREA", "CL_SERIES", "CL_NATURE"):
        text = text.replace(f'<Ref id="{list_id}"/>', urn.format(list_id))
    third = text.replace("v2_1", "v3_0")
    assert sdg_text(table(), dsd=third.encode())[0] == sdg_text(table(), dsd=STRUCTURE)[0]


def test_a_table_without_a_series_of_the_sdg_is_refused() -> None:
    with pytest.raises(ict.errors.UsageError) as caught:
        sdg_text(table("BRA,population,2023,211140729,auxiliary,,,,,,,\n"), dsd=STRUCTURE)
    assert caught.value.code == "sdg.no-rows" and "population" in caught.value.message("en")
