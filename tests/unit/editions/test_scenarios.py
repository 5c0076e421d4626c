"""A what-if is of another type, says so everywhere and is never published."""

from __future__ import annotations

import copy
import pickle
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from edition_cases import ANNEX, IDI, RELEASED, annex, reconstruction
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import RefusedEditionError, UsageError

CORRECTION = {("BRA", "internet-users"): "90.5"}
WORDS = "What-if: not a published figure, and not to be published."


@pytest.fixture(scope="module")
def base() -> ict.Result:
    return ict.compute(IDI, annex().observations)


@pytest.fixture(scope="module")
def other(base: ict.Result) -> ict.editions.Counterfactual:
    return ict.what_if(base, CORRECTION)


def test_it_is_what_the_corrected_file_gives(
    other: ict.editions.Counterfactual, tmp_path: Path
) -> None:
    text = ANNEX.read_text()
    line = next(line for line in text.splitlines() if line.startswith("BRA,internet-users"))
    mended = tmp_path / "mended.csv"
    mended.write_text(text.replace(line, line.replace(",80.5", ",90.5")))
    expected = ict.compute(IDI, mended)
    nodes = list(IDI.plan.nodes)  # the last column says which kind of result it is
    assert other.exact[nodes].equals(expected.exact[nodes])
    assert other.ranks[nodes].equals(expected.ranks[nodes])


def test_only_the_corrected_cell_is_another(
    base: ict.Result, other: ict.editions.Counterfactual
) -> None:
    figures = [result.exact for result in (other, base)]
    changed = (figures[0].fillna(-1) != figures[1].fillna(-1)).stack()
    economies = {economy for economy, _ in changed[changed].index}
    nodes = {node for _, node in changed[changed].index}
    assert economies == {"BRA"}
    assert nodes == {"idi", "universal-connectivity", "internet-users"}


@pytest.mark.parametrize("how", ["plain", "copied", "pickled", "renamed", "opened"])
def test_it_has_no_way_to_be_published(how: str, tmp_path: Path, base: ict.Result) -> None:
    source: Any = base
    if how == "opened":
        source = ict.open_edition(reconstruction(tmp_path / "source").path)
    made = ict.what_if(source, CORRECTION)
    if how == "copied":
        made = copy.deepcopy(made)
    elif how == "pickled":
        made = pickle.loads(pickle.dumps(made))  # noqa: S301
    elif how == "renamed":
        made = made.with_kind("official")
    assert made.kind == "counterfactual" and made.id == "idi-2024-counterfactual"
    with pytest.raises(RefusedEditionError) as error:
        ict.publish(made, tmp_path / "editions", released=RELEASED, receipts=annex())  # fmt: skip
    assert error.value.code == "archive.not-a-result"
    assert not (tmp_path / "editions").exists()


def test_neither_have_its_inputs(other: ict.editions.Counterfactual, tmp_path: Path) -> None:
    """The receipt is of the inputs as they were: whoever computes again is refused."""
    again = ict.compute(IDI, other.observations, kind="reconstruction")
    with pytest.raises(RefusedEditionError) as error:
        ict.publish(again, tmp_path / "editions", released=RELEASED, receipts=annex())  # fmt: skip
    assert [fault.code for fault in error.value.faults] == ["archive.not-vouched"]


@small_cases(
    "view",
    [
        lambda r: r.to_text("en"),
        lambda r: r.to_html("en"),
        lambda r: repr(r),
        lambda r: r._repr_html_(),
        lambda r: r.explain("BRA", language="en").to_text(),
        lambda r: r.explain("BRA", language="en").to_latex(),
        lambda r: ict.analysis.series([r]).to_text("en"),
        lambda r: ict.editions.compare_editions(r, r).to_text("en"),
    ],
)
def test_every_view_says_so(other: ict.editions.Counterfactual, view: Any) -> None:
    assert WORDS in view(other)


def test_every_frame_says_so(other: ict.editions.Counterfactual) -> None:
    frames = [other.dataset, other.scores, other.exact, other.ranks, other.ranking(),
              other.to_frame(), other.groups(), other.effect()]  # fmt: skip
    assert all("what_if" in frame.attrs for frame in frames)
    assert ict.analysis.series([other]).labels == ("idi-2024-counterfactual",)


def test_it_names_what_it_departs_from(tmp_path: Path) -> None:
    edition = reconstruction(tmp_path / "editions")
    made = ict.what_if(ict.open_edition(edition.path), CORRECTION)
    text = made.to_text("en")
    assert edition.root in text and edition.id in text
    assert "Brazil, Individuals using the Internet, 2022: 80.5 → 90.5" in text
    assert made.dataset.attrs["departs_from_root"] == edition.root


def test_another_methodology_is_named_and_its_levels_do_not_compare() -> None:
    korea = ict.sample_data("worked-example-2011.csv")
    then = ict.compute(ict.methodology("idi", 2011), korea)
    made = ict.what_if(then, methodology="idi-methodology-2014")
    assert made.departs == ("methodology", "validity")
    text = made.to_text("en")
    assert "idi-methodology-2014 is not valid for the edition 2011" in text
    assert "Scores of different methodologies cannot be compared" in text
    with pytest.raises(UsageError) as error:
        made.effect()
    assert error.value.code == "series.not-comparable"


def test_an_edition_beyond_the_validity_can_be_asked_for() -> None:
    frame = ict.read_observations(ANNEX).to_frame()
    frame["year"] = 2040
    made = ict.what_if(
        ict.read_observations(frame[["economy", "indicator", "year", "value"]]),
        methodology="idi-methodology-2023", edition=2042,
    )  # fmt: skip
    assert made.departs == ("validity",) and made.base is None
    assert round(made.unrounded("BRA")["idi"], 1) == Decimal("82.0")
    with pytest.raises(UsageError) as error:
        made.effect()
    assert error.value.code == "whatif.no-base"


def test_without_a_value_there_is_no_score(base: ict.Result) -> None:
    made = ict.what_if(base, {("BRA", "internet-users"): None})
    assert "BRA" in made.excluded["economy"].tolist() and made.ranked == base.ranked - 1


def test_an_economy_can_lose_all_its_values(base: ict.Result) -> None:
    made = ict.what_if(base, {("BRA", key): None for key in base.inputs("BRA")})
    assert "BRA" not in made.economies and "BRA" in made.excluded["economy"].tolist()


@small_cases(
    ("corrections", "code"),
    [
        ([("BRA", "internet-users", "90"), ("BRA", "internet-users", "91")], "whatif.cell-twice"),
        ({("BRA", "internet-users"): "80.50"}, "whatif.same-value"),
        ({("BRA", "nonsense"): "1"}, "whatif.no-indicator"),
        ({("BRA", "internet-users"): "nan"}, "value.of-cell"),
        ({("BRA", "internet-users"): "1e2"}, "value.of-cell"),
        ({"BRA": "1"}, "argument.unfit"),
    ],
)
def test_what_is_no_correction_is_refused(base: ict.Result, corrections: Any, code: str) -> None:
    with pytest.raises(ict.errors.IctindexError) as error:
        ict.what_if(base, corrections)
    assert error.value.code == code


def test_observations_alone_need_a_methodology() -> None:
    with pytest.raises(UsageError) as error:
        ict.what_if(ANNEX, CORRECTION)
    assert error.value.code == "whatif.needs-methodology"


def test_a_draft_has_not_all_constants(base: ict.Result) -> None:
    with pytest.raises(ict.errors.DraftMethodologyError):
        ict.what_if(base, methodology="idi-methodology-2017-draft-14")


def test_base_and_what_if_stay_as_they_were(base: ict.Result) -> None:
    before = base.exact.copy()
    made = ict.what_if(base, CORRECTION)
    assert base.exact.equals(before)
    with pytest.raises(ict.errors.ReadOnlyError):
        made.base = None
    with pytest.raises(ValueError, match="read-only"):
        made.rounded[0, 0] = Decimal(1)
