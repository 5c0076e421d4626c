"""Answers and receipts: what settles a finding, and what makes a receipt void."""

from __future__ import annotations

import json
import pickle
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ictindex as ict
from ictindex.core import canonical
from ictindex.language.i18n import LANGUAGES
from ictindex.submissions.validation.report import Judgement, RuleFinding, Terms
from ictindex.submissions.validation.responses import Answer, key_of

HEADER = "economy,indicator,year,value,unit,status,conf_status,source_class,source,note\n"
ROWS = (
    "ECU,internet-users,2022,72.7,percent,A,,official-submission,NSO,\n",
    "ECU,coverage-3g,2022,95.0,percent,A,,official-submission,Regulator,\n",
    "ECU,coverage-4g,2022,90.1,percent,A,,official-submission,Regulator,one\n",
)
SALT = b"a salt of sixteen bytes or more"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "ecu.csv"
    path.write_text(HEADER + "".join(ROWS), "utf-8")
    return path


def finding(rule: str, level: str, row: int | None, table: ict.Observations) -> RuleFinding:
    """A finding of a rule on a row of a table."""
    columns = table.columns
    at = row or 0
    return RuleFinding(
        f"rule.{rule}", "error" if level == "fatal" else level, "ECU",
        columns["indicator"][at], 2022, table.address(at), rule=rule, errorlevel=level, row=row,
        value=columns["value"][at], written=columns["written"][at],
    )  # fmt: skip


def judgement(table: ict.Observations, *findings: RuleFinding) -> Judgement:
    return Judgement(table, findings, (), Terms(2022, "submission", "digest of the rules"))


def answer(to: RuleFinding, choice: str, reason: str = "") -> Answer:
    return Answer(tuple(map(str, to.key)), choice, reason)


def codes(error: pytest.ExceptionInfo[ict.errors.RefusedObservationsError]) -> list[str]:
    return [fault.code for fault in error.value.faults]


# ------------------------------------------------------------------ what settles a finding


def test_nothing_found_is_accepted_as_it_is(file: Path) -> None:
    table = ict.read_observations(file)
    receipt = ict.accept(table, judgement(table), submitted="2024-02-01")
    assert (receipt.role, receipt.economies, receipt.year) == ("focal-point", ("ECU",), 2022)
    assert receipt.submitted == date(2024, 2, 1)
    assert receipt.observations is table
    assert list(receipt.files) == ["ecu.csv"]


def test_a_warning_needs_an_answer_and_information_none(file: Path) -> None:
    table = ict.read_observations(file)
    warning = finding("R04", "warning", 0, table)
    with pytest.raises(ict.errors.RefusedObservationsError) as caught:
        ict.accept(table, judgement(table, warning))
    assert codes(caught) == ["rule.R04"]
    assert str(caught.value).startswith("There are findings without an answer that settles them.")
    ict.accept(table, judgement(table, warning), [answer(warning, "confirm", "a new survey")])
    ict.accept(table, judgement(table, finding("M04", "information", 0, table)))


REFUSED = {
    "confirmed without a reason": ("R04", "warning", 0, "confirm", " ", "answer.no-reason"),
    "an error confirmed": ("C01", "error", 1, "confirm", "it is so", "answer.not-confirmable"),
    "a fatal finding confirmed": ("S20", "fatal", 1, "confirm", "so", "answer.not-confirmable"),
    "stated as corrected": ("R04", "warning", 0, "correct", "", "rule.R04"),
    "withdrawn without a value": (
        "P11", "warning", None, "withdraw", "", "answer.nothing-to-withdraw",
    ),
    "an unknown answer": ("R04", "warning", 0, "agree", "yes", "answer.unknown"),
    "a reason alone": ("R04", "warning", 0, "", "yes", "answer.none"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_settle_a_finding(file: Path, name: str) -> None:
    rule, level, row, stated, reason, code = REFUSED[name]
    table = ict.read_observations(file)
    fault = finding(rule, level, row, table)
    with pytest.raises(ict.errors.RefusedObservationsError) as caught:
        ict.accept(table, judgement(table, fault), [answer(fault, stated, reason)])
    assert code in codes(caught)
    assert f"rule.{rule}" in codes(caught)


def test_a_suspected_slip_of_units_is_an_error_until_it_is_confirmed(file: Path) -> None:
    table = ict.read_observations(file)
    slip = finding("T01", "error", 0, table)
    with pytest.raises(ict.errors.RefusedObservationsError):
        ict.accept(table, judgement(table, slip))
    ict.accept(table, judgement(table, slip), [answer(slip, "confirm", "a new definition")])


def test_a_withdrawn_value_is_not_part_of_what_was_accepted(file: Path) -> None:
    table = ict.read_observations(file)
    wrong, related = finding("C01", "error", 2, table), finding("R09", "warning", 2, table)
    receipt = ict.accept(table, judgement(table, wrong, related), [answer(wrong, "withdraw")])
    assert receipt.observations.columns["indicator"].tolist() == ["internet-users", "coverage-3g"]
    assert receipt.covers(table)
    assert receipt.record["withdrawn"][0][:3] == ["ECU", "coverage-4g", "2022"]
    receipt.verify()


def test_an_answer_does_not_hold_for_another_value(file: Path) -> None:
    table = ict.read_observations(file)
    old = answer(finding("R04", "warning", 0, table), "confirm", "a new survey")
    file.write_text(file.read_text("utf-8").replace("72.7", "7.27"), "utf-8")
    changed = ict.read_observations(file)
    now = finding("R04", "warning", 0, changed)
    with pytest.raises(ict.errors.RefusedObservationsError):
        ict.accept(changed, judgement(changed, now), [old])
    matched = ict.data.Answers([old]).match(judgement(changed, now))
    assert [f.code for f in matched.faults] == ["answer.no-finding"]
    assert matched.open == (now,)


def test_the_last_answer_to_a_finding_holds(file: Path) -> None:
    table = ict.read_observations(file)
    warning = finding("R04", "warning", 0, table)
    answers = [answer(warning, "confirm", "first"), answer(warning, "withdraw")]
    receipt = ict.accept(table, judgement(table, warning), answers)
    assert len(receipt.observations) == 2
    assert [answer["answer"] for answer in receipt.record["answers"]] == ["withdraw"]


def test_answers_from_a_file_and_back(tmp_path: Path, file: Path) -> None:
    table = ict.read_observations(file)
    warning = finding("R04", "warning", 0, table)
    answers = ict.data.Answers([answer(warning, "confirm", "a, new survey")])
    answers.to_frame().to_csv(tmp_path / "answers.csv", index=False)
    receipt = ict.accept(table, judgement(table, warning), tmp_path / "answers.csv")
    assert receipt.record["answers"][0]["reason"] == "a, new survey"
    again = ict.data.read_answers(tmp_path / "answers.csv")
    assert again.to_frame().equals(answers.to_frame())
    frame = answers.to_frame().assign(answer="maybe")
    assert [f.message("en") for f in ict.data.read_answers(frame).findings] == [
        "'maybe' is not an answer to a finding."
    ]
    with pytest.raises(ict.errors.UnusableFileError, match="reasons"):
        ict.data.read_answers(answers.to_frame().rename(columns={"reason": "reasons"}))
    with pytest.raises(ict.errors.UnusableFileError, match="rule"):
        ict.data.read_answers(answers.to_frame().drop(columns="rule"))


def test_no_year_and_year_zero_are_one_key() -> None:
    assert key_of(("P11", "ECU", "", 0, "", "")) == key_of(("P11", "ECU", "", "", "", ""))


# ------------------------------------------------------------------ compilers


def test_a_compiler_may_take_findings_of_rules_as_they_stand_in_print(file: Path) -> None:
    table = ict.read_observations(file)
    actual = judgement(
        table, finding("C01", "error", 2, table), finding("R04", "warning", 0, table)
    )
    receipt = ict.accept(table, actual, role="compiler", transcribed="IDI 2024, Annex 2")
    assert receipt.record["as_printed"] == 2
    assert receipt.to_text("en").count("\n- ") >= 5
    assert "Made by the compiler, not by a focal point." in receipt.to_text("en")
    assert "Transcribed from print: IDI 2024, Annex 2." in receipt.to_text("en")
    with pytest.raises(ict.errors.RefusedObservationsError):
        ict.accept(table, actual, role="compiler")
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.accept(table, actual, transcribed="IDI 2024, Annex 2")
    assert str(caught.value).startswith("Only a compiler's receipt can be of a transcribed print.")


def test_what_no_number_could_be_made_of_is_accepted_from_nobody(file: Path) -> None:
    file.write_text(file.read_text("utf-8").replace("72.7", "72 7"), "utf-8")
    table = ict.read_observations(file)
    for actual in (judgement(table), ict.validate(table, year=2022)):
        with pytest.raises(ict.errors.RefusedObservationsError):
            ict.accept(table, actual, role="compiler", transcribed="IDI 2024, Annex 2")


def test_costa_rica_is_printed_with_less_3g_than_4g() -> None:
    rows = [
        {"economy": "CRI", "indicator": f"coverage-{n}", "year": 2022, "value": value}
        for n, value in (("3g", "89"), ("4g", "91"))
    ]
    table = ict.read_observations(pd.DataFrame(rows))
    judgement = ict.validate(table, year=2022)
    assert "C01" in [f.rule for f in judgement]
    receipt = ict.accept(table, judgement, role="compiler", transcribed="IDI 2024, Annex 2")
    assert receipt.record["as_printed"] >= 1


# ------------------------------------------------------------------ void


def accepted(file: Path) -> tuple[ict.Observations, ict.data.Receipt]:
    table = ict.read_observations(file)
    return table, ict.accept(table, judgement(table))


def test_any_other_byte_of_the_file_makes_it_void(file: Path) -> None:
    _, receipt = accepted(file)
    content = file.read_bytes()
    receipt.check(file)
    for number in range(len(content)):
        file.write_bytes(content[:number] + bytes([content[number] ^ 1]) + content[number + 1 :])
        with pytest.raises(ict.errors.VoidReceiptError):
            receipt.check(file)
    for other in (content + b"\n", content[:-1], content.replace(b"\n", b"\r\n")):
        file.write_bytes(other)
        with pytest.raises(ict.errors.VoidReceiptError) as caught:
            receipt.check(file)
        assert str(caught.value) == (
            "The receipt is void: ecu.csv is not the file that was validated. Use the file "
            "that was validated, or validate this one and make a new receipt."
        )


def test_a_file_read_again_after_a_change_is_another_table(file: Path) -> None:
    _, receipt = accepted(file)
    assert receipt.covers(ict.read_observations(file))
    file.write_text(file.read_text("utf-8") + "\n", "utf-8")  # an empty line: the same rows
    again = ict.read_observations(file)
    assert not receipt.covers(again)
    with pytest.raises(ict.errors.VoidReceiptError, match=r"ecu\.csv"):
        receipt.join(again)


@pytest.mark.parametrize(
    "name",
    ["value", "written", "economy", "indicator", "status", "source_class", "source", "note",
     "conf_status", "consultation", "vintage", "sex", "unit"],
)  # fmt: skip
def test_any_other_cell_of_the_table_makes_it_void(file: Path, name: str) -> None:
    table, receipt = accepted(file)
    receipt.verify()
    column = list(table.cells[name])
    column[1] = Decimal("95.1") if name == "value" else f"{column[1]}x"
    object.__setattr__(table, "cells", {**table.cells, name: tuple(column)})
    with pytest.raises(ict.errors.VoidReceiptError):
        receipt.verify()


def test_the_year_counts_and_the_order_of_rows_does_not(file: Path) -> None:
    table = ict.read_observations(file)
    frame = table.to_frame()
    turned = ict.read_observations(frame.iloc[::-1])
    plain = ict.read_observations(frame)
    made = ict.accept(plain, judgement(plain))
    assert made.covers(turned)
    frame.loc[0, "year"] = 2021
    assert not made.covers(ict.read_observations(frame))


def test_a_judgement_of_another_table_is_refused(file: Path) -> None:
    table = ict.read_observations(file)
    part = table.where(indicator="internet-users")
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.accept(table, judgement(part))
    assert str(caught.value) == (
        "The findings are of another table than the one to be accepted. Validate this table "
        "with ict.validate(...) and give what it returns."
    )


def test_two_files_of_one_name_are_distinguished_by_nothing(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "ecu.csv").write_text(HEADER + ROWS[0].replace("ECU", "BRA"), "utf-8")
    both = ict.read_observations([file, other / "ecu.csv"])
    assert dict(both.sources) == {"ecu.csv": ""}
    with pytest.raises(ict.errors.UsageError, match=r"ecu\.csv"):
        ict.accept(both, judgement(both))
    same = ict.read_observations([file])
    assert len((same + same).sources["ecu.csv"]) == 64


def test_sources_follow_the_rows(file: Path, tmp_path: Path) -> None:
    (tmp_path / "bra.csv").write_text(HEADER + ROWS[0].replace("ECU", "BRA"), "utf-8")
    both = ict.read_observations([file, tmp_path / "bra.csv"])
    assert set(both.sources) == {"ecu.csv", "bra.csv"}
    assert set(both.where(economy="BRA").sources) == {"bra.csv"}
    assert dict(pickle.loads(pickle.dumps(both)).sources) == dict(both.sources)  # noqa: S301
    assert dict(both.without_errors().sources) == dict(both.sources)
    assert dict(ict.read_observations(both.to_frame()).sources) == {}


def test_a_receipt_survives_its_file_and_nothing_else_does(file: Path, tmp_path: Path) -> None:
    table, receipt = accepted(file)
    path = tmp_path / "receipt.json"
    receipt.save(path)
    again = ict.data.read_receipt(path)
    assert again.digest == receipt.digest and again.record == receipt.record
    with pytest.raises(ict.errors.UsageError) as caught:
        _ = again.observations
    assert "was read from a file and does not contain its table" in str(caught.value)
    assert again.join(table).observations is table
    assert pickle.loads(pickle.dumps(receipt)).digest == receipt.digest  # noqa: S301
    with pytest.raises(ict.errors.ReadOnlyError):
        receipt.role = "compiler"


@pytest.mark.slow
def test_every_single_bit_of_a_receipt_counts(file: Path, tmp_path: Path) -> None:
    _, receipt = accepted(file)
    content = receipt.to_json().encode()
    path = tmp_path / "receipt.json"
    for at in range(0, len(content)):
        path.write_bytes(content[:at] + bytes([content[at] ^ (1 << at % 7)]) + content[at + 1 :])
        with pytest.raises((ict.errors.VoidReceiptError, ict.errors.UnusableFileError)):
            ict.data.read_receipt(path)


@pytest.mark.parametrize(
    "change",
    [
        {"role": "compiler"}, {"year": 2021}, {"submitted": "2024-01-01"}, {"rules": ""},
        {"files": []}, {"findings": [{}]}, {"withdrawn": [["ECU"]]},
    ],
)  # fmt: skip
def test_a_receipt_rewritten_by_hand_is_void(
    file: Path, tmp_path: Path, change: dict[str, object]
) -> None:
    _, receipt = accepted(file)
    whole = json.loads(receipt.to_json())
    whole["receipt"] |= change
    path = tmp_path / "receipt.json"
    path.write_text(canonical.text(whole) + "\n", "utf-8")
    with pytest.raises(ict.errors.VoidReceiptError):
        ict.data.read_receipt(path)


@pytest.mark.slow
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["receipt", "digest", "role", "files", "year", "format"]), inner
            )
        ),
        max_leaves=8,
    )
)
def test_json_that_is_no_receipt(tmp_path: Path, content: object) -> None:
    path = tmp_path / "receipt.json"
    path.write_text(json.dumps(content), "utf-8")
    with pytest.raises((ict.errors.UnusableFileError, ict.errors.VoidReceiptError)):
        ict.data.read_receipt(path)


@pytest.mark.parametrize("content", ["[" * 100_000, '{"receipt": NaN}', "{}", "3"])
def test_files_that_are_no_receipt(tmp_path: Path, content: str) -> None:
    path = tmp_path / "receipt.json"
    path.write_text(content, "utf-8")
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        ict.data.read_receipt(path)
    assert str(caught.value) == (
        "receipt.json is not a receipt. Give a file that Receipt.save(...) wrote."
    )


def test_arguments_that_do_not_fit(file: Path) -> None:
    table = ict.read_observations(file)
    with pytest.raises(ict.errors.UsageError, match="focal-point, compiler"):
        ict.accept(table, judgement(table), role="Jane Doe")
    with pytest.raises(ict.errors.UsageError, match="is not a date"):
        ict.accept(table, judgement(table), submitted="1 Feb 2024")
    with pytest.raises(ict.errors.UsageError):
        ict.accept(table, table.findings)  # type: ignore[arg-type]
    with pytest.raises(ict.errors.UsageError):
        ict.accept(table, judgement(table), [3])
    with pytest.raises(ict.errors.UsageError):
        ict.accept(table, judgement(table), [Answer(("T01", "ECU"), "confirm", "so")])


# ------------------------------------------------------------------ what leaves the folder


def test_a_receipt_that_leaves_the_folder_gives_no_confidential_value_away(file: Path) -> None:
    file.write_text(file.read_text("utf-8").replace("72.7,percent,A,", "72.7,percent,A,C"), "utf-8")
    table = ict.read_observations(file)
    warning = finding("R04", "warning", 0, table)
    receipt = ict.accept(
        table, judgement(table, warning), [answer(warning, "confirm", "72.7 is right")]
    )
    published = receipt.disclose(SALT)
    text = canonical.text(published)
    assert set(published) == {
        "commitment", "economies", "kind", "role", "rules", "rules_scheme", "submitted",
        "transcribed", "year", "years",
    }  # fmt: skip
    assert "72.7" not in text and "ecu.csv" not in text
    digests = (receipt.digest, receipt.table, *receipt.files.values())
    for digest in (*digests, receipt.record["answers_digest"], receipt.record["findings_digest"]):
        assert digest not in text
    assert receipt.disclose(SALT[::-1])["commitment"] != published["commitment"]
    assert receipt.disclose()["commitment"] is None
    with pytest.raises(ict.errors.UsageError, match="16"):
        receipt.disclose(b"short")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_view_of_a_receipt(file: Path, language: str) -> None:
    _, receipt = accepted(file)
    assert receipt.digest[:12] in receipt.to_text(language)
    assert receipt.files["ecu.csv"] in receipt.to_text(language)
    assert "[receipts" not in receipt.to_text(language)


# ------------------------------------------------------------------ nothing but what was judged


def _withdrawn(file: Path) -> ict.data.Receipt:
    table = ict.read_observations(file)
    fault = finding("T02", "warning", 0, table)
    return ict.accept(table, judgement(table, fault), [answer(fault, "withdraw", "wrong")])


def test_the_table_accepted_is_made_of_the_table_judged(file: Path) -> None:
    """There is no second table that could be changed under a valid receipt."""
    receipt = _withdrawn(file)
    assert receipt.observations is not receipt.observations
    with pytest.raises(ValueError, match="cannot set WRITEABLE"):
        receipt.observations.columns["value"].setflags(write=True)
    receipt.__dict__["accepted"] = ict.read_observations(file)
    assert len(receipt.accepted) == 2
    assert receipt.withdrawn.columns["indicator"].tolist() == ["internet-users"]
    assert receipt.withdrawn.columns["value"].tolist() == [Decimal("72.7")]


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("role", "compiler"), ("transcribed", "print"), ("submitted", date(2023, 1, 1)),
        ("files", {}), ("economies", ()), ("year", 2021), ("_withdrawn", frozenset()),
        ("table", "0" * 64), ("rules", ""), ("kind", "prices"), ("stage", "edition"),
        ("digest", "0" * 64), ("_text", "{}"),
    ],
)  # fmt: skip
def test_an_attribute_that_is_not_what_the_record_says_makes_it_void(
    file: Path, name: str, other: object
) -> None:
    receipt = _withdrawn(file)
    receipt.verify()
    receipt.__dict__[name] = other
    with pytest.raises((ict.errors.VoidReceiptError, KeyError)):
        receipt.verify()


def test_a_price_table_has_no_observations_withdrawn() -> None:
    prices = ict.read_prices(ict.sample_data("ipb-prices-2025.csv"))
    judged = ict.validate(prices, ict.methodology("ipb", edition=2025))
    receipt = ict.accept(prices, judged, role="compiler", transcribed="Workbook")
    assert len(receipt.withdrawn) == 0


def test_letters_of_two_codes_are_those_of_one(tmp_path: Path) -> None:
    """File names and sources in NFD, as some systems write them, are those of the receipt."""
    path = tmp_path / "cafe\u0301.csv"
    path.write_text(HEADER + ROWS[0].replace("NSO", "Cafe\u0301") + ROWS[1], "utf-8")
    receipt = _withdrawn(path)
    receipt.save(tmp_path / "r.json")
    again = ict.data.read_receipt(tmp_path / "r.json").join(ict.read_observations(path))
    again.verify()
    receipt.verify()
    assert again.digest == receipt.digest
    assert again.observations.columns["indicator"].tolist() == ["coverage-3g"]
    assert receipt.observations.columns["indicator"].tolist() == ["coverage-3g"]
    again.check(path)


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"\n", b" "])
def test_a_mark_before_the_text_makes_a_receipt_void(
    file: Path, tmp_path: Path, before: bytes
) -> None:
    table = ict.read_observations(file)
    ict.accept(table, judgement(table)).save(tmp_path / "r.json")
    content = (tmp_path / "r.json").read_bytes()
    (tmp_path / "r.json").write_bytes(before + content)
    with pytest.raises(ict.errors.VoidReceiptError):
        ict.data.read_receipt(tmp_path / "r.json")


def test_an_embargo_is_counted_apart_and_kept_until_the_release(file: Path, tmp_path: Path) -> None:
    text = file.read_text("utf-8").replace("72.7,percent,A,,", "72.7,percent,A,E,")
    file.write_text(text, "utf-8")
    table = ict.read_observations(file)
    receipt = ict.accept(table, judgement(table))
    assert (receipt.record["confidential"], receipt.record["embargoed"]) == (0, 1)
    assert receipt.digest not in canonical.text(receipt.disclose(SALT))
    file.write_text(text.replace("95.0,percent,A,,", "95.0,percent,A,C,"), "utf-8")
    table = ict.read_observations(file)
    receipt = ict.accept(table, judgement(table))
    assert (receipt.record["confidential"], receipt.record["embargoed"]) == (1, 1)
    # Receipts of before did not count it; one that counts in words is none.
    record = {key: part for key, part in receipt.record.items() if key != "embargoed"}
    old = ict.data.Receipt(record, table)
    old.save(tmp_path / "old.json")
    assert ict.data.read_receipt(tmp_path / "old.json").digest == old.digest
    ict.data.Receipt({**record, "embargoed": "1"}, table).save(tmp_path / "bad.json")
    with pytest.raises(ict.errors.UnusableFileError):
        ict.data.read_receipt(tmp_path / "bad.json")


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("", 1, 1),
        ("\x00", 1, 1),
        ("economy,value\n", 1, 1),
        ('{\n  "receipt": {\n    "role": ', 3, 13),
    ],
)
def test_what_is_no_json_is_reported_with_its_line(
    tmp_path: Path, text: str, line: int, column: int
) -> None:
    path = tmp_path / "receipt.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        ict.data.read_receipt(path)
    assert caught.value.message("en") == (
        f"receipt.json is not a receipt: at line {line}, character {column}, it is not "
        "JSON. Give a "
        "file that Receipt.save(...) wrote, whole and as it was written."
    )


def test_answers_of_a_spreadsheet_with_semicolons(tmp_path: Path, file: Path) -> None:
    table = ict.read_observations(file)
    answers = ict.data.Answers([answer(finding("R04", "warning", 0, table), "confirm", "a, new")])
    answers.to_frame().to_csv(tmp_path / "answers.csv", index=False, sep=";")
    read = ict.data.read_answers(tmp_path / "answers.csv", dialect="semicolon-comma")
    assert read.to_frame().equals(answers.to_frame())
