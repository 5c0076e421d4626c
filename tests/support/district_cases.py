"""An index of a user's own whose nodes have ids of the catalogue, and districts of the user."""

from __future__ import annotations

from typing import Any

import pandas as pd

import ictindex as ict

CODES = tuple(f"KE-{n:02d}" for n in range(1, 13))
ZONES = ("coast", "inland")


def make_index() -> Any:
    """Return the index: its names are the user's, though the catalogue knows the ids."""
    areas = ict.analysis.Areas(
        [
            {
                "code": code,
                "name_en": f"District {code[-2:]}",
                "parent": "KEN",
                "zone": ZONES[n % 2],
            }
            for n, code in enumerate(CODES)
        ]
    )
    goalposts = {"unit": "percent", "minimum": 0, "maximum": 100, "goalposts": [0, 100]}
    return ict.analysis.index(
        {
            "schema": 1,
            "kind": "own-index",
            "id": "access",
            "names": {"en": "District access"},
            "nodes": [
                {
                    "id": "access",
                    "children": [{"id": "use", "weight": 2}, {"id": "skills", "weight": 1}],
                },
                {
                    "id": "use",
                    "names": {"en": "Use by districts"},
                    "children": [{"id": "fast", "weight": 1}, {"id": "many", "weight": 1}],
                },
                {
                    "id": "skills",
                    "names": {"en": "Skills of districts"},
                    "children": [{"id": "basic", "weight": 1}, {"id": "more", "weight": 1}],
                },
            ],
            "indicators": [
                {"id": "fast", "names": {"en": "Fast lines"}, **goalposts},
                {"id": "many", "names": {"en": "Many lines"}, **goalposts},
                {"id": "basic", "names": {"en": "Basic skills here"}, **goalposts},
                {"id": "more", "names": {"en": "More skills here"}, **goalposts},
            ],
        },
        areas=areas,
    )


def compute_year(own: Any, year: int) -> Any:
    """Compute the index of a year, from figures that differ by district and year."""
    shift = year - 2020
    rows = [
        (code, key, year, str((n * step * (3 + shift) + 7 * step) % 97))
        for n, code in enumerate(CODES)
        for key, step in (("fast", 5), ("many", 11), ("basic", 17), ("more", 29))
    ]
    frame = pd.DataFrame(rows, columns=["economy", "indicator", "year", "value"])
    return ict.compute(own, own.read(frame))
