"""Fonts of paper and of pictures on it."""

from __future__ import annotations

from small_cases import small_cases

from ictindex.language.i18n import LANGUAGES
from ictindex.language.i18n.font_stacks import paper_fonts, picture_fonts


@small_cases("language", LANGUAGES)
def test_each_language_has_fonts_for_names_in_other_scripts(language: str) -> None:
    fonts = paper_fonts(language)
    assert {"Noto Sans", "Noto Sans Arabic", "Noto Sans CJK SC"} <= set(fonts)
    assert len(set(fonts)) == len(fonts)


def test_the_fonts_of_a_language_come_first() -> None:
    assert paper_fonts("zh")[0] == picture_fonts("zh")[0] == "Noto Sans CJK SC"
    # The Arabic words of a picture are in the font of the Arabic text around it.
    assert picture_fonts("ar")[0] == paper_fonts("ar")[1] == "Noto Sans Arabic"
    assert paper_fonts("ru")[0] == "Noto Sans"
