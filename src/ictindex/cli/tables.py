"""The tables of the price basket on the command line: accepted one by one, joined to receipts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import ictindex as ict
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.data.io.excel import is_workbook

READERS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "prices": lambda *given, **how: ict.read_prices(*given, **how),
        "economics": lambda *given, **how: ict.read_economics(*given, **how),
        "tariffs": lambda *given, **how: ict.read_tariffs(*given, **how),
    }
)


def judged(
    file: Path, table: str, edition: int | None, methodology: str | None, dialect: str | None
) -> ict.data.Judgement:
    """Read a table of the price basket and judge it."""
    if table not in READERS:
        raise UsageError("cli.table-unknown", table=table[:40], allowed=tuple(READERS))
    if edition is None:
        raise UsageError("cli.edition-needed", file=file.name)
    found = READERS[table](file, dialect=dialect)
    return ict.validate(found, ict.methodology(methodology or "ipb", edition=edition))


def read(kind: str, files: Sequence[Path], dialect: str | None) -> Any:
    """Read a table of the price basket again: of files of its own, or plans of questionnaires."""
    found = []
    for file in files:
        submission = submission_of(file) if kind == "tariffs" else None
        if submission is not None and submission.tariffs is not None:
            found.append(submission.tariffs)
        else:
            found.append(READERS[kind](file, dialect=dialect))
    return found[0] if len(found) == 1 else READERS[kind](found)


def submission_of(path: Path) -> ict.data.Submission | None:
    """Read a questionnaire; ``None`` for any other file."""
    if not is_workbook(path):
        return None
    try:
        return ict.read_questionnaire(path)
    except UnusableFileError as error:
        if error.code != "questionnaire.not-one":
            raise
        return None


def together(receipts: Sequence[ict.data.Receipt]) -> dict[str, Any]:
    """Return the tables that receipts of the price basket vouch for, by kind."""
    found: dict[str, Any] = {}
    for one in receipts:
        before = found.get(one.kind)
        found[one.kind] = one.accepted if before is None else before + one.accepted
    return found
