"""Bad cells become findings with address, values and remedy; nothing raises, nothing is mended."""

from decimal import Decimal
from pathlib import Path

import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.core.decimals import to_decimal
from ictindex.data import cell_text
from ictindex.data.cell_text import DateText, plain_texts, usual_numbers
from ictindex.language import i18n

HEADER = "economy,indicator,year,value,unit,status,source_class,source,sex,note\n"
GOOD = {
    "economy": "BRA",
    "indicator": "internet-users",
    "year": "2022",
    "value": "80.5",
    "unit": "percent",
    "status": "A",
    "source_class": "official-submission",
    "source": "PNAD",
    "sex": "_T",
    "note": "",
}


def read(folder: Path, *rows: dict[str, str]) -> ict.Observations:
    path = folder / "annex.csv"
    lines = [",".join({**GOOD, **row}.values()) + "\n" for row in rows]
    path.write_text(HEADER + "".join(lines), encoding="utf-8")
    return ict.read_observations(path)


STATUS_CODES = "A, B, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, S, U, V, W"
BAD = {
    "economy.unknown-near by its ISO2 code": (
        {"economy": "NA"},
        "economy",
        "'NA' is not the ISO 3166-1 alpha-3 code of an economy in the catalogue. "
        "Probably meant: NAM.",
        "Write the code of three letters.",
    ),
    "economy.unknown": (
        {"economy": "Atlantis"},
        "economy",
        "'Atlantis' is not the ISO 3166-1 alpha-3 code of an economy in the catalogue.",
        "Write the code of three letters.",
    ),
    "cell.empty": (
        {"economy": ""},
        "economy",
        "The cell is empty.",
        "Every observation needs an economy, an indicator and a year, every published figure an "
        "economy and a node.",
    ),
    "cell.empty indicator": ({"indicator": ""}, "indicator", "The cell is empty.", ""),
    "cell.empty year": ({"year": ""}, "year", "The cell is empty.", ""),
    "indicator.unknown": (
        {"indicator": "telex"},
        "indicator",
        "'telex' is not the id or code of an indicator.",
        "Write an id of the catalogue, or one of the ITU, SDG, SDMX or WDI codes listed there.",
    ),
    "indicator.unknown-near": (
        {"indicator": "internet_users"},
        "indicator",
        "'internet_users' is not the id or code of an indicator. Nearest: internet-users.",
        "Write an id of the catalogue, or one of the ITU, SDG, SDMX or WDI codes listed there.",
    ),
    "indicator.node-without-score": (
        {"indicator": "network-coverage", "unit": ""},
        "indicator",
        "is an aggregate: it has a score, never a value of its own.",
        "If this is a supplied score, write 'score' in the column unit; else give its indicators.",
    ),
    "unit.mismatch": (
        {"unit": "gb-per-year"},
        "unit",
        "is measured in 'percent', not in 'gb-per-year'.",
        "Convert the value and write the unit 'percent', or leave the unit empty; "
        "'score' marks a supplied score.",
    ),
    "year.unusable": (
        {"year": "22"},
        "year",
        "'22' is not a year from 1960 to 2100.",
        "Write the year with four digits.",
    ),
    "year.unusable too early": ({"year": "1959"}, "year", "'1959' is not a year", ""),
    "year.unusable digits": ({"year": "٢٠٢٢"}, "year", "'٢٠٢٢' is not a year", ""),
    "value.impossible": (
        {"value": "100.1"},
        "value",
        "the value 100.1 is impossible; it must be between 0 and 100.",
        "Check the figure, its unit and its decimal point at the source.",
    ),
    "value.impossible without a bound above": (
        {"indicator": "mobile-cellular-subscriptions", "unit": "", "value": "-0.1"},
        "value",
        "the value -0.1 is impossible; it must be 0 or more.",
        "",
    ),
    "score.impossible": (
        {"value": "100.1", "unit": "score"},
        "value",
        "100.1 is impossible for a score: a score is between 0 and 100.",
        "Check the figure; a value of the indicator does not have the unit 'score'.",
    ),
    "status.unknown": (
        {"status": "X"},
        "status",
        "'X' is not an SDMX observation status.",
        f"Use one of: {STATUS_CODES}; or leave the cell empty.",
    ),
    "source-class.unknown": (
        {"source_class": "official"},
        "source_class",
        "'official' is not a class of sources.",
        "Use one of: official-submission, official-publication, collected-by-itu, other, estimate, "
        "auxiliary; "
        "or leave the cell empty.",
    ),
    "breakdown.unknown": (
        {"sex": "female"},
        "sex",
        "'female' is not a code of the breakdown 'sex'.",
        "Use one of: _T, F, M; or leave the cell empty.",
    ),
    "status.missing-with-value": (
        {"status": "M"},
        "status",
        "states that there is no value, yet the value 80.5 is given.",
        "Correct the status or empty the value.",
    ),
    "text.invisible": (
        {"economy": "BRA\u200b"},
        "economy",
        "'BRA<U+200B>' has a character that cannot be seen: ZERO WIDTH SPACE (U+200B), position 4.",
        "Remove it.",
    ),
    "text.invisible space": (
        {"economy": " BRA"},
        "economy",
        "' BRA' has a character that cannot be seen: SPACE (U+0020), position 1.",
        "",
    ),
    "text.invisible BOM": (
        {"indicator": "internet\ufeff-users"},
        "indicator",
        "has a character that cannot be seen: ZERO WIDTH NO-BREAK SPACE (U+FEFF), position 9.",
        "",
    ),
    "text.invisible bidi": (
        {"sex": "\u202eF"},
        "sex",
        "has a character that cannot be seen: RIGHT-TO-LEFT OVERRIDE (U+202E), position 1.",
        "",
    ),
    "text.invisible unit": (
        {"unit": "percent\u00a0"},
        "unit",
        "has a character that cannot be seen: NO-BREAK SPACE (U+00A0), position 8.",
        "",
    ),
    "text.invisible value": (
        {"value": "80\u200b.5"},
        "value",
        "'80<U+200B>.5' has a character that cannot be seen: ZERO WIDTH SPACE (U+200B), "
        "position 3.",
        "",
    ),
}


@small_cases("name", BAD)
def test_a_bad_cell_is_a_finding(tmp_path: Path, name: str) -> None:
    cell, column, message, remedy = BAD[name]
    observations = read(tmp_path, {"economy": "KEN"}, cell)
    assert [finding.code for finding in observations.findings] == [name.split()[0]]
    finding = observations.findings[0]
    assert message in finding.message("en")
    assert "–" not in finding.message("en")
    assert finding.remedy("en").startswith(remedy)
    assert finding.level == "error"
    assert finding.where("en") == f"annex.csv, line 3, column {column}"
    expected = {**GOOD, **cell}
    assert finding.economy == expected["economy"]
    assert finding.indicator == expected["indicator"]
    assert finding.year == (2022 if column != "year" else None)
    # The row stays in the table, as written.
    assert len(observations) == 2
    assert observations.columns["written"][1] == expected["value"]
    assert observations.faulty.tolist() == [False, True]


NOT_NUMBERS = {
    "80,5": "number.decimal-comma",
    "1 234": "number.thousands",
    "80%": "number.percent-sign",
    "%80": "number.percent-sign",
    "٪٨٠": "number.percent-sign",
    "1e3": "number.exponent",
    " 80": "number.space",
    "80\u00a0": "number.space",
    "NA": "number.not-a-number",
    "..": "number.not-a-number",
    "nan": "number.not-finite",
    "inf": "number.not-finite",
    "٨٠": "number.foreign-digits",
    "８０，５": "number.decimal-comma",
    "８０％": "number.percent-sign",
    "12,34": "number.decimal-comma",
    "1,23,45": "number.not-a-number",
    "1,234,567": "number.thousands",
    "080": "number.leading-zero",
    "1_000": "number.thousands",
    "1" * 19: "number.too-long",
}


@small_cases("text", NOT_NUMBERS)
def test_what_is_no_number_is_a_finding_and_kept_as_written(tmp_path: Path, text: str) -> None:
    cell = f'"{text}"'
    observations = read(tmp_path, {"value": cell})
    assert [f.code for f in observations.findings] == [NOT_NUMBERS[text]]
    assert observations.findings[0].where("en") == "annex.csv, line 2, column value"
    assert observations.columns["value"].tolist() == [None]
    assert observations.columns["written"].tolist() == [text]


@small_cases(
    ("text", "number", "shown"),
    [
        ("８０．５", "80.5", "80.5"),
        ("８０．５０", "80.50", "80.50"),
        ("８０", "80", "80"),
        ("1,23,45,678", "12345678", "12,345,678"),
        ("1,00,000.5", "100000.5", "100,000.5"),
    ],
)
def test_a_number_with_other_characters_is_read_if_it_has_one_reading(
    tmp_path: Path, text: str, number: str, shown: str
) -> None:
    observations = read(tmp_path, {"value": f'"{text}"'})
    [value] = observations.columns["value"].tolist()
    assert str(value) == number
    [finding] = [each for each in observations.findings if each.code == "cell.read-as"]
    assert finding.level == "information"
    assert finding.message("en") == f"'{text}' is read as the number {shown}."
    observations.to_csv(tmp_path / "again.csv")
    assert f",{number}" in (tmp_path / "again.csv").read_text("utf-8")


def test_the_same_observation_twice(tmp_path: Path) -> None:
    observations = read(tmp_path, {}, {"economy": "KEN"}, {"value": "80.6"})
    finding = observations.findings[0]
    assert finding.code == "key.duplicate"
    assert finding.where("en") == "annex.csv, line 4, column value"
    assert finding.message("en") == "The same observation is already in annex.csv, line 2."
    assert finding.remedy("en") == (
        "Keep one of them; two that differ by source, source class, vintage or breakdown may "
        "both remain."
    )
    assert observations.faulty.tolist() == [True, False, True]


def test_other_sources_breakdowns_and_scores_are_other_observations(tmp_path: Path) -> None:
    observations = read(
        tmp_path,
        {},
        {"source": "ITU"},
        {"source_class": "other"},
        {"sex": "F"},
        {"unit": "score"},
        {"year": "2021"},
    )
    assert len(observations.findings) == 0
    # The unit may be left empty: that does not make it another observation.
    assert [f.code for f in read(tmp_path, {}, {"unit": ""}).findings] == ["key.duplicate"]


def test_a_source_set_with_a_no_break_space_is_a_warning(tmp_path: Path) -> None:
    observations = read(tmp_path, {"source": "Enquête\u00a0: ménages", "note": "a\u00a0b"})
    assert [(f.code, f.level) for f in observations.findings] == [("text.invisible", "warning")]
    assert not observations.faulty.any()


def test_only_the_empty_cell_is_missing(tmp_path: Path) -> None:
    observations = read(tmp_path, {"value": "", "status": "M"}, {"value": "0", "year": "2021"})
    assert observations.missing.tolist() == [True, False]
    assert observations.columns["value"].tolist() == [None, Decimal(0)]
    assert len(observations.findings) == 0


def test_codes_of_indicators_become_ids_and_decimals_stay(tmp_path: Path) -> None:
    observations = read(
        tmp_path,
        {"indicator": "i99H", "value": "100.0"},
        {"indicator": "IT.NET.USER.ZS", "sex": "F"},
    )
    assert observations.columns["indicator"].tolist() == ["internet-users"] * 2
    assert str(observations.columns["value"][0]) == "100.0"


def test_every_fault_of_a_row_is_reported(tmp_path: Path) -> None:
    observations = read(tmp_path, {"economy": "XXX", "year": "22", "value": '"8,5"', "status": "?"})
    assert [f.code for f in observations.findings] == [
        "economy.unknown",
        "year.unusable",
        "number.decimal-comma",
        "status.unknown",
    ]


STEERING = "\x1b[2J\x1b]0;pwn\x07"


@small_cases(
    ("column", "text", "level"),
    [
        ("note", STEERING, "warning"),
        ("note", "abc\u202edef", "warning"),
        ("source", STEERING, "error"),
        ("source", "abc\u202edef", "error"),
        ("source", "abc\u200bdef", "warning"),
        ("sex", "F\x7f", "error"),
        ("status", "A\u2066", "error"),
    ],
)
def test_what_steers_a_terminal_is_reported(
    tmp_path: Path, column: str, text: str, level: str
) -> None:
    observations = read(tmp_path, {column: text})
    assert [(f.code, f.level) for f in observations.findings] == [("text.invisible", level)]
    message = observations.findings[0].message("en")
    assert "has a character that cannot be seen: " in message
    assert message.isprintable()
    # Neither the view of the terminal nor that of the notebook passes it on.
    for shown in (repr(observations), observations._repr_html_()):
        assert not set(shown) & {"\x1b", "\x07", "\x7f", "\u202e"}


def test_free_text_has_lines_and_spaces_of_its_own(tmp_path: Path) -> None:
    observations = read(tmp_path, {"note": '"one\ntwo\tthree\u00a0\u200dfour"'})
    assert len(observations.findings) == 0


@small_cases("language", i18n.LANGUAGES)
def test_a_suggestion_is_made_only_where_there_is_one(tmp_path: Path, language: str) -> None:
    findings = read(
        tmp_path,
        {"economy": "Atlantis"},
        {"economy": "NA"},
        {"indicator": "telex"},
        {"indicator": "internet_users"},
    ).findings
    assert [f.code for f in findings] == [
        "economy.unknown",
        "economy.unknown-near",
        "indicator.unknown",
        "indicator.unknown-near",
    ]
    messages = [f.message(language) for f in findings]
    assert not any("–" in message or "{" in message for message in messages)
    assert "NAM" in messages[1]
    assert "internet-users" in messages[3]


@pytest.mark.parametrize("together", [1, 3, 256])
def test_cells_that_are_checked_together_are_those_that_are_checked_alone(
    together: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cell_text, "_TOGETHER", together)
    numbers = ["0", "10.50", "123456789012345678", "1." + "0" * 19 + "1"]
    others = ["", "01", "1.", ".5", "-1", "1e3", "1\n2", "\u0661", "1 ", DateText("2022"), 5, None]
    assert usual_numbers([*numbers, *others]) == {text: Decimal(text) for text in numbers}
    floats = [0.5, 80.0, 0.1 + 0.2, 1e17]
    rest = [-1.5, 1e-7, 1e300, float("nan"), float("inf")]
    for cell, number in usual_numbers([*floats, *rest]).items():
        assert str(number) == str(to_decimal(cell))
    assert list(usual_numbers([0.5, 80.0, 0.1 + 0.2])) == [0.5, 80.0, 0.1 + 0.2]
    plain = ["a", "a b", "\u0639 \u0628", "\u2014"]
    hidden = [" a", "a ", "a\nb", "a\u200b", "\u00a0", "\ud800", ""]
    read = plain_texts([*plain, *hidden])
    assert set(read) <= set(plain)
    assert plain_texts(plain) == {text: text for text in plain}
