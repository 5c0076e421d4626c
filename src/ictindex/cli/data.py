"""Results as plain data: what ``--json`` and ``--csv`` write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ictindex.cli import output

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.indices import Result
    from ictindex.indices.explain import Explanation

_EXPLAINED = (
    "economy", "node", "kind", "value", "score", "score_unrounded", "supplied", "weight", "share",
    "contribution", "formula", "arithmetic", "written", "year", "unit", "status", "source_class",
    "source", "note", "address", "published", "recomputed", "difference", "low", "high",
    "explained", "flags",
)  # fmt: skip


def ranks(result: Result) -> dict[str, Any]:
    """Return whether ranks are part of the publication, and among how many economies they are."""
    return {"published": result.ranks_published, "among": result.ranked}


def of_result(result: Result) -> dict[str, Any]:
    """Return a whole result, for JSON."""
    data: dict[str, Any] = {
        "id": result.id,
        "kind": result.kind,
        "methodology": result.methodology.id,
        "edition": result.edition,
        "year": result.year,
        "ranks": ranks(result),
        "rows": output.records(result.to_frame()),
        "excluded": output.records(result.excluded),
        "warnings": result.warnings.records(),
        "findings": result.observations.findings.records(),
    }
    if result.published is not None:
        data["comparison"] = output.records(result.comparison())
    return data


def result_frame(result: Result) -> pd.DataFrame:
    """Return a row for each economy and node; published figures beside, where they were given."""
    import pandas as pd

    frame = result.to_frame()
    if result.published is None:
        return frame
    beside = result.comparison().drop(columns="recomputed")
    joined = frame.merge(beside, how="left", on=["economy", "node"])
    cells = set(zip(frame["economy"], frame["node"], strict=True))
    pairs = zip(beside["economy"], beside["node"], strict=True)
    rest = beside[[pair not in cells for pair in pairs]]
    return pd.concat([joined, rest]) if len(rest) else joined


def explanation_frame(explanation: Explanation) -> pd.DataFrame:
    """Return a row for each node of an explanation; numbers as decimals, as they were computed."""
    import pandas as pd

    rows: list[dict[str, Any]] = []

    def walk(record: dict[str, Any]) -> None:
        row = {k: v for k, v in record.items() if not isinstance(v, (dict, list))}
        row |= record.get("observation", {}) | record.get("published", {})
        row["score_unrounded"], row["score"] = record["score"], record["rounded"]
        row["flags"] = ";".join(record.get("flags", ()))
        rows.append(row)
        for child in record.get("children", ()):
            walk(child)

    walk(explanation.to_dict())
    return pd.DataFrame(rows).reindex(columns=list(_EXPLAINED))
