"""The pages on editions: roots, digests, errata, withdrawals, and steps that verify."""

from __future__ import annotations

import datetime as dt
import html
import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from site_cases import Written, frame_of, sample_document, sample_site

import ictindex as ict
from ictindex.core import package_data
from ictindex.publishing.website import data_packages, edition_pages
from ictindex.publishing.website.site_inputs import SiteInputs
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.site_plan import SitePlan
from ictindex.publishing.website.site_reader import read_site


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("register") / "trial"
    ict.editions.demonstrate(folder)
    return folder / "editions"


@pytest.fixture(scope="module")
def site(register: Path) -> SiteInputs:
    document = sample_document(packages=True)
    return read_site(package_data.folder("sample_data"), document, register)


def pages_of(site: SiteInputs, language: str) -> Iterator[SitePage]:
    plan = SitePlan(site)
    return edition_pages.write_editions(plan.list_entries(language), plan.register, language)


def written(site: SiteInputs, language: str = "en") -> dict[str, str]:
    frame = frame_of(site, language)
    return {page.address: frame.write(page) for page in pages_of(site, language)}


def test_a_published_table_shows_the_digests_of_its_files() -> None:
    pages = written(sample_site())
    assert set(pages) == {"editions/index.html", "editions/idi-2024.html"}
    page = pages["editions/idi-2024.html"]
    for name, digest in sample_site().editions[0].digests:
        assert digest in page and f"sha256sum {name}" in page
    assert "24 of the 170 of the edition" in page


def test_a_copy_is_got_from_whoever_made_it() -> None:
    own = sample_site()
    copied = replace(own, editions=tuple(replace(each, is_copy=True) for each in own.editions))
    for site, words in (
        (own, "Get the file from its publisher"),
        (copied, "third party’s copy: get"),
    ):
        page = written(site)["editions/idi-2024.html"]
        assert words in page
        assert ("from its publisher" in page) == (site is own)


def test_an_edition_of_the_register_shows_root_and_commands(site: SiteInputs) -> None:
    pages = written(site)
    root = next(edition.root for edition in site.editions if edition.is_opened)
    page = pages["editions/idi-2024-demonstration.html"]
    assert root in page and "python -I verify.py" in page
    assert f"ictindex verify idi-2024-demonstration --root {root}" in page
    assert "../../packages/idi-2024-demonstration.zip" in page
    assert "No erratum is on record." in page
    assert "ICT Development Index 2024 (Demonstration)" in pages["editions/index.html"]


def test_the_package_verifies_and_is_the_same_twice(site: SiteInputs, tmp_path: Path) -> None:
    first, two = Written(), Written()
    (address,) = data_packages.write_packages(SitePlan(site).packages, first)
    data_packages.write_packages(SitePlan(site).packages, two)
    assert first[address] == two[address]
    with zipfile.ZipFile(io.BytesIO(first[address])) as archive:
        archive.extractall(tmp_path / "unpacked")
    done = subprocess.run(
        [sys.executable, "-I", "verify.py"], check=False, capture_output=True, text=True,
        cwd=tmp_path / "unpacked" / "idi-2024-demonstration",
    )  # fmt: skip
    assert done.returncode == 0 and done.stdout.startswith("intact")
    assert next(edition.root for edition in site.editions if edition.is_opened) in done.stdout


@pytest.fixture
def corrected(tmp_path: Path) -> Iterator[SiteInputs]:
    ict.editions.demonstrate(tmp_path / "trial")
    folder = tmp_path / "trial" / "editions" / "idi-2024-demonstration"
    opened = ict.open_edition(folder)
    row = next(i for i, key in enumerate(opened.observations.cells["indicator"])
               if key == "internet-users")  # fmt: skip
    cells = opened.observations.cells
    ict.editions.publish_erratum(
        folder, economy=cells["economy"][row], indicator="internet-users",
        corrected=Decimal("50"), reason="<b>Revised</b> survey",
        date=opened.released + dt.timedelta(days=9),
    )  # fmt: skip
    yield read_site(
        package_data.folder("sample_data"), sample_document(), tmp_path / "trial" / "editions"
    )


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_erratum_is_on_the_page_as_text(corrected: SiteInputs, language: str) -> None:
    page = written(corrected, language)["editions/idi-2024-demonstration.html"]
    assert html.escape("<b>Revised</b> survey") in page and "<b>Revised" not in page
    assert 'role="note"' in page


@pytest.mark.slow
def test_a_withdrawn_edition_stays_in_the_list(tmp_path: Path) -> None:
    ict.editions.demonstrate(tmp_path / "trial")
    folder = tmp_path / "trial" / "editions"
    opened = ict.open_edition(folder / "idi-2024-demonstration")
    ict.editions.withdraw(folder / "idi-2024-demonstration", reason="A trial", date=opened.released)
    inputs = read_site(package_data.folder("sample_data"), sample_document(), folder)
    pages = written(inputs)
    assert "Withdrawn" in pages["editions/idi-2024-demonstration.html"]
    assert "A trial" in pages["editions/index.html"]
    assert "python -I verify.py" not in pages["editions/idi-2024-demonstration.html"]


def test_the_record_of_consultations_stays_with_the_compiler_unless_the_publisher_gives_it_out(
    site: SiteInputs,
) -> None:
    kept = read_site(package_data.folder("sample_data"), sample_document(), site.editions_folder)
    files = Written()
    assert data_packages.write_packages(SitePlan(kept).packages, files) == []
    assert not files
    pages = {page.address: page for page in pages_of(kept, "en")}
    text = frame_of(kept, "en").write(pages["editions/idi-2024-demonstration.html"])
    assert "packages/" not in text and "ictindex verify idi-2024-demonstration --root" in text
