"""Both results answer the same questions in the same form, and keep what they hold."""

from __future__ import annotations

import inspect
import pickle
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, get_type_hints

import numpy as np
import pandas as pd
import pytest
from pricing_cases import PRICES, VALUES, priced
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import ReadOnlyError, UsageError
from ictindex.indices.ipb.result import BasketResult
from ictindex.indices.results.base import EditionResult
from ictindex.language.i18n.renderable import Renderable

SHARED = (
    "missing", "exact", "rounded", "excluded", "flags", "unconfirmed", "dataset", "ranks",
    "to_frame", "groups", "comparison", "explain", "to_dict", "columns", "economies", "position",
    "economy_position", "decimals", "id", "blocks",
)  # fmt: skip
# Under these names both have arguments of one meaning; others belong to one index.
ARGUMENTS = {
    "to_frame": ("rounded",), "groups": ("by", "vintage"), "explain": ("economy", "language"),
}  # fmt: skip


@pytest.fixture(scope="module")
def baskets() -> Any:
    return priced()


def member(kind: type, name: str) -> Any:
    return inspect.getattr_static(kind, name)


@small_cases("name", SHARED)
def test_both_results_have_the_member_in_the_same_form(name: str) -> None:
    scores, baskets = member(ict.Result, name), member(BasketResult, name)
    is_attribute = [
        isinstance(function, (property, cached_property)) for function in (scores, baskets)
    ]
    assert is_attribute[0] == is_attribute[1]
    for argument in ARGUMENTS.get(name, ()):
        ours, theirs = (
            inspect.signature(function).parameters[argument] for function in (scores, baskets)
        )
        assert (ours.kind, ours.default) == (theirs.kind, theirs.default)


def test_what_the_members_give_has_the_same_type(edition: ict.Result, baskets: Any) -> None:
    both: tuple[Any, Any] = (edition, baskets)
    for result in both:
        shape = (len(result.economies), len(result.columns))
        assert result.missing.shape == result.rounded.shape == shape
        assert result.missing.dtype == bool and not result.missing.flags.writeable
        assert all(isinstance(figure, Decimal) for figure in result.rounded[~result.missing])
        exact = result.exact
        assert exact.shape == shape and list(exact.columns) == list(result.columns)
        assert list(result.excluded.columns) == [
            "economy", "reason", "missing", "message", "result_kind",
        ]  # fmt: skip
        assert {"group", "count", "of", "result_kind"} <= set(result.groups().columns)
        assert isinstance(result.explain(result.economies[0], language="fr"), Renderable)
        assert isinstance(result.to_frame(rounded=False), pd.DataFrame)
        for key in ("id", "kind", "methodology", "edition", "year", "rows", "findings"):
            assert key in result.to_dict()


def test_rounded_and_exact_are_of_one_figure(edition: ict.Result, baskets: Any) -> None:
    for result in (edition, baskets):
        exact = result.exact
        for e, economy in enumerate(result.economies):
            for column in result.columns:
                n = result.position(column)
                if result.missing[e, n]:
                    assert exact.loc[economy, column] is None
                else:
                    off = Fraction(exact.loc[economy, column]) - Fraction(result.rounded[e, n])
                    assert abs(off) <= Fraction(1, 2 * 10**result.decimals)


def test_shares_by_hand(baskets: Any) -> None:
    """Kenya: 2,899 of 25,000 shillings a month; Liberia: 93 of 760 / 12 dollars."""
    kenya, liberia = (
        (baskets.economy_position(economy), baskets.position("fixed-broadband"))
        for economy in ("KEN", "LBR")
    )
    assert baskets.rounded[kenya] == baskets.figure("KEN", "fixed-broadband") == Decimal("11.60")
    assert baskets.rounded[liberia] == Decimal("146.84")
    assert baskets.exact.loc["KEN", "fixed-broadband"] == Decimal("11.596")


def test_an_economy_without_any_share_is_excluded(baskets: Any) -> None:
    """A price of Uganda in Kenyan shillings cannot be set against an income; Kenya has shares."""
    assert baskets.excluded["economy"].tolist() == ["UGA"]
    row = baskets.excluded.iloc[0]
    assert row["reason"] == baskets.reasons["UGA", row["missing"].split(", ")[0]]["share"].code
    assert row["missing"].split(", ") == list(baskets.baskets)


def test_a_comparison_needs_published_figures(edition: ict.Result, baskets: Any) -> None:
    for result in (ict.compute(edition.methodology, edition.observations), baskets):
        if result.published is None:
            with pytest.raises(UsageError) as refused:
                result.comparison()
            assert refused.value.code == "compute.no-published"


def test_a_comparison_of_baskets_is_that_of_their_composite() -> None:
    asked = {
        "economy": "KEN", "basket": ("fixed-telephone", "mobile-cellular", "fixed-broadband"),
        "price": ["10", "20", "300"],
    }  # fmt: skip
    income = {"economy": "KEN", "series": "gni-per-capita-atlas", "value": "12"}
    rate = {"economy": "KEN", "series": "exchange-rate", "value": "100"}
    published = pd.DataFrame({"economy": ["KEN"], "node": ["ipb"], "value": ["43.4"]})
    result = ict.compute(
        ict.methodology("ipb", 2010),
        prices=pd.DataFrame(asked).assign(year="2010", currency="KES"),
        economics=pd.DataFrame([income, rate]).assign(year="2010"),
        published=published,
    )
    compared = result.comparison().set_index("node").loc["ipb"]  # (10 + 20 + 100) / 3 is 43.33
    assert (float(compared["published"]), float(compared["recomputed"])) == (43.4, 43.3)


@pytest.mark.parametrize("which", ["scores", "baskets"])
def test_a_result_survives_a_pickle(which: str, edition: ict.Result, baskets: Any) -> None:
    result = edition if which == "scores" else baskets
    again = pickle.loads(pickle.dumps(result))  # noqa: S301
    assert type(again) is type(result) and again.id == result.id
    assert again.to_dict() == result.to_dict() and again.flags == result.flags
    assert not again.rounded.flags.writeable and not again.missing.flags.writeable


def test_nothing_of_a_result_can_be_set(edition: ict.Result, baskets: Any) -> None:
    for result in (edition, baskets):
        for name in ("kind", "methodology", "other"):
            with pytest.raises(ReadOnlyError):
                setattr(result, name, "official")
        with pytest.raises(ReadOnlyError):
            del result.kind
        with pytest.raises(ValueError, match="read-only"):
            result.rounded[0, 0] = Decimal(1)
    with pytest.raises(TypeError):
        baskets.reasons["UGA", "fixed-broadband"] = {}


def test_the_same_as_another_kind_has_its_own_id(edition: ict.Result, baskets: Any) -> None:
    for result, index in ((edition, "idi-2024"), (baskets, "ipb-2025")):
        kind = result.kind
        assert result.id == f"{index}-{kind}"
        assert result.with_kind("demonstration").id == f"{index}-demonstration"
        assert result.with_kind("official").id == index
        assert result.kind == kind
        assert np.array_equal(result.with_kind("official").missing, result.missing)


def test_a_what_if_stays_what_it_is(edition: ict.Result, baskets: Any) -> None:
    cells = (("BRA", "internet-users"), ("KEN", "fixed-broadband"))
    for result, cell in zip((edition, baskets), cells, strict=True):
        other = ict.what_if(result, {cell: "50"})
        assert other.with_kind("official").kind == "counterfactual"
        assert other.put_in == frozenset({cell}) and not result.put_in
        assert "what-if-value" in other.flags[cell]
        assert other.notices("en") and not result.notices("en")
        assert "what_if" in other.frame_attributes() and not result.frame_attributes()


def test_the_year_of_data_is_named_where_it_is_not_that_of_the_edition(
    edition: ict.Result, baskets: Any
) -> None:
    assert edition.is_reference_year and baskets.is_reference_year
    assert (edition.index, baskets.index) == ("idi", "ipb")
    frame = ict.read_observations(ict.sample_data("worked-example-2011.csv")).to_frame()
    frame["year"] = frame["year"] - 2  # the report of 2011 has the data of 2010, and of 2008
    earlier = ict.compute(ict.methodology("idi", 2011), frame, year=2008)
    assert earlier.id == "idi-2011-data-of-2008-exploration"
    assert not earlier.is_reference_year


def test_every_field_is_typed() -> None:
    for kind in (ict.Result, BasketResult):
        assert issubclass(kind, EditionResult)
        parameters = inspect.signature(kind).parameters.values()
        assert all(
            parameter.kind is parameter.KEYWORD_ONLY and parameter.annotation
            for parameter in parameters
        )
    assert get_type_hints(Renderable.write)["return"] is str


assert len(PRICES) == 5 and len(VALUES) == 9  # the cases that the figures above are made of


def test_notices_are_codes_with_figures_for_programs() -> None:
    result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    assert result.list_notices() == () and "notices" not in result.to_dict()
    other = ict.what_if(result, {("BRA", "internet-users"): "90"})
    codes = [notice["code"] for notice in other.to_dict()["notices"]]
    assert codes == ["whatif/not-published", "whatif/departs-from", "whatif/inputs"]
    changed = other.list_notices()[-1].to_dict()["figures"]["changes"][0]["figures"]
    economy, indicator, year = changed["first"]["figures"]["first"]
    assert economy["figures"] == {"economy": "BRA"}
    assert (indicator["code"], year) == ("nodes/internet-users", "2022")
    after = changed["second"]["figures"]["after"]
    assert after["figures"] == {"number": "90"}
    for language in ("en", "ar"):
        assert [notice.to_text(language) for notice in other.list_notices()] == other.notices(
            language
        )


@pytest.mark.parametrize("wanted", ["Brazil", "Brésil", "البرازيل", "brazil", "BR", "076"])
def test_an_explanation_takes_the_name_of_an_economy(wanted: str) -> None:
    idi = ict.methodology("idi", 2024)
    result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    assert result.explain(wanted).to_dict() == result.explain("BRA").to_dict()


def test_a_name_of_an_economy_that_is_not_in_the_result_is_refused() -> None:
    idi = ict.methodology("idi", 2024)
    result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    absent = next(e for e in ict.data.economies().values() if e.iso3 not in result.economies)
    for wanted in (absent.name("en"), "Atlantis", "", 5):
        with pytest.raises((ict.errors.CatalogueError, ict.errors.UsageError)):
            result.explain(wanted)  # type: ignore[arg-type]  # refused in words


def test_baskets_are_explained_by_the_name_of_an_economy() -> None:
    priced = ict.compute(
        ict.methodology("ipb", edition=2025),
        prices=ict.sample_data("ipb-prices-2025.csv"),
        economics=ict.sample_data("ipb-economics-2025.csv"),
    )
    assert priced.explain("Équateur").to_dict() == priced.explain("ECU").to_dict()
