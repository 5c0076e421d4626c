"""A database is revised, an edition never is: a data release says which of the two a figure is."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from edition_cases import SALT, receipt, reconstruction

import ictindex as ict
from ictindex.core import canonical
from ictindex.editions.released_figures import (
    PublicFigures,
    figures_file,
    list_figures,
    read_figures,
)
from ictindex.language import i18n

FACT = ("BRA", "internet-users", 2022)


def table(*entries: tuple[str, str], **more: str) -> ict.Observations:
    """Return official values of Brazil in 2022: (indicator, value) and statements about all."""
    records = [
        {"economy": "BRA", "indicator": indicator, "year": "2022", "value": value}
        | {"source_class": "official-submission"}
        | more
        for indicator, value in entries
    ]
    return ict.read_observations(pd.DataFrame(records))


def public(name: str, is_edition: bool, **values: str) -> PublicFigures:
    cells = {
        ("BRA", key.replace("_", "-"), 2022, *[""] * 6, "official-submission"): Decimal(value)
        for key, value in values.items()
    }
    return PublicFigures(name, is_edition, cells)


def describe(observations: ict.Observations, *before: PublicFigures) -> list[tuple[object, ...]]:
    shown = ("indicator", "value", "origin", "change", "before", "public_in")
    return [
        tuple(row[name] for name in shown)
        for row in list_figures(observations, before, "official").records()
    ]


def test_a_figure_is_as_in_the_last_edition_or_from_the_database() -> None:
    edition = public("idi-2024", True, internet_users="80.5", coverage_4g="90")
    later = public("data-2024-q3", False, internet_users="81")
    now = table(("internet-users", "80.5"), ("coverage-4g", "90"), ("coverage-3g", "95"))
    assert describe(now, edition) == [
        ("internet-users", Decimal("80.5"), "edition", "same", None, "idi-2024"),
        ("coverage-4g", Decimal(90), "edition", "same", None, "idi-2024"),
        ("coverage-3g", Decimal(95), "database", "new", None, ""),
    ]
    # Revised in between, and back again: it is as in the edition, and a revision all the same.
    assert describe(now, edition, later)[0] == (
        "internet-users", Decimal("80.5"), "edition", "revised", Decimal(81), "data-2024-q3",
    )  # fmt: skip
    assert describe(table(("internet-users", "82")), edition, later) == [
        ("internet-users", Decimal(82), "database", "revised", Decimal(81), "data-2024-q3"),
    ]


def test_a_closed_figure_is_not_printed_again() -> None:
    edition = public("idi-2024", True, internet_users="80.5")
    closed = table(("internet-users", "83.25"), ("coverage-4g", "91"), conf_status="C")
    assert describe(closed, edition) == [
        ("internet-users", None, "database", "not-published", None, "idi-2024"),
    ]
    assert describe(closed) == []


def test_a_published_figure_names_its_source_licence_and_kind() -> None:
    edition = public("idi-2024", True, internet_users="80.5")
    observed = table(("internet-users", "81"), source="World Bank WDI")
    (row,) = list_figures(observed, [edition], "official").records()
    assert (row["source"], row["licence"]) == ("World Bank WDI", "CC-BY-4.0")
    assert row["result_kind"] == "official"
    closed = table(("internet-users", "83.25"), conf_status="C", source="a register of the office")
    (row,) = list_figures(closed, [edition], "official").records()
    assert (row["value"], row["source"], row["licence"]) == (None, "", "")


def test_the_figures_of_an_earlier_release_are_read() -> None:
    """It has no columns of source, licence and kind."""
    shown = list_figures(table(("internet-users", "81")), [], "official")
    earlier = [name for name in shown.cells if name not in ("source", "licence", "result_kind")]
    content = canonical.table(earlier, [shown.cells[name] for name in earlier]).encode()
    assert read_figures(content).cells["value"] == [Decimal(81)]
    assert read_figures(content).cells["licence"] == [""]
    assert read_figures(figures_file(shown)).cells["result_kind"] == ["official"]


def test_the_number_with_another_last_digit_is_no_revision() -> None:
    edition = public("idi-2024", True, internet_users="80.50")
    (row,) = describe(table(("internet-users", "80.5")), edition)
    assert row[2:4] == ("edition", "same")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Release data, an edition, a revision, another one that is withdrawn, and a last one."""
    made = tmp_path_factory.mktemp("archive")

    def release(name: str, day: str, value: str) -> None:
        vouched = receipt(
            table(("internet-users", value), source_class=""), role="compiler", transcribed="P"
        )
        ict.editions.release_data(vouched, made, name=name, released=day, salt=SALT)

    release("q1", "2024-03-31", "79")
    reconstruction(made)
    release("q3", "2024-09-30", "81")
    release("q3b", "2024-10-15", "99")
    ict.editions.withdraw(
        made / "data-2024-q3b-reconstruction", reason="Wrong file", date="2024-10-16"
    )
    release("q4", "2024-12-31", "82")
    return made


def figures_of(path: Path) -> pd.DataFrame:
    opened = ict.open_edition(path)
    assert isinstance(opened, ict.editions.DataRelease)
    return opened.figures


@pytest.mark.slow
def test_a_release_is_compared_with_all_that_is_public(folder: Path) -> None:
    (row,) = figures_of(folder / "data-2024-q4-reconstruction").to_dict("records")
    assert (row["economy"], row["indicator"], row["year"]) == FACT
    assert (row["value"], row["before"]) == (82, 81)  # not 99, which was withdrawn
    assert (row["origin"], row["change"]) == ("database", "revised")
    assert row["public_in"] == "data-2024-q3-reconstruction"
    third = figures_of(folder / "data-2024-q3-reconstruction")
    assert third[["value", "before", "public_in"]].values.tolist() == [
        [81, Decimal("80.5"), "idi-2024-reconstruction"]
    ]
    first = figures_of(folder / "data-2024-q1-reconstruction")
    assert first["change"].tolist() == ["new"]
    assert ict.verify(folder / "data-2024-q4-reconstruction").intact


def test_the_page_and_the_readme_say_the_policy_in_six_languages(folder: Path) -> None:
    release = folder / "data-2024-q4-reconstruction"
    page = (release / "index.html").read_text(encoding="utf-8")
    readme = (release / "README.txt").read_text(encoding="utf-8")
    for language in i18n.LANGUAGES:
        words = i18n.text("page", "about-revisions", language)
        assert words in readme
        assert words.replace("'", "&#39;") in page
        assert i18n.text("page", "revised", language) in page
    assert 'href="figures.csv"' in page
