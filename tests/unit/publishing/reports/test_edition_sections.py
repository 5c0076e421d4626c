"""Sections on one edition: means by fractions, bands, alphabetical lists, no ranks."""

from __future__ import annotations

from fractions import Fraction

from report_cases import idi_series, printed

from ictindex.language.i18n import Grid
from ictindex.publishing.reports.edition_sections import (
    band_blocks,
    group_blocks,
    quality_blocks,
    recomputed_words,
    score_blocks,
    shared_changes,
    summary_points,
)
from ictindex.publishing.reports.report_inputs import take_edition


def tables(blocks: object) -> list[Grid]:
    return [block for block in blocks if isinstance(block, Grid)]  # type: ignore[attr-defined]


def test_the_mean_of_the_summary_is_that_of_the_printed_scores() -> None:
    edition = printed()
    mean = sum(map(Fraction, map(str, edition.scores.values()))) / 24
    points = summary_points(edition, None, "en")
    assert ") of 24 of the 170 economies" in points[1]
    assert f"ICT Development Index: mean {float(mean):.1f}, of 24 economies." in points


def test_every_economy_is_in_one_band_in_alphabetical_order() -> None:
    (table,) = tables(band_blocks(printed(), "en"))
    assert sum(int(row[1]) for row in table.rows) == 24
    names = next(row[2] for row in table.rows if row[0] == "80 to 89.9")
    assert "Brazil" in names and names.index("Azerbaijan") < names.index("Brazil")


def test_groups_say_of_how_many_they_are() -> None:
    region = tables(group_blocks(printed(), "en"))[0]
    africa = next(row for row in region.rows if row[0] == "Africa")
    edition = printed()
    own = [e for e in edition.groups("itu-region")["africa"] if e in edition.scores]
    assert africa[1] == f"{len(own)} of 38"
    mean = sum(Fraction(str(edition.scores[e])) for e in own) / len(own)
    assert africa[2] == f"{float(mean):.1f}"


def test_scores_are_printed_ones_in_alphabetical_order_without_ranks() -> None:
    edition = printed()
    (table,) = tables(score_blocks(edition, None, "en", ranks=False))
    names = [row[0] for row in table.rows]
    assert names == sorted(names) and len(names) == 24
    assert not any("ank" in header for header in table.headers)
    shown = {row[0]: row[1] for row in table.rows}
    assert shown["Brazil"] == "82.0"


def test_unofficial_ranks_say_so() -> None:
    (table,) = tables(score_blocks(printed(), None, "en", ranks=True))
    assert table.headers[-1] == "Rank among 24 of 170 (not published)"


def test_changes_are_of_the_economies_in_both() -> None:
    then, now = map(take_edition, idi_series().results)
    both = shared_changes(now, then)
    assert set(both) == set(now.scores) & set(then.scores)
    (table, *_) = tables(score_blocks(now, then, "en", ranks=False))
    assert table.headers[-1] == "Change since 2023"


def test_quality_adds_up_and_hides_empty_columns() -> None:
    edition = printed()
    (table,) = tables(quality_blocks(edition, "en"))
    total = table.rows[-1]
    numbers = [[int(cell) for cell in row[1:] if cell.isdecimal()] for row in table.rows]
    assert [sum(column) for column in zip(*numbers[:-1], strict=True)] == numbers[-1]
    assert total[0] == "All values"
    assert all(any(row[n] != "0" for row in table.rows) for n in range(1, len(table.headers)))


def test_recomputed_figures_say_of_how_many() -> None:
    assert "2024: 19 of 24" in recomputed_words([printed()], "en")
