"""Price baskets: what-ifs and comparisons say what they are, and are never published."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import basket_edition_cases as cases
import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import (
    CatalogueError,
    RefusedEditionError,
    RefusedObservationsError,
    UsageError,
)

FIXED = "fixed-broadband"
WORDS = "What-if: not a published figure, and not to be published."
PRINTED = [ict.sample_data(f"ipb-{name}-2025.csv") for name in ("prices", "economics")]
SOLD = [ict.sample_data(f"ipb-{name}-synthetic.csv") for name in ("tariffs", "economics")]


@pytest.fixture(scope="module")
def base() -> ict.prices.BasketResult:
    return ict.compute(cases.IPB, prices=PRINTED[0], economics=PRINTED[1])


@pytest.fixture(scope="module")
def other(base: ict.prices.BasketResult) -> ict.editions.BasketCounterfactual:
    return ict.what_if(base, {("ECU", FIXED): "25.00", ("SLV", FIXED): None})


def test_it_is_what_the_corrected_file_gives(
    base: ict.prices.BasketResult, other: ict.editions.BasketCounterfactual, tmp_path: Path
) -> None:
    """Ecuador: 25.00 by 6,430 / 12 is 4.6656 % (Atlas income of the ITU workbook, 2025)."""
    text = PRINTED[0].read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("SLV,fixed-broadband")]
    mended = tmp_path / "mended.csv"
    mended.write_text("\n".join(lines).replace("24.73", "25.00") + "\n", encoding="utf-8")
    expected = ict.compute(cases.IPB, prices=mended, economics=PRINTED[1])
    assert other.figure("ECU", FIXED) == Decimal("4.67")
    assert other.figure("SLV", FIXED) is None
    for measure in ("share", "usd", "local"):
        mine, theirs = (result.exact_in(measure) for result in (other, expected))
        assert mine.loc[theirs.index].astype(str).equals(theirs.astype(str)), measure
    reported = other.effect().set_index(["economy", "node"])
    assert reported.loc[("ECU", f"{FIXED}/share"), ["before", "after"]].tolist() == [4.62, 4.67]
    assert reported.loc[("SLV", f"{FIXED}/usd"), "before"] == 25.0
    assert set(reported.index.get_level_values("economy")) == {"ECU", "SLV"}


def test_of_what_was_bought_the_price_is_another() -> None:
    sold = ict.compute(cases.IPB, tariffs=SOLD[0], economics=SOLD[1])
    economy, basket = next(iter(sold.purchases))
    price = sold.purchases[economy, basket].price
    made = ict.what_if(sold, {(economy, basket): price * 2})
    before, after = (item.exact_in("local").loc[economy, basket] for item in (sold, made))
    assert after == 2 * before
    others = {(edition.economy, edition.indicator) for edition in made.corrections}
    assert others == {(economy, basket)}


@pytest.mark.parametrize("how", ["plain", "copied", "pickled", "renamed", "opened"])
def test_it_has_no_way_to_be_published(
    how: str, tmp_path: Path, base: ict.prices.BasketResult
) -> None:
    source: Any = base
    if how == "opened":
        source = ict.open_edition(cases.reconstruction(tmp_path / "source").path)
    economy, basket = source.economies[0], FIXED
    made = ict.what_if(source, {(economy, basket): "25.01"})
    if how == "copied":
        made = copy.deepcopy(made)
    elif how == "pickled":
        made = pickle.loads(pickle.dumps(made))  # noqa: S301
    elif how == "renamed":
        made = made.with_kind("official")
    assert made.kind == "counterfactual" and made.id == "ipb-2025-counterfactual"
    with pytest.raises(RefusedEditionError) as error:
        ict.publish(made, tmp_path / "editions", released="2025-12-15")
    assert error.value.code == "archive.not-a-result"
    assert not (tmp_path / "editions").exists()


@small_cases(
    "view",
    [
        lambda r: r.to_text("en"),
        lambda r: r.to_html("en"),
        repr,
        lambda r: r.explain("ECU", FIXED, language="en").to_text(),
        lambda r: ict.editions.compare_editions(r, r).to_text("en"),
    ],
)
def test_every_view_says_so(
    other: ict.editions.BasketCounterfactual, view: Callable[[Any], str]
) -> None:
    assert WORDS in view(other)


def test_every_frame_says_so(other: ict.editions.BasketCounterfactual) -> None:
    frames = [other.dataset, other.shares, other.usd, other.exact, other.to_frame(),
              other.groups("ldc"), other.effect()]  # fmt: skip
    assert all("what_if" in frame.attrs for frame in frames)


def test_it_names_the_edition_and_what_is_another(tmp_path: Path) -> None:
    edition = cases.reconstruction(tmp_path / "editions")
    opened = ict.open_edition(edition)
    price = opened.exact_in("local").loc[opened.economies[0], FIXED]
    text = ict.what_if(opened, {(opened.economies[0], FIXED): price + 1}).to_text("en")
    assert edition.root in text and edition.id in text and f" → {price.normalize() + 1:f}" in text


def test_another_methodology_does_not_compare(base: ict.prices.BasketResult) -> None:
    older = ict.methodology("ipb-methodology-2021")
    made = ict.what_if(base, methodology=older, edition=2025)
    assert made.departs == ("methodology", "validity")
    assert "Scores of different methodologies cannot be compared" in made.to_text("en")
    with pytest.raises(UsageError) as error:
        made.effect()
    assert error.value.code == "series.not-comparable"
    both = ict.editions.compare_editions(base, made)
    assert not both.comparable and "change" not in both.to_frame().columns
    assert "ipb-methodology-2021" in both.to_text("en")


def test_what_is_not_there_cannot_be_corrected(base: ict.prices.BasketResult) -> None:
    with pytest.raises(CatalogueError, match="telex"):
        ict.what_if(base, {("ECU", "telex"): "1"})
    with pytest.raises(CatalogueError, match="ETH"):
        ict.what_if(base, {("ETH", FIXED): "1"})
    with pytest.raises(UsageError) as error:
        ict.what_if(base, {("ECU", FIXED): "24.73"})
    assert error.value.code == "whatif.same-value"


def test_an_impossible_price_is_refused(base: ict.prices.BasketResult) -> None:
    with pytest.raises(RefusedObservationsError) as error:
        ict.what_if(base, {("ECU", FIXED): "-5"})
    assert error.value.code == "basket.errors-in-tables"
    assert "The value -5 is impossible in the column 'price'" in error.value.message("en")


@pytest.mark.slow
def test_editions_are_next_to_one_another(
    base: ict.prices.BasketResult, other: ict.editions.BasketCounterfactual, tmp_path: Path
) -> None:
    edition = cases.reconstruction(tmp_path / "editions")
    both = ict.editions.compare_editions(ict.open_edition(edition), base)
    assert both.roots == (edition.root, "") and edition.root in both.to_text("en")
    frame = ict.editions.compare_editions(base, other).to_frame("usd")
    assert frame.attrs["measure"] == "usd" and set(frame["basket"]) == set(base.baskets)
    row = frame.set_index(["economy", "basket"]).loc[("ECU", FIXED)]
    assert row.tolist() == [24.73, 25.0, 0.27, "exploration;what-if"]
    with pytest.raises(UsageError):
        both.to_frame("euro")
    idi = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    with pytest.raises(UsageError) as error:
        ict.editions.compare_editions(base, idi)  # type: ignore[call-overload]
    assert error.value.code == "series.mixed"
