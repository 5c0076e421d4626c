"""The script of an edition counts official inputs as the library does: prices, whoever collects."""

from __future__ import annotations

from decimal import Decimal

from edition_making import RECOMPUTATION
from small_cases import small_cases

from ictindex.core import package_data

DOCUMENT = package_data.folder("methodology") / "idi" / "idi-methodology-2023.toml"


@small_cases(
    ("indicator", "kind", "status", "counts"),
    [
        ("price-mobile-high", "collected-by-itu", "A", True),
        ("price-mobile-high", "other", "A", True),
        ("price-mobile-high", "estimate", "I", False),
        ("price-mobile-high", "collected-by-itu", "I", False),
        ("internet-users", "collected-by-itu", "A", False),
        ("internet-users", "official-publication", "A", True),
    ],
)
def test_what_counts_towards_the_minimum(
    indicator: str, kind: str, status: str, counts: bool
) -> None:
    import tomllib

    index = RECOMPUTATION.Index(
        tomllib.loads(DOCUMENT.read_text(encoding="utf-8"), parse_float=Decimal)
    )
    row = dict.fromkeys(("sex", "age", "location", "disability", "education", "income"), "")
    row |= {"economy": "BRA", "indicator": indicator, "year": "2023", "value": "2", "unit": "",
            "source_class": kind, "status": status}  # fmt: skip
    assert RECOMPUTATION.cells(index, [row], 2023)["BRA"][2] == int(counts)
