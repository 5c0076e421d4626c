"""The letter that consults a focal point on other sources, in six languages.

The letter addresses a role, never a person: the sender adds names and addresses.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from ictindex.core import arguments
from ictindex.core.decimals import to_decimal
from ictindex.core.errors import UsageError
from ictindex.data.cell_text import Fault, number_of, text_of
from ictindex.data.dates import date_of
from ictindex.data.tables.typed_cells import date_in
from ictindex.definitions import catalogue
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.sentences import isolate_text, name_economy
from ictindex.submissions.sourcing.consultations import Consultations

if TYPE_CHECKING:
    import pandas as pd

_NEEDED = ("economy", "indicator", "year", "source", "value")


def consultation_letter(
    economy: str,
    values: Consultations | pd.DataFrame | Iterable[Mapping[str, Any]],
    *,
    edition: int,
    index: Literal["idi", "ipb"] = "idi",
    deadline: dt.date | str | None = None,
    language: str | None = None,
    format: str = "text",
) -> str:
    """Write the letter that consults a focal point on values of other sources.

    Parameters
    ----------
    economy : str
        ISO3 code of the Member State.
    values : Consultations, DataFrame or list of mappings
        The values: what :meth:`Selection.pending` returns, or the table of consultations. Rows of
        other economies are ignored; of several rounds on a value, the one notified last counts.
    edition : int
        The edition in which the values would be used.
    index : str
        ``"idi"``, ``"ipb"``, or a part of the index.
    deadline : datetime.date or str, optional
        Last day for an answer (ISO 8601); by default the one of the records.
    language : str, optional
        One of the six languages; by default the one in force.
    format : str
        ``text``, ``markdown``, ``latex``, ``html``, ``mathml`` or ``typst``.

    Returns
    -------
    str
        The letter.

    Raises
    ------
    UsageError
        If there is no such index, no value of that economy, a value without its indicator, year or
        source, or no single deadline.

    Examples
    --------
    >>> import ictindex as ict
    >>> letter = ict.sourcing.consultation_letter(
    ...     "ECU",
    ...     [{
    ...         "economy": "ECU", "indicator": "internet-users", "year": 2022,
    ...         "source": "Survey of X", "value": "70.1",
    ...     }],
    ...     edition=2024, deadline="2024-03-01", language="en",
    ... )
    >>> "Survey of X" in letter, "Resolution 131" in letter
    (True, True)
    """
    chosen_language = i18n.current_language(language)
    arguments.require(isinstance(edition, int), "edition", "whole-number", edition)
    if index not in catalogue.node_ids():
        allowed = catalogue.node_ids()
        raise UsageError("selection.letter-index", index=str(index)[:40], allowed=allowed)
    rows = _last_rounds(row for row in _rows(values) if row["economy"] == economy)
    if economy not in catalogue.economies():
        near = catalogue.economy_hint(str(economy)) or "-"
        raise UsageError("selection.no-economy", wanted=str(economy)[:40], hint=near)
    if not rows:
        raise UsageError("selection.nothing-to-consult", economy=economy)
    day = date_of(deadline, "deadline") or _deadline(rows)
    return i18n.write(
        _letter(economy, rows, edition, index, day, chosen_language), chosen_language, format
    )


def _rows(values: Any) -> list[Mapping[str, Any]]:
    if isinstance(values, Consultations):
        values = values.to_frame()
    if hasattr(values, "to_dict") and hasattr(values, "columns"):
        values = values.to_dict("records")
    fits = isinstance(values, Sequence) and all(isinstance(row, Mapping) for row in values)
    arguments.require(fits, "values", "mapping", values)
    for row in values:
        for column in _NEEDED:
            if column not in row:
                raise UsageError("selection.letter-row", column=column)
    return list(values)


def _last_rounds(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the rows of a letter: of several rounds on a value, the one notified last."""
    last: dict[tuple[str, ...], Mapping[str, Any]] = {}
    for row in rows:
        value = text_of(row["value"])
        amount = number_of(value, ".")
        parts = (row["indicator"], row["year"], row["source"], row.get("unit"))
        key = (
            *map(text_of, parts),
            value if isinstance(amount, Fault) else str(amount.normalize()),
        )
        before = last.setdefault(key, row)
        if text_of(row.get("notified")) > text_of(before.get("notified")):
            last[key] = row
    return list(last.values())


def _deadline(rows: Sequence[Mapping[str, Any]]) -> dt.date:
    days = set()
    for row in rows:
        deadline = text_of(row.get("deadline"))
        days.add(date_in(deadline) or date_of(deadline or None, "deadline"))
    if len(days) != 1 or None in days:
        raise UsageError("selection.no-deadline")
    return next(day for day in days if day is not None)


def _letter(
    economy: str,
    rows: Sequence[Mapping[str, Any]],
    edition: int,
    index: str,
    deadline: dt.date,
    language: str,
) -> list[Block]:
    def say(key: str, **values: object) -> str:
        return i18n.text("letter", key, language, **values)

    title = i18n.label("nodes", index, language)
    headers = [
        i18n.label("columns", key, language)
        for key in ("indicator", "year", "value", "unit", "source")
    ]
    indicators = catalogue.indicators()
    table = []
    for row in rows:
        key = catalogue.indicator_id(str(row["indicator"])) or str(row["indicator"])
        unit = indicators[key].unit if key in indicators else ""
        table.append(
            [
                i18n.label("nodes", key, language),
                str(row["year"]),
                i18n.number(to_decimal(row["value"]), language),
                i18n.label("units", unit, language) if unit else "",
                i18n.visible(str(row["source"])),
            ]
        )
    day = isolate_text(deadline.isoformat())
    rejection = "reject-ipb" if index == "ipb" else "reject-idi"
    return [
        i18n.Heading(say("title", index=title, edition=str(edition)), 1),
        i18n.Sentence("letter/to", name=name_economy(economy)),
        i18n.Sentence("letter/greeting"),
        i18n.Sentence("letter/why", index=index, edition=edition),
        i18n.Sentence("letter/mandate"),
        i18n.Grid(headers, table, frozenset({1, 2})),
        i18n.Sentence("letter/ask", date=day),
        i18n.Bullets([say(key) for key in ("agree", "supply", "object", rejection)]),
        i18n.Sentence("letter/silence", date=day),
        i18n.Sentence("letter/change"),
        i18n.Sentence("letter/closing"),
        i18n.Sentence("letter/signature"),
    ]
