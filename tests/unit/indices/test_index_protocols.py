"""The doors to methodologies and to computing find the index that is asked for."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

import ictindex as ict
from ictindex.core.errors import UnknownMethodologyError, UsageError
from ictindex.definitions import documents
from ictindex.indices.ipb.result import BasketResult
from ictindex.indices.results.registry import load_index

KENYA = {"economy": "KEN", "year": 2010, "source_class": "official-submission"}


def code_of(call: Any, kind: type[Exception] = UsageError) -> str:
    with pytest.raises(kind) as refused:
        call()
    return str(refused.value.code)  # type: ignore[attr-defined]


def test_a_document_by_its_index_its_id_and_its_file() -> None:
    by_index = ict.methodology("ipb", edition=2025)
    by_id = ict.methodology("ipb-methodology-2025", edition=2025)
    assert by_index == by_id and by_index.document == documents.library()["ipb-methodology-2025"]
    assert code_of(lambda: ict.methodology("ipb")) == "methodology.edition-needed"
    assert code_of(lambda: ict.methodology("hdi", edition=2024), UnknownMethodologyError) == (
        "methodology.unknown"
    )
    assert set(ict.methodologies()) == set(documents.library())


def test_scores_come_from_observations_of_whichever_index() -> None:
    """Shares of 10, 20 and 300 % (held at 100): the mean is 130 / 3, whichever way they come."""
    ipb = ict.methodology("ipb", edition=2010)
    shares = zip(ipb.indicators, ("10", "20", "300"), strict=True)
    table = pd.DataFrame([KENYA | {"indicator": key, "value": share} for key, share in shares])
    result = ict.compute(ipb, table)
    assert (result.index, result.implementation) == ("ipb", "idi")
    assert type(result) is ict.Result
    assert result.rounded[result.economy_position("KEN"), result.position("ipb")] == Decimal("43.3")


def test_baskets_come_from_prices() -> None:
    files = {n: ict.sample_data(f"ipb-{n}-2025.csv") for n in ("prices", "economics")}
    result = ict.compute(ict.methodology("ipb", edition=2025), **files)
    assert (result.index, result.implementation) == ("ipb", "ipb")
    assert type(result) is BasketResult


def test_tables_that_do_not_fit_are_refused_before_they_are_read() -> None:
    idi, ipb = ict.methodology("idi", edition=2024), ict.methodology("ipb", edition=2025)
    gone = "no-such-file.csv"
    assert code_of(lambda: ict.compute(idi)) == "compute.needs-observations"
    assert code_of(lambda: ict.compute(idi, prices=gone)) == "compute.needs-observations"
    assert code_of(lambda: ict.compute(ipb, gone)) == "basket.no-composite"
    assert code_of(lambda: ict.compute(ipb)) == "compute.needs-prices"
    assert code_of(lambda: ict.compute(ipb, prices=gone)) == "compute.needs-economics"
    assert code_of(lambda: ict.compute(ipb, prices=gone, tariffs=gone)) == (
        "compute.prices-and-tariffs"
    )
    both: Any = {"observations": gone, "prices": gone}
    assert code_of(lambda: ict.compute(idi, **both)) == "compute.tables-besides-observations"
    published: Any = {"prices": gone, "economics": gone, "published": gone}
    assert code_of(lambda: ict.compute(ipb, **published)) == "compute.published-without-composite"


def test_a_page_of_a_methodology_has_the_part_of_its_index() -> None:
    def headings(name: str) -> set[str]:
        blocks = load_index(documents.library()[name].index).methodology_blocks(
            ict.methodologies()[name], "en"
        )
        return {block.words for block in blocks if hasattr(block, "level")}

    scores, baskets = headings("idi-methodology-2023"), headings("ipb-methodology-2025")
    assert scores and baskets and not scores & baskets
    composite = headings("ipb-methodology-2010")
    assert composite >= {"Structure", "Formulae"} and {"Structure", "Formulae"} <= scores
    assert composite & baskets and not {"Structure", "Formulae"} & baskets
