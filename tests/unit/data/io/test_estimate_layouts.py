"""Layouts of estimates: each section is read, and what does not fit is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_cases import small_cases

from ictindex.core.errors import UnusableFileError
from ictindex.data.io.layouts import Layout, from_file

LAYOUT = """
[estimates]
form = "sas"
share = "fraction"
level = 90
made_by = "SAS 9.4: surveymeans"
variable = ["VarName", "VarLevel"]

[variables]
"net/1" = "xHH6"

[groups.urban]
location = "U"

[statistics]
Mean = "value"

[columns]
area = "location"

[codes.area]
1 = "U"

[constants]
economy = "ECU"
year = 2023
"""


def read(folder: Path, text: str) -> Layout:
    path = folder / "estimates.toml"
    path.write_text(text, encoding="utf-8")
    return from_file(path)


def test_every_section_is_read(tmp_path: Path) -> None:
    layout = read(tmp_path, LAYOUT)
    stated = layout.estimates
    assert stated is not None and layout.is_of_a_program
    assert (stated.form, stated.share, stated.level) == ("sas", "fraction", "90")
    assert stated.key == ("VarName", "VarLevel")
    assert stated.variables == {"net/1": "households-internet"}
    assert stated.groups == {"urban": {"location": "U"}}
    assert stated.statistics == {"Mean": "value"}
    assert layout.codes == {"area": {"1": "U"}}
    assert layout.of_rows == {"location": "area"}


def test_a_confirmed_suggestion_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, f"confirmed = true\n{LAYOUT}").constants["year"] == "2023"


@small_cases(
    ("before", "after", "message"),
    [
        (
            "[estimates]",
            "confirmed = false\n[estimates]",
            "estimates.toml is a suggestion that nobody has confirmed: it says confirmed = false. "
            "Check each line and fill in what is open; then write confirmed = true.",
        ),
        (
            'economy = "ECU"\nyear = 2023',
            'economy = "?"\nyear = "?"',
            "estimates.toml: still to be filled in: constants.economy, constants.year. Write what "
            "the file contains in place of each question mark.",
        ),
        (
            '["VarName", "VarLevel"]',
            '["?"]',
            "estimates.toml: still to be filled in: estimates.variable.",
        ),
        (
            '"fraction"',
            '"fractions"',
            "estimates.toml: 'estimates.share' is 'fractions'. Nearest: fraction. Use one of: "
            "fraction, percent.",
        ),
        (
            '"sas"',
            '"julia"',
            "estimates.toml: 'estimates.form' is 'julia'. Use one of: svyby, srvyr, stata, "
            "wide-shares, spss, sas.",
        ),
        (
            'share = "fraction"\n',
            "",
            "estimates.toml: the section [estimates] does not say how shares are written. Write "
            'share = "fraction" if the whole is 1, or share = "percent" if it is 100.',
        ),
        (
            '"xHH6"',
            '"households-internt"',
            "estimates.toml: the variable 'net/1' is mapped to 'households-internt', which is not "
            "an indicator of the catalogue. Nearest: households-internet. Write the id or the code",
        ),
        (
            '"xHH6"',
            '"###"',
            "estimates.toml: the variable 'net/1' is mapped to '###', which is not an indicator of "
            "the catalogue. Write the id or the code of an indicator;",
        ),
        (
            'area = "location"',
            'area = "locaton"',
            "estimates.toml: 'columns.area' is 'locaton'. Nearest: location. Use one of:",
        ),
        (
            "[codes.area]",
            "[codes.region]",
            "estimates.toml: the key 'codes.region' is unknown. Allowed are: area.",
        ),
        (
            "year = 2023",
            "",
            "estimates.toml: no column and no constant is named for: year.",
        ),
        (
            "year = 2023",
            'year = 2023\nlocation = "U"',
            "estimates.toml: 'location' is given twice: by [constants] location and by area.",
        ),
        ('form = "sas"\n', "", "estimates.toml: the key 'variables' is unknown."),
        ("[columns]", "[flags.E]\n[columns]", "estimates.toml: the key 'flags' is unknown."),
        (
            'variable = ["VarName", "VarLevel"]',
            "variable = 1",
            "estimates.toml: 'estimates.variable' has to be a text",
        ),
        (
            "[groups.urban]\nlocation",
            "[groups]\nlocation",
            "estimates.toml: 'groups.location' has to be a table",
        ),
    ],
)
def test_what_does_not_fit_is_refused(
    tmp_path: Path, before: str, after: str, message: str
) -> None:
    assert before in LAYOUT
    with pytest.raises(UnusableFileError) as caught:
        read(tmp_path, LAYOUT.replace(before, after))
    assert caught.value.message("en").startswith(message)
