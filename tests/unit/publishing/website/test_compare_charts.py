"""Templates of charts take rows, domains and heights from the page, and hold no figure."""

from __future__ import annotations

import json

import pytest

from ictindex.publishing.website.compare_charts import KINDS, compile_templates


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_template_has_the_places_that_the_page_fills(language: str) -> None:
    templates = compile_templates(language)
    assert tuple(templates) == KINDS
    for kind, forms in templates.items():
        for form in ("wide", "narrow"):
            spec = forms[form]
            data = {entry["name"]: entry.get("values") for entry in spec["data"]}
            assert data["rows"] in (None, [])
            assert {"x", "y"} <= {scale["name"] for scale in spec["scales"]}
            signals = {signal["name"] for signal in spec.get("signals", ())}
            assert ("y_step" in signals) == (kind != "lines")
            assert "http" not in json.dumps(spec["marks"])


def test_values_grow_away_from_the_names_and_time_runs_to_the_right() -> None:
    for language, reverse in (("en", False), ("ar", True)):
        templates = compile_templates(language)
        for kind in ("bars", "dots"):
            (scale,) = [s for s in templates[kind]["wide"]["scales"] if s["name"] == "x"]
            assert bool(scale.get("reverse")) == reverse
        (time,) = [s for s in templates["lines"]["wide"]["scales"] if s["name"] == "x"]
        assert not time.get("reverse")
