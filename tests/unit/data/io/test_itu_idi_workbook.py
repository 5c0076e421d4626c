"""ITU's workbook of the IDI: values, marks, notes and published scores in one reading."""

from __future__ import annotations

import math
import pickle
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from idi_workbooks import INDICATORS, MINISTRY, PRINTED, VALUES, fill, row, write

import ictindex as ict
from ictindex.core.errors import RefusedObservationsError, UnusableFileError, UsageError

openpyxl = pytest.importorskip("openpyxl")
pytest.importorskip("defusedxml")

ESTIMATE = "ITU estimate."
COLUMN = {indicator: 5 + 2 * n for n, (indicator, _) in enumerate(INDICATORS)}


def read(path: Path, edition: int = 2025, **how: Any) -> ict.Observations:
    return ict.read_observations(path, form="itu-idi", edition=edition, **how)


def row_of(table: ict.Observations, economy: str, indicator: str) -> dict[str, Any]:
    rows = table.where(economy=economy, indicator=indicator).to_frame().to_dict("records")
    assert len(rows) == 1
    return dict(rows[0])


def findings_of(table: ict.Observations, *without: str) -> list[tuple[str, str, str]]:
    """Return code, economy and cell of each finding."""
    return [
        (f.code, f.economy, (f.address.cell if f.address else None) or "")
        for f in table.findings
        if f.code not in without
    ]


def refused(path: Path, edition: int = 2025) -> str:
    with pytest.raises(UnusableFileError) as caught:
        read(path, edition)
    return str(caught.value)


def patched(path: Path, changes: dict[str, Any], rows: Any = None, **how: Any) -> Path:
    """Write a workbook of two economies and change some of its cells."""
    write(path, rows or [row("BRA"), row("KEN")], **how)
    book = openpyxl.load_workbook(path)
    for cell, value in changes.items():
        book.worksheets[0][cell] = value
    book.save(path)
    return path


# ---------------------------------------------------------------- what is read


def test_values_marks_notes_and_scores_come_out_in_one_reading(tmp_path: Path) -> None:
    path = write(tmp_path / "idi.xlsx", [
        row("BRA", values={"internet-users": "57.0\u2020", "coverage-3g": "90.0\u2021"},
            notes={"internet-users": ESTIMATE,
                   "price-mobile-high": "ITU Research; World Bank WDI"}),
        row("KEN", values={"internet-users": "n.a."},
            notes={"internet-users": "ITU estimate (not published)."},
            scores={"internet-users": "n.p."}),
    ])  # fmt: skip
    table = read(path)
    assert len(table) == 20
    assert findings_of(table) == []
    users, third = row_of(table, "BRA", "internet-users"), row_of(table, "BRA", "coverage-3g")
    assert (users["value"], users["status"], users["source_class"], users["year"]) == (
        Decimal("57.0"), "I", "estimate", 2023,
    )  # fmt: skip
    assert (users["source"], users["note"]) == (ESTIMATE, "57.0\u2020")
    assert (third["value"], third["status"], third["source_class"], third["year"]) == (
        Decimal("90.0"), "A", "official-publication", 2022,
    )  # fmt: skip
    traffic = row_of(table, "BRA", "fixed-broadband-traffic")
    assert (traffic["value"], traffic["written"]) == (Decimal("1500.0"), "1500.0")
    assert row_of(table, "BRA", "price-mobile-high")["source_class"] == "collected-by-itu"
    absent = row_of(table, "KEN", "internet-users")
    assert (absent["value"], absent["status"], absent["source_class"], absent["note"]) == (
        None, "Q", "estimate", "n.a.",
    )  # fmt: skip
    assert set(table.columns["vintage"].tolist()) == {"idi-2025"}
    published = table.published[2025]
    assert published.values["BRA", "idi"] == Decimal("65.8")
    assert ("KEN", "internet-users") not in published.values
    assert published.groupings["itu-region"] == {"BRA": "americas", "KEN": "africa"}
    address = published.address("BRA", "idi")
    assert address is not None and address.cell == "AL5"
    number = table.columns["indicator"].tolist().index("coverage-4g")
    assert table.address(number).cell == "M5"


def test_what_follows_from_the_values_equals_the_printed_scores(tmp_path: Path) -> None:
    """PRINTED was computed by hand: straight lines, two logarithms, three means."""
    traffic = {
        "mobile-broadband-traffic": 100 * math.log(51) / math.log(501),
        "fixed-broadband-traffic": 100 * math.log(1501) / math.log(10001),
    }
    for node, score in traffic.items():
        assert abs(score - PRINTED[node]) < 0.005
    result = ict.compute(
        ict.methodology("idi", edition=2025), read(write(tmp_path / "i.xlsx", [row("BRA")]))
    )
    compared = result.comparison()
    assert len(compared) == 12
    assert (compared["difference"] == 0).all()


def test_the_untouched_form_is_read_alike(tmp_path: Path) -> None:
    """Blanks behind titles and cells, numbers as numbers, notes below in the first column."""
    touched = read(write(tmp_path / "a.xlsx", [row("BRA", name="Brazil")]))
    path = tmp_path / "b.xlsx"
    write(
        path,
        [row(" BRA ", name="Brasil *", region="The Americas\n", income="Upper-middle income ",
             values={"internet-users": 57, "coverage-4g": " 80.0\u00a0"},
             notes=dict.fromkeys(VALUES, f"{MINISTRY}  "))],
        top=5, title="IDI 2025  Data ", subheads=False, foot_column="A",
    )  # fmt: skip
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet["E7"].number_format = "#,##0.0"
    for cell in sheet[5]:
        cell.value = f"  {cell.value} " if cell.value else None
    book.save(path)
    untouched = read(path)
    assert findings_of(untouched) == []
    for name in ("economy", "indicator", "year", "value", "written", "status", "source_class",
                 "source"):  # fmt: skip
        assert untouched.columns[name].tolist() == touched.columns[name].tolist(), name
    assert untouched.published[2025].values == touched.published[2025].values


def test_a_sheet_without_daggers_is_known_by_its_notes(tmp_path: Path) -> None:
    rows = [row("BRA", notes={"internet-users": ESTIMATE, "coverage-3g": "ITU imputation."})]
    table = read(write(tmp_path / "idi.xlsx", rows, edition=2023), 2023)
    finding = next(f for f in table.findings if f.code == "itu-idi.no-daggers")
    assert (finding.level, finding.details["count"]) == ("information", "2")
    assert findings_of(table, "itu-idi.no-daggers") == []
    assert table.columns["source_class"].tolist().count("estimate") == 2


def test_a_score_is_in_place_of_a_value_that_is_not_printed(tmp_path: Path) -> None:
    """The inclusion rule lets a score be supplied; the index is the same as with the values."""
    hidden = {"internet-users": "n.a.", "coverage-4g": "n.a."}
    path = write(tmp_path / "idi.xlsx", [
        row("BRA", values=hidden, notes=dict.fromkeys(hidden, "ITU imputation."))
    ])  # fmt: skip
    table = read(path)
    users = row_of(table, "BRA", "internet-users")
    assert (users["value"], users["unit"], users["status"]) == (Decimal("60.00"), "score", "I")
    coverage = row_of(table, "BRA", "network-coverage")
    assert (coverage["value"], coverage["unit"]) == (Decimal("84.00"), "score")
    assert row_of(table, "BRA", "coverage-4g")["value"] is None
    result = ict.compute(ict.methodology("idi", edition=2025), table)
    assert result.scores.loc["BRA", "idi"] == 65.8
    assert "supplied-score" in result.flags["BRA", "internet-users"]


def test_the_codes_of_the_workbook_are_read_as_those_of_the_standard(tmp_path: Path) -> None:
    table = read(write(tmp_path / "idi.xlsx", [row("WBG", name="Palestine*")]))
    assert set(table.columns["economy"].tolist()) == {"PSE"}
    assert table.published[2025].values["PSE", "idi"] == Decimal("65.8")
    (finding,) = [f for f in table.findings if f.code == "itu-idi.codes-read-as"]
    assert finding.details["ids"] == ("WBG = PSE",)


def test_scores_keep_the_decimals_of_their_kind(tmp_path: Path) -> None:
    """A spreadsheet writes 76.00 as 76; noise of binary arithmetic is no digit of ITU's."""
    scores = {"internet-users": 28.36898909282548, "network-coverage": 71.80000000000001,
              "price-mobile-high": 76, "idi": 62}  # fmt: skip
    values = read(write(tmp_path / "idi.xlsx", [row("BRA", scores=scores)])).published[2025].values
    assert values["BRA", "internet-users"] == Decimal("28.3689890928")
    assert str(values["BRA", "network-coverage"]) == "71.8000000000"
    assert str(values["BRA", "price-mobile-high"]) == "76.0000000000"
    assert str(values["BRA", "idi"]) == "62.0"


# ---------------------------------------------------------------- note against mark


CONTRADICTIONS = {
    "itu-idi.mark-not-note": ("57.0\u2020", MINISTRY),
    "itu-idi.note-not-mark": ("57.0", ESTIMATE),
    "itu-idi.carried-estimate": ("57.0\u2021", ESTIMATE),
    "itu-idi.carried-collected": ("57.0\u2021", "ITU Research"),
    "itu-idi.carried-other": ("57.0\u2021", "Tele Greenland A/S"),
    "itu-idi.printed-unpublished": ("57.0\u2020", "ITU estimate (not published)."),
    "itu-idi.empty-value": (None, MINISTRY),
}


@pytest.mark.parametrize("code", CONTRADICTIONS)
def test_a_contradiction_of_note_and_mark_is_a_finding(code: str, tmp_path: Path) -> None:
    value, note = CONTRADICTIONS[code]
    rows = [
        row("BRA", values={"internet-users": value}, notes={"internet-users": note}),
        # Another estimate with its dagger, so that the sheet is one that has daggers.
        row("KEN", values={"internet-users": "57.0\u2020"}, notes={"internet-users": ESTIMATE}),
    ]
    assert findings_of(read(write(tmp_path / "idi.xlsx", rows))) == [(code, "BRA", "E5")]


def test_values_that_are_not_published_are_reported_in_one_line(tmp_path: Path) -> None:
    """Each edition has several such cells, whose warnings differed by the note alone."""
    absent = {"values": {"internet-users": "n.a."}, "notes": {"internet-users": MINISTRY}}
    rows = [row("BRA", **absent), row("CHL"), row("KEN", **absent), row("PER", **absent)]
    findings = read(write(tmp_path / "idi.xlsx", rows)).findings
    (finding,) = [each for each in findings if each.code == "itu-idi.absent-not-estimated"]
    assert (finding.code, finding.level) == ("itu-idi.absent-not-estimated", "warning")
    assert finding.message("en") == (
        "n.a. means an estimate that is not published, but the notes of these cells name no "
        "estimate: E5, E7, E8. Number of cells: 3."
    )


@pytest.mark.parametrize(
    ("note", "code"),
    [("TELECOMMUNICATION SECTOR", "source-note.unknown"), ("", "source-note.absent")],
)
def test_a_note_that_nobody_knows_is_a_question(note: str, code: str, tmp_path: Path) -> None:
    path = write(tmp_path / "idi.xlsx", [row("BRA", notes={"internet-users": note})])
    table = read(path)
    assert findings_of(table) == [(code, "BRA", "F5")]
    assert row_of(table, "BRA", "internet-users")["source_class"] == ""
    (finding,) = table.findings
    assert "57.0" in finding.message("en")


def test_a_name_of_another_economy_is_reported_and_the_code_decides(tmp_path: Path) -> None:
    table = read(write(tmp_path / "idi.xlsx", [row("BRA", name="Kenya"), row("KEN", name="Kenia")]))
    assert findings_of(table) == [("itu-idi.other-name", "BRA", "D5")]
    assert set(table.columns["economy"].tolist()) == {"BRA", "KEN"}


def test_groups_are_held_against_the_list(tmp_path: Path) -> None:
    rows = [row("BRA"), row("KEN", region="Atlantis", income="Low-income"), row("VEN")]
    table = read(write(tmp_path / "idi.xlsx", rows))
    # Kenya is of lower middle income in the list of this edition; the sheet says low.
    assert findings_of(table) == [
        ("itu-idi.unknown-group", "KEN", "B6"), ("itu-idi.other-group", "KEN", "C6"),
    ]  # fmt: skip
    assert table.published[2025].groupings["income-group"] == {"BRA": "upper-middle", "KEN": "low"}


# ---------------------------------------------------------------- bad input


def test_another_workbook_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "economy"
    book.save(tmp_path / "other.xlsx")
    assert refused(tmp_path / "other.xlsx").startswith("other.xlsx is not of the form itu-idi")
    (tmp_path / "text.xlsx").write_text("economy,indicator\n")
    assert "is not an Excel workbook" in refused(tmp_path / "text.xlsx")


def test_an_edition_that_the_workbook_lacks_is_refused_with_those_there_are(tmp_path: Path) -> None:
    path = write(tmp_path / "idi.xlsx", [row("BRA")])
    assert refused(path, 2026) == (
        "idi.xlsx has no sheet of the edition 2026; it has those of 2025. Name one of these "
        "editions, or give the workbook that has the other one."
    )
    with pytest.raises(UsageError) as caught:
        ict.read_observations(path, form="itu-idi")
    assert str(caught.value) == (
        "idi.xlsx has a sheet for each of the editions 2025, and none is named. Name the edition: "
        "edition=... in Python, --edition on the command line."
    )
    book = openpyxl.load_workbook(path)
    fill(book.create_sheet(), [row("BRA")], 2025, title="idi 2025 data ")
    book.save(path)
    assert "several sheets of the edition 2025" in refused(path)


STRUCTURE = {
    "a changed head": (
        {"E3": "Individuals using the Internet (thousands)"},
        "cell E3: the title 'Individuals using the Internet (thousands)' does not "
        "belong to this form.",
    ),
    "a value column that went": (
        {"E3": None, "E4": None, "F4": None},
        "the head in row 3 has no column for individuals using the internet (%) (values).",
    ),
    "a score column that went": (
        {"AL3": None, "AL4": None},
        "the head in row 3 has no column for ict development index (idi) (scores).",
    ),
    "no region": ({"B3": None}, "the head in row 3 has no column for itu-d region."),
    "no notes": ({"F4": None}, "cell F3: next to the values of 'Individuals using the Internet"),
    "a column twice": (
        {"Y3": "Individuals using the Internet (%)", "Y4": "Score"},
        "the title 'Individuals using the Internet (%)' appears twice.",
    ),
    "a column that nobody "
    "knows": ({"AN3": "Remark"}, "cell AN3: the title 'Remark' does not belong to"),
    "a column without a "
    "title": ({"AN4": "Score"}, "cell AN4: the title 'score' does not belong to"),
    "no code": ({"A3": "Code"}, "is not of the form itu-idi: it has no Iso3"),
    "another year": (
        {"E1": "IDI 2025 Indicator values (2022)"}, "do not agree on one year of the values",
    ),
    "another edition": (
        {"E1": "IDI 2024 Indicator values (2023)"}, "do not agree on one year of the values",
    ),
    "no year": ({"E1": None, "E7": None}, "do not agree on one year of the values"),
    "a formula": ({"E5": "=57+0"}, "E5"),
}  # fmt: skip


@pytest.mark.parametrize("what", STRUCTURE)
def test_a_changed_sheet_is_refused_with_its_cell(what: str, tmp_path: Path) -> None:
    changes, message = STRUCTURE[what]
    shown = refused(patched(tmp_path / "idi.xlsx", changes))
    assert shown.startswith("idi.xlsx!IDI 2025 Data")
    assert message in shown


def test_merged_cells_among_the_economies_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "idi.xlsx", [row("BRA"), row("KEN")])
    book = openpyxl.load_workbook(path)
    book.worksheets[0].merge_cells("E5:E6")
    book.save(path)
    assert "E5" in refused(path) and "merged" in refused(path)


CELLS = {
    "57.0*": ("itu-idi.unknown-mark", "E5"),
    "57.0\u2020\u2021": ("itu-idi.unknown-mark", "E5"),
    "fifty": ("number.not-a-number", "E5"),
    "1,50.0": ("number.not-a-number", "E5"),
    "570.0": ("value.impossible", "E5"),
}


@pytest.mark.parametrize("value", CELLS)
def test_a_cell_that_cannot_be_used_is_a_finding_with_its_place(value: str, tmp_path: Path) -> None:
    path = write(tmp_path / "idi.xlsx", [row("BRA", values={"internet-users": value})])
    table = read(path)
    code, cell = CELLS[value]
    assert [(f.code, f.level, f.address and f.address.cell) for f in table.findings] == [
        (code, "error", cell)
    ]
    with pytest.raises(RefusedObservationsError):
        ict.compute(ict.methodology("idi", edition=2025), table)


def test_unknown_economies_and_impossible_scores_are_findings(tmp_path: Path) -> None:
    rows = [row("QQQ"), row("BRA", scores={"idi": 165.8}), row("KEN"), row("KEN")]
    actual = findings_of(read(write(tmp_path / "idi.xlsx", rows)))
    codes = {code for code, *_ in actual}
    assert {"economy.unknown", "score.impossible", "key.duplicate"} <= codes
    assert ("score.impossible", "BRA", "AL6") in actual


@pytest.mark.parametrize(
    "how",
    [{"dialect": "semicolon-comma"}, {"sheet": "IDI 2025 Data"}],
)
def test_arguments_that_have_no_meaning_are_refused(how: dict[str, str], tmp_path: Path) -> None:
    path = write(tmp_path / "idi.xlsx", [row("BRA")])
    with pytest.raises(UsageError, match=f"With the form itu-idi, '{next(iter(how))}' has no"):
        read(path, **how)


def test_an_edition_is_an_argument_of_this_form_alone(tmp_path: Path) -> None:
    sample = ict.sample_data("idi-2024-annex.csv")
    for how in ({}, {"form": "wdi"}):
        with pytest.raises(UsageError, match="'edition' has no meaning"):
            ict.read_observations(sample, edition=2024, **how)
    with pytest.raises(UsageError):
        ict.read_observations(tmp_path / "i.xlsx", form="itu-idi", edition="2025")  # type: ignore[arg-type]


# ---------------------------------------------------------------- what becomes of the figures


def test_published_figures_follow_the_rows(tmp_path: Path) -> None:
    table = read(write(tmp_path / "idi.xlsx", [row("BRA"), row("KEN")]))
    alone = table.where(economy="KEN")
    assert {economy for economy, _ in alone.published[2025].values} == {"KEN"}
    copied = pickle.loads(pickle.dumps(table))  # noqa: S301
    assert copied.published[2025].values == table.published[2025].values
    again = table.where(economy="BRA") + alone
    assert again.published[2025].values == table.published[2025].values
    other = read(write(tmp_path / "other.xlsx", [row("KEN", scores={"idi": 1.0})]))
    both = table.where(economy="BRA") + alone + other
    assert ("KEN", "idi") not in both.published[2025].values
    assert [f.code for f in both.published[2025].findings] == ["published.duplicate"]


def test_the_editions_of_one_workbook_lie_next_to_one_another(tmp_path: Path) -> None:
    path = write(tmp_path / "idi.xlsx", [row("BRA")])
    book = openpyxl.load_workbook(path)
    fill(book.create_sheet(), [row("BRA", values={"internet-users": "47.5"})], 2024)
    book.save(path)
    both = read(path) + read(path, 2024)
    assert len(both) == 20 and not both.findings
    assert sorted(both.published) == [2024, 2025]
    for edition, users in ((2024, 47.5), (2025, 57.0)):
        alone = both.where(vintage=f"idi-{edition}")
        result = ict.compute(ict.methodology("idi", edition=edition), alone)
        assert result.scores.loc["BRA", "internet-users"] == users * 100 / 95
        assert result.published is alone.published[edition]


def test_groups_take_the_vintage_of_the_edition_and_what_the_sheet_states(tmp_path: Path) -> None:
    """Anguilla is in no list of this edition; its group is the one that the sheet states."""
    rows = [row("BRA"), row("AIA", region="Americas", income="High-income")]
    table = read(write(tmp_path / "idi.xlsx", rows))
    idi = ict.methodology("idi", edition=2025)
    result = ict.compute(idi, table)
    frame = result.groups("itu-region")
    assert frame.attrs["vintage"] == "idi-2025"
    counts = frame[frame["node"] == "idi"].set_index("group")["count"]
    assert counts["americas"] == 2
    income = result.groups("income-group").query("node == 'idi'").set_index("group")["count"]
    assert (income["high"], income["upper-middle"]) == (1, 1)
    bare = ict.compute(idi, ict.read_observations(table.to_frame()[lambda f: f["value"].notna()]))
    with pytest.raises(UsageError) as caught:
        bare.groups("itu-region")
    assert str(caught.value).startswith(
        "The list of the grouping “ITU region”, vintage idi-2025, has no entry for 1 "
        "economies that count: AIA."
    )
    with pytest.raises(UsageError):
        ict.analysis.group_figures({"AIA": 1}, "itu-region", vintage="idi-2025")


def test_a_carried_value_of_the_publication_is_computed_as_printed(tmp_path: Path) -> None:
    """A carried value that is not official is refused in anybody's own table, as before."""
    path = write(tmp_path / "idi.xlsx", [
        row("BRA", values={"price-mobile-high": "2.0\u2021"},
            notes={"price-mobile-high": "ITU Research"})
    ])  # fmt: skip
    table = read(path)
    idi = ict.methodology("idi", edition=2025)
    assert ict.compute(idi, table).scores.loc["BRA", "idi"] == 65.8
    with pytest.raises(RefusedObservationsError):
        ict.compute(idi, ict.read_observations(table.to_frame()))


def test_an_economy_is_not_left_out_of_its_own_publication(tmp_path: Path) -> None:
    """The notes of an operator: in the published index all the same, and reported."""
    notes = dict.fromkeys(VALUES, "Andorra Telecom SAU")
    table = read(write(tmp_path / "idi.xlsx", [row("AND", notes=notes)]))
    idi = ict.methodology("idi", edition=2025)
    result = ict.compute(idi, table)
    assert result.scores.loc["AND", "idi"] == 65.8
    (warning,) = result.warnings
    assert (warning.code, warning.details["count"]) == ("included.as-printed", "2")
    bare = ict.compute(idi, ict.read_observations(table.to_frame()))
    assert bare.excluded.iloc[0].tolist()[:2] == ["AND", "too-few-official"]


# ---------------------------------------------------------------- the minimum of official inputs


@pytest.mark.parametrize(
    ("official", "prices", "included"),
    [(3, "collected-by-itu", True), (3, "other", True), (2, "collected-by-itu", False),
     (3, "estimate", False)],
)  # fmt: skip
def test_prices_count_towards_the_minimum_whoever_collected_them(
    official: int, prices: str, included: bool
) -> None:
    """Five are needed: of the others only official ones count, of the prices all but estimates."""
    import pandas as pd

    others = [key for key in VALUES if not key.startswith("price")]
    rows = [
        {"economy": "BRA", "indicator": key, "year": 2023, "value": VALUES[key].replace(",", ""),
         "source_class": prices if key.startswith("price")
         else "official-submission" if key in others[:official] else "collected-by-itu"}
        for key in VALUES
    ]  # fmt: skip
    table = ict.read_observations(pd.DataFrame(rows))
    result = ict.compute(ict.methodology("idi", edition=2025), table)
    assert bool(result.scores["idi"].notna().any()) is included
    kinds = ict.sourcing.official_shares(table).iloc[0]
    assert kinds["official"] == official  # the class stays what it is
