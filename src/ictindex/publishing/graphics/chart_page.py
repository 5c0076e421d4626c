"""A page with one chart, which works without network: drawn by Vega, or the static SVG."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ictindex.core.data_classes import dataclass
from ictindex.language import i18n
from ictindex.language.i18n import house_style
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.html_blocks import html_fragment
from ictindex.language.i18n.page_templates import file_policy, render, trust
from ictindex.publishing.graphics import palette
from ictindex.publishing.graphics.composition import Spec, Words
from ictindex.publishing.graphics.plot_process import bundle_scripts

if TYPE_CHECKING:
    from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class PageParts:
    """The parts of a page with a chart; without ``specs`` (Vega) only the static picture."""

    language: str
    words: Words
    description: str
    legend: Sequence[tuple[str, str]]
    picture: str
    table: Sequence[Block]
    specs: Mapping[str, Spec]


def write_page(page: PageParts) -> str:
    """Write the page of a chart."""
    language = page.language
    scripts = _scripts(page) if page.specs else None
    run = () if scripts is None else (scripts["vega"], scripts["draw"])
    text = render(
        "publishing.graphics",
        "chart_page.html.j2",
        language=language,
        direction=i18n.direction(language),
        words=page.words,
        description=page.description,
        legend=[(trust(sign), words) for sign, words in page.legend],
        picture=trust(page.picture),
        table=html_fragment(page.table, language),
        table_title=i18n.text("charts", "as-table", language),
        palette=palette,
        scale=house_style.SCALE,
        scripts=scripts,
        policy=file_policy(*map(str, run)),
    )
    return f"{text}\n"


def _scripts(page: PageParts) -> dict[str, Markup]:
    """Return what draws the chart: its specifications, and Vega as a script."""
    bundle = bundle_scripts()
    specs = json.dumps(page.specs, ensure_ascii=False, separators=(",", ":"))
    # The bundle declares short names at its top: they stay inside.
    code = "(()=>{" + bundle.replace("</script", "<\\/script") + "\n})();"
    # A browser reads every end of a line as one sign, and hashes that text.
    code = code.replace("\r\n", "\n").replace("\r", "\n")
    return {
        "specs": trust(specs.replace("<", "\\u003c")),
        "vega": trust(code),
        "draw": render("publishing.graphics", "chart_page.js"),
    }
