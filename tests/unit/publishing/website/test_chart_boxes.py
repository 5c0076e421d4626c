"""The box of a chart: data once, JSON that no markup can leave."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ictindex as ict
from ictindex.publishing.website.chart_boxes import (
    dump_for_page,
    hoist_data,
    make_chart_box,
    strip_marks,
)


def test_data_that_two_forms_share_are_kept_once() -> None:
    values = [{"n": n, "words": "some words"} for n in range(30)]
    store: dict[str, object] = {}
    wide = hoist_data({"data": [{"name": "a", "values": values}], "width": 720}, store)
    narrow = hoist_data({"data": [{"name": "a", "values": list(values)}], "width": 360}, store)
    assert len(store) == 1
    assert wide["data"][0]["values"] == narrow["data"][0]["values"] == next(iter(store))
    assert next(iter(store.values())) == values


def test_short_data_and_derived_data_stay() -> None:
    store: dict[str, object] = {}
    spec = {"data": [{"name": "a", "values": [{"n": 1}]}, {"name": "b", "source": "a"}]}
    assert hoist_data(json.loads(json.dumps(spec)), store) == spec
    assert not store


@pytest.mark.slow
@given(st.recursive(st.text() | st.integers() | st.none(), lambda s: st.lists(s), max_leaves=5))
def test_json_in_a_page_is_read_back_and_holds_no_tag(value: object) -> None:
    text = dump_for_page(value)
    assert "<" not in text and "\u2028" not in text
    assert json.loads(text) == value


@pytest.mark.slow
def test_the_box_has_what_the_chart_has() -> None:
    idi = ict.methodology("idi", edition=2024)
    result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    chart = result.plot.contributions(first=5, language="ar")
    box = make_chart_box(chart, "parts")
    assert box.title == chart.title and box.description == chart.description
    assert len(box.table.rows) == 5
    assert {"wide", "narrow"} == set(box.specs)
    named = [entry["values"] for spec in box.specs.values() for entry in spec["data"]
             if isinstance(entry.get("values"), str)]  # fmt: skip
    assert named and set(named) <= set(box.data)
    assert box.picture.startswith("<svg")


def test_a_picture_is_without_what_draws_nothing() -> None:
    """Paths without a length, moves by nothing, and the fonts that the whole picture has."""
    start = '<svg width="9" font-family="A, B">'
    inner = (
        '<g class="mark" transform="translate(0,0)"><path d="M0,0h0v0h0Z"/><path d="" '
        'display="none"/><text font-family="A, B" x="1">a<tspan/></text></g><text '
        'font-family="C">b</text><path transform="translate(0,0.5)" d="M0,0h9"/></svg>'
    )
    assert strip_marks(start + inner) == (
        f'{start}<g><text x="1">a</text></g><text font-family="C">b</text>'
        '<path transform="translate(0,0.5)" d="M0,0h9"/></svg>'
    )


def test_a_mark_at_many_places_is_drawn_once() -> None:
    """The dots of economies have one outline: each place names it."""
    look = 'd="M2,0A2,2,0,1,1,-2,0A2,2,0,1,1,2,0Z" fill="#2a74b4"'
    dots = "".join(f'<path transform="translate({n}.5,-{n})" {look}/>' for n in range(3))
    other = '<path transform="translate(0,1)" d="M0,0L10,10L20,20L30,30Z" fill="#000000"/>'
    assert strip_marks(f'<svg width="9">{dots}{other}</svg>') == (
        f'<svg width="9"><defs><path id="m0" {look}/></defs><use href="#m0" x="0.5" y="-0"/>'
        f'<use href="#m0" x="1.5" y="-1"/><use href="#m0" x="2.5" y="-2"/>{other}</svg>'
    )
