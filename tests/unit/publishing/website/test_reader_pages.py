"""Pages for readers: their invented examples are right, and the citation is that of the site."""

from __future__ import annotations

from site_cases import frame_of, sample_document, sample_plan, sample_site
from small_cases import small_cases

from ictindex.language import i18n
from ictindex.publishing.website.cited_figures import CitationWriter
from ictindex.publishing.website.imprint import Imprint
from ictindex.publishing.website.reader_pages import PAGES, write_reader_pages
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.terms_page import write_terms

ADDRESS = "https://stat.example"


def pages(language: str) -> dict[str, SitePage]:
    imprint = Imprint.from_document(sample_document(address=ADDRESS))
    cited = sample_plan().cited[0]
    written = write_reader_pages(cited, CitationWriter(imprint, language), language)
    return {page.address: page for page in written}


def words(page: SitePage) -> str:
    return " ".join(
        str(text) for part in page.context["parts"] for text in (part.words, *part.items)
    )


def test_the_example_of_a_profile_is_arithmetic() -> None:
    figures = dict(PAGES[0].figures)
    assert (figures["first"] + figures["second"]) / 2 == figures["score"]
    assert figures["score"] - figures["median"] == figures["difference"]


@small_cases("language", i18n.LANGUAGES)
def test_examples_are_written_as_the_language_writes_numbers_and_called_invented(
    language: str,
) -> None:
    invented = i18n.text("site-readers", "example-invented", language)
    for page in PAGES:
        text = words(pages(language)[page.address])
        for _, figure in page.figures:
            assert i18n.number(figure, language, places=1) in text
        assert (invented in text) == bool(page.example)


def test_the_example_of_a_citation_is_the_one_of_the_site() -> None:
    text = words(pages("en")["help/citing.html"])
    assert "ITU, ICT Development Index, 2024. https://www.itu.int/" in text
    assert "Office of trials, ICT Development Index 2024" in text
    assert f"{ADDRESS}/en/editions/idi-2024.html" in text


def test_the_foot_of_every_page_leads_to_the_list_of_all() -> None:
    page, frame = pages("fr")["help/breaks.html"], frame_of(sample_site(), "fr")
    assert '<a href="../terms.html#for-readers">Pour les lecteurs</a>' in frame.write(page)
    listed = frame.write(write_terms(sample_plan().list_terms("fr"), (), "fr"))
    for name in ("profile", "citing", "breaks", "estimates"):
        assert f'href="help/{name}.html"' in listed.partition('id="for-readers"')[2]
