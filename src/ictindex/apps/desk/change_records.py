"""The changed cells of a submission as plain records for a page, change by change."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ictindex.apps.desk.value_tables import title_of
from ictindex.data.tables.corrections import is_sealed, name_content, name_figure, show_way
from ictindex.language import i18n
from ictindex.submissions.questionnaires.corrected_cells import describe_corrections
from ictindex.submissions.questionnaires.layout import cell_name

if TYPE_CHECKING:
    from ictindex.apps.desk.open_submission import OpenSubmission
    from ictindex.data.tables.corrections import CellCorrection
    from ictindex.submissions.questionnaires.corrected_cells import CorrectedCell


def change_records(state: OpenSubmission, language: str) -> list[dict[str, Any]]:
    """Return the changes of the cells in their order: what each cell held, and how it changed."""
    submission = state.submission
    if submission is None or not state.changes.lines:
        return []
    contents = submission.contents
    held = {**contents.cells, **contents.stray}
    described = describe_corrections(
        state.changes,
        submission.form,
        submission.language,
        held,
        lambda cell: cell_name(*cell[1:]),
    )
    steps: dict[int, list[dict[str, Any]]] = {}
    for line, correction in zip(state.changes.lines, described, strict=True):
        steps.setdefault(line.step, []).append(_line_record(state, line, correction, language))
    records = []
    for step, lines in steps.items():
        first = state.changes.list_step(step)[0]
        records.append(
            {
                "step": step,
                "by": first.way.by,
                "way": show_way(first.way.by, first.way.witness, language),
                "reason": "" if is_sealed(first.reason) else i18n.visible(first.reason),
                "undo": state.changes.can_be_taken_back(step, held),
                "lines": lines,
            }
        )
    return records


def _line_record(
    state: OpenSubmission, line: CorrectedCell, correction: CellCorrection, language: str
) -> dict[str, Any]:
    record = asdict(correction)
    return {
        "place": list(line.cell),
        "sheet": title_of(state, line.cell[0], language),
        "cell": correction.cell,
        "label": name_figure(record, language),
        "was": name_content(record, "was", language),
        "now": name_content(record, "now", language),
        "kept": line.is_kept,
        # Not by a later change that is listed too.
        "elsewhere": not correction.current and state.changes.is_last(line),
    }
