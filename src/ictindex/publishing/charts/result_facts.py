"""Facts that every chart of a result states: index, edition, kind, basis, source, notes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ictindex.core.errors import UsageError
from ictindex.definitions.catalogue.licence_notices import named_with_licence
from ictindex.indices.results.extent import Extent, describe_part
from ictindex.indices.results.member_words import has_submissions
from ictindex.indices.results.result_kind import OFFICIAL, PUT_IN, READ, describe_origin
from ictindex.language import i18n
from ictindex.publishing.graphics import palette
from ictindex.publishing.graphics.composition import LegendItem

if TYPE_CHECKING:
    from ictindex.publishing.charts.economy_choice import Chosen
    from ictindex.publishing.graphics.setting import Setting

RESTS_ON = "rests-on:"
# The shape that marks each flag, strongest flag first.
MARKS = {PUT_IN: "diamond", "estimate": "hollow", "carried": "triangle"}
SHAPES = {"diamond": "diamond", "hollow": "circle", "triangle": "triangle-down"}
UNOFFICIAL = "unofficial"


def scored_result(subject: Any) -> Any:
    """Return a result as it is, and that of an audit; an audit of a bare table has none."""
    inputs = getattr(subject, "inputs", None)
    if callable(inputs) or inputs is None:
        return subject
    if inputs.result is None:
        raise UsageError("chart.needs-result")
    return inputs.result


def mark_of(flags: Iterable[str]) -> str:
    """Return the flag of a value or score that is drawn, or nothing."""
    raised = {flag.removeprefix(RESTS_ON) for flag in flags}
    return next((flag for flag in MARKS if flag in raised), "")


def flag_legend(marks: Iterable[str], setting: Setting, colour: str) -> list[LegendItem]:
    """Return the legend of the flags that are drawn."""
    there = set(marks)
    return [
        LegendItem(setting.label("flags", flag), colour, shape)
        for flag, shape in MARKS.items()
        if flag in there
    ]


def add_remark(sentence: str, flag: str, setting: Setting) -> str:
    """Return the words of a mark with the flag of its value, in the direction of the page."""
    remark = setting.word("remark", words=setting.label("flags", flag)) if flag else ""
    return setting.isolate(i18n.sentences(sentence, remark, setting.language))


def shape_channel(field: str = "flag") -> dict[str, Any]:
    """Return the channel that draws a point by its flag; a full circle has none."""
    return {
        "field": field,
        "type": "nominal",
        "scale": {
            "domain": ["", *MARKS],
            "range": ["circle", *(SHAPES[shape] for shape in MARKS.values())],
        },
        "legend": None,
    }


def fill_channel(colour: str, field: str = "flag") -> dict[str, Any]:
    """Return the channel that leaves a flagged point hollow."""
    return {"condition": {"test": f"datum.{field} == ''", "value": colour}, "value": palette.PAPER}


def edition_title(result: Any, setting: Setting) -> str:
    """Return the name of the index with its edition."""
    index = setting.label("nodes", result.index)
    return i18n.text("views", "edition", setting.language, index=index, edition=str(result.edition))


def origin_note(result: Any, setting: Setting) -> str:
    """Return what the figures are: published ones that were read, or a result of a kind."""
    if result.kind == READ:
        used = i18n.isolate(result.methodology.id, setting.language)
        return setting.word("as-published", document=used, year=str(result.year))
    return describe_origin(result.kind, result.methodology.id, result.year).to_text(
        setting.language
    )


def source_notes(result: Any, setting: Setting, chosen: Chosen | None = None) -> list[str]:
    """Return the notes of a chart: what is shown, whose figures they are, from which data."""
    notes = [] if chosen is None else chosen.notes(setting)
    notes.append(origin_note(result, setting))
    notes += result.notices(setting.language)
    publisher = getattr(result, "publisher", "")
    if publisher:
        notes.append(setting.word("publisher", source=publisher))
    elif source := source_of(result, setting):
        notes.append(source)
    extent = getattr(result, "extent", None)
    if isinstance(extent, Extent):
        has_ranks = getattr(result, "ranks_published", False)
        note = describe_part(extent, has_ranks=has_ranks)
        notes += [note.to_text(setting.language)] if note else []
    return notes


def source_of(result: Any, setting: Setting) -> str:
    """Return the line on the sources of a result's values; empty if none is stated."""
    table = getattr(result, "observations", None)
    if table is None:
        table = getattr(result, "prices", None)
    # Submissions have no source that all values share; nor do their files concern the public.
    if table is None or hasattr(result, "publisher"):
        return ""
    if hasattr(result, "observations"):
        if has_submissions(result):
            return ""
        printed = result.observations.published.get(result.edition)
        if printed is not None:
            return name_sources(printed.sources.values(), (), setting)
    return name_sources(table.cells["source"], getattr(table, "sources", ()), setting)


def name_sources(stated: Iterable[str], files: Iterable[str], setting: Setting) -> str:
    """Return the line that names a source, or the files; of many sources, their number."""
    listed = sorted({str(text) for text in stated if text})
    if len(listed) == 1:
        return setting.word("source", source=named_with_licence(listed[0], setting.language))
    names = [str(name) for name in files]
    if 0 < len(names) <= 3:
        phrase = named_with_licence(", ".join(names), setting.language)
        return setting.word("source", source=phrase)
    return setting.word("source-many", count=str(len(listed))) if listed else ""


def require_ranks(result: Any, ranks: str | None) -> None:
    """Refuse ranks of an edition that publishes none, unless they are asked for as unofficial."""
    if ranks not in (None, UNOFFICIAL):
        raise UsageError("chart.ranks-unknown", wanted=str(ranks))
    complete = getattr(getattr(result, "extent", None), "complete", True)
    if ranks is None and not (
        result.ranks_published and result.kind in (OFFICIAL, READ) and complete
    ):
        raise UsageError("chart.no-ranks", edition=result.id)
