"""The newest edition: never one that nobody published, in place of one that somebody did."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

from site_cases import sample_site

from ictindex.publishing.website.site_edition import SiteEdition, order_editions


def edition(kind: str, year: int) -> SiteEdition:
    """Return the edition of the sample as one of another kind and year."""
    (own,) = sample_site().editions
    return replace(own, key=f"idi-{year}-{kind}", kind=kind, edition=year)


def test_an_edition_that_nobody_published_is_never_newer_than_one_that_somebody_did() -> None:
    expected = [
        edition("demonstration", 2025),
        edition("reconstruction", 2025),
        edition("unsigned", 2025),
        edition("published", 2023),
        edition("published", 2024),
        edition("official", 2024),
    ]
    for mixed in permutations(expected):
        assert sorted(mixed, key=order_editions) == expected
