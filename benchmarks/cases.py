"""The benchmarks by name. Each runs in a separate process, on one core, and yields figures."""

from __future__ import annotations

from archives import archive, register
from chart_objects import charts
from growth import growth
from index_audits import audit
from large_tables import areas
from purchases import shopping
from scores import decimal, large, records, single, small, weights
from simulations import robustness, sensitivity
from submissions import sourcing, validation, workbook
from survey_cells import survey_cells
from survey_estimates import survey_estimates
from tables import commands, conversion, documents, edition, reading, startup

CASES = {
    case.__name__: case
    for case in (
        startup,
        commands,
        decimal,
        small,
        large,
        weights,
        robustness,
        sensitivity,
        audit,
        areas,
        single,
        records,
        edition,
        reading,
        documents,
        validation,
        sourcing,
        workbook,
        conversion,
        archive,
        register,
        shopping,
        charts,
        growth,
        survey_estimates,
        survey_cells,
    )
}
