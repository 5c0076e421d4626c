"""Arrays of a result: read-only, and nothing done to a copy changes the result."""

import pytest
from indices_cases import economy, frame

import ictindex as ict


def test_nothing_that_is_handed_out_changes_the_result(idi: ict.Methodology) -> None:
    table = frame(economy("BRA") + economy("KEN"))
    before = table.copy(deep=True)
    result = ict.compute(idi, table)
    text, exact = result.to_text(), result.exact.copy()
    assert table.equals(before)
    table["value"] = "1"
    table["economy"] = "PER"
    for copy in (result.scores, result.to_frame(), result.exact, result.groups(), result.ranks):
        for column in copy.columns:
            copy[column] = 0
        copy.attrs.clear()
    result.dataset["score"][:] = 0.0
    result.dataset.attrs.clear()
    assert result.to_text() == text
    assert result.exact.equals(exact)
    assert result.groups()["mean"].notna().any()
    assert result.to_frame().attrs["id"] == "idi-2024-exploration"


def test_the_arrays_of_a_result_are_read_only(edition: ict.Result) -> None:
    for array in (edition.rounded, edition.missing):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = array[0]
    with pytest.raises(TypeError):
        edition.flags["BRA", "idi"] = ()  # type: ignore[index]
