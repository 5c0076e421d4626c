"""The chart as an object: Altair beneath, pictures without network, nothing global touched."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
from chart_cases import idi_result

import ictindex as ict
from ictindex.publishing.graphics.chart import Chart

alt = pytest.importorskip("altair")
pytest.importorskip("vl_convert")


@pytest.fixture(scope="module")
def chart() -> Chart:
    return idi_result().plot.contributions(first=4, language="en")


@pytest.mark.slow
def test_no_renderer_theme_or_option_of_altair_is_touched(chart: Chart) -> None:
    def state() -> list[object]:
        return [
            alt.renderers.active, dict(alt.renderers.options), alt.data_transformers.active,
            dict(alt.data_transformers.options), alt.theme.active, alt.theme.options,
        ]  # fmt: skip

    before = state()
    assert chart.chart.to_dict() and chart.to_svg() and chart.html()
    assert state() == before


@pytest.mark.slow
def test_the_altair_object_is_valid_and_can_be_layered(chart: Chart) -> None:
    rule = alt.Chart().mark_rule().encode(x=alt.datum(50))
    layered = alt.layer(chart.chart, rule)
    assert len(layered.to_dict()["layer"]) == 2  # validated by Altair
    mine = chart.with_chart(layered.properties(height=99))
    assert mine.to_spec()["height"] == 99
    assert mine.title == chart.title and mine.to_svg() != chart.to_svg()
    assert "config" not in chart.chart.to_dict() or not chart.chart.to_dict()["config"].get("font")


def test_a_theme_of_the_user_does_not_reach_the_picture(chart: Chart) -> None:
    styled = chart.with_chart(chart.chart.configure_axis(labelFontSize=20))
    assert 'font-size="20px"' in styled.to_svg()
    assert 'font-size="20px"' not in chart.with_chart(chart.chart).to_svg()


def test_a_notebook_shows_the_picture_alone(chart: Chart) -> None:
    bundle = chart._repr_mimebundle_()
    assert sorted(bundle) == ["image/svg+xml", "text/plain"]
    assert bundle["text/plain"] == f"<Chart contributions: {chart.title}>"
    with pytest.raises(NotImplementedError):
        chart._repr_html_()


@pytest.mark.slow
def test_pages_reach_for_nothing_outside(chart: Chart) -> None:
    for interactive in (True, False):
        page = chart.in_language("ar").html(interactive=interactive)
        assert page.startswith('<!DOCTYPE html>\n<html lang="ar" dir="rtl">')
        assert not re.search(r"""(src|href)=["']?(https?:)?//""", page)
        assert "<table" in page
    assert "<script" not in page


def test_a_chart_is_saved_by_the_name_of_the_file(chart: Chart, tmp_path: Path) -> None:
    for suffix in ("svg", "png", "pdf", "html", "json"):
        assert chart.save(tmp_path / f"chart.{suffix}").stat().st_size > 1000
    spec = json.loads((tmp_path / "chart.json").read_text(encoding="utf-8"))
    assert spec["usermeta"]["ictindex"]["title"] == chart.title
    with pytest.raises(ict.errors.UsageError) as error:
        chart.save(tmp_path / "chart.gif")
    assert error.value.message("en") == (
        "A chart cannot be written to 'chart.gif'. "
        "End the name with one of: .html, .json, .pdf, .png, .svg."
    )
    with pytest.raises(ict.errors.UnusableFileError):
        chart.save(tmp_path / "nowhere" / "chart.svg")


def test_an_absent_package_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = idi_result().plot.ceiling(language="en")
    for name, package in (("vl_convert", "vl-convert-python"), ("altair", "altair")):
        monkeypatch.setitem(sys.modules, name, None)
        with pytest.raises(ict.errors.UsageError) as error:
            fresh.to_svg() if name == "vl_convert" else fresh.chart
        assert error.value.message("en") == (
            f"Charts need the package {package}, which is not installed. "
            'Install it with: pip install "ictindex[charts]"'
        )
    assert "Mobile" in fresh.to_text()  # its table needs neither


def test_numbers_are_written_as_the_language_does(chart: Chart) -> None:
    french = chart.in_language("fr").to_spec()["config"]["locale"]["number"]
    assert french["decimal"] == ","
    assert chart.to_spec()["config"]["locale"]["number"]["decimal"] == "."
    assert ">97,5</text>" in chart.in_language("fr").to_svg()  # Bahrain, as printed


def test_a_chart_stays_as_it_is(chart: Chart) -> None:
    with pytest.raises(ict.errors.ReadOnlyError):
        chart.kind = "pie"
    copy = chart.data
    copy["contribution"] = 0
    assert chart.data["contribution"].sum() > 300
    assert chart.wide is chart and chart.narrow.form == "narrow"


def test_names_of_a_users_own_areas_are_shown() -> None:
    """Terms of a user's own index hold for a chart that is drawn later."""
    from ictindex.core.own_terms import OwnTerms, use_terms
    from ictindex.publishing.graphics.composition import ChartTable, Composition, Words
    from ictindex.publishing.graphics.setting import Setting

    terms = OwnTerms({("nodes", "own"): {"en": "My own node"}}, {}, {})

    def compose(setting: Setting) -> Composition:
        return Composition(Words(setting.label("nodes", "own")), {}, ChartTable([], []))

    with use_terms(terms):
        made = Chart("own", idi_result().scores, compose, Setting("en"))
    assert made.title == made.narrow.title == "My own node"


def test_the_list_of_names_is_that_of_the_call() -> None:
    with ict.set_options(designations="m49"):
        by_m49 = idi_result().plot.profile("KOR", language="en")
    with ict.set_options(designations="itu"):
        by_itu = idi_result().plot.profile("KOR", language="en")
    assert by_m49.title.startswith("Republic of Korea in the")
    assert by_itu.narrow.title.startswith("Korea (Rep. of) in the")


@pytest.mark.slow
def test_the_scale_of_a_picture_multiplies_its_points(chart: Chart, tmp_path: Path) -> None:
    sizes = []
    for scale in (1.0, 3.0):
        data = chart.save(tmp_path / f"{scale}.png", scale=scale).read_bytes()
        sizes.append((int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")))
    assert sizes[1] == pytest.approx([3 * points for points in sizes[0]], abs=3)
