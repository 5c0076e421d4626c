"""The change of each printed score of the IDI, split by the scores that ITU prints.

The workbook is read a second time with openpyxl, and its cells are added up in fractions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.analysis.change.score_change import ScoreChange
from ictindex.analysis.commentary.change_commentary import describe_change
from ictindex.language import i18n

openpyxl = pytest.importorskip("openpyxl")

UNIVERSAL = ("internet-users", "households-internet", "mobile-broadband-subscriptions")
MEANINGFUL = (
    "network-coverage", "mobile-broadband-traffic", "fixed-broadband-traffic",
    "price-mobile-high", "price-fixed-broadband", "mobile-phone-ownership",
)  # fmt: skip
# Box 1 of the methodology: two pillars of equal weight, equal weights within a pillar.
SHARES = {
    **dict.fromkeys(UNIVERSAL, Fraction(1, 6)),
    **dict.fromkeys(MEANINGFUL, Fraction(1, 12)),
}
COVERAGE = ("coverage-3g", "coverage-4g")
PILLARS = {"universal-connectivity": UNIVERSAL, "meaningful-connectivity": MEANINGFUL}
# Columns Z to AL of each sheet, in its own order; AI is empty.
COLUMNS = (*UNIVERSAL, *MEANINGFUL, None, *PILLARS, "idi")
PAIRS = (
    (2024, 2025, 117),
    pytest.param(2023, 2024, 117, marks=pytest.mark.slow),
    pytest.param(2023, 2025, 115, marks=pytest.mark.slow),
)
Row = Mapping[str, Fraction]


@lru_cache(maxsize=1)
def cells(data: Path) -> dict[int, dict[str, Row]]:
    """The printed scores of each economy of the three sheets; ``n.p.`` is left out."""
    book = openpyxl.load_workbook(
        data / "idi-editions" / "IDIDataset_open.xlsx", data_only=True, read_only=True
    )
    editions: dict[int, dict[str, Row]] = {}
    for edition in (2023, 2024, 2025):
        rows = {}
        for row in book[f"IDI {edition} Data"].iter_rows(values_only=True):
            code = {"WBG": "PSE"}.get(row[0], row[0])
            if not isinstance(code, str) or not isinstance(row[37], int | float):
                continue
            rows[code] = {
                node: Fraction(repr(cell))
                for node, cell in zip(COLUMNS, row[25:38], strict=True)
                if node is not None and isinstance(cell, int | float)
            }
        editions[edition] = rows
    return editions


@lru_cache(maxsize=4)
def result_of(data: Path, edition: int) -> ict.Result:
    path = data / "idi-editions" / "IDIDataset_open.xlsx"
    table = ict.read_observations(path, form="itu-idi", edition=edition)
    return ict.compute(ict.methodology("idi", edition=edition), table)


@lru_cache(maxsize=4)
def change_of(data: Path, first: int, last: int) -> ScoreChange:
    return ict.analysis.explain_change(result_of(data, first), result_of(data, last))


def split_by_hand(old: Row, new: Row) -> Iterator[tuple[tuple[str, ...], Fraction]]:
    """The steps of an economy: each printed indicator, and the rest of each pillar together."""
    for pillar, indicators in PILLARS.items():
        printed = [node for node in indicators if node in old and node in new]
        points = {node: SHARES[node] * (new[node] - old[node]) for node in printed}
        for node in printed:
            yield (node,), points[node]
        missing = tuple(node for node in indicators if node not in printed)
        if missing:
            yield missing, (new[pillar] - old[pillar]) / 2 - sum(points.values())


@pytest.mark.slow
@pytest.mark.parametrize(("first", "last", "count"), PAIRS)
def test_every_printed_change_has_its_steps(first: int, last: int, count: int, data: Path) -> None:
    before, after = cells(data)[first], cells(data)[last]
    change = change_of(data, first, last)
    assert set(change.economies) == before.keys() & after.keys()
    assert len(change.economies) == count
    for code in change.economies:
        old, new = before[code], after[code]
        own = change.economy(code)
        whole = new["idi"] - old["idi"]
        assert Fraction(own.change) == whole
        assert sum(Fraction(step.points) for step in own.steps) == whole
        assert sum(step.exact for step in own.steps) == whole
        points: dict[tuple[str, ...], Fraction] = {}
        for step in own.steps:
            node = "network-coverage" if step.indicator in COVERAGE else step.indicator
            key = step.together or (node,)
            points[key] = points.get(key, Fraction(0)) + step.exact
        rounding = points.pop(("",))
        expected = dict(split_by_hand(old, new))
        assert points.keys() == expected.keys()
        for key, exact in expected.items():
            # 3G and 4G are split by their values, with one decimal; all others are exact, but for
            # the last digits of the scores of 2023, which are printed as floats.
            limit = Fraction(11, 1200) if key == ("network-coverage",) else Fraction(1, 10**9)
            assert abs(points[key] - exact) <= limit, (code, key)
        # Both indices have one decimal, the scores of the indicators at least two.
        assert abs(rounding) <= Fraction(1, 10) + sum(step.margin for step in own.steps)
        assert abs(rounding) < Fraction(3, 20)


@pytest.mark.slow
def test_one_hundred_changes_have_at_most_one_unknown_indicator_a_pillar(data: Path) -> None:
    change = change_of(data, 2024, 2025)
    most = [
        max((len(step.together) for step in change.economy(code).steps), default=0)
        for code in change.economies
    ]
    assert [most.count(0), most.count(1), sum(n > 1 for n in most)] == [75, 25, 17]
    for code in change.economies:
        for step in change.economy(code).steps:
            assert (step.kind == "not-published") == bool(step.together)
            # A step of one indicator has its name; a step of several has that of the pillar.
            assert len(step.together) != 1 or step.together == (step.indicator,)
            assert len(step.together) < 2 or step.indicator in PILLARS


# Causes, read by eye in the rows of the two sheets (2024, 2025). A dagger marks an estimate, a
# double dagger a value of the year before; n.a. and n.p.: not printed.
READ = {
    # 36.2 and 38.4, both with a dagger; 15.8‡ and 57.5; 87.0‡ and 83.4; 85.0‡ and 77.5; 0.3‡ and
    # 19.5; households n.p. and 46.76; fixed traffic 0.22 and n.p.
    ("COG", "internet-users"): ("estimated", "0.4"),
    ("COG", "mobile-broadband-subscriptions"): ("carried-replaced", "4.6"),
    ("COG", "coverage-3g"): ("carried-replaced", "-0.1"),
    ("COG", "coverage-4g"): ("carried-replaced", "-0.4"),
    ("COG", "mobile-broadband-traffic"): ("carried-replaced", "3.8"),
    ("COG", "price-mobile-high"): ("measured", "2.4"),
    ("COG", "price-fixed-broadband"): ("measured", "2.5"),
    ("COG", "households-internet"): ("not-published", "0.5"),
    ("COG", "fixed-broadband-traffic"): ("not-published", "4.9"),
    # 38.89 and 89.35 of "ITU Research"; 74.5† and 82.5‡ of the statistical office, both of 2022.
    ("TZA", "price-fixed-broadband"): ("measured", "4.2"),
    ("TZA", "mobile-phone-ownership"): ("estimate-replaced", "0.7"),
    ("TZA", "households-internet"): ("not-published", "3.7"),
    # 47.0†, then 48.0 of the "Gallup World Poll (estimate)", whose class is not stated.
    ("LSO", "internet-users"): ("source-not-stated", "0.2"),
    ("LSO", "mobile-broadband-subscriptions"): ("measured", "-0.7"),
    ("LSO", "households-internet"): ("not-published", "8.2"),
    # 79.73 and 61.42, then 0 and 0, of "Conatel Venezuela" in place of the "Comisión Nacional".
    ("VEN", "price-mobile-high"): ("source-changed", "-6.6"),
    ("VEN", "price-fixed-broadband"): ("source-changed", "-5.1"),
    ("VEN", "universal-connectivity"): ("not-published", "0.4"),
    ("VEN", "mobile-phone-ownership"): ("not-published", "0.5"),
    # 94.4† and 94.8†; 1.1 and 1.2 of "ITU Research".
    ("BHS", "internet-users"): ("estimated", "0.1"),
    ("BHS", "price-mobile-high"): ("measured", "-0.1"),
    # "General Statistics Office of Vietnam", then "Ministry of Information and Communications".
    ("VNM", "households-internet"): ("source-changed", "0.4"),
    ("VNM", "mobile-broadband-subscriptions"): ("measured", "0.3"),
    # 83.5† of 2022, then 67.8‡ of 2022 of the National Bureau of Statistics.
    ("SYC", "households-internet"): ("estimate-replaced", "-2.8"),
    # 10003.1, then 10003.1‡: the value of 2022 in both.
    ("KWT", "fixed-broadband-traffic"): ("same-value", "0.0"),
    # 136.7, then 134.9‡: another value of 2022.
    ("SMR", "mobile-broadband-subscriptions"): ("revised", "-0.2"),
    # 101.7‡ of 2021, then 119.4‡ of 2022; both traffics n.p. twice.
    ("KNA", "mobile-broadband-subscriptions"): ("carried", "2.0"),
    ("KNA", "meaningful-connectivity"): ("not-published", "0.1"),
    # 79.2 of the State Statistics Service, then 82.4†.
    ("UKR", "internet-users"): ("estimate-used", "0.5"),
}  # fmt: skip


@small_cases("code", sorted({code for code, _ in READ}))
def test_causes_are_those_that_were_read_in_the_workbook(code: str, data: Path) -> None:
    steps = {step.indicator: step for step in change_of(data, 2024, 2025).economy(code).steps}
    expected = {node: own for (economy, node), own in READ.items() if economy == code}
    read = {node: (steps[node].cause, str(steps[node].points)) for node in expected}
    assert read == expected


def test_carried_values_are_named_as_a_cause(data: Path) -> None:
    page = change_of(data, 2024, 2025).economy("COG").to_text("en")
    assert page.count("new value for 2023 in place of one carried from 2021") >= 4
    name = "Fixed-broadband Internet traffic per subscription"
    assert f"{name} (not published in one edition or both): +4.9" in page
    pillar = change_of(data, 2024, 2025).economy("VEN").to_html("en")
    assert (
        "Universal connectivity, not published in one edition or both, together "
        "(Individuals using the Internet, Households with Internet access at home)" in pillar
    )


@pytest.mark.slow
def test_the_release_note_is_of_all_printed_economies(data: Path) -> None:
    note = ict.analysis.release_note(result_of(data, 2024), result_of(data, 2025))
    before, after = cells(data)[2024], cells(data)[2025]
    both = before.keys() & after.keys()
    moved = {code for code in both if before[code]["idi"] != after[code]["idi"]}
    assert set(note.list_changes()["economy"]) == moved
    coverage = note.coverage().set_index("economy")["what"]
    assert set(coverage[coverage == "joined"].index) == after.keys() - before.keys()
    assert set(coverage[coverage == "left"].index) == before.keys() - after.keys()


@pytest.mark.slow
def test_groups_end_at_the_means_of_the_printed_scores(data: Path) -> None:
    everybody = change_of(data, 2024, 2025).groups("itu-region").query("group == 'all'")
    ends = everybody.set_index("kind")["points"]
    for kind, edition in (("start", 2024), ("end", 2025)):
        scores = [row["idi"] for row in cells(data)[edition].values()]
        assert abs(ends[kind] - float(sum(scores) / len(scores))) <= 0.005 + 1e-9


def test_a_what_if_is_compared_by_the_scores_computed_here(data: Path) -> None:
    result = result_of(data, 2025)
    other = ict.what_if(result, {("BRA", "internet-users"): "90"})
    brazil = ict.analysis.explain_change(result, other).economy("BRA")
    assert [step.kind for step in brazil.steps if step.exact] == ["what-if"]
    assert {"rounding", "not-published"}.isdisjoint(step.kind for step in brazil.steps)


def test_every_sentence_names_what_is_not_published(data: Path) -> None:
    change = change_of(data, 2024, 2025)
    for code in change.economies:
        own = change.economy(code)
        (sentence,) = describe_change(own)
        text = sentence.to_text("en")
        missing = {node for step in own.steps for node in step.together}
        assert ("not published in one edition or both" in text) == bool(missing), text
        assert all(i18n.label("nodes", node, "en") in text for node in missing), text
