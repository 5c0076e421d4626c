"""The commands that compute the IDI of one edition: compute, explain, rank, groups."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec

import ictindex as ict
from ictindex.apps.cli import options as opt
from ictindex.apps.cli import output, submission_notes
from ictindex.apps.cli.command_words import choose_language, read_grouping
from ictindex.apps.desk import input_files
from ictindex.core.arguments import pass_text
from ictindex.core.errors import RefusedObservationsError, UsageError
from ictindex.core.own_terms import terms_of, use_terms
from ictindex.core.tables.table import Table
from ictindex.language import i18n

if TYPE_CHECKING:
    from ictindex.indices.idi.result import Result
    from ictindex.indices.results.own_index import OwnIndex


def compute_edition(
    file: Path,
    edition: int | None,
    options: opt.MethodologyOptions,
    kind: str,
    form: output.Form,
    published_file: Path | None = None,
    language: str | None = None,
) -> Result:
    """Read the files and compute the edition; findings are written if they prevent it."""
    from ictindex.indices.results.request import own_year

    own = _find_own_index(options.methodology)
    if own is not None:
        with output.progress(i18n.text("cli", "reading")):
            table = own.read(file, dialect=options.file.dialect, sheet=options.file.sheet)
        return _compute_own(own, table, edition, form)
    # A questionnaire states its edition, year and language itself.
    with output.progress(i18n.text("cli", "reading")):
        figures = _read_figures(file, edition, options, published_file)
    if figures.submission is not None:
        choose_language(language, figures.submission)
    chosen = ict.methodology(options.methodology, edition=figures.edition)
    year = options.year
    if year is None and figures.submission is not None:
        year = own_year(chosen.document, figures.submission)
    with output.progress(i18n.text("cli", "reading")):
        published = None
        if published_file is not None:
            both = (file, published_file)
            sheet = input_files.choose_sheet(published_file, options.file.sheet, both)
            published = ict.read_published(
                published_file, dialect=options.file.dialect, sheet=sheet
            )
    try:
        with output.progress(i18n.text("cli", "computing")):
            result: Result = ict.compute(
                chosen,
                figures.table,
                edition=figures.edition,
                year=year,
                published=published,
                kind=pass_text(kind),
            )
            return result
    except RefusedObservationsError as error:
        output.write_refusal(error, form)
        raise


def _find_own_index(methodology: str) -> OwnIndex | None:
    """Return the user's own index, if a methodology is the file of one."""
    if not methodology.endswith(".toml"):
        return None
    from ictindex.indices.results.own_index import find_own_index

    return find_own_index(methodology)


def _compute_own(
    own: OwnIndex, table: ict.Observations, edition: int | None, form: output.Form
) -> Result:
    """Compute an index of the user's own, for the one year of its observations or a chosen one."""
    try:
        result: Result = ict.compute(own, table, edition=edition)
    except RefusedObservationsError as error:
        output.write_refusal(error, form)
        raise
    return result


P = ParamSpec("P")


def use_own_terms(command: Callable[P, None]) -> Callable[P, None]:
    """Return a command that uses the names of a user's own index, if the index is one."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        options: Any = kwargs.get("options")
        own = None if options is None else _find_own_index(options.methodology)
        with use_terms(None if own is None else terms_of(own)):
            command(*args, **kwargs)

    return run


class _Figures(NamedTuple):
    """The figures of a file, and their edition."""

    table: ict.Observations
    submission: ict.data.Submission | None
    edition: int


def _read_figures(
    file: Path, edition: int | None, options: opt.MethodologyOptions, published: Path | None
) -> _Figures:
    """Read a questionnaire with the rates of its counts, or a file of observations."""
    inputs = input_files.Inputs(
        file=options.file, auxiliaries=options.auxiliaries, prices=published, edition=edition
    )
    table, submission = input_files.read_observations(file, inputs)
    if submission is None:
        if edition is None:
            raise UsageError("cli.edition-needed", file=file.name)
    else:
        input_files.refuse_other_edition(file, submission, edition)
        edition = submission.edition
        if not len(table):
            raise UsageError("cli.no-figures", file=output.quoted_file(file))
    if submission is not None or options.auxiliaries is not None:
        table = input_files.derive_rates(table, inputs).completed
    return _Figures(table, submission, edition)


@use_own_terms
def compute(
    file: opt.File,
    own_edition: opt.EditionIfNone = None,
    *,
    options: opt.MethodologyOptions,
    published: opt.PublishedFile = None,
    kind: opt.Kind = "exploration",
    out: opt.OwnOutputOptions,
) -> None:
    """Compute an edition from a file of observations."""
    form = out.form
    result = compute_edition(file, own_edition, options, kind, form, published, out.own_language)
    language = i18n.current_language()
    findings = result.observations.findings
    output.write_page(result, out, lambda: _result_table(result))
    if form == "text":
        if findings:
            output.write("")
            output.write_lines(findings.to_text(language))
        if result.published is not None:
            from ictindex.indices.idi import views

            output.write("")
            output.write_blocks([views.comparison_summary(result)], language)
    if result.exclusions and form == "text" and input_files.is_workbook(file):
        submission_notes.write_next_check(file, input_files.read_submission(file), form)
    graver = [finding for finding in findings if finding.level != "information"]
    output.end_if_strict(result.exclusions or result.warnings or graver)


def _result_table(result: Result) -> Table:
    """Return a row for each economy and node, with the published figures of the input."""
    from ictindex.indices.idi import score_tables

    if result.published is None:
        return score_tables.make_scores(result)
    return score_tables.make_scores_and_published(result)


@use_own_terms
def explain(
    file: opt.File,
    economy: opt.Economy,
    own_edition: opt.EditionIfNone = None,
    node: opt.Node = None,
    *,
    options: opt.MethodologyOptions,
    published: opt.PublishedFile = None,
    kind: opt.Kind = "exploration",
    out: opt.OwnPageOptions,
) -> None:
    """Show the whole arithmetic of one economy, from the observation to the rounded score."""
    from ictindex.indices.idi.explanation_table import make_explanation

    form = out.form
    result = compute_edition(file, own_edition, options, kind, form, published, out.own_language)
    code = _choose_economy(result, economy)
    explanation = result.explain(code, node=node)
    output.write_page(explanation, out, lambda: make_explanation(explanation))
    warnings = [finding for finding in result.warnings if finding.economy == code]
    for finding in warnings:
        output.note(finding.advice())
    output.end_if_strict(warnings or explanation.tree.rounded is None)


def _choose_economy(result: Result, wanted: str) -> str:
    """Return the code of an economy of a result from a name or a code in lower case."""
    from ictindex.definitions.catalogue.economies import economy_hint

    if wanted not in result.economies:
        code = economy_hint(wanted)
        if code in result.economies and code is not None:
            output.note(i18n.text("cli", "economy-taken", code=code, wanted=wanted))
            return code
    return wanted


@use_own_terms
def rank(
    file: opt.File,
    edition: opt.Edition,
    node: opt.Node = None,
    *,
    options: opt.MethodologyOptions,
    kind: opt.Kind = "exploration",
    out: opt.OutputOptions,
) -> None:
    """Rank the economies of a file; the table states whether ranks are part of the publication."""
    form = out.form
    result = compute_edition(file, edition, options, kind, form, language=out.language)
    from ictindex.indices.idi.ranking_page import make_ranking_page
    from ictindex.indices.idi.score_tables import add_publication, make_ranking

    key = result.methodology.plan.root if node is None else node
    table = add_publication(make_ranking(result, key), result.ranks_published)
    output.write_page(make_ranking_page(result, key), out, table)
    output.end_if_strict(result.warnings or not result.ranked)


@use_own_terms
def groups(
    file: opt.File,
    edition: opt.Edition,
    grouping: opt.GroupingOptions,
    node: opt.Node = None,
    *,
    options: opt.MethodologyOptions,
    published: opt.PublishedFile = None,
    kind: opt.Kind = "exploration",
    out: opt.OutputOptions,
) -> None:
    """Show unweighted means, medians and counts by a dated grouping."""
    form = out.form
    result = compute_edition(file, edition, options, kind, form, published, out.language)
    on = "recomputed" if result.published is None else "published"
    by: str | dict[str, str] = grouping.by
    if grouping.grouping is not None:
        by = read_grouping(grouping.grouping, options.file.dialect)
    from ictindex.indices.idi.group_page import keep_node, make_group_page
    from ictindex.indices.results.group_figures import choose_score_groups

    figures = keep_node(result, choose_score_groups(result, by, grouping.vintage, on), node)
    output.write_page(make_group_page(result, figures, on), out, figures)
    output.end_if_strict(result.warnings or not any(figures.cells["count"]))
