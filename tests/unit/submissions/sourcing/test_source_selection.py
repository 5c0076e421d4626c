"""Random candidates against an oracle that decides each economy by itself, as the mandate reads.

The oracle shares no code with the library: it works on the plain rows. A table is what is at hand
of one economy: submissions in time, cells emptied or withdrawn, counts of which rates are derived,
scores above values, labels that do not fit.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sourcing_cases import CUT_OFF, IDI, consultations, receipt_of, table

import ictindex as ict
from ictindex.definitions import catalogue

OFFICIAL = ("official-submission", "official-publication")
CLASSES = (*OFFICIAL, "other", "estimate", "auxiliary")
CODES = sorted(catalogue.economies())[:200]
LEGACY = ict.methodology("idi", edition=2011)
# Series that nobody submits; the oracle has its own list, of the series that are drawn.
SERIES = ("population", "adult-literacy")

Row = dict[str, Any]
Rows = Sequence[Row]
Records = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Rate:
    """A rate that follows from counts: the divisor in units of the table."""

    count: str
    by: str
    factor: int


@dataclass(frozen=True)
class Case:
    methodology: ict.Methodology
    reference: int
    carried: tuple[int, ...]
    auxiliary: tuple[str, ...]
    keys: tuple[str, ...]
    nodes: Mapping[str, tuple[str, ...]]  # what is below each node, of what is drawn or not
    scored: tuple[str, ...]  # where a score may replace a value
    rates: Mapping[str, Rate]
    whole: bool


CASES = (
    Case(
        IDI, 2022, (2021,), ("population",),
        ("internet-users", "coverage-3g", "coverage-4g", "network-coverage",
         "mobile-broadband-subscriptions", "mobile-broadband-traffic"),
        {"network-coverage": ("coverage-3g", "coverage-4g")},
        ("internet-users", "network-coverage", "mobile-broadband-subscriptions",
         "mobile-broadband-traffic"),
        {
            "mobile-broadband-subscriptions": Rate(
                "mobile-broadband-subscriptions-count", "population", 100
            ),
            "mobile-broadband-traffic": Rate(
                "mobile-broadband-traffic-total", "mobile-broadband-subscriptions-count", 10**9
            ),
        },
        True,
    ),
    Case(
        LEGACY, 2010, (), ("adult-literacy", "population"),
        ("adult-literacy", "internet-users", "skills", "fixed-broadband-subscriptions"),
        {"skills": ("adult-literacy", "secondary-enrolment", "tertiary-enrolment")},
        ("skills",),
        {
            "fixed-broadband-subscriptions": Rate(
                "fixed-broadband-subscriptions-count", "population", 100
            )
        },
        False,
    ),
)  # fmt: skip
DAYS = (None, date(2024, 1, 10), CUT_OFF, date(2024, 5, 1))
FOCAL = 4  # receipts below are the focal point's
SOURCES = ("", "NSO", "Survey X", "Y", "Caf\u00e9", "Cafe\u0301")


def in_time(number: int) -> bool:
    day = DAYS[number % 4]
    return day is None or day <= CUT_OFF


def nfc(text: object) -> str:
    return unicodedata.normalize("NFC", str(text))


def number_of(value: object) -> Decimal:
    return Decimal(str(value))


# ------------------------------------------------------------------ what is drawn


def _value(draw: random.Random) -> str:
    return draw.choice(("50", "50.0", "60", "70.5", "70.50", "80"))


def _rows(draw: random.Random, case: Case, economy: str) -> Iterator[Row]:
    """Candidates of an economy, each with the number of the receipt that it is in."""
    classes = (*OFFICIAL, *OFFICIAL[:1], "other", "other", "estimate", "estimate", "auxiliary", "")
    years = (case.reference, case.reference, case.reference, case.reference - 1, case.reference - 3)
    seen = set()
    for key in case.keys:
        for _ in range(draw.choice((0, 0, 1, 1, 2, 3, 4, 6))):
            node = key in case.nodes
            item: Row = {
                "receipt": draw.randrange(8), "withdrawn": draw.random() < 0.12,
                "economy": economy, "indicator": key, "year": draw.choice(years),
                "value": draw.choice((_value(draw), _value(draw), _value(draw), "")),
                "unit": "score" if node or draw.random() < 0.06 else "",
                "source_class": draw.choice(classes), "source": draw.choice(SOURCES),
                "status": draw.choice("AAAAAEPI"),
                "conf_status": draw.choice(("", "", "", "F", "C", "E")),
                "sex": draw.choice(("", "", "", "", "_T", "F")),
            }  # fmt: skip
            if item["value"] == "":
                item["status"] = draw.choice("MMQ")
            yield from _once(item, seen)
    for rate in case.rates.values():
        for name, values in ((rate.count, ("50", "80", "")), (rate.by, ("100", "200"))):
            for number in range(8):
                if draw.random() < 0.85:
                    continue
                big = rate.factor if name != rate.count and rate.factor > 100 else 1
                value = draw.choice(values)
                yield from _once(
                    {
                        "receipt": number, "withdrawn": draw.random() < 0.1,
                        "economy": economy, "indicator": name, "year": draw.choice(years[:4]),
                        "value": str(int(value) * big) if value else "", "unit": "",
                        "source_class": draw.choice(
                            (OFFICIAL[0], OFFICIAL[0], "estimate", "auxiliary", "auxiliary")
                        ),
                        "source": draw.choice(("NSO", "UN")),
                        "status": draw.choice("AAAEI") if value else "M",
                        "conf_status": draw.choice(("", "", "", "E", "C")), "sex": "",
                    },
                    seen,
                )  # fmt: skip


def _once(row: Row, seen: set[object]) -> Iterator[Row]:
    """Each receipt and year has one of the counts, so that each rate is derived in one way only."""
    counted = row["indicator"].endswith(("-count", "-total")) or row["indicator"] == "population"
    named: tuple[object, ...] = (row["receipt"], row["indicator"], row["year"])
    if not counted:
        named = (*named, row["source_class"], nfc(row["source"]), row["sex"], row["unit"])
    if named not in seen:
        seen.add(named)
        yield row


def _records(draw: random.Random, rows: Iterable[Row]) -> Iterator[dict[str, object]]:
    """Consultations on most candidates that are not official, some of another value."""
    seen = set()
    for row in rows:
        if is_official(row) or draw.random() < 0.2:
            continue
        value = row["value"] if row["value"] and draw.random() < 0.85 else _value(draw)
        source, score = row["source"], row["unit"]
        named = (
            row["economy"], row["indicator"], row["year"], nfc(source), number_of(value), score,
        )  # fmt: skip
        if named in seen or not source:
            continue
        seen.add(named)
        if draw.random() < 0.2:
            source = draw.choice((unicodedata.normalize("NFD", source), nfc(source)))
        notified = date(2024, 1, 15) + timedelta(
            days=draw.choice((0, 10, 16, 20, 60, 105, 106, 120))
        )
        # A value may be consulted on again, in rounds of their own days.
        for number in range(draw.choice((1, 1, 1, 2, 3))):
            started = notified + timedelta(days=7 * number)
            deadline = started + timedelta(days=draw.choice((1, 20, 46, 90)))
            answer = draw.choice(
                ("", "", "", "", "agreed", "agreed", "agreed", "objected", "rejected", "supplied")
            )
            answered = started + timedelta(days=draw.choice((0, 3, 30, 90))) if answer else ""
            yield {
                "economy": row["economy"], "indicator": row["indicator"], "year": row["year"],
                "source": source, "value": value, "notified": str(started),
                "deadline": str(deadline), "answered": str(answered), "answer": answer, "text": "",
                # A node has nothing but scores: there the unit may be left out.
                "unit": score if row["indicator"] != "network-coverage" else "",
            }  # fmt: skip


# ------------------------------------------------------------------ what a row is


def stated_class(row: Row) -> str:
    """The class that counts; of a cell that the focal point left empty it is its submission."""
    imputed = row["status"] == "I" and row["source_class"] != "auxiliary"
    actual = "estimate" if imputed else str(row["source_class"])
    if actual == "" and row["value"] == "" and row["receipt"] < FOCAL:
        return OFFICIAL[0]
    return actual


def is_official(row: Row) -> bool:
    return stated_class(row) in OFFICIAL


def is_closed(row: Row) -> bool:
    """A value that exists and must not be published, or is kept back altogether."""
    secret = row["conf_status"] == "C"
    return secret if row["value"] != "" else is_official(row) and (secret or row["status"] == "Q")


def is_silent(row: Row) -> bool:
    return bool(row["withdrawn"]) or (row["value"] == "" and not is_closed(row))


def is_score(row: Row) -> bool:
    return row["unit"] == "score"


# ------------------------------------------------------------------ rates from counts


def derived(case: Case, rows: Rows) -> list[Row]:
    """The rates of the counts of one receipt, but for those that a supplied one comes before."""
    collected = []
    supplied = [row for row in rows if row["value"] != ""]

    def standing(row: Row) -> int:
        kind = stated_class(row) if row["value"] != "" else str(row["source_class"])
        if kind in OFFICIAL:
            return 0
        return ("other", "estimate", "", "auxiliary").index(kind) + 1

    def same_place(value: Row, other: Row) -> bool:
        parts = [str(row["sex"]).replace("_T", "") for row in (value, other)]
        return (value["economy"], value["indicator"], value["year"], parts[0]) == (
            other["economy"], other["indicator"], other["year"], parts[1],
        )  # fmt: skip

    for key, rate in case.rates.items():
        for count in (row for row in supplied if row["indicator"] == rate.count):
            others = [
                row
                for row in supplied
                if row["indicator"] == rate.by
                and (row["economy"], row["year"]) == (count["economy"], count["year"])
            ]
            if not others:
                continue
            (by,) = others
            counted = [
                row for row in (count, by)
                if row["source_class"] != "auxiliary" or row["indicator"] not in SERIES
            ]  # fmt: skip
            kinds = [str(row["source_class"]).replace("auxiliary", "") for row in counted]
            marks = [str(item["status"]) for item in counted if item["status"] != "A"]
            strict = [str(row["conf_status"]) for row in (count, by)]
            rated = {
                **count, "indicator": key, "withdrawn": False, "unit": "",
                "value": number_of(count["value"]) * rate.factor / number_of(by["value"]),
                "source_class": "" if "" in kinds else max(kinds, key=CLASSES.index),
                "status": "I" if "I" in marks else (*marks, "A")[0],
                "conf_status": next((mark for mark in "CE" if mark in strict), ""),
            }  # fmt: skip
            there = [row for row in supplied if same_place(row, rated)]
            best = min((standing(row) for row in there), default=9)
            twice = any(
                (row["source_class"], row["source"], row["sex"], row["unit"])
                == (rated["source_class"], rated["source"], rated["sex"], rated["unit"])
                for row in there
            )
            if standing(rated) < best and not twice:
                collected.append(rated)
    return collected


# ------------------------------------------------------------------ the oracle


def last_word(group: Rows) -> tuple[list[Row], bool]:
    """The values of the last submission, and whether it is unsure that there are any."""
    closed: list[Row] = []
    if group and is_official(group[0]):
        # An empty cell of a Member State says nothing; what is closed remains until withdrawn.
        group = [row for row in group if row["withdrawn"] or not is_silent(row)]
        closed = [
            row for row in group
            if is_closed(row) and not row["withdrawn"]
            and not any(other["withdrawn"] and certainly_later(other, row) for other in group)
        ]  # fmt: skip
        if any(row["receipt"] < FOCAL for row in group):
            group = [row for row in group if row["receipt"] < FOCAL]
    days = [DAYS[row["receipt"] % 4] for row in group]
    if None not in days:
        latest = max(days, default=None)
        group = [row for row, day in zip(group, days, strict=True) if day == latest]
    rows = [row for row in group if not is_silent(row)]
    silent = {row["receipt"] for row in group} - {row["receipt"] for row in rows}
    unsure = bool(rows) and bool(silent)
    return [*rows, *(row for row in closed if row not in rows)], unsure


def certainly_later(row: Row, than: Row) -> bool:
    """The focal point after a compiler; else by the day, where both are stated."""
    focal, before = row["receipt"] < FOCAL, than["receipt"] < FOCAL
    if focal != before:
        return focal
    day, earlier = DAYS[row["receipt"] % 4], DAYS[than["receipt"] % 4]
    return day is not None and earlier is not None and earlier < day


def only(group: Rows) -> Decimal | None:
    """The value that all say, if it may be published."""
    if any(is_closed(row) for row in group):
        return None
    values = {number_of(row["value"]) for row in group}
    return values.pop() if len(values) == 1 else None


class Economy:
    """The data of one economy, and what follows from them."""

    def __init__(self, case: Case, rows: Rows, records: Records) -> None:
        self.case, self.records = case, records
        self.rows = [
            row for row in rows if row["sex"] in ("", "_T") and in_time(int(row["receipt"]))
        ]

    @property
    def years(self) -> tuple[int, ...]:
        return (self.case.reference, *self.case.carried)

    def group(self, key: str, source_class: str, year: int, score: bool) -> list[Row]:
        if score and key not in self.case.scored:
            return []
        return [
            row
            for row in self.rows
            if row["indicator"] == key
            and stated_class(row) == source_class
            and row["year"] == year
            and is_score(row) == score
        ]

    def official(self, key: str, year: int, scores: tuple[bool, ...] = (False, True)) -> bool:
        return any(
            last_word(self.group(key, source_class, year, score))[0]
            for source_class in OFFICIAL
            for score in scores
        )

    def is_closed(self, key: str, year: int, score: bool) -> bool:
        """A submission or a publication closes the value, for both of them."""
        return any(
            is_closed(row)
            for source_class in OFFICIAL
            for row in last_word(self.group(key, source_class, year, score))[0]
        )

    def is_official_anywhere(self, key: str) -> bool:
        """In the cell, or in counts of which nobody needs to estimate the rate."""
        rate = self.case.rates.get(key)
        for year in self.years:
            if self.official(key, year):
                return True
            if rate and all(
                name in SERIES or self.official(name, year, (False,))
                for name in (rate.count, rate.by)
            ):
                return True
        return False

    def absent(self, key: str) -> bool:
        """Nothing official: not here, not below this score, not in a score above this value."""
        near = [*self.case.nodes.get(key, ())]
        near += [node for node, below in self.case.nodes.items() if key in below]
        if self.is_official_anywhere(key):
            return False
        return not any(
            self.is_official_anywhere(node)
            if node in self.case.nodes.get(key, ())
            else any(self.official(node, year) for year in self.years)
            for node in near
        )

    def auxiliary(self, key: str) -> tuple[bool, Decimal | None]:
        if key in self.case.auxiliary:
            for year in self.years:
                group = self.group(key, "auxiliary", year, False)
                left, unsure = [], False
                for source in {nfc(row["source"]) for row in group}:
                    supplied, doubt = last_word([o for o in group if nfc(o["source"]) == source])
                    left, unsure = left + supplied, unsure or doubt
                if left:
                    return True, None if unsure else only(left)
        return False, None

    def rejected(self, key: str) -> bool:
        if not self.absent(key) or self.auxiliary(key)[0]:
            return False
        answer_days: dict[str, list[str]] = {"agreed": [], "rejected": []}
        for record in self.records:
            if (
                record["indicator"] == key
                and record["year"] in self.years
                and record["answer"] in answer_days
                and record["answered"] <= str(CUT_OFF)
            ):
                answer_days[record["answer"]].append(record["answered"])
        if not answer_days["rejected"]:
            return False
        return max(answer_days["agreed"], default="") <= max(answer_days["rejected"])

    def notified_on(self, row: Row) -> str:
        """The day on which a value was notified, where that admits it; else nothing."""
        day = str(CUT_OFF)
        rounds = [
            record
            for record in self.records
            if record["indicator"] == row["indicator"]
            and record["year"] == row["year"]
            and nfc(record["source"]) == nfc(row["source"])
            and number_of(record["value"]) == number_of(row["value"])
            and (record["unit"] == "score" or record["indicator"] in self.case.nodes)
            == is_score(row)
            and record["notified"] < day
        ]
        # The last answer counts, whatever rounds follow without one.
        answered = [record for record in rounds if record["answer"] and record["answered"] <= day]
        if answered:
            last = max(answered, key=lambda record: (record["answered"], record["notified"]))
            return str(last["notified"]) if last["answer"] == "agreed" else ""
        if rounds:
            last = max(rounds, key=lambda record: record["notified"])
            return str(last["notified"]) if last["deadline"] < day else ""
        return ""

    def value(self, key: str) -> tuple[Decimal | None, Row | None]:
        """The value of a cell, and one of the rows that say it."""
        for year in self.years:
            for source_class in OFFICIAL:
                for score in (False, True):
                    supplied, unsure = last_word(self.group(key, source_class, year, score))
                    if supplied:
                        if unsure or self.is_closed(key, year, score):
                            return None, None
                        return only(supplied), supplied[0]
        there, value = self.auxiliary(key)
        if there:
            return value, None
        if not self.absent(key) or self.rejected(key):
            return None, None
        for kind in ("other", "estimate"):
            for score in (False, True):
                group = self.group(key, kind, self.case.reference, score)
                notified: list[tuple[str, Row]] = []
                for source in {nfc(row["source"]) for row in group}:
                    supplied, unsure = last_word([o for o in group if nfc(o["source"]) == source])
                    if unsure or len({number_of(o["value"]) for o in supplied if o["value"]}) > 1:
                        continue
                    notified += [(day, row) for row in supplied if (day := self.notified_on(row))]
                if notified:
                    first = min(day for day, _ in notified)
                    chosen = [row for day, row in notified if day == first]
                    return only(chosen), chosen[0]
        return None, None

    def decided(self) -> tuple[dict[str, Decimal], bool]:
        keys = [*self.case.keys, "population"]
        values = {key: value for key in keys if (value := self.value(key)[0]) is not None}
        for node, below in self.case.nodes.items():
            if all(name in values for name in below):
                values.pop(node, None)
        out = self.case.whole and any(self.rejected(key) for key in keys)
        return ({} if out else values), out


# ------------------------------------------------------------------ compared with the library


def _receipts(
    draw: random.Random, case: Case, rows: list[Row]
) -> tuple[list[ict.data.Receipt], Rows]:
    """The receipts of all rows, some with derived rates, and the rows as they then are."""
    receipts, all_rows = [], []
    for number in range(8):
        mine = [row for row in rows if row["receipt"] == number]
        if not mine:
            continue
        made = table([{k: v for k, v in row.items() if k not in ("receipt", "withdrawn")}
                      for row in mine])  # fmt: skip
        if number % 2 == draw.randrange(2):
            made = ict.data.derive(made).completed
            by_economy: dict[str, list[Row]] = {}
            for row in mine:
                by_economy.setdefault(row["economy"], []).append(row)
            mine = mine + [item for some in by_economy.values() for item in derived(case, some)]
            assert len(made) == len(mine), number
        # A row is withdrawn by what names it in a receipt: cell, unit, source and value.
        gone = {_name(row) for row in mine if row["withdrawn"]}
        mine = [{**row, "withdrawn": _name(row) in gone} for row in mine]
        receipts.append(
            receipt_of(
                made, "focal-point" if number < FOCAL else "compiler", DAYS[number % 4],
                withdrawn=[item["withdrawn"] for item in _in_order(made, mine)],
            )
        )  # fmt: skip
        all_rows += mine
    return receipts, all_rows


def _name(row: Row) -> tuple[object, ...]:
    names = ("economy", "indicator", "year", "unit", "source", "sex", "value")
    return tuple(str(row[name]) for name in names)


def _in_order(made: ict.Observations, mine: Rows) -> Rows:
    """The supplied rows come first, in their order; derived ones follow, in that of the rates."""
    columns = made.columns
    names = ("economy", "indicator", "year", "source_class", "source", "sex", "unit", "status")
    left = list(mine)
    ordered = []
    for row in range(len(made)):
        at = next(
            n
            for n, item in enumerate(left)
            if all(str(item[name]) == str(columns[name][row]) for name in names)
            and (columns["value"][row] is None) == (item["value"] == "")
            and (item["value"] == "" or number_of(item["value"]) == columns["value"][row])
        )
        ordered.append(left.pop(at))
    return ordered


def batch(seed: int, case: Case) -> int:
    """Decide 200 random tables at once and compare each with the oracle."""
    draw = random.Random(seed)
    drawn = [row for economy in CODES for row in _rows(draw, case, economy)]
    receipts, rows = _receipts(draw, case, drawn)
    records = list(_records(draw, [row for row in rows if row["indicator"] in case.keys]))
    arguments: dict[str, Any] = {
        "consultations": consultations(*records), "cut_off": CUT_OFF,
    }  # fmt: skip
    selection = ict.select_sources(receipts, case.methodology, **arguments)
    chosen = selection.observations.columns
    names = ("economy", "indicator", "value", "source_class", "source", "status", "conf_status")
    actual = {
        (economy, key): (value, source_class, source, status, conf)
        for economy, key, value, source_class, source, status, conf in zip(
            *(chosen[name] for name in names), strict=True
        )
    }
    wanted: dict[tuple[str, str], Decimal] = {}
    left_out = set()
    economies = {}
    for code in CODES:
        of = Economy(
            case,
            [row for row in rows if row["economy"] == code],
            [row for row in records if row["economy"] == code],
        )
        economies[code] = of
        values, out = of.decided()
        if out and code in selection.economies:
            left_out.add(code)
        wanted |= {(code, key): value for key, value in values.items()}
    assert set(selection.left_out) == left_out, seed
    assert {cell: message[0] for cell, message in actual.items()} == wanted, seed
    for (code, key), (value, source_class, source, status, conf) in actual.items():
        assert conf != "C"
        mandate(economies[code], key, value, source_class, source, status)
    draw.shuffle(receipts)
    again = ict.select_sources(receipts, case.methodology, **arguments)
    assert again.digest == selection.digest
    assert again.to_frame("en").equals(selection.to_frame("en"))
    return len(CODES)


def mandate(
    of: Economy, key: str, value: Decimal, source_class: str, source: str, status: str
) -> None:
    """Official or auxiliary; else official data are absent and the focal point was consulted."""
    case = of.case
    if source_class == "auxiliary" and key in case.auxiliary:
        return
    if source_class in OFFICIAL and status != "I":
        return
    relevant = {key, *case.nodes.get(key, ())}
    relevant |= {node for node, below in case.nodes.items() if key in below}
    for row in of.rows:
        last = all(
            not (is_silent(other) and other["indicator"] == row["indicator"]) for other in of.rows
        )
        assert not (
            row["indicator"] in relevant
            and row["value"] != ""
            and row["source_class"] in OFFICIAL
            and row["status"] != "I"
            and row["year"] in of.years
            and (not is_score(row) or row["indicator"] in case.scored)
            and last  # where a cell was emptied or withdrawn, only the oracle knows in which order
        ), key
    assert any(
        nfc(record["source"]) == nfc(source)
        and record["indicator"] == key
        and number_of(record["value"]) == value
        and record["year"] == case.reference
        and str(record["notified"]) < str(CUT_OFF)
        and (
            str(record["deadline"]) < str(CUT_OFF)
            or (record["answer"] == "agreed" and str(record["answered"]) <= str(CUT_OFF))
        )
        and not (
            record["answer"] in ("objected", "rejected", "supplied")
            and str(record["answered"]) <= str(CUT_OFF)
        )
        for record in of.records
    ), key


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=("2023", "2011"))
def test_random_tables_are_decided_as_the_oracle_does(case: Case) -> None:
    assert sum(batch(seed, case) for seed in range(3)) == 600


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=("2023", "2011"))
@pytest.mark.parametrize("part", [0, pytest.param(1, marks=pytest.mark.long)])
def test_four_thousand_random_tables_are_decided_as_the_oracle_does(case: Case, part: int) -> None:
    seeds = range(100 + 5 * part, 105 + 5 * part)
    assert sum(batch(seed, case) for seed in seeds) == 1_000
