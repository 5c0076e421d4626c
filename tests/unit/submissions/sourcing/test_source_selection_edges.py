"""Edges of the selection: retrospective years, what is not of the index, what two tables share."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from small_cases import small_cases
from sourcing_cases import (
    CUT_OFF,
    IDI,
    KEY,
    consultation,
    consultations,
    decision,
    outcomes,
    receipt,
    row,
    select,
    table,
)

import ictindex as ict
from ictindex.submissions.validation.receipts import FORMAT
from ictindex.submissions.validation.table_digests import table_digest

LEGACY = ict.methodology("idi", edition=2011)
BASKET = ict.methodology("ipb", edition=2024)


def of(observations: ict.Observations, **other: object) -> ict.data.Receipt:
    """A receipt of a table that was read from somewhere."""
    return ict.data.Receipt(
        {
            "format": FORMAT, "role": "focal-point", "transcribed": "", "stage": "submission",
            "year": 2022, "years": sorted(set(observations.columns["year"].tolist())),
            "submitted": date(2024, 2, 1),
            "files": [{"name": k, "sha256": v} for k, v in observations.sources.items()],
            "observations": table_digest(observations),
            "economies": sorted(set(observations.columns["economy"])), "rows": len(observations),
            "confidential": 0, "rules": "", "findings": [], "findings_digest": "", "answers": [],
            "answers_digest": "", "withdrawn": [], "as_printed": 0, **other,
        },
        observations,
    )  # fmt: skip


# ------------------------------------------------------------------ years and editions


def test_a_retrospective_year_has_its_own_values() -> None:
    rows = [row("50", year=2008), row("60", year=2010)]
    then = ict.select_sources(receipt(rows), LEGACY, year=2008, cut_off=CUT_OFF)
    assert (then.edition, then.year) == (2011, 2008)
    assert outcomes(then) == {"50": "chosen", "60": "year-not-allowed"}
    assert decision(then)["decision"] == "official"
    now = ict.select_sources(receipt(rows), LEGACY, cut_off=CUT_OFF)
    assert now.year == 2010
    assert outcomes(now) == {"50": "year-not-allowed", "60": "chosen"}
    named = ict.select_sources(receipt(rows), LEGACY, year=2010, cut_off=CUT_OFF)
    assert named.digest == now.digest
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.select_sources(receipt(rows), LEGACY, year=2009, cut_off=CUT_OFF)
    assert caught.value.code == "compute.year-not-allowed"
    assert caught.value.details["allowed"] == ["2010", "2008"]


@pytest.mark.usefixtures("library_of_2026")
def test_the_edition_that_is_named_counts() -> None:
    undecided = ict.methodology("idi-methodology-2023")
    made = receipt([row("50", year=2022), row("60", year=2023)])
    for edition, values in (
        (2024, ("chosen", "year-not-allowed")),
        (2025, ("outranked", "chosen")),
    ):
        for methodology in (undecided, IDI):
            selection = ict.select_sources(made, methodology, edition=edition, cut_off=CUT_OFF)
            assert (selection.edition, selection.year) == (edition, edition - 2)
            assert tuple(outcomes(selection).values()) in (values, values[::-1])
            assert outcomes(selection) == dict(zip(("50", "60"), values, strict=True))
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.select_sources(made, undecided, cut_off=CUT_OFF)
    assert caught.value.code == "compute.edition-needed"
    with pytest.raises(ict.errors.UnknownMethodologyError) as refused:
        ict.select_sources(made, IDI, edition=2030, cut_off=CUT_OFF)
    assert refused.value.code == "methodology.ran-out"
    assert refused.value.details["edition"] == "2030"


@small_cases("name", ["year", "edition"])
@small_cases("value", ["2024", 2024.0, True])
def test_years_and_editions_are_whole_numbers(name: str, value: object) -> None:
    with pytest.raises(ict.errors.UsageError, match="must be a whole number") as caught:
        ict.select_sources(receipt([row("50")]), IDI, cut_off=CUT_OFF, **{name: value})
    assert caught.value.details["argument"] == name


@pytest.mark.slow
def test_a_receipt_of_rules_that_are_not_known_is_reported() -> None:
    selection = select([receipt([row("50")]), receipt([row("50", economy="BRA")], rules="0" * 64)])
    (finding,) = selection.findings
    assert (finding.code, finding.level) == ("selection.other-rules", "warning")
    other = next(receipt for receipt in selection.receipts if receipt.rules == "0" * 64)
    assert (finding.message("en"), finding.remedy("en")) == (
        f"The receipt {other.digest[:12]} was made by rules of validation that this version "
        "does not have.",
        "Use the version that made the receipt, or a later one. Otherwise validate its table again "
        "and accept it again: no edition is published with rules that are not known.",
    )
    undated = select(receipt([row("50")], submitted=None, rules="0" * 64))
    assert [finding.code for finding in undated.findings] == [
        "selection.undated",
        "selection.other-rules",
    ]


def test_the_cut_off_is_a_day_or_its_text() -> None:
    made = receipt([row("50")], submitted=CUT_OFF)
    item = ict.select_sources(made, IDI, cut_off="2024-04-30")
    assert item.cut_off == CUT_OFF
    assert item.digest == ict.select_sources(made, IDI, cut_off=CUT_OFF).digest
    assert outcomes(item) == {"50": "chosen"}
    assert outcomes(ict.select_sources(made, IDI, cut_off="2024-04-29")) == {"50": "after-cut-off"}


# ------------------------------------------------------------------ what is no candidate


def test_what_is_not_of_the_index_is_no_candidate() -> None:
    with pytest.raises(ict.errors.UsageError) as caught:
        select(receipt([row("50", indicator="adult-literacy")]))
    assert caught.value.code == "compute.no-indicator"
    assert caught.value.details["document"] == "idi-methodology-2023"
    other_receipt = select(receipt([row("50", indicator="adult-literacy"), row("60")]))
    assert other_receipt.candidates_frame("en")["indicator"].tolist() == [KEY]


def test_a_series_of_the_document_that_is_no_indicator_is_shown_where_it_is() -> None:
    """Population is listed as auxiliary: it is decided on, and nobody else is shown without it."""
    rows = [
        row("50"), row("51", economy="BRA"),
        row("18001000", "auxiliary", indicator="population", source="UN"),
    ]  # fmt: skip
    selection = select(receipt(rows))
    frame = selection.to_frame("en")
    assert frame[frame["indicator"] == "population"]["economy"].tolist() == ["ECU"]
    assert decision(selection, "population")["decision"] == "auxiliary"
    assert len(frame) == 2 * len(IDI.indicators) + 1
    counts = selection.to_text("en")
    # The summary counts the indicators of the index alone.
    assert "Auxiliary" not in counts
    assert counts.count("18") == 1  # values without a value: 2 x 10 cells, two of them filled
    assert selection.shares().iloc[0].tolist() == ["all", 2, 0, 0, 0, 0, 0, 100.0]


def test_an_official_value_comes_before_an_auxiliary_one_and_that_before_others() -> None:
    key = {"indicator": "population"}
    rows = [
        row("3", "other", source="X", **key), row("2", "auxiliary", source="UN", **key),
        row("1", year=2021, **key), row("4", "auxiliary", year=2021, source="UN", **key),
    ]  # fmt: skip
    record = consultation("3", "X", **key)
    assert outcomes(select(receipt(rows), record), "population") == {
        "1": "chosen", "2": "outranked", "3": "official-exists", "4": "outranked",
    }  # fmt: skip
    without = select(receipt([rows[0], rows[1], rows[3]]), record)
    assert outcomes(without, "population") == {"2": "chosen", "3": "outranked", "4": "outranked"}
    earlier = select(receipt([rows[0], rows[3]]), record)
    assert outcomes(earlier, "population") == {"4": "chosen", "3": "outranked"}
    old = row("9", "auxiliary", year=2020, source="UN", **key)
    assert outcomes(select(receipt([old])), "population") == {"9": "year-not-allowed"}


def test_totals_are_candidates_and_parts_are_not() -> None:
    rows = [
        row("70", sex="_T", location=""), row("71", sex="F", location=""),
        row("60", indicator="coverage-3g", sex="", location="U"),
        row("50", indicator="coverage-4g", sex="", location=""),
    ]  # fmt: skip
    with_parts = receipt(rows)
    assert with_parts.observations.columns["location"].tolist()[2] == "U"
    whole = receipt([row("40", indicator="coverage-4g", economy="BRA")])
    for several in ([with_parts, whole], [whole, with_parts]):
        frame = select(several).candidates_frame("en")
        assert sorted(zip(frame["economy"], frame["value"].map(int), strict=True)) == [
            ("BRA", 40), ("ECU", 50), ("ECU", 70),
        ]  # fmt: skip


def test_a_score_that_is_not_used_hides_no_lack_of_values() -> None:
    score = row("88.0", "estimate", indicator="network-coverage", unit="score", source="X")
    other = row("50")
    selection = select(receipt([other, score]))
    assert outcomes(selection, "network-coverage") == {"88.0": "not-consulted"}
    assert decision(selection, "coverage-4g")["reason"] == "no-candidate"
    record = consultation("88.0", "X", indicator="network-coverage")
    used = select(receipt([other, score]), record)
    assert decision(used, "coverage-4g")["reason"] == "score-above"
    assert decision(used, "households-internet")["reason"] == "no-candidate"
    # Another economy is not shown a node of which nothing is at hand.
    both = select(receipt([score, row("1", economy="BRA")]), record)
    shown = both.to_frame("en").groupby("economy")["indicator"].agg(list).to_dict()
    assert "network-coverage" in shown["ECU"]
    assert shown["BRA"] == list(IDI.indicators)
    assert decision(both, "coverage-3g", "BRA")["reason"] == "no-candidate"


# ------------------------------------------------------------------ the table of the values chosen


def test_findings_follow_the_rows_that_were_chosen() -> None:
    rows = [
        row("60", indicator="coverage-3g"), row("51", year=2021, note="c\x1bd"),
        row("50", note="a\x1bb"),
    ]  # fmt: skip
    first = receipt([row("70", economy="BRA"), row("71", economy="BRA", indicator="coverage-3g")])
    made = receipt(rows)
    assert [(f.code, f.year) for f in made.observations.findings] == [
        ("text.invisible", 2021), ("text.invisible", 2022),
    ]  # fmt: skip
    chosen = select([first, made]).observations
    assert [(f.code, f.year) for f in chosen.findings] == [("text.invisible", 2022)]
    assert [f.indicator for f in chosen.where(indicator=KEY, economy="ECU").findings] == [KEY]
    assert len(chosen.where(indicator="coverage-3g").findings) == 0
    assert len(chosen.where(economy="BRA").findings) == 0


def _file(folder: Path, value: str, economy: str = "ECU") -> ict.Observations:
    folder.mkdir(exist_ok=True)
    frame = pd.DataFrame([row(value, economy=economy)])
    frame.to_csv(folder / "table.csv", index=False)
    return ict.read_observations(folder / "table.csv")


def test_the_digest_of_a_file_is_kept_unless_two_files_have_one_name(tmp_path: Path) -> None:
    first, two = _file(tmp_path / "a", "50"), _file(tmp_path / "b", "60", "BRA")
    again = _file(tmp_path / "c", "50")
    (name,) = first.sources
    assert first.sources[name] != two.sources[name]
    assert select(of(first)).observations.sources == dict(first.sources)
    same = select([of(first), of(again, submitted=date(2024, 2, 2))])
    assert same.observations.sources == dict(first.sources)
    # Two files of one name: nothing says which of them a row is of.
    both = select([of(first), of(two)])
    assert both.observations.sources == {name: ""}
    assert both.covers(both.observations)
    assert not both.covers(select(of(first)).observations)


def test_cells_of_workbooks_are_still_named(tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    pd.DataFrame([row("50")]).astype(str).to_excel(path, index=False)
    read = ict.read_observations(path)
    selection = select([receipt([row("60", economy="BRA")]), of(read)])
    chosen = selection.observations.where(economy="ECU")
    assert chosen.address(0).show("en") == read.address(0).show("en")
    assert "cell D2" in chosen.address(0).show("en")
    assert read.address(0).show("en") in selection.explain("ECU", KEY, "en")


# ------------------------------------------------------------------ the price basket


def test_the_price_basket_has_the_order_of_the_mandate() -> None:
    """No order of its own: official of the year, then other sources after consultation."""
    key = {"indicator": "price-mobile-low", "year": 2024}
    rows = [row("1.0", "official-publication", **key), row("2.0", "other", source="X", **key)]
    record = consultation("2.0", "X", **key)
    selection = select(receipt(rows), record, methodology=BASKET)
    assert outcomes(selection, "price-mobile-low") == {"1.0": "chosen", "2.0": "official-exists"}
    alone = select(receipt(rows[1:]), record, methodology=BASKET)
    assert outcomes(alone, "price-mobile-low") == {"2.0": "chosen"}
    both = [row("1.5", **key), row("1.0", "official-publication", **key)]
    assert outcomes(select(receipt(both), methodology=BASKET), "price-mobile-low") == {
        "1.5": "chosen", "1.0": "outranked",
    }  # fmt: skip
    before = row("1.0", **{**key, "year": 2023})
    assert outcomes(select(receipt([before]), methodology=BASKET), "price-mobile-low") == {
        "1.0": "year-not-allowed"
    }
    estimate = row("3.0", "estimate", source="Y", **key)
    both_records = [record, consultation("3.0", "Y", **{**key, "notified": "2024-02-01"})]
    ranked = select(receipt([rows[1], estimate]), *both_records, methodology=BASKET)
    assert outcomes(ranked, "price-mobile-low") == {"2.0": "chosen", "3.0": "outranked"}
    page = ranked.explain("ECU", "price-mobile-low", "en")
    assert (
        "- 2024: official: submitted by the Member State; "
        "official: the source named is a national authority or survey\n"
        "- 2024: collected by ITU, no authority named; another organization; "
        "estimate by the compiler\n"
    ) in page


def test_of_a_basket_only_what_is_at_hand_is_shown() -> None:
    key = {"indicator": "price-mobile-low", "year": 2024}
    other = {"indicator": "price-fixed-broadband", "year": 2024}
    selection = select(
        receipt([row("1.0", **key), row("2.0", economy="BRA", **other)]), methodology=BASKET
    )
    frame = selection.to_frame("en")
    # In the order of the catalogue, each with every economy at hand.
    assert sorted(set(frame["indicator"])) == ["price-fixed-broadband", "price-mobile-low"]
    assert len(frame) == 4
    assert frame["decision"].value_counts().to_dict() == {"official": 2, "missing": 2}
    assert selection.shares()["share"].tolist() == [100.0]
    assert "100.0 %" in selection.to_text("en")
    where = {(line[0], line[1]): line[2] for line in frame.iloc[:, :3].values.tolist()}
    assert where["BRA", "price-mobile-low"] == "missing"


# ------------------------------------------------------------------ consultations as a table


def test_a_record_with_gaps_is_shown_with_gaps() -> None:
    statements = consultations(
        consultation("74.5", "X"),
        consultation("3", "Y", answer="supplied", answered="2024-02-10", text="we will send it"),
    )
    assert statements is not None
    lines = statements.to_text("en").splitlines()
    assert lines[0] == "Consultations: 2"
    silent, answered = lines[-2:]
    assert "None" not in silent
    for word in ("Ecuador", "Individuals using the Internet", "2022", "74.5", "2024-02-05"):
        assert word in silent
    assert "2024-02-10" in answered
    assert "we will send it" in answered
    assert "<table" in statements._repr_html_()
    assert len(statements.to_frame()) == 2
    assert statements.to_frame()["answered"].tolist() == [None, date(2024, 2, 10)]


def test_consultations_are_found_by_cell_source_and_value() -> None:
    statements = consultations(
        consultation("74.5", "X"), consultation("74.6", "X"), consultation("74.5", "Y")
    )
    assert statements is not None
    assert [item.value for item in statements.select("ECU", KEY, 2022, "X")] == [
        Decimal("74.5"), Decimal("74.6"),
    ]  # fmt: skip
    assert statements.select("ECU", KEY, 2021, "X") == ()
    entry = statements.find("ECU", KEY, 2022, "X", Decimal("74.60"))
    assert entry is not None
    assert entry.value == Decimal("74.6")
    assert statements.find("ECU", KEY, 2022, "Y", Decimal("74.6")) is None
    assert statements.find("BRA", KEY, 2022, "X", Decimal("74.5")) is None


# ------------------------------------------------------------------ the calendar


def test_a_submission_without_a_day_is_not_in_the_calendar() -> None:
    calendar = ict.sourcing.Calendar(
        2024, submitted={"ECU": None, "BRA": "2025-02-28"},  # type: ignore[dict-item]
        published={"BRA": "2025-05-28", "ECU": None},  # type: ignore[dict-item]
    )  # fmt: skip
    assert dict(calendar.submitted) == {"BRA": date(2025, 2, 28)}
    assert dict(calendar.published) == {"BRA": date(2025, 5, 28)}
    assert calendar.late.empty
    assert repr(calendar) == calendar.to_text().rstrip()
    assert calendar._repr_html_() == calendar.to_html()


def test_the_text_of_the_calendar() -> None:
    calendar = ict.sourcing.Calendar(
        2024, dispatched="2025-01-10", submitted={"ECU": "2025-01-15", "BRA": "2025-02-01"},
        published={"ECU": "2025-04-20"},
    )  # fmt: skip
    rows = [line.split() for line in calendar.to_text("en").splitlines()]
    assert any(row[-3:] == ["2024-12-31", "2025-01-10", "10"] for row in rows)
    assert any(row[-2:] == ["2025-01-01", "–"] for row in rows)
    assert any(row[-4:] == ["Ecuador", "2025-04-15", "2025-04-20", "5"] for row in rows)
    assert any(row[-3:] == ["Brazil", "2025-05-01", "–"] for row in rows)


@pytest.mark.parametrize(
    ("year", "fits"), [(1900, True), (2200, True), (1899, False), (2201, False)]
)
def test_years_of_a_calendar(year: int, fits: bool) -> None:
    if fits:
        assert len(ict.sourcing.Calendar(year).to_frame()) == 2
    else:
        with pytest.raises(ict.errors.UsageError) as caught:
            ict.sourcing.Calendar(year)
        assert caught.value.code == "argument.out-of-bounds"


def test_a_number_of_a_true_value_is_no_year() -> None:
    with pytest.raises(ict.errors.UsageError):
        ict.sourcing.Calendar(True)
    with pytest.raises(ict.errors.UsageError):
        ict.sourcing.Calendar(2024.0)  # type: ignore[arg-type]


def test_a_table_is_made_once_and_kept() -> None:
    selection = select(receipt([row("50")]))
    assert selection.observations is selection.observations
    assert table([row("50")]).columns["value"].tolist() == [Decimal(50)]
