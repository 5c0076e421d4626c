"""Previews: each State is sent its own sheet before clearance, and may object to its figures."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from ictindex.apps.rounds.preview_sheet import PreviewSheet
from ictindex.apps.rounds.round_steps import Step, letter_files
from ictindex.core import canonical, package_data
from ictindex.core.errors import UsageError
from ictindex.core.paths import visible
from ictindex.submissions.closed.event_register import Draft, Event
from ictindex.submissions.closed.event_types import COMPILER, HEAD, STATE
from ictindex.submissions.closed.round_folder import SHORT, RoundFolder
from ictindex.submissions.closed.season_state import Objection, fold_season

_FIGURES = "-figures.json"
_MOST_BYTES = 1 << 20


def send_preview(folder: RoundFolder, sheet: PreviewSheet, *, day: dt.date, until: dt.date) -> Step:
    """Return the step that writes the own sheet of a State with its letter.

    ``until`` is the last day for an objection. The sheet that was sent last is not sent again.
    """
    settings, economy = folder.read_settings(), sheet.economy
    files, digest = _list_sheet_files(folder, sheet, settings.languages.get(economy, "en"))
    facts = {"index": sheet.index, "sheet": digest, "until": until}
    files |= letter_files(folder, settings, economy, "preview", facts, day=day)
    draft = Draft(
        event="preview-sent",
        day=day,
        by=COMPILER,
        economy=economy,
        fields={"sheet": digest, "objections-until": until.isoformat()},
    )
    return Step(lambda events: None if _find_last(events, economy) == digest else draft, files)


def _list_sheet_files(
    folder: RoundFolder, sheet: PreviewSheet, language: str
) -> tuple[dict[Path, bytes], str]:
    """Return the files of a sheet, and the digest of the page, which names all of them."""
    page = sheet.write("html", language).encode()
    digest = hashlib.sha256(page).hexdigest()
    forms = {
        "-sheet.html": page,
        "-sheet.txt": sheet.write("text", language).encode(),
        "-sheet.xlsx": sheet.to_workbook(language),
        _FIGURES: canonical.encode_record(sheet.to_dict()),
    }
    previews = folder.previews(sheet.economy)
    return {previews / f"{digest[:SHORT]}{end}": content for end, content in forms.items()}, digest


def _find_last(events: Sequence[Event], economy: str) -> str:
    """Return the digest of the sheet that a State was sent last; empty if it was sent none."""
    sent = [e for e in events if e.event == "preview-sent" and e.economy == economy]
    return str(sent[-1].fields["sheet"]) if sent else ""


def object_to(
    folder: RoundFolder,
    economy: str,
    nodes: Sequence[str],
    text: str,
    *,
    day: dt.date,
    until: dt.date,
) -> Step:
    """Return the step that records an objection to figures of the last sheet, with the reply.

    ``until`` is the day by which it is answered. The same objection of the same day is recorded
    once.
    """
    figures = _read_figures(folder, economy)
    facts = {
        "index": figures["index"],
        "objected": day,
        "until": until,
        "cells": list(_choose_cells(economy, figures, nodes)),
    }
    settings = folder.read_settings()

    def decide(events: tuple[Event, ...]) -> Draft | None:
        before = [e for e in events if e.event == "objected" and e.economy == economy]
        if any((e.day, e.fields["cells"], e.text) == (day, tuple(nodes), text) for e in before):
            return None
        return Draft(
            event="objected",
            day=day,
            by=STATE,
            economy=economy,
            fields={"number": len(before) + 1, "cells": tuple(nodes)},
            text=text,
        )

    return Step(decide, letter_files(folder, settings, economy, "objection", facts, day=day))


def settle_objection(
    folder: RoundFolder,
    economy: str,
    number: int,
    outcome: str,
    *,
    day: dt.date,
    until: dt.date,
) -> Step:
    """Return the step that records how an objection was settled, with the letter that says so.

    ``until`` is the last day on which the State may write again. Settled once, it stays so.
    """
    objection = _find_objection(folder.register.read(), economy, number)
    figures = _read_figures(folder, economy)
    facts = {
        "index": figures["index"],
        "objected": objection.day,
        "settled": day,
        "cells": list(_choose_cells(economy, figures, objection.cells)),
        "outcome": outcome,
        "until": until,
    }
    settings = folder.read_settings()
    draft = Draft(
        event="objection-settled",
        day=day,
        by=HEAD,
        economy=economy,
        fields={"number": number, "outcome": outcome},
    )

    def decide(events: tuple[Event, ...]) -> Draft | None:
        settled = _find_objection(events, economy, number).outcome
        if settled and settled != outcome:
            raise UsageError("round.no-objection", economy=economy, number=number)
        return None if settled else draft

    name = "objection-settled"
    return Step(decide, letter_files(folder, settings, economy, name, facts, day=day))


def _find_objection(events: Sequence[Event], economy: str, number: int) -> Objection:
    states = fold_season(events).economies
    objection = states[economy].objections.get(number) if economy in states else None
    if objection is None:
        raise UsageError("round.no-objection", economy=visible(economy), number=number)
    return objection


def _read_figures(folder: RoundFolder, economy: str) -> Mapping[str, Any]:
    """Return the figures of the sheet that a State was sent last."""
    digest = _find_last(folder.register.read(), economy)
    if not digest:
        raise UsageError("round.no-preview", economy=visible(economy))
    file = folder.previews(economy) / f"{digest[:SHORT]}{_FIGURES}"
    return canonical.read_record(package_data.read(file, _MOST_BYTES) or b"")


def _choose_cells(
    economy: str, figures: Mapping[str, Any], nodes: Sequence[str]
) -> Iterator[dict[str, object]]:
    """Yield the rows of a letter: of an indicator its value, of another node its score."""
    rows = {row["node"]: row for row in figures["rows"]}
    for node in nodes:
        if node not in rows:
            raise UsageError(
                "round.no-figure", economy=economy, wanted=visible(node), allowed=tuple(rows)
            )
        row = rows[node]
        number = row["score"] if row["value"] is None else row["value"]
        value = None if number is None else Decimal(number)
        yield {"indicator": node, "year": row["year"], "value": value}
