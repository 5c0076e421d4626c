"""The sample edition, computed once for all tests of the indices."""

from collections.abc import Iterator

import pytest

import ictindex as ict


@pytest.fixture(scope="session")
def idi() -> ict.Methodology:
    return ict.methodology("idi", edition=2024)


@pytest.fixture(scope="session")
def edition(idi: ict.Methodology) -> ict.Result:
    """The IDI 2024 of two dozen economies, from print, and compared with print."""
    return ict.compute(
        idi,
        ict.sample_data("idi-2024-annex.csv"),
        published=ict.sample_data("idi-2024-published.csv"),
        kind="reconstruction",
    )


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with ict.set_options(language="en"):
        yield
