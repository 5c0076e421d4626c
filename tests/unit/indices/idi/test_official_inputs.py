"""Official inputs: an economy with too few of them is left out whole."""

import pytest
from indices_cases import economy, frame

import ictindex as ict


@pytest.mark.parametrize(("official", "is_kept"), [(5, True), (4, False), (0, False)])
def test_fewer_than_five_official_inputs_leave_an_economy_out_whole(
    idi: ict.Methodology, official: int, is_kept: bool
) -> None:
    rows = economy("KEN", source_class="estimate")
    for row in rows[:official]:
        row["source_class"] = "official-submission"
    result = ict.compute(idi, frame(economy("BRA") + rows))
    above = ["idi", "universal-connectivity", "meaningful-connectivity", "network-coverage"]
    if is_kept:
        assert result.scores.loc["KEN", "idi"] == 89.4
        assert len(result.excluded) == 0
        return
    assert result.scores.loc["KEN", above].isna().all()
    assert result.ranked == 1
    assert "KEN" not in result.ranks.index
    assert result.excluded.iloc[0]["reason"] == "too-few-official"
    assert result.excluded.iloc[0]["message"] == (
        f"Kenya (KEN): left out, because at most {official} inputs are official and 5 are needed."
    )
    assert set(result.groups({"KEN": "here"}).query("group == 'here'")["count"]) == {0}


def test_a_source_that_is_not_stated_may_be_official(idi: ict.Methodology) -> None:
    """The inclusion rule cannot reject a value whose supplier the table does not name."""
    assert ict.compute(idi, frame(economy("BRA"))).ranked == 1
