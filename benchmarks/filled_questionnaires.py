"""Questionnaires of thirty economies as a focal point fills them in: plausible and without a slip.

The ten indicators are those that ITU published (edition 2025 for 2023; the edition before, for
2022, is the history), population, counts of subscriptions and rates of telephones those of the
World Development Indicators, prices the published shares of monthly income of 2025 with the
income that ITU divided by, the first plan of each service the one that ITU names.
``ICTINDEX_DATA`` names the folder (default: ``../shared/data``).

Figures that no available table has are invented, by income group and by chance from a fixed seed:
the division of totals into parts, households, international bandwidth, coverage by any network and
by 5G, households with a computer, the other plans. No result of the library is used.

Invented parts would change from year to year exactly as their total does, so that every limit of a
change would seem free of false alarms. Therefore the parts of the year before are moved by draws
from real yearly changes of parts relative to their total (``series/part_changes.csv``, 4,064
changes), and invented counts by a few percent.
"""

from __future__ import annotations

import csv
import io
import math
import random
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import editions
from real_data import DATA

EDITION, COUNT, SEED = 2025, 30, 12
LANGUAGES = {
    "Africa": ("fr", "en"), "Americas": ("es",), "Arab States": ("ar",),
    "Asia-Pacific": ("zh", "en"), "CIS": ("ru",), "Europe": ("fr", "es", "en"),
}  # fmt: skip
_GROUPS = ("High-income", "Upper-middle-income", "Lower-middle-income", "Low-income")
# By income group, from high to low; each invented.
_INVENTED = {
    "household size": (2.5, 3.4, 4.4, 5.0),
    "urban": (0.82, 0.65, 0.45, 0.3),
    "prepaid": (0.35, 0.6, 0.85, 0.96),
    "lte": (0.85, 0.8, 0.7, 0.55),
    "data only": (0.09, 0.07, 0.05, 0.04),
    "residential": (0.86, 0.87, 0.88, 0.85),
    "bandwidth": (260e3, 120e3, 60e3, 25e3),  # bit/s for each user
    "5g": (0.75, 0.35, 0.12, 0.03),  # of the coverage by 4G
    "computer": (0.9, 0.75, 0.6, 0.4),  # of households with Internet access
}
_TECHNOLOGIES = {
    "cable": (0.2, 0.12, 0.08, 0.05), "dsl": (0.2, 0.18, 0.25, 0.3),
    "fibre": (0.55, 0.62, 0.57, 0.4), "other": (0.05, 0.08, 0.1, 0.25),
}  # fmt: skip
_TELEPHONES = {
    "analogue": (0.2, 0.4, 0.6, 0.7), "isdn": (0.05, 0.04, 0.03, 0.02),
    "wireless": (0.05, 0.1, 0.15, 0.2), "voip": (0.699, 0.459, 0.219, 0.079),
    "payphones": (0.001, 0.001, 0.001, 0.001),
}  # fmt: skip
# How many of a hundred subscriptions have at least this speed, in Mbit/s.
_SPEEDS = {0: 1.0, 2: 2.0, 10: 14.0, 30: 26.0, 100: 45.0, 1000: 12.0}

# How far a yearly change of a part of coverage goes, as a share of one of people's parts.
_COVERAGE_NOISE = 0.4
# By how much invented counts change from year to year beyond their total, at most.
_NOISE = {
    "fixed-broadband-subscriptions-residential": 0.05,
    "mobile-broadband-subscriptions-data-only": 0.2,
    "international-bandwidth-capacity": 0.2,
    "households": 0.02,
}

Cell = tuple[str, str]  # indicator, category ("" for the total)


@dataclass(frozen=True, slots=True)
class Country:
    """An economy drawn, its groups, and the language of its workbook."""

    economy: str
    region: str
    income: str
    language: str

    def invent(self, name: str, spread: float = 0.1) -> float:
        """Return an invented number of its income group, moved by chance."""
        usual = _INVENTED[name][_GROUPS.index(self.income)]
        return usual * (1 + spread * self.chance(name))

    def chance(self, name: str) -> float:
        """Return a number from -1 to 1, the same on every machine and in every year."""
        return self._random(name).uniform(-1, 1)

    def part_change(self, name: str) -> float:
        """Return a real yearly change of a part relative to its total, in logits, by chance."""
        return self._random(f"change {name}").choice(part_changes())

    def _random(self, name: str) -> random.Random:
        return random.Random(zlib.crc32(f"{SEED} {self.economy} {name}".encode()))


@lru_cache(maxsize=1)
def part_changes() -> tuple[float, ...]:
    """Return the real yearly changes of parts relative to their total, in logits."""
    return tuple(float(row["change"]) for row in _rows("series/part_changes.csv"))


def logit(percent: float) -> float:
    """Return the logit of a percentage, finite from 0 to 100."""
    return math.log((percent + 1) / (101 - percent))


def percentage(logit: float) -> float:
    """Return the percentage with a logit, from 0 to 100, with one decimal."""
    raised = math.exp(logit)
    return round(min(max((101 * raised - 1) / (1 + raised), 0.0), 100.0), 1)


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@lru_cache(maxsize=1)
def _world() -> dict[tuple[str, str, int], float]:
    """Return population, counts and rates of the World Development Indicators."""
    figures_of = {("population", r["iso3"], int(r["year"])): float(r["population"])
             for r in _rows("series/population.csv")}  # fmt: skip
    for row in _rows("series/ict_wdi.csv"):
        if row["value"]:
            figures_of[row["indicator"], row["iso3"], int(row["year"])] = float(row["value"])
    return figures_of


@lru_cache(maxsize=1)
def _prices() -> dict[str, dict[str, float]]:
    """Return published prices of 2025 in local currency by economy and ITU's code."""
    income = {r["iso3"]: float(r["monthly_gni_per_capita"])
              for r in _rows("ipb/gni_denominator_2025.csv")}  # fmt: skip
    prices: dict[str, dict[str, float]] = {}
    for row in _rows("ipb/baskets_2008_2025.csv"):
        if (row["year"], row["unit"]) == ("2025", "GNIpc") and row["iso3"] in income:
            price = float(row["value"]) * income[row["iso3"]] / 100
            prices.setdefault(row["iso3"], {})[row["code_prefix"]] = price
    return prices


def published_dollars(economy: str, code: str) -> float | None:
    """Return the published price of 2025 in US dollars."""
    for row in _rows("ipb/baskets_2008_2025.csv"):
        key = (row["iso3"], row["code_prefix"], row["year"], row["unit"])
        if key == (economy, code, "2025", "USD"):
            return float(row["value"])
    return None


@lru_cache(maxsize=1)
def _plans() -> dict[tuple[str, str], dict[str, str]]:
    return {(r["basket"], r["iso3"]): r for r in _rows("ipb/reference_plans_2025.csv")}


_WORLD_NAMES = ("mobile_cellular_subs", "fixed_telephone_subs_per100", "fixed_broadband_subs")
_BASKETS = ("i154_FBB5", "i271mb_5GB", "i271mb_10GB", "i271mb_high_5GB", "i271mb_low_1GB")


@lru_cache(maxsize=1)
def countries() -> tuple[Country, ...]:
    """Draw the economies: one of every region and income group, the rest by chance."""
    groups = {
        r["iso3"]: (r["itu_region"], r["income_group"])
        for r in _rows("idi-editions/idi_editions_values.csv")
        if r["edition"] == str(EDITION)
    }
    printed = editions.editions()
    whole = sorted(e for e in groups if _is_whole(e, printed))
    strata: dict[tuple[str, str], list[str]] = {}
    for economy in whole:
        strata.setdefault(groups[economy], []).append(economy)
    draw = random.Random(SEED)
    drawn = [draw.choice(strata[group]) for group in sorted(strata)]
    drawn += draw.sample([e for e in whole if e not in drawn], COUNT - len(drawn))
    turns: dict[str, int] = {}
    chosen = []
    for economy in drawn:
        region, income = groups[economy]
        spoken = LANGUAGES[region]
        turn = turns[region] = turns.get(region, -1) + 1
        chosen.append(Country(economy, region, income, spoken[turn % len(spoken)]))
    return tuple(chosen)


def _is_whole(economy: str, printed: Mapping[int, Mapping[editions.Key, editions.Cell]]) -> bool:
    """Tell whether all inputs of a questionnaire are available."""
    years = (EDITION - editions.LAG, EDITION - editions.LAG - 1)
    return (
        all((economy, i) in printed[e]
            for i in editions.indicators() for e in (EDITION, EDITION - 1))
        and all((name, economy, year) in _world()
                for name in ("population", *_WORLD_NAMES) for year in years)
        and all(name in _prices().get(economy, {}) for name in _BASKETS)
        and all((name, economy) in _plans()
                for name in ("mobile_data_only_5GB", "fixed_broadband_5GB"))
    )  # fmt: skip


# ------------------------------------------------------------ figures


def figures(country: Country, edition: int, asked: Sequence[Cell]) -> dict[Cell, float | int]:
    """Return the figures that an economy submits for an edition, for the cells that are asked."""
    return _Figures(country, edition).cells(asked)


@lru_cache(maxsize=64)
def _household_size(country: Country) -> float:
    """Return the persons in a household, the same in both years: it must not jump."""
    # No more homes have fixed broadband than have Internet access.
    size = country.invent("household size")
    for edition in (EDITION - 1, EDITION):
        year = edition - editions.LAG
        people = _world()["population", country.economy, year]
        broadband = _world()["fixed_broadband_subs", country.economy, year]
        homes = broadband * country.invent("residential", 0.05)
        share = float(editions.editions()[edition][country.economy, "households-internet"].written)
        if homes:
            size = min(size, 0.9 * share / 70 * people / homes, 1.15 * people / broadband)
    return size


class _Figures:
    """The figures of one economy and edition, made from its published figures."""

    def __init__(self, country: Country, edition: int) -> None:
        self.country, self.year = country, edition - editions.LAG
        self.printed = {i: float(editions.editions()[edition][country.economy, i].written)
                        for i in editions.indicators()}  # fmt: skip
        self.steps = edition - EDITION  # 0 for the year asked, -1 for the one before
        self.totals: dict[str, float | int] = {}
        self.parts: dict[Cell, float | int] = {}
        self._count()
        self._survey()
        if self.steps < 0:
            self._move()

    def _move(self) -> None:
        """Move the invented counts of the year before by chance."""
        for name, most in _NOISE.items():
            moved = 1 + most * self.country.chance(f"change {name}")
            value = self.totals[name] * moved
            whole = isinstance(self.totals[name], int)
            self.totals[name] = round(value) if whole else _digits(value, 4)

    def _of_world(self, name: str) -> float:
        return _world()[name, self.country.economy, self.year]

    def _count(self) -> None:
        own, printed, totals = self.country, self.printed, self.totals
        people = round(self._of_world("population"))
        broadband = round(self._of_world("fixed_broadband_subs"))
        homes = round(broadband * own.invent("residential", 0.05))
        size = _household_size(own)
        totals |= {
            "population": people,
            "households": round(people / size),
            "fixed-broadband-subscriptions-count": broadband,
            "fixed-broadband-subscriptions-residential": homes,
        }
        self._divide("fixed-broadband-subscriptions-count", "fixed-broadband-subscriptions-",
                     _TECHNOLOGIES)  # fmt: skip
        mobile = round(self._of_world("mobile_cellular_subs"))
        active = round(printed["mobile-broadband-subscriptions"] * people / 100)
        prepaid = round(mobile * min(0.985, own.invent("prepaid") - 0.01 * self.steps))
        totals |= {
            "mobile-cellular-subscriptions-count": mobile,
            "mobile-cellular-subscriptions-prepaid": prepaid,
            "mobile-cellular-subscriptions-postpaid": mobile - prepaid,
            "mobile-broadband-subscriptions-count": active,
            "mobile-broadband-subscriptions-lte":
                round(active * min(0.97, own.invent("lte") + 0.03 * self.steps)),
            "mobile-broadband-subscriptions-data-only":
                max(round(active * own.invent("data only")), round(1.02 * active) - mobile),
        }  # fmt: skip
        lines = round(self._of_world("fixed_telephone_subs_per100") * people / 100)
        totals["fixed-telephone-subscriptions-count"] = lines
        self._divide("fixed-telephone-subscriptions-count", "fixed-telephone-", _TELEPHONES)
        users = printed["internet-users"] / 100 * people
        used = own.invent("bandwidth", 0.4) * 1.22**self.steps * users / 1e6
        totals |= {
            "mobile-broadband-traffic-total":
                _digits(printed["mobile-broadband-traffic"] * active / 1e9),
            "fixed-broadband-traffic-total":
                _digits(printed["fixed-broadband-traffic"] * broadband / 1e9),
            "international-bandwidth-used": _digits(used, 5),
            "international-bandwidth-capacity":
                _digits(used * (1.7 + 0.3 * own.chance("capacity")), 4),
        }  # fmt: skip

    def _divide(self, whole: str, stem: str, shares: Mapping[str, Sequence[float]]) -> None:
        """Divide a count into parts that add up to it."""
        group = _GROUPS.index(self.country.income)
        weights = {name: some[group] * (1 + 0.2 * self.country.chance(name))
                   for name, some in shares.items()}  # fmt: skip
        self.totals |= _divided(int(self.totals[whole]), {stem + n: w for n, w in weights.items()})

    def _survey(self) -> None:
        own, printed, totals = self.country, self.printed, self.totals
        for name in ("internet-users", "households-internet", "mobile-phone-ownership",
                     "coverage-3g", "coverage-4g"):  # fmt: skip
            totals[name] = printed[name]
        # An invented figure does not jump where a published value does.
        both = [editions.editions()[e] for e in (EDITION - 1, EDITION)]
        widest = max(float(edition[own.economy, name].written) for edition in both
                     for name in ("coverage-3g", "coverage-4g"))  # fmt: skip
        totals["coverage-mobile"] = round(widest + 0.6 * (100 - widest), 1)
        share = min(0.97, own.invent("5g", 0.25)) * (1 if not self.steps else 0.8)
        totals["coverage-5g"] = round(share * printed["coverage-4g"], 1)
        homes = (
            sum(float(edition[own.economy, "households-internet"].written) for edition in both) / 2
        )
        share = own.invent("computer", 0.08) * (1 + 0.02 * self.steps)
        totals["households-computer"] = round(share * homes, 1)

    def _part(self, indicator: str, category: str) -> float:
        """Return the share of a category, the total between those of all its categories."""
        total, above = float(self.totals[indicator]), 0.0
        above = 100 - total
        moved = 1 + 0.1 * self.country.chance(f"{indicator} {category}")
        pairs = {"F": (-0.06, 0.5), "M": (0.06, 0.5), "PD": (-0.35, 0.1), "PWD": (0.35, 0.9)}
        urban = self.country.invent("urban", 0.05)
        pairs |= {"U": (0.4, urban), "R": (-0.4, 1 - urban)}
        if category in pairs:
            # Two shares whose mean, weighted with their people, is the total.
            way, weight = pairs[category]
            higher = weight if way > 0 else 1 - weight
            room = min(total / higher, above / (1 - higher) if higher < 1 else total)
            return round(total + way * room * (1 - weight), 1)
        usual = {
            "Y_LT15": 0.7, "Y15T24": 1.5, "Y25T74": 1.1, "Y_GE75": 0.35,
            "ISCED11_0_1": 0.55, "ISCED11_2": 0.85, "ISCED11_3_4": 1.3, "ISCED11_5T8": 1.8,
            "Q1": 0.55, "Q2": 0.8, "Q3": 1.02, "Q4": 1.4, "Q5": 1.75,
        }[category]  # fmt: skip
        near = (usual - 1) * moved
        return round(total + near * (total if near < 0 else above), 1)

    def cells(self, asked: Sequence[Cell]) -> dict[Cell, float | int]:
        whole = int(self.totals["fixed-broadband-subscriptions-count"])
        speeds = {name: _speed(name) for name, _ in asked if _speed(name) is not None}
        # From 10 Mbit/s on there may be one row, or also the parts of it.
        above = f"{_SPEED}10-mbit-or-more"
        parts = {n: _SPEEDS[low or 0] for n, low in speeds.items() if low and low >= 10}
        parts.pop(above)
        weights = {name: _SPEEDS[low or 0] for name, low in speeds.items() if (low or 0) < 10}
        self.totals |= _divided(whole, weights | {above: sum(_SPEEDS.values()) - 3.0})
        if parts:
            self.totals |= _divided(int(self.totals[above]), parts)
        return {
            (name, part): self._last_or_now(name, part) if part else self.totals[name]
            for name, part in asked
        }

    def _last_or_now(self, indicator: str, category: str) -> float:
        """Return the share of a category; that of the year before moved by a real change."""
        share = self._part(indicator, category)
        if self.steps == 0:
            return share
        change = self.country.part_change(f"{indicator} {category}")
        change *= _COVERAGE_NOISE if indicator.startswith("coverage") else 1
        return percentage(logit(share) - change)


_SPEED = "fixed-broadband-subscriptions-"


def _speed(name: str) -> int | None:
    """Return the lower end of the speeds of a row in Mbit/s, by its name; ``None``: of no speed."""
    words = name.removeprefix(_SPEED).split("-")
    if not name.startswith(_SPEED) or not {"mbit", "gbit"} & set(words):
        return None
    if words[0] == "below":
        return 0
    return int(words[0]) * (1000 if words[1] == "gbit" else 1)


def _divided(whole: int, weights: Mapping[str, float]) -> dict[str, int]:
    """Return whole numbers by weights, which add up."""
    every = sum(weights.values())
    parts = {name: int(whole * weight / every) for name, weight in weights.items()}
    parts[max(parts, key=lambda name: weights[name])] += whole - sum(parts.values())
    return parts


def _digits(value: float, digits: int = 6) -> float:
    """Return a number as people copy it: so many digits, a whole one where it is large."""
    return float(f"{value:.{digits}g}")


# ------------------------------------------------------------ plans


def plans(country: Country) -> dict[str, list[dict[str, object]]]:
    """Return the plans on offer, by sheet: values by column, codes where there is a list."""
    price = {name: _digits(value, 3) for name, value in _prices()[country.economy].items()}
    mobile = _plans()["mobile_data_only_5GB", country.economy]
    fixed = _plans()["fixed_broadband_5GB", country.economy]
    first, other = mobile["provider"] or "Operator A", "Second operator"
    usual: dict[str, object] = {
        "kind": "plan", "currency": _currency(country.economy), "tax_included": "yes",
        "validity_days": 30, "collected": date(2025, 3, 14),
    }  # fmt: skip
    voice = {"payment": "prepaid", "data_unit": "GB", "generation": "4g"}
    a = usual | voice | {"operator": first, "market_share": 54}
    b = usual | voice | {"operator": other, "market_share": 31}
    home = usual | {"operator": fixed["provider"] or first, "market_share": 62, "data_unit": "GB"}
    speed = float(fixed["speed_mbps"] or 20)
    return {
        "tariffs-mobile": [
            a | {"name": "Start", "price": price["i271mb_low_1GB"], "data": 1, "minutes": 100,
                 "sms": 50},
            a | {"name": "Plus", "price": price["i271mb_high_5GB"], "data": 5, "minutes": 200,
                 "sms": 50},
            a | {"name": "Data 5", "price": price["i271mb_5GB"], "data": 5},
            b | {"name": "Data 10", "price": _digits(1.04 * price["i271mb_10GB"], 3), "data": 10},
            b | {"name": "Max", "payment": "postpaid", "tax_included": "no", "tax_rate": 15,
                 "price": _digits(1.5 * max(price["i271mb_high_5GB"], price["i271mb_10GB"]), 3),
                 "data": 20, "minutes": "unlimited", "sms": 200},
        ],
        "tariffs-fixed-broadband": [
            home | {"name": "Home", "price": price["i154_FBB5"], "data": "unlimited",
                    "speed_mbits": speed, "technology": fixed["technology"] or "DSL",
                    "data_unit": None},
            home | {"name": "Home fast", "price": _digits(1.6 * price["i154_FBB5"], 3),
                    "data": "unlimited", "speed_mbits": 3 * speed, "technology": "fibre",
                    "data_unit": None},
        ],
    }  # fmt: skip


def earlier_plans(country: Country) -> Any:
    """Return the plans of the year before: those of this year, at prices a tenth off at most."""
    import pandas as pd

    import ictindex as ict

    lines = []
    for name, offered in plans(country).items():
        service = name.removeprefix("tariffs-")
        for plan in offered:
            moved = 1 + 0.1 * country.chance(f"price {name} {plan['name']}")
            price = _digits(float(str(plan["price"])) * moved, 3)
            line = plan | {"economy": country.economy, "service": service, "price": repr(price)}
            lines.append({key: str(value) for key, value in line.items() if value is not None})
    return ict.read_tariffs(pd.DataFrame(lines).fillna(""))


def _currency(economy: str) -> str:
    from ictindex.definitions import catalogue

    return catalogue.economies()[economy].currency


# ------------------------------------------------------------ workbooks


def asked_cells(form: Any) -> list[Cell]:
    """Return the cells that the questionnaire asks for, by their codes."""
    return [(a.indicator, a.category) for page in form.pages.values() for a in page.asks]


@lru_cache(maxsize=128)
def empty(country: Country, *, history: bool) -> tuple[Any, bytes]:
    """Return the layout and the bytes of a questionnaire to fill in."""
    import ictindex as ict

    past = _history(country) if history else None
    made = ict.questionnaire(
        country.economy, edition=EDITION, language=country.language, history=past
    )
    if history:
        made = made.with_plans(earlier_plans(country))
    return made.form, made.to_bytes()


def _history(country: Country) -> Any:
    """Return the values accepted for the edition before."""
    import pandas as pd

    import ictindex as ict
    from ictindex.submissions.questionnaires.layout import make_form

    form = make_form(country.economy, EDITION)
    asks = [a for page in form.pages.values() for a in page.asks]
    before = figures(country, EDITION - 1, [(a.indicator, a.category) for a in asks])
    lines = [
        {"economy": country.economy, "indicator": a.indicator, "year": form.year - 1,
         "value": str(Decimal(repr(before[a.indicator, a.category]))),
         **({a.breakdown: a.category} if a.breakdown else {})}
        for a in asks
    ]  # fmt: skip
    return ict.read_observations(pd.DataFrame(lines).fillna(""))


@lru_cache(maxsize=128)
def filled(country: Country, *, history: bool) -> tuple[Any, bytes]:
    """Return the layout and the bytes of a filled questionnaire."""
    import openpyxl

    form, data = empty(country, history=history)
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheets, labels = sheet_titles(book), list_labels(book)
    now = figures(country, EDITION, asked_cells(form))
    column = form.column_of("value") + 1
    for page in form.pages.values():
        for ask in page.asks:
            value = now[ask.indicator, ask.category]
            book[sheets[page.id]].cell(ask.row + 1, column).value = value
    for name, offered in plans(country).items():
        page = form.pages[name]
        for row, plan in zip(page.lines, offered, strict=False):
            for number, field in enumerate(page.columns):
                value = plan.get(field.name)
                if value is not None:
                    shown = labels.get(_list_of(field, name), {}).get(str(value), value)
                    book[sheets[name]].cell(row + 1, number + 1).value = shown
    out = io.BytesIO()
    book.save(out)
    return form, out.getvalue()


def _list_of(column: Any, page: str) -> str:
    """Return the id of the list that a column of plans is chosen from."""
    if column.kind == "choice":
        return f"choice/{column.name}/{page}"
    return {"yes-no": "yes-no", "volume": "unlimited"}.get(column.kind, "")


def sheet_titles(book: Any) -> dict[str, str]:
    """Return the titles of the sheets by id, as the hidden sheet of a workbook has them."""
    rows = [[cell.value for cell in row[:2]] for row in book["ictindex"].iter_rows()]
    return {str(name).removeprefix("sheet "): title for name, title in rows
            if str(name).startswith("sheet ")}  # fmt: skip


def list_labels(book: Any) -> dict[str, dict[str, str]]:
    """Return the labels of every list by code, as the hidden sheet of a workbook has them."""
    sheet, labels = book["lists"], {}
    for column in range(1, sheet.max_column + 1, 2):
        name = sheet.cell(1, column).value
        if name:
            pairs = ([sheet.cell(row, column + side).value for side in (0, 1)]
                     for row in range(2, sheet.max_row + 1))  # fmt: skip
            labels[name] = {str(code): label for code, label in pairs if code is not None}
    return labels
