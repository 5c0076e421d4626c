"""Charts are those of the version before, declaration by declaration, or somebody looked at them.

Where one differs, the old and the new picture are left in a folder that the failure names. After a
change that is meant: ``python tests/golden/make_golden_charts.py``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from chart_cases import chart_cases
from chart_declarations import declare, find_differences, read_declarations

from ictindex.publishing.graphics import vega_lite
from ictindex.publishing.graphics.packages import load_package

KEPT = read_declarations()


def test_every_chart_has_its_declaration() -> None:
    assert sorted(KEPT) == sorted(chart_cases())


@pytest.mark.parametrize("name", sorted(chart_cases()))
def test_the_declarations_are_those_that_are_kept(name: str, tmp_path: Path) -> None:
    made, kept = declare(chart_cases()[name]()), KEPT[name]
    differing = [key for key in made if made[key] != kept.get(key)]
    for key in differing:
        for age, spec in (("before", kept.get(key)), ("now", made[key])):
            if spec is not None:
                (tmp_path / f"{key}.{age}.svg").write_text(draw(spec), encoding="utf-8")
    places = [
        difference
        for key in differing
        for difference in find_differences(kept[key], made[key], key)
    ]
    assert not differing, f"pictures in {tmp_path}; {len(places)} places differ: {places[:5]}"


def draw(spec: dict[str, Any]) -> str:
    """Return the picture of a declaration."""
    picture: str = load_package("vl_convert").vegalite_to_svg(spec, vl_version=vega_lite.VERSION)
    return picture


@pytest.mark.slow
def test_a_chart_that_changed_is_noticed(tmp_path: Path) -> None:
    kept = KEPT["ceiling"]["ar-narrow"]
    changed = {**kept, "title": {**kept["title"], "anchor": "middle"}}
    assert list(find_differences(kept, changed)) == ["/title/anchor: end -> middle"]
    assert draw(changed).startswith("<svg")
