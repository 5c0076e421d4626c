"""Views of a selection: every kind of decision on one page, in its frames and in its record."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from sourcing_cases import (
    CUT_OFF,
    IDI,
    KEY,
    consultation,
    outcomes,
    receipt,
    row,
    select,
)

import ictindex as ict
from ictindex.core import canonical
from ictindex.language import i18n
from ictindex.submissions.closed.commitments import acknowledge
from ictindex.submissions.sourcing.selection import Selection

SALT = b"sixteen bytes or more of salt"


@pytest.fixture(scope="module")
def made() -> ict.data.Receipt:
    """One economy with a candidate of every standing."""
    g3, g4 = {"indicator": "coverage-3g"}, {"indicator": "coverage-4g"}
    return receipt([
        row("72.0", conf_status="C"),
        row("", **g3),
        row("74.5", "other", source="X", **g4),
        row("88", "estimate", **g4),
        row("1", "auxiliary", **g4),
        row("2", "", **g4),
        row("33", "other", source="Z", conf_status="F", **g3),
        row("33", "other", source="W", conf_status="E", **g3),
        row("95.5", year=2021, indicator="households-internet"),
        row("60", indicator="mobile-phone-ownership"),
    ])  # fmt: skip


@pytest.fixture(scope="module")
def selection(made: ict.data.Receipt) -> Selection:
    agreed = {"answer": "agreed", "answered": "2024-02-10"}
    return select(
        made,
        consultation("74.5", "X", indicator="coverage-4g", **agreed),
        consultation("33", "Z", indicator="coverage-3g"),
    )


def test_the_page_of_an_economy(selection: Selection, made: ict.data.Receipt) -> None:
    code = made.digest[:12]
    page = selection.explain("ECU", None, "en")
    head, *parts = page.split("\n\n")
    assert head == "Sources of Ecuador, edition 2024\n================================"
    assert parts[:2] == [
        "Order of sources of this methodology, the first one that has a value:",
        "- 2022: official: submitted by the Member State; "
        "official: the source named is a national authority or survey\n"
        "- 2021: official: submitted by the Member State; "
        "official: the source named is a national authority or survey\n"
        "- 2022: collected by ITU, no authority named; another organization; estimate by the "
        "compiler",
    ]
    titles = [part.splitlines()[0] for part in parts if part.endswith("---")]
    assert len(titles) == len(IDI.indicators)
    reported = dict(zip(IDI.indicators, "\n\n".join(parts[2:]).split("---\n\n")[1:], strict=True))
    of = f"receipt {code} of the focal point"
    official = "official: submitted by the Member State"
    assert reported["internet-users"].splitlines()[:3] == [
        "No value is used. It is confidential: a score would reveal it.",
        "",
        f"- 72.0 (confidential statistical information); 2022; {official}; "
        f"DataFrame, line 1, column value; {of}: It is confidential: a score would reveal it",
    ]
    assert reported["households-internet"].splitlines()[2] == (
        f"- 95.5; 2021; {official}; DataFrame, line 9, column value; {of}: Used"
    )
    # The one that is used comes first, though it is on a later line.
    assert reported["coverage-3g"].splitlines()[:5] == [
        "No official value exists; the value of another source is used: 33 (2022). The focal "
        "point was notified on 2024-02-05; it did not answer by the deadline of 2024-03-05.",
        "",
        f"- 33; 2022; another organization; Z; DataFrame, line 7, column value; {of}: Used",
        f"- –; 2022; {official}; DataFrame, line 2, column value; {of}: There is no value",
        "- 33 (under embargo until the release); 2022; another organization; W; "
        f"DataFrame, line 8, column value; {of}: The focal point was not consulted on it",
    ]
    assert reported["coverage-4g"].splitlines()[:6] == [
        "No official value exists; the value of another source is used: 74.5 (2022). The focal "
        "point was notified on 2024-02-05 and agreed on 2024-02-10.",
        "",
        f"- 74.5; 2022; another organization; X; DataFrame, line 3, column value; {of}: Used",
        "- 88; 2022; estimate by the compiler; DataFrame, line 4, column value; "
        f"{of}: The focal point was not consulted on it",
        "- 1; 2022; auxiliary series; DataFrame, line 5, column value; "
        f"{of}: The methodology does not list this series as auxiliary",
        "- 2; 2022; class of source not stated; DataFrame, line 6, column value; "
        f"{of}: The class of its source is not stated",
    ]
    assert reported["price-mobile-high"].startswith("No value is used. No value is available.")
    assert "- " not in reported["price-mobile-high"].partition("\n\n")[2].partition("\n")[0]


def test_the_page_of_one_indicator_has_no_other(selection: Selection) -> None:
    page = selection.explain("ECU", "coverage-4g", "en")
    assert "at least a 4G/LTE" in page
    assert "at least a 3G" not in page
    assert page.count("---\n") == 1
    # A code of the catalogue names the same indicator.
    assert selection.explain("ECU", "i99H", "en") == selection.explain("ECU", KEY, "en")


def test_the_summary(selection: Selection) -> None:
    text = selection.to_text("en")
    assert text.startswith(
        "Sources of the ICT Development Index, edition 2024, data of 2022, decided on 2024-04-30\n"
    )
    # Cut at the last word of each line: how wide the columns are is of no matter.
    rows = {" ".join(line.split()[:-1]): line.split()[-1] for line in text.splitlines() if line}
    assert rows["Official value of the year of reference"] == "1"
    assert rows["Another source, after consultation"] == "2"
    assert rows["No value"] == "6"
    # Two official values, one of them carried, of four.
    assert "Share of official values: 50.0 %" in text
    assert "! Values on which the focal point must still be consulted: 2 (Ecuador)" in text
    assert "Values that are not official: 2\n" in text
    last = text.rstrip().splitlines()[-2:]
    assert [line.split()[0] for line in last] == ["Ecuador", "Ecuador"]
    assert last[0].endswith("74.5  X       agreed")
    assert last[1].endswith("33  Z       no answer by the deadline")
    assert repr(selection) == selection.to_text().rstrip()
    assert selection._repr_html_() == selection.to_html()


def test_the_summary_without_anything_to_do() -> None:
    text = select(receipt([row("60")])).to_text("en")
    assert "consulted" not in text
    assert "not official" not in text
    none = select(receipt([row("60", "other", source="X")])).to_text("en")
    # Nothing is used: there is no share, not one of 0 or of no number.
    assert "Share" not in none
    assert "nan" not in none.lower()


@pytest.mark.parametrize(("count", "cut"), [(12, False), (13, True)])
def test_at_most_twelve_economies_are_named(count: int, cut: bool) -> None:
    codes = sorted(ict.data.economies())[:count]
    rows = [
        row("60", "other", economy=code, source="X", indicator=key)
        for code in codes
        for key in ("internet-users", "coverage-3g")
    ]
    text = select(receipt(rows)).to_text("en")
    (line,) = (line for line in text.splitlines() if line.startswith("! "))
    assert f"consulted: {2 * count} (" in line
    named = [code for code in codes if i18n.economy_name(code, "en") in line]
    assert named == codes[:12]
    assert ("…" in line) == cut


def test_the_frame_of_decisions(selection: Selection, made: ict.data.Receipt) -> None:
    frame = selection.to_frame("en")
    assert frame["indicator"].tolist() == list(IDI.indicators)
    rows = frame.set_index("indicator")
    assert rows["decision"].to_dict() == dict.fromkeys(IDI.indicators, "missing") | {
        "households-internet": "carried", "coverage-3g": "other", "coverage-4g": "other",
        "mobile-phone-ownership": "official",
    }  # fmt: skip
    assert rows.loc["coverage-4g"].tolist() == [
        "ECU", "other", 2022, Decimal("74.5"), "other", "X", "agreed", date(2024, 2, 5),
        date(2024, 2, 10), made.digest[:12], "focal-point", "", "",
    ]  # fmt: skip
    silent = rows.loc["coverage-3g"]
    assert (silent["consultation"], silent["answered"]) == ("silence", None)
    carried = rows.loc["households-internet"]
    assert (carried["year"], carried["consultation"], carried["notified"]) == (2021, "", None)
    missing = rows.loc["internet-users"]
    assert missing["reason"] == "confidential"
    assert missing["message"] == "It is confidential: a score would reveal it"
    assert pd.isna(missing["year"])
    assert (missing["value"], missing["receipt"], missing["role"]) == (None, "", "")
    assert rows.loc["price-mobile-high", "reason"] == "no-candidate"
    assert selection.decided.chosen[list(IDI.indicators).index("coverage-3g")] >= 0


def test_the_frame_of_candidates_has_the_chosen_one_of_each_cell_first(
    selection: Selection, made: ict.data.Receipt
) -> None:
    frame = selection.candidates_frame("en")
    assert list(zip(frame["indicator"], frame["outcome"], strict=True)) == [
        ("internet-users", "confidential"), ("households-internet", "chosen"),
        ("coverage-3g", "chosen"), ("coverage-3g", "no-value"), ("coverage-3g", "not-consulted"),
        ("coverage-4g", "chosen"), ("coverage-4g", "not-consulted"),
        ("coverage-4g", "auxiliary-not-listed"), ("coverage-4g", "class-not-stated"),
        ("mobile-phone-ownership", "chosen"),
    ]  # fmt: skip
    assert frame.iloc[4].tolist() == [
        "ECU", "coverage-3g", 2022, Decimal(33), "other", "W", "E", made.digest[:12],
        "DataFrame, line 8, column value", "not-consulted",
        "The focal point was not consulted on it",
    ]  # fmt: skip


def test_confidential_values_are_on_no_list_of_consultations(selection: Selection) -> None:
    # A value under embargo is free at the release, and needs its consultation before.
    pending = selection.pending()
    assert pending.values.tolist() == [
        ["ECU", "coverage-4g", 2022, "", Decimal(88), None, None, None, "", "", ""],
        ["ECU", "coverage-3g", 2022, "W", Decimal(33), None, None, None, "", "", ""],
    ]
    closed = select(receipt([row("74", "other", source="X", conf_status="N")]))
    assert closed.pending().empty


def test_the_record_of_an_edition(selection: Selection, made: ict.data.Receipt) -> None:
    record = selection.record(SALT)
    assert {key: record[key] for key in ("methodology", "edition", "year", "cut_off")} == {
        "methodology": "idi-methodology-2023", "edition": 2024, "year": 2022,
        "cut_off": "2024-04-30",
    }  # fmt: skip
    # A digest of the receipt would tell the confidential value to who tries them all.
    name = acknowledge(made, SALT)["commitment"]
    assert made.digest not in canonical.text(record)
    cells = record["candidates"]
    assert [row["indicator"] for row in cells] == sorted(
        (row["indicator"] for row in cells), key=IDI.indicators.index
    )
    # Of a cell the value that is used, and none of the others.
    assert [row for row in cells if row["indicator"] == "coverage-4g"] == [{
        "economy": "ECU", "indicator": "coverage-4g", "year": 2022, "class": "other",
        "source": "X", "receipt": name, "value": Decimal("74.5"),
    }]  # fmt: skip
    # Whether the focal point agreed or was silent is not on record.
    silent = next(row for row in cells if row["source"] == "Z")
    assert silent["value"] == 33 and "consultation" not in silent and "outcome" not in silent
    hidden = [cell for cell in cells if "salted" in cell]
    assert [(row["indicator"], row["conf_status"]) for row in hidden] == [(KEY, "C")]
    assert "value" not in hidden[0]
    plain = canonical.text(["ECU", KEY, 2022, Decimal("72.0"), "official-submission", "", name])
    own = bytes.fromhex(acknowledge(made, SALT)["salt"])
    assert hidden[0]["salted"] == canonical.salt_digest("observation", plain, own)
    with pytest.raises(ict.errors.UsageError) as caught:
        selection.record()
    assert (caught.value.code, caught.value.details["count"]) == ("selection.salt-needed", "1")


def test_a_withheld_cell_has_one_digest_and_equal_values_have_different_ones() -> None:
    """Several digests of a cell would say that there were several submissions."""
    rows = [
        row("72.0", conf_status="C", source="A"), row("72.0", conf_status="C", source="B"),
        row("72.0", conf_status="C", source="A", indicator="coverage-3g"),
    ]  # fmt: skip
    item = receipt(rows)
    two = receipt(rows[:1], submitted=date(2024, 2, 2))
    record = select([item, two]).record(SALT)
    assert [cell["indicator"] for cell in record["candidates"]] == [KEY, "coverage-3g"]
    assert len({cell["salted"] for cell in record["candidates"]}) == 2


def test_no_record_has_the_digest_of_a_receipt() -> None:
    """It is a digest of every value and every reason in it, which could all be tried."""
    made = receipt([row("50"), row("7.5", indicator="households", conf_status="C")])
    for salt in (None, SALT):
        assert made.digest not in canonical.text(select(made).record(salt))


def test_a_rejection_is_not_on_record() -> None:
    rows = [row("50", indicator=key) for key in IDI.indicators if key != KEY]
    rejected = consultation("74.0", "X", answer="rejected", answered="2024-02-10", indicator=KEY)
    left_out = select(receipt([*rows, row("74.0", "estimate", source="X")]), rejected)
    assert left_out.record()["candidates"] == []
    assert "ECU" not in canonical.text(left_out.record())
    finding = left_out.left_out["ECU"]
    assert (finding.code, finding.level) == ("excluded.estimates-rejected", "information")
    assert (finding.economy, finding.indicator, finding.year) == ("ECU", KEY, 2022)
    page = left_out.explain("ECU", KEY, "en")
    assert finding.message("en") in page
    assert finding.message("en") in left_out.to_text("en")
    assert set(outcomes(left_out, "coverage-3g").values()) == {"economy-left-out"}
    assert outcomes(left_out) == {"74.0": "estimates-rejected"}
    assert left_out.observations.columns["economy"].size == 0
    assert math.isnan(left_out.shares()["share"].iloc[0])


def test_the_digest_is_of_everything_that_was_decided(made: ict.data.Receipt) -> None:
    records = [
        consultation("74.5", "X", indicator="coverage-4g"),
        consultation("33", "Z", indicator="coverage-3g"),
    ]
    same = {select(made, *records).digest, select([made], *records[::-1]).digest}
    assert len(same) == 1
    other = [
        select(made, records[0]),
        select(made, *records, cut_off=date(2024, 4, 29)),
        select([made, receipt([row("5", indicator="coverage-3g")])], *records),
        select(made, *records, methodology=ict.methodology("idi", edition=2025)),
    ]
    assert len(same | {item.digest for item in other}) == 5
    again = receipt([row("72.0")], submitted=CUT_OFF)
    assert select(again).digest != select(receipt([row("72.1")], submitted=CUT_OFF)).digest
