"""Names of economies by dated lists."""

from __future__ import annotations

import pytest

import ictindex as ict
from ictindex.core.errors import CatalogueError
from ictindex.definitions import catalogue
from ictindex.language import i18n
from ictindex.language.i18n.designations import current_designations, designations


def test_every_list_says_its_source_and_date_and_names_every_economy() -> None:
    for name, listing in designations().items():
        assert listing.id == name
        assert listing.source
        assert listing.date
        for economy in catalogue.economies():
            assert all(listing.find(economy, language) for language in i18n.LANGUAGES)
        assert listing.find("ZZZ", "en") is None
        assert len({listing.find(e, "en") for e in catalogue.economies()}) == len(listing.names)


def test_itu_names_differ_from_m49_in_english_alone() -> None:
    itu, m49 = designations()["itu"], designations()["m49"]
    assert (itu.find("KOR", "en"), m49.find("KOR", "en")) == (
        "Korea (Rep. of)",
        "Republic of Korea",
    )
    assert itu.find("FLK", "en") == m49.find("FLK", "en") == "Falkland Islands (Malvinas)"
    for language in ("fr", "es", "ar", "ru", "zh"):
        assert all(itu.find(e, language) == m49.find(e, language) for e in catalogue.economies())


def test_the_list_in_force_is_chosen_as_the_language_is() -> None:
    assert i18n.economy_name("MDA") == "Moldova"
    with ict.set_options(designations="m49"):
        assert i18n.economy_name("MDA") == "Republic of Moldova"
        with ict.set_options(language="fr"):
            assert i18n.economy_name("MDA") == "République de Moldova"
            assert current_designations().id == "m49"
        assert i18n.current_language() == "en"
    assert i18n.economy_name("MDA") == "Moldova"
    assert i18n.economy_name("MDA", "en", "m49") == "Republic of Moldova"


def test_an_unknown_list_is_refused() -> None:
    with pytest.raises(
        CatalogueError, match=r"no list of names of economies 'map'\. Use one of: itu"
    ):
        ict.set_options(designations="map")
    with pytest.raises(CatalogueError) as caught:
        current_designations("map")
    assert caught.value.code == "designations.unknown"
