"""Suggestions of layouts: each is refused as it is, and reads the table once it is filled in."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from estimate_cases import LAYOUTS, TABLES
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.data.layout_suggestions import suggest_layout
from ictindex.language import i18n

READ = ("economy", "indicator", "year", "location", "value", "standard_error", "upper_bound")
# What a person writes in place of the question marks, by the key of the line.
KNOWN = {
    "economy": "ECU",
    "year": "2023",
    "made_by": "invented",
    "1": "U",
    "2": "R",
    "(1)": "location",
    "(2)": "note",
    "pc/2": None,
}


def fill_in(text: str) -> str:
    """Fill in a suggestion, as a person does who knows the survey."""
    lines = []
    for line in text.replace("confirmed = false", "confirmed = true").splitlines():
        match = re.match(r'(?P<key>\S+) = "\?"', line)
        if match is None:
            lines.append(line)
            continue
        key = match["key"].strip('"')
        of_net = "households-internet" if "net" in key else "households-computer"
        answer = KNOWN.get(key, of_net)
        if answer is not None:
            lines.append(f'{match["key"]} = "{answer}"')
    if "(1)" in text:  # only now is it certain that these are the labels of areas
        lines += ['[codes."(1)"]', '1 = "U"', '2 = "R"']
    return "\n".join(lines)


@small_cases("form", TABLES)
def test_a_suggestion_that_was_filled_in_reads_the_table(tmp_path: Path, form: str) -> None:
    table, layout = tmp_path / "t.csv", tmp_path / "l.toml"
    table.write_text(TABLES[form], encoding="utf-8")
    suggested = suggest_layout(table, language="en")
    assert tomllib.loads(suggested)["estimates"]["form"] == form
    assert tomllib.loads(suggested)["estimates"]["share"] == "fraction"
    assert tomllib.loads(suggested)["estimates"].get("level", 95) == 95
    layout.write_text(suggested, encoding="utf-8")
    with pytest.raises(UnusableFileError) as caught:
        ict.read_observations(table, layout=layout)
    assert caught.value.code == "layout.not-confirmed"
    layout.write_text(suggested.replace("= false", "= true"), encoding="utf-8")
    with pytest.raises(UnusableFileError) as caught:
        ict.read_observations(table, layout=layout)
    assert caught.value.code == "layout.blanks"
    layout.write_text(fill_in(suggested), encoding="utf-8")
    by_suggestion = ict.read_observations(table, layout=layout)
    layout.write_text(LAYOUTS[form], encoding="utf-8")
    by_hand = ict.read_observations(table, layout=layout)
    for name in READ:
        assert by_suggestion.cells[name] == by_hand.cells[name], name


def test_a_wide_table_is_suggested_with_its_flags() -> None:
    suggested = tomllib.loads(suggest_layout(ict.sample_data("wide-example.csv"), language="en"))
    columns = suggested["columns"]
    assert columns["iso3"] == "economy"
    assert columns["internet_users"] == "internet-users"
    assert columns["internet_users_flag"] == "internet-users:flag"
    assert columns["mbb_subs"] == "?"
    assert suggested["flags"] == {"L": {"status": "?"}, "E": {"status": "?"}}
    assert suggested["constants"] == {"year": "?"}
    assert "estimates" not in suggested


def test_a_tidy_table_is_suggested_as_it_is() -> None:
    suggested = tomllib.loads(suggest_layout(ict.sample_data("idi-2024-annex.csv"), language="en"))
    assert suggested.pop("confirmed") is False
    assert list(suggested) == ["columns"]
    assert all(name == target for name, target in suggested["columns"].items())


def test_a_long_table_with_an_error_is_no_table_of_a_program() -> None:
    row = {"iso3": "ECU", "series": "xHH18", "year": 2023, "value": 48.6, "se": 1.2, "what": "x"}
    suggested = tomllib.loads(suggest_layout(pd.DataFrame([row]), language="en"))
    assert suggested["columns"] == {
        "iso3": "economy",
        "series": "indicator",
        "year": "year",
        "value": "value",
        "se": "standard_error",
        "what": "?",  # it may be a dimension
    }
    assert "estimates" not in suggested


def test_fractions_of_an_ordinary_table_are_seen(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("iso3;internet-users\nECU;0,58\n", encoding="utf-8")
    suggested = tomllib.loads(suggest_layout(path, dialect="semicolon-comma", language="en"))
    assert suggested["estimates"] == {"share": "fraction"}
    assert suggested["file"] == {"dialect": "semicolon-comma"}


@pytest.mark.parametrize(("factor", "level"), [(1.645, 90), (2.576, 99), (2.2, "?")])
def test_the_level_is_that_of_the_width_of_the_intervals(factor: float, level: object) -> None:
    frame = pd.DataFrame({"net": [50.0], "net_se": [1.0]})
    frame["net_low"], frame["net_upp"] = frame["net"] - factor, frame["net"] + factor
    estimates = tomllib.loads(suggest_layout(frame, language="en"))["estimates"]
    assert (estimates["level"], estimates["share"]) == (level, "percent")


@small_cases("language", i18n.LANGUAGES)
def test_the_comments_are_in_the_language(tmp_path: Path, language: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(TABLES["svyby"], encoding="utf-8")
    suggested = suggest_layout(path, language=language)
    assert tomllib.loads(suggested) == tomllib.loads(suggest_layout(path, language="en"))
    assert f"# {i18n.text('layout-suggestion', 'made-by', language)}" in suggested
    assert suggested.startswith(
        f"# {i18n.text('layout-suggestion', 'head', language, file='t.csv')}"
    )


def test_names_of_columns_with_quotation_marks_stay_toml() -> None:
    frame = pd.DataFrame({'a "b" \\': ["x"], "net": [0.5], "se": [0.1]})
    assert tomllib.loads(suggest_layout(frame, language="en"))["columns"] == {'a "b" \\': "?"}


def test_what_was_rounded_for_reading_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    path.write_text("               mean      SE\nnet 0.6643040376248 0.00303\n", encoding="utf-8")
    with pytest.raises(UnusableFileError) as caught:
        suggest_layout(path)
    assert caught.value.code == "layout.console"
    path.write_text(",net,pc\nnet,0.009,0.001\npc,0.001,0.1\n", encoding="utf-8")
    with pytest.raises(UnusableFileError) as caught:
        suggest_layout(path)
    assert caught.value.code == "layout.variances"


def test_no_table_is_refused() -> None:
    with pytest.raises(UsageError):
        suggest_layout(7)
