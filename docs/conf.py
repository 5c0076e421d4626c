"""Settings of the documentation as a site; `make docs` builds it.

Nothing is fetched while it is built, and a built page loads nothing from another host: formulas are
MathML, fonts and icons are those of the theme, search is a script of the site itself.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools" / "docs"))

import numpydoc.xref  # noqa: E402

import ictindex  # noqa: E402
from ictindex.core.face import PUBLIC_NAMES, RECORDS  # noqa: E402

project = "ictindex"
author = "ictindex developers"
project_copyright = "ictindex developers, Apache-2.0. Not affiliated with or endorsed by ITU"
version = release = ictindex.__version__
html_title = "ictindex"

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "numpydoc",
    "myst_nb",
    "sphinx_design",
    "site_extension",
]
# The first suffix is that of the pages of public names.
source_suffix = {".rst": "restructuredtext", ".md": "myst-nb", ".ipynb": "myst-nb"}
templates_path = ["templates"]
exclude_patterns = ["_build", "templates"]
language = "en"
nitpicky = True

# Markdown, as a code host reads it: headings have anchors, $ and $$ are formulas.
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 4
myst_dmath_allow_space = False
myst_dmath_allow_digits = False
myst_fence_as_directive: list[str] = []
# Notebooks contain their results; `make notebook` compares them with new ones.
nb_execution_mode = "off"
nb_merge_streams = True
html_math_renderer = "mathml"

# Public names. Types are in the docstrings; names of the library in them become links.
add_module_names = False
autodoc_typehints = "none"
autodoc_member_order = "alphabetical"
autosummary_generate = True
autosummary_ignore_module_all = False
numpydoc_show_class_members = False
numpydoc_xref_param_type = True
numpydoc_xref_ignore = "all"
numpydoc_xref_aliases = {
    name: f"ictindex.{space}.{name}" if space else f"ictindex.{name}"
    for space, table in PUBLIC_NAMES.items()
    for name in table
    if name[0].isupper()
} | {name: f"{path}.{name}" for table in RECORDS.values() for name, path in table.items()}
# Types of Python and NumPy would be links into inventories of other hosts.
numpydoc.xref.DEFAULT_LINKS.clear()
# Names outside the library have no page here: inventories of other projects would be fetched.
nitpick_ignore_regex = [("py:.*", r"(decimal|datetime|pathlib|pandas|numpy|xarray)\..*")]

html_theme = "pydata_sphinx_theme"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_show_sourcelink = False
html_copy_source = False
html_show_sphinx = False
# The list of results would fetch excerpts, which a page that is opened from disk may not do.
html_show_search_summary = False
html_theme_options = {
    "logo": {"text": "ictindex"},
    "navbar_align": "left",
    "navigation_depth": 2,
    "show_nav_level": 1,
    "show_toc_level": 2,
    "header_links_before_dropdown": 6,
    "navbar_end": ["theme-switcher"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
    "back_to_top_button": False,
}
html_sidebars = {
    "index": [],
    # They have no neighbouring pages.
    "contributing": [],
    "gallery/index": [],
    # There are some hundred names: their page has the list, and each page a link back.
    "reference/api/**": [],
}
# `make docs-links` checks links to other hosts.
linkcheck_timeout = 20
linkcheck_retries = 2
linkcheck_anchors = False
