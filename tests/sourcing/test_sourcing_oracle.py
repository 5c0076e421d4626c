"""Random candidates against an oracle that decides each cell by itself, as the mandate reads.

The oracle shares no code with the library: it works on the plain rows, cell by cell.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sourcing_cases import CUT_OFF, IDI, consultations, receipt

import ictindex as ict
from ictindex import catalogue

OFFICIAL = ("official-submission", "official-publication")
CODES = sorted(catalogue.economies())[:200]
LEGACY = ict.methodology("idi", edition=2011)


@dataclass(frozen=True)
class Case:
    methodology: ict.Methodology
    reference: int
    carried: tuple[int, ...]
    auxiliary: tuple[str, ...]
    keys: tuple[str, ...]
    whole: bool


CASES = (
    Case(IDI, 2022, (2021,), (), ("internet-users", "coverage-3g", "coverage-4g"), True),
    Case(LEGACY, 2010, (), ("adult-literacy",), ("adult-literacy", "internet-users"), False),
)
DAYS = (None, date(2024, 1, 10), CUT_OFF, date(2024, 5, 1))


def _value(draw: random.Random) -> str:
    return draw.choice(("50", "50.0", "60", "70.5", "70.50", "80"))


def _rows(draw: random.Random, case: Case, economy: str) -> Iterator[tuple[int, dict[str, object]]]:
    """Candidates of an economy, each with the number of the receipt that it is in."""
    classes = (*OFFICIAL, *OFFICIAL[:1], "other", "other", "estimate", "estimate", "auxiliary", "")
    years = (case.reference, case.reference, case.reference, case.reference - 1, case.reference - 3)
    for key in case.keys:
        seen = set()
        for _ in range(draw.choice((0, 1, 1, 2, 3, 4, 6, 9))):
            number = draw.randrange(8)
            source_class = draw.choice(classes)
            one = {
                "economy": economy, "indicator": key, "year": draw.choice(years),
                "value": draw.choice((_value(draw), _value(draw), _value(draw), "")), "unit": "",
                "source_class": source_class, "source": draw.choice(("", "NSO", "Survey X", "Y")),
                "status": draw.choice("AAAAAEPI"),
                "conf_status": draw.choice(("", "", "", "F", "C", "E")),
                "sex": draw.choice(("", "", "", "", "_T", "F")),
            }  # fmt: skip
            named = (number, one["year"], source_class, one["source"], one["sex"])
            if named not in seen:
                seen.add(named)
                yield number, one


def _records(draw: random.Random, rows: list[dict[str, object]]) -> Iterator[dict[str, object]]:
    """Consultations on most candidates that are not official, some of another value."""
    seen = set()
    for one in rows:
        if (one["source_class"] in OFFICIAL and one["status"] != "I") or draw.random() < 0.2:
            continue
        value = one["value"] if one["value"] and draw.random() < 0.85 else _value(draw)
        source = one["source"]
        named = (one["economy"], one["indicator"], one["year"], source, Decimal(str(value)))
        if named in seen or not source:
            continue
        seen.add(named)
        notified = date(2024, 1, 15) + timedelta(
            days=draw.choice((0, 10, 16, 20, 60, 105, 106, 120))
        )
        deadline = notified + timedelta(days=draw.choice((1, 20, 46, 90)))
        answer = draw.choice(("", "", "", "agreed", "agreed", "objected", "rejected", "supplied"))
        answered = notified + timedelta(days=draw.choice((0, 3, 30, 90))) if answer else ""
        yield {
            "economy": one["economy"], "indicator": one["indicator"], "year": one["year"],
            "source": source, "value": value, "notified": str(notified),
            "deadline": str(deadline), "answered": str(answered), "answer": answer, "text": "",
        }  # fmt: skip


def _is_official(one: dict[str, object]) -> bool:
    return one["source_class"] in OFFICIAL and one["status"] != "I"


def oracle_cell(
    case: Case, mine: list[tuple[int, dict[str, object]]], records: list[dict[str, object]]
) -> tuple[Decimal | None, bool]:
    """The value of a cell, and whether estimates stand rejected in it."""
    at_hand = [
        (number, one)
        for number, one in mine
        if one["value"] != ""
        and one["sex"] in ("", "_T")
        and (DAYS[number % 4] is None or DAYS[number % 4] <= CUT_OFF)
    ]

    def newest(group: list[tuple[int, dict[str, object]]], own: bool) -> list[dict[str, object]]:
        if own and any(number < 4 for number, _ in group):  # the focal point's receipts
            group = [(number, one) for number, one in group if number < 4]
        days = [DAYS[number % 4] for number, _ in group]
        if None not in days:
            group = [pair for pair, day in zip(group, days, strict=True) if day == max(days)]
        return [one for _, one in group]

    def only(group: list[dict[str, object]]) -> Decimal | None:
        if any(one["conf_status"] == "C" for one in group):
            return None
        values = {Decimal(str(one["value"])) for one in group}
        return values.pop() if len(values) == 1 else None

    for year in (case.reference, *case.carried):
        for source_class in OFFICIAL:
            group = [
                (number, one)
                for number, one in at_hand
                if _is_official(one) and one["source_class"] == source_class and one["year"] == year
            ]
            if group:
                return only(newest(group, True)), False
    key = mine[0][1]["indicator"] if mine else ""
    if key in case.auxiliary:
        for year in (case.reference, *case.carried):
            group = [
                (number, one)
                for number, one in at_hand
                if one["source_class"] == "auxiliary" and one["year"] == year
            ]
            by_source: dict[object, list[tuple[int, dict[str, object]]]] = {}
            for number, one in group:
                by_source.setdefault(one["source"], []).append((number, one))
            left = [one for same in by_source.values() for one in newest(same, False)]
            if left:
                return only(left), False

    others = [
        (number, one)
        for number, one in at_hand
        if one["year"] == case.reference
        and (
            one["source_class"] in ("other", "estimate")
            or (one["source_class"] in OFFICIAL and one["status"] == "I")
        )
    ]

    def answered(record: dict[str, object]) -> str:
        said = str(record["answered"])
        return str(record["answer"]) if said and date.fromisoformat(said) <= CUT_OFF else ""

    for record in records:
        if answered(record) != "rejected" or record["year"] not in (case.reference, *case.carried):
            continue
        now = [
            one["value"]
            for _, one in mine
            if one["sex"] in ("", "_T")
            and one["source"] == record["source"]
            and one["year"] == record["year"]
        ]
        there = [Decimal(str(value)) for value in now if value != ""]
        if not now or Decimal(str(record["value"])) in there:
            return None, True
    for kinds in (("other",), ("estimate", *OFFICIAL)):
        told: list[tuple[date, dict[str, object]]] = []
        groups: dict[object, list[tuple[int, dict[str, object]]]] = {}
        for number, one in others:
            if one["source_class"] in kinds:
                groups.setdefault(one["source"], []).append((number, one))
        for same in groups.values():
            for one in newest(same, False):
                for record in records:
                    if (
                        record["source"] == one["source"]
                        and record["year"] == one["year"]
                        and Decimal(str(record["value"])) == Decimal(str(one["value"]))
                        and date.fromisoformat(str(record["deadline"])) < CUT_OFF
                        and date.fromisoformat(str(record["notified"])) < CUT_OFF
                        and answered(record) in ("", "agreed")
                    ):
                        told.append((date.fromisoformat(str(record["notified"])), one))
        if told:
            first = min(day for day, _ in told)
            return only([one for day, one in told if day == first]), False
    return None, False


def batch(seed: int, case: Case) -> int:
    """Decide 200 random tables at once and compare each with the oracle."""
    draw = random.Random(seed)
    rows = [pair for economy in CODES for pair in _rows(draw, case, economy)]
    records = list(_records(draw, [one for _, one in rows]))
    receipts = [
        receipt(
            [one for number, one in rows if number == n],
            "focal-point" if n < 4 else "compiler",
            DAYS[n % 4],
        )
        for n in range(8)
        if any(number == n for number, _ in rows)
    ]
    selection = ict.select_sources(
        receipts, case.methodology, consultations=consultations(*records), cut_off=CUT_OFF
    )
    chosen = selection.observations.columns
    found = {
        (economy, key): (value, source_class, source, int(year), status, conf)
        for economy, key, value, source_class, source, year, status, conf in zip(
            *(
                chosen[name]
                for name in (
                    "economy", "indicator", "value", "source_class", "source", "year", "status",
                    "conf_status",
                )
            ),
            strict=True,
        )
    }  # fmt: skip
    left_out = set()
    wanted: dict[tuple[str, str], Decimal] = {}
    of_cell: dict[tuple[str, str], list[tuple[int, dict[str, object]]]] = {}
    for number, one in rows:
        of_cell.setdefault((str(one["economy"]), str(one["indicator"])), []).append((number, one))
    about: dict[tuple[str, str], list[dict[str, object]]] = {}
    for record in records:
        about.setdefault((str(record["economy"]), str(record["indicator"])), []).append(record)
    for cell in of_cell.keys() | about.keys():
        value, rejected = oracle_cell(case, of_cell.get(cell, []), about.get(cell, []))
        if rejected and case.whole:
            left_out.add(cell[0])
        if value is not None:
            wanted[cell] = value
    wanted = {cell: value for cell, value in wanted.items() if cell[0] not in left_out}
    assert set(selection.left_out) == left_out, seed
    assert {cell: told[0] for cell, told in found.items()} == wanted, seed
    for cell, (value, source_class, source, year, status, conf) in found.items():
        mandate(case, cell, value, source_class, source, year, status, of_cell[cell], about)
        assert conf != "C"
    return len(CODES)


def mandate(
    case: Case,
    cell: tuple[str, str],
    value: Decimal,
    source_class: str,
    source: str,
    year: int,
    status: str,
    mine: list[tuple[int, dict[str, object]]],
    about: dict[tuple[str, str], list[dict[str, object]]],
) -> None:
    """Official or auxiliary; else official data are absent and the focal point was consulted."""
    if (source_class in OFFICIAL and status != "I") or (
        source_class == "auxiliary" and cell[1] in case.auxiliary
    ):
        return
    for number, one in mine:
        day = DAYS[number % 4]
        assert not (
            _is_official(one)
            and one["value"] != ""
            and one["sex"] in ("", "_T")
            and one["year"] in (case.reference, *case.carried)
            and (day is None or day <= CUT_OFF)
        ), cell
    assert any(
        record["source"] == source
        and record["year"] == year
        and Decimal(str(record["value"])) == value
        and str(record["notified"]) < str(record["deadline"]) < str(CUT_OFF)
        for record in about.get(cell, [])
    ), cell


@pytest.mark.parametrize("case", CASES, ids=("2023", "2011"))
def test_ten_thousand_random_tables_are_decided_as_the_oracle_does(case: Case) -> None:
    assert sum(batch(seed, case) for seed in range(25)) == 5_000
