"""The frame: everything is escaped, every page has its languages, its policy and its notices."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from site_cases import frame_of, sample_document, sample_plan, sample_site
from small_cases import small_cases

from ictindex.language import i18n
from ictindex.publishing.website.imprint import Imprint
from ictindex.publishing.website.page_frame import POLICY, PageFrame
from ictindex.publishing.website.site_page import SitePage

HOSTILE = "<script>alert(1)</script>\"' onload=x {{ 7*7 }} {% raw %}"


class Tags(HTMLParser):
    """Start tags with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def page(**changes: object) -> SitePage:
    facts: dict[str, object] = {
        "address": "idi-2024/economies/BRA.html",
        "template": "base.html.j2",
        "title": "Brazil",
        "description": "Brazil in the edition",
    }
    return SitePage(**{**facts, **changes})  # type: ignore[arg-type]


@small_cases("language", i18n.LANGUAGES)
def test_every_page_has_language_direction_policy_and_the_same_page_in_each_language(
    language: str,
) -> None:
    tags = Tags(frame_of(sample_site(), language).write(page()))
    (html,) = tags.all("html")
    assert html == {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}
    policies = [m["content"] for m in tags.all("meta") if m.get("http-equiv")]
    assert policies == [POLICY]
    languages = {m["lang"]: m["href"] for m in tags.all("a") if m.get("lang")}
    assert languages == {
        code: f"../../../{code}/idi-2024/economies/BRA.html" for code in i18n.LANGUAGES
    }
    # Search engines read web addresses, which this site does not have.
    assert not [m for m in tags.all("link") if m.get("hreflang")]
    assert sum(link.get("aria-current") == "true" for link in tags.all("a")) == 1
    for script in tags.all("script"):
        assert script.get("type") == "application/json" or "src" in script


def test_search_engines_are_led_to_web_addresses_where_the_site_has_them() -> None:
    document = sample_document(address="https://example.org/ict", languages=["fr", "ar"])
    frame = frame_of(replace(sample_site(), document=document), "ar")
    links = [m for m in Tags(frame.write(page())).all("link") if m.get("hreflang")]
    at = "https://example.org/ict/{}/idi-2024/economies/BRA.html".format
    # Readers of another language get English, or else the first language of the site.
    assert [(m["hreflang"], m["href"]) for m in links] == [
        ("fr", at("fr")), ("ar", at("ar")), ("x-default", at("fr")),
    ]  # fmt: skip


def test_the_policy_allows_no_other_host_and_no_eval() -> None:
    for part in ("unsafe-eval", "http:", "https:", "*"):
        assert part not in POLICY
    assert "connect-src 'none'" in POLICY and "default-src 'none'" in POLICY


def test_a_page_names_the_files_with_all_its_figures() -> None:
    frame = frame_of(sample_site(), "en")
    own = page(subjects=[("economies", "BRA")], edition="idi-2024")
    assert frame._plain_files(own, "../../") == [
        ("All figures: Brazil (CSV)", "../../../data/economies/BRA.csv"),
        ("What the columns mean (JSON)", "../../../data/economies/BRA.metadata.json"),
    ]
    assert frame._plain_files(page(edition="idi-2024"), "../") == [
        ("All figures of this edition (CSV)", "../../data/editions/idi-2024.csv"),
        ("All figures of this edition (Excel)", "../data/idi-2024.xlsx"),
    ]
    assert frame._plain_files(page(edition=""), "") == []


def test_hostile_words_stay_words() -> None:
    shown = page(title=HOSTILE, description=HOSTILE, notices=[HOSTILE], data={"x": HOSTILE})
    text = frame_of(sample_site(), "en").write(shown)
    tags = Tags(text)
    assert not [tag for tag in tags.all("script") if "src" not in tag and "type" not in tag]
    assert not [attributes for _, attributes in tags.tags if "onload" in attributes]
    assert "49" not in text.replace("249", "") or "{{ 7*7 }}" in text.replace("&#39;", "'")


def test_unofficial_ranks_and_invented_economies_are_stated() -> None:
    frame = frame_of(sample_site("unofficial"), "en")
    assert "Ranks on this page are unofficial" in frame.write(page(has_unofficial_ranks=True))
    assert "Ranks on this page are unofficial" not in frame.write(page())


def test_a_page_of_invented_figures_alone_is_no_adaptation_of_published_ones() -> None:
    """Its sources say that the figures are invented; the foot may not say the opposite."""
    text = frame_of(sample_site(), "en").write(page(sources=("synthetic",)))
    assert "Invented figures" in text and "An adaptation of published figures" not in text
    assert "This is not a site of ITU" in text


def read_tags(address: str, shown: SitePage) -> dict[str, str]:
    """Return what other sites read of a page that is shared."""
    site, plan = sample_site(), sample_plan()
    imprint = Imprint.from_document(sample_document(**({"address": address} if address else {})))
    frame = PageFrame(imprint, plan.sections, site.editions, site.sources, "ar", cited=plan.cited)
    tags = Tags(frame.write(shown)).all("meta")
    return {str(tag["property"]): str(tag["content"]) for tag in tags if "property" in tag}


def test_a_shared_page_has_its_sentence_and_a_card_only_where_the_site_has_an_address() -> None:
    shown = page(description="84.4 of 100 in the edition")
    tags = read_tags("https://stat.example/", shown)
    assert tags["og:description"] == "84.4 of 100 in the edition"
    assert (tags["og:title"], tags["og:locale"]) == ("Brazil", "ar_AR")
    assert tags["og:url"] == "https://stat.example/ar/idi-2024/economies/BRA.html"
    assert tags["og:image"] == "https://stat.example/assets/card-ar.png"
    assert not {"og:image", "og:url"} & read_tags("", shown).keys()


def test_a_profile_has_its_citation_and_none_of_the_digests() -> None:
    site, plan = sample_site(), sample_plan()
    frame = PageFrame(
        plan.imprint, plan.sections, site.editions, site.sources, "en", cited=plan.cited
    )
    shown = page(section="economies", edition="idi-2024", sources=("itu-idi",))
    profile = frame.write(shown)
    record = frame.write(replace(shown, address="editions/idi-2024.html", section="editions"))
    for _, digest in plan.editions[0].digests:
        assert digest not in profile and digest in record
    assert "ITU, ICT Development Index, 2024." in profile
    assert "@misc{itu-idi-2024," in record and "@misc" not in profile


def test_a_page_outside_the_site_is_refused() -> None:
    with pytest.raises(ValueError, match="not the address of a page"):
        frame_of(sample_site(), "en").write(page(address="../secret.html"))
