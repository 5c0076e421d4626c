"""Blocks, workers and dask change nothing; inputs are equal to the last bit."""

from __future__ import annotations

import hashlib
import pickle
import warnings
from dataclasses import replace

import numpy as np
import pytest
from robustness_cases import sample_result

from ictindex.analysis.uncertainty import simulation_blocks as blocks
from ictindex.analysis.uncertainty.assumptions import Assumptions, build_simulation
from ictindex.analysis.uncertainty.index_arrays import build_index_arrays
from ictindex.analysis.uncertainty.simulation_blocks import Block, Simulation
from ictindex.core.errors import UsageError

EVERYTHING = {
    "weights": 0.25,
    "aggregation": ["geometric-mean"],
    "normalisation": ["min-max"],
    "rounding": True,
    "left_out": "indicator",
}


def simulation(exponent: int = 5, **options: object) -> Simulation:
    result = sample_result()
    arrays = build_index_arrays(result, "idi")
    assumed = Assumptions(**(options or EVERYTHING))  # type: ignore[arg-type]
    return Simulation(build_simulation(result, arrays, assumed), 7, exponent)


@pytest.mark.slow
def test_the_size_of_blocks_changes_neither_inputs_nor_ranks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = simulation()
    scores, ranks = blocks.run_blocks(whole, 1)
    names, inputs = whole.drawn_inputs()
    monkeypatch.setattr(blocks, "_BLOCK_BYTES", 8 * 19 * 12 * 8)
    assert len(whole.blocks()) == 16 * 4
    again_scores, again_ranks = blocks.run_blocks(whole, 1)
    assert whole.drawn_inputs()[0] == names
    assert whole.drawn_inputs()[1].tobytes() == inputs.tobytes()
    assert np.array_equal(again_ranks, ranks)
    np.testing.assert_allclose(again_scores, scores, rtol=0, atol=1e-12)


@pytest.mark.slow
def test_progress_is_reported_by_block() -> None:
    reported: list[tuple[int, int]] = []
    blocks.run_blocks(simulation(), 1, lambda done, total: reported.append((done, total)))
    assert reported == [(n, 16) for n in range(17)]


@pytest.mark.slow
@pytest.mark.parametrize("workers", [2, 4])
def test_processes_change_nothing(workers: int) -> None:
    whole = simulation()
    alone, together = blocks.run_blocks(whole, 1), blocks.run_blocks(whole, workers)
    assert np.array_equal(alone[1], together[1])
    np.testing.assert_allclose(alone[0], together[0], rtol=0, atol=1e-12)


def test_a_simulation_travels_between_processes() -> None:
    whole = simulation()
    again = pickle.loads(pickle.dumps(whole))  # noqa: S301
    block = Block(3, 0, 32)
    blocks._take(again)
    assert np.array_equal(blocks._run_taken(block)[1], whole.run(block)[1])


def test_many_coordinates_are_drawn_by_counters() -> None:
    whole = simulation(3, weights={"dirichlet": 20})
    assert whole.index.columns > blocks.MOST_COLUMNS
    assert not whole.low_discrepancy
    points = whole.points(Block(1, 0, 8))
    assert np.array_equal(points[4:], whole.points(Block(1, 4, 8)))
    assert ((points > 0) & (points < 1)).all()


def test_another_scrambling_and_another_seed_give_other_points() -> None:
    whole = simulation(weights=0.25)
    first, block = whole.points(Block(0, 0, 32)), Block(1, 0, 32)
    assert not np.array_equal(first, whole.points(block))
    assert not np.array_equal(first, replace(whole, seed=8).points(Block(0, 0, 32)))


def test_inputs_are_the_same_bits_on_every_machine() -> None:
    """The digest of the drawn weights; only multiplication, addition and division made them."""
    names, inputs = simulation(weights=0.25, left_out="pillar").drawn_inputs()
    assert names[0] == "weight:internet-users"
    assert hashlib.sha256(inputs.astype("<f8").tobytes()).hexdigest()[:16] == DIGEST


# As computed with CPython 3.11 and NumPy 1.26, 3.13 and 2.2, and 3.11 and 2.4.
DIGEST, OF_VALUES = "8679628daf506af9", "7122b312ebb8e577"


def test_drawn_values_are_the_same_bits_on_every_machine() -> None:
    """Rounding and normal errors of values: no logarithm of a library made them."""
    whole = simulation(
        weights={"dirichlet": 3},
        aggregation=["geometric-mean"],
        normalisation=["min-max"],
        rounding=True,
        estimates={"relative": 0.05, "status": "A"},
        goalposts={"internet-users": {"full": [95, 100]}},
    )
    values = np.ascontiguousarray(whole.settings(Block(3, 0, 32)).values)
    assert hashlib.sha256(values.astype("<f8").tobytes()).hexdigest()[:16] == OF_VALUES


def test_drawn_weights_sum_to_one_within_their_node() -> None:
    names, inputs = simulation(weights=0.25, left_out="indicator").drawn_inputs()
    own = [names.index(f"weight:{node}") for node in ("coverage-3g", "coverage-4g")]
    np.testing.assert_allclose(inputs[:, :, own].sum(axis=2), 1, atol=1e-15)


@pytest.mark.slow
def test_dask_gives_the_same_ranks_in_chunks() -> None:
    pytest.importorskip("dask.array")
    whole = simulation()
    scores, ranks = blocks.lazy_blocks(whole)
    assert ranks.numblocks == (16, 1, 1)
    alone = blocks.run_blocks(whole, 1)
    assert np.array_equal(ranks.compute(scheduler="synchronous"), alone[1])
    np.testing.assert_allclose(scores.compute(scheduler="synchronous"), alone[0], atol=1e-12)


@pytest.mark.slow
def test_a_cluster_of_two_workers_gives_what_one_process_gives() -> None:
    distributed = pytest.importorskip("distributed")
    import ictindex as ict

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        alone = ict.analysis.robustness(sample_result(), EVERYTHING, draws=512, seed=7)
        with (
            distributed.LocalCluster(
                n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
            ) as cluster,
            distributed.Client(cluster),
        ):
            shared = ict.analysis.robustness(
                sample_result(), EVERYTHING, draws=512, seed=7, backend="dask"
            )
            assert shared.lazy
            frame, ranks = shared.to_frame(), shared.dataset["rank"].compute()
            pairs = shared.pairwise()
    assert np.array_equal(ranks.to_numpy(), alone.dataset["rank"].to_numpy())
    expected = alone.to_frame()
    for name in expected.columns:
        if expected[name].dtype == float:
            np.testing.assert_allclose(frame[name], expected[name], atol=1e-12)
        else:
            assert frame[name].equals(expected[name])
    assert pairs.equals(alone.pairwise())


def test_without_dask_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(blocks, "import_module", absent)
    with pytest.raises(UsageError) as refused:
        blocks.load_dask()
    assert refused.value.message("en") == (
        "This backend needs the package dask, which is not installed. "
        'Install it with: pip install "ictindex[large]"'
    )
