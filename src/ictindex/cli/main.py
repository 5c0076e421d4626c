"""The commands that compute: demo, compute, explain, rank, groups."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

import ictindex as ict
from ictindex import i18n
from ictindex.catalogue import economy_hint
from ictindex.cli import FINDINGS, data, output
from ictindex.cli.commands import demo as price_demo
from ictindex.cli.commands import demo_archive, editions, register
from ictindex.cli.commands.catalogue import catalogue_app, template
from ictindex.cli.commands.idi import groups_page, own_grouping
from ictindex.cli.commands.ipb import basket_app
from ictindex.cli.commands.methodology import methodology_app
from ictindex.cli.commands.questionnaire import check, questionnaire
from ictindex.cli.commands.receipts import accept, answer
from ictindex.cli.commands.sourcing import calendar, consult, sources
from ictindex.cli.commands.submissions import derive, validate
from ictindex.cli.help import Command, Group
from ictindex.cli.input_files import by_edition, sheet_for
from ictindex.cli.options import (
    AsCsv,
    AsJson,
    Dialect,
    Edition,
    File,
    FileForm,
    Format,
    Kind,
    Language,
    LayoutFile,
    MethodologyName,
    Node,
    PublishedFile,
    Sheet,
    Year,
)
from ictindex.core.errors import RefusedObservationsError
from ictindex.i18n.document import page_width
from ictindex.idi import views

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.idi.result import Result

app = typer.Typer(
    name="ictindex",
    cls=Group,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        output.write(ict.__version__)
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False,
) -> None:
    """Take the options that stand before any command."""


class _Asked(NamedTuple):
    """What the commands that compute have in common."""

    file: Path
    edition: int
    methodology: str = "idi"
    year: int | None = None
    layout: Path | None = None
    dialect: str | None = None
    published: Path | None = None
    kind: str = "exploration"
    file_form: str | None = None
    sheet: str | None = None


def _compute(asked: _Asked, form: output.Form) -> Result:
    chosen = ict.methodology(asked.methodology, edition=asked.edition)
    with output.progress(i18n.text("cli", "reading")):
        files = (asked.file, asked.published)
        table = ict.read_observations(
            asked.file,
            layout=asked.layout,
            dialect=asked.dialect,
            sheet=sheet_for(asked.file, asked.sheet, files),
            form=asked.file_form,
            edition=asked.edition if by_edition(asked.file_form) else None,
        )
        published = None
        if asked.published is not None:
            sheet = sheet_for(asked.published, asked.sheet, files)
            published = ict.read_published(asked.published, dialect=asked.dialect, sheet=sheet)
    try:
        with output.progress(i18n.text("cli", "computing")):
            return ict.compute(
                chosen,
                table,
                edition=asked.edition,
                year=asked.year,
                published=published,
                kind=asked.kind,
            )
    except RefusedObservationsError as error:
        output.write_refusal(error, form)
        raise


def _end(found: object) -> None:
    """End with the exit code for findings, if there are any."""
    if found:
        raise typer.Exit(FINDINGS)


@app.command(cls=Command)
def demo(
    publish: Annotated[Path | None, typer.Option("--publish")] = None,
    language: Language = "en",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Recompute real editions of both indices beside print, and explain one number of each."""
    form = output.one_form(as_json, as_csv)
    if publish is not None:
        demo_archive.published(publish, language, as_json)
        return
    file, published = (ict.sample_data(f"idi-2024-{name}.csv") for name in ("annex", "published"))
    asked = _Asked(file, 2024, published=published, kind="reconstruction")
    result = _compute(asked, form)
    if as_csv:
        output.write_csv(result.comparison())
        return
    priced, printed = price_demo.baskets()
    if as_json:
        baskets = price_demo.record(priced, printed)
        output.write_json(data.of_result(result) | {"price_baskets": baskets})
        return
    say = i18n.text
    economy = i18n.economy_name("BRA", language)
    blocks = [
        i18n.Paragraph(say("cli", "demo-title", language)),
        *views.table(result, language),
        i18n.Paragraph(comparison_summary(result.comparison(), language)),
        i18n.Heading(say("cli", "demo-explained", language, economy=economy), 1),
    ]
    output.write_blocks(blocks, language)
    with page_width(output.page_width()):
        shown = result.explain("BRA", node="universal-connectivity", language=language)
        output.write(f"\n{shown}\n")
    output.write("")
    output.write_blocks(price_demo.blocks(priced, printed, language), language)
    with page_width(output.page_width()):
        output.write(f"\n{price_demo.explanation(priced, language)}\n")
    output.write("")
    ends = [say("cli", key, language) for key in ("demo-source", "demo-next")]
    output.write_blocks([i18n.Paragraph(told) for told in ends], language)


def comparison_summary(comparison: pd.DataFrame, language: str) -> str:
    """Return one sentence on how recomputed and published figures agree."""
    there = comparison["recomputed"].notna()
    equal = there & (comparison["difference"] == 0)
    explained = there & ~equal & comparison["explained"].fillna(False)
    counts = {
        "total": len(comparison),
        "equal": int(equal.sum()),
        "explained": int(explained.sum()),
        "unexplained": int((there & ~equal & ~explained).sum()),
        "absent": int((~there).sum()),
    }
    return i18n.text(
        "views", "comparison-summary", language, **{k: str(v) for k, v in counts.items()}
    )


@app.command(cls=Command)
def compute(
    file: File,
    edition: Edition,
    methodology: MethodologyName = "idi",
    year: Year = None,
    layout: LayoutFile = None,
    dialect: Dialect = None,
    file_form: FileForm = None,
    sheet: Sheet = None,
    published: PublishedFile = None,
    kind: Kind = "exploration",
    language: Language = "en",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Compute an edition from a file of observations; exit code 1 if economies are left out."""
    form = output.one_form(as_json, as_csv)
    asked = _Asked(
        file, edition, methodology, year, layout, dialect, published, kind, file_form, sheet
    )
    result = _compute(asked, form)
    findings = result.observations.findings
    if as_json:
        output.write_json(data.of_result(result))
    elif as_csv:
        output.write_csv(data.result_frame(result))
    else:
        output.write_blocks(views.table(result, language), language)
        if findings:
            output.write("")
            output.write_lines(findings.to_text(language))
        if result.published is not None:
            told = i18n.Paragraph(comparison_summary(result.comparison(), language))
            output.write("\n" + i18n.write([told], language, "text", output.page_width()))
    graver = [finding for finding in findings if finding.level != "information"]
    _end(result.exclusions or result.warnings or graver)


def _economy(result: Result, wanted: str) -> str:
    """Return the code of an economy of a result that is called by a name or in lower case."""
    if wanted not in result.economies:
        code = economy_hint(wanted)
        if code in result.economies and code is not None:
            output.note(i18n.text("cli", "economy-taken", code=code, wanted=wanted))
            return code
    return wanted


@app.command(cls=Command)
def explain(
    file: File,
    economy: Annotated[str, typer.Argument()],
    edition: Edition,
    node: Node = None,
    methodology: MethodologyName = "idi",
    year: Year = None,
    layout: LayoutFile = None,
    dialect: Dialect = None,
    file_form: FileForm = None,
    sheet: Sheet = None,
    published: PublishedFile = None,
    kind: Kind = "exploration",
    language: Language = "en",
    format: Format = "text",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show the whole arithmetic of one economy, from the observation to the rounded score."""
    form = output.one_form(as_json, as_csv)
    asked = _Asked(
        file, edition, methodology, year, layout, dialect, published, kind, file_form, sheet
    )
    result = _compute(asked, form)
    code = _economy(result, economy)
    explanation = result.explain(code, node=node, language=language)
    if as_json:
        output.write_json(explanation.to_dict())
    elif as_csv:
        output.write_csv(data.explanation_frame(explanation))
    else:
        with page_width(output.page_width()):
            output.write(explanation.write(format))
    warned = [finding for finding in result.warnings if finding.economy == code]
    for finding in warned:
        output.note(finding.advice(language))
    _end(warned or explanation.tree.rounded is None)


@app.command(cls=Command)
def rank(
    file: File,
    edition: Edition,
    node: Node = None,
    methodology: MethodologyName = "idi",
    year: Year = None,
    layout: LayoutFile = None,
    dialect: Dialect = None,
    file_form: FileForm = None,
    sheet: Sheet = None,
    kind: Kind = "exploration",
    language: Language = "en",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Rank the economies of a file; the table says whether ranks are part of the publication."""
    form = output.one_form(as_json, as_csv)
    asked = _Asked(file, edition, methodology, year, layout, dialect, None, kind, file_form, sheet)
    result = _compute(asked, form)
    frame = result.ranking(node)
    ranks = data.ranks(result)
    if as_json:
        rows = output.records(frame)
        output.write_json({"id": result.id, "ranks": ranks, "rows": rows})
    elif as_csv:
        output.write_csv(frame.assign(published=ranks["published"]))
    else:
        key = result.methodology.plan.root if node is None else node
        output.write_blocks(views.ranking(result, key, language), language)
    _end(result.warnings or not result.ranked)


@app.command(cls=Command)
def groups(
    file: File,
    edition: Edition,
    by: Annotated[str, typer.Option("--by")] = "itu-region",
    vintage: Annotated[str | None, typer.Option("--vintage")] = None,
    grouping: Annotated[Path | None, typer.Option("--grouping")] = None,
    node: Node = None,
    methodology: MethodologyName = "idi",
    year: Year = None,
    layout: LayoutFile = None,
    dialect: Dialect = None,
    file_form: FileForm = None,
    sheet: Sheet = None,
    published: PublishedFile = None,
    kind: Kind = "exploration",
    language: Language = "en",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show unweighted means, medians and counts by a dated grouping."""
    form = output.one_form(as_json, as_csv)
    asked = _Asked(
        file, edition, methodology, year, layout, dialect, published, kind, file_form, sheet
    )
    result = _compute(asked, form)
    on = "recomputed" if result.published is None else "published"
    chosen = by if grouping is None else own_grouping(grouping, dialect)
    frame = result.groups(chosen, vintage=vintage, on=on)
    if node is not None:
        result.kind_of(node)  # an unknown node is refused
        frame = frame[frame["node"] == node]
    if as_json:
        rows = output.records(frame)
        output.write_json({"id": result.id, **frame.attrs, "on": on, "rows": rows})
    elif as_csv:
        output.write_csv(frame)
    else:
        output.write_blocks(groups_page(result, frame, on, language), language)
    _end(result.warnings or not frame["count"].any())


app.command("template", cls=Command)(template)
app.command("questionnaire", cls=Command)(questionnaire)
app.command("check", cls=Command)(check)
app.command("validate", cls=Command)(validate)
app.command("derive", cls=Command)(derive)
app.command("answer", cls=Command)(answer)
app.command("accept", cls=Command)(accept)
app.command("publish", cls=Command)(editions.publish)
app.command("release", cls=Command)(editions.release)
app.command("verify", cls=Command)(editions.verify)
app.command("recompute", cls=Command)(editions.recompute)
app.command("editions", cls=Command)(editions.editions)
app.command("save", cls=Command)(editions.save)
app.command("erratum", cls=Command)(register.erratum)
app.command("retract", cls=Command)(register.retract)
app.command("withdraw", cls=Command)(register.withdraw)
app.command("key", cls=Command)(register.key)
app.command("sign", cls=Command)(register.sign)
app.add_typer(register.register_app, name="register")
app.command("sources", cls=Command)(sources)
app.command("consult", cls=Command)(consult)
app.command("calendar", cls=Command)(calendar)
app.add_typer(basket_app, name="basket")
app.add_typer(catalogue_app, name="catalogue")
app.add_typer(methodology_app, name="methodology")
