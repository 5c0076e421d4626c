"""The command that audits an index statistically."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

import ictindex as ict
from ictindex.apps.cli import options as opt
from ictindex.apps.cli import output
from ictindex.apps.cli.commands.idi import compute_edition
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditOptions:
    """Thresholds of the verdicts, the table that is written, and the settings of random draws."""

    threshold: Annotated[list[str] | None, typer.Option("--threshold")] = None
    table: Annotated[str, typer.Option("--table")] = "lines"
    draws: Annotated[int, typer.Option("--draws")] = 500
    seed: Annotated[int, typer.Option("--seed")] = 0


def audit(
    file: opt.File,
    own_edition: opt.EditionIfNone = None,
    *,
    auditing: AuditOptions,
    options: opt.MethodologyOptions,
    kind: opt.Kind = "exploration",
    out: opt.OwnPageOptions,
) -> None:
    """Audit an index statistically: each line with its verdict, its reason and its numbers."""
    thresholds = dict(map(_read_threshold, auditing.threshold or ()))
    result = _read_result(file, own_edition, options, kind, out)
    findings = ict.analysis.audit(
        result, thresholds=thresholds, draws=auditing.draws, seed=auditing.seed
    )
    output.write_page(findings, out, lambda: findings.to_frame(auditing.table))


def _read_result(
    file: Path,
    edition: int | None,
    options: opt.MethodologyOptions,
    kind: str,
    out: opt.OwnPageOptions,
) -> Any:
    """Open the folder of an edition, or compute one from a file of observations."""
    if not file.is_dir():
        return compute_edition(file, edition, options, kind, out.form, None, out.own_language)
    return ict.open_edition(file)


def _read_threshold(text: str) -> tuple[str, float]:
    """Read a threshold as ``name=number``; the audit checks its name."""
    name, _, number = text.partition("=")
    try:
        return name.strip(), float(number)
    except ValueError:
        raise UsageError("cli.threshold", wanted=text) from None
