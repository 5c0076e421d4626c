"""Errata and their retractions: the contents of their records in the register.

A published edition does not change. An erratum states the wrong cell, the value believed right, and
its effect on score and rank. The record of a retraction has the type of errata, because the
verifier in an edition published earlier would report a register with another type as altered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any

from ictindex.core import decimals as numbers
from ictindex.core.canonical import encode_record
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import DamagedArchiveError, NumberSyntaxError
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table
from ictindex.editions.storage.format import record_digest
from ictindex.editions.storage.record_files import file_name
from ictindex.editions.storage.register import RETRACTS, is_retraction
from ictindex.indices.results.what_if import Correction, Effect, name_of, state_correction
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.renderable import Page, Renderable
from ictindex.language.i18n.sentences import (
    Sentence,
    add_sentence,
    list_parts,
    name_economy,
    put_before,
)

# Role of the finder of an error or of the publisher who withdraws: never a person.
ROLES = ("publisher", "focal-point", "compiler", "user")
ERRATUM = "erratum"
EFFECTS = define(
    "erratum-effects",
    Column("economy", "economy", page=False),
    Column("node", "node", "errata/columns/node", names=name_of),
    Column("score_before", "figure", page=False),
    Column("score_after", "figure", page=False),
    Column("rounded_before", "figure", "errata/columns/before"),
    Column("rounded_after", "figure", "errata/columns/after"),
    Column("rank_before", "rank", "errata/columns/rank-before", gaps=True),
    Column("rank_after", "rank", "errata/columns/rank-after", gaps=True),
    key=("economy", "node"),
)
# The effects in the JSON of an erratum: the scores as they are published.
SHOWN_EFFECTS = define(
    "erratum-effects-shown",
    Column("economy", "economy"),
    Column("node", "node"),
    Column("before", "figure", get="rounded_before"),
    Column("after", "figure", get="rounded_after"),
    Column("rank_before", "rank", gaps=True),
    Column("rank_after", "rank", gaps=True),
    key=("economy", "node"),
    page=(),
)
_RETRACTING = {RETRACTS, "record", "reason", "role"}
_KEYS = {
    "economy",
    "indicator",
    "year",
    "published",
    "corrected",
    "decimals",
    "reason",
    "role",
    "effect",
}
_DECIMALS, _ROUNDED = slice(2, 6), slice(4, 6)
_MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Retraction:
    """The retraction of an erratum, on record like the erratum.

    Parameters
    ----------
    number : int
        Number of its own record in the register.
    date : datetime.date
        Its date.
    reason : str
        The reason.
    role : str
        Role of its author; ``publisher`` in new ones.
    unsigned : bool
        Whether the publisher signed the edition, but not this record.

    Examples
    --------
    >>> Retraction(2, dt.date(2024, 9, 8), "The survey was right", "publisher").describe("en")
    'Retracted on 2024-09-08 by the publisher (reason: The survey was right).'
    """

    number: int
    date: dt.date
    reason: str
    role: str
    unsigned: bool = False

    def describe(self, language: str | None = None) -> str:
        """Return the retraction in words.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        str
            A line of text.
        """
        return _state_retraction(self).to_text(language)


@dataclass(frozen=True, slots=True)
class Erratum(Renderable):
    """An erratum on record.

    Parameters
    ----------
    id, root : str
        The edition or data release that it is about, and the root digest of that.
    number : int
        Number of the record in the register.
    date : datetime.date
        Its date.
    economy, indicator : str
        The cell: ISO3 code, and id of the indicator.
    year : int
        Year of the value.
    published, corrected : decimal.Decimal or None
        The published value, and the one believed right; ``None`` for no value.
    reason : str
        The reason.
    role : str
        Role of the finder: ``publisher`` in new errata; earlier ones also have ``focal-point``,
        ``compiler`` or ``user``.
    effect : tuple of Effect or None
        Effect of the value believed right on scores and ranks; ``None`` for a data release.
    retraction : Retraction or None
        Its retraction, if it was retracted later; ``None`` for a valid erratum.
    unsigned : bool
        Whether the publisher signed the edition, but not this record.

    Examples
    --------
    >>> erratum = Erratum("idi-2024", "sha256:00", 1, dt.date(2024, 9, 1), "BRA", "internet-users",
    ...                2022, Decimal("80.5"), Decimal("81"), "Revised survey", "focal-point", ())
    >>> erratum.correction.describe("en")
    'Brazil, Individuals using the Internet, 2022: 80.5 → 81'
    >>> Erratum("idi-2024", "sha256:00", 1, dt.date(2024, 9, 1), "BRA", "internet-users", 2022,
    ...         Decimal("80.5"), None, "Typing error", "user", ()).describe("en")[:35]
    'Erratum of 2024-09-01, found by a u'
    """

    _json_name = "erratum"

    id: str
    root: str
    number: int
    date: dt.date
    economy: str
    indicator: str
    year: int
    published: Decimal | None
    corrected: Decimal | None
    reason: str
    role: str
    effect: tuple[Effect, ...] | None
    retraction: Retraction | None = None
    unsigned: bool = False

    @property
    def correction(self) -> Correction:
        """The cell and its two values."""
        return Correction(self.economy, self.indicator, self.year, self.published, self.corrected)

    def describe(self, language: str | None = None) -> str:
        """Return the erratum in words: cell, values, role, date and reason; and its retraction.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        str
            A line of text.
        """
        return state_erratum(self).to_text(language)

    def _blocks(self, language: str) -> list[Block]:
        blocks: list[Block] = [
            i18n.Heading(i18n.text("errata", "title", language, id=self.id), 2),
            state_erratum(self),
            i18n.Sentence("errata/stays"),
            i18n.Sentence("errata/number", number=self.number),
        ]
        if not self.effect:
            key = "no-index" if self.effect is None else "no-effect"
            return [*blocks, i18n.Sentence(f"errata/{key}")]
        own = [effect for effect in self.effect if effect.economy == self.economy]
        others = [effect for effect in self.effect if effect.economy != self.economy]
        if own:
            blocks.append(i18n.Sentence("errata/effect"))
            blocks.append(effect_table(own, language))
        if others:
            moved = sorted({effect.economy for effect in others})
            shown = [name_economy(economy) for economy in moved[:_MOST_SHOWN]]
            if len(moved) > len(shown):
                shown.append(Sentence("views/more-faults", count=len(moved) - len(shown)))
            blocks.append(Sentence("errata/others", names=list_parts(shown)))
        return blocks

    def _to_dict(self) -> dict[str, Any]:
        """Return the cell, its two values and the effect on published scores, as plain data."""
        effect = self.effect
        return {
            "id": self.id,
            "number": self.number,
            "economy": self.economy,
            "indicator": self.indicator,
            "year": self.year,
            "published": None if self.published is None else format(self.published, "f"),
            "corrected": None if self.corrected is None else format(self.corrected, "f"),
            "effect": None if effect is None else write_records(Table.of(SHOWN_EFFECTS, effect)),
        }


def show_retraction(erratum: Erratum, language: str | None = None) -> Page:
    """Return the page of an erratum that was retracted, in one line."""

    def build(language: str) -> list[Block]:
        return [put_before(erratum.id, state_erratum(erratum))]

    def record() -> dict[str, Any]:
        made = erratum.retraction
        facts = (
            None
            if made is None
            else {
                "number": made.number,
                "date": made.date.isoformat(),
                "reason": made.reason,
                "role": made.role,
            }
        )
        return {"id": erratum.id, "number": erratum.number, "retraction": facts}

    return Page(build, language, record, json_name="retraction")


def mark_unsigned(record: Sentence, *, unsigned: bool) -> Sentence:
    """Put before a record that the publisher of a signed edition did not sign it."""
    return add_sentence(Sentence("errata/unsigned"), record) if unsigned else record


def _state_retraction(retraction: Retraction) -> Sentence:
    return mark_unsigned(
        Sentence(
            "errata/retracted",
            date=retraction.date.isoformat(),
            role=Sentence(f"errata/roles/{retraction.role}"),
            reason=retraction.reason,
        ),
        unsigned=retraction.unsigned,
    )


def state_erratum(erratum: Erratum) -> Sentence:
    """Return an erratum as a sentence: cell, values, role, date and reason; and its retraction."""
    sentence = mark_unsigned(
        Sentence(
            "errata/erratum",
            date=erratum.date.isoformat(),
            role=Sentence(f"errata/roles/{erratum.role}"),
            change=state_correction(erratum.correction),
            reason=erratum.reason,
        ),
        unsigned=erratum.unsigned,
    )
    if erratum.retraction is None:
        return sentence
    # The retraction comes first, so that nobody takes the erratum for valid.
    return add_sentence(_state_retraction(erratum.retraction), sentence)


def effect_table(rows: Iterable[Effect], language: str) -> i18n.Grid:
    """Return a table of scores and ranks before and after."""
    return write_grid(Table.of(EFFECTS, rows), language)


def erratum_details(
    correction: Correction, reason: str, role: str, effect: Iterable[Effect] | None
) -> dict[str, Any]:
    """Return the details of the record of an erratum."""
    rows = (
        None
        if effect is None
        else [[getattr(change, name) for name in EFFECTS.columns] for change in effect]
    )
    return {
        "economy": correction.economy,
        "indicator": correction.indicator,
        "year": correction.year,
        "published": correction.before,
        "corrected": correction.after,
        # Canonical numbers do not show that 80.0 was published with a decimal.
        "decimals": [_places([value]) for value in (correction.before, correction.after)],
        "reason": reason,
        "role": role,
        "effect": None
        if rows is None
        else {
            "columns": list(EFFECTS.columns),
            "decimals": _places(cell for row in rows for cell in row[_ROUNDED]),
            "rows": rows,
        },
    }


def retraction_details(number: int, record: str, reason: str, role: str) -> dict[str, Any]:
    """Return the details of the record of a retraction: its erratum, the reason, the role."""
    return {RETRACTS: number, "record": record, "reason": reason, "role": role}


def read_errata(
    records: Iterable[Mapping[str, Any]], unsigned: Container[int] = ()
) -> tuple[Erratum, ...]:
    """Return the errata among records of a register, each with its retraction, if any."""
    errata: dict[int, Erratum] = {}
    digests: dict[int, str] = {}
    for record in records:
        if record["type"] != ERRATUM:
            continue
        with readable(record):
            if is_retraction(record):
                number, retraction = _retraction(record, digests)
                if errata[number].retraction is not None:
                    raise ValueError
                retraction = replace(retraction, unsigned=retraction.number in unsigned)
                errata[number] = replace(errata[number], retraction=retraction)
            else:
                erratum = _erratum(record)
                errata[erratum.number] = replace(erratum, unsigned=erratum.number in unsigned)
                digests[record["number"]] = record_digest(encode_record(record))
    return tuple(errata.values())


@contextmanager
def readable(record: Mapping[str, Any]) -> Iterator[None]:
    """Refuse a register with a record that lacks facts of its type."""
    try:
        yield
    except (KeyError, TypeError, ValueError, NumberSyntaxError) as error:
        number = record.get("number")
        file = file_name(number) if type(number) is int else "-"
        raise DamagedArchiveError("archive.unsound", file=file) from error


def _places(values: Iterable[Decimal | None]) -> int:
    """Return the number of decimals of some numbers."""
    return max((numbers.decimals_of(value) for value in values if value is not None), default=0)


def common_fields(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of every record about an edition: id, root, number, date."""
    date = dt.date.fromisoformat(record["date"])
    return {**{name: record[name] for name in ("id", "root", "number")}, "date": date}


def _erratum(record: Mapping[str, Any]) -> Erratum:
    stated = record["details"]
    if set(stated) != _KEYS or type(stated["year"]) is not int:
        raise ValueError
    effect, (published, corrected) = stated["effect"], stated["decimals"]
    return Erratum(
        **common_fields(record),
        economy=text_of(stated["economy"]),
        indicator=text_of(stated["indicator"]),
        year=stated["year"],
        published=_number(stated["published"], published),
        corrected=_number(stated["corrected"], corrected),
        reason=text_of(stated["reason"]),
        role=text_of(stated["role"]),
        effect=None
        if effect is None
        else tuple(_effect(row, effect["decimals"]) for row in effect["rows"]),
    )


def _retraction(record: Mapping[str, Any], digests: Mapping[int, str]) -> tuple[int, Retraction]:
    """Return the number of the retracted erratum, and the retraction."""
    stated = record["details"]
    if set(stated) != _RETRACTING or stated["role"] not in ROLES:
        raise ValueError
    if type(stated[RETRACTS]) is not int or digests[stated[RETRACTS]] != stated["record"]:
        raise ValueError
    common = common_fields(record)
    return stated[RETRACTS], Retraction(
        common["number"], common["date"], text_of(stated["reason"]), text_of(stated["role"])
    )


def _effect(row: list[Any], decimals: int) -> Effect:
    cells = list(row)
    cells[_DECIMALS] = [_number(cell, 0) for cell in cells[2:4]] + [
        _number(cell, decimals) for cell in cells[_ROUNDED]
    ]
    if not all(cell is None or type(cell) is int for cell in cells[6:]):
        raise ValueError
    return Effect(text_of(cells[0]), text_of(cells[1]), *cells[2:])


def text_of(value: object) -> str:
    """Return a text of a record; refuse anything else."""
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: object, decimals: int) -> Decimal | None:
    """Return a number with at least as many decimals as it was written with."""
    if value is None:
        return None
    if type(decimals) is not int:
        raise TypeError
    number = numbers.parse(text_of(value))
    with numbers.exact():
        return number.quantize(Decimal(1).scaleb(-max(decimals, numbers.decimals_of(number))))
