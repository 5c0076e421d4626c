"""Properties: the order of rows and other economies do not change what is found."""

from __future__ import annotations

import tomllib
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from validation_cases import methodology

import ictindex as ict
from ictindex.core import package_data
from ictindex.core.errors import DocumentError
from ictindex.data.observations import Observations
from ictindex.submissions.validation.judging import validate
from ictindex.submissions.validation.report import Judgement
from ictindex.submissions.validation.rules import _parse, ruleset

INDICATORS = (
    "internet-users", "households-internet", "coverage-3g", "coverage-4g",
    "mobile-phone-ownership", "mobile-broadband-subscriptions", "mobile-broadband-traffic",
    "fixed-broadband-traffic", "price-mobile-high", "price-fixed-broadband",
)  # fmt: skip
ECONOMIES = ("BRA", "KEN", "FRA", "NPL")
# The rules that look for another economy's row; where one asks, others do not ask again.
OF_SEVERAL = {"D01", "D02", "D03", "D04", "D05"}
Cell = tuple[str, str, Decimal]
VALUES = st.decimals(min_value=0, max_value=120, places=1, allow_nan=False)
TABLES = st.dictionaries(
    st.tuples(st.sampled_from(ECONOMIES), st.sampled_from(INDICATORS)), VALUES, min_size=1
)


def table(cells: list[Cell], year: int) -> Observations:
    rows = [(e, i, year, format(v, "f")) for e, i, v in cells]
    return ict.read_observations(
        pd.DataFrame(rows, columns=["economy", "indicator", "year", "value"])
    )


def findings_of(judged: Judgement) -> set[tuple[object, ...]]:
    return {(f.rule, f.economy, f.indicator, f.value, f.factor, f.imbalance) for f in judged}


def judge(now: list[Cell], was: list[Cell]) -> Judgement:
    history = table(was, 2021) if was else None
    return validate(table(now, 2022), methodology("idi-2024"), history=history, year=2022)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(now=TABLES, was=TABLES, data=st.data())
def test_order_of_rows_does_not_matter(now: dict, was: dict, data: st.DataObject) -> None:
    first = [(*key, value) for key, value in now.items()]
    second = [(*key, value) for key, value in was.items()]
    shuffled = data.draw(st.permutations(first)), data.draw(st.permutations(second))
    assert findings_of(judge(first, second)) == findings_of(judge(*shuffled))


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(now=TABLES, was=TABLES)
@example(
    # Brazil's row resembles what Kenya had last year: D03 asks, but only where Kenya is at hand.
    now={
        ("BRA", "internet-users"): Decimal("0.0"),
        ("BRA", "households-internet"): Decimal("0.0"),
        ("BRA", "coverage-3g"): Decimal("1.5"),
        ("BRA", "coverage-4g"): Decimal("0.0"),
    },
    was={
        **{(e, i): Decimal("0.0") for e in ("BRA", "KEN") for i in INDICATORS[:4]},
        ("KEN", "coverage-3g"): Decimal("1.1"),
    },
)
def test_an_economy_is_judged_alike_alone_and_among_others(now: dict, was: dict) -> None:
    together = findings_of(
        judge([(*k, v) for k, v in now.items()], [(*k, v) for k, v in was.items()])
    )
    for economy in {e for e, _ in now}:
        own = [(*k, v) for k, v in now.items() if k[0] == economy]
        last = [(*k, v) for k, v in was.items() if k[0] == economy]
        alone = findings_of(judge(own, last))
        among = {item for item in together if item[1] == economy}
        if not any(item[0] in OF_SEVERAL for item in alone | among):
            assert alone == among


@settings(max_examples=60, deadline=None)
@given(now=TABLES)
def test_simple_rules_agree_with_decimals(now: dict) -> None:
    """The oracle computes in decimals, cell by cell, without arrays."""
    findings = {(f.rule, f.economy) for f in judge([(*k, v) for k, v in now.items()], [])}
    for economy in ECONOMIES:
        third, fourth = (now.get((economy, i)) for i in ("coverage-3g", "coverage-4g"))
        above = third is not None and fourth is not None and third <= 100 and fourth <= 100
        # R15 asks first whether a share is in place of a percentage.
        shares = any(value is not None and 0 < value <= 1 for value in (third, fourth))
        assert (("C01", economy) in findings) == (above and fourth > third and not shares)
        users = now.get((economy, "internet-users"))
        # A share in place of a percentage is one question, not two.
        is_share = users is not None and 0 < users <= 1
        assert (("R04", economy) in findings) == (users is not None and users < 3 and not is_share)
        price = now.get((economy, "price-mobile-high"))
        assert (("R03", economy) in findings and price == 0) == (price == 0)


JUNK = st.sampled_from(
    ["", "0", "1", "100", "1e400", "-5", "0.000000000000000001", "999999999999999999", "x", "1,5",
     "=1+1", "\u202e5", "NaN", "\u0660", "1" * 18, "33.333333333333333333"]
)  # fmt: skip
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "economy": st.sampled_from([*ECONOMIES, "NA", "", "\u200b"]),
            "indicator": st.sampled_from(
                [*INDICATORS, "i271", "i271mw", "population", "idi", "telex", "", "i136mwi"]
            ),
            "year": st.sampled_from(["2022", "2021", "2020", "22", "", "9999"]),
            "value": JUNK,
            "unit": st.sampled_from(["", "percent", "score", "petabytes", "count"]),
            "status": st.sampled_from(["", "A", "B", "M", "E", "I", "?"]),
            "source_class": st.sampled_from(["", "official-submission", "other", "estimate", "?"]),
            "sex": st.sampled_from(["", "_T", "F", "M", "?"]),
            "location": st.sampled_from(["", "U", "R"]),
            "note": st.sampled_from(["", "new", "Br\u0430zil", "\x1b[2J"]),
        }
    ),
    min_size=1, max_size=30,
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=120, deadline=None)
@given(rows=ROWS, history=ROWS, stage=st.sampled_from(["submission", "selection", "edition"]))
def test_whatever_was_read_is_judged(rows: list, history: list, stage: str) -> None:
    now, was = (ict.read_observations(pd.DataFrame(item)) for item in (rows, history))
    judged = validate(
        now, methodology("idi-2024"), history=was, year=2022, stage=stage,
        context=ict.data.ValidationContext(vintage="2024"),
    )  # fmt: skip
    assert len(judged.outcomes) == len(ruleset().rules)
    text = judged.to_text("en") + judged.to_html("ar")
    assert "\x1b" not in text
    assert len(judged.to_frame()) == len(judged)
    assert judged.to_json()
    for finding in judged:
        assert finding.message("en")
        assert "{" not in finding.message("en") + finding.remedy("en"), finding.code


@pytest.mark.parametrize(
    ("change", "code", "key"),
    [
        ('margin = 5\nmargins = 6', "document.unknown-key", "rules.C03.checks.0.order.margins"),
        ('margin = "5"', "document.ill-typed", "rules.C03.checks.0.order.margin"),
        ("", "document.missing-key", "rules.C03.checks.0.order.lesser"),
    ],
)  # fmt: skip
def test_every_key_of_a_rule_is_read_or_refused(change: str, code: str, key: str) -> None:
    text = (package_data.folder("methodology") / "rules" / "c-cross-indicator.toml").read_text(
        encoding="utf-8"
    )
    start = text.index("[rules.C03]")
    end = text.index("[rules.C04]")
    rule = text[start:end]
    if change:
        rule = rule.replace("margin = 5", change)
    else:
        rule = rule.replace('lesser = "internet-users"\n', "")
    tomllib.loads(rule)
    with pytest.raises(DocumentError) as caught:
        _parse(rule.encode(), "c.toml")
    assert (caught.value.faults[0].code, caught.value.faults[0].details["key"]) == (code, key)


def test_an_operation_that_is_none_is_refused() -> None:
    rule = (
        b'[rules.R01]\nseverity = "error"\nlevel = 1\nstage = "submission"\n'
        b'[[rules.R01.checks]]\noperation = "eval"\ncode = "1"\n'
    )
    with pytest.raises(DocumentError, match=r"r\.toml is not a usable document"):
        _parse(rule, "r.toml")
