"""Every chart keeps to the rules of the page: schema, words, boxes, directions, the same bytes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import pytest
from chart_cases import chart_cases, idi_result
from languages_in_turn import in_turn
from picture_boxes import collisions, text_boxes
from small_cases import small_cases

import ictindex as ict
from ictindex.language.i18n import LANGUAGES
from ictindex.publishing.charts.plot_classes import all_pictures, plot_classes
from ictindex.publishing.graphics.chart import Chart

altair = pytest.importorskip("altair")
pytest.importorskip("vl_convert")
CASES = chart_cases()
PAGES = ("en wide", "ar wide", "ar narrow", "zh narrow")


@lru_cache(maxsize=64)
def chart_of(name: str) -> Chart:
    return CASES[name]()


@lru_cache(maxsize=64)
def picture_of(name: str, page: str) -> str:
    language, form = page.split()
    picture: Chart = getattr(chart_of(name).in_language(language), form)
    return picture.to_svg()


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    path = Path(altair.vegalite.v6.schema.__file__).with_name("vega-lite-schema.json")
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.slow
def test_every_chart_has_a_case() -> None:
    own = {"group_panels"}  # of the site, with a subject of its own
    assert {chart_of(name).kind for name in CASES} == own | {each.name for each in all_pictures()}


def test_every_class_of_results_has_one_natural_chart() -> None:
    pictures = all_pictures()
    for subject, made in plot_classes().items():
        natural = [each.name for each in pictures if subject in each.natural_of]
        assert natural == [made.natural]
        names = [each.name for each in pictures if subject in each.subjects]
        assert list(made.kinds()) == names == sorted(set(names))


@cache
def validator(of: str) -> Any:
    """Return the compiled schema of one kind of chart."""
    import jsonschema

    return jsonschema.Draft7Validator({**schema(), "$ref": f"#/definitions/{of}"})


@pytest.mark.parametrize(("name", "form"), in_turn(CASES, ("wide", "narrow")))
def test_a_chart_is_valid_vega_lite(name: str, form: str) -> None:
    pytest.importorskip("jsonschema")
    chart = chart_of(name) if form == "wide" else chart_of(name).in_language("ar").narrow
    spec = chart.to_spec()
    of = "TopLevelConcatSpec" if "concat" in spec else "TopLevelLayerSpec"
    errors = list(validator(of).iter_errors(spec))
    assert not errors, errors[0].message[:500]


# The page in Arabic is drawn for the words on it too.
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "page"), in_turn(CASES, PAGES, also=[(name, "ar wide") for name in CASES])
)
def test_no_words_are_cut_or_cover_others(name: str, page: str) -> None:
    assert not collisions(picture_of(name, page))


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize(
    "languages",
    [("ar",), pytest.param(LANGUAGES[1:], marks=pytest.mark.slow)],
    ids=["Arabic", "every"],
)
def test_words_stand_in_the_language_asked(name: str, languages: Sequence[str]) -> None:
    english = chart_of(name)
    for language in languages:
        chart = english.in_language(language)
        assert chart.title != english.title
        assert "[charts." not in json.dumps(chart.to_spec())
        assert chart.data.equals(english.data)
    drawn = [box.text for box in text_boxes(picture_of(name, "ar wide"))]
    # Whatever has Arabic letters is set apart, so that nothing next to it turns it.
    letters = re.compile("[\u0600-\u06ff]")
    assert all(text.startswith("\u2067") for text in drawn if letters.search(text))


@pytest.mark.slow
@small_cases("name", CASES)
def test_a_chart_says_what_it_rests_on(name: str) -> None:
    chart = chart_of(name)
    assert chart.title and chart.subtitle and chart.notes and chart.description
    table = chart.table.to_text("en")
    assert len(table.splitlines()) >= 3
    assert not chart.data.empty


@pytest.mark.slow
def test_specifications_are_the_same_in_two_runs_and_two_processes() -> None:
    own = {name: json.dumps(CASES[name]().in_language("ar").to_spec()) for name in CASES}
    again = {name: json.dumps(CASES[name]().in_language("ar").to_spec()) for name in CASES}
    assert own == again
    code = (
        "import json, sys; sys.path.insert(0, sys.argv[1])\n"
        "from chart_cases import chart_cases\n"
        "print(json.dumps({n: json.dumps(c().in_language('ar').to_spec())"
        " for n, c in chart_cases().items()}))"
    )
    support = Path(__file__).resolve().parents[3] / "support"
    run = subprocess.run(
        [sys.executable, "-c", code, str(support)], capture_output=True, text=True, check=True
    )
    assert json.loads(run.stdout) == own


@pytest.mark.slow
def test_pictures_are_the_same_twice() -> None:
    for name in ("contributions", "panels"):
        assert CASES[name]().to_svg() == CASES[name]().to_svg()


def test_values_grow_away_from_names_and_time_runs_to_the_right() -> None:
    def scale_of(chart: Chart, channel: str) -> Any:
        plot = chart.to_spec()
        views = plot.get("layer") or plot["concat"][-1]["layer"]
        shared = plot.get("encoding", {})
        for view in views:
            actual = view.get("encoding", {}).get(channel, shared.get(channel, {}))
            if "scale" in actual:
                return actual["scale"]
        raise AssertionError(channel)

    for name in ("contributions", "ceiling", "dumbbell", "prices", "profile", "scatter"):
        assert scale_of(chart_of(name).in_language("ar"), "x")["reverse"] is True
        assert scale_of(chart_of(name), "x")["reverse"] is False
    assert "reverse" not in scale_of(chart_of("panels").in_language("ar"), "x")
    slope = chart_of("slope").in_language("ar").to_spec()
    assert slope["layer"][0]["layer"][0]["encoding"]["x"]["scale"]["domain"] == ["2023", "2024"]


def test_a_chart_or_an_option_that_does_not_exist_is_refused() -> None:
    plots = idi_result().plot
    with pytest.raises(AttributeError, match="'ResultPlots' object has no attribute 'radar'"):
        _ = plots.radar
    with pytest.raises(TypeError, match=r"ceiling.. got an unexpected keyword argument 'colour'"):
        plots.ceiling(colour="red")
    with pytest.raises(ict.errors.UsageError) as error:
        plots.contributions(economies=3)
    assert error.value.code == "argument.unfit"
    assert error.value.details["argument"] == "economies"


def test_an_heir_of_a_class_of_results_has_its_charts() -> None:
    changed = ict.what_if(idi_result(), {("BRA", "internet-users"): "90"})
    assert type(changed).__name__ != "Result"
    assert changed.plot.kinds() == idi_result().plot.kinds()
