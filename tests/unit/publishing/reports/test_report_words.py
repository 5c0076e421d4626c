"""Numbers, names and headings of reports."""

from __future__ import annotations

from ictindex.language.i18n import LANGUAGES, Heading, Paragraph
from ictindex.publishing.reports.report_words import (
    count_of,
    lower_headings,
    order_economies,
    show_class_share,
    show_share,
    without_sections,
)


def test_shares_and_counts() -> None:
    assert show_share(1, 3, "en") == "33.3 %"
    assert show_share(0, 0, "en") == "–"
    assert count_of(3, 7, "en") == "3 of 7" and count_of(3, None, "en") == "3"


def test_economies_are_in_the_alphabetical_order_of_the_language() -> None:
    codes = ["CIV", "EGY", "SWZ", "ISL", "USA"]
    assert order_economies(codes, "en") == ["CIV", "EGY", "SWZ", "ISL", "USA"]
    assert order_economies(codes, "es") == ["CIV", "EGY", "USA", "SWZ", "ISL"]
    for language in LANGUAGES:
        assert sorted(order_economies(codes, language)) == sorted(codes)


def test_blocks_of_another_page_lie_deeper() -> None:
    lowered = lower_headings([Heading("a", 2), Paragraph("b"), Heading("c", 4)])
    assert [getattr(finding, "level", None) for finding in lowered] == [3, None, 4]


def test_a_section_is_left_out_with_what_lies_below_it() -> None:
    page = [Heading("a", 2), Paragraph("1"), Heading("b", 3), Heading("c", 2), Paragraph("2")]
    assert without_sections(page, ["a"]) == page[3:]
    assert without_sections(page, ["b"]) == [*page[:2], *page[3:]]


def test_a_share_of_a_class_is_a_range_while_sources_are_not_stated() -> None:
    """Of 20 values 5 are official and 3 of an unknown source: 25 to 40 per cent."""
    counts = {"official": 5, "estimate": 12, "not-stated": 3}
    shown = show_class_share(counts, "official", 20, "en")
    assert shown == "between 25.0\u00a0% and 40.0\u00a0%"
    assert show_class_share(counts, "not-stated", 20, "en") == "15.0\u00a0%"
    stated = {"official": 5, "estimate": 15, "not-stated": 0}
    assert show_class_share(stated, "official", 20, "en") == "25.0\u00a0%"
