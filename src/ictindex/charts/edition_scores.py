"""The scores of several editions in one frame, of economies that all of them have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ictindex import i18n
from ictindex.charts import result_facts as facts
from ictindex.core.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.graphics.setting import Setting

COLUMNS = ["economy", "edition", "score", "rank", "flag"]


def require_editions(series: Any) -> None:
    """Refuse what has fewer than two editions, or editions of different methodologies."""
    if len(series.labels) < 2:
        raise UsageError("chart.too-few-editions", count=str(len(series.labels)))
    if not series.comparable:
        raise UsageError("series.not-comparable", documents=series.methodologies)


def list_scores(results: Sequence[Any], labels: Sequence[str], node: str | None) -> pd.DataFrame:
    """Return the scores of a node, a row for each economy and edition that has one."""
    import pandas as pd

    rows = []
    for result, label in zip(results, labels, strict=True):
        key = result.methodology.plan.root if node is None else node
        n = result.position(key)
        for economy, scores, ranks in zip(
            result.economies, result.rounded_rows, result.rank_rows, strict=True
        ):
            if scores[-1] is not None and scores[n] is not None:
                flag = facts.mark_of(result.flags.get((economy, key), ()))
                rows.append((economy, label, float(scores[n]), ranks[n], flag))
    return pd.DataFrame(rows, columns=COLUMNS)


def keep_complete(frame: pd.DataFrame, labels: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return the rows by economy and edition, of economies that have all editions."""
    found: dict[str, dict[str, Any]] = {}
    for row in frame.to_dict("records"):
        found.setdefault(str(row["economy"]), {})[str(row["edition"])] = row
    return {code: rows for code, rows in found.items() if len(rows) == len(labels)}


def series_notes(series: Any, setting: Setting) -> list[str]:
    """Return the notes of a chart of several results: a line for each, what they share once."""
    each = [facts.source_notes(result, setting) for result in series.results]
    shared = [note for note in each[0] if all(note in notes for notes in each)]
    lines = []
    for label, notes in zip(series.labels, each, strict=True):
        words = ""
        for note in notes:
            if note not in shared:
                words = i18n.sentences(words, note, setting.language)
        lines.append(i18n.pair(label, words, setting.language))
    return [*lines, *shared]
