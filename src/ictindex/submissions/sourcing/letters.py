"""The letter that consults a focal point on other sources, in six languages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from ictindex.core import arguments
from ictindex.core.decimals import to_decimal
from ictindex.core.errors import UsageError
from ictindex.core.tables.columns import Column, Part, define
from ictindex.data.cell_text import Fault, number_of, text_of
from ictindex.data.dates import date_of
from ictindex.data.tables.typed_cells import date_in
from ictindex.definitions import catalogue
from ictindex.language import i18n
from ictindex.submissions.sourcing.consultations import Consultations
from ictindex.submissions.sourcing.letter_frame import Letter, LetterKind, write_letter

if TYPE_CHECKING:
    import pandas as pd

VALUES = define(
    "consulted-values",
    Column("indicator", "indicator"),
    Column("year", "year"),
    Column("value", "value"),
    Column("unit", "unit", absent=""),
    Column("source", "text", absent=""),
)
# What a rejection of all estimates means depends on the index.
CONSULTATIONS: Mapping[str, LetterKind] = MappingProxyType(
    {
        index: LetterKind(
            "letter",
            ("date", "values"),
            (
                "why",
                "mandate",
                Part("values", VALUES, "values"),
                "ask",
                ("agree", "supply", "object", f"reject-{index}"),
                "silence",
                "change",
            ),
        )
        for index in ("idi", "ipb")
    }
)
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
    letter = make_consultation(
        economy, values, edition=edition, index=index, deadline=deadline, language=language
    )
    return letter.write(format)


def make_consultation(
    economy: str,
    values: Consultations | pd.DataFrame | Iterable[Mapping[str, Any]],
    *,
    edition: int,
    index: str = "idi",
    deadline: dt.date | str | None = None,
    language: str | None = None,
    frame: Mapping[str, object] | None = None,
) -> Letter:
    """Return the letter of :func:`consultation_letter`, which can be written in each form.

    ``frame`` has the day of the letter and where to ask (``day``, ``contact``).
    """
    chosen_language = i18n.current_language(language)
    arguments.require(isinstance(edition, int), "edition", "whole-number", edition)
    if index not in catalogue.node_ids():
        allowed = catalogue.node_ids()
        raise UsageError("selection.letter-index", index=str(index)[:40], allowed=allowed)
    rows = _last_rounds(row for row in _rows(values) if row["economy"] == economy)
    if not catalogue.is_economy(economy):
        near = catalogue.economy_hint(str(economy)) or "-"
        raise UsageError("selection.no-economy", wanted=str(economy)[:40], hint=near)
    if not rows:
        raise UsageError("selection.nothing-to-consult", economy=economy)
    day = date_of(deadline, "deadline") or _deadline(rows)
    facts: dict[str, object] = {
        **(frame or {}),
        "index": index,
        "edition": edition,
        "date": day,
        "values": [_read_row(row) for row in rows],
    }
    kind = CONSULTATIONS["ipb" if index == "ipb" else "idi"]
    return write_letter(kind, facts, economy=economy, language=chosen_language)


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


def _read_row(row: Mapping[str, Any]) -> dict[str, object]:
    """Return a row as the table of the letter has it, with the unit of the indicator."""
    indicators = catalogue.indicators()
    key = catalogue.indicator_id(str(row["indicator"])) or str(row["indicator"])
    return {
        "indicator": key,
        "year": str(row["year"]),
        "value": to_decimal(row["value"]),
        "unit": indicators[key].unit if key in indicators else "",
        "source": str(row["source"]),
    }
