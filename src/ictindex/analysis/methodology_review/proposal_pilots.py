"""The pilot of a proposed indicator: its values with their errors, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from ictindex.core.errors import UnusableFileError
from ictindex.core.own_terms import OwnTerms, use_terms
from ictindex.data.io.observation_columns import BREAKDOWNS
from ictindex.data.observation_reader import read_observations
from ictindex.data.observations import Observations
from ictindex.definitions import catalogue
from ictindex.definitions.documents.indicator_proposal import ADOPTED, IndicatorProposal, Pilot
from ictindex.definitions.documents.own_index_document import read_own_indicator
from ictindex.language.findings import Finding

_TOTALS = ("", "_T")
_SHA256 = "sha256:"


class PilotValue(NamedTuple):
    """The value of an economy in the pilot, its standard error and its sample."""

    economy: str
    value: Decimal
    standard_error: Decimal
    sample_size: Decimal


class PilotRows(NamedTuple):
    """The contents of a pilot: the rows that count, their values, and the findings."""

    observations: Observations | None
    values: tuple[PilotValue, ...]
    findings: tuple[Finding, ...]


def make_terms(proposal: IndicatorProposal) -> OwnTerms | None:
    """Return the terms of a proposed indicator; ``None`` once the catalogue has it."""
    if proposal.indicator in catalogue.catalogued_indicators():
        return None
    indicator, words = read_own_indicator(describe_indicator(proposal), proposal.id)
    return OwnTerms(words, {indicator.id: indicator}, {})


def describe_indicator(proposal: IndicatorProposal) -> dict[str, object]:
    """Return a proposed indicator as a user's own index takes it; only its id once it is listed."""
    if proposal.indicator in catalogue.catalogued_indicators():
        return {"id": proposal.indicator}
    definition = proposal.definition
    described = {
        "id": proposal.indicator,
        "names": dict(proposal.names),
        "unit": definition.unit,
        "decimals": definition.decimals,
        "minimum": definition.minimum,
        "maximum": definition.maximum,
    }
    return {key: value for key, value in described.items() if value is not None}


def read_pilot(proposal: IndicatorProposal, folder: Path) -> PilotRows:
    """Read the observations of a pilot, and find what is wrong with them."""
    pilot = proposal.pilot
    if pilot is None or not pilot.observations:
        return PilotRows(None, (), ())
    try:
        with use_terms(make_terms(proposal)):
            observations = read_observations(folder / pilot.observations)
    except UnusableFileError as error:
        return PilotRows(None, (), (Finding(error.code, details=dict(error.details)),))
    rows = _choose_rows(observations, proposal, pilot)
    values = tuple(_list_values(observations, rows))
    findings = [*observations.findings, *_find_faults(observations, rows, proposal, pilot)]
    if proposal.status in ADOPTED and len(values) < pilot.minimum_economies:
        details = {
            "document": proposal.id,
            "count": len(values),
            "least": pilot.minimum_economies,
        }
        findings.append(Finding("proposal.pilot-too-few", details=details))
    return PilotRows(observations.take(rows), values, tuple(findings))


def _choose_rows(
    observations: Observations, proposal: IndicatorProposal, pilot: Pilot
) -> list[int]:
    """Return the rows with the totals of the indicator in the year of the pilot."""
    cells = observations.cells
    return [
        row
        for row in range(len(observations))
        if cells["indicator"][row] == proposal.indicator
        and cells["year"][row] == pilot.year
        and all(cells[name][row] in _TOTALS for name in BREAKDOWNS)
    ]


def _list_values(observations: Observations, rows: list[int]) -> Iterator[PilotValue]:
    """Yield the values that have an error and a sample, by economy."""
    cells = observations.cells
    for row in sorted(rows, key=lambda each: str(cells["economy"][each])):
        figures = [cells[name][row] for name in ("value", "standard_error", "sample_size")]
        if None not in figures and cells["economy"][row]:
            yield PilotValue(cells["economy"][row], *figures)


def _find_faults(
    observations: Observations, rows: list[int], proposal: IndicatorProposal, pilot: Pilot
) -> Iterator[Finding]:
    """Yield another file than the stated one, rows of others, and values that cannot be used."""
    cells = observations.cells
    digests = {f"{_SHA256}{digest}" for digest in observations.sources.values()}
    if digests != {pilot.digest}:
        details = {"file": pilot.observations, "value": ", ".join(sorted(digests))}
        yield Finding("proposal.pilot-changed", details=details)
    others = {
        row
        for row in range(len(observations))
        if (cells["indicator"][row], cells["year"][row]) != (proposal.indicator, pilot.year)
    }
    for row in sorted(others):
        yield _make_row_finding(
            observations, row, "proposal.pilot-other", proposal, str(pilot.year)
        )
    for row in rows:
        errors = [cells[name][row] for name in ("standard_error", "sample_size")]
        if cells["value"][row] is not None and None in errors:
            yield _make_row_finding(observations, row, "proposal.pilot-precision", proposal, "")
    for row in observations.confidential_rows():
        yield _make_row_finding(observations, row, "proposal.pilot-confidential", proposal, "")


def _make_row_finding(
    observations: Observations, row: int, code: str, proposal: IndicatorProposal, year: str
) -> Finding:
    """Return a finding on a row of a pilot, at its address."""
    return Finding(
        code,
        economy=observations.cells["economy"][row],
        address=observations.address(row),
        details={"document": proposal.id, "year": year} if year else {"document": proposal.id},
    )
