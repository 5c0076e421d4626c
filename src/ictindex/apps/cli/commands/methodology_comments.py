"""The commands on comments: check, show, publish, pack, freeze."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import ictindex as ict
from ictindex.apps.cli import options as opt
from ictindex.apps.cli import output
from ictindex.apps.cli.command_words import economy_code
from ictindex.apps.cli.page_options import PageOptions
from ictindex.core.data_classes import dataclass
from ictindex.core.own_terms import terms_of, use_terms
from ictindex.core.tables.columns import SCHEMA_KEY, identify
from ictindex.language import i18n

if TYPE_CHECKING:
    from ictindex.analysis.methodology_review.comments import Comments

_SALT_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentOptions:
    """The documents of one's own that comments are on, and the form of the file."""

    document: Annotated[list[Path] | None, typer.Option("--document")] = None
    dialect: opt.Dialect = None
    sheet: opt.Sheet = None

    def read(self, file: Path) -> Comments:
        """Read a register of comments."""
        with output.progress(i18n.text("cli", "reading")):
            return ict.review.read_comments(
                file, documents=self.document or (), dialect=self.dialect, sheet=self.sheet
            )


def check(file: opt.File, options: CommentOptions, out: opt.OutputOptions) -> None:
    """Check a register of comments; exit code 1 if there are findings."""
    comments = options.read(file)
    if not output.write_data(out.form, lambda: _facts(comments), comments.findings.to_frame):
        if comments.findings:
            output.write_blocks(comments.findings.blocks(out.language), out.language)
        counts = {name: str(count) for name, count in _facts(comments)["counts"].items()}
        output.write(i18n.text("cli", "comments-checked", **counts))
    output.end(comments.findings)


def _facts(comments: Comments) -> dict[str, Any]:
    """Return the number of comments, and the findings."""
    pending, shown = len(comments.open_comments), sum(bool(comment.parts) for comment in comments)
    return {
        SCHEMA_KEY: identify("comment-check"),
        "counts": {"count": len(comments), "pending": pending, "published": shown},
        "digest": comments.digest,
        "findings": comments.findings.records(),
    }


def show(file: opt.File, options: CommentOptions, out: PageOptions) -> None:
    """Show the register: everything, for the compiler."""
    comments = options.read(file)
    output.write_page(comments, out, comments.to_frame)


def publish(
    file: opt.File,
    options: CommentOptions,
    output_file: opt.Output = None,
    *,
    out: PageOptions,
) -> None:
    """Write what members agreed to publish: a CSV file, or a page."""
    language = out.language
    public = options.read(file).to_public()
    if output_file is not None:
        if output_file.suffix.lower() == ".csv":
            public.to_csv(output_file)
        else:
            public.save(output_file, language)
        output.write(i18n.text("cli", "written", language, file=str(output_file)))
    else:
        output.write_page(public, out, public.to_frame)


def pack(
    base: Annotated[Path, typer.Argument()],
    proposed: Annotated[str, typer.Argument()],
    before: Annotated[str | None, typer.Option("--before")] = None,
    edition: opt.EditionIfNone = None,
    economy: opt.Economies = None,
    output_folder: Annotated[Path | None, typer.Option("--output", "-o")] = None,
    languages: Annotated[list[str] | None, typer.Option("--page-language")] = None,
    *,
    out: PageOptions,
) -> None:
    """Show the effect of a proposed methodology on each economy, on the same data."""
    language = out.language
    chosen = ict.methodology(proposed)
    with output.progress(i18n.text("cli", "computing")):
        data: Any = ict.open_edition(base) if base.is_dir() else ict.read_observations(base)
        whole = ict.review.simulation_pack(data, chosen, before=before, edition=edition)
    with use_terms(terms_of(whole)):
        codes = [economy_code(item) for item in economy or ()]
    for code in codes:
        whole.economy(code)
    if codes:
        whole = ict.review.SimulationPack(whole.before, whole.after, tuple(dict.fromkeys(codes)))
    if output_folder is not None:
        files = whole.write_files(output_folder, languages=languages or [language])
        count, folder = str(len(files)), str(output_folder)
        output.write(i18n.text("cli", "pack-written", language, count=count, folder=folder))
        return
    shown: Any = whole.economy(whole.economies[0]) if len(whole) == 1 else whole
    output.write_page(shown, out, shown.to_frame)


def freeze(
    file: opt.File,
    led_to: Annotated[str, typer.Argument()],
    salt: Annotated[Path, typer.Option("--salt")],
    dated: Annotated[str, typer.Option("--date")] = "",
    *,
    options: CommentOptions,
    language: opt.Language = "en",
) -> None:
    """Freeze comments with the document that they led to."""
    from ictindex.core.file_writer import write_file
    from ictindex.data.dates import date_of
    from ictindex.data.io.csv import read_bytes

    comments = options.read(file)
    day = date_of(dated, "--date") if dated else None
    if not salt.exists():
        write_file(salt, secrets.token_bytes(_SALT_BYTES))
        output.note(i18n.text("cli", "salt-made", language, file=str(salt)))
    frozen = ict.review.freeze_comments(comments, led_to, salt=read_bytes(salt), on=day)
    output.write(
        i18n.text(
            "cli",
            "comments-frozen",
            language,
            document=frozen.document,
            file=str(frozen.file),
            date=frozen.frozen.isoformat(),
        )
    )
