"""The scores of several editions in one frame, for economies that are in all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ictindex.analysis.tables.edition_figures import EditionFigures, require_node
from ictindex.core.errors import UsageError
from ictindex.definitions import catalogue
from ictindex.indices.results.extent import describe_part
from ictindex.language import i18n
from ictindex.publishing.charts import result_facts as facts

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.publishing.graphics.setting import Setting

COLUMNS = ["economy", "edition", "score", "flag"]


def require_editions(series: Any) -> None:
    """Refuse fewer than two editions, or editions of different methodologies."""
    if len(series.labels) < 2:
        raise UsageError("chart.too-few-editions", count=str(len(series.labels)))
    if not series.comparable:
        raise UsageError("series.not-comparable", documents=series.methodologies)


def list_scores(
    editions: Sequence[EditionFigures], labels: Sequence[str], node: str | None
) -> pd.DataFrame:
    """Return the scores of a node, a row for each economy and edition that has one."""
    import pandas as pd

    rows = []
    for edition, label in zip(editions, labels, strict=True):
        key = edition.methodology.plan.root if node is None else node
        require_node(edition, key)
        flags = {} if edition.result is None else edition.result.flags
        for economy, score in sorted(edition.column(key).items()):
            flag = facts.mark_of(flags.get((economy, key), ()))
            rows.append((economy, label, float(score), flag))
    return pd.DataFrame(rows, columns=COLUMNS)


def vintage_of(series: Any) -> str:
    """Return the vintage of groups of the last edition."""
    last = series.editions[-1]
    return f"{last.methodology.document.index}-{last.edition}"


def decimals_of(edition: EditionFigures) -> int:
    """Return the decimals of publication."""
    rounding = edition.methodology.document.rounding
    return 1 if rounding is None else rounding.decimals


def describe_day(grouping: str, vintage: str, year: int, language: str) -> str:
    """Return the day of the members of a list that follows its body; else empty."""
    listing = catalogue.groups_of_data(grouping, vintage, year)
    if not listing.departures:
        return ""
    day = i18n.date(dt.date.fromisoformat(listing.date), language)
    left = [
        i18n.detail(
            i18n.economy_name(departure.economy, language),
            i18n.date(departure.left, language),
            language,
        )
        for departure in catalogue.departed_since(listing)
    ]
    words = [i18n.text("charts", "list-day", language, date=day)]
    if left:
        names = i18n.join(left, language)
        words.append(i18n.text("charts", "list-left", language, names=names))
    return i18n.clauses(words, language)


def keep_complete(frame: pd.DataFrame, labels: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return the rows by economy and edition, of economies that have all editions."""
    by_economy: dict[str, dict[str, Any]] = {}
    for row in frame.to_dict("records"):
        by_economy.setdefault(str(row["economy"]), {})[str(row["edition"])] = row
    return {code: rows for code, rows in by_economy.items() if len(rows) == len(labels)}


def series_notes(series: Any, setting: Setting) -> list[str]:
    """Return the notes of a chart of several editions: a line for each, common facts once."""
    each = [edition_notes(edition, setting) for edition in series.editions]
    shared = [note for note in each[0] if all(note in notes for notes in each)]
    lines = []
    for label, notes in zip(series.labels, each, strict=True):
        words = ""
        for note in notes:
            if note not in shared:
                words = i18n.sentences(words, note, setting.language)
        if words:
            lines.append(i18n.pair(label, words, setting.language))
    return [*lines, *shared]


def title_of(edition: EditionFigures, setting: Setting) -> str:
    """Return the name of the index with its edition."""
    index = setting.label("nodes", edition.methodology.plan.root)
    return i18n.text(
        "views", "edition", setting.language, index=index, edition=str(edition.edition)
    )


def source_line(edition: EditionFigures, setting: Setting) -> str:
    """Return the line on the sources of an edition's figures; empty if none is stated."""
    if edition.result is not None:
        return facts.source_of(edition.result, setting)
    return facts.name_sources(edition.source.sources.values(), (), setting)


def edition_notes(edition: EditionFigures, setting: Setting) -> list[str]:
    """Return the notes of a chart of an edition: how it was made, its source, how much is shown."""
    if edition.result is not None:
        return facts.source_notes(edition.result, setting)
    notes = [facts.origin_note(edition, setting), *edition.notices(setting.language)]
    if source := source_line(edition, setting):
        notes.append(source)
    if note := describe_part(edition.extent, has_ranks=edition.ranks_published):
        notes.append(note.to_text(setting.language))
    return notes
