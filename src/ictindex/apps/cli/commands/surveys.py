"""The commands on the records of household surveys: from indicators to a release, and a form."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import ictindex as ict
from ictindex.apps.cli import options as opt
from ictindex.apps.cli import output
from ictindex.apps.cli.page_options import PageOptions
from ictindex.core.data_classes import dataclass
from ictindex.language import i18n

if TYPE_CHECKING:
    from ictindex.submissions.surveys.survey_estimates import Survey, SurveyEstimates

Mapping = Annotated[Path, typer.Argument()]
Linked = Annotated[Path | None, typer.Option("--linked")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseOptions(PageOptions):
    """The thresholds of a release, what was released before, and the form of the page."""

    records: Annotated[int, typer.Option("--records")] = 10
    cases: Annotated[int, typer.Option("--cases")] = 3
    protection: Annotated[int, typer.Option("--protection")] = 3
    variation: Annotated[int, typer.Option("--variation")] = 30
    earlier: Annotated[list[Path] | None, typer.Option("--earlier")] = None
    primary_only: Annotated[bool, typer.Option("--primary-only")] = False


def indicators(out: PageOptions) -> None:
    """List the indicators that household surveys measure, with our draft questions."""
    listed = ict.surveys.list_indicators()
    output.write_page(listed, out, listed.to_frame)


def suggest(
    file: opt.File,
    codebook: Annotated[Path | None, typer.Option("--codebook")] = None,
    linked: Linked = None,
    output_file: opt.Output = None,
    dialect: opt.Dialect = None,
    language: opt.Language = "en",
) -> None:
    """Suggest the mapping of a survey; nothing is estimated by it before it is confirmed."""
    text = ict.surveys.suggest_mapping(
        file, codebook=codebook, linked=linked, dialect=dialect, language=language
    )
    output.deliver(text, output_file, language, ("survey", "mapping-written"))


def _read_survey(file: Path, mapping: Path, linked: Path | None) -> Survey:
    """Read and check records, and show how many of them were checked."""
    with output.progress(i18n.text("cli", "reading")) as advance:
        return ict.surveys.read_survey(file, mapping, linked=linked, on_progress=advance)


def _estimate(survey: Survey, by: list[str] | None, level: float) -> SurveyEstimates:
    """Estimate indicators, and show how far the sums are."""
    with output.progress(i18n.text("cli", "computing")) as advance:
        return ict.surveys.estimate(survey, by or (), level=level, on_progress=advance)


def check(mapping: Mapping, file: opt.File, linked: Linked = None, *, out: PageOptions) -> None:
    """Check the records of a survey by its mapping."""
    survey = _read_survey(file, mapping, linked)
    output.write_page(survey, out, survey.findings.to_frame)
    output.end(survey.findings.errors)


def estimate(
    mapping: Mapping,
    file: opt.File,
    by: Annotated[list[str] | None, typer.Option("--by")] = None,
    linked: Linked = None,
    level: Annotated[float, typer.Option("--level")] = 95,
    output_file: opt.Output = None,
    *,
    out: PageOptions,
) -> None:
    """Estimate the indicators of a survey, with standard errors."""
    estimates = _estimate(_read_survey(file, mapping, linked), by, level)
    if output_file is not None:
        _write_observations(estimates.to_observations(), output_file)
        output.note(i18n.text("survey", "not-released"))
        return
    output.write_page(estimates, out, estimates.to_frame)


def _write_observations(observations: ict.Observations, path: Path) -> None:
    """Write observations to a file of CSV and say how many there are."""
    observations.to_csv(path)
    count, file_name = len(observations), str(path)
    output.write(i18n.text("survey", "observations-written", count=count, file=file_name))


def release(
    mapping: Mapping,
    file: opt.File,
    by: Annotated[list[str] | None, typer.Option("--by")] = None,
    linked: Linked = None,
    level: Annotated[float, typer.Option("--level")] = 95,
    output_file: opt.Output = None,
    *,
    out: ReleaseOptions,
) -> None:
    """Release the estimates of a survey after an attack on small counts."""
    estimates = _estimate(_read_survey(file, mapping, linked), by, level)
    with output.progress(i18n.text("cli", "computing")):
        released = ict.surveys.release(
            estimates,
            records=out.records,
            cases=out.cases,
            protection=out.protection,
            variation=out.variation,
            earlier=out.earlier or (),
            secondary=not out.primary_only,
        )
    if output_file is not None and not released.is_refused:
        _write_observations(released.to_observations(), output_file)
        return
    output.write_page(released, out, released.to_frame)
    output.end(released.findings.errors)


def form(
    output_file: opt.Output = None,
    age_from: Annotated[int, typer.Option("--age-from")] = 0,
    language: opt.Language = "en",
) -> None:
    """Write the questions on households and persons as a draft form (XLSForm)."""
    target = output_file or Path("household-survey.xlsx")
    ict.surveys.make_form(age_from, language=language).save(target)
    output.write(i18n.text("survey-form", "written", language, file=str(target)))
