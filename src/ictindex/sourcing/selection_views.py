"""Selections as data frames and records: decisions, candidates, consultations still needed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from ictindex import i18n
from ictindex.catalogue import OFFICIAL, free_marks
from ictindex.core.errors import UsageError
from ictindex.data.checks import SCORE
from ictindex.sourcing.consultations import COLUMNS as CONSULTATION_COLUMNS
from ictindex.sourcing.consultations import Consultation
from ictindex.sourcing.reasons import REASONS
from ictindex.validation.disclosure import name_of, salted_value

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.sourcing.selection import Selection

NONE_ADMITTED, NO_CANDIDATE, SCORE_ABOVE = "none-admitted", "no-candidate", "score-above"
_DECISIONS = (
    "economy", "indicator", "decision", "year", "value", "source_class", "source",
    "consultation", "notified", "answered", "receipt", "role", "reason", "message",
)  # fmt: skip
_CANDIDATES = (
    "economy", "indicator", "year", "value", "source_class", "source", "conf_status", "receipt",
    "address", "outcome", "message",
)  # fmt: skip
_NEEDS = frozenset(("not-consulted", "value-changed"))


def decision_of(selection: Selection, cell: int) -> str:
    """Return what was decided for a cell: the kind of its value, or ``missing``."""
    n = int(selection.decided.chosen[cell])
    if n < 0:
        return "missing"
    name = selection.candidates.classes[n]
    if name in OFFICIAL:
        return "official" if selection.candidates.year[n] == selection.year else "carried"
    return name


def reason_of(selection: Selection, cell: int) -> str:
    """Return why a cell has no value; empty where it has one."""
    if selection.decided.chosen[cell] >= 0:
        return ""
    cause = selection.decided.cause.get(cell)
    if cause is not None:
        return REASONS[cause]
    candidates = selection.candidates
    economy, key = divmod(cell, len(candidates.keys))
    for node, leaves in selection.order.below.items():
        if node in candidates.keys and candidates.keys[key] in leaves:
            above = economy * len(candidates.keys) + candidates.keys.index(node)
            if selection.decided.chosen[above] >= 0:
                return SCORE_ABOVE
    return NONE_ADMITTED if bool((candidates.cell == cell).any()) else NO_CANDIDATE


def answer_of(selection: Selection, record: Consultation | None) -> str:
    """Return how a consultation stood at the cut-off: its answer, or ``silence``."""
    if record is None:
        return ""
    return record.answer_by(selection.cut_off) or "silence"


def cells(selection: Selection) -> Iterator[tuple[int, str, str]]:
    """Yield the cells that count: the indicators of the index, and what else is at hand."""
    keys = selection.candidates.keys
    wanted = set(selection.methodology.indicators) if selection.order.below else set(keys)
    there = set(selection.candidates.cell.tolist())
    for e, economy in enumerate(selection.economies):
        for k, key in enumerate(keys):
            cell = e * len(keys) + k
            if key in wanted or cell in there:
                yield cell, economy, key


def decisions(selection: Selection, language: str) -> pd.DataFrame:
    """Return the decisions, a row each (see ``Selection.to_frame``)."""
    import pandas as pd

    candidates, decided = selection.candidates, selection.decided
    rows = []
    for cell, economy, key in cells(selection):
        n = int(decided.chosen[cell])
        reason = reason_of(selection, cell)
        message = i18n.text("sourcing/reasons", reason, language) if reason else ""
        kind = decision_of(selection, cell)
        if n < 0:
            told: list[object] = [pd.NA, None, "", "", "", None, None, "", ""]
        else:
            record, receipt = (
                decided.consultations.get(n),
                selection.receipts[candidates.receipt[n]],
            )
            told = [
                int(candidates.year[n]), candidates.values[n], candidates.stated[n],
                candidates.sources[n], answer_of(selection, record),
                None if record is None else record.notified,
                None if record is None else record.answered,
                receipt.digest[:12], receipt.role,
            ]  # fmt: skip
        rows.append([economy, key, kind, *told, reason, message])
    frame = pd.DataFrame(rows, columns=list(_DECISIONS))
    frame["year"] = frame["year"].astype("Int64")
    return frame


def candidates(selection: Selection, language: str) -> pd.DataFrame:
    """Return every candidate, a row each (see ``Selection.candidates_frame``)."""
    import pandas as pd

    known = selection.candidates
    places = known.addresses(selection.receipts, range(len(known)))
    rows = []
    for n in np.lexsort((selection.decided.reason != 0, known.cell)).tolist():
        outcome = REASONS[selection.decided.reason[n]]
        receipt = selection.receipts[known.receipt[n]]
        rows.append([
            known.economy(n), known.key(n), int(known.year[n]), known.values[n], known.stated[n],
            known.sources[n], known.conf[n], receipt.digest[:12], places[n].show(language), outcome,
            i18n.text("sourcing/reasons", outcome, language),
        ])  # fmt: skip
    return pd.DataFrame(rows, columns=list(_CANDIDATES))


def pending(selection: Selection) -> pd.DataFrame:
    """Return the consultations still needed (see ``Selection.pending``)."""
    import pandas as pd

    known, nodes = selection.candidates, selection.order.below
    rows = [
        [known.economy(n), known.key(n), int(known.year[n]), known.sources[n], known.values[n],
         None, None, None, "", "", SCORE if known.score[n] and known.key(n) not in nodes else ""]
        for n, code in enumerate(selection.decided.reason.tolist())
        if REASONS[code] in _NEEDS and not known.closed[n]
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(CONSULTATION_COLUMNS), dtype=object)


def record(selection: Selection, salt: bytes | None) -> dict[str, Any]:
    """Return what an edition keeps (see ``Selection.record``)."""
    known = selection.candidates
    secret = [code not in free_marks() for code in known.conf]
    closed = sum(receipt.record["confidential"] for receipt in selection.receipts)
    if (any(secret) or closed) and salt is None:
        raise UsageError("selection.salt-needed", count=str(max(closed, sum(secret))))
    names = [name_of(receipt, salt) for receipt in selection.receipts]
    rows = []
    for n in np.lexsort((known.row, known.receipt, known.cell)).tolist():
        consultation = selection.decided.consultations.get(n)
        row: dict[str, Any] = {
            "economy": known.economy(n),
            "indicator": known.key(n),
            "year": int(known.year[n]),
            "class": known.stated[n],
            "source": known.sources[n],
            "receipt": names[known.receipt[n]],
            "outcome": REASONS[selection.decided.reason[n]],
            "consultation": _consultation(selection, consultation),
        }
        if secret[n]:
            cell = [row["economy"], row["indicator"], row["year"]]
            row["conf_status"] = known.conf[n]
            row["salted"] = salted_value(
                cell, known.values[n], row["class"], row["source"], row["receipt"], salt
            )
        else:
            row["value"] = known.values[n]
        rows.append(row)
    return {
        "methodology": selection.methodology.document.id,
        "edition": selection.edition,
        "year": selection.year,
        "cut_off": selection.cut_off.isoformat(),
        "receipts": sorted(names),
        "left_out": {
            economy: _consultation(selection, one)
            for economy, one in sorted(selection.decided.left_out.items())
        },
        "candidates": rows,
    }


def _consultation(selection: Selection, one: Consultation | None) -> dict[str, Any] | None:
    if one is None:
        return None

    def shown(date: dt.date | None) -> str | None:
        return None if date is None else date.isoformat()

    return {
        "notified": shown(one.notified),
        "deadline": shown(one.deadline),
        "answered": shown(one.answered),
        "answer": answer_of(selection, one),
    }
