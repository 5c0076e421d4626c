"""Values in the wrong place: which rows, lines and years are named, and to whom."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pandas as pd
import pytest

import ictindex as ict
from ictindex.core.errors import UsageError
from ictindex.data.observations import Observations
from ictindex.definitions import catalogue
from ictindex.submissions.validation.report import Judgement

IDI = ict.methodology("idi", edition=2025)
YEAR = 2023
NAMES = IDI.indicators
Row = dict[str, float]
Rows = dict[str, Row]
# Invented rows, far enough from each other, the poorest first.
CODES = ("AGO", "BDI", "BEN", "BRA", "CHL", "CIV", "COL", "CRI", "CUB", "CZE", "DEU", "ECU")


def rows_of(codes: tuple[str, ...] = CODES, seed: int = 1) -> Rows:
    """Return a row for each economy: richer ones have more of everything, cheaper."""
    chance = random.Random(seed)
    levels = dict(zip(codes, chance.sample([n / len(codes) for n in range(len(codes))], len(codes)),
                      strict=True))  # fmt: skip
    collected = {}
    for code, level in levels.items():
        noise = iter([chance.uniform(-2, 2) for _ in range(10)])
        collected[code] = {
            "internet-users": 12 + 80 * level + next(noise),
            "households-internet": 9 + 84 * level + next(noise),
            "mobile-broadband-subscriptions": 25 + 110 * level + next(noise),
            "coverage-3g": 70 + 25 * level + next(noise),
            "coverage-4g": 45 + 48 * level + next(noise),
            "mobile-broadband-traffic": 8 + 160 * level + next(noise),
            "fixed-broadband-traffic": 400 + 3200 * level + 20 * next(noise),
            "price-mobile-high": 14 - 12.5 * level + next(noise) / 10,
            "price-fixed-broadband": 16 - 13 * level + next(noise) / 10,
            "mobile-phone-ownership": 35 + 58 * level + next(noise),
        }
    return {code: {name: round(v, 1) for name, v in row.items()} for code, row in collected.items()}


def grown(rows: Rows) -> Rows:
    """Return the rows a year later: a little more of everything."""
    return {
        code: {
            name: round(v * (0.93 if "price" in name else 1.15 if "traffic" in name else 1.02), 1)
            for name, v in row.items()
        }
        for code, row in rows.items()
    }


LAST = rows_of()
NOW = grown(LAST)


def table(rows: Rows, year: int = YEAR, marks: dict[str, str] | None = None) -> Observations:
    lines = [
        (code, name, year, format(v, "f"), (marks or {}).get(code, ""))
        for code, row in rows.items()
        for name, v in row.items()
    ]
    names = ["economy", "indicator", "year", "value", "conf_status"]
    return ict.read_observations(pd.DataFrame(lines, columns=names))


def judged(rows: Rows, last: Rows | None = None, **more: object) -> Judgement:
    history = None if last is None else table(last, YEAR - 1)
    return ict.validate(table(rows), IDI, year=YEAR, history=history, **more)  # type: ignore[arg-type]


def displaced(judgement: Judgement) -> dict[tuple[str, str], str]:
    return {(f.rule, f.economy): f.code for f in judgement if f.rule.startswith("D")}


def test_nothing_is_in_the_wrong_place_of_rows_as_they_are() -> None:
    assert displaced(judged(NOW, LAST)) == {}
    assert displaced(judged(NOW)) == {}


def test_twenty_economies_with_one_row_are_found() -> None:
    codes = (*CODES, "EGY", "EST", "ETH", "FIN", "FJI", "FRA", "GHA", "GRC")
    findings = displaced(judged(dict.fromkeys(codes, NOW["BRA"])))
    assert {code for rule, code in findings if rule == "D01"} == set(codes)


def test_a_copied_row_is_named_with_the_row_it_was_copied_from() -> None:
    findings = [f for f in judged(NOW | {"CHL": NOW["COL"]}) if f.rule == "D01"]
    assert {(f.economy, *f.details["partner"]) for f in findings} == {
        ("CHL", "COL"),
        ("COL", "CHL"),
    }
    assert "10 values are, to the last digit, those of Colombia (COL)" in next(
        f.message("en") for f in findings if f.economy == "CHL"
    )


def test_the_original_is_not_asked_where_last_year_tells_it_from_the_copy() -> None:
    poor, rich = sorted(CODES, key=lambda code: NOW[code]["internet-users"])[:: len(CODES) - 1]
    findings = [f for f in judged(NOW | {rich: NOW[poor]}, LAST) if f.rule == "D01"]
    assert [(f.economy, f.details["partner"]) for f in findings] == [(rich, [poor])]


def test_three_equal_cells_are_no_copy() -> None:
    cells = dict(itertools.islice(NOW["COL"].items(), 3))
    assert displaced(judged(NOW | {"CHL": {**NOW["CHL"], **cells}})) == {}


def test_exchanged_rows_are_named_as_a_pair() -> None:
    findings = displaced(judged(NOW | {"AGO": NOW["DEU"], "DEU": NOW["AGO"]}, LAST))
    assert findings == {("D02", "AGO"): "rule.D02", ("D02", "DEU"): "rule.D02"}


@pytest.mark.parametrize(("lag", "code"), [(-1, "rule.D04"), (1, "rule.D04.below"),
                                           (-2, "rule.D04.lines-above"),
                                           (2, "rule.D04.lines-below")])  # fmt: skip
def test_a_moved_column_is_named_with_its_lag_and_rows(lag: int, code: str) -> None:
    codes = list(NOW)
    findings = [f for f in judged(moved_by(NOW, lag), LAST) if f.rule == "D04"]
    assert [(f.code, f.indicator, f.economy) for f in findings] == [(code, "internet-users", "")]
    first, last = (max(-lag, 0), len(codes) - 1 - max(lag, 0))
    assert codes.index(str(findings[0].details["first_economy"])) == first
    assert codes.index(str(findings[0].details["last_economy"])) == last


def moved_by(rows: Rows, lag: int) -> Rows:
    """Return rows whose users are those of the row so many lines further down."""
    codes, moved = list(rows), {code: dict(row) for code, row in rows.items()}
    for n, economy in enumerate(codes):
        moved[economy].pop("internet-users")
        if 0 <= n + lag < len(codes):
            moved[economy]["internet-users"] = rows[codes[n + lag]]["internet-users"]
    return moved


@pytest.mark.parametrize(("lag", "code"), [(-1, "rule.D04"), (2, "rule.D04.lines-below")])
def test_a_moved_column_is_found_by_what_the_other_values_suggest(lag: int, code: str) -> None:
    codes = tuple(sorted(catalogue.economies())[:60])
    rows = rows_of(codes, seed=4)
    findings = [f for f in judged(moved_by(rows, lag)) if f.rule == "D04"]
    assert [(f.code, f.indicator) for f in findings] == [(code, "internet-users")]
    assert int(str(findings[0].details["count"])) >= 50


def test_a_column_that_was_moved_in_the_order_of_codes_is_found_in_any_order_of_lines() -> None:
    moved = {code: dict(NOW[code]) for code in random.Random(3).sample(CODES, len(CODES))}
    for above, code in itertools.pairwise(sorted(CODES)):
        moved[code]["mobile-phone-ownership"] = NOW[above]["mobile-phone-ownership"]
    findings = [f for f in judged(moved, LAST) if f.rule == "D04"]
    assert [(f.indicator, f.details["line_order"]) for f in findings] == [
        ("mobile-phone-ownership", "codes")
    ]
    message = findings[0].message("en")
    assert message.startswith("In the order of the codes, from ") and "the line above" in message


@pytest.mark.parametrize("history", [True, False])
@pytest.mark.parametrize(("lines", "code"), [(1, "rule.D05"), (-1, "rule.D05.up")])
def test_a_submission_moved_by_a_line_is_found(history: bool, lines: int, code: str) -> None:
    order = list(NOW["BRA"])
    row = {
        order[n + lines]: v
        for n, v in enumerate(NOW["BRA"].values())
        if 0 <= n + lines < len(order)
    }
    findings = displaced(judged({"BRA": row}, LAST if history else None))
    assert findings[("D05", "BRA")] == code


@pytest.mark.slow
@pytest.mark.parametrize("lines", [1, -1, 2])
def test_an_economy_is_judged_alike_alone_and_in_a_table_of_many(lines: int) -> None:
    """Many economies are compared with arrays, one with lists: both ask the same of it."""
    order = list(NOW["BRA"])
    row = {
        order[n + lines]: v
        for n, v in enumerate(NOW["BRA"].values())
        if 0 <= n + lines < len(order)
    }
    many = [f for f in judged(NOW | {"BRA": row}, LAST) if f.economy == "BRA"]
    alone = judged({"BRA": row}, LAST, role="compiler")
    of_others = {"D01", "D02", "D03", "D04"}
    asked = [
        {(f.code, f.indicator, f.value, f.factor, f.proposals) for f in findings}
        for findings in (
            [f for f in many if f.rule not in of_others],
            [f for f in alone if f.rule not in of_others],
        )
    ]
    assert asked[0] == asked[1]
    assert "D05" in {f.rule for f in alone}


def test_both_years_exchanged_are_found_by_what_was_accepted() -> None:
    both = pd.concat(
        [table({"BRA": LAST["BRA"]}).to_frame(), table({"BRA": NOW["BRA"]}, YEAR - 1).to_frame()]
    )[["economy", "indicator", "year", "value"]]
    judgement = ict.validate(
        ict.read_observations(both), IDI, year=YEAR, history=table(LAST, YEAR - 1)
    )
    assert {f.rule for f in judgement if f.rule.startswith("D")} == {"D11"}


def test_carried_and_estimated_values_are_no_copies_of_last_year() -> None:
    frame = table({"BRA": LAST["BRA"]}).to_frame()[["economy", "indicator", "year", "value"]]
    history = table(LAST, YEAR - 1)
    copied = ict.validate(ict.read_observations(frame), IDI, year=YEAR, history=history)
    assert ("D09", "BRA") in displaced(copied)
    frame["status"] = "I"
    estimated = ict.validate(ict.read_observations(frame), IDI, year=YEAR, history=history)
    assert not {"D08", "D09"} & {f.rule for f in estimated}


@pytest.mark.slow
def test_an_answer_binds_to_the_values_of_the_row() -> None:
    def keys(row: Row) -> set[tuple[object, ...]]:
        return {f.key for f in judged({"BRA": row}, LAST) if f.rule == "D03"}

    first, second = NOW["AGO"], NOW["AGO"] | {"internet-users": 33.3}
    assert keys(first) and keys(second) and not keys(first) & keys(second)


# ------------------------------------------------------------------ who sees what


@pytest.mark.slow
def test_a_focal_point_does_not_see_whose_row_it_is() -> None:
    own = displaced(judged({"BRA": NOW["DEU"]}, LAST))
    assert own[("D03", "BRA")] == "rule.D03"
    theirs = [f for f in judged({"BRA": NOW["DEU"]}, LAST, role="compiler") if f.rule == "D03"]
    assert [f.details["partner"] for f in theirs] == [["DEU"]]
    assert "Germany (DEU)" in theirs[0].message("en")


@pytest.mark.slow
def test_values_that_are_not_free_to_be_published_are_compared_for_the_compiler_alone() -> None:
    row = {"BRA": LAST["DEU"]}
    for marks, is_found in (({}, True), ({"DEU": "C"}, False), ({"DEU": "E"}, False)):
        history = table(LAST, YEAR - 1, marks)
        judgement = ict.validate(table(row), IDI, year=YEAR, history=history)
        assert (("D01", "BRA") in displaced(judgement)) is is_found
        other = ict.validate(table(row), IDI, year=YEAR, history=history, role="compiler")
        assert ("D01", "BRA") in displaced(other)


def test_a_focal_point_is_compared_with_no_submission_of_this_year() -> None:
    """Nothing is reported of rows of the same year in its own table, whoever put them there."""
    judgement = judged({"BRA": NOW["BRA"], "DEU": NOW["BRA"]}, role="focal-point")
    assert ("D01", "BRA") not in displaced(judgement)
    assert ("D01", "BRA") in displaced(judged({"BRA": NOW["BRA"], "DEU": NOW["BRA"]}))


def test_what_others_submitted_is_for_the_compiler() -> None:
    context = ict.data.ValidationContext(others=table({"DEU": NOW["BRA"]}))
    with pytest.raises(UsageError) as caught:
        judged({"BRA": NOW["BRA"]}, context=context)
    assert str(caught.value) == (
        "Values that other economies submitted and that are not published go to the compiler "
        'alone. Give role="compiler" with others; leave others out for a focal point.'
    )
    judgement = judged({"BRA": NOW["BRA"]}, context=context, role="compiler")
    assert displaced(judgement)[("D01", "BRA")] == "rule.D01.named" and judgement.names_others


def test_a_focal_point_cannot_accept_the_compilers_judgement() -> None:
    rows = {"BRA": NOW["BRA"]}
    theirs = judged(rows, role="compiler")
    with pytest.raises(
        UsageError, match="made for the compiler: it uses figures of other economies"
    ):
        ict.accept(theirs.observations, theirs)
    assert ict.accept(theirs.observations, theirs, role="compiler").role == "compiler"
    own = judged(rows)
    assert ict.accept(own.observations, own).role == "focal-point"


@pytest.mark.slow
def test_the_compilers_views_say_so_and_a_focal_points_do_not() -> None:
    line = "this names other economies and is not for a focal point"
    own, theirs = (judged({"BRA": NOW["DEU"]}, LAST, role=r) for r in ("focal-point", "compiler"))
    assert line in theirs.to_text("en") and line in theirs.to_html("en")
    assert '"role": "compiler"' in theirs.to_json("en")
    assert line not in own.to_text("en") and line not in own.to_html("en")


def test_the_role_is_one_of_two() -> None:
    with pytest.raises(UsageError, match="focal-point"):
        judged({"BRA": NOW["BRA"]}, role="journalist")


@pytest.mark.slow
def test_a_command_judges_for_the_compiler(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from ictindex.apps.cli.command_tree import app

    for name, rows, year in (("bra", {"BRA": NOW["DEU"]}, YEAR), ("last", LAST, YEAR - 1),
                             ("others", {"DEU": NOW["DEU"]}, YEAR)):  # fmt: skip
        frame = table(rows, year).to_frame()[["economy", "indicator", "year", "value"]]
        frame.to_csv(tmp_path / f"{name}.csv", index=False)
    call = ["validate", str(tmp_path / "bra.csv"), "-e", "2025",
            "--history", str(tmp_path / "last.csv")]  # fmt: skip
    own = CliRunner().invoke(app, call)
    assert "D03" in own.stdout and "DEU" not in own.stdout and "Germany" not in own.stdout
    more = ["--role", "compiler", "--others", str(tmp_path / "others.csv")]
    theirs = CliRunner().invoke(app, [*call, *more])
    assert "D01" in theirs.stdout and "Germany" in theirs.stdout


def test_one_wrong_value_is_no_move_of_all() -> None:
    row = {**NOW["BRA"], "mobile-broadband-subscriptions": 999999}
    judgement = judged({"BRA": row})
    assert "R05" in {finding.rule for finding in judgement}
    assert not displaced(judgement)


def test_values_that_moved_have_a_line_to_go_back_to() -> None:
    moved = dict(zip(NAMES[1:], NOW["BRA"].values(), strict=False))
    # The value of the first line has none above it.
    for row in (moved, {NAMES[0]: NOW["BRA"]["internet-users"], **moved}):
        (finding,) = [each for each in judged({"BRA": row}) if each.rule == "D05"]
        assert [cell.indicator for cell in finding.cells] == [NAMES[1], NAMES[-1]]
        assert finding.message("en").startswith("The 9 values fit better one line further up")
