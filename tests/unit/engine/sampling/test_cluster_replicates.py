"""Replicates made from clusters: their multipliers, and what they leave unchanged."""

import numpy as np
import pytest
from sampling_cases import SurveyRecord, design_of

from ictindex.core.errors import UsageError
from ictindex.engine.sampling.cluster_replicates import (
    make_balanced_replicates,
    make_bootstrap,
    make_jackknife,
)

RECORDS = [
    SurveyRecord(stratum, cluster, (0,), 1, ((1, 1),))
    for stratum, cluster in ("a1", "a2", "a3", "b1", "b2")
]
DESIGN = design_of(RECORDS)
PAIRS = design_of([r for r in RECORDS if r.cluster != "3"])


def test_the_jackknife_drops_each_cluster_and_spreads_its_weight_in_the_stratum() -> None:
    made = make_jackknife(DESIGN)
    assert (made.method, made.count, made.scale, made.freedom) == ("JKn", 5, 1.0, 3)
    assert made.multipliers(0, 5).T.tolist() == [
        [0, 1.5, 1.5, 1, 1],
        [1.5, 0, 1.5, 1, 1],
        [1.5, 1.5, 0, 1, 1],
        [1, 1, 1, 0, 2],
        [1, 1, 1, 2, 0],
    ]
    assert made.factors.tolist() == [2 / 3, 2 / 3, 2 / 3, 1 / 2, 1 / 2]
    assert np.array_equal(made.multipliers(1, 4), made.multipliers(0, 5)[:, 1:4])


def test_the_jackknife_of_a_drawn_share_has_its_correction() -> None:
    drawn = design_of(RECORDS, populations=np.array([6, 8], dtype=np.int64))
    assert np.allclose(make_jackknife(drawn).factors, [1 / 3, 1 / 3, 1 / 3, 3 / 8, 3 / 8])


def test_a_certain_cluster_makes_no_replicate_and_other_rules_are_refused() -> None:
    records = [*RECORDS, SurveyRecord("c", "1", (0,), 1, ((1, 1),))]
    made = make_jackknife(design_of(records, single_clusters="certainty"))
    assert made.count == 5
    assert made.multipliers(0, 5)[5].tolist() == [1] * 5
    with pytest.raises(UsageError, match="Strata with a single cluster"):
        make_jackknife(design_of(records))
    with pytest.raises(UsageError) as error:
        make_jackknife(design_of(records, single_clusters="average"))
    assert str(error.value) == (
        "'average' is no rule for a stratum with a single cluster. Use one of: fail, certainty."
    )


@pytest.mark.parametrize("rho", [0.0, 0.3])
def test_balanced_replicates_are_balanced_within_and_between_strata(rho: float) -> None:
    made = make_balanced_replicates(PAIRS, rho)
    signs = (made.multipliers(0, made.count) - 1) / (1 - rho)
    assert np.allclose(np.abs(signs), 1)
    assert np.allclose(signs.sum(axis=1), 0)
    assert np.allclose(signs[0], -signs[1])
    # Orthogonal between strata: the products of two strata cancel out.
    assert np.allclose(signs[0] @ signs[2], 0)
    assert made.scale == pytest.approx(1 / (4 * (1 - rho) ** 2))
    assert made.method == ("Fay" if rho else "BRR")


def test_balanced_replicates_need_two_clusters_in_every_stratum() -> None:
    with pytest.raises(UsageError) as error:
        make_balanced_replicates(DESIGN)
    assert str(error.value) == (
        "Stratum a: 3 clusters. Balanced replication needs two in every stratum. Take the "
        "jackknife or the bootstrap."
    )
    with pytest.raises(ValueError, match="Fay's rho"):
        make_balanced_replicates(PAIRS, 1.0)


def test_a_bootstrap_draws_one_cluster_less_and_keeps_the_weight_of_a_stratum() -> None:
    made = make_bootstrap(DESIGN, 40, seed=7)
    multipliers = made.multipliers(0, 40)
    assert np.allclose(multipliers[:3].sum(axis=0), 3)
    assert np.allclose(multipliers[3:].sum(axis=0), 2)
    assert np.array_equal(multipliers[:, 11:20], made.multipliers(11, 20))
    assert set(np.unique(multipliers[3:])) == {0.0, 2.0}
    assert (made.scale, made.freedom) == (1 / 39, 3)
    with pytest.raises(ValueError, match="two replicates"):
        make_bootstrap(DESIGN, 1, seed=7)


def test_replicates_are_made_of_clusters_alone() -> None:
    hidden = design_of(RECORDS, has_clusters=False)
    for make in (make_jackknife, make_balanced_replicates):
        with pytest.raises(UsageError) as error:
            make(hidden)
        assert str(error.value) == (
            "The design has no clusters, and replicates are made of clusters. Take the replicate "
            "weights of the file. If it has none either, there is no standard error."
        )
