"""The Sphinx extension of the documentation: changes to pages before they are read.

Pages are plain Markdown, so that a code host shows them as well. When the site is built,

* the lists of pages in an ``index.md`` become the navigation;
* ``<!-- generated: NAME -->`` becomes a table of the library's own words (`reference_tables.py`);
* the examples of the gallery are run, and their charts put behind them (`gallery_charts.py`);
* flow charts become tables (`flowcharts.py`), formulas MathML (`mathml_formulas.py`);
* links to files outside the documentation become names of files, except for the guide of
contributors.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import api_pages
import faster_build
import flowcharts
import gallery_charts
import mathml_formulas
import reference_tables
from pygments.lexers.special import TextLexer

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\]]*\])+)\]\(([^)\s]+)\)")
FENCE = re.compile(r"^( *)(```+).*?^\1\2$", re.MULTILINE | re.DOTALL)
PAGE_SUFFIXES = (".md", ".ipynb", ".rst")
GUIDE = re.compile(r"guide/focal-points\.(\w+)")
CONTRIBUTING = "<!-- generated: contributing -->"
# Pages of the documentation for files outside it.
PAGE_OF = {"CONTRIBUTING.md": "contributing.md", "README.md": "index.md"}


def write_pages(app: Any, config: Any) -> None:
    """Write the pages of the public names before Sphinx looks for pages."""
    pages = api_pages.write_api_pages(Path(app.srcdir))
    config.autosummary_generate = [f"{page}.rst" for page in pages]


def change_source(app: Any, docname: str, source: list[str]) -> None:
    """Change the text of a page that is about to be read."""
    path = Path(app.env.doc2path(docname))
    if path.suffix != ".md":
        return
    text = source[0]
    if CONTRIBUTING in text:
        whole = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
        text = text.replace(CONTRIBUTING, change_links(whole.partition("\n")[2], ROOT, path.parent))
    else:
        text = change_links(text, path.parent, path.parent)
    if docname.startswith("gallery/"):
        text = gallery_charts.with_pictures(text, Path(app.srcdir))
    text = flowcharts.replace_flow_charts(text)
    text = reference_tables.fill_markers(text)
    if path.name == "index.md":
        text += navigation(text, path, Path(app.srcdir))
    source[0] = text


def change_links(text: str, folder: Path, home: Path) -> str:
    """Rewrite the links of a text that lies in a folder, for a page in another one."""
    docs = ROOT / "docs"

    def change(match: re.Match[str]) -> str:
        words, target = match.groups()
        if re.match(r"[a-z]+:|#", target):
            return match[0]
        name, sign, anchor = target.partition("#")
        path = Path(os.path.normpath(folder / name))
        if not path.is_relative_to(docs):
            inside = path.relative_to(ROOT).as_posix()
            if inside not in PAGE_OF:
                return words
            path = docs / PAGE_OF[inside]
        return f"[{words}]({os.path.relpath(path, home).replace(os.sep, '/')}{sign}{anchor})"

    # Text in fences is code and stays.
    parts, end = [], 0
    for fence in FENCE.finditer(text):
        parts += [LINK.sub(change, text[end : fence.start()]), fence[0]]
        end = fence.end()
    return "".join([*parts, LINK.sub(change, text[end:])])


def navigation(text: str, path: Path, source: Path) -> str:
    """Return the navigation of a section: the pages that its index links to, in that order."""
    pages: list[str] = []
    for _, target in LINK.findall(FENCE.sub("", text)):
        name = target.partition("#")[0]
        if not name.endswith(PAGE_SUFFIXES):
            continue
        there = Path(os.path.normpath(path.parent / name))
        own = there.is_relative_to(path.parent)
        # The start page has the sections and the pages that belong to none of them.
        if path.parent == source:
            own = own and (there.name == "index.md" or there.parent == source)
        if own and there != path:
            pages.append(there.relative_to(path.parent).as_posix())
    listed = "\n".join(dict.fromkeys(pages))
    return f"\n\n```{{toctree}}\n:hidden:\n:maxdepth: 2\n\n{listed}\n```\n" if listed else ""


def set_language(
    app: Any, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Give a page in another language its language and direction."""
    guide = GUIDE.fullmatch(pagename)
    if guide and "body" in context:
        way = "rtl" if guide[1] == "ar" else "ltr"
        context["body"] = f'<div lang="{guide[1]}" dir="{way}">{context["body"]}</div>'


def setup(app: Any) -> dict[str, Any]:
    """Connect everything."""
    faster_build.setup(app)
    mathml_formulas.setup(app)
    app.add_lexer("csv", TextLexer)
    app.connect("config-inited", write_pages)
    app.connect("source-read", change_source)
    app.connect("html-page-context", set_language)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
