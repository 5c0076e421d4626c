"""Cells of a survey: what is refused, and sums of them by domain and cluster."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sampling_cases import SurveyRecord, cells_of, design_of

from ictindex.core.errors import UsageError
from ictindex.engine.sampling.cell_sums import (
    SampleDesign,
    add_by_cluster,
    add_by_row,
    check_range,
)

RECORDS = [
    SurveyRecord("north", "a", (1, 7), 20, ((1, 1), (0, 1))),
    SurveyRecord("north", "a", (2, 7), 30, ((0, 1), (1, 1))),
    SurveyRecord("north", "b", (1, 8), 50, ((1, 1), (0, 0))),
    SurveyRecord("north", "b", (1, 7), 10, ((0, 1), (1, 1))),
    SurveyRecord("south", "a", (2, 8), 40, ((1, 1), (1, 1))),
    SurveyRecord("south", "c", (2, 8), 60, ((0, 1), (0, 1))),
]
KEYS = ("sex", "age")
CELLS = cells_of(RECORDS, KEYS)
DESIGN = design_of(RECORDS)


def numbers(*values: int) -> Any:
    return np.array(values, dtype=np.int64)


def test_a_cluster_with_the_name_of_another_stratum_is_another_cluster() -> None:
    assert DESIGN.cluster_strata.tolist() == [0, 0, 1, 1]
    assert DESIGN.stratum_sizes.tolist() == [2, 2]


def test_cells_are_added_by_cluster_and_by_some_of_their_keys() -> None:
    sums = add_by_cluster(CELLS, DESIGN, ("sex",))
    assert sums.domains.tolist() == [[1], [2]]
    assert sums.rows.tolist() == [0, 0, 1, 1, 1]
    assert sums.clusters.tolist() == [0, 1, 0, 2, 3]
    assert sums.units.tolist() == [20, 60, 30, 40, 60]
    assert sums.numerators.tolist() == [[20, 0], [50, 10], [0, 30], [40, 40], [0, 0]]
    assert sums.bases[:, 1].tolist() == [1, 1, 1, 1, 1]


def test_without_keys_there_is_one_domain_with_every_cluster() -> None:
    sums = add_by_cluster(CELLS, DESIGN)
    assert sums.domains.shape == (1, 0)
    assert sums.clusters.tolist() == [0, 1, 2, 3]
    assert sums.units.tolist() == [50, 60, 40, 60]
    assert add_by_row(sums.units, sums.rows, 1).tolist() == [210]


def test_the_order_of_keys_is_the_order_of_domains() -> None:
    assert add_by_cluster(CELLS, DESIGN, ("age", "sex")).domains.tolist() == [
        [7, 1],
        [7, 2],
        [8, 1],
        [8, 2],
    ]


def test_no_cells_are_no_domains() -> None:
    nothing = {
        name: getattr(CELLS, name)[:0]
        for name in ("strata", "clusters", "domains", "counts", "units")
    }
    nothing |= {
        name: getattr(CELLS, name)[:0] for name in ("numerators", "denominators", "cases", "bases")
    }
    sums = add_by_cluster(replace(CELLS, **nothing), DESIGN, KEYS)
    assert len(sums.domains) == len(sums.rows) == len(sums.numerators) == 0


def test_a_key_that_the_cells_do_not_have_is_refused() -> None:
    with pytest.raises(UsageError) as error:
        add_by_cluster(CELLS, DESIGN, ("region",))
    assert str(error.value) == "The cells are not divided by 'region'. Use one of: sex, age."


def test_a_rule_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageError) as error:
        design_of(RECORDS, single_clusters="remove")
    assert str(error.value) == (
        "'remove' is no rule for a stratum with a single cluster. "
        "Use one of: fail, certainty, adjust, average."
    )


def test_a_population_smaller_than_its_sample_is_refused() -> None:
    with pytest.raises(UsageError) as error:
        design_of(RECORDS, populations=numbers(9, 1))
    assert str(error.value) == (
        "Stratum south: 2 clusters were drawn, and its population is stated to have 1. Give the "
        "number of all clusters of the stratum, drawn or not, or leave the numbers of all strata "
        "out."
    )


def test_a_sum_that_leaves_64_bits_is_refused_before_it_is_made() -> None:
    large = numbers(2**62, 2**62)
    with pytest.raises(UsageError) as error:
        check_range(large)
    assert str(error.value) == (
        "A sum of these weights could leave the range of whole numbers of 64 bits. Take a smaller "
        "scale: fewer units in a weight of 1."
    )
    # What cancels out in one order would not in another.
    with pytest.raises(UsageError, match="64 bits"):
        check_range(numbers(2**62, -(2**62)))
    check_range(numbers(2**62, 2**62 - 1))
    check_range(numbers(2**63 - 1, 0))
    check_range(numbers())


@pytest.mark.parametrize("name", ["units", "numerators", "domains"])
def test_an_array_of_another_length_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name}: whole numbers"):
        replace(CELLS, **{name: getattr(CELLS, name)[:-1]})


def test_weights_that_are_no_whole_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="units: whole numbers of 64 bits"):
        replace(CELLS, units=CELLS.units.astype(np.float64))
    with pytest.raises(ValueError, match="the scale of weights"):
        replace(CELLS, scale=0)
    with pytest.raises(ValueError, match="replicates: whole numbers"):
        replace(CELLS, replicates=np.zeros((2, 3), dtype=np.int64))


def test_cells_of_another_design_are_refused() -> None:
    with pytest.raises(ValueError, match="the stratum of a cell"):
        add_by_cluster(CELLS, SampleDesign(("north", "south"), numbers(0, 1, 1, 1)))
    with pytest.raises(ValueError, match="the cluster of a cell"):
        add_by_cluster(CELLS, SampleDesign(("north",), numbers(0, 0)))
    with pytest.raises(ValueError, match="the stratum of a cluster"):
        SampleDesign(("north",), numbers(0, 1))
