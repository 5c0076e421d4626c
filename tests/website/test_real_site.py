"""A site of real editions: axe-core on a page of each template, and the file of a real series."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from browsers import Harness
from real_sites import SEX, list_by_sex, write_real_folder
from site_pages import one_of_each_kind

import ictindex as ict

from .test_site_templates import PHONE, WIDE, look_with_axe, open_page, resize

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LANGUAGES = ("en", "ar")
# Pages of one template with addresses of their own.
ALIKE = (r"prices/(?!checks).*", r"help/.*")


@pytest.fixture(scope="module")
def real_site(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A site of ITU's editions of 2024 and 2025 in two languages; skipped without the figures."""
    folder = tmp_path_factory.mktemp("real")
    write_real_folder(folder / "publisher", data, LANGUAGES)
    yield ict.site(folder / "publisher", folder / "site").folder


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_a_page_of_each_template(
    harness: Harness, real_site: Path, language: str
) -> None:
    """Wide and on a phone; the two languages share the templates."""
    faults = []
    kinds = one_of_each_kind(real_site)
    alike = [[kind for kind in kinds if re.fullmatch(name, kind)] for name in ALIKE]
    repeated = {kind for each in alike for kind in each[1:]}
    addresses = [(kind, kinds[kind]) for kind in kinds if kind not in repeated]
    assert len(repeated) > 5 and len(addresses) > 20
    with harness.open("chromium", locale=language) as browser:
        for kind, address in addresses[LANGUAGES.index(language) :: len(LANGUAGES)]:
            page = open_page(browser, str(real_site / language / address))
            for width in (WIDE, PHONE):
                resize(page, width)
                faults += look_with_axe(page, f"{language}: {kind} at {width}")
            page.close()
    assert not faults, "\n".join(faults)


def test_no_line_is_drawn_over_a_break_whose_year_is_not_chosen(
    harness: Harness, real_site: Path
) -> None:
    """ITU's shares of income of 2018 and before have another series of income: a break at 2019."""
    chosen = "#figures=prices&series=share.fixed-broadband-5gb&places=BRA&times=2018,2020,2022"
    with harness.open("chromium", locale="en") as browser:
        page = browser.page()
        page.open((real_site / "en/compare.html").as_uri() + chosen)
        page.wait_for("() => document.querySelector('#panel-0 .mark-line path')")
        points = page.evaluate(
            "() => [...document.querySelectorAll('#panel-0 .mark-line path')]"
            ".map((path) => path.getAttribute('d').split(/[ML]/).length - 1)"
        )
    assert sorted(points) == [1, 2]


def test_the_file_of_a_series_has_the_printed_values(real_site: Path, data: Path) -> None:
    """SDG indicator 5.b.1, owners of mobile phones by sex, read without options."""
    table = pd.read_csv(real_site / "data/series/un-sdg.csv")
    made = {
        (row.economy, row.year, "" if row.sex != row.sex else row.sex): row.value
        for row in table.itertuples()
    }
    printed = {
        (row["iso3"], int(row["year"]), SEX[row["sex"]]): float(row["value"])
        for row in list_by_sex(data)
    }
    assert made == printed and len(made) > 500
    assert set(table["source"]) == {"un-sdg"} and table["licence"].notna().all()
