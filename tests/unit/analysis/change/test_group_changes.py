"""Means of changes over groups."""

from decimal import Decimal

from change_cases import OFFICIAL, edition, rows_of
from district_cases import compute_year, make_index

import ictindex as ict
from ictindex.analysis.change.group_changes import mean_steps


def test_means_of_steps_add_up_to_the_change_of_the_mean() -> None:
    codes = ("BRA", "KEN", "PER")
    before = [row for code in codes for row in rows_of(code, 2022)]
    after = rows_of("BRA", 2023, {"internet-users": ("90.1", 2023, OFFICIAL)})
    after += rows_of("KEN", 2023, {"internet-users": ("80.3", 2023, OFFICIAL)})
    after += rows_of("PER", 2023, {"households-internet": ("92.7", 2023, OFFICIAL)})
    change = ict.analysis.explain_change(edition(before, 2024), edition(after, 2025))
    each = [change.economy(code) for code in codes]
    means = mean_steps(each, 2)
    first, last = (
        sum((change_of_economy.ends[side] for change_of_economy in each), Decimal(0)) / 3
        for side in (0, 1)
    )
    rounded = [round(mean, 2) for mean in (first, last)]
    assert sum(step.points for step in means) == rounded[1] - rounded[0]
    by_node = {step.indicator: step for step in means}
    assert by_node["internet-users"].economies == 3
    # (90.1 - 87.4) and (80.3 - 87.4) of 95, a sixth of the index, over three economies.
    exact = (Decimal("90.1") - Decimal("87.4") + Decimal("80.3") - Decimal("87.4")) / 95 * 100 / 18
    # The means add up to those of the published scores, which are rounded before.
    assert abs(by_node["internet-users"].points - exact) <= Decimal("0.02")
    assert means[0].indicator == "internet-users"  # as the methodology has them


def test_the_frame_says_its_grouping_and_vintage() -> None:
    result = edition(rows_of("BRA", 2022), 2024)
    frame = ict.analysis.explain_change(result, result).groups("income-group")
    assert (frame.attrs["grouping"], frame.attrs["vintage"]) == ("income-group", "idi-2024")
    assert frame["group"].unique().tolist() == ["upper-middle", "all"]
    assert frame["points"].iloc[0] == frame["points"].iloc[-1]


def test_groups_of_the_user_s_own_areas_are_taken() -> None:
    own = make_index()
    change = ict.analysis.explain_change(compute_year(own, 2023), compute_year(own, 2024))
    frame = change.groups("zone")
    assert frame["group"].unique().tolist() == ["coast", "inland", "all"]
    scores = change.before.scores["access"].astype(float)
    coast = [scores[f"KE-{n:02d}"] for n in range(1, 13, 2)]
    start = frame.query("group == 'coast' and kind == 'start'")["to"].item()
    assert abs(start - sum(coast) / 6) <= 0.05
