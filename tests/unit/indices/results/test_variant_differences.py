"""The differences of a variant: changed, added, removed, and what follows."""

from __future__ import annotations

import ictindex as ict

IDI = ict.methodology("idi", edition=2024)


def test_each_kind_of_difference() -> None:
    variant = IDI.variant(
        "v", goalposts={"internet-users": (0, "90.0")}, drop="coverage-3g",
        add={"fixed-broadband-subscriptions": {"parent": "network-coverage", "goalposts": (0, 50)}},
    )  # fmt: skip
    frame = variant.differences().set_index("constant")
    assert frame.loc["leaves.internet-users.goalposts.full"].tolist() == ["changed", "95", "90.0"]
    weights = "nodes.network-coverage.weights"
    assert frame.loc[f"{weights}.coverage-3g", "change"] == "removed"
    assert frame.loc[f"{weights}.fixed-broadband-subscriptions"].dropna().tolist() == ["added", "1"]
    # 2 of 2 + 3 went, 1 came: 3 of 4 of a sixth of a half, in place of 3 of 5.
    assert frame.loc["shares.coverage-4g"].tolist() == ["follows", "1/20", "1/16"]
    assert frame.attrs == {"variant": variant.id, "parent": IDI.id}


def test_a_goalpost_with_other_zeros_is_the_same() -> None:
    variant = IDI.variant("v", goalposts={"internet-users": ("0.0", "95.00")})
    assert variant.differences().empty
