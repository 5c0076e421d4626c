"""Files of a site without what says nothing: a browser reads the same page."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from ictindex.publishing.website.file_shortening import shorten


def test_scripts_and_styles_are_published_without_their_notes() -> None:
    script = "// A note.\n(() => {\n  const a = `//b`; // stays\n\n  a();\n})();\n"
    assert shorten("a.js", script) == "(() => {\nconst a = `//b`; // stays\na();\n})();\n"
    assert shorten("a.css", "/* A\nnote */\na {\n  b: c;\n}\n") == "a {\nb: c;\n}\n"
    assert shorten("icon.svg", "<!-- // -->\n  <svg/>") == "<!-- // -->\n  <svg/>"


def test_a_page_is_the_same_to_a_browser_without_the_ends_that_html_lets_out() -> None:
    """An end stays where the text goes on after it, or where another element begins."""
    page = (
        "<table><thead><tr><th>a</th><td></td></tr></thead><tbody>\n<tr><td>1</td></tr>\n"
        "</tbody></table><ul><li>a <ul><li>b</li></ul></li> </ul><p>x</p>"
    )
    assert shorten("en/a.html", page) == (
        "<table><thead><tr><th>a<td><tbody><tr><td>1</table><ul><li>a <ul><li>b</ul> </ul><p>x</p>"
    )
    kept = "<dl><div><dt>a</dt></div></dl><table><caption>b</caption></table> <li>c</li> d"
    assert shorten("en/a.html", kept) == kept


def test_quotes_and_lines_that_say_nothing_are_left_out() -> None:
    page = (
        '<p class="n"  id="a b" title="">x\n\n  <a href="../a.html#b">y</a>\n'
        "<i lang='en'>z</i></p>"
    )
    assert shorten("en/a.html", page) == (
        "<p class=n  id=\"a b\" title>x\n<a href=../a.html#b>y</a>\n<i lang='en'>z</i></p>"
    )
    # A slash after a value without quotes would be a part of it.
    shape = '<svg viewBox="0 0 9 9" class="a"><path d="M0" fill="#fff"/></svg>'
    assert shorten("en/a.html", shape) == (
        '<svg viewBox="0 0 9 9" class=a><path d=M0 fill="#fff"/></svg>'
    )


def test_a_line_next_to_a_block_is_no_space_and_one_between_words_is() -> None:
    page = "<ul>\n<li>\n<a>x</a>\n<b>y</b>\n</li>\n</ul>\n<p>z</p>\n"
    assert shorten("en/a.html", page) == "<ul><li><a>x</a>\n<b>y</b></ul><p>z</p>"


def test_scripts_and_typed_texts_keep_every_sign() -> None:
    for kept in (
        '<script id="data" type="application/json">{"a":"<i class=\\"n\\">",\n\n "b":1}</script>',
        '<pre tabindex="0">a\n\n  b</pre>',
        '<textarea class="c">\n\n a="b"</textarea>',
    ):
        assert shorten("en/a.html", f'<b id="x">\n\n{kept}') == f"<b id=x>\n{kept}"


class _Reader(HTMLParser):
    """Collects the starts of elements with what is stated of them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.starts: list[tuple[str, list[tuple[str, str]]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.starts.append((tag, [(name, value or "") for name, value in attrs]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0")), max_size=3))
def test_a_browser_reads_the_same_values(values: list[str]) -> None:
    stated = Markup(" ").join(
        Markup('data-{}="{}"').format(n, value) for n, value in enumerate(values)
    )
    page = str(Markup("<p {}>x</p><svg><path {}/></svg>").format(stated, stated))
    assert _Reader(shorten("en/a.html", page)).starts == _Reader(page).starts
