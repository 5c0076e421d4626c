"""The offices of a rehearsed season: invented economies, their figures, and how each behaves.

Everything follows from the seed, the code of the economy and a name of the place by SHA-256: no
stream of chance is shared, so that one more fault changes nothing else. All figures are invented.
Wherever a member can write, it writes a marked word that nobody else writes: a search for marked
words in public files finds what is closed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from filled_submission import VALUES

from ictindex.definitions.catalogue import synthetic_economies
from ictindex.submissions.questionnaires.labels import list_options
from ictindex.submissions.questionnaires.layout import Position, start_cells
from ictindex.submissions.questionnaires.submission import Submission
from ictindex.submissions.questionnaires.writer import write_workbook

SEED = "a season"
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
TOTALS = {
    "fixed-broadband-subscriptions-count": ("cable", "dsl", "fibre", "other"),
    "fixed-telephone-subscriptions-count": ("analogue", "isdn", "payphones", "voip", "wireless"),
    "mobile-cellular-subscriptions-count": ("prepaid", "postpaid"),
}
PRICES = {"price-mobile-high": (0.4, 9.0), "price-fixed-broadband": (0.6, 14.0)}
# How many of 195 offices do what; a smaller season has the same shares, and at least one of each.
BEHAVIOURS: Mapping[str, int] = {
    "silent": 40,
    "late": 20,
    "two parts": 15,
    "overlapping": 5,
    "objecting": 5,
    "confidential": 3,
    "rejecting": 1,
    "emptied resend": 1,
    "refusing": 1,
    "extended": 6,
    "renamed": 3,
    "wrong State": 1,
    "asked": 12,
}
# What an office can only do in addition to something else: part of this behaviour.
_WITHIN = {"overlapping": "two parts", "extended": "late"}
_WHOLE = 195
# A marked word, and the code of an invented economy, in the bytes of a file.
MARK = re.compile(rb"qz[0-9a-f]{10}qz")
CODE = re.compile(rb"\bX[A-H][A-Z]\b")
Figures = dict[tuple[str, str], int | float]


def chance(*names: object) -> float:
    """Return a number from 0 to 1 that follows from names alone."""
    digest = hashlib.sha256("|".join(map(str, (SEED, *names))).encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def mark(economy: str, field: str) -> str:
    """Return the word that an office alone writes, and writes at this place alone."""
    code = hashlib.sha256(f"{SEED}|{economy}|{field}".encode()).hexdigest()[:10]
    return f"qz{code}qz"


@dataclass(frozen=True)
class Office:
    """One invented State: its language, its size, and how it behaves."""

    economy: str
    language: str
    people: int
    richness: float
    behaviours: frozenset[str]

    def does(self, behaviour: str) -> bool:
        """Tell whether it behaves so."""
        return behaviour in self.behaviours

    @property
    def answers(self) -> bool:
        """Tell whether it sends any workbook."""
        return not self.behaviours & {"silent", "refusing"}


def offices(count: int) -> list[Office]:
    """Return the offices of a season, each with its behaviour."""
    codes = synthetic_economies()[:count]
    does: dict[str, set[str]] = {code: set() for code in codes}
    free = sorted(codes, key=lambda code: chance(code, "order"))
    for name, often in BEHAVIOURS.items():
        number = max(1, round(often * count / _WHOLE))
        if name in _WITHIN:
            several = [code for code in codes if _WITHIN[name] in does[code]]
            chosen = sorted(several, key=lambda code: chance(code, name))[:number]
        else:
            chosen, free = free[:number], free[number:]
        for code in chosen:
            does[code].add(name)
    return [
        Office(
            code,
            LANGUAGES[int(chance(code, "language") * len(LANGUAGES))],
            round(10 ** (5 + 3 * chance(code, "people"))),
            0.9 + 0.25 * chance(code, "richness"),
            frozenset(does[code]),
        )
        for code in codes
    ]


def figures(office: Office, *, before: bool = False) -> Figures:
    """Return the figures of an office for this year, or for the year before."""
    growth = 0.97 if before else 1.0
    made: Figures = {}
    for name, written in VALUES.items():
        base, _, part = name.partition("@")
        value = float(written)
        if base == "population":
            made[base, ""] = round(office.people * (0.99 if before else 1))
        elif base.startswith(("coverage", "households-", "internet-users", "mobile-phone")):
            rich = office.richness
            share = 100 - (100 - value) / rich**2 if rich > 1 else value * rich
            made[base, part.partition("=")[2]] = round(share - (0.8 if before else 0), 1)
        else:
            scaled = value * office.people / float(VALUES["population"]) * office.richness * growth
            made[base, ""] = float(f"{scaled:.5g}") if value < 100 else round(scaled)
    for total, parts in TOTALS.items():
        stem = total.removesuffix("subscriptions-count")
        stem = stem if stem == "fixed-telephone-" else total.removesuffix("count")
        made[total, ""] = sum(int(made[stem + part, ""]) for part in parts)
    return made


def prices(office: Office) -> dict[str, Decimal]:
    """Return the prices of an office, in percent of income, as the compiler collects them."""
    return {
        name: Decimal(str(round(most - (most - least) * chance(office.economy, "prices"), 2)))
        for name, (least, most) in PRICES.items()
    }


# ------------------------------------------------------------ workbooks

REGULATOR, STATISTICS = "Regulator", "Statistical office"
# The sheets of the statistical office, where two offices send; the regulator has all others.
SECOND_OFFICE = ("households", "individuals")
USERS, FIBRE = ("internet-users", ""), ("fixed-broadband-subscriptions-fibre", "")
CABLE = ("fixed-broadband-subscriptions-cable", "")
OWNERSHIP = ("mobile-phone-ownership", "")


def closed_cells(office: Office) -> list[tuple[str, str]]:
    """Return the cells that an office marks as confidential."""
    return [FIBRE] if office.does("confidential") else []


def typed_figures(office: Office) -> Figures:
    """Return the figures that an office types, without those that it does not have."""
    made = figures(office)
    for behaviour in ("objecting", "rejecting", "asked"):
        if office.does(behaviour):
            made.pop(OWNERSHIP, None)  # the compiler has an estimate, and consults
    return made


def parts(office: Office) -> tuple[str, ...]:
    """Return the offices that send a part; one without a name sends everything."""
    return (REGULATOR, STATISTICS) if office.does("two parts") else ("",)


def needs_estimate(office: Office) -> bool:
    """Tell whether a State has no value of its own for the share of owners of mobile phones."""
    return office.answers and OWNERSHIP not in typed_figures(office)


def estimate(office: Office) -> Decimal:
    """Return the estimate that the compilers found."""
    return Decimal(str(round(float(figures(office)[OWNERSHIP]) - 3.3, 1)))


def reply(office: Office) -> Literal["", "agreed", "rejected"]:
    """Return what a State answers to the consultation; empty: it is silent."""
    if office.does("rejecting"):
        return "rejected"
    return "agreed" if office.does("objecting") else ""


def typed_cells(
    asked: Submission, office: Office, typed: Figures, closed: Collection[tuple[str, str]]
) -> dict[Position, object]:
    """Return what an office writes into its workbook: figures, marks of confidence, words."""
    form = asked.form
    cells: dict[Position, object] = {}
    for row, column in sorted(start_cells(form)):
        cells["start", row, column] = mark(office.economy, f"contact {row}")
    label = dict(list_options(form, asked.language)["conf_status"])["C"]
    for page in form.pages.values():
        for ask in page.asks:
            cell = (ask.indicator, ask.category)
            if cell not in typed:
                continue
            cells[page.id, ask.row, form.column_of("value")] = typed[cell]
            if cell in closed:
                cells[page.id, ask.row, form.column_of("conf_status")] = label
            if cell in (USERS, FIBRE, ("households", "")):
                note = mark(office.economy, f"note {ask.indicator}")
                cells[page.id, ask.row, form.column_of("note")] = note
    return cells


def fill_in(
    asked: Submission,
    office: Office,
    typed: Figures,
    closed: Collection[tuple[str, str]],
    file: str,
) -> bytes:
    """Return the workbook of an office as it comes back."""
    contents = replace(asked.contents, cells=typed_cells(asked, office, typed, closed))
    return write_workbook(asked.form, asked.language, contents, file=file)


def marks(office: Office) -> dict[str, str]:
    """Return every marked word that an office may have written, by its place."""
    places = [f"contact {row}" for row in range(30)]
    places += [f"note {name}" for name in ("internet-users", FIBRE[0], "households")]
    places += ["reason", "objection", "consultation", "file", "query"]
    return {field: mark(office.economy, field) for field in places}
