"""The revision triangle of prices."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from indices_cases import LANGUAGES, message_of
from price_series_cases import computed, read

import ictindex as ict
from ictindex.analysis.change.price_revisions import PriceRevisions
from ictindex.core.errors import UsageError

FBB = "fixed-broadband-5gb"


@pytest.fixture(scope="module")
def revised_prices() -> PriceRevisions:
    first = read([("CHE", "i154_FBB5_GNI", 2018, "1.01"), ("KEN", "i154_FBB5_GNI", 2018, "36.0"),
                  ("CHE", "i154_FBB_GNI", 2017, "0.70")])  # fmt: skip
    second = read([("CHE", "i154_FBB5_GNI", 2018, "0.91"), ("KEN", "i154_FBB5_GNI", 2018, "37.00"),
                   ("CHE", "i154_FBB5_GNI", 2019, "0.88")])  # fmt: skip
    third = read([("CHE", "i154_FBB5_GNI", 2018, "0.91"), ("CHE", "i154_FBB5_GNI", 2019, "0.90"),
                  ("CHE", "i154_FBB5_GNI", 2020, "0.80")])  # fmt: skip
    return ict.analysis.revisions({
        dt.date(2021, 12, 1): third, dt.date(2019, 12, 1): first, dt.date(2020, 12, 1): second,
    })  # fmt: skip


def test_dates_are_put_in_order(revised_prices: PriceRevisions) -> None:
    assert revised_prices.releases == ("2019-12-01", "2020-12-01", "2021-12-01")
    triangle = revised_prices.triangle("CHE", "i154_FBB5")
    assert triangle.index.tolist() == [2018, 2019, 2020]
    assert triangle.loc[2018].tolist() == [1.01, 0.91, 0.91]
    assert triangle.loc[2019].isna().tolist() == [True, False, False]


def test_revisions_go_from_release_to_release(revised_prices: PriceRevisions) -> None:
    frame = revised_prices.to_frame()
    own = frame[(frame["economy"] == "CHE") & (frame["year"] == 2018)]
    assert math.isnan(own["revision"].iloc[0])
    assert own["revision"].tolist()[1:] == [-0.1, 0.0]
    assert own["total"].tolist()[1:] == [-0.1, -0.1]


def test_statistics_count_prices_in_two_releases(revised_prices: PriceRevisions) -> None:
    (row,) = revised_prices.statistics().to_dict("records")
    assert (row["definition"], row["measure"], row["count"], row["revised"]) == (FBB, "share", 3, 3)
    # CHE 2018: -0.10, CHE 2019: +0.02, KEN 2018: +1.00.
    assert row["mean"] == pytest.approx(0.92 / 3)
    assert row["mean_absolute"] == pytest.approx(1.12 / 3)
    assert row["relative_mean_absolute"] == pytest.approx(1.12 / (0.91 + 0.90 + 37))
    by_year = revised_prices.statistics(("definition", "measure", "year")).set_index("year")["mean"]
    assert by_year.to_dict() == {2018: pytest.approx(0.45), 2019: pytest.approx(0.02)}


def test_computed_editions_are_releases_too() -> None:
    early, late = (computed(2019, "fixed-broadband", price) for price in ("9.10", "9.30"))
    both = ict.analysis.revisions({"first": early, "second": late})
    shares = both.triangle("CHE", FBB)
    assert shares.loc[2019].tolist() == [0.91, 0.93]  # of an income of 1,000 a month


def test_every_language_has_the_page(revised_prices: PriceRevisions) -> None:
    texts = [revised_prices.to_text(language) for language in LANGUAGES]
    assert len(set(texts)) == len(LANGUAGES)
    assert "Mean revision (bias)" in revised_prices.to_html("en") and "+0.307" in texts[0]
    alone = ict.analysis.revisions({
        "a": read([("CHE", "i154_FBB5_GNI", 2018, "1.0")]),
        "b": read([("CHE", "i154_FBB5_GNI", 2019, "1.0")]),
    })  # fmt: skip
    assert "No price is in two of the releases." in alone.to_text("en")


def test_what_is_refused(revised_prices: PriceRevisions) -> None:
    single = read([("CHE", "i154_FBB5_GNI", 2018, "1.0")])
    assert message_of(
        lambda: ict.analysis.revisions({"a": single}), UsageError, "revisions.too-few"
    ) == (
        "A revision needs two releases; given: 1. Give at least two releases by their names or "
        "dates."
    )
    message_of(lambda: revised_prices.statistics(("economy",)), UsageError, "revisions.by")
    message_of(lambda: revised_prices.triangle("FRA", FBB), UsageError, "revisions.nothing")
    idi = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    message_of(lambda: ict.analysis.revisions({"a": single, "b": idi}), UsageError, "series.mixed")  # type: ignore[dict-item]
    message_of(lambda: ict.analysis.revisions({"a": single, "b": 3}), UsageError, "argument.unfit")  # type: ignore[dict-item]
