"""The page of the search has a field with a name, and a way without a script."""

from __future__ import annotations

from languages_in_turn import each_language
from site_cases import frame_of, sample_site

from ictindex.publishing.website.search_index import script_name
from ictindex.publishing.website.search_page import write_search


@each_language("en", "ar")
def test_the_field_has_a_label_and_the_page_works_without_a_script(language: str) -> None:
    page = write_search("idi-2024", language)
    html = frame_of(sample_site(), language).write(page)
    assert '<label for="search-field">' in html and 'role="status"' in html
    assert f'src="../assets/{script_name(language)}"' in html
    without = html[html.index("<noscript>") : html.index("</noscript>")]
    assert 'href="idi-2024/economies/index.html"' in without and 'href="terms.html"' in without
    # Every page has a link in its header, of which a script makes the field.
    header = html[html.index('<header class="top">') : html.index("</header>")]
    assert '<a href="search.html">' in header
    assert f'src="../assets/page-{language}.js"' in html
