"""Templates of charts: phrases as expressions, data by name, open ends."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from ictindex.language import i18n
from ictindex.publishing.graphics import vega_lite as vl
from ictindex.publishing.graphics.setting import Setting
from ictindex.publishing.website.chart_templates import (
    HIGH_END,
    LOW_END,
    calculate,
    columns,
    compile_forms,
    datum,
    localize,
    name_data,
    phrase,
    write_script,
)


def test_a_phrase_puts_its_tokens_in() -> None:
    words = i18n.pair(datum("datum.name"), datum("datum.label"), "en")
    assert phrase(words) == "'' + (datum.name) + \": \" + (datum.label)"
    arabic = i18n.pair(datum("datum.name"), datum("datum.label"), "ar")
    assert "datum.name" in phrase(arabic) and "⟦" not in phrase(arabic)


@given(st.text(st.characters(exclude_characters="⟦⟧", exclude_categories=["Cs"])))
def test_words_of_a_phrase_are_quoted(words: str) -> None:
    parts = phrase(words).split(" + ", 1)
    assert parts[0] == "''"
    assert (json.loads(parts[1]) if len(parts) > 1 else "") == words


def test_numbers_are_written_as_the_language_does() -> None:
    assert localize("printed", "en") == "datum.printed"
    assert localize("printed", "fr") == "replace(datum.printed, '.', ',')"


def test_columns_are_named_once() -> None:
    assert columns(("row", "score"), [("a", 1), ("b", 2)]) == {
        "fields": ["row", "score"], "rows": [["a", 1], ["b", 2]],
    }  # fmt: skip


def _plot(setting: Setting) -> dict[str, object]:
    x = {**vl.quantity("value"), "scale": {"domain": [LOW_END, HIGH_END], "nice": False}}
    return {
        "width": 200,
        "height": 40,
        "data": name_data("marks"),
        "transform": [calculate("value", "toNumber(datum.printed)")],
        "layer": [
            {"mark": "point", "encoding": {"x": x}},
            {"data": vl.inline([{"at": 1}]), "mark": "rule",
             "encoding": {"x": {**vl.quantity("at")}}},
        ],
    }  # fmt: skip


def test_data_and_ends_are_left_to_the_page() -> None:
    forms = compile_forms(_plot, "ar", "ends-trial")
    assert list(forms) == ["wide", "narrow"]
    data = {entry["name"]: entry.get("values") for entry in forms["wide"]["data"]}
    assert data["marks"] == "marks" and data["ends-trial"] == "ends-trial"
    assert [{"at": 1}] in data.values()
    (scale,) = [s for s in forms["wide"]["scales"] if s["name"] == "x"]
    assert scale["domain"] == {"data": "ends-trial", "field": "at"}
    assert str(HIGH_END) not in json.dumps(forms)


def test_the_script_holds_no_tag() -> None:
    script = write_script({}, {"a": [{"words": "</script><b>"}]})
    assert "<" not in script
    data = json.loads(script[script.rindex("{}, {") + 4 : script.rindex(")")])
    assert data["a"][0]["words"] == "</script><b>"
