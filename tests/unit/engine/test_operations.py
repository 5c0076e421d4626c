"""Operations: where a transformation is defined."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ictindex import engine


@pytest.mark.parametrize(
    ("transformation", "bound"), [("ln1p", "-1"), ("log10", "0"), ("linear", None)]
)
def test_where_a_transformation_is_defined(transformation: str, bound: str | None) -> None:
    function = engine.TRANSFORMATIONS[transformation]
    least = Decimal("1e-20")
    edge = Decimal(bound or 0)
    assert function.is_defined(edge + least)
    assert function.is_defined(edge) == (bound is None)
    assert function.is_defined(edge - least) == (bound is None)
