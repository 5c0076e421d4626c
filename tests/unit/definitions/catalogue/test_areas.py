"""Areas of a user's own: from rows, frames and files; every fault is named at once."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import ictindex as ict

Areas = ict.analysis.Areas


def test_rows_frames_and_files_give_the_same_areas(tmp_path: Path) -> None:
    rows = [
        {"code": "N", "name_en": "North", "name_ar": "الشمال", "parent": "KEN", "coast": "no"},
        {"code": "S", "name_en": "South", "name_ar": "", "parent": "", "coast": "yes"},
    ]
    frame = pd.DataFrame(rows)
    path = tmp_path / "areas.csv"
    frame.to_csv(path, index=False)
    areas = Areas(rows)
    assert areas == Areas(frame) == Areas(path) == Areas(str(path)) == Areas(areas)
    assert areas["N"].names == {"en": "North", "ar": "الشمال"}
    assert areas.members("coast") == {"no": ("N",), "yes": ("S",)}
    assert areas.members("other") == {}
    assert areas.to_frame().columns.tolist() == ["code", "parent", "name_en", "name_ar", "coast"]


def test_an_area_without_a_group_is_in_none() -> None:
    rows = [
        {"code": "N", "names": {"en": "North"}, "groups": {"coast": None}, "zone": pd.NA},
        {"code": "S", "names": {"en": "South"}, "groups": {"coast": "yes"}, "zone": float("nan")},
    ]
    areas = Areas(rows)
    assert areas.members("coast") == {"yes": ("S",)}
    assert areas.members("zone") == {}


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(ict.errors.DocumentError) as caught:
        Areas([
            {"code": "KEN", "name_en": "Kenya"},
            {"code": "a b", "name_en": "Space"},
            {"code": "N"},
            {"code": "S", "name_en": "South", "parent": "XYZ"},
            {"code": "T", "names": {"de": "Osten"}},
            {"code": "U", "name_en": "U", "region": "all"},
            {"code": "V", "name_en": "V"},
            {"code": "V", "name_en": "V"},
            "W",
        ])  # fmt: skip
    assert str(caught.value) == (
        "The areas cannot be used:\n"
        "  - areas.0.code: 'KEN' is the code of an economy. Give the area a code of its own, such "
        "as KE-01.\n"
        "  - areas.1.code: 'a b' cannot be the code of an area. Write up to 40 letters, digits, "
        "hyphens, points and underscores, such as KE-01.\n"
        "  - areas.2.names: no name is given. Give a name in at least one of the six languages, "
        "such as en.\n"
        "  - areas.3.parent: 'XYZ' is not the ISO3 code of an economy. Give the code, such as KEN, "
        "or leave it out.\n"
        "  - areas.4.names: 'de' is not one of the six languages. Use one of: en, fr, es, ar, ru, "
        "zh.\n"
        "  - areas.5.region: 'all' cannot be the name of a group. Write visible characters; "
        "'all' already means every area.\n"
        "  - areas.7: the code 'V' occurs twice. Give each area a code of its own.\n"
        "  - areas.8 is not a table of keys and values. Give a mapping."
    )


def test_no_areas_and_unusable_names_are_refused() -> None:
    with pytest.raises(ict.errors.DocumentError, match="No areas are given"):
        Areas([])
    with pytest.raises(ict.errors.DocumentError, match="cannot be a name"):
        Areas([{"code": "N", "name_en": "No\u202erth"}])
    with pytest.raises(ict.errors.DocumentError, match=r"missing.csv"):
        Areas("missing.csv")
