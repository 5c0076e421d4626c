"""The documentation as a site: what is built loads nothing from elsewhere, and leads to answers.

``ICTINDEX_DOCS`` names what ``make docs`` built; without it the site is built here.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
# Files that load by themselves when a page is opened; a link (`a href`) only leads somewhere.
LOADS = {
    ("audio", "src"), ("embed", "src"), ("iframe", "src"), ("image", "href"), ("img", "src"),
    ("img", "srcset"), ("input", "src"), ("link", "href"), ("object", "data"), ("script", "src"),
    ("source", "src"), ("source", "srcset"), ("track", "src"), ("use", "href"), ("video", "poster"),
    ("video", "src"),
}  # fmt: skip
# These relations of <link> name a page and load nothing.
NAMES_ONLY = {"author", "canonical", "index", "license", "next", "prev", "search"}
# A question of a newcomer, and a heading that answers it.
QUESTIONS = {
    "how do I validate a workbook": "Fill in and check a workbook",
    "what is this error": "Codes of errors and findings",
    "where do I add a rule": "Add a validation rule",
    "how is this rank made": "Explain a score or a rank",
    "how do I verify": "Verify an edition",
    "how do I embed it": "Embed in a web service",
}


class Page(HTMLParser):
    """Files that a page loads, its links, its headings and its formulas."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.loads: list[str] = []
        self.links: list[str] = []
        self.headings: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self._heading: list[str] | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self.tags.append((tag, named))
        if tag == "link" and set(named.get("rel", "").split()) <= NAMES_ONLY:
            return
        self.loads += [value for name, value in named.items() if (tag, name) in LOADS]
        if tag == "a" and "href" in named:
            self.links.append(named["href"])
        if re.fullmatch("h[1-6]", tag):
            self._heading = []
        elif self._heading is not None and tag == "a":
            self._heading.append("\0")

    def handle_endtag(self, tag: str) -> None:
        if re.fullmatch("h[1-6]", tag) and self._heading is not None:
            self.headings.append("".join(self._heading).partition("\0")[0].strip())
            self._heading = None

    def handle_data(self, data: str) -> None:
        if self._heading is not None:
            self._heading.append(data)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    built = os.environ.get("ICTINDEX_DOCS")
    if built:
        assert (Path(built) / "index.html").is_file(), f"no documentation at {built}"
        yield Path(built)
        return
    folder = tmp_path_factory.mktemp("docs")
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", "-n", "-W", "--keep-going",
               "-d", str(folder / "trees"), str(ROOT / "docs"), str(folder / "site")]  # fmt: skip
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr[-4000:]
    yield folder / "site"


def pages(site: Path) -> list[Path]:
    listed = sorted(path for path in site.rglob("*.html") if "_static" not in path.parts)
    assert len(listed) > 300
    return listed


@cache
def read(path: Path) -> Page:
    return Page(path.read_text(encoding="utf-8"))


def test_no_page_loads_anything_from_another_host(site: Path) -> None:
    for path in pages(site):
        page = read(path)
        for target in page.loads:
            assert not re.match(r"(?:[a-z]+:)?//", target), f"{path.name} loads {target}"
            if not target.startswith("data:"):
                name = unquote(urlsplit(target).path)
                assert (path.parent / name).exists(), f"{path.name} loads {target}, not there"
        for tag, named in page.tags:
            assert "url(http" not in named.get("style", ""), f"{path.name}: {tag}"


def test_no_style_sheet_loads_anything_from_another_host(site: Path) -> None:
    for path in site.rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        for target in re.findall(r"(?:url\(|@import\s+)[\"']?([^\"')]+)", text):
            assert not re.match(r"(?:[a-z]+:)?//", target), f"{path.name} loads {target}"


def test_formulas_are_mathml_and_no_script_draws_them(site: Path) -> None:
    formulas = 0
    for path in pages(site):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<script[^>]*mathjax", text, re.IGNORECASE), path.name
        formulas += len(re.findall(r"<math\b", text))
    assert formulas > 100


def test_a_formula_that_does_not_convert_is_refused() -> None:
    sys.path.insert(0, str(ROOT / "tools" / "docs"))
    try:
        from mathml_formulas import FormulaError, mathml
    finally:
        sys.path.pop(0)
    assert "<mfrac>" in mathml(r"\frac{a}{b}", display=True)
    for latex in (r"\nosuchcommand{x}", r"\frac{a}", "x^", "{x", ""):
        with pytest.raises(FormulaError):
            mathml(latex, display=False)


def neighbours(path: Path) -> list[Path]:
    """Return the pages that the words of a page link to, without its frame of navigation."""
    article = path.read_text(encoding="utf-8").partition("<article")[2].partition("</article>")[0]
    targets = [urlsplit(link) for link in Page(article).links]
    local = [unquote(each.path) for each in targets if not each.netloc and each.path]
    return [(path.parent / name).resolve() for name in local if name.endswith(".html")]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_answered_within_two_clicks(site: Path, question: str) -> None:
    start = (site / "index.html").resolve()
    first = neighbours(start)
    reached = {start, *first, *(page for path in first for page in neighbours(path))}
    answers = [path for path in reached if QUESTIONS[question] in read(path).headings]
    assert answers, f"{question}: no page within two clicks has '{QUESTIONS[question]}'"
    # The start page asks it in these words.
    asked = re.sub(r"\W+", " ", start.read_text(encoding="utf-8").lower())
    assert re.sub(r"\W+", " ", question.lower()) in asked


def test_the_answers_show_what_to_type(site: Path) -> None:
    typed = {
        "how-to/fill-and-check-a-workbook.html": "ictindex check",
        "how-to/verify-an-edition.html": "ictindex verify",
        "how-to/explain-a-number.html": "ictindex explain",
        "how-to/embed-in-a-web-service.html": "http.server",
        "how-to/add-a-validation-rule.html": "methodology/rules/",
        "reference/codes.html": "number.decimal-comma",
    }
    for name, words in typed.items():
        text = re.sub("<[^>]+>", "", (site / name).read_text(encoding="utf-8"))
        assert words in text, name


def test_the_reference_has_every_rule_command_name_and_column(site: Path) -> None:
    from ictindex.apps.cli.command_tree import COMMANDS
    from ictindex.core.face import PUBLIC_NAMES, RECORDS
    from ictindex.data.tables.schema import TARIFFS
    from ictindex.submissions.validation.rules import ruleset

    rules = (site / "reference/validation-rules.html").read_text(encoding="utf-8")
    assert not [name for name in ruleset().rules if f"<strong>{name}</strong>" not in rules]
    listed = (site / "reference/commands.html").read_text(encoding="utf-8")
    names = [
        f"{name} {inner}" if inner else name
        for name, value in COMMANDS.items()
        for inner in ([""] if isinstance(value, str) else value)
    ]
    assert not [name for name in names if f">ictindex {name}<" not in listed]
    columns = (site / "reference/columns.html").read_text(encoding="utf-8")
    assert not [name for name in TARIFFS.columns if f">{name}<" not in columns]
    for space, table in PUBLIC_NAMES.items():
        prefix = f"ictindex.{space}" if space else "ictindex"
        for name in table:
            assert (site / f"reference/api/names/{prefix}.{name}.html").is_file(), name
    for table in RECORDS.values():
        for name, path in table.items():
            assert (site / f"reference/api/names/{path}.{name}.html").is_file(), name


def test_the_guides_have_their_language_and_direction(site: Path) -> None:
    for language in ("en", "fr", "es", "ar", "ru", "zh"):
        text = (site / f"guide/focal-points.{language}.html").read_text(encoding="utf-8")
        way = "rtl" if language == "ar" else "ltr"
        assert f'<div lang="{language}" dir="{way}">' in text


def test_the_gallery_has_a_picture_behind_each_chart(site: Path) -> None:
    page = read(site / "gallery/index.html")
    pictures = [named for tag, named in page.tags if tag == "img" and ".svg" in named["src"]]
    assert len(pictures) >= 12
    assert all(len(named["alt"]) > 20 for named in pictures)


def test_search_finds_without_fetching(site: Path) -> None:
    index = (site / "searchindex.js").read_text(encoding="utf-8")
    assert index.startswith("Search.setIndex(")
    for word in ("goalpost", "receipt", "erratum"):
        assert re.search(rf'"?{word}"?:', index), word
    options = (site / "_static/documentation_options.js").read_text(encoding="utf-8")
    assert re.search(r"SHOW_SEARCH_SUMMARY:\s*false", options)
