"""The commands on proposals of indicators: new, check, show, assess, list, schema."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import ictindex as ict
from ictindex.apps.cli import options as opt
from ictindex.apps.cli import output
from ictindex.apps.cli.page_options import PageOptions
from ictindex.core.tables.columns import SCHEMA_KEY, identify
from ictindex.definitions.documents import indicator_proposal, proposal_draft
from ictindex.language import i18n
from ictindex.language.findings import Findings

if TYPE_CHECKING:
    from ictindex.analysis.methodology_review.indicator_proposals import Proposal


def new(
    name: Annotated[str, typer.Argument()],
    folder: Annotated[Path, typer.Option("--folder")] = Path(),
    dated: Annotated[str, typer.Option("--date")] = "",
    language: opt.Language = "en",
) -> None:
    """Begin a proposal: write its file, with every key, for editing."""
    from ictindex.data.dates import date_of

    day = date_of(dated, "--date") if dated else None
    path = proposal_draft.draft_proposal(name, folder, on=day)
    output.write(i18n.text("cli", "written", language, file=str(path)))


def check(
    file: opt.File,
    earlier: Annotated[Path | None, typer.Option("--earlier")] = None,
    *,
    out: opt.OutputOptions,
) -> None:
    """Check a proposal, its pilot and its comments; exit code 1 if there are findings."""
    proposal = ict.review.read_proposal(file)
    changed = () if earlier is None else proposal.compare_earlier(ict.review.read_proposal(earlier))
    findings = Findings([*proposal.findings, *changed])
    if not output.write_data(out.form, lambda: _facts(proposal, findings), findings.to_frame):
        if findings:
            output.write_blocks(findings.blocks(out.language), out.language)
        count = str(len(proposal.values))
        output.write(i18n.text("cli", "proposal-checked", document=proposal.id, count=count))
        output.write(proposal.life(out.language))
    output.end(findings)


def _facts(proposal: Proposal, findings: Findings) -> dict[str, Any]:
    """Return the status of a proposal, the number of its pilot values, and the findings."""
    return {
        SCHEMA_KEY: identify("proposal-check"),
        "proposal": proposal.id,
        "status": proposal.status,
        "economies": len(proposal.values),
        "findings": findings.records(),
    }


def show(file: opt.File, out: PageOptions) -> None:
    """Show a proposal: definition, purpose, mandate, life, pilot, public comments."""
    proposal = ict.review.read_proposal(file)
    output.write_page(proposal, out, lambda: _life_rows(proposal))


def _life_rows(proposal: Proposal) -> list[dict[str, Any]]:
    """Return a record for each entry of the life."""
    return [entry.to_dict() for entry in proposal.document.life]


def assess(
    file: opt.File,
    observations: Annotated[Path, typer.Option("--observations")],
    methodology: opt.MethodologyIfNone = None,
    edition: opt.EditionIfNone = None,
    closed: Annotated[bool, typer.Option("--closed")] = False,
    part: Annotated[str | None, typer.Option("--part")] = None,
    output_file: opt.Output = None,
    *,
    out: PageOptions,
) -> None:
    """Assess a proposed indicator by its pilot; with --closed with a row for each economy."""
    with output.progress(i18n.text("cli", "computing")):
        reader = ict.open_edition if observations.is_dir() else ict.read_observations
        base: Any = reader(observations)
        paper: Any = ict.review.assess_proposal(
            file, base, methodology=methodology, edition=edition, closed=closed
        )
    if output_file is not None:
        paper.save(output_file, out.language)
        output.write(i18n.text("cli", "written", out.language, file=str(output_file)))
        return
    output.write_page(paper, out, lambda: paper.to_frame(part))


def list_proposals(folder: Annotated[Path, typer.Argument()], out: PageOptions) -> None:
    """List the proposals of a folder, with the life of each as a line."""
    listed = ict.review.read_proposals(folder)
    output.write_page(listed, out, listed.to_frame)


def schema() -> None:
    """Write the JSON Schema of proposals, for editors."""
    output.write_json(indicator_proposal.proposal_schema())
