"""Names are found however they are typed, and the page folds as the build does."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from search_cases import whole_index
from small_cases import small_cases

from ictindex.definitions import catalogue
from ictindex.definitions.catalogue import loading
from ictindex.language import i18n
from ictindex.publishing.website import search_index
from ictindex.publishing.website.search_index import SearchEntry, entry_of, fold_words, list_entries
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.terms_page import list_terms

SCRIPT = Path(search_index.__file__).parent / "assets" / "search-ranking.js"


@small_cases(("typed", "folded"), [
    ("Côte d’Ivoire", "cote d ivoire"), ("COTE D'IVOIRE", "cote d ivoire"),
    ("Åland", "aland"), ("Türkiye", "turkiye"), ("São Tomé", "sao tome"), ("Łódź", "lodz"),
    ("إثيوبيا", "اثيوبيا"), ("أَفْغانِستان", "افغانستان"), ("سـوريا", "سوريا"), ("آسيا", "اسيا"),
    ("مالطة", "مالطه"), ("Гвинея-Бисау", "гвинея бисау"), ("Ёлка", "елка"),
    ("大韩民国", "大韩民国"), ("ＩＤＩ", "idi"), ("4G/LTE", "4g lte"), ("_a_", "a"), ("", ""),
])  # fmt: skip
def test_words_are_compared_without_accents_and_signs(typed: str, folded: str) -> None:
    assert fold_words(typed) == folded


def _is_one_slip(a: str, b: str) -> bool:
    """Tell whether the distance of optimal string alignment is 1, by its table."""
    rows = [list(range(len(b) + 1))]
    for i in range(1, len(a) + 1):
        rows.append([i])
        for j in range(1, len(b) + 1):
            least = min(
                rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (a[i - 1] != b[j - 1])
            )
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                least = min(least, rows[i - 2][j - 2] + 1)
            rows[i].append(least)
    return rows[-1][-1] == 1


def _entry(name: str, kind: str = "economy", *names: str, detail: str = "") -> SearchEntry:
    return SearchEntry(kind, name, name, "a.html", names, (), detail)


# Each question with the names that are found, best first.
ASKED = {
    "china": ["China", "Hong Kong, China"], "africa": ["Africa", "South Africa"],
    "brazl": ["Brazil"], "barzil": ["Brazil"], "brasill": [],
    "sout": ["Korea (Rep. of)", "South Africa"],
    "how": ["How to cite"], "how to cite": ["How to cite"], "cite": ["How to cite"],
    "de": ["Germany"], "d": None, "": None, "rea": ["Korea (Rep. of)"],
    "korea south": ["Korea (Rep. of)"],
    "القمر": ["جزر القمر"], "جزر قمر": ["جزر القمر"],
    "国": ["Korea (Rep. of)", "中国", "小岛屿发展中国家"],
    "岛发展": ["小岛屿发展中国家"], "小岛国家": ["小岛屿发展中国家"], "韓國": ["Korea (Rep. of)"],
    # The site has no figure of it.
    "north korea": [], "nort korea": [], "朝鲜": [], "corea del norte": [],
    "kor": ["Korea (Rep. of)"],
    "prices in germany": ["Germany", "Prices"], "household": ["Prices"],
    # No name is near a word that asks for an order or a verdict.
    "est": ["Estonia"], "esonia": ["Estonia"], "best": [], "best country": [], "poor": [],
    "last": [], "meilleur": [], "худший": [], "أسوأ": [], "الأسوأ": [],
}  # fmt: skip
LISTED = [
    _entry("Hong Kong, China"), _entry("China"), _entry("South Africa"), _entry("Africa", "region"),
    _entry("Brazil"), _entry("Germany", "economy", "DEU", "DE"), _entry("How to cite", "page"),
    _entry("Estonia", "economy", "EST"), _entry("Portugal"), _entry("Latvia"), _entry("اسواتيني"),
    _entry("Korea (Rep. of)", "economy", "South Korea", "韩国"), _entry("جزر القمر"),
    _entry("小岛屿发展中国家", "group"), _entry("中国"),
    _entry("Prices", "page", detail="Paid by a household"),
    SearchEntry("economy", "PRK", "", "", ("North Korea", "朝鲜"), ("Corea del Norte",)),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_the_page_folds_as_the_build_and_ranks_as_promised() -> None:
    names = [
        i18n.economy_name(code, language)
        for code in catalogue.economies()
        for language in i18n.LANGUAGES
    ] + ["Straße", "Œuvre", "ⅷ", "a_b", "٣", "½", "e\u0301", "韓國"]  # fmt: skip
    draw = random.Random(27)
    pairs = [
        tuple("".join(draw.choices("abc", k=draw.randrange(7))) for _ in range(2))
        for _ in range(800)
    ]
    program = (
        "globalThis.window=globalThis;"
        + SCRIPT.read_text(encoding="utf-8")
        + search_index.write_script(LISTED, "en").replace('"use strict";', "")
        + f";const names={json.dumps(names)},asked={json.dumps(list(ASKED))};"
        f"const pairs={json.dumps(pairs)},search=window.ictindexSearch,index=window.searchIndex;"
        "console.log(JSON.stringify([names.map((name)=>search.fold(name,index.letters)),"
        "asked.map((q)=>search.find(q,index)?.map((row)=>row[1])??null),"
        "pairs.map(([a,b])=>a!==b&&search.isOneSlip(a,b))]))"
    )
    done = subprocess.run(
        ["node", "-"], input=program, check=True, capture_output=True, text=True, encoding="utf-8"
    )
    folded, answers, slips = json.loads(done.stdout)
    assert folded == [fold_words(name) for name in names]
    assert dict(zip(ASKED, answers, strict=True)) == ASKED
    assert slips == [_is_one_slip(*pair) for pair in pairs] and 50 < sum(slips) < 400


def test_every_economy_is_found_by_its_names_in_all_languages_and_its_code() -> None:
    entries = whole_index("fr")
    korea = next(entry for entry in entries if entry.address.endswith("/KOR.html"))
    own, others = (names.split("|") for names in str(korea.row()[4]).split("||"))
    assert own[0] == fold_words(korea.name) and {"kor", "kr", "coree du sud"} <= set(own)
    assert {"大韩民国", "韩国", "south korea", "республика корея"} <= set(others)
    assert {entry.key for entry in entries if entry.kind == "economy"} >= {"KOR", "TWN", "ALB"}


@pytest.mark.slow
def test_what_is_shown_is_the_designation_and_never_another_name() -> None:
    for language in ("en", "ar"):
        for entry in whole_index(language):
            if entry.kind == "economy" and entry.address:
                assert entry.row()[1] == i18n.economy_name(entry.key, language)
    # A name leads only to what the site has.
    assert {entry.row()[1:3] == ["", ""] for entry in list_entries({}, {}, [], [], "en")} == {True}


def test_other_names_are_of_one_entry_and_each_is_needed() -> None:
    rows = loading.rows("other_names.csv")
    assert {row["kind"] for row in rows} <= set(search_index.KINDS)
    listed = {
        *((entry.kind, entry.key) for entry in whole_index("en")),
        *(("economy", key) for key in catalogue.economies()),
        *(("indicator", key) for key in catalogue.indicators()),
        ("page", "embed"),
        ("page", "prices/checks"),
    }
    assert {(row["kind"], row["key"]) for row in rows} <= listed
    designations = {
        fold_words(i18n.economy_name(code, language)): code
        for code in catalogue.economies()
        for language in i18n.LANGUAGES
    }
    meant: dict[tuple[str, ...], str] = {}
    for row in rows:
        name = fold_words(row["name"])
        assert name, row
        assert meant.setdefault((row["kind"], row["language"], name), row["key"]) == row["key"]
        if row["kind"] == "economy":
            assert name not in designations, row
    # Words for everything that is not an economy are complete in all six languages.
    there = {(row["kind"], row["key"], row["language"]) for row in rows if row["kind"] != "economy"}
    needed = {"region", "group", "page"}
    for kind, key in {(kind, key) for kind, key, _ in there if kind in needed}:
        assert {language for k, n, language in there if (k, n) == (kind, key)} == set(
            i18n.LANGUAGES
        )


def test_indicators_and_terms_lead_to_their_places() -> None:
    entries = list_entries({}, {}, list_terms("en", i18n.LANGUAGES), [], "en")
    users = next(entry for entry in entries if entry.address.endswith("#term-internet-users"))
    assert users.kind == "indicator" and users.detail
    assert any(entry.kind == "term" and entry.address == "terms.html#term-root"
               for entry in entries)  # fmt: skip


def test_pages_of_economies_and_pages_that_ask_not_to_be_found_are_left_out() -> None:
    def entry(address: str, **more: Any) -> SearchEntry | None:
        return entry_of(SitePage(address, "", "T", "D", **more), "idi-2024", "fr")

    assert entry("idi-2024/economies/KOR.html") is None and entry("economies/ALB.html") is None
    assert entry("a.html", is_searched=False) is None
    kinds = {
        "idi-2024/economies/index.html": ("page", "economies"),
        "idi-2023/economies/index.html": ("page", "idi-2023/economies"),
        "methodology/index.html": ("page", "methodology"),
        "methodology/idi-methodology-2023.html": ("document", "idi-methodology-2023"),
        "methodology/compare/a--b.html": ("page", "methodology/compare/a--b"),
        "prices/mobile-low.html": ("basket", "mobile-low"),
        "prices/checks.html": ("page", "prices/checks"),
        "studies/a.html": ("study", "a"),
        "help/citing.html": ("page", "help/citing"),
    }
    for address, kind in kinds.items():
        made = entry(address, aliases=("x",))
        assert made is not None and (made.kind, made.key) == kind and "x" in made.names
    low = entry("prices/mobile-low.html")
    assert low is not None and i18n.label("baskets", "mobile-low", "zh") in low.others


def test_hostile_names_stay_text_in_the_script() -> None:
    script = search_index.write_script([_entry("</script><b>\u2028")], "en")
    assert "</script" not in script and "\u2028" not in script
    index = json.loads(script.partition("window.searchIndex=")[2].strip().rstrip(";"))
    assert index["rows"][0][1] == "</script><b>\u2028"
    assert len(index["kinds"]) == len(search_index.KINDS)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_words_of_a_question_find_no_economy_by_the_rest_of_a_name() -> None:
    listed = [
        _entry("State of Palestine", "economy", "Gaza"),
        _entry("Ghana", "economy", "Côte-de-l'Or"),
        _entry("Goats in towns", "page"),
    ]
    asked = {
        # What is left of "Côte-de-l'Or" is no slip of a word of the question.
        "combien coute la fibre": [],
        "le roi de la côte": ["Ghana"],
        # With a wrong letter, the name that is shown goes before other names.
        "gana": ["Ghana", "State of Palestine"],
        # It asks for goats.
        "who has goats": ["Goats in towns"],
    }
    program = (
        f"globalThis.window={{}};{SCRIPT.read_text(encoding='utf-8')}"
        f"{search_index.write_script(listed, 'en')}"
        f"console.log(JSON.stringify({json.dumps(list(asked))}.map("
        "(q)=>window.ictindexSearch.find(q,window.searchIndex).map((row)=>row[1]))))"
    ).replace('"use strict";', "")
    done = subprocess.run(
        ["node", "-"], input=program, check=True, capture_output=True, text=True, encoding="utf-8"
    )
    assert dict(zip(asked, json.loads(done.stdout), strict=True)) == asked
