"""Results as plain data: what ``--json`` and ``--csv`` write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ictindex.cli import output
from ictindex.ipb.inputs import MEASURES
from ictindex.results import result_kind

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.idi.explain import Explanation
    from ictindex.idi.result import Result
    from ictindex.ipb.result import BasketResult

_EXPLAINED = (
    "economy", "node", "kind", "value", "score", "score_unrounded", "supplied", "weight", "share",
    "contribution", "formula", "arithmetic", "written", "year", "unit", "status", "source_class",
    "source", "note", "address", "published", "recomputed", "difference", "low", "high",
    "explained", "flags", result_kind.COLUMN,
)  # fmt: skip


def ranks(result: Result) -> dict[str, Any]:
    """Return whether ranks are part of the publication, and among how many economies they are."""
    return {"published": result.ranks_published, **result.extent.facts()}


def of_result(result: Any) -> dict[str, Any]:
    """Return a whole result, for JSON."""
    data: dict[str, Any] = {
        "id": result.id,
        "kind": result.kind,
        result_kind.COLUMN: result_kind.name_of(result.kind),
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
    beside = result.comparison().drop(columns=["recomputed", result_kind.COLUMN])
    joined = frame.merge(beside, how="left", on=["economy", "node"])
    cells = set(zip(frame["economy"], frame["node"], strict=True))
    pairs = zip(beside["economy"], beside["node"], strict=True)
    rest = beside[[pair not in cells for pair in pairs]]
    whole = pd.concat([joined, rest]) if len(rest) else joined
    return result_kind.stamped(whole, result.kind)


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


def of_baskets(result: BasketResult) -> dict[str, Any]:
    """Return priced baskets, what is missing and every finding, for JSON."""
    given = (result.prices, result.tariffs, result.economics)
    tables = [table for table in given if table is not None]
    found: dict[str, Any] = {
        "id": result.id,
        "kind": result.kind,
        result_kind.COLUMN: result_kind.name_of(result.kind),
        "methodology": result.methodology.id,
        "edition": result.edition,
        "year": result.year,
        "rows": output.records(result.to_frame()),
        "missing": output.records(result.missing_figures),
        "findings": [record for table in tables for record in table.findings.records()],
    }
    if result.methodology.document.has_composite:
        found["composite"] = of_result(result.composite)
    return found


def basket_frame(result: BasketResult) -> pd.DataFrame:
    """Return priced baskets with figures as published, and the definition of each basket."""
    # The definition makes the file one that ``read_baskets`` reads.
    frame = result.to_frame()
    cells = list(zip(frame["economy"], frame["basket"], strict=True))
    for measure in MEASURES:
        figures = [result.figure(economy, basket, measure) for economy, basket in cells]
        frame[measure] = ["" if figure is None else format(figure, "f") for figure in figures]
    document = result.methodology.document
    return frame.assign(definition=[document.basket(basket).definition for _, basket in cells])


def flat_frame(record: dict[str, Any]) -> pd.DataFrame:
    """Return plain data as rows of a key, which is the path to a value, and the value."""
    import pandas as pd

    rows: list[tuple[str, object]] = []

    def walk(path: str, value: object) -> None:
        if isinstance(value, (dict, list)):
            parts = value.items() if isinstance(value, dict) else enumerate(value, 1)
            for key, part in parts:
                walk(f"{path}.{key}" if path else str(key), part)
        else:
            rows.append((path, value))

    walk("", record)
    return pd.DataFrame(rows, columns=["key", "value"], dtype=object)
