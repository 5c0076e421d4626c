"""What the commands on submissions are given: a table or a questionnaire, read and judged.

Every command reads and judges in the same way, so that what `check` shows is what `accept` asks
answers for: rates are derived from counts first, earlier values are read like the table itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import ictindex as ict
from ictindex import terms
from ictindex.cli import output
from ictindex.cli.usage import use
from ictindex.errors import UnusableFileError, UsageError
from ictindex.observations.workbooks import is_workbook

if TYPE_CHECKING:
    from ictindex.indices import Methodology


class How(NamedTuple):
    """How files are written, and what is read beside the table."""

    dialect: str | None = None
    layout: Path | None = None
    file_form: str | None = None
    auxiliaries: Path | None = None
    history: Path | None = None
    tariffs: Path | None = None
    prices: Path | None = None
    economics: Path | None = None


@dataclass(frozen=True)
class Given:
    """A table that was read, with the rates that follow from its counts.

    Parameters
    ----------
    table : Observations
        What is judged: the table with every rate that could be derived.
    derived : Derived
        The rates and their arithmetic.
    submission : Submission or None
        The questionnaire, where the file is one.
    methodology : Methodology
        For which the table is judged.
    year : int
        The year judged.
    """

    table: ict.Observations
    derived: ict.Derived
    submission: ict.Submission | None
    methodology: Methodology
    year: int

    @property
    def own(self) -> ict.Findings:
        """What no judgement shows: what is wrong beside the values, and rates that are missing."""
        told: list[ict.Finding] = []
        if self.submission is not None:
            known = list(self.submission.observations.findings)
            told += [one for one in self.submission.findings if one not in known]
        return ict.Findings([*told, *self.underived])

    @property
    def underived(self) -> list[ict.Finding]:
        """Why rates that the methodology asks for could not be derived from their counts."""
        wanted = set(self.methodology.indicators)
        return [
            finding
            for finding in self.derived.findings
            if {str(finding.given.get("rate", "")), finding.indicator} & wanted
        ]


def spoken(language: str | None, submission: ict.Submission | None) -> str:
    """Return the language asked for, else that of the questionnaire, and put it in force."""
    own = "en" if submission is None else submission.language
    return use(language or own)


def table_of(path: Path, how: How) -> tuple[ict.Observations, ict.Submission | None]:
    """Read a questionnaire or a file of observations, whichever it is."""
    if is_workbook(path):
        try:
            submission = ict.read_questionnaire(path)
        except UnusableFileError as error:
            if error.code != "questionnaire.not-one":
                raise
        else:
            return submission.observations, submission
    how_written: dict[str, Any] = {"dialect": how.dialect, "layout": how.layout}
    return ict.read_observations(path, form=how.file_form, **how_written), None


def derived(
    table: ict.Observations, how: How, indicators: Sequence[str] | None = None
) -> ict.Derived:
    """Derive the rates of a table; populations from elsewhere where a file of them is given."""
    indicators = indicators or None
    if how.auxiliaries is None:
        return ict.derive(table, indicators=indicators)
    beside = ict.read_observations(how.auxiliaries, dialect=how.dialect)
    economies = sorted(set(table.columns["economy"].tolist()))
    beside = beside.where(economy=economies)
    return ict.derive(table, auxiliaries=beside, indicators=indicators)


def read(
    path: Path, how: How, edition: int | None, methodology: str | None, year: int | None = None
) -> Given:
    """Read what is to be judged, and choose for which edition."""
    table, submission = table_of(path, how)
    if submission is not None:
        if edition not in (None, submission.edition):
            raise UsageError(
                "cli.other-edition", file=path.name, edition=str(submission.edition),
                wanted=str(edition),
            )  # fmt: skip
        edition = submission.edition
        name = methodology or submission.form.index
        year = submission.year if year is None else year
    elif edition is None:
        raise UsageError("cli.edition-needed", file=path.name)
    else:
        name = methodology or "idi"
    chosen = ict.methodology(name, edition=edition)
    if year is None:
        years = chosen.document.years
        year = edition + (0 if years is None else years.reference)
    found = derived(table, how)
    return Given(found.completed, found, submission, chosen, year)


def judged(given: Given, how: How) -> ict.Judgement:
    """Judge what was read, beside earlier values and the tables of the price basket."""
    history = history_of(given, how)
    tariffs: Any = None if given.submission is None else given.submission.tariffs
    if how.tariffs is not None:
        tariffs = ict.read_tariffs(how.tariffs, dialect=how.dialect)
    prices, economics = how.prices, how.economics
    return ict.validate(
        given.table,
        given.methodology,
        history=None if history is None else derived(history, how).completed,
        year=given.year,
        submitter="" if given.submission is None else given.submission.economy,
        tariffs=tariffs,
        prices=None if prices is None else ict.read_prices(prices, dialect=how.dialect),
        economics=None if economics is None else ict.read_economics(economics, dialect=how.dialect),
    )


def history_of(given: Given, how: How) -> ict.Observations | None:
    """Return the earlier values: those of a file, else the accepted ones in the questionnaire."""
    if how.history is not None:
        return table_of(how.history, how)[0]
    return None if given.submission is None else given.submission.history


def note_history(given: Given, how: How, language: str) -> None:
    """Tell of a file of earlier values that has none of the one economy judged."""
    economies = set(given.table.columns["economy"].tolist())
    if given.submission is not None:
        economies = {given.submission.economy}
    earlier = None if how.history is None else history_of(given, how)
    if earlier is None or how.history is None or len(economies) != 1:
        return
    if economies.isdisjoint(earlier.columns["economy"].tolist()):
        told = {"file": how.history.name, "economy": economies.pop()}
        output.note(terms.text("cli", "history-of-others", language, **told))


def joined(path: Path, how: How) -> ict.Receipt:
    """Read a receipt and the files that lie beside it; refuse it if anything changed.

    Raises
    ------
    UsageError
        If the receipt is of no file.
    VoidReceiptError
        If a file, or the table in it, is not the one judged.
    """
    receipt = ict.read_receipt(path)
    beside = set() if how.auxiliaries is None else {how.auxiliaries.name}
    names = [name for name in receipt.files if name not in beside]
    if not names:
        raise UsageError("cli.receipt-of-no-file", file=path.name)
    if any(Path(name).name != name for name in names):  # files lie beside, nowhere else
        raise UnusableFileError("receipt.unusable", file=path.name)
    for name in names:
        receipt.check(path.with_name(name))
    table = ict.read_observations([table_of(path.with_name(name), how)[0] for name in names])
    if receipt.covers(table):  # no rate was derived when it was accepted
        return receipt.join(table)
    return receipt.join(derived(table, how).completed)


def all_joined(paths: Sequence[Path], how: How) -> list[ict.Receipt]:
    """Read receipts with their tables."""
    return [joined(path, how) for path in paths]


def new(path: Path, code: str = "questionnaire.exists") -> Path:
    """Refuse a file that is there: it may hold figures or answers of somebody."""
    if path.exists() and path.is_file():
        raise UsageError(code, file=str(path))
    return path
