"""The files of a submission: tables, questionnaires and receipts, read and judged.

The commands and the page read and judge in the same way, so that answers are asked for exactly what
is shown: rates are derived from counts first, earlier values are read like the table itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import ictindex as ict
from ictindex.core.arguments import pass_text
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.data.io.csv import read_bytes

if TYPE_CHECKING:
    from ictindex.indices.ipb.price_series import PriceSeries
    from ictindex.indices.results.methodology import Methodology

OBSERVATIONS = "observations"
# The tables of the price basket: accepted one by one, joined to their receipts.
PRICE_TABLES = ("prices", "economics", "tariffs")


class FileOptions(Protocol):
    """The form of a file of observations."""

    @property
    def layout(self) -> Path | None: ...
    @property
    def dialect(self) -> str | None: ...
    @property
    def file_form(self) -> str | None: ...
    @property
    def sheet(self) -> str | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainFile:
    """A file of observations about which nothing is stated, except perhaps its dialect."""

    layout: Path | None = None
    dialect: str | None = None
    file_form: str | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """The form of the files of a submission, and the other inputs besides its table."""

    file: FileOptions = field(default_factory=PlainFile)
    auxiliaries: Path | None = None
    history: Path | None = None
    tariffs: Path | None = None
    prices: Path | None = None
    economics: Path | None = None
    edition: int | None = None
    role: str | None = None
    others: Path | None = None
    rules: str | None = None  # digest of the rules to judge by
    earlier: ict.Observations | None = None  # earlier values that were already read and derived
    rates: str | None = None  # digest of the rates to derive

    def sheet_of(self, path: Path) -> str | None:
        """Return the sheet that is read of a file: for a workbook the one that is named."""
        others = (self.auxiliaries, self.history, self.tariffs, self.prices, self.economics)
        return choose_sheet(path, self.file.sheet, (path, *others))


def is_workbook(path: Path) -> bool:
    """Detect an Excel workbook."""
    from ictindex.data.io import excel

    return excel.is_workbook(path)


def choose_sheet(path: Path, sheet: str | None, files: Iterable[Path | None]) -> str | None:
    """Return the sheet that is read of one of several files: for each workbook the one named."""
    # If none is a workbook, the reader gets the name, and refuses it.
    has_workbook = any(file is not None and is_workbook(file) for file in files)
    return sheet if is_workbook(path) or not has_workbook else None


def form_edition(form: str | None, edition: int | None) -> int | None:
    """Return the edition that is read of a file: for a form with a sheet for each edition."""
    from ictindex.data.io.publisher_file_forms import BY_EDITION

    return edition if form in BY_EDITION else None


def price_reader(kind: str) -> Callable[..., Any]:
    """Return the reader of a table of the price basket."""
    reader: Callable[..., Any] = getattr(ict, f"read_{kind}")
    return reader


def judge_price_table(
    file: Path, table: str, edition: int | None, methodology: str | None, inputs: Inputs
) -> ict.data.Judgement:
    """Read a table of the price basket and judge it."""
    if table not in PRICE_TABLES:
        raise UsageError("cli.table-unknown", table=table[:40], allowed=PRICE_TABLES)
    if edition is None:
        raise UsageError("cli.edition-needed", file=file.name)
    rows = price_reader(table)(file, dialect=inputs.file.dialect)
    chosen = ict.methodology(methodology or "ipb", edition=edition)
    return ict.validate(rows, chosen, rules=inputs.rules)


def read_price_series(
    file: Path,
    *,
    columns: Mapping[str, str] | None = None,
    dialect: str | None = None,
    form: str | None = None,
    edition: int | None = None,
) -> PriceSeries:
    """Read published prices of baskets; a file with errors is refused."""
    from ictindex.indices.ipb.price_series import refuse_errors
    from ictindex.indices.ipb.series_reader import read_baskets

    prices = read_baskets(
        file, columns=columns, dialect=dialect, form=pass_text(form), edition=edition
    )
    refuse_errors(prices)
    return prices


def read_price_tables(kind: str, files: Sequence[Path], inputs: Inputs) -> Any:
    """Read a table of the price basket again, from its own files or plans of questionnaires."""
    reader = price_reader(kind)
    tables = []
    for file in files:
        submission = read_submission(file) if kind == "tariffs" else None
        if submission is not None and submission.tariffs is not None:
            tables.append(submission.tariffs)
        else:
            sheet = inputs.sheet_of(file)
            tables.append(reader(file, dialect=inputs.file.dialect, sheet=sheet))
    return tables[0] if len(tables) == 1 else reader(tables)


def join_price_tables(receipts: Sequence[ict.data.Receipt]) -> dict[str, Any]:
    """Return the tables that receipts of the price basket cover, by kind."""
    tables: dict[str, Any] = {}
    for receipt in receipts:
        before = tables.get(receipt.kind)
        tables[receipt.kind] = receipt.accepted if before is None else before + receipt.accepted
    return tables


def read_submission(path: Path) -> ict.data.Submission | None:
    """Read a questionnaire; ``None`` for any other file."""
    if not is_workbook(path):
        return None
    try:
        return ict.read_questionnaire(path)
    except UnusableFileError as error:
        if error.code != "questionnaire.not-one":
            raise
        return None


@dataclass(frozen=True)
class Subject:
    """A table that was read to be judged, with the rates derived from its counts."""

    table: ict.Observations
    derived: ict.data.Derived
    submission: ict.data.Submission | None
    methodology: Methodology
    year: int

    @property
    def own(self) -> ict.Findings:
        """The findings outside the judgement: faults outside the values, and missing rates."""
        findings: list[ict.Finding] = []
        if self.submission is not None:
            plans = self.submission.tariffs
            in_tables = [
                *self.submission.observations.findings,
                *(() if plans is None else plans.findings),
            ]
            findings += [each for each in self.submission.findings if each not in in_tables]
        return ict.Findings([*findings, *self.underived])

    @property
    def underived(self) -> list[ict.Finding]:
        """Return why rates that the methodology asks for could not be derived from their counts."""
        wanted = set(self.methodology.indicators)
        missing = [
            finding
            for finding in self.derived.findings
            if {str(finding.details.get("rate", "")), finding.indicator} & wanted
        ]
        if self.submission is None:
            return missing
        from ictindex.submissions.questionnaires.submission import place_operand

        return [place_operand(self.submission, finding) for finding in missing]


def read_observations(
    path: Path, inputs: Inputs
) -> tuple[ict.Observations, ict.data.Submission | None]:
    """Read a questionnaire or a file of observations."""
    submission = read_submission(path)
    if submission is not None:
        return submission.observations, submission
    options = inputs.file
    table = ict.read_observations(
        path,
        form=pass_text(options.file_form),
        dialect=options.dialect,
        layout=options.layout,
        sheet=inputs.sheet_of(path),
        edition=form_edition(options.file_form, inputs.edition),
    )
    return table, None


def read_auxiliaries(inputs: Inputs, economies: Iterable[str]) -> ict.Observations | None:
    """Read the populations from elsewhere of some economies, if there is a file of them."""
    if inputs.auxiliaries is None:
        return None
    table = ict.read_observations(
        inputs.auxiliaries,
        dialect=inputs.file.dialect,
        sheet=inputs.sheet_of(inputs.auxiliaries),
    )
    wanted = frozenset(economies)
    rows = [row for row, code in enumerate(table.cells["economy"]) if code in wanted]
    return table.take(rows)


def derive_rates(
    table: ict.Observations, inputs: Inputs, indicators: Sequence[str] | None = None
) -> ict.data.Derived:
    """Derive the rates of a table; with populations from elsewhere if there is a file of them."""
    auxiliaries = read_auxiliaries(inputs, table.cells["economy"])
    return ict.data.derive(
        table, auxiliaries=auxiliaries, indicators=indicators or None, rates=inputs.rates
    )


def refuse_other_edition(path: Path, submission: ict.data.Submission, edition: int | None) -> None:
    """Refuse a questionnaire for another edition than the one that is asked for."""
    if edition not in (None, submission.edition):
        raise UsageError(
            "cli.other-edition",
            file=path.name,
            edition=str(submission.edition),
            wanted=str(edition),
        )


def read_subject(
    path: Path,
    inputs: Inputs,
    edition: int | None,
    methodology: str | None,
    year: int | None = None,
) -> Subject:
    """Read the table to be judged, and choose its edition."""
    table, submission = read_observations(path, replace(inputs, edition=edition))
    if submission is not None:
        return submitted_subject(submission, inputs, edition, methodology, year)
    if edition is None:
        raise UsageError("cli.edition-needed", file=path.name)
    return _make_subject(table, None, inputs, (methodology or "idi", edition, year))


def submitted_subject(
    submission: ict.data.Submission,
    inputs: Inputs,
    edition: int | None = None,
    methodology: str | None = None,
    year: int | None = None,
) -> Subject:
    """Return the subject of a questionnaire that was read."""
    if edition not in (None, submission.edition):
        raise UsageError(
            "cli.other-edition",
            file=submission.source,
            edition=str(submission.edition),
            wanted=str(edition),
        )
    year = submission.year if year is None else year
    chosen = (methodology or submission.form.index, submission.edition, year)
    return _make_subject(submission.observations, submission, inputs, chosen)


def _make_subject(
    table: ict.Observations,
    submission: ict.data.Submission | None,
    inputs: Inputs,
    chosen: tuple[str, int, int | None],
) -> Subject:
    name, edition, year = chosen
    methodology = ict.methodology(name, edition=edition, provisional=True)
    if year is None:
        years = methodology.document.years
        year = edition + (0 if years is None else years.reference)
    derived = derive_rates(table, inputs)
    return Subject(derived.completed, derived, submission, methodology, year)


def judge_tables(subject: Subject, inputs: Inputs) -> dict[str, ict.data.Judgement]:
    """Judge each table that was read, by its kind: there is a receipt for each of them."""
    # A questionnaire may contain figures, plans, or both; plans are judged by the methodology of
    # the price basket that is in force for its edition.
    plans = None if subject.submission is None else subject.submission.tariffs
    judgements = {}
    if len(subject.table) or plans is None:
        judgements[OBSERVATIONS] = _judge_values(subject, inputs)
    if plans is not None:
        chosen = subject.methodology
        if chosen.document.index != "ipb":
            chosen = ict.methodology("ipb", edition=chosen.edition, provisional=True)
        before = None if subject.submission is None else subject.submission.earlier_plans
        context = ict.data.ValidationContext(earlier_tariffs=before)
        judgements["tariffs"] = ict.validate(plans, chosen, context=context, rules=inputs.rules)
    return judgements


def judge_subject(subject: Subject, inputs: Inputs) -> ict.data.Judgement:
    """Judge all that was read, to be shown and answered as one."""
    return merge_judgements(judge_tables(subject, inputs))


def merge_judgements(judgements: Mapping[str, ict.data.Judgement]) -> ict.data.Judgement:
    """Return the judgements of the tables of a questionnaire as one, with each finding once."""
    from ictindex.submissions.validation.report import combine_judgements

    return combine_judgements(list(judgements.values()))


def _judge_values(subject: Subject, inputs: Inputs) -> ict.data.Judgement:
    """Judge the figures together with earlier values and the tables of the price basket."""
    history = inputs.earlier
    if history is None:
        earlier = read_history(subject, inputs)
        history = None if earlier is None else derive_rates(earlier, inputs).completed
    others = inputs.others
    return ict.validate(
        subject.table,
        subject.methodology,
        history=history,
        year=subject.year,
        role=pass_text(inputs.role),
        rules=inputs.rules,
        context=ict.data.ValidationContext(
            others=None
            if others is None
            else derive_rates(read_observations(others, inputs)[0], inputs).completed,
            **{k: _read_price_table(k, getattr(inputs, k), inputs) for k in PRICE_TABLES},
        ),
    )


def _read_price_table(kind: str, path: Path | None, inputs: Inputs) -> Any:
    if path is None:
        return None
    return price_reader(kind)(path, dialect=inputs.file.dialect, sheet=inputs.sheet_of(path))


def read_history(subject: Subject, inputs: Inputs) -> ict.Observations | None:
    """Return the earlier values: those of a file, or the accepted ones in the questionnaire."""
    # For a workbook with a sheet for each edition, these are the values of the edition before.
    if inputs.history is not None:
        edition = subject.methodology.edition
        before = None if edition is None else edition - 1
        return read_accepted(inputs.history, replace(inputs, edition=before))
    return None if subject.submission is None else subject.submission.history


def read_accepted(path: Path, inputs: Inputs) -> ict.Observations:
    """Read accepted values, of a file, of the table of a receipt, or of a released folder."""
    if path.is_dir():
        released = ict.open_edition(path)
        table = getattr(released, "observations", None)
        if not isinstance(table, ict.Observations):
            raise UsageError("round.release-without-values", folder=str(path))
        return table
    if path.suffix == ".json":
        receipt = join_receipt(path, inputs)
        if receipt.kind != OBSERVATIONS:
            raise UsageError("round.release-without-values", folder=path.name)
        return receipt.observations
    return read_observations(path, inputs)[0]


def join_receipt(path: Path, inputs: Inputs, folder: Path | None = None) -> ict.data.Receipt:
    """Read a receipt and its accepted table, or else the files that it covers.

    It is refused if anything changed.
    """
    # Most commands read no receipt, and start sooner without this.
    from ictindex.submissions.closed.accepted_table import accepted_path, join_accepted

    receipt = ict.data.read_receipt(path)
    auxiliary = set() if inputs.auxiliaries is None else {inputs.auxiliaries.name}
    names = [name for name in receipt.files if name not in auxiliary]
    if not names:
        raise UsageError("cli.receipt-of-no-file", file=path.name)
    if any(Path(name).name != name for name in names):  # files are next to the receipt only
        raise UnusableFileError("receipt.unusable", file=path.name)
    files = [(path.parent if folder is None else folder) / name for name in names]
    accepted = accepted_path(path)
    if accepted.is_file():
        # A file that is still there has to be the validated one; it is not read again.
        for file in filter(Path.is_file, files):
            receipt.check(file)
        return join_accepted(receipt, read_bytes(accepted))
    for file in files:
        receipt.check(file)
    if receipt.kind != OBSERVATIONS:
        return receipt.join(read_price_tables(receipt.kind, files, inputs))
    table = ict.read_observations([read_observations(file, inputs)[0] for file in files])
    if receipt.covers(table):  # no rate was derived when it was accepted
        return receipt.join(table)
    return receipt.join(derive_rates(table, inputs).completed)
