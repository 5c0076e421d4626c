"""Pages are templates: all words are escaped, what is missing is an error, markup has one door."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import jinja2
import pytest
from markup_checks import parsed
from markupsafe import Markup

import ictindex
from ictindex.language.i18n import page_templates
from ictindex.language.i18n.page_templates import (
    environment_of,
    fill_rows,
    make_environment,
    mark_typed,
)

SOURCE = Path(ictindex.__file__).parent
ROOMS = sorted(
    ".".join(path.parent.relative_to(SOURCE).parts) for path in SOURCE.rglob("templates")
)
HOSTILE = "<script>alert(1)</script>\"' & {{ 7*7 }} {% raw %}"
# Drawings in SVG, whose shapes are placed by computing, and metadata inside them.
DRAWINGS = {
    "publishing/graphics/svg_frame.py",
    "publishing/website/download_files.py",
    "publishing/website/sharing_cards.py",
}


def test_words_are_escaped_in_text_and_in_attributes() -> None:
    environment = make_environment("language.i18n")
    template = environment.from_string('<p title="{{ words }}">{{ words }}</p>')
    page = template.render(words=HOSTILE)
    assert "<script" not in page and "{{ 7*7 }}" in page and page.count('"') == 2
    assert "".join(parsed(page).text) == HOSTILE


def test_a_name_that_is_not_in_the_context_is_an_error() -> None:
    template = make_environment("language.i18n").from_string("<p>{{ absent }}</p>")
    with pytest.raises(jinja2.UndefinedError, match="'absent' is undefined"):
        template.render()


@pytest.mark.parametrize("room", ROOMS)
def test_every_template_is_found_through_its_package_and_compiles(room: str) -> None:
    environment = environment_of(room)
    assert environment.autoescape is True
    names = environment.list_templates()
    folder = SOURCE.joinpath(*room.split("."), "templates")
    assert names == sorted(path.name for path in folder.iterdir())
    for name in names:
        source = (folder / name).read_text(encoding="utf-8")
        tree = environment.parse(source)
        used = {node.name for node in tree.find_all(jinja2.nodes.Filter)}
        assert "safe" not in used, name
        assert not list(tree.find_all(jinja2.nodes.ScopedEvalContextModifier)), name


def test_rows_are_escaped_also_where_a_cell_has_the_mark_between_cells() -> None:
    rows = [["a & b", "<i>"], ["a\0b", "<i>"], ["", ""]]
    assert fill_rows(rows, "(%s|%s)") == "(a &amp; b|&lt;i&gt;)(a\0b|&lt;i&gt;)(|)"
    assert fill_rows([[]], "()") == "()"
    # Markup is text in a table: only the pattern is markup.
    assert fill_rows([[Markup("<b>")]], "%s") == "&lt;b&gt;"
    with pytest.raises(TypeError):
        fill_rows([["one"]], "%s%s")


def test_what_is_typed_is_escaped_inside_its_code() -> None:
    assert mark_typed("a `<b>` c") == 'a <code dir="ltr">&lt;b&gt;</code> c'
    assert mark_typed("one ` alone <b>") == "one ` alone &lt;b&gt;"


@pytest.mark.slow
@pytest.mark.every_room
def test_text_becomes_markup_in_one_place() -> None:
    """No module escapes by hand, and none but one makes markup of text."""
    by_hand, makers = set(), set()
    for path in SOURCE.rglob("*.py"):
        name = path.relative_to(SOURCE).as_posix()
        text = path.read_text(encoding="utf-8")
        if "Markup" not in text and "html import" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and node.module == "html":
                by_hand |= {name for alias in node.names if alias.name != "unescape"}
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Markup"):
                makers |= {name for arg in node.args if not isinstance(arg, ast.Constant)}
    assert by_hand == DRAWINGS
    assert makers == {Path(page_templates.__file__).relative_to(SOURCE).as_posix()}


@pytest.mark.slow
def test_the_library_and_plain_text_load_no_templates() -> None:
    code = """
import sys
import ictindex as ict
ict.methodology("idi", edition=2024).show()
print(sorted({"jinja2", "markupsafe"} & set(sys.modules)))
"""
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert run.stdout.strip() == "[]"


def test_a_template_is_compiled_once_for_all_environments(monkeypatch: pytest.MonkeyPatch) -> None:
    """A site has an environment in each language, whose filters differ and whose code does not."""
    room, name = "publishing.website", "base.html.j2"
    make_environment(room).get_template(name)
    other = make_environment(room)
    monkeypatch.setattr(other, "compile", lambda *arguments: pytest.fail("compiled again"))
    assert other.get_template(name).name == name
