"""An index of districts, its areas and its observations, for tests of the lab."""

from __future__ import annotations

from typing import Any

import pandas as pd

import ictindex as ict

AREAS: list[dict[str, Any]] = [
    {"code": "KE-01", "names": {"en": "Mombasa", "ar": "مومباسا"}, "parent": "KEN",
     "groups": {"region": "coast"}},
    {"code": "KE-42", "names": {"en": "Kisumu"}, "parent": "KEN", "groups": {"region": "lake"}},
    {"code": "KE-47", "names": {"en": "Nairobi"}, "parent": "KEN", "groups": {"region": "inland"}},
]  # fmt: skip


def document(**other: Any) -> dict[str, Any]:
    """Return the document of the index of districts, with other parts where given."""
    base: dict[str, Any] = {
        "schema": 1, "kind": "own-index", "id": "digital-districts",
        "names": {"en": "Digital districts", "fr": "Districts numériques"},
        "nodes": [
            {"id": "digital-districts", "children": [
                {"id": "access", "weight": "0.6"}, {"id": "skills", "weight": 0.4},
            ]},
            {"id": "access", "names": {"en": "Access to the network", "fr": "Accès"}, "children": [
                {"id": "households-online", "weight": 1}, {"id": "cost", "weight": 1},
            ]},
            {"id": "skills", "names": {"en": "Skills"}, "children": [
                {"id": "basic-skills", "weight": 1},
            ]},
        ],
        "indicators": [
            {"id": "households-online", "unit": "percent", "minimum": 0, "maximum": 100,
             "names": {"en": "Households online", "fr": "Ménages en ligne"},
             "definition": {"en": "Households with a connection at home."},
             "goalposts": [0, 100]},
            {"id": "cost", "unit": "shillings", "unit_names": {"en": "KES a month"}, "minimum": 0,
             "names": {"en": "Cost of a connection"}, "goalposts": [5000, 500],
             "direction": "lower-is-better"},
            {"id": "basic-skills", "unit": "percent", "minimum": 0, "maximum": 100,
             "names": {"en": "Basic skills"}, "goalposts": [0, 80]},
        ],
        "areas": AREAS,
    }  # fmt: skip
    return {key: part for key, part in {**base, **other}.items() if part is not None}


def values(**other: Any) -> pd.DataFrame:
    """Return the values of the districts as a wide table."""
    columns: dict[str, Any] = {
        "economy": ["KE-01", "KE-42", "KE-47"], "year": 2024,
        "households-online": [40, 30.5, 75], "cost": [2500, 3000, 1500],
        "basic-skills": [30, 28, 60],
    }  # fmt: skip
    return pd.DataFrame(columns | other)


def computed(**other: Any) -> ict.Result:
    """Return the result of the index of districts."""
    own = ict.analysis.index(document(**other))
    return ict.compute(own, own.read(values()))
