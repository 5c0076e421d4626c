"""The sources that the compilers collect themselves, such as prices and estimates of other sources.

The table is judged by the rules that the round has pinned, and each State gets a receipt of its own
rows, so that no receipt names two States.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

import ictindex as ict
from ictindex.apps.rounds.round_acceptance import plan_receipt
from ictindex.apps.rounds.season_operations import OpenRound, RoundSteps, read_round, require_day
from ictindex.core.errors import Fault, RefusedObservationsError, UsageError
from ictindex.core.paths import visible
from ictindex.data.io.csv import read_bytes
from ictindex.data.io.files import files_in_memory
from ictindex.data.observations import Observations
from ictindex.submissions.closed.event_register import Draft
from ictindex.submissions.closed.event_types import COMPILER
from ictindex.submissions.closed.pins import read_pins
from ictindex.submissions.closed.round_folder import SHORT
from ictindex.submissions.validation.roles import COMPILER as ROLE
from ictindex.submissions.validation.subject import OBSERVATIONS

# What a State submits is received from it; without a class nobody knows whose figure it is.
_SUBMITTED = frozenset({"", "official-submission"})


def collect_table(
    path: str | os.PathLike[str],
    file: str | os.PathLike[str],
    *,
    day: dt.date | str,
    answers: str | os.PathLike[str] | None = None,
    dry_run: bool = False,
) -> RoundSteps:
    """Accept a table that the compilers collected, with a receipt for each State in it.

    Parameters
    ----------
    path : path
        The folder of the round.
    file : path
        A table of observations of one or several economies, with the class of each source.
    day : datetime.date or str
        The day on which it was collected (ISO 8601).
    answers : path, optional
        Answers of the compilers to findings.
    dry_run : bool
        Judge it, and only say what would be done.

    Returns
    -------
    RoundSteps
        A step ``collected`` for each State.

    Raises
    ------
    UsageError
        If the table has a State that is not asked, or a value of the class of submissions.
    RefusedObservationsError
        If a finding is open; nothing is then recorded.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> settings = ict.rounds.propose_settings(
    ...     2027, economies=["XAA"], publisher="Example office"
    ... )
    >>> with tempfile.TemporaryDirectory() as place:
    ...     folder = ict.rounds.new_round(settings, f"{place}/round-2027", day="2026-11-30")
    ...     file = folder.path.parent / "prices.csv"
    ...     _ = file.write_text(
    ...         "economy,indicator,year,value,source_class,source\\n"
    ...         "XAA,price-fixed-broadband,2025,2.5,official-publication,Operators\\n"
    ...     )
    ...     steps = collect_table(folder.path, file, day="2027-04-10")
    >>> [(step.economy, step.event, step.outcome) for step in steps.steps]
    [('XAA', 'collected', 'done')]
    """
    stated, season = require_day(day), read_round(path)
    source = Path(file)
    content = read_bytes(source)
    digest = hashlib.sha256(content).hexdigest()
    with files_in_memory({source: content}):
        table = ict.read_observations(source)
    _refuse_foreign(season, table, source)
    replies = () if answers is None else ict.data.read_answers(Path(answers))
    receipts = _make_receipts(season, table, replies, stated)
    kept = season.folder.files.collection / f"{digest[:SHORT]}-{source.name}"
    steps = []
    for economy, receipt in receipts.items():
        draft = Draft(
            event="collected",
            day=stated,
            by=COMPILER,
            economy=economy,
            fields={"file": digest, "receipt": receipt.digest, "kind": OBSERVATIONS},
        )
        planned = plan_receipt(season, receipt, draft)
        planned = planned._replace(files={**planned.files, kept: content})
        steps.append(season.carry_out(planned, dry_run=dry_run))
    return RoundSteps(tuple(steps), stated, dry_run)


def _refuse_foreign(season: OpenRound, table: Observations, file: Path) -> None:
    """Refuse a table of a State that is not asked, or of what a State would submit itself."""
    for economy in sorted(set(table.cells["economy"])):
        season.economy(economy)
    if not _SUBMITTED.isdisjoint(table.cells["source_class"]):
        raise UsageError("round.collected-submission", file=visible(file.name))


def _make_receipts(
    season: OpenRound, table: Observations, replies: ict.data.Answers | tuple[()], day: dt.date
) -> Mapping[str, ict.data.Receipt]:
    """Judge the rows of each State by the pinned rules; accept all of them, or none."""
    pins, settings = season.settings.pins, season.settings
    read_pins(pins.documents)
    methodology = ict.methodology(settings.methodology, edition=settings.edition, provisional=True)
    receipts: dict[str, ict.data.Receipt] = {}
    faults: list[Fault] = []
    for economy in sorted(set(table.cells["economy"])):
        own = table.where(economy=economy)
        judgement = ict.validate(own, methodology, rules=pins.rules, role=ROLE)
        try:
            receipts[economy] = ict.accept(
                own, judgement, replies, role=ROLE, submitted=day.isoformat()
            )
        except RefusedObservationsError as error:
            faults += error.faults
    if faults:
        raise RefusedObservationsError("receipt.open-findings", faults=faults)
    return receipts
