"""Tables with other columns, read by a layout; a layout that does not fit is refused."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from small_cases import small_cases

import ictindex as ict

WIDE = (
    "iso3,users,users_flag,users_note,cov3g,s_cov,s_users\n"
    "AZE,86.0,L,survey,99.8,98.0,\n"
    "BRA,,,,92.4,,84.7\n"
    "KEN,40.8,E,,,,\n"
)
COLUMNS = {
    "iso3": "economy",
    "users": "internet-users",
    "users_flag": "internet-users:flag",
    "users_note": "i99H:note",
    "cov3g": "coverage-3g",
    "s_cov": "network-coverage:score",
    "s_users": "internet-users:score",
}
CONSTANTS = {"year": 2022, "source": "Annex"}
FLAGS = {"E": {"status": "I", "source_class": "estimate"}, "L": {"year": 2021}}

COLUMN_LIST = (
    "economy, indicator, year, value, unit, status, conf_status, source_class, source, vintage, "
    "consultation, sex, age, location, disability, education, income, note, standard_error, "
    "sample_size, design_effect, lower_bound, upper_bound, confidence_level, error_method, "
    "degrees_of_freedom, made_by"
)


def write(folder: Path, text: str, name: str = "annex.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def rows(observations: ict.Observations, *names: str) -> list[tuple[object, ...]]:
    return list(zip(*(observations.columns[name].tolist() for name in names), strict=True))


def test_a_wide_table_by_a_mapping(tmp_path: Path) -> None:
    observations = ict.read_observations(
        write(tmp_path, WIDE), columns=COLUMNS, constants=CONSTANTS, flags=FLAGS
    )
    assert rows(
        observations, "economy", "indicator", "year", "value", "unit", "status", "note"
    ) == [
        ("AZE", "internet-users", 2021, Decimal("86.0"), "", "", "survey"),
        ("AZE", "coverage-3g", 2022, Decimal("99.8"), "", "", ""),
        ("AZE", "network-coverage", 2022, Decimal("98.0"), "score", "", ""),
        # No value but a supplied score: the score replaces it.
        ("BRA", "internet-users", 2022, Decimal("84.7"), "score", "", ""),
        ("BRA", "coverage-3g", 2022, Decimal("92.4"), "", "", ""),
        ("KEN", "internet-users", 2022, Decimal("40.8"), "", "I", ""),
        # An empty cell is kept, as missing.
        ("KEN", "coverage-3g", 2022, None, "", "", ""),
    ]
    assert observations.columns["source_class"].tolist().count("estimate") == 1
    assert set(observations.columns["source"]) == {"Annex"}
    assert observations.address(3).show("en") == "annex.csv, line 3, column s_users"
    assert observations.unread == ()
    assert len(observations.findings) == 0


def test_the_same_by_a_layout_file(tmp_path: Path) -> None:
    lines = ["[columns]", *(f'{column} = "{target}"' for column, target in COLUMNS.items())]
    lines += ["[constants]", "year = 2022", 'source = "Annex"']
    lines += ["[flags.E]", 'status = "I"', 'source_class = "estimate"', "[flags.L]", "year = 2021"]
    layout = write(tmp_path, "\n".join(lines), "annex.layout.toml")
    path = write(tmp_path, WIDE)
    by_file = ict.read_observations(path, layout=layout)
    by_mapping = ict.read_observations(path, columns=COLUMNS, constants=CONSTANTS, flags=FLAGS)
    for name, array in by_file.columns.items():
        assert array.tolist() == by_mapping.columns[name].tolist(), name


def test_a_long_table_with_other_names(tmp_path: Path) -> None:
    text = "ref_area,series,time,obs,unit,text\nBRA,IT.NET.USER.ZS,2022,80.5,percent,x\n"
    observations = ict.read_observations(
        write(tmp_path, text),
        columns={"ref_area": "economy", "series": "indicator", "time": "year", "obs": "value"},
    )
    assert rows(observations, "economy", "indicator", "year", "value") == [
        ("BRA", "internet-users", 2022, Decimal("80.5"))
    ]
    assert observations.unread == ("unit", "text")
    assert observations.address(0).show("en") == "annex.csv, line 2, column obs"


def test_constants_hold_for_every_row_of_a_tidy_table(tmp_path: Path) -> None:
    text = "economy,indicator,value\nBRA,internet-users,80.5\nKEN,internet-users,40.8\n"
    path = write(tmp_path, text)
    observations = ict.read_observations(path, constants={"year": 2022, "status": "A"})
    assert rows(observations, "year", "status") == [(2022, "A")] * 2
    # A fault of a constant is in no column of the file.
    findings = ict.read_observations(path, constants={"year": 22}).findings
    assert [f.where("en") for f in findings] == ["annex.csv, line 2", "annex.csv, line 3"]


def test_an_unknown_flag_is_a_finding(tmp_path: Path) -> None:
    observations = ict.read_observations(
        write(tmp_path, WIDE), columns=COLUMNS, constants=CONSTANTS, flags={"E": {"status": "I"}}
    )
    assert [f.code for f in observations.findings] == ["flag.unknown"]
    finding = observations.findings[0]
    assert finding.message("en") == "The flag 'L' has no meaning in the layout."
    assert finding.remedy("en") == "Say under flags what it means. Known are: E."
    assert finding.where("en") == "annex.csv, line 2, column users_flag"
    assert (finding.economy, finding.indicator) == ("AZE", "internet-users")


def test_a_bad_cell_that_a_row_shares_is_reported_once(tmp_path: Path) -> None:
    observations = ict.read_observations(
        write(tmp_path, WIDE.replace("AZE", "Azerbaijan")),
        columns=COLUMNS,
        constants=CONSTANTS,
        flags=FLAGS,
    )
    assert [f.code for f in observations.findings] == ["economy.unknown-near"]
    finding = observations.findings[0]
    assert finding.where("en") == "annex.csv, line 2, column iso3"
    assert finding.details["hint"] == "AZE"
    assert (finding.economy, finding.indicator) == ("Azerbaijan", "")
    assert observations.faulty.tolist() == [True] * 3 + [False] * 4
    assert len(observations.where(indicator="coverage-3g").findings) == 1


def test_a_flag_is_judged_where_it_is(tmp_path: Path) -> None:
    observations = ict.read_observations(
        write(tmp_path, WIDE),
        columns=COLUMNS,
        constants=CONSTANTS,
        flags={"E": {"status": "estimated"}, "L": {"year": 2021}},
    )
    finding = observations.findings[0]
    assert finding.code == "status.unknown"
    assert finding.where("en") == "annex.csv, line 4, column users_flag"


BAD_MAPPINGS: Mapping[str, tuple[dict[str, object], str]] = {
    "layout.unknown-target-near": (
        {"columns": {"iso3": "economy", "users": "internet_users"}},
        "columns: column 'users' is mapped to 'internet_users', which is unknown. "
        f"Nearest: internet-users. Write one of {COLUMN_LIST}; or the id or code of an indicator; "
        "or '<indicator>:flag', '<indicator>:note' or '<indicator or node>:score'.",
    ),
    "layout.unknown-target-near of a node": (
        {"columns": {"iso3": "economy", "s_cov": "network-coverage"}},
        "columns: column 's_cov' is mapped to 'network-coverage', which is unknown. "
        "Nearest: network-coverage:score.",
    ),
    "layout.unknown-target-near with a suffix": (
        {"columns": {"iso3": "economy", "users_flag": "internet_users:mark"}},
        "columns: column 'users_flag' is mapped to 'internet_users:mark', which is unknown. "
        "Nearest: internet-users:flag.",
    ),
    "layout.unknown-target": (
        {"columns": {"iso3": "economy", "users": 3}},
        "columns: column 'users' is mapped to '3', which is unknown. Write one of ",
    ),
    "layout.target-twice": (
        {"columns": {"iso3": "economy", "users": "internet-users", "cov3g": "i99H"}},
        "columns: 'i99H' is given twice: by users and by cov3g. Leave out one of them.",
    ),
    "layout.target-twice by a constant": (
        {"columns": {"iso3": "economy", "users": "year"}, "constants": {"year": 2022}},
        "columns: 'year' is given twice: by [constants] year and by users. Leave out one of them.",
    ),
    "layout.values-missing": (
        {
            "columns": {"iso3": "economy", "cov3g": "coverage-3g", "users_flag": "i99H:flag"},
            "constants": {"year": 2022},
        },
        "columns: column 'users_flag' is mapped to 'internet-users:flag', but no column has "
        "the values of 'internet-users'. Map a column to 'internet-users' too, or leave this one "
        "out.",
    ),
    "layout.mixed": (
        {"columns": {"iso3": "economy", "users": "internet-users", "cov3g": "value"}},
        "columns: some columns hold one indicator each, and 'value' is given as well. Give either "
        "one column each for indicator and value, or one column for each indicator.",
    ),
    "layout.missing-targets": (
        {"columns": {"users": "internet-users"}},
        "columns: no column and no constant is named for: economy, year. "
        "Map a column to it or give it as a constant.",
    ),
    "layout.unknown-key": (
        {"columns": {"iso3": "economy", "users": "i99H"}, "constants": {"value": 1}},
        "columns: the key 'constants.value' is unknown. Allowed are: economy, indicator, year, ",
    ),
    "layout.unknown-key of a flag": (
        {"columns": {"iso3": "economy"}, "flags": {"E": {"economy": "BRA"}}},
        "columns: the key 'flags.E.economy' is unknown. Allowed are: year, unit, ",
    ),
    "layout.not-a-table": (
        {"columns": {"iso3": "economy"}, "flags": {"E": "I"}},
        "columns: 'flags.E' has to be a table of keys and values. "
        "Write it as a section: [flags.E].",
    ),
    "layout.not-text": (
        {"columns": {"iso3": "economy"}, "constants": {"year": 2022.5}},
        "columns: 'constants.year' has to be a text or a whole number. "
        "Put the text between quotation marks.",
    ),
    "layout.flags-alone": (
        {"flags": FLAGS},
        "Flags are given without a mapping of columns. "
        "State with columns=... which column has the flags of which indicator.",
    ),
    "layout.twice": (
        {"layout": "annex.layout.toml", "constants": CONSTANTS},
        "A layout file is given together with columns, constants or flags. "
        "Write them all in the layout file, or give no layout file.",
    ),
}


@small_cases("name", BAD_MAPPINGS)
def test_a_mapping_that_does_not_fit_is_refused(tmp_path: Path, name: str) -> None:
    arguments, text = BAD_MAPPINGS[name]
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.read_observations(write(tmp_path, WIDE), **arguments)
    assert caught.value.code == name.split()[0]
    assert str(caught.value).startswith(text)


def test_a_column_of_the_mapping_that_the_file_lacks(tmp_path: Path) -> None:
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        ict.read_observations(
            write(tmp_path, WIDE),
            columns={"iso3": "economy", "user": "internet-users"},
            constants=CONSTANTS,
        )
    assert str(caught.value) == (
        "annex.csv: there is no column 'user'. Nearest column: users. Correct the mapping. "
        "The table has: iso3, users, users_flag, users_note, cov3g, s_cov, s_users."
    )


BAD_FILES = {
    "layout.unknown-key": (
        '[column]\niso3 = "economy"\n',
        "annex.layout.toml: the key 'column' is unknown. Allowed are: confirmed, file, "
        "columns, constants, flags, codes, estimates, variables, groups, statistics.",
    ),
    "layout.not-a-table": (
        'columns = "economy"\n',
        "annex.layout.toml: 'columns' has to be a table of keys and values. "
        "Write it as a section: [columns].",
    ),
    "layout.target-twice": (
        '[columns]\niso3 = "economy"\nusers = "economy"\n',
        "annex.layout.toml: 'economy' is given twice: by iso3 and by users. Leave out one of them.",
    ),
    "file.encoding": ("[columns]\n# \udcff\n", "annex.layout.toml, line 2: the byte 0xFF"),
}


@pytest.mark.parametrize("code", BAD_FILES)
def test_an_unusable_layout_file_is_refused(tmp_path: Path, code: str) -> None:
    text, message = BAD_FILES[code]
    layout = tmp_path / "annex.layout.toml"
    layout.write_text(text, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        ict.read_observations(write(tmp_path, WIDE), layout=layout)
    assert caught.value.code == code
    assert str(caught.value).startswith(message)


def test_a_layout_file_that_is_no_toml(tmp_path: Path) -> None:
    layout = write(tmp_path, '[columns]\niso3 = economy"\n', "annex.layout.toml")
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        ict.read_observations(write(tmp_path, WIDE), layout=layout)
    assert caught.value.code == "layout.syntax"
    assert str(caught.value).startswith("annex.layout.toml is not valid TOML: ")
    assert "line 2" in str(caught.value)
    assert str(caught.value).endswith("Correct the file at that place.")


@small_cases(
    ("arguments", "text"),
    [
        (
            {"columns": ["iso3"]},
            "The argument 'columns' must be a mapping; it is of the type list.",
        ),
        ({"constants": 0}, "The argument 'constants' must be a mapping; it is of the type int."),
        (
            {"columns": {"iso3": "economy"}, "flags": "E"},
            "The argument 'flags' must be a mapping; it is of the type str.",
        ),
        ({"layout": 5}, "The argument 'layout' must be a path; it is of the type int."),
        (
            {"columns": {"iso3": "economy", "users": 10**5000}},
            "columns: column 'users' is mapped to 'int', which is unknown.",
        ),
    ],
)
def test_arguments_of_another_kind_are_refused(
    tmp_path: Path, arguments: dict[str, object], text: str
) -> None:
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.read_observations(write(tmp_path, WIDE), **arguments)
    assert str(caught.value).startswith(text)


def test_a_constant_is_described_by_what_it_is_not_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.read_observations(
            write(tmp_path, WIDE),
            columns=COLUMNS,
            constants={"year": type("integer", (), {})()},
        )
    assert str(caught.value).startswith("columns: 'constants.year' has to be a text or a whole")
