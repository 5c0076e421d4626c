"""The result of a submission as plain records for a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ictindex.apps.desk.input_files import Inputs
from ictindex.apps.desk.subject_result import subject_result
from ictindex.core.decimals import round_half_up
from ictindex.core.errors import UsageError
from ictindex.language import i18n
from ictindex.language.i18n.document import Bullets, Grid, Heading, Paragraph
from ictindex.submissions.questionnaires.arrangement import Arrangement
from ictindex.submissions.questionnaires.layout import cell_position

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ictindex.apps.desk.country_inputs import Figure
    from ictindex.apps.desk.country_result import CountryResult
    from ictindex.apps.desk.open_submission import OpenSubmission
    from ictindex.language.i18n.document import Block

_CONTENT = (Heading, Paragraph, Grid, Bullets)


def country_result(state: OpenSubmission) -> CountryResult | None:
    """Return the result of the one economy of a submission; ``None`` if there is none."""
    earlier = None if state.earlier is None else state.earlier.table
    return subject_result(state.subject, Inputs(earlier=earlier))


def result_record(state: OpenSubmission, language: str) -> dict[str, Any]:
    """Return the page of the result, a record for each of its blocks."""
    result = country_result(state)
    if result is None:
        raise UsageError("desk.no-result")
    blocks = result.blocks(language)
    record: dict[str, Any] = {
        "blocks": [_block_record(block) for block in blocks if isinstance(block, _CONTENT)]
    }
    if result.inputs:
        least, most = (round_half_up(part, 1) for part in (result.lowest, result.highest))
        record |= {
            "score": "" if result.score is None else i18n.number(result.score, language),
            "lowest": i18n.number(least, language),
            "highest": i18n.number(most, language),
            "least": str(least),
            "most": str(most),
        }
    return record


def _block_record(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "words": block.words, "level": block.level}
        case Paragraph():
            return {"kind": "paragraph", "words": block.words, "note": block.note}
        case Bullets():
            return {"kind": "bullets", "items": list(block.items)}
        case Grid():
            return {
                "kind": "table",
                "headers": list(block.headers),
                "rows": [list(map(str, row)) for row in block.rows],
                "numeric": sorted(block.numeric),
            }
    raise TypeError(type(block).__name__)


def inputs_record(state: OpenSubmission, language: str) -> dict[str, Any] | None:
    """Return the number of inputs of the index, and the missing ones, each with its cell."""
    result = country_result(state)
    if result is None or not result.inputs:
        return None
    missing = [
        {
            "name": i18n.label("nodes", each.indicator, language),
            "place": next(_places(state, each.cells), None),
        }
        for each in result.missing
    ]
    return {"needed": len(result.inputs), "missing": missing}


def _places(state: OpenSubmission, figures: Iterable[Figure]) -> Iterator[list[str | int]]:
    """Yield the cells of figures that are in the questionnaire: sheet, row and column."""
    submission = state.submission
    if submission is None:
        return
    sheets = {title: key for key, title in submission.titles.items()}
    for figure in figures:
        if (sheet := sheets.get(figure.sheet)) is None:
            continue
        # The page has the rows of the form, also those that were moved or deleted in the file.
        if figure.cell:
            arranged = submission.arrangements.get(sheet, Arrangement())
            yield [sheet, *arranged.find_in_form(cell_position(figure.cell))]
        else:
            value = submission.form.column_of("value")
            for ask in submission.form.pages[sheet].asks:
                if ask.indicator == figure.indicator and not ask.breakdown:
                    yield [sheet, ask.row, value]
