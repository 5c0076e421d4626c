"""Selections as data frames and records: decisions, candidates, consultations still needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from ictindex.core.errors import UsageError
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.table import Table
from ictindex.data.checks import SCORE
from ictindex.data.tables.corrections import note_changed
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue import COLLECTED, OFFICIAL, free_marks
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.sentences import list_parts
from ictindex.submissions.sourcing.consultations import REGISTER, Consultation
from ictindex.submissions.sourcing.decisions import SelectionFacts
from ictindex.submissions.sourcing.priority import CHOSEN, REASONS
from ictindex.submissions.sourcing.submission_differences import find_differences
from ictindex.submissions.validation.disclosure import (
    name_receipts,
    salt_of,
    salted_value,
)

if TYPE_CHECKING:
    import pandas as pd

NONE_ADMITTED, NO_CANDIDATE, SCORE_ABOVE = "none-admitted", "no-candidate", "score-above"
DECISIONS = define(
    "source-decisions",
    Column("economy", "economy"),
    Column("indicator", "node"),
    Column("decision", "code"),
    Column("year", "year", gaps=True),
    Column("value", "figure", exact=True),
    Column("source_class", "source-class"),
    Column("source", "text"),
    Column("consultation", "code"),
    Column("notified", "date", gaps=True),
    Column("answered", "date", gaps=True),
    Column("receipt", "code"),
    Column("role", "code"),
    Column("reason", "code"),
    Column("message", "text"),
    key=("economy", "indicator"),
    page=(),
)
CANDIDATES = define(
    "source-candidates",
    Column("economy", "economy"),
    Column("indicator", "node"),
    Column("year", "year"),
    Column("value", "figure", exact=True),
    Column("source_class", "source-class"),
    Column("source", "text"),
    Column("conf_status", "conf-status"),
    Column("receipt", "code", page=False),
    Column("address", "text"),
    Column("outcome", "code", page=False),
    Column("message", "text"),
)
_NEEDS = frozenset(("not-consulted", "value-changed", "notice-too-short"))


def decision_of(selection: SelectionFacts, cell: int) -> str:
    """Return the decision for a cell: the kind of its value, or ``missing``."""
    n = int(selection.decided.chosen[cell])
    if n < 0:
        return "missing"
    name = selection.candidates.classes[n]
    if name in OFFICIAL:
        return "official" if selection.candidates.year[n] == selection.year else "carried"
    return name


def reason_of(selection: SelectionFacts, cell: int) -> str:
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


def answer_of(selection: SelectionFacts, record: Consultation | None) -> str:
    """Return the state of a consultation at the cut-off: its answer, or ``silence``."""
    if record is None:
        return ""
    return record.answer_by(selection.cut_off) or "silence"


def list_cells(selection: SelectionFacts) -> Iterator[tuple[int, str, str]]:
    """Yield the cells that count: the indicators of the index, and other available ones."""
    keys = selection.candidates.keys
    wanted = set(selection.methodology.indicators) if selection.order.below else set(keys)
    there = set(selection.candidates.cell.tolist())
    for e, economy in enumerate(selection.economies):
        for k, key in enumerate(keys):
            cell = e * len(keys) + k
            if key in wanted or cell in there:
                yield cell, economy, key


def decisions_frame(selection: SelectionFacts, language: str) -> pd.DataFrame:
    """Return the decisions, a row each (see ``Selection.to_frame``)."""
    candidates, decided = selection.candidates, selection.decided
    rows = []
    for cell, economy, key in list_cells(selection):
        n = int(decided.chosen[cell])
        reason = reason_of(selection, cell)
        message = i18n.text("sourcing/reasons", reason, language) if reason else ""
        kind = decision_of(selection, cell)
        if n < 0:
            fields: list[object] = [None, None, "", "", "", None, None, "", ""]
        else:
            record, receipt = (
                decided.consultations.get(n),
                selection.receipts[candidates.receipt[n]],
            )
            fields = [
                int(candidates.year[n]),
                candidates.values[n],
                candidates.stated[n],
                candidates.sources[n],
                answer_of(selection, record),
                None if record is None else record.notified,
                None if record is None else record.answered,
                receipt.digest[:12],
                receipt.role,
            ]
        row = [economy, key, kind, *fields, reason, message]
        rows.append(dict(zip(DECISIONS.columns, row, strict=True)))
    return write_frame(Table.of(DECISIONS, rows))


def candidates_frame(selection: SelectionFacts, language: str) -> pd.DataFrame:
    """Return every candidate, a row each (see ``Selection.candidates_frame``)."""
    candidates = selection.candidates
    addresses = candidates.addresses(selection.receipts, range(len(candidates)))
    rows = []
    for n in np.lexsort((selection.decided.reason != 0, candidates.cell)).tolist():
        outcome = REASONS[selection.decided.reason[n]]
        receipt = selection.receipts[candidates.receipt[n]]
        rows.append(
            [
                candidates.economy(n),
                candidates.key(n),
                int(candidates.year[n]),
                candidates.values[n],
                candidates.stated[n],
                candidates.sources[n],
                candidates.conf[n],
                receipt.digest[:12],
                addresses[n].show(language),
                outcome,
                i18n.text("sourcing/reasons", outcome, language),
            ]
        )
    names = tuple(CANDIDATES.columns)
    return write_frame(Table.of(CANDIDATES, [dict(zip(names, row, strict=True)) for row in rows]))


def pending_frame(selection: SelectionFacts) -> pd.DataFrame:
    """Return the consultations still needed (see ``Selection.pending``)."""
    candidates, nodes = selection.candidates, selection.order.below
    rows = [
        {
            "economy": candidates.economy(n),
            "indicator": candidates.key(n),
            "year": int(candidates.year[n]),
            "source": candidates.sources[n],
            "value": candidates.values[n],
            **dict.fromkeys(("notified", "deadline", "answered")),
            "answer": "",
            "text": "",
            "unit": SCORE if candidates.score[n] and candidates.key(n) not in nodes else "",
        }
        for n, code in enumerate(selection.decided.reason.tolist())
        if REASONS[code] in _NEEDS and not candidates.closed[n]
    ]
    return write_frame(Table.of(REGISTER, rows))


def name_receipts_of(selection: SelectionFacts, salt: bytes | None) -> dict[int, tuple[str, bytes]]:
    """Return the name and the salt of each receipt of which a candidate is published."""
    published = _list_published(selection)
    if salt is None and any(secret for _, secret in published):
        raise UsageError("selection.salt-needed", count=str(sum(map(bool, _secret(selection)))))
    numbers = sorted({int(selection.candidates.receipt[n]) for n, _ in published})
    receipts = {number: selection.receipts[number] for number in numbers}
    names = name_receipts(receipts.values(), salt)
    return {
        number: (names[each.digest], b"" if salt is None else salt_of(each, salt))
        for number, each in receipts.items()
    }


def build_record(
    selection: SelectionFacts, named: Mapping[int, tuple[str, bytes]]
) -> dict[str, Any]:
    """Return the record that an edition keeps (see ``Selection.record``).

    ``named`` are the names and salts of the receipts of which something is published.
    """
    candidates = selection.candidates
    rows = []
    for n, secret in _list_published(selection):
        if int(candidates.receipt[n]) not in named:
            continue
        name, salt = named[int(candidates.receipt[n])]
        row: dict[str, Any] = {
            "economy": candidates.economy(n),
            "indicator": candidates.key(n),
            "year": int(candidates.year[n]),
            "class": candidates.stated[n],
            "source": candidates.sources[n],
            "receipt": name,
        }
        if secret:
            cell = [row["economy"], row["indicator"], row["year"]]
            row["conf_status"] = candidates.conf[n]
            row["salted"] = salted_value(
                cell, candidates.values[n], row["class"], row["source"], name, salt
            )
        else:
            row["value"] = candidates.values[n]
        rows.append(row)
    return {
        "methodology": selection.methodology.document.id,
        "edition": selection.edition,
        "year": selection.year,
        "cut_off": selection.cut_off.isoformat(),
        "candidates": rows,
    }


def _list_published(selection: SelectionFacts) -> list[tuple[int, bool]]:
    """Return the candidates of which an edition states something, and which are withheld."""
    # A cell has one row in a year: two of them would say that a value was superseded or withdrawn.
    candidates, chosen = selection.candidates, selection.decided.chosen
    used = sorted(chosen[chosen >= 0].tolist())
    listed = {(int(candidates.cell[n]), int(candidates.year[n])): (n, False) for n in used}
    secret = _secret(selection)
    in_time = candidates.submitted <= selection.cut_off.toordinal()
    last_closed = (
        -candidates.row,
        -candidates.receipt,
        -candidates.submitted,
        ~candidates.closed,
    )
    for n in np.lexsort(last_closed).tolist():
        if secret[n] and in_time[n] and not candidates.withdrawn[n]:
            listed.setdefault((int(candidates.cell[n]), int(candidates.year[n])), (n, True))
    return [row for _, row in sorted(listed.items())]


def _secret(selection: SelectionFacts) -> list[bool]:
    """Tell for each candidate whether its value stays in the working folder."""
    # A value that another submission closed is secret too, whatever its own mark.
    candidates, withheld = selection.candidates, selection.decided.withheld.tolist()
    parts = zip(candidates.conf, withheld, candidates.closed.tolist(), strict=True)
    return [
        code not in free_marks() or (is_withheld and not is_closed)
        for code, is_withheld, is_closed in parts
    ]


_MOST = 12  # economies named in one line
_KINDS = ("official", "carried", "auxiliary", COLLECTED, "other", "estimate", "missing")


def build_page(
    selection: SelectionFacts, economy: str, indicator: str | None, language: str
) -> list[Block]:
    """Return the explanation of an economy, of one indicator or of all."""
    if economy not in selection.economies:
        near = catalogue.economy_hint(str(economy)) or "-"
        raise UsageError("selection.no-economy", wanted=str(economy)[:40], hint=near)
    wanted = None if indicator is None else catalogue.indicator_id(indicator) or indicator
    keys = selection.candidates.keys
    if wanted is not None and wanted not in keys:
        raise UsageError("selection.no-indicator", wanted=str(wanted)[:40], allowed=keys)
    name = i18n.economy_name(economy, language)
    blocks: list[Block] = [
        i18n.Heading(_say("explain-title", language, name=name, edition=str(selection.edition)), 1),
        i18n.Sentence("sourcing/order-title"),
        i18n.Bullets(_order(selection, language)),
    ]
    if economy in selection.left_out:
        blocks.append(i18n.Paragraph(selection.left_out[economy].message(language), note=True))
    blocks += _difference_blocks(selection, language, economy)
    blocks += _change_blocks(selection, language, economy)
    lines = _candidate_lines(selection, economy, language)
    for cell, code, key in list_cells(selection):
        if code == economy and wanted in (None, key):
            blocks.append(i18n.Heading(i18n.label("nodes", key, language), 2))
            blocks.append(i18n.Paragraph(_decision(selection, cell, language)))
            if cell in lines:
                blocks.append(i18n.Bullets(lines[cell]))
    return blocks


def _difference_blocks(
    selection: SelectionFacts, language: str, economy: str | None = None
) -> list[Block]:
    """Return the differences between submissions of a Member State, each with what to do."""
    listed = [f for f in find_differences(selection) if economy in (None, f.economy)]
    if not listed:
        return []
    title = _say("differences", language, count=str(len(listed)))
    return [i18n.Heading(title, 2), i18n.Bullets([f.advice(language) for f in listed])]


def _change_blocks(
    selection: SelectionFacts, language: str, economy: str | None = None
) -> list[Block]:
    """Return for each questionnaire how many of its cells were changed in this tool."""
    lines = []
    for receipt in selection.receipts:
        file = next(iter(receipt.files), "")
        note = note_changed(receipt.corrections, file, language)
        if note and (economy is None or economy in receipt.economies):
            names = [i18n.economy_name(code, language) for code in receipt.economies]
            lines.append(i18n.pair(i18n.join_names(names, language), note, language))
    title = i18n.text("corrections", "title", language)
    return [i18n.Heading(title, 2), i18n.Bullets(sorted(lines))] if lines else []


def _say(key: str, language: str, **values: object) -> str:
    return i18n.text("sourcing", key, language, **values)


def _order(selection: SelectionFacts, language: str) -> list[str]:
    """Return the order of sources of the document, a line for each step."""
    steps: dict[int, list[tuple[str, int]]] = {}
    for step in selection.order.steps:
        steps.setdefault(step.number, []).append((step.source_class, step.year))
    lines = []
    for several in steps.values():
        names = dict.fromkeys(i18n.label("source-class", name, language) for name, _ in several)
        year = str(several[0][1])
        lines.append(i18n.pair(year, i18n.clauses(names, language), language))
    return lines


def _decision(selection: SelectionFacts, cell: int, language: str) -> str:
    n = int(selection.decided.chosen[cell])
    if n < 0:
        reason = i18n.text("sourcing/reasons", reason_of(selection, cell), language)
        return _say("no-value", language, reason=reason)
    kind = decision_of(selection, cell)
    used = _say(
        f"used-{kind}",
        language,
        value=_value(selection, n, language),
        year=str(selection.candidates.year[n]),
    )
    for record in _rounds(selection, n):
        answer = answer_of(selection, record)
        if answer == "silence" and not record.is_over(selection.cut_off):
            continue  # an agreement ended the waiting; nobody was late
        consulted = _say(
            f"consulted-{answer}",
            language,
            notified=str(record.notified),
            deadline=str(record.deadline),
            answered=str(record.answered or ""),
        )
        used = i18n.sentences(used, consulted, language)
    return used


def _rounds(selection: SelectionFacts, n: int) -> list[Consultation]:
    """Return all rounds of the consultation on a candidate that is used, the first one first."""
    candidates, standing = selection.candidates, selection.decided.consultations.get(n)
    if standing is None:
        return []
    rounds = selection.consultations.rounds(
        candidates.economy(n),
        candidates.key(n),
        int(candidates.year[n]),
        candidates.sources[n],
        candidates.values[n],
        score=bool(candidates.score[n]),
    )
    return [record for record in rounds if record.notified < selection.cut_off]


def _value(selection: SelectionFacts, n: int, language: str) -> str:
    value = selection.candidates.values[n]
    if value is None:
        return "\u2013"
    shown = i18n.number(value, language)
    code = selection.candidates.conf[n]
    if code in free_marks(released=False):
        return shown
    return i18n.detail(shown, i18n.label("conf-status", code, language), language)


def _candidate_lines(
    selection: SelectionFacts, economy: str, language: str
) -> dict[int, list[str]]:
    """Return by cell a line for each candidate, with its description and its outcome."""
    candidates, decided = selection.candidates, selection.decided
    of = candidates.cell // len(candidates.keys) == selection.economies.index(economy)
    here = np.flatnonzero(of)
    here = here[np.lexsort((decided.reason[here] != 0,))]
    addresses = candidates.addresses(selection.receipts, here.tolist())
    lines: dict[int, list[str]] = {}
    for n, address in addresses.items():
        receipt = selection.receipts[candidates.receipt[n]]
        name = i18n.label("source-class", candidates.stated[n] or "none", language)
        parts = [
            _value(selection, n, language),
            str(candidates.year[n]),
            name,
            *([i18n.visible(candidates.sources[n])] if candidates.sources[n] else []),
            address.show(language),
            _say(f"receipt-of-{receipt.role}", language, receipt=receipt.digest[:12]),
        ]
        outcome = i18n.text("sourcing/reasons", REASONS[decided.reason[n]], language)
        line = i18n.pair(i18n.clauses(parts, language), outcome, language)
        lines.setdefault(int(candidates.cell[n]), []).append(line)
    return lines


def build_summary(selection: SelectionFacts, share: float, language: str) -> list[Block]:
    """Return the summary of a selection: the number of each decision, and what is still needed."""
    counts = dict.fromkeys(_KINDS, 0)
    for cell, _, key in list_cells(selection):
        if not selection.order.below or key in selection.methodology.indicators:
            counts[decision_of(selection, cell)] += 1
    index = i18n.label("nodes", selection.methodology.document.index, language)
    title = _say(
        "title",
        language,
        index=index,
        edition=str(selection.edition),
        year=str(selection.year),
        date=str(selection.cut_off),
    )
    blocks: list[Block] = [
        i18n.Heading(title, 1),
        i18n.Grid(
            [_say("decision", language), _say("values", language)],
            [[_say(f"kind-{name}", language), str(n)] for name, n in counts.items() if n],
            frozenset({1}),
        ),
    ]
    if share == share:
        blocks.append(i18n.Sentence("sourcing/share", share=Decimal(str(share))))
    for finding in selection.left_out.values():
        blocks.append(i18n.Paragraph(finding.message(language), note=True))
    blocks += _difference_blocks(selection, language)
    blocks += _change_blocks(selection, language)
    needed = pending_frame(selection)
    if len(needed):
        codes = list(dict.fromkeys(needed["economy"]))
        more = [list_parts(("\u2026",))] if len(codes) > _MOST else []
        note = i18n.Sentence(
            "sourcing/pending", count=len(needed), economies=(*codes[:_MOST], *more)
        )
        blocks.append(note.as_note())
    rows = [
        [
            i18n.economy_name(selection.candidates.economy(n), language),
            i18n.label("nodes", selection.candidates.key(n), language),
            _value(selection, n, language),
            i18n.visible(selection.candidates.sources[n]),
            i18n.label("consultation-answers", answer_of(selection, record), language),
        ]
        for n, record in sorted(selection.decided.consultations.items())
        if REASONS[selection.decided.reason[n]] == CHOSEN
    ]
    if rows:
        headers = [
            i18n.label("columns", name, language)
            for name in ("economy", "indicator", "value", "source", "answer")
        ]
        blocks.append(i18n.Heading(_say("not-official", language, count=str(len(rows))), 2))
        blocks.append(i18n.Grid(headers, rows, frozenset({2})))
    return blocks
