"""A Core List that somebody types: each slip is named with its row and column, and what to do."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import UnusableFileError
from ictindex.data.core_list_check import CoreListCheck
from ictindex.definitions.documents.core_list import CoreListDocument, core_list_document
from ictindex.definitions.documents.toml_reader import parse, read_part

BUSINESS = "Proportion of businesses using computers"
ROW = {"year": 2005, "code": "B1", "area": "enterprises", "title_en": BUSINESS, "page": "7"}


def check(*rows: dict[str, Any]) -> CoreListCheck:
    """Check rows that differ from a sound one."""
    return ict.data.check_core_list([ROW | row for row in rows])


def codes_of(*rows: dict[str, Any]) -> list[str]:
    """Return the codes of what is found in the rows themselves."""
    aside = ("core-list.row-missing", "core-list.language-absent")
    return [finding.code for finding in check(*rows).findings if finding.code not in aside]


def messages_of(*rows: dict[str, Any]) -> list[str]:
    """Return what is found in the rows themselves, in words."""
    aside = ("core-list.row-missing", "core-list.language-absent")
    return [show(f) for f in check(*rows).findings if f.code not in aside]


def show(finding: ict.Finding) -> str:
    """Return a finding in words, behind its place."""
    return f"{finding.where('en')}: {finding.message('en')}"


def test_a_row_as_it_was_read_has_no_finding() -> None:
    assert codes_of({}) == []
    assert check({}).to_frame()["outcome"].tolist() == ["agrees"]


@pytest.mark.parametrize(
    ("code", "hint"), [("HH l8", "HH18"), ("b1O", "B10"), ("HHl", "HH1"), ("ED 4 bis", "ED4bis")]
)
def test_a_mistyped_code_is_named_with_the_one_meant(code: str, hint: str) -> None:
    assert messages_of({"code": code}) == [
        f"list, line 1, column code: '{code}' is not a code of the Core List."
        f" Probably meant: {hint}."
    ]


def test_a_code_of_another_form() -> None:
    assert codes_of({"code": "17.8.1"}) == ["core-list.code-form"]


def test_two_rows_with_one_code() -> None:
    assert messages_of({}, {"page": "9"}) == [
        "list, line 2, column code: The code B1 is there already, from page 7."
    ]
    # Each list has its own rows.
    assert codes_of({}, {"year": 2022, "page": "9"}) == []


def test_a_row_under_another_heading() -> None:
    assert codes_of({"area": "education"}) == ["core-list.area-other"]
    later = {"code": "B12", "title_en": "Another title", "area": "households"}
    assert messages_of(later) == [
        "list, line 1, column area: All codes like B12 that were read are of Access and use by"
        " enterprises; the file puts this one elsewhere."
    ]
    # No code of this kind was read: nothing is known of its area.
    assert codes_of(later | {"code": "EG1"}) == []


@small_cases(
    "title",
    [
        "Proportion of business using computers",
        "Proportion of businesses using computer",
        "Proportion of Businesses using computers",
        "Proportion of businesses using computers.",
        "Proportion of businesses using the computers",
    ],
)
def test_a_title_that_differs_in_a_letter(title: str) -> None:
    assert messages_of({"title_en": title}) == [
        f"list, line 1, column title_en: “{title}” differs in a few letters from the title that"
        f" was read: “{BUSINESS}”."
    ]


def test_another_title_contradicts_in_the_same_list_alone() -> None:
    other = {"title_en": "Proportion of businesses with a Web presence"}
    assert codes_of(other) == ["core-list.title-other"]
    assert codes_of(other | {"year": 2022}) == []
    assert check(other | {"year": 2022}).to_frame()["outcome"].tolist() == ["changed"]


def test_titles_that_differ_by_one_noun_are_not_a_slip() -> None:
    """Radio and television are no spelling of one another."""
    radio = (
        "Proportion of schools with a radio used for educational purposes (for ISCED levels 1-3)"
    )
    row = {"code": "ED2", "area": "education", "title_en": radio}
    assert codes_of(row) == []
    assert check(row).to_frame()["outcome"].tolist() == ["changed"]


def test_a_title_without_the_words_that_were_read() -> None:
    row = {"year": 2022, "code": "HH1", "area": "households"}
    assert codes_of(row | {"title_en": "Proportion of households with a television"}) == [
        "core-list.title-without"
    ]
    sound = row | {"title_en": "Proportion of households with a radio"}
    assert codes_of(sound) == []
    assert check(sound).to_frame()["outcome"].tolist() == ["raises"]


def test_one_title_for_two_codes() -> None:
    assert codes_of({"year": 2022}, {"year": 2022, "code": "B12"}) == ["core-list.title-twice"]


def test_a_title_in_the_column_of_another_language() -> None:
    assert codes_of({"title_zh": "Proportion"}) == ["core-list.title-language"]
    assert codes_of({"title_fr": BUSINESS}) == ["core-list.title-language"]
    titles = {"title_ar": "نسبة", "title_ru": "Доля", "title_zh": "比例", "title_fr": "Part"}
    assert codes_of(titles | {"title_es": "Proporción"}) == []


def test_a_language_that_a_row_lacks() -> None:
    later = {"code": "B12", "title_en": "Another title"}
    assert messages_of({"title_fr": "Part des entreprises"}, later) == [
        "list, line 2, column title_fr: B12 has no title in fr, in which other rows have one."
    ]
    absent = [f for f in check({}).findings if f.code == "core-list.language-absent"]
    assert show(absent[0]) == "list: No row has a title in fr, es, ar, ru, zh."
    assert absent[0].level == "information"


def test_codes_of_itu() -> None:
    owners = {"year": 2022, "code": "HH18", "area": "households", "title_en": "Own a mobile phone"}
    assert codes_of(owners | {"itu": "xHH18; xHH18_IDI"}) == []
    assert messages_of(owners | {"itu": "xHH19"}) == [
        "list, line 1, column itu: The catalogue has no ITU code 'xHH19'. Probably meant: xHH18."
    ]
    assert codes_of(owners | {"itu": "4213_G10"}) == ["core-list.itu-unknown"]
    assert codes_of(owners | {"itu": "i99H"}) == ["core-list.itu-other"]


def test_numbers_of_the_goals() -> None:
    owners = {"year": 2022, "code": "HH18", "area": "households", "title_en": "Own a mobile phone"}
    assert codes_of(owners | {"sdg": "5.b.1"}) == []
    assert messages_of(owners | {"sdg": "17.8.1"}) == [
        "list, line 1, column sdg: The SDG indicator 17.8.1 contradicts that of HH18: 5.b.1."
    ]
    assert codes_of(owners | {"sdg": "5.1.b"}) == ["core-list.sdg-unknown"]


def test_rows_that_are_missing() -> None:
    """Of the list of 2005 the codes B1 to B11 were read; of later ones all codes may be due."""
    missing = [f.details["code"] for f in check({}).findings if f.code == "core-list.row-missing"]
    assert missing == [f"B{n}" for n in range(2, 12)]
    coded = [row for row in core_list_document().rows if row.code]
    later = check({"year": 2022}).findings
    assert sum(f.code == "core-list.row-missing" for f in later) == len(coded) - 1


def test_a_missing_page_and_an_unknown_column() -> None:
    assert codes_of({"page": ""}) == ["cell.required"]
    with pytest.raises(UnusableFileError):
        check({"remark": "x"})


def test_a_row_of_which_only_the_title_was_read_can_be_raised() -> None:
    row = {
        "year": 2022, "code": "ED8", "area": "education",
        "title_en": "Proportion of ICT-qualified teachers in schools",
    }  # fmt: skip
    frame = check(row).to_frame()
    assert frame[["id", "outcome"]].values.tolist() == [["ict-qualified-teachers", "raises"]]


def test_a_checked_file_becomes_rows_of_the_document() -> None:
    rows = [
        {"year": 2022, "code": "HH4", "area": "households", "title_en": 'Households with a "PC"'},
        {"year": 2022, "code": "HH25", "area": "households", "title_en": "New", "sdg": "17.8.1"},
    ]
    written = check(*rows).to_toml("core-list-2022")
    head = core_list_document().to_dict()
    table = {"lists": head["lists"], "sdg": head["sdg"], **parse(written.encode(), "typed.toml")}
    for entry in (*table["sdg"], *table["lists"]):
        entry |= {key: value for key, value in list(entry.items()) if value is not None}
    document = read_part(CoreListDocument, _without_nothing(table), "typed.toml")
    first, second = document.rows
    assert (first.id, first.indicator, first.titles[0].text) == (
        "households-computer", "households-computer", 'Households with a "PC"',
    )  # fmt: skip
    assert (second.id, second.sdg, second.years) == ("row-hh25", ("17.8.1",), (2022,))
    typed = [title for row in document.rows for title in row.titles if title.year == 2022]
    assert len(typed) >= 2 and all(title.is_printed for title in typed)


def test_what_was_read_before_is_not_lost() -> None:
    """Every row of the document that has a code, typed with another title: all else stays."""
    read_rows = [row for row in core_list_document().rows if row.code is not None]
    typed = [
        {"year": 2022, "code": row.code.text, "area": row.area, "page": "9",
         "title_en": f"Typed title of {row.id}"}
        for row in read_rows if row.code is not None
    ]  # fmt: skip
    head = core_list_document().to_dict()
    written = parse(check(*typed).to_toml("core-list-2022").encode(), "typed.toml")
    table = {"lists": head["lists"], "sdg": head["sdg"], **written}
    document = read_part(CoreListDocument, _without_nothing(table), "typed.toml")
    assert any(row.definition for row in read_rows) and any(row.trap for row in read_rows)
    for before, after in zip(read_rows, document.rows, strict=True):
        assert {*before.titles} < {*after.titles} and after.titles[0].year == 2022
        for name in ("id", "area", "unit", "indicator", "match", "sdg", "definition", "trap"):
            assert getattr(after, name) == getattr(before, name), (before.id, name)


def _without_nothing(value: Any) -> Any:
    """Return a table without the keys that have no value."""
    if isinstance(value, dict):
        return {k: _without_nothing(own) for k, own in value.items() if own is not None}
    return [_without_nothing(own) for own in value] if isinstance(value, list) else value


def test_the_template_is_a_file_to_type_into() -> None:
    lines = ict.data.core_list_template().splitlines()
    coded = [row for row in core_list_document().rows if row.code]
    assert len(lines) == 1 + len(coded)
    typed = ict.data.check_core_list(io.StringIO("\n".join(lines)))
    # Nothing is typed yet: every row lacks its title and its page.
    assert sum(f.code == "cell.required" for f in typed.findings) == 2 * len(coded)


def test_a_workbook_has_cells(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(list(ROW))
    book.active.append(list((ROW | {"code": "B 1"}).values()))
    path = tmp_path / "typed.xlsx"
    book.save(path)
    findings = ict.data.check_core_list(path).findings
    assert show(findings[0]).startswith("typed.xlsx, cell B2: 'B 1' is not a code")
