"""What the commands on submissions are given: a table or a questionnaire, read and judged.

Every command reads and judges in the same way, so that what `check` shows is what `accept` asks
answers for: rates are derived from counts first, earlier values are read like the table itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import ictindex as ict
from ictindex import i18n
from ictindex.cli import output, tables
from ictindex.cli.help import use
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.data.io.excel import is_workbook
from ictindex.data.io.registry import BY_EDITION
from ictindex.validation.subject import OBSERVATIONS

if TYPE_CHECKING:
    from ictindex.results.methodology import Methodology


RECEIPT = ".receipt.json"
OF_TARIFFS = f".tariffs{RECEIPT}"  # of the plans of a questionnaire


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
    sheet: str | None = None
    edition: int | None = None
    role: str | None = None
    others: Path | None = None

    def sheet_of(self, path: Path) -> str | None:
        """Return the sheet that is read of a file: of a workbook the one that is named."""
        beside = (self.auxiliaries, self.history, self.tariffs, self.prices, self.economics)
        return sheet_for(path, self.sheet, (path, *beside))


def sheet_for(path: Path, sheet: str | None, files: Iterable[Path | None]) -> str | None:
    """Return the sheet that is read of one of several files: of each workbook the one named."""
    # Where none is a workbook, the reader is handed the name, and refuses it.
    there = any(one is not None and is_workbook(one) for one in files)
    return sheet if is_workbook(path) or not there else None


def by_edition(form: str | None) -> bool:
    """Tell whether files of a form have a sheet for each edition."""
    return form in BY_EDITION


@dataclass(frozen=True)
class Given:
    """A table that was read, with the rates that follow from its counts."""

    table: ict.Observations
    derived: ict.data.Derived
    submission: ict.data.Submission | None
    methodology: Methodology
    year: int

    @property
    def own(self) -> ict.Findings:
        """What no judgement shows: what is wrong beside the values, and rates that are missing."""
        told: list[ict.Finding] = []
        if self.submission is not None:
            plans = self.submission.tariffs
            known = [
                *self.submission.observations.findings,
                *(() if plans is None else plans.findings),
            ]
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


def spoken(language: str | None, submission: ict.data.Submission | None) -> str:
    """Return the language asked for, else that of the questionnaire, and put it in force."""
    own = "en" if submission is None else submission.language
    return use(language or own)


def table_of(path: Path, how: How) -> tuple[ict.Observations, ict.data.Submission | None]:
    """Read a questionnaire or a file of observations, whichever it is."""
    submission = tables.submission_of(path)
    if submission is not None:
        return submission.observations, submission
    how_written: dict[str, Any] = {"dialect": how.dialect, "layout": how.layout}
    if by_edition(how.file_form):
        how_written["edition"] = how.edition
    how_written["sheet"] = how.sheet_of(path)
    return ict.read_observations(path, form=how.file_form, **how_written), None


def derived(
    table: ict.Observations, how: How, indicators: Sequence[str] | None = None
) -> ict.data.Derived:
    """Derive the rates of a table; populations from elsewhere where a file of them is given."""
    indicators = indicators or None
    if how.auxiliaries is None:
        return ict.data.derive(table, indicators=indicators)
    sheet = how.sheet_of(how.auxiliaries)
    beside = ict.read_observations(how.auxiliaries, dialect=how.dialect, sheet=sheet)
    economies = sorted(set(table.columns["economy"].tolist()))
    beside = beside.where(economy=economies)
    return ict.data.derive(table, auxiliaries=beside, indicators=indicators)


def read(
    path: Path, how: How, edition: int | None, methodology: str | None, year: int | None = None
) -> Given:
    """Read what is to be judged, and choose for which edition."""
    table, submission = table_of(path, how._replace(edition=edition))
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
    chosen = ict.methodology(name, edition=edition, provisional=True)
    if year is None:
        years = chosen.document.years
        year = edition + (0 if years is None else years.reference)
    found = derived(table, how)
    return Given(found.completed, found, submission, chosen, year)


def judgements(given: Given, how: How) -> dict[str, ict.data.Judgement]:
    """Judge each table that was read, by its kind: there is a receipt for each of them."""
    # A questionnaire may hold figures, plans, or both; plans are judged by the methodology of the
    # price basket that is in force for its edition.
    plans = None if given.submission is None else given.submission.tariffs
    found = {}
    if len(given.table) or plans is None:
        found[OBSERVATIONS] = _of_values(given, how)
    if plans is not None:
        chosen = given.methodology
        if chosen.document.index != "ipb":
            edition = given.methodology.edition
            chosen = ict.methodology("ipb", edition=edition, provisional=True)
        found["tariffs"] = ict.validate(plans, chosen)
    return found


def judged(given: Given, how: How) -> ict.data.Judgement:
    """Judge all that was read, to be shown and answered as one."""
    return shown(judgements(given, how))


def shown(found: Mapping[str, ict.data.Judgement]) -> ict.data.Judgement:
    """Return the judgements of the tables of a questionnaire as one: each finding is in one."""
    first, *rest = found.values()
    start = len(first.observations)
    for other in rest:
        outcomes = [
            one if another.outcome == "not-decidable" else another
            for one, another in zip(first.outcomes, other.outcomes, strict=True)
        ]
        # Rows of one table are told from those of another, as if it stood below.
        moved = [one if one.row is None else replace(one, row=one.row + start) for one in other]
        first = ict.data.Judgement(
            first.observations, [*first, *moved], outcomes, first.year, first.stage,
            first.rules_digest, role=first.role,
        )  # fmt: skip
    return first


def _of_values(given: Given, how: How) -> ict.data.Judgement:
    """Judge the figures, beside earlier values and the tables of the price basket."""
    history, tariffs = history_of(given, how), None
    if how.tariffs is not None:
        tariffs = _beside(ict.read_tariffs, how.tariffs, how)
    prices, economics = how.prices, how.economics
    return ict.validate(
        given.table,
        given.methodology,
        history=None if history is None else derived(history, how).completed,
        year=given.year,
        submitter="" if given.submission is None else given.submission.economy,
        role=how.role,
        others=None if how.others is None else derived(table_of(how.others, how)[0], how).completed,
        tariffs=tariffs,
        prices=None if prices is None else _beside(ict.read_prices, prices, how),
        economics=None if economics is None else _beside(ict.read_economics, economics, how),
    )


def _beside(reader: Callable[..., Any], path: Path, how: How) -> Any:
    return reader(path, dialect=how.dialect, sheet=how.sheet_of(path))


def history_of(given: Given, how: How) -> ict.Observations | None:
    """Return the earlier values: those of a file, else the accepted ones in the questionnaire."""
    # Of a workbook with a sheet for each edition they are those of the edition before.
    if how.history is not None:
        before = None if given.methodology.edition is None else given.methodology.edition - 1
        return table_of(how.history, how._replace(edition=before))[0]
    return None if given.submission is None else given.submission.history


def note_provisional(given: Given, language: str) -> None:
    """Tell that no methodology is in force for the edition yet, and by which one it is judged."""
    chosen = given.methodology
    if chosen.is_provisional:
        told = {"edition": str(chosen.edition), "document": chosen.id}
        output.note(i18n.text("cli", "provisional", language, **told))


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
        output.note(i18n.text("cli", "history-of-others", language, **told))


def joined(path: Path, how: How, folder: Path | None = None) -> ict.data.Receipt:
    """Read a receipt and the files that it is of; refuse it if anything changed."""
    receipt = ict.data.read_receipt(path)
    beside = set() if how.auxiliaries is None else {how.auxiliaries.name}
    names = [name for name in receipt.files if name not in beside]
    if not names:
        raise UsageError("cli.receipt-of-no-file", file=path.name)
    if any(Path(name).name != name for name in names):  # files lie beside, nowhere else
        raise UnusableFileError("receipt.unusable", file=path.name)
    places = [(path.parent if folder is None else folder) / name for name in names]
    for place in places:
        receipt.check(place)
    if receipt.kind != OBSERVATIONS:
        return receipt.join(tables.read(receipt.kind, places, how.dialect))
    table = ict.read_observations([table_of(place, how)[0] for place in places])
    if receipt.covers(table):  # no rate was derived when it was accepted
        return receipt.join(table)
    return receipt.join(derived(table, how).completed)


def stem(receipt: Path) -> str:
    """Return the name of a receipt without its ending."""
    name = receipt.name
    return name.removesuffix(RECEIPT) if name.endswith(RECEIPT) else receipt.stem


def new(path: Path, code: str = "questionnaire.exists") -> Path:
    """Refuse a file that is there: it may hold figures or answers of somebody."""
    if path.exists() and path.is_file():
        raise UsageError(code, file=str(path))
    return path
