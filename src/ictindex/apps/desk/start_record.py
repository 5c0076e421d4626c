"""The first data of a page: economies and editions; and the empty questionnaire."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import ictindex as ict
from ictindex.apps.desk.open_submission import file_name, read_earlier_table
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.data.io.files import MOST_BYTES
from ictindex.definitions import catalogue, documents
from ictindex.language import i18n
from ictindex.language.i18n.collation import sort_key
from ictindex.submissions.questionnaires.sheet_plan import load_plan

# The latest list of ITU that has all its economies, and its group of those outside the regions.
_REGIONS = ("itu-region", "ipb-2025")
_OTHERS = "other-economies"
_FIRST_EDITION = 2023  # of the methodology that the questionnaire is made for


def start_record(language: str) -> dict[str, Any]:
    """Return versions, languages, economies and editions."""
    editions = _editions()
    return {
        "version": _version(),
        "python": ".".join(map(str, sys.version_info[:3])),
        "questionnaire": str(load_plan().version),
        "languages": [
            {"code": code, "name": i18n.text("language", "name", code)} for code in i18n.LANGUAGES
        ],
        **_economies(language),
        "editions": editions,
        "edition": editions[-1]["edition"] if editions else None,
        "most_bytes": MOST_BYTES,
    }


def _economies(language: str) -> dict[str, list[dict[str, str]]]:
    """Return the economies that ITU lists in its regions, and all others, each by name."""
    groups = catalogue.groupings()[_REGIONS].groups
    listed = {code for group, codes in groups.items() if group != _OTHERS for code in codes}
    named = [
        {"code": code, "name": i18n.economy_name(code, language)} for code in catalogue.economies()
    ]
    named.sort(key=lambda record: sort_key(record["name"], language))
    return {
        "economies": [record for record in named if record["code"] in listed],
        "other_economies": [record for record in named if record["code"] not in listed],
    }


def _version() -> str:
    """Return the version of the package, whose module is above every room."""
    return str(getattr(sys.modules[__name__.partition(".")[0]], "__version__", ""))


def _editions() -> list[dict[str, Any]]:
    """Return the editions of the index with the year of their figures; the next is provisional."""
    years: dict[int, int] = {}
    for document in documents.library().values():
        if document.index != "idi" or document.years is None:
            continue
        if documents.standing_of(document) == "draft":
            continue
        for edition in document.editions:
            if edition >= _FIRST_EDITION:
                years[edition] = edition + document.years.reference
    if not years:
        return []
    last = max(years)
    offset = years[last] - last
    return [
        {
            "edition": edition,
            "year": years.get(edition, edition + offset),
            "provisional": edition not in years,
        }
        for edition in (*sorted(years), last + 1)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A requested empty questionnaire: its economy, its edition, its language."""

    economy: str
    edition: int | None
    language: str
    send_to: str = ""
    deadline: str = ""


def empty_questionnaire(order: Order, name: str, data: bytes) -> tuple[bytes, str, str]:
    """Return an empty questionnaire, the name of its file, and a note if there is one."""
    if order.edition is None:
        raise UsageError("desk.argument", argument="edition")
    wanted = order.economy
    code = wanted if wanted in catalogue.economies() else catalogue.economy_hint(wanted)
    table = None
    if data:
        table = read_earlier_table(Path(file_name(name)), data)
    made = ict.questionnaire(
        code or wanted,
        edition=order.edition,
        language=order.language,
        history=table,
        send_to=order.send_to,
        deadline=order.deadline or None,
    )
    note = ""
    if table is not None and not made.contents.previous:
        note = i18n.text(
            "cli",
            "history-not-shown",
            file=name,
            economy=made.form.economy,
            years=tuple(map(str, made.form.previous)),
        )
    return made.to_bytes(), f"{made.form.economy.lower()}-{order.edition}.xlsx", note
