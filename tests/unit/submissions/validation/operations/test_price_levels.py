"""Prices, economics and tariffs: judged, answered and accepted as observations are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import ictindex as ict
from ictindex.core.errors import (
    RefusedObservationsError,
    UnusableFileError,
    UsageError,
    VoidReceiptError,
)
from ictindex.language import i18n
from ictindex.submissions.validation.context import ValidationContext
from ictindex.submissions.validation.rules import ruleset
from ictindex.submissions.validation.subject import no_observations
from ictindex.submissions.validation.table_digests import table_digest

IPB = ict.methodology("ipb", edition=2025)
PRICES = """economy,basket,year,price,currency,operator
ECU,mobile-low,2025,13.95,USD,Alpha
ECU,mobile-data-only,2025,20.00,USD,Alpha
ECU,mobile-high,2025,11.68,USD,Alpha
SLV,mobile-data-only,2025,30,USD,Alpha
SLV,mobile-high,2025,20,USD,Alpha
"""
RATES = """economy,series,year,value,currency
KEN,exchange-rate,2025,130,KES
KEN,exchange-rate,2024,90,KES
UGA,exchange-rate,2025,3700,UGX
UGA,exchange-rate,2024,3750,UGX
"""
TARIFFS = ict.sample_data("ipb-tariffs-synthetic.csv")


def written(folder: Path, text: str, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def prices(folder: Path, text: str = PRICES) -> Any:
    return ict.read_prices(written(folder, text))


def answered(judged: ict.data.Judgement, *answers: tuple[str, str]) -> list[Any]:
    from ictindex.submissions.validation.responses import Answer

    keys = [finding.key for finding in judged]
    return [
        Answer(tuple(map(str, key)), answer, reason)
        for key, (answer, reason) in zip(keys, answers, strict=True)
    ]


def test_every_faulty_price_is_reported_with_its_place(tmp_path: Path) -> None:
    judged = ict.validate(prices(tmp_path), IPB)
    findings = [(f.rule, f.economy, f.indicator, f.written, f.row) for f in judged]
    assert findings == [
        ("X08", "ECU", "mobile-low", "13.95", 0),  # above mobile-high, which holds more
        ("X09", "ECU", "mobile-data-only", "20.00", 1),  # above 1.2 times mobile-high
        ("X09", "SLV", "mobile-data-only", "30", 3),
    ]
    assert judged[1].address.show("en") == "table.csv, line 3, column price"
    assert judged.year == 2025 and judged.observations.columns["price"][1] is not None


def test_rules_of_observations_are_not_asked(tmp_path: Path) -> None:
    judged = ict.validate(prices(tmp_path), IPB)
    asked = {outcome.rule for outcome in judged.outcomes if outcome.outcome != "not-decidable"}
    # R03 asks of every price that it is above zero.
    assert asked and all(rule.startswith("X") or rule == "R03" for rule in asked)
    assert len(judged.outcomes) == len(ruleset().rules)


def test_a_context_is_not_judged_with_its_table(tmp_path: Path) -> None:
    economics = ict.read_economics(written(tmp_path, RATES, "rates.csv"))
    alone = ict.validate(economics, IPB)
    assert [(f.rule, f.economy, f.indicator, f.written) for f in alone] == [
        ("X12", "KEN", "exchange-rate", "130")
    ]
    assert alone[0].address.line == 2
    judgement = ict.validate(prices(tmp_path), IPB, context=ValidationContext(economics=economics))
    assert {finding.rule for finding in judgement} == {"X08", "X09"}


def test_tariffs_say_no_year_and_take_that_of_the_methodology() -> None:
    tariffs = ict.read_tariffs(TARIFFS)
    assert ict.validate(tariffs, IPB).year == 2025
    with pytest.raises(UsageError, match="no year"):
        ict.validate(tariffs)


def test_a_table_is_supplied_once(tmp_path: Path) -> None:
    table = prices(tmp_path)
    with pytest.raises(UsageError, match="another table of this kind is supplied in addition"):
        ict.validate(table, IPB, context=ValidationContext(prices=table))
    with pytest.raises(UsageError, match="takes a table that was read"):
        ict.validate("prices.csv", IPB)  # type: ignore[arg-type]


def test_answers_bind_to_the_row_and_its_price(tmp_path: Path) -> None:
    table = prices(tmp_path, PRICES.replace("mobile-low,2025,13.95", "mobile-low,2025,10"))
    judged = ict.validate(table, IPB)
    assert {finding.errorlevel for finding in judged} == {"warning"}
    with pytest.raises(RefusedObservationsError) as caught:
        ict.accept(table, judged)
    assert len(caught.value.faults) == 2
    answers = answered(judged, ("confirm", "A promotion"), ("withdraw", ""))
    receipt = ict.accept(table, judged, answers)
    assert (receipt.kind, receipt.role, receipt.economies) == ("prices", "focal-point",
                                                               ("ECU", "SLV"))  # fmt: skip
    assert (len(table), len(receipt.accepted)) == (5, 4)
    assert receipt.accepted.where(economy="SLV").columns["basket"].tolist() == ["mobile-high"]
    changed = prices(tmp_path, PRICES.replace("13.95", "10").replace("20.00", "20.10"))
    with pytest.raises(RefusedObservationsError):
        ict.accept(changed, ict.validate(changed, IPB), answers)


def test_errors_cannot_be_confirmed_but_stand_in_print(tmp_path: Path) -> None:
    table = prices(tmp_path)
    judged = ict.validate(table, IPB)
    with pytest.raises(RefusedObservationsError):
        ict.accept(table, judged, answered(judged, *[("confirm", "It is so")] * 3))
    printed = ict.accept(table, judged, role="compiler", transcribed="a workbook")
    assert printed.record["as_printed"] == 3
    bad = prices(tmp_path, PRICES.replace("11.68", "11.6.8"))
    with pytest.raises(RefusedObservationsError):
        ict.accept(bad, ict.validate(bad, IPB), role="compiler", transcribed="a workbook")


def test_a_receipt_of_prices_is_void_when_a_byte_changes(tmp_path: Path) -> None:
    table = prices(tmp_path)
    receipt = ict.accept(table, ict.validate(table, IPB), role="compiler", transcribed="p")
    receipt.save(tmp_path / "receipt.json")
    again = ict.data.read_receipt(tmp_path / "receipt.json")
    assert (again.kind, again.digest, again.table) == ("prices", receipt.digest,
                                                       table_digest(table))  # fmt: skip
    assert again.join(prices(tmp_path)).accepted.schema.name == "prices"
    for other in (PRICES.replace("20.00", "20.0"), PRICES + "\n", PRICES.replace("Alpha", "Beta")):
        with pytest.raises(VoidReceiptError, match=r"table\.csv"):
            again.join(prices(tmp_path, other))
    assert not receipt.covers(ict.read_economics(written(tmp_path, RATES)))
    assert not receipt.covers(table.where(economy="ECU"))
    with pytest.raises(UsageError, match="is of prices, not of observations"):
        _ = receipt.observations
    path = tmp_path / "receipt.json"
    path.write_text(path.read_text().replace('"kind":"prices"', '"kind":"tariffs"'), newline="")
    with pytest.raises(VoidReceiptError):
        ict.data.read_receipt(path)


def test_a_receipt_of_another_kind_of_table_is_none(tmp_path: Path) -> None:
    table = prices(tmp_path)
    receipt = ict.accept(table, ict.validate(table, IPB), role="compiler", transcribed="p")
    record = {**receipt.record, "kind": "coins"}
    ict.data.Receipt(record).save(tmp_path / "receipt.json")
    with pytest.raises(UnusableFileError):
        ict.data.read_receipt(tmp_path / "receipt.json")


def test_order_and_file_of_rows_are_no_part_of_the_digest(tmp_path: Path) -> None:
    head, *lines = PRICES.splitlines()
    turned = "\n".join([head, *reversed(lines)]) + "\n"
    item = table_digest(prices(tmp_path))
    assert table_digest(prices(tmp_path, turned)) == item
    assert table_digest(ict.read_prices(written(tmp_path, PRICES, "other.csv"))) == item
    # An empty column says nothing; another price, or another digit of it, does.
    assert table_digest(prices(tmp_path, PRICES.replace("20.00", "20"))) != item
    assert len({table_digest(t) for t in (no_observations(), ict.read_tariffs(TARIFFS))}) == 2


def test_the_receipt_reads_in_six_languages(tmp_path: Path) -> None:
    table = prices(tmp_path)
    receipt = ict.accept(table, ict.validate(table, IPB), role="compiler", transcribed="p")
    for language in i18n.LANGUAGES:
        assert receipt.table in receipt.to_text(language)
