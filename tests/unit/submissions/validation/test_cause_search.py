"""One cause for several findings: the slip that was put in is named, on its own cell."""

from __future__ import annotations

import random
import re
from decimal import Decimal
from typing import Any

import pytest
from filled_submission import FIXED, PERCENTAGES, VALUES, judge, multiplied
from small_cases import small_cases

import ictindex as ict
from ictindex.language import i18n

MOBILE = "mobile-cellular-subscriptions-"
TRAFFIC = ("mobile-broadband-traffic-total", "fixed-broadband-traffic-total")


def grave(judgement: Any) -> set[tuple[str, str, str]]:
    """Return the rule and cell of each error and warning."""
    return {
        (f.rule, f.indicator, f.breakdown)
        for f in judgement
        if f.errorlevel in ("error", "warning")
    }


def cells_of(cause: Any) -> set[str]:
    """Return the cells that a cause would change."""
    return {
        change.indicator + (f"@{change.breakdown}" if change.breakdown else "")
        for change in cause.changes
    }


def test_figures_without_findings_have_no_cause() -> None:
    judged = judge(VALUES)
    assert not grave(judged)
    assert judged.causes == ()


# The typed value, the kind of the slip, the cell, and its value before.
SINGLE = [
    pytest.param("population", "17834.831", "thousands", id="population in thousands"),
    pytest.param("population", "17835", "thousands", id="population in whole thousands"),
    pytest.param("population", "178348310", "divided", id="population ten times too large"),
    pytest.param(f"{MOBILE}prepaid", "12280", "thousands", id="a part in thousands"),
    pytest.param(f"{FIXED[0]}", "2861", "thousands", id="a total in thousands"),
    pytest.param(f"{FIXED[0]}", "2.861", "millions", id="a total in millions"),
    pytest.param(f"{FIXED[0]}", "28610000", "divided", id="a total ten times too large"),
    pytest.param(f"{MOBILE}postpaid", "-5676000", "sign", id="a minus sign"),
    pytest.param(f"{MOBILE}postpaid", "5766000", "digits", id="two digits exchanged"),
    pytest.param(TRAFFIC[0], "920", "smaller-unit", id="petabytes for exabytes"),
    pytest.param("households-internet", "0.622", "fraction", id="a fraction for a percentage"),
]


@pytest.mark.slow
@small_cases(("cell", "typed", "kind"), SINGLE)
def test_the_cell_that_was_changed_is_the_cause(cell: str, typed: str, kind: str) -> None:
    judged = judge({**VALUES, cell: typed})
    causes = [judged.causes[0], *judged.causes[0].rivals]
    named = [cause for cause in causes if cells_of(cause) == {cell}]
    assert [cause.kind for cause in named] == [kind]
    meant = float(VALUES[cell])
    assert float(named[0].cell.proposed) == pytest.approx(meant, rel=2e-5)
    assert str(named[0].cell.value) == typed


def test_a_slip_that_one_cell_alone_explains_has_no_rival() -> None:
    (cause,) = judge({**VALUES, "population": "17834.831"}).causes
    assert not cause.is_ambiguous
    assert cause.settles >= 5


def test_cells_that_explain_equally_well_are_all_named() -> None:
    # One million more in a total of two parts: each of three figures may be the wrong one.
    (cause,) = judge({**VALUES, f"{MOBILE}postpaid": "6676000"}).causes
    assert cause.is_ambiguous
    named = [cells_of(cause), *map(cells_of, cause.rivals)]
    assert sorted(map(sorted, named)) == [
        [f"{MOBILE}count"], [f"{MOBILE}postpaid"], [f"{MOBILE}prepaid"],
    ]  # fmt: skip
    shown = cause.message("en")
    assert shown.startswith("One of these cells is wrong: ")
    # No figure is invented: which of the three is wrong, nobody but the submitter can tell.
    assert not any(f"{each.cell.proposed:,}" in shown for each in (cause, *cause.rivals))


def test_zero_for_a_missing_figure_is_to_be_left_empty() -> None:
    (cause,) = judge({**VALUES, "mobile-phone-ownership": "0"}).causes
    assert (cause.kind, cause.cell.indicator) == ("zero", "mobile-phone-ownership")
    assert cause.cell.proposed is None


BLOCKS = [
    pytest.param(PERCENTAGES, "0.01", "fraction", id="percentages as fractions"),
    pytest.param(TRAFFIC, "0.001", "multiplied", id="traffic a thousand times too small"),
    pytest.param(
        (f"{MOBILE}count", f"{MOBILE}prepaid", f"{MOBILE}postpaid"), "0.001", "thousands",
        id="a total and its parts in thousands",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "factor", "kind"), BLOCKS)
def test_a_block_of_cells_is_one_cause(cells: tuple[str, ...], factor: str, kind: str) -> None:
    cause = judge(multiplied(cells, factor)).causes[0]
    assert (cause.kind, cells_of(cause)) == (kind, set(cells))
    for change in cause.changes:
        name = change.indicator + (f"@{change.breakdown}" if change.breakdown else "")
        assert change.proposed == Decimal(VALUES[name])


@pytest.mark.slow
@small_cases(("cell", "typed", "kind"), SINGLE)
def test_the_change_put_in_settles_what_is_folded_and_creates_nothing(
    cell: str, typed: str, kind: str
) -> None:
    values = {**VALUES, cell: typed}
    before = judge(values)
    (group, *_) = before.groups()
    assert group.cause is not None
    corrected = dict(values)
    for change in group.cause.changes:
        name = change.indicator + (f"@{change.breakdown}" if change.breakdown else "")
        if change.proposed is None:
            del corrected[name]
        else:
            corrected[name] = format(change.proposed, "f")
    after = grave(judge(corrected))
    folded = {(f.rule, f.indicator, f.breakdown) for f in group.findings}
    assert not after & folded
    assert after <= grave(before)


COUNTS = tuple(name for name, value in VALUES.items() if float(value) > 100)


@pytest.mark.slow
@small_cases("seed", range(24))
def test_whatever_is_typed_wrong_a_cause_settles_what_it_says(seed: int) -> None:
    chance = random.Random(seed)
    values = dict(VALUES)
    for name in chance.sample(COUNTS, chance.choice((1, 1, 2))):
        factor = chance.choice(("10", "0.1", "0.001", "1000", "0.01"))
        values[name] = format(Decimal(values[name]) * Decimal(factor), "f")
    before = judge(values)
    for group in before.groups():
        if group.cause is None:
            continue
        corrected = dict(values)
        for change in group.cause.changes:
            name = change.indicator + (f"@{change.breakdown}" if change.breakdown else "")
            corrected[name] = format(change.proposed, "f")
        after = grave(judge(corrected))
        assert not after & {(f.rule, f.indicator, f.breakdown) for f in group.findings}
        assert after <= grave(before)


def test_two_slips_that_have_nothing_to_do_with_each_other_are_two_causes() -> None:
    judged = judge({**VALUES, "population": "17835", f"{MOBILE}prepaid": "12280"})
    assert [cells_of(cause) for cause in judged.causes] == [{"population"}, {f"{MOBILE}prepaid"}]


def test_a_table_of_several_economies_has_no_causes() -> None:
    table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    judged = ict.validate(table, ict.methodology("idi", edition=2024), year=2022)
    assert judged.findings
    assert judged.causes == ()


def test_findings_stay_what_they_are_next_to_their_cause() -> None:
    judged = judge({**VALUES, "population": "17834.831"})
    (group, *_) = judged.groups()
    assert len(group.findings) == group.cause.settles
    assert {f.rule for f in group.findings} >= {"R02", "R05", "R11"}
    assert set(judged.records("en")[0]) == set(judge(VALUES).to_frame("en").columns)
    (record, *_) = judged.to_dict()["causes"]
    assert {judged[n].rule for n in record["findings"]} == {f.rule for f in group.findings}
    assert record["changes"][0]["proposed"] == "17834831"


def test_an_answer_to_one_finding_answers_no_other_one_of_its_cause() -> None:
    judged = judge({**VALUES, "population": "17835"})
    (group, *_) = judged.groups()
    warnings = [f for f in group.findings if f.errorlevel == "warning"]
    first = warnings[0]
    answers = ict.data.Answers(
        [ict.data.Answer(tuple(map(str, first.key)), "confirm", "a new census")]
    )
    still = answers.match(judged).open
    assert first not in still
    assert all(other in still for other in group.findings if other is not first)


def test_with_last_year_every_operand_of_a_rate_is_a_suspect() -> None:
    earlier = multiplied(tuple(VALUES), "0.97") | {"population": "17600000"}
    judged = judge({**VALUES, "population": "178348310"}, earlier)
    cause = judged.causes[0]
    assert cells_of(cause) == {"population"}
    assert (cause.cell.factor, cause.cell.proposed) == ("10", Decimal(17834831))
    assert {f.rule for f in judged.groups()[0].findings} >= {"T01"}


@pytest.mark.parametrize("language", ["en", "ar", "es", "fr", "ru", "zh"])
def test_causes_stand_first_in_every_form(language: str) -> None:
    judged = judge({**VALUES, "population": "17834.831"})
    cause = judged.causes[0]
    page = judged.to_html(language)
    assert page.index("<details") > page.index("<li")
    for words in (cause.message(language), cause.remedy(language)):
        assert "{" not in words
    text = judged.to_text(language)
    assert re.search(r"^\+ .*R11", text, re.M)
    title = i18n.text("validation", "cause-title", language)
    # Narrow columns break words; the title of the cause is above the first finding.
    assert title.split()[0] in text[: text.index("+ ")]


def test_counts_in_thousands_next_to_traffic_in_petabytes_are_never_taken_for_millions() -> None:
    counts = [n for n, v in VALUES.items() if Decimal(v) >= 1000 and "bandwidth" not in n]
    typed = {name: f"{Decimal(VALUES[name]) / 1000:f}" for name in counts}
    typed |= {name: f"{Decimal(VALUES[name]) * 1000:f}" for name in TRAFFIC}
    judged = judge({**VALUES, **typed})
    for cause in judged.causes:
        for change in cause.changes:
            # Each proposed figure is the one that was meant: 17,834 is no 17,834,000,000.
            meant = float(VALUES[change.indicator])
            assert float(change.proposed) == pytest.approx(meant, rel=2e-3), change.indicator
    assert any("population" in cells_of(cause) for cause in judged.causes)
