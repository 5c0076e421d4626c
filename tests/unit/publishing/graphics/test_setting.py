"""Words and numbers of a chart in each language."""

from __future__ import annotations

from ictindex.publishing.graphics.setting import Setting


def test_signs_stay_in_front_in_arabic() -> None:
    assert Setting("en").number(-1.25, 1) == "−1.3" or Setting("en").number(-1.25, 1) == "−1.2"
    assert Setting("ar").number(-2, 0) == "\u2066−2\u2069"
    assert Setting("ar").number(3, 0, signed=True) == "\u2066+3\u2069"
    assert Setting("en").number(0.01, 1, signed=True) == "0.0"
    assert Setting("fr").number(1234.5) == "1\u202f234,5"


def test_lines_fit_their_width_and_are_set_apart() -> None:
    words = "United Kingdom of Great Britain and Northern Ireland"
    lines = Setting("en").wrap(words, 180)
    assert " ".join(lines) == words and len(lines) == 2
    assert all(Setting("en").text_width(line) <= 180 for line in lines)
    arabic = Setting("ar").wrap("المملكة المتحدة لبريطانيا العظمى وآيرلندا الشمالية", 120)
    assert len(arabic) > 1
    assert all(line.startswith("\u2067") and line.endswith("\u2069") for line in arabic)
    assert Setting("en").isolate("x") == "x" and Setting("ar").isolate("") == ""


def test_sides_follow_the_language() -> None:
    assert (Setting("ar").start, Setting("ar").end) == ("right", "left")
    assert (Setting("ru").start, Setting("ru").end) == ("left", "right")
    assert Setting("zh").fonts.startswith("'Noto Sans CJK SC'")
