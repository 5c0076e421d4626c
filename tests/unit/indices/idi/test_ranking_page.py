"""The page of a ranking states whether its ranks are part of the publication."""

from __future__ import annotations

import ictindex as ict
from ictindex.indices.idi.ranking_page import make_ranking_page


def test_ranks_of_2024_were_not_published() -> None:
    result = ict.compute(
        ict.methodology("idi", edition=2024), ict.sample_data("idi-2024-annex.csv")
    )
    page = make_ranking_page(result, "universal-connectivity")
    record = page.to_dict()
    assert record["ranks"]["published"] is False
    scores = [float(row["score"]) for row in record["rows"]]
    assert scores == sorted(scores, reverse=True) and len(scores) == 19
    assert page.to_text("en").count("\n") > len(scores)
