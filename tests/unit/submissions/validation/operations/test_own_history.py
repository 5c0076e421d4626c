"""The usual changes: scales, sides, rounding, years, and their dated documents."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from small_cases import small_cases

from ictindex.core import package_data
from ictindex.core.errors import DocumentError
from ictindex.submissions.validation.change_model import model_of, models, parse_model
from ictindex.submissions.validation.rules import ruleset

MODEL = model_of(2026)
NAMES = st.sampled_from(sorted(MODEL.changes))
VALUES = st.floats(0, 100)
FILE = package_data.folder("methodology") / "detection" / "detection-2026.toml"


@given(NAMES, st.floats(0.5, 99.5))
def test_a_scale_is_undone(name: str, value: float) -> None:
    change = MODEL.changes[name]
    floored = max(value, change.floor) if change.transformation == "log" else value
    assert change.restore(change.transform(value)) == pytest.approx(floored, rel=1e-9)


@given(NAMES, VALUES, VALUES)
def test_a_scale_keeps_the_order(name: str, a: float, b: float) -> None:
    change = MODEL.changes[name]
    assert (change.transform(min(a, b))) <= change.transform(max(a, b))


@given(VALUES)
def test_percentages_are_the_same_from_both_ends(value: float) -> None:
    change = MODEL.changes["internet-users"]
    assert change.transform(100 - value) == pytest.approx(-change.transform(value), abs=1e-9)


@given(NAMES, st.floats(0.6, 99), st.floats(0.6, 99), st.sampled_from([1, 2, 3]), st.booleans())
def test_a_change_is_as_rare_as_students_t_says(
    name: str, value: float, last: float, years: int, estimated: bool
) -> None:
    change = MODEL.changes[name]
    past = change.past(last, years=years, estimated=estimated)

    def on_scale(x: float) -> float:
        if change.transformation == "log":
            return math.log(max(x, change.floor))
        return math.log((x + 1) / (101 - x))

    moved = on_scale(value) - on_scale(last) - years * change.median
    side = change.fall if moved < 0 else change.rise
    scale = side.scale * math.sqrt(years) * (1.5 if estimated else 1)
    expected = 2 * stats.t.sf(abs(moved) / scale, side.freedom)
    actual = past.probability(past.deviation(value, 0))
    assert actual == pytest.approx(expected, rel=1e-6)
    (many,) = change.deviations([value], [last], [years], [estimated])
    assert many == pytest.approx(past.deviation(value, 0))


@given(NAMES, st.floats(1, 99), st.floats(1, 99))
def test_rounding_never_makes_a_value_rarer(name: str, value: float, last: float) -> None:
    past = MODEL.changes[name].past(last)
    exact, rounded = past.deviation(value, 0), past.deviation(value, 0.05)
    assert abs(rounded) <= abs(exact)
    assert exact * rounded >= 0


@given(NAMES, st.floats(1, 99), st.floats(1, 60), st.floats(0.1, 30))
def test_a_longer_way_in_one_direction_is_rarer(
    name: str, last: float, value: float, more: float
) -> None:
    past = MODEL.changes[name].past(last)
    near, far = past.deviation(value, 0), past.deviation(value + more, 0)
    assert far >= near
    if near > 0:
        assert past.probability(far) <= past.probability(near)


def test_an_unknown_value_has_no_deviation() -> None:
    change = MODEL.changes["internet-users"]
    actual = change.deviations([math.nan, 50.0], [50.0, math.nan], [1, 1], [False, False])
    assert all(math.isnan(value) for value in actual)


def test_counts_change_as_their_rates() -> None:
    rate = MODEL.changes["mobile-broadband-subscriptions"]
    assert MODEL.changes["mobile-broadband-subscriptions-count"] is rate


def test_a_document_holds_until_a_later_one_does() -> None:
    later = replace(MODEL, id="detection-2028", first_round=2028)
    both = (MODEL, later)
    assert [model_of(edition, both).id[-4:] for edition in (2015, 2026, 2027, 2028, 2040)] == [
        "2026", "2026", "2026", "2028", "2028",
    ]  # fmt: skip
    assert replace(ruleset(), models=both).find_fitted(2030) is later


def test_the_digest_is_of_the_text_whatever_its_line_ends() -> None:
    content = FILE.read_bytes()
    assert parse_model(content, "a").digest == MODEL.digest
    assert parse_model(content.replace(b"\n", b"\r\n"), "a").digest == MODEL.digest
    assert parse_model(content.replace(b"0.129", b"0.128"), "a").digest != MODEL.digest
    assert [model.id for model in models()] == ["detection-2026"]


@small_cases(
    ("old", "new", "message"),
    [
        ("scale = 0.129", "scale = 0", "changes.internet-users.fall.scale"),
        ("schema = 1", "schema = 2", "schema"),
        ("fitted = 2026-11-27", "fitted = 2026-11-27\nnote = 'x'", "note"),
        ('same_as]', 'same_as]\nhouseholds = "nothing"', "nothing"),
        ("freedom = 6.0", "freedom = 6.0\nfreedoms = 6.0", "peers.freedoms"),
        ("mean = [", "mean = [0.0, ", "means"),
    ],
)  # fmt: skip
def test_faults_of_a_document_are_named(old: str, new: str, message: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(DocumentError) as refused:
        parse_model(text.replace(old, new, 1).encode(), "detection.toml")
    assert message in str(refused.value)


def test_no_array_library_is_needed_to_judge_by_changes() -> None:
    folder = Path(parse_model.__code__.co_filename).parent
    for name in ("change_model", "peer_model", "student_t", "typing_slips", "proposals"):
        text = (folder / f"{name}.py").read_text(encoding="utf-8")
        assert "numpy" not in text
        assert "scipy" not in text
    for name in ("unusual_values", "exchanged_indicators", "expected_values"):
        text = (folder / "operations" / f"{name}.py").read_text(encoding="utf-8")
        assert "numpy" not in text
