"""The command that draws a chart of files and writes its picture."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

import typer

import ictindex as ict
from ictindex.apps.cli import command_words, output
from ictindex.apps.cli import options as opt
from ictindex.apps.cli.commands.idi import compute_edition, use_own_terms
from ictindex.apps.desk import input_files
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.language import i18n

# The charts by their subject, each with the options that it takes besides the language.
_CHOICE = ("economies", "group", "first", "last")
_OF_EDITION: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "contributions": ("by", "ranks", *_CHOICE),
        "heat-map": ("ranks", *_CHOICE),
        "ceiling": (),
        "correlations": (),
        "framework": (),
        "profile": ("economy",),
        "scatter": ("economies", "group"),
        "map": ("node",),
    }
)
_OF_EDITIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "dumbbell": ("node", "ranks", *_CHOICE),
        "slope": ("node", "by", "ranks", *_CHOICE),
        "waterfall": ("economy",),
    }
)
_OF_PRICES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "prices": ("basket", "measure", "year", *_CHOICE),
        "panels": ("basket", "measure", *_CHOICE),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartOptions:
    """Subject of a chart."""

    economy: opt.Economies = None
    group: Annotated[str | None, typer.Option("--group")] = None
    first: Annotated[int | None, typer.Option("--first")] = None
    last: Annotated[int | None, typer.Option("--last")] = None
    node: opt.Node = None
    by: Annotated[str | None, typer.Option("--by")] = None
    ranks: Annotated[str | None, typer.Option("--ranks")] = None
    basket: Annotated[str | None, typer.Option("--basket")] = None
    measure: Annotated[str | None, typer.Option("--measure")] = None
    column: opt.Columns = None

    def choose(self, names: tuple[str, ...], year: int | None) -> dict[str, Any]:
        """Return the options of a chart that were typed; refuse options that it does not take."""
        codes = [command_words.economy_code(wanted) for wanted in self.economy or ()]
        typed = {
            "economies": codes or None,
            "group": self.group,
            "first": self.first,
            "last": self.last,
            "node": self.node,
            "by": self.by,
            "ranks": self.ranks,
            "basket": self.basket,
            "measure": self.measure,
        }
        if "economy" in names:
            del typed["economies"]
            typed["economy"] = codes[0] if len(codes) == 1 else None
            if typed["economy"] is None:
                raise UsageError("cli.chart-one-economy", count=str(len(codes)))
        if "year" in names:
            typed["year"] = year
        facts = {name: value for name, value in typed.items() if value is not None}
        for name in facts:
            if name not in names:
                option = "--economy" if name == "economies" else f"--{name}"
                raise UsageError("cli.chart-option", option=option)
        return facts


@use_own_terms
def chart(
    kind: Annotated[str, typer.Argument()],
    files: Annotated[list[Path], typer.Argument()],
    edition: Annotated[list[int] | None, typer.Option("--edition", "-e")] = None,
    output_file: opt.Output = None,
    *,
    shown: ChartOptions,
    options: opt.MethodologyOptions,
    out: opt.OutputOptions,
) -> None:
    """Draw a chart of an edition, of several, or of prices, and write it to a file."""
    form = out.form
    charts = {**_OF_EDITION, **_OF_EDITIONS, **_OF_PRICES}
    if kind not in charts:
        raise UsageError("chart.kind-unknown", wanted=kind, allowed=[*charts])
    facts = shown.choose(charts[kind], options.year)
    if kind in _OF_PRICES:
        subject = _read_prices(files, edition, shown, options)
    else:
        subject = _read_editions(kind, files, edition, options, out)
    drawn = getattr(subject.plot, kind.replace("-", "_"))(**facts, language=out.language)
    if output_file is not None:
        path = drawn.save(output_file)
        written = i18n.text("cli", "chart-written", out.language, file=path.name)
        (output.write if form == "text" else output.note)(written)
    if form != "text" or output_file is None:
        output.write_page(drawn, out, lambda: drawn.data)


def _read_prices(
    files: list[Path], edition: list[int] | None, shown: ChartOptions, options: Any
) -> Any:
    if len(files) > 1:
        raise UsageError("cli.chart-one-file", count=str(len(files)))
    with output.progress(i18n.text("cli", "reading")):
        return input_files.read_price_series(
            files[0],
            columns=command_words.read_pairs(shown.column, "cli.column-pair") or None,
            dialect=options.file.dialect,
            form=options.file.file_form,
            edition=edition[0] if edition else None,
        )


def _read_editions(
    kind: str,
    files: list[Path],
    edition: list[int] | None,
    options: opt.MethodologyOptions,
    out: opt.OutputOptions,
) -> Any:
    # A questionnaire and an index of one's own state their edition themselves.
    wanted: list[int | None] = [*edition] if edition else [None] * len(files)
    # One file may hold several editions: it is then read for each of them.
    places = files * len(wanted) if len(files) == 1 and len(wanted) > 1 else files
    if len(places) != len(wanted):
        raise UsageError("cli.chart-editions", files=str(len(files)), editions=str(len(wanted)))
    results = [
        compute_edition(file, each, options, "exploration", out.form, None, out.language)
        for file, each in zip(places, wanted, strict=True)
    ]
    if kind in _OF_EDITION:
        if len(results) > 1:
            raise UsageError("cli.chart-one-file", count=str(len(results)))
        return results[0]
    if kind == "waterfall":
        if len(results) != 2:
            raise UsageError("chart.too-few-editions", count=str(len(results)))
        return ict.analysis.explain_change(*results)
    return ict.analysis.series(results)
