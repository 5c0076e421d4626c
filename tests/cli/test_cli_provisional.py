"""Messages of commands where documents have run out, or are about to."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from cli_cases import ANNEX
from small_cases import small_cases

import ictindex as ict
from ictindex.core import package_data
from ictindex.language import i18n

LAST = "ipb-methodology-2025"
pytestmark = pytest.mark.usefixtures("library_of_2026")


@pytest.mark.slow
@small_cases("table", ["prices", "economics", "tariffs"])
@small_cases("language", i18n.LANGUAGES)
def test_a_template_says_on_every_line_that_it_is_provisional(
    table: str, language: str, invoke: Any
) -> None:
    """In the note, a column of the table that goes with the figures when they are read."""
    arguments = ("basket", "template", table, "--economy", "ECU", "-l", language)
    done = invoke(*arguments, "--edition", "2026")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert done.exit_code == 0 and rows
    text = i18n.text("cli", "provisional", language, edition="2026", document=LAST)
    assert {row["note"] for row in rows} == {text}
    assert LAST in text and "2026" in text
    assert LAST not in invoke(*arguments, "--edition", "2025").stdout


def test_a_provisional_template_is_read_and_judged(tmp_path: Path, invoke: Any) -> None:
    done = invoke("basket", "template", "prices", "--economy", "ECU", "--edition", "2026")
    filled = done.stdout.replace(",2026,,,", ",2026,24.73,USD,")
    (tmp_path / "prices.csv").write_text(filled, encoding="utf-8")
    prices = ict.read_prices(tmp_path / "prices.csv")
    assert len(prices.findings) == 0
    assert LAST in prices.columns["note"][0]
    ipb = ict.methodology("ipb", edition=2026, provisional=True)
    assert ict.validate(prices, ipb).year == 2026


def test_a_table_of_an_edition_to_come_is_judged_with_a_note(invoke: Any) -> None:
    done = invoke("validate", ANNEX, "--edition", "2027", "--year", "2022")
    assert done.exit_code == 1  # findings, as under a methodology that is in force
    assert (
        "Provisional: no decision on the methodology of the edition 2027 is on record yet"
        in done.stderr
    )


def test_within_the_validity_it_is_computed_and_every_view_says_provisional(
    tmp_path: Path, invoke: Any
) -> None:
    text = Path(ANNEX).read_text(encoding="utf-8")
    table = tmp_path / "later.csv"
    table.write_text(text.replace(",2022,", ",2025,").replace(",2021,", ",2024,"), encoding="utf-8")
    for view in (
        ("compute",),
        ("compute", "--json"),
        ("rank",),
        ("explain", "BRA"),
        ("groups", "--vintage", "idi-2024"),
    ):
        name, *rest = view
        arguments = [str(table), *rest]
        done = invoke(name, *arguments, "--edition", "2027")
        assert done.exit_code in (0, 1), done.output  # 1: some have no score
        assert "provisional" in done.stdout.lower(), view


def test_after_the_validity_nothing_is_computed(invoke: Any) -> None:
    done = invoke("compute", ANNEX, "--edition", "2028")
    assert done.exception.code == "methodology.ran-out"


UNREAD = "names Resolution 131 (Rev. Bucharest, 2022) as its mandate"


def test_the_check_warns_ahead_and_succeeds(invoke: Any) -> None:
    """A finding is a part of the answer, so it is on standard output, after the documents."""
    quiet, ahead, after = (
        invoke("methodology", "check", "--on", day)
        for day in ("2026-06-01", "2027-06-01", "2031-01-01")
    )
    assert [done.exit_code for done in (quiet, ahead, after)] == [0, 0, 0]
    assert [done.stderr for done in (quiet, ahead, after)] == ["", "", ""]
    # idi-methodology-2023 and ipb-methodology-2025
    assert [done.stdout.count(UNREAD) for done in (quiet, ahead, after)] == [2, 2, 2]
    assert "valid until" not in quiet.stdout
    assert "\nidi-methodology-2023 is valid until 2027-10-31" in ahead.stdout
    assert after.stdout.count("was valid until") == 2


def test_the_findings_of_the_check_are_in_the_record_of_their_document(invoke: Any) -> None:
    done = invoke("methodology", "check", "--on", "2027-06-01", "--json")
    records = {row["document"]: row for row in json.loads(done.stdout)["rows"]}
    rules = {key: [f["rule"] for f in row["findings"]] for key, row in records.items()}
    assert {key: listed for key, listed in rules.items() if listed} == {
        "idi-methodology-2023": ["methodology.ends", "methodology.mandate-unread"],
        "ipb-methodology-2025": ["methodology.mandate-unread"],
    }
    words = records["idi-methodology-2023"]["findings"][1]
    assert words["level"] == "warning" and UNREAD in words["message"]
    french = invoke("methodology", "check", "--on", "2027-06-01", "--csv", "-l", "fr")
    rows = {row["document"]: row for row in csv.DictReader(io.StringIO(french.stdout))}
    assert rows.keys() == records.keys()
    assert {key: row["findings"].split() for key, row in rows.items()} == rules
    assert "Bucarest" in rows["ipb-methodology-2025"]["advice"]
    assert rows["idi-methodology-2015"]["advice"] == ""
    assert (done.stderr, french.stderr) == ("", "")


def test_a_file_of_its_own_under_an_unread_mandate_has_the_finding(
    tmp_path: Path, invoke: Any
) -> None:
    text = (package_data.folder("methodology") / "idi" / "idi-methodology-2023.toml").read_text(
        encoding="utf-8"
    )
    own = tmp_path / "own.toml"
    own.write_text(text.replace('id = "idi-methodology-2023"', 'id = "own"'), encoding="utf-8")
    (record,) = json.loads(invoke("methodology", "check", str(own), "--json").stdout)["rows"]
    assert [f["rule"] for f in record["findings"]] == ["methodology.mandate-unread"]
    assert f"own {UNREAD}" in invoke("methodology", "check", str(own)).stdout


@small_cases("language", i18n.LANGUAGES)
def test_the_sources_are_listed(language: str, invoke: Any) -> None:
    done = invoke("methodology", "sources", "-l", language)
    assert done.exit_code == 0
    for row in ("D-IND-ICT_MDD-2024-3", "Nay Pyi Taw", "JRC100026"):
        assert row in done.stdout
    rows = json.loads(invoke("methodology", "sources", "-l", language, "--json").stdout)["rows"]
    copies = {row["id"]: row["copy"] for row in rows}
    assert copies["mis-2012-reports"] == copies["resolution-131-bucharest"] == "none"
    assert copies["ipb-manual-2025"] == "second-hand"
    assert all(row["read"] for row in rows)


def test_the_evidence_is_data(invoke: Any) -> None:
    """The mobile price threshold: confirmed by the figures of three editions, one deviating."""
    path = "leaves.price-mobile-high.goalposts.zero"
    name = "idi-methodology-2023"
    shown = json.loads(invoke("methodology", "show", name, "--json").stdout)
    assert shown["evidence"][path]["mark"] == "verified"
    assert shown["evidence"][path]["confirmed"]["editions"] == [2023, 2024, 2025]
    assert shown["document"]["population"]["editions"][2]["vintage"] == "2024"
    table = csv.DictReader(io.StringIO(invoke("methodology", "show", name, "--csv").stdout))
    row = next(row for row in table if row["constant"] == path)
    assert (row["value"], row["evidence"], row["deviating"]) == ("21.3295", "verified", "1")
    assert float(row["low"]) < 21.3295 < float(row["high"])
    assert row["read"] == "idi-workbook-2025 ipb-workbook-2025"
