"""Values of the year of reference, put into the cells of a questionnaire that ask for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ictindex.core import arguments
from ictindex.core.errors import RefusedObservationsError
from ictindex.data.cell_text import visible
from ictindex.data.io.observation_columns import BREAKDOWNS
from ictindex.data.observations import Observations
from ictindex.definitions import catalogue
from ictindex.language.findings import Address, Finding, Findings
from ictindex.submissions.questionnaires.content import Questionnaire
from ictindex.submissions.questionnaires.labels import list_options, units_of
from ictindex.submissions.questionnaires.layout import UNIT, Ask, Page
from ictindex.submissions.questionnaires.sheets import Position

_TOTALS = ("", "_T")
_CHOSEN = ("status", "conf_status", "error_method")


def fill_questionnaire(asked: Questionnaire, values: Observations) -> Questionnaire:
    """Put observations into the cells of a questionnaire that ask for them.

    A cell asks for one indicator in the year of reference, as a whole or by one breakdown. With
    the value go its unit, status, confidentiality, source and note and, on sheets of surveys, its
    precision. What a sheet has no column for, such as degrees of freedom, is left out.

    Parameters
    ----------
    asked : Questionnaire
        The questionnaire; what its cells have already is kept.
    values : Observations
        Values, such as those of :func:`ictindex.surveys.estimate`; those of other economies are
        left out.

    Returns
    -------
    Questionnaire
        A new questionnaire, to be saved as a workbook; its ``findings`` report the values that
        have no free cell in it.

    Raises
    ------
    RefusedObservationsError
        If cells of the values have errors.
    UsageError
        If these are not a questionnaire and observations.

    Examples
    --------
    >>> import ictindex as ict
    >>> values = ict.read_observations([
    ...     {"economy": "XAA", "indicator": "internet-users", "year": 2023, "value": "61.5",
    ...      "standard_error": "1.2", "source": "An invented survey"},
    ...     {"economy": "XAA", "indicator": "internet-users", "year": 2019, "value": "48"},
    ... ])
    >>> filled = ict.data.fill_questionnaire(ict.questionnaire("XAA", edition=2025), values)
    >>> len(filled.contents.cells), [finding.code for finding in filled.findings]
    (3, ['questionnaire.no-cell'])
    """
    arguments.require(isinstance(asked, Questionnaire), "asked", "questionnaire", asked)
    arguments.require(isinstance(values, Observations), "values", "observations", values)
    if values.findings.errors:
        raise RefusedObservationsError(
            "questionnaire.values-refused", faults=values.findings.errors
        )
    filling = _Filling(asked, values)
    findings = Findings([*asked.findings, *filling.fill()])
    contents = replace(asked.contents, cells={**asked.contents.cells, **filling.cells})
    return replace(asked, contents=contents, findings=findings)


class _Filling:
    """The cells that observations fill."""

    def __init__(self, asked: Questionnaire, values: Observations) -> None:
        self._form, self._values = asked.form, values
        self._taken, self.cells = asked.contents.cells, dict[Position, object]()
        options = list_options(self._form, asked.language)
        self._labels = {key: dict(pairs) for key, pairs in options.items()}
        self._asks: dict[tuple[str, str, str], tuple[Page, Ask]] = {
            (ask.indicator, ask.breakdown, ask.category): (page, ask)
            for page in self._form.pages.values()
            for ask in page.asks
        }

    def fill(self) -> Iterator[Finding]:
        """Fill the cells, and yield a finding for each value that has none."""
        columns = self._values.cells
        for row, economy in enumerate(columns["economy"]):
            if economy == self._form.economy and not self._put(row):
                yield self._report(row)

    def _put(self, row: int) -> bool:
        """Put an observation into its cells; return False if it has none, or another is there."""
        columns, form = self._values.cells, self._form
        parts = [(n, columns[n][row]) for n in BREAKDOWNS if columns[n][row] not in _TOTALS]
        breakdown, category = parts[0] if parts else ("", "")
        target = self._asks.get((columns["indicator"][row], breakdown, category))
        if target is None or len(parts) > 1 or columns["year"][row] != form.year:
            return False
        page, ask = target
        unit = columns["unit"][row]
        usual = catalogue.indicators()[ask.indicator].unit
        units = self._labels[units_of(ask)]
        if unit not in ("", usual, *units):
            return False
        cells: dict[Position, object] = {}
        for field in form.fields_on(page.id):
            content = columns[field][row]
            if content is None or content == "":
                continue
            label = self._labels.get(field, {}).get(content) if field in _CHOSEN else None
            cells[page.id, ask.row, form.column_of(field)] = label or content
        if unit not in ("", usual):
            cells[page.id, ask.row, UNIT] = units[unit]
        if any(position in self.cells or position in self._taken for position in cells):
            return False
        self.cells |= cells
        return True

    def _report(self, row: int) -> Finding:
        columns = self._values.cells
        value = columns["value"][row]
        shown = "\u2013" if value is None else visible(format(value, "f"))[:80]
        return Finding(
            "questionnaire.no-cell",
            "warning",
            self._form.economy,
            columns["indicator"][row],
            columns["year"][row],
            address=Address(columns["file"][row], columns["line"][row], "value"),
            details={"value": shown, "year": self._form.year},
        )
