"""Names are found however they are typed, and the page folds as the build does."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from site_cases import sample_site

from ictindex.definitions import catalogue
from ictindex.language import i18n
from ictindex.publishing.website import search_index
from ictindex.publishing.website.search_index import SearchEntry, entry_of, fold_words, list_entries
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.terms_page import list_terms

SCRIPT = Path(search_index.__file__).parent / "assets" / "search.js"


@pytest.mark.parametrize(("typed", "folded"), [
    ("Côte d’Ivoire", "cote d ivoire"), ("COTE D'IVOIRE", "cote d ivoire"),
    ("Åland", "aland"), ("Türkiye", "turkiye"), ("São Tomé", "sao tome"), ("Łódź", "lodz"),
    ("إثيوبيا", "اثيوبيا"), ("أَفْغانِستان", "افغانستان"), ("سـوريا", "سوريا"), ("آسيا", "اسيا"),
    ("مالطة", "مالطه"), ("Гвинея-Бисау", "гвинея бисау"), ("Ёлка", "елка"),
    ("大韩民国", "大韩民国"), ("ＩＤＩ", "idi"), ("4G/LTE", "4g lte"), ("_a_", "a"), ("", ""),
])  # fmt: skip
def test_words_are_compared_without_accents_and_signs(typed: str, folded: str) -> None:
    assert fold_words(typed) == folded


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_the_page_folds_and_finds_as_the_build_does() -> None:
    names = [
        i18n.economy_name(code, language)
        for code in catalogue.economies()
        for language in i18n.LANGUAGES
    ] + ["Straße", "Œuvre", "ⅷ", "a_b", "٣", "½", "e\u0301"]  # fmt: skip
    rows = [SearchEntry("economy", "Korea", "k", ("大韩民国", "كوريا")).row(),
            SearchEntry("page", "North", "n", ("north korea page",)).row()]  # fmt: skip
    asked = ["kor", "korea", "民国", "كوريا", "zz", "k", "rea no", "korea north"]
    program = (
        "globalThis.window=globalThis;globalThis.document={readyState:'loading'};"
        "globalThis.addEventListener=()=>{};globalThis.location={hash:''};"
        + SCRIPT.read_text(encoding="utf-8")
        + f";const names={json.dumps(names)},rows={json.dumps(rows)},asked={json.dumps(asked)};"
        "console.log(JSON.stringify([names.map(window.ictindexSearch.fold),"
        "asked.map(q=>(window.ictindexSearch.find(q,rows)||[['-']]).map(r=>r[2]||'-'))]))"
    )
    done = subprocess.run(
        ["node", "-e", program], check=True, capture_output=True, text=True, encoding="utf-8"
    )
    folded, actual = json.loads(done.stdout)
    assert folded == [fold_words(name) for name in names]
    assert actual == [["k", "n"], ["k", "n"], ["k"], ["k"], [], ["-"], ["n"], ["n"]]


def test_every_economy_is_found_by_its_names_in_all_languages_and_its_code() -> None:
    entries = list_entries(sample_site().editions, [], [], "fr")
    korea = next(entry for entry in entries if entry.address.endswith("/KOR.html"))
    text = str(korea.row()[4])
    assert korea.address == "idi-2024/economies/KOR.html"
    assert {"kor", "republique de coree", "大韩民国"} <= set(text.split("|"))
    assert sum(entry.kind == "economy" for entry in entries) == 24


def test_indicators_and_terms_lead_to_their_places() -> None:
    entries = list_entries([], list_terms("en", i18n.LANGUAGES), [], "en")
    users = next(entry for entry in entries if entry.address.endswith("#term-internet-users"))
    assert users.kind == "indicator" and users.detail
    assert any(entry.kind == "term" and entry.address == "terms.html#term-root"
               for entry in entries)  # fmt: skip


def test_pages_of_economies_and_pages_that_ask_not_to_be_found_are_left_out() -> None:
    def page(address: str, **more: object) -> SitePage:
        return SitePage(address=address, template="", title="T", description="D", **more)  # type: ignore[arg-type]

    assert entry_of(page("idi-2024/economies/KOR.html")) is None
    assert entry_of(page("a.html", is_searched=False)) is None
    listed = entry_of(page("idi-2024/economies/index.html"))
    assert listed is not None and listed.kind == "page"
    study = entry_of(page("studies/a.html", section="studies", aliases=("x",)))
    assert study is not None and study.kind == "study" and "x" in study.words


def test_hostile_names_stay_text_in_the_script() -> None:
    script = search_index.write_script([SearchEntry("page", "</script><b>\u2028", "a.html")])
    assert "</script" not in script and "\u2028" not in script
    rows = json.loads(script.partition("window.searchEntries=")[2].strip().rstrip(";"))
    assert rows[0][1] == "</script><b>\u2028"
