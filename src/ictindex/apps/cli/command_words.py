"""Words typed after a command: economies by code or name, pairs, groupings, the language."""

from __future__ import annotations

from pathlib import Path

import ictindex as ict
from ictindex.apps.cli import output
from ictindex.apps.cli.help import use
from ictindex.core.errors import CatalogueError, UsageError
from ictindex.data.cell_text import visible
from ictindex.data.text_readings import date_readings
from ictindex.language import i18n


def economy_code(wanted: str, unknown: str | None = None) -> str:
    """Return the code of an economy from its code or its name."""
    # An unknown name is refused, or ``unknown`` is returned if there is one.
    from ictindex.definitions.catalogue.economies import (
        economies,
        economy_by_name,
        economy_suggestion,
    )

    if not wanted or wanted in economies():
        return wanted
    code = economy_by_name(wanted)
    if code is None and unknown is not None:
        return unknown
    near = economy_suggestion(wanted) if code is None else None
    if near is not None:
        shown = i18n.detail(i18n.economy_name(near), near)
        raise CatalogueError("groups.unknown-economy-near", wanted=wanted, hint=shown)
    if code is None:
        raise CatalogueError("groups.unknown-economy", wanted=wanted, hint="-")
    if code != wanted:  # the code of a user's own area is accepted unchanged
        output.note(i18n.text("cli", "economy-taken", code=code, wanted=wanted))
    return code


def read_date(text: str | None, option: str) -> str | None:
    """Return a date in the form of ISO 8601, from any form that can be read in only one way."""
    dates = () if text is None else date_readings(text)
    if len(dates) > 1:
        raise UsageError(
            "cli.two-dates",
            option=option,
            value=visible(str(text))[:40],
            first=dates[0].isoformat(),
            second=dates[1].isoformat(),
        )
    return dates[0].isoformat() if dates else text


def read_pairs(pairs: list[str] | None, code: str) -> dict[str, str]:
    """Return a mapping from ``iso3=economy``, one for each option."""
    mapping = {}
    for pair in pairs or ():
        first, sign, second = pair.partition("=")
        if not (first and sign and second):
            raise UsageError(code, pair=pair)
        mapping[first] = second
    return mapping


def read_grouping(file: Path, dialect: str | None) -> dict[str, str]:
    """Read a grouping from a CSV file with the columns economy and group."""
    from ictindex.data.io.csv import dialect_of
    from ictindex.data.io.table_sources import name_of, require_table

    table = require_table(file, dialect_of(dialect, name_of(file)))
    if not {"economy", "group"} <= set(table.header):
        raise UsageError("cli.grouping-file", file=table.name)
    rows = [
        (str(economy), str(group))
        for economy, group in zip(table.columns["economy"], table.columns["group"], strict=True)
    ]
    groups = dict(rows)
    if len(groups) < len(rows) or not all(groups.values()):
        raise UsageError("cli.grouping-file", file=table.name)
    return groups


def choose_language(language: str | None, submission: ict.data.Submission | None) -> str:
    """Return the language asked for, or else that of the questionnaire, and put it in force."""
    own = i18n.current_language() if submission is None else submission.language
    return use(language or own)
