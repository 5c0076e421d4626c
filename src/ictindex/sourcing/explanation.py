"""The selection in words: why each value is used, and why no other one."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from ictindex import catalogue, i18n
from ictindex.catalogue import COLLECTED, free_marks
from ictindex.core.errors import UsageError
from ictindex.i18n.document import Block
from ictindex.sourcing import selection_views
from ictindex.sourcing.reasons import CHOSEN, REASONS
from ictindex.sourcing.selection import Selection

_MOST = 12  # economies named in one line
_KINDS = ("official", "carried", "auxiliary", COLLECTED, "other", "estimate", "missing")


def page(selection: Selection, economy: str, indicator: str | None, language: str) -> list[Block]:
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
        i18n.Paragraph(_say("order-title", language)),
        i18n.Bullets(_order(selection, language)),
    ]
    if economy in selection.left_out:
        blocks.append(i18n.Paragraph(selection.left_out[economy].message(language), note=True))
    lines = _told(selection, economy, language)
    for cell, code, key in selection_views.cells(selection):
        if code == economy and wanted in (None, key):
            blocks.append(i18n.Heading(i18n.label("nodes", key, language), 2))
            blocks.append(i18n.Paragraph(_decision(selection, cell, language)))
            told = lines.get(cell)
            if told:
                blocks.append(i18n.Bullets(told))
    return blocks


def _say(key: str, language: str, **given: object) -> str:
    return i18n.text("sourcing", key, language, **given)


def _order(selection: Selection, language: str) -> list[str]:
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


def _decision(selection: Selection, cell: int, language: str) -> str:
    n = int(selection.decided.chosen[cell])
    if n < 0:
        reason = i18n.text("sourcing/reasons", selection_views.reason_of(selection, cell), language)
        return _say("no-value", language, reason=reason)
    kind = selection_views.decision_of(selection, cell)
    told = _say(
        f"used-{kind}",
        language,
        value=_value(selection, n, language),
        year=str(selection.candidates.year[n]),
    )
    record = selection.decided.consultations.get(n)
    if record is None:
        return told
    answer = selection_views.answer_of(selection, record)
    said = _say(
        f"consulted-{answer}",
        language,
        notified=str(record.notified),
        deadline=str(record.deadline),
        answered=str(record.answered or ""),
    )
    return i18n.sentences(told, said, language)


def _value(selection: Selection, n: int, language: str) -> str:
    value = selection.candidates.values[n]
    if value is None:
        return "\u2013"
    shown = i18n.number(value, language)
    code = selection.candidates.conf[n]
    if code in free_marks(released=False):
        return shown
    return i18n.detail(shown, i18n.label("conf-status", code, language), language)


def _told(selection: Selection, economy: str, language: str) -> dict[int, list[str]]:
    """Return by cell a line for each candidate: what it is, and what became of it."""
    candidates, decided = selection.candidates, selection.decided
    of = candidates.cell // len(candidates.keys) == selection.economies.index(economy)
    here = np.flatnonzero(of)
    here = here[np.lexsort((decided.reason[here] != 0,))]
    places = candidates.addresses(selection.receipts, here.tolist())
    lines: dict[int, list[str]] = {}
    for n, address in places.items():
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
        told = i18n.pair(i18n.clauses(parts, language), outcome, language)
        lines.setdefault(int(candidates.cell[n]), []).append(told)
    return lines


def summary(selection: Selection, language: str) -> list[Block]:
    """Return the summary of a selection: what was decided how often, and what has to be done."""
    counts = dict.fromkeys(_KINDS, 0)
    for cell, _, key in selection_views.cells(selection):
        if not selection.order.below or key in selection.methodology.indicators:
            counts[selection_views.decision_of(selection, cell)] += 1
    index = i18n.label("nodes", selection.methodology.document.index, language)
    title = _say(
        "title", language, index=index,
        edition=str(selection.edition), year=str(selection.year), date=str(selection.cut_off),
    )  # fmt: skip
    share = float(selection.shares()["share"].iloc[0])
    blocks: list[Block] = [
        i18n.Heading(title, 1),
        i18n.Table(
            [_say("decision", language), _say("values", language)],
            [[_say(f"kind-{name}", language), str(n)] for name, n in counts.items() if n],
            frozenset({1}),
        ),
    ]
    if share == share:
        shown = i18n.number(Decimal(str(share)), language)
        blocks.append(i18n.Paragraph(_say("share", language, share=shown)))
    for finding in selection.left_out.values():
        blocks.append(i18n.Paragraph(finding.message(language), note=True))
    needed = selection_views.pending(selection)
    if len(needed):
        names = [i18n.economy_name(code, language) for code in dict.fromkeys(needed["economy"])]
        more = ["\u2026"] if len(names) > _MOST else []
        shown = i18n.join([*names[:_MOST], *more], language)
        told = _say("pending", language, count=str(len(needed)), economies=shown)
        blocks.append(i18n.Paragraph(told, note=True))
    rows = [
        [
            i18n.economy_name(selection.candidates.economy(n), language),
            i18n.label("nodes", selection.candidates.key(n), language),
            _value(selection, n, language),
            i18n.visible(selection.candidates.sources[n]),
            i18n.label(
                "consultation-answers", selection_views.answer_of(selection, record), language
            ),
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
        blocks.append(i18n.Table(headers, rows, frozenset({2})))
    return blocks
