"""The commands that write reports: on editions, economies, reviews, national frameworks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import ictindex as ict
from ictindex.apps.cli import options as opt
from ictindex.apps.cli import output
from ictindex.apps.cli.command_words import economy_code, read_date, read_pairs
from ictindex.apps.desk import input_files
from ictindex.core.arguments import pass_text
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.data.dates import date_of
from ictindex.editions.storage.format import REGISTER
from ictindex.language import i18n

if TYPE_CHECKING:
    from ictindex.publishing.reports.report_page import Report

ReportInput = Annotated[Path, typer.Argument()]
ReportInputs = Annotated[list[Path], typer.Argument()]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportOptions(output.AskedOutput):
    """The owner of the figures, the day of the report, and the file and form of the output."""

    figure_source: Annotated[list[str] | None, typer.Option("--source")] = None
    report_date: Annotated[str | None, typer.Option("--date")] = None
    report_file: Annotated[Path | None, typer.Option("--output", "-o")] = None
    language: opt.Language = "en"
    format: opt.Format = "text"
    as_json: opt.AsJson = False

    def day(self) -> dt.date | None:
        """Return the day of the report."""
        return date_of(read_date(self.report_date, "--date"), "--date")

    def deliver(self, report: Report) -> None:
        """Write the report: as JSON, into a file by its ending, or to the terminal."""
        if self.report_file is None or self.as_json:
            output.write_page(report, self)
            return
        with output.progress(i18n.text("cli", "writing")):
            report.save(self.report_file, self.language)
        output.write(i18n.text("cli", "written", self.language, file=str(self.report_file)))


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierOptions:
    """The edition before."""

    earlier: Annotated[Path | None, typer.Option("--previous")] = None
    earlier_edition: Annotated[int | None, typer.Option("--previous-edition")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceOptions:
    """The prices of baskets."""

    basket_prices: Annotated[Path | None, typer.Option("--prices")] = None
    basket_form: Annotated[str | None, typer.Option("--price-form")] = None
    basket_column: Annotated[list[str] | None, typer.Option("--price-column")] = None
    basket_edition: Annotated[int | None, typer.Option("--price-edition")] = None

    def read(self) -> ict.prices.PriceSeries | None:
        """Read the prices, if there are any."""
        if self.basket_prices is None:
            return None
        columns = read_pairs(self.basket_column, "cli.column-pair") or None
        return ict.prices.read_baskets(
            self.basket_prices,
            form=pass_text(self.basket_form),
            columns=columns,
            edition=self.basket_edition,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkOptions:
    """The inputs of a report on a national framework, besides its inventory."""

    observed: Annotated[list[Path] | None, typer.Option("--observations")] = None
    errata_of: Annotated[Path | None, typer.Option("--editions")] = None
    round_folder: Annotated[Path | None, typer.Option("--round")] = None
    receipts: Annotated[list[Path] | None, typer.Option("--receipt")] = None
    survey: Annotated[int | None, typer.Option("--survey")] = None

    def read_values(self, file: opt.FileOptions) -> ict.Observations | None:
        """Read the values, of one file or several."""
        inputs = input_files.Inputs(file=file)
        tables = [input_files.read_observations(path, inputs)[0] for path in self.observed or ()]
        return ict.read_observations(tables) if tables else None

    def read_editions(self) -> list[Any] | None:
        """Open the editions of a folder whose errata are shown."""
        if self.errata_of is None:
            return None
        return [entry.open() for entry in ict.editions.list_editions(self.errata_of)]

    def read_calendar(self) -> ict.sourcing.Calendar | None:
        """Read the calendar of a survey from receipts."""
        if self.survey is None:
            if self.receipts:
                raise UsageError("cli.survey-year-missing")
            return None
        read = [ict.data.read_receipt(path) for path in self.receipts or ()]
        return ict.sourcing.Calendar.from_receipts(read, self.survey)

    def read_days(self) -> dict[str, Any] | None:
        """Read the days of a round from its settings."""
        if self.round_folder is None:
            return None
        from ictindex.publishing.reports.framework_report import ROUND_DAYS

        days = ict.rounds.open_round(self.round_folder).read_settings().days
        return {name: getattr(days, name) for name in ROUND_DAYS}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureOptions:
    """The publisher that signs, and the day; without them a report to the Council is a draft."""

    signed_by: Annotated[str | None, typer.Option("--signed-by")] = None
    signed_on: Annotated[str | None, typer.Option("--signed-on")] = None

    def read(self) -> tuple[str, dt.date] | None:
        """Return the signature; a name without a day, or a day without a name, is refused."""
        day = date_of(read_date(self.signed_on, "--signed-on"), "--signed-on")
        if self.signed_by is None and day is None:
            return None
        if self.signed_by is None or day is None:
            raise UsageError("cli.signature-half")
        return self.signed_by, day


def _take(path: Path, edition: int | None, file: opt.FileOptions) -> Any:
    """Open an edition, or compute the edition of a file of observations."""
    if path.is_dir():
        return ict.open_edition(path)
    if edition is None:
        raise UsageError("cli.edition-needed", file=path.name)
    table, _ = input_files.read_observations(path, input_files.Inputs(file=file, edition=edition))
    return ict.compute(ict.methodology("idi", edition=edition), table, edition=edition)


def _take_earlier(path: Path, earlier: EarlierOptions, file: opt.FileOptions) -> Any:
    """Return the edition before, from another folder or file, or another year of the same file."""
    if earlier.earlier is None and earlier.earlier_edition is None:
        return None
    return _take(earlier.earlier or path, earlier.earlier_edition, file)


def edition(
    report_input: ReportInput,
    edition: opt.EditionIfNone = None,
    report_ranks: Annotated[str | None, typer.Option("--ranks")] = None,
    *,
    earlier: EarlierOptions,
    prices: PriceOptions,
    file: opt.FileOptions,
    out: ReportOptions,
) -> None:
    """Write the annual report on an edition."""
    with output.progress(i18n.text("cli", "reading")):
        report = ict.reports.annual_report(
            _take(report_input, edition, file),
            previous=_take_earlier(report_input, earlier, file),
            prices=prices.read(),
            sources=out.figure_source or (),
            ranks=pass_text(report_ranks),
            date=out.day(),
        )
    out.deliver(report)


def economy(
    report_input: ReportInput,
    economy: opt.Economy,
    edition: opt.EditionIfNone = None,
    *,
    earlier: EarlierOptions,
    prices: PriceOptions,
    file: opt.FileOptions,
    out: ReportOptions,
) -> None:
    """Write the note on one economy."""
    code = economy_code(economy)
    with output.progress(i18n.text("cli", "reading")):
        report = ict.reports.country_note(
            _take(report_input, edition, file),
            code,
            previous=_take_earlier(report_input, earlier, file),
            prices=prices.read(),
            sources=out.figure_source or (),
            date=out.day(),
        )
    out.deliver(report)


def progress(
    report_inputs: ReportInputs,
    edition: Annotated[list[int] | None, typer.Option("--edition", "-e")] = None,
    consultations: Annotated[Path | None, typer.Option("--consultations")] = None,
    report_comments: Annotated[Path | None, typer.Option("--comments")] = None,
    *,
    prices: PriceOptions,
    signature: SignatureOptions,
    file: opt.FileOptions,
    out: ReportOptions,
) -> None:
    """Write the report on progress."""
    with output.progress(i18n.text("cli", "reading")):
        report = ict.reports.progress_report(
            _take_several(report_inputs, edition or [], file),
            consultations=None
            if consultations is None
            else ict.sourcing.read_consultations(consultations),
            comments=_read_comments(report_comments),
            prices=prices.read(),
            signed=signature.read(),
            sources=out.figure_source or (),
            date=out.day(),
        )
    out.deliver(report)


def _take_several(paths: Sequence[Path], years: Sequence[int], file: opt.FileOptions) -> list[Any]:
    """Return editions: of folders, of a folder of several with a register, or of files by year."""
    taken: list[Any] = []
    files = [path for path in paths if not path.is_dir()]
    for path in paths:
        if path.is_dir():
            listed = ict.editions.list_editions(path) if (path / REGISTER).exists() else []
            own = [entry for entry in listed if entry.index == "idi" and entry.state == "published"]
            taken += [entry.open() for entry in own] if own else [ict.open_edition(path)]
    if len(files) == 1:
        taken += [_take(files[0], year, file) for year in years or (None,)]
    elif files:
        if len(files) != len(years):
            raise UsageError("cli.editions-needed", file=files[0].name)
        taken += [_take(path, year, file) for path, year in zip(files, years, strict=True)]
    return taken


def _read_comments(path: Path | None) -> Any:
    """Read comments: a register, or its public form."""
    if path is None:
        return None
    try:
        return ict.review.read_public_comments(path)
    except ict.errors.UnusableFileError:
        return ict.review.read_comments(path)


def methodology_review(
    report_input: ReportInput,
    edition: opt.EditionIfNone = None,
    report_comments: Annotated[Path | None, typer.Option("--comments")] = None,
    report_ranks: Annotated[str | None, typer.Option("--ranks")] = None,
    report_draws: Annotated[int, typer.Option("--draws")] = 1024,
    *,
    report_methodology: Annotated[list[str], typer.Option("--methodology", "-m")],
    file: opt.FileOptions,
    out: ReportOptions,
) -> None:
    """Write the options paper of a review of the methodology."""
    with output.progress(i18n.text("cli", "reading")):
        report = ict.reports.options_paper(
            _take(report_input, edition, file),
            [ict.methodology(name) for name in report_methodology],
            comments=_read_comments(report_comments),
            sources=out.figure_source or (),
            ranks=pass_text(report_ranks),
            draws=report_draws,
            date=out.day(),
        )
    out.deliver(report)


def framework(
    inventory_file: Annotated[Path, typer.Argument()],
    *,
    filled: FrameworkOptions,
    file: opt.FileOptions,
    out: ReportOptions,
) -> None:
    """Write the report on a national statistical framework."""
    with output.progress(i18n.text("cli", "reading")):
        report = ict.reports.framework_report(
            ict.sourcing.read_inventory(inventory_file),
            observations=filled.read_values(file),
            editions=filled.read_editions(),
            calendar=filled.read_calendar(),
            round_days=filled.read_days(),
            sources=out.figure_source or (),
            date=out.day(),
        )
    out.deliver(report)


def national_sources(
    report_input: ReportInput,
    report_indicator: Annotated[str, typer.Argument()],
    edition: opt.EditionIfNone = None,
    *,
    file: opt.FileOptions,
    out: ReportOptions,
) -> None:
    """Show the printed sources of an indicator, economy by economy."""
    with output.progress(i18n.text("cli", "reading")):
        page = ict.reports.national_sources(
            _take(report_input, edition, file),
            report_indicator,
            sources=out.figure_source or (),
            date=out.day(),
        )
    out.deliver(page)
