"""The commands that compute: demo, compute, explain, rank, groups."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

import ictindex as ict
from ictindex import numbers, terms
from ictindex.cli import FINDINGS, output
from ictindex.cli.methodology import methodology_app
from ictindex.cli.output import AsCsv, AsJson, Language
from ictindex.errors import RefusedObservationsError
from ictindex.terms.blocks import Block

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.indices import Result

app = typer.Typer(
    name="ictindex",
    help="The ICT Development Index, computed as published and explained.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(methodology_app, name="methodology")

File = Annotated[
    Path, typer.Argument(help="CSV file with economy, indicator, year, value (and more).")
]
Edition = Annotated[int, typer.Option("--edition", "-e", help="Year of the edition.")]
MethodologyName = Annotated[
    str, typer.Option("--methodology", "-m", help="Index, id of a document, or TOML file.")
]
Year = Annotated[int | None, typer.Option("--year", help="A retrospective year of the document.")]
LayoutFile = Annotated[
    Path | None, typer.Option("--layout", help="TOML file that says how a wide table is read.")
]
PublishedFile = Annotated[
    Path | None,
    typer.Option("--published", help="CSV file with economy, node, value: published figures."),
]
Kind = Annotated[str, typer.Option("--kind", help="exploration, reconstruction or demonstration.")]


def _version(wanted: bool) -> None:
    if wanted:
        output.write(ict.__version__)
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """The ICT Development Index, computed as published and explained."""


def _compute(
    file: Path,
    edition: int,
    methodology: str,
    year: int | None,
    layout: Path | None,
    published: Path | None,
    kind: str,
    language: str,
    form: output.Form,
) -> Result:
    ict.set_options(language=language)
    chosen = ict.methodology(methodology, edition=edition)
    with output.progress(terms.text("cli", "reading")):
        table = ict.read_observations(file, layout=layout)
    try:
        with output.progress(terms.text("cli", "computing")):
            return ict.compute(
                chosen, table, edition=edition, year=year, published=published, kind=kind
            )
    except RefusedObservationsError as error:
        output.write_refusal(error, form)
        raise


@app.command()
def demo(language: Language = "en", as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """Recompute a real edition beside its printed scores and explain one number."""
    form = output.one_form(as_json, as_csv)
    result = _compute(
        ict.sample_data("idi-2024-annex.csv"),
        2024,
        "idi",
        None,
        None,
        ict.sample_data("idi-2024-published.csv"),
        "reconstruction",
        language,
        form,
    )
    if as_json:
        output.write_json(_as_data(result))
        return
    if as_csv:
        output.write_csv(result.comparison())
        return
    say = terms.text
    output.write_blocks([terms.Heading(say("cli", "demo-title"), 1)], language)
    output.write("\n" + result.to_text(language) + "\n")
    output.write(comparison_summary(result.comparison(), language) + "\n")
    economy = terms.economy_name("BRA", language)
    title = say("cli", "demo-explained", language, economy=economy)
    output.write_blocks([terms.Heading(title, 2)], language)
    shown = result.explain("BRA", node="universal-connectivity", language=language)
    output.write("\n" + str(shown) + "\n")
    output.write(say("cli", "demo-source", language))
    output.write(say("cli", "demo-next", language))


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
    return terms.text(
        "views", "comparison-summary", language, **{k: str(v) for k, v in counts.items()}
    )


def _as_data(result: Result) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": result.id,
        "kind": result.kind,
        "methodology": result.methodology.id,
        "edition": result.edition,
        "year": result.year,
        "ranks": result.rank_label("en"),
        "rows": output.records(result.to_frame()),
        "excluded": output.records(result.excluded),
    }
    if result.published is not None:
        data["comparison"] = output.records(result.comparison())
    return data


@app.command()
def compute(
    file: File,
    edition: Edition,
    methodology: MethodologyName = "idi",
    year: Year = None,
    layout: LayoutFile = None,
    published: PublishedFile = None,
    kind: Kind = "exploration",
    language: Language = "en",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Compute an edition from a file of observations; exit code 1 if economies are left out."""
    form = output.one_form(as_json, as_csv)
    result = _compute(file, edition, methodology, year, layout, published, kind, language, form)
    if as_json:
        output.write_json(_as_data(result))
    elif as_csv:
        output.write_csv(result.to_frame())
    else:
        output.write(result.to_text(language))
        if result.observations.findings:
            output.write("\n" + result.observations.findings.to_text(language))
        if result.published is not None:
            output.write("\n" + comparison_summary(result.comparison(), language))
    if result.exclusions or result.observations.findings:
        raise typer.Exit(FINDINGS)


@app.command()
def explain(
    file: File,
    economy: Annotated[str, typer.Argument(help="ISO 3166-1 alpha-3 code.")],
    edition: Edition,
    node: Annotated[
        str | None, typer.Option("--node", help="Index, sub-index or indicator to start from.")
    ] = None,
    methodology: MethodologyName = "idi",
    year: Year = None,
    layout: LayoutFile = None,
    published: PublishedFile = None,
    kind: Kind = "exploration",
    language: Language = "en",
    format: Annotated[
        str, typer.Option("--format", help="text, markdown, html or latex.")
    ] = "text",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show the whole arithmetic of one economy, from the observation to the rounded score."""
    form = output.one_form(as_json, as_csv)
    result = _compute(file, edition, methodology, year, layout, published, kind, language, form)
    explanation = result.explain(economy, node=node, language=language)
    if as_json:
        output.write_json(explanation.to_dict())
    elif as_csv:
        frame = result.to_frame(rounded=False)
        output.write_csv(frame[frame["economy"] == economy])
    else:
        output.write(explanation.write(format))


@app.command()
def rank(
    file: File,
    edition: Edition,
    node: Annotated[
        str | None, typer.Option("--node", help="Index, sub-index or indicator; default: index.")
    ] = None,
    methodology: MethodologyName = "idi",
    year: Year = None,
    layout: LayoutFile = None,
    kind: Kind = "exploration",
    language: Language = "en",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Rank the economies of a file; the table says whether ranks are part of the publication."""
    form = output.one_form(as_json, as_csv)
    result = _compute(file, edition, methodology, year, layout, None, kind, language, form)
    frame = result.ranking(node)
    if as_json:
        label = result.rank_label("en")
        output.write_json({"id": result.id, "ranks": label, "rows": output.records(frame)})
    elif as_csv:
        output.write_csv(frame.assign(label=result.rank_label("en")))
    else:
        from ictindex.indices.views import heading

        headers = [
            result.rank_label(language),
            terms.label("columns", "economy", language),
            terms.label("nodes", node or result.methodology.plan.root, language),
        ]
        rows = [
            [
                str(row.rank),
                terms.economy_name(str(row.economy), language),
                terms.number(_published(row.score, result), language),
            ]
            for row in frame.itertuples()
        ]
        table = terms.Table(headers, rows, frozenset({0, 2}))
        output.write_blocks([*heading(result, language), table], language)


@app.command()
def groups(
    file: File,
    edition: Edition,
    by: Annotated[
        str,
        typer.Option("--by", help="itu-region, income-group, ldc, lldc, sids or development."),
    ] = "itu-region",
    vintage: Annotated[
        str | None, typer.Option("--vintage", help="Vintage of the grouping, such as idi-2024.")
    ] = None,
    node: Annotated[
        str | None,
        typer.Option("--node", help="One node; default: index and sub-indices (as data: all)."),
    ] = None,
    methodology: MethodologyName = "idi",
    year: Year = None,
    layout: LayoutFile = None,
    kind: Kind = "exploration",
    language: Language = "en",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show unweighted means, medians and counts by a dated grouping."""
    form = output.one_form(as_json, as_csv)
    result = _compute(file, edition, methodology, year, layout, None, kind, language, form)
    frame = result.groups(by, vintage=vintage)
    if node is not None:
        result.kind_of(node)  # an unknown node is refused
        frame = frame[frame["node"] == node]
    if as_json:
        output.write_json({"id": result.id, **frame.attrs, "rows": output.records(frame)})
    elif as_csv:
        output.write_csv(frame)
    else:
        output.write_blocks(_groups_page(result, frame, language), language)


def _published(number: Any, result: Result) -> Decimal:
    """Give a rounded float back the decimals of publication: 9.9 is published as 9.90."""
    return numbers.round_half_up(Decimal(repr(float(number))), result.decimals)


class _Figures(NamedTuple):
    group: str
    node: str
    economies: int
    mean: float
    median: float


def _groups_page(result: Result, frame: pd.DataFrame, language: str) -> list[Block]:
    from ictindex.indices.views import heading, sub_indices

    title = terms.text(
        "views",
        "group-figures",
        language,
        grouping=frame.attrs["grouping"],
        vintage=frame.attrs["vintage"],
    )
    blocks: list[Block] = [*heading(result, language, ranks=False), terms.Paragraph(title)]
    headers = [terms.label("columns", k, language) for k in ("group", "count", "mean", "median")]
    shown = [result.methodology.plan.root, *sub_indices(result)]
    for node in [n for n in result.nodes if n in set(frame["node"])]:
        if node not in shown and frame["node"].nunique() > 1:
            continue
        rows = [
            [
                terms.label("groups", row.group, language),
                str(row.economies),
                *(
                    "–" if row.economies == 0 else terms.number(_published(value, result), language)
                    for value in (row.mean, row.median)
                ),
            ]
            for row in map(_Figures._make, frame[frame["node"] == node].to_numpy().tolist())
        ]
        blocks += [
            terms.Heading(terms.label("nodes", node, language), 3),
            terms.Table(headers, rows, frozenset({1, 2, 3})),
        ]
    return blocks
