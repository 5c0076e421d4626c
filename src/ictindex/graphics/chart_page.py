"""A page with one chart, which works without network: drawn by Vega, or the static SVG."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from ictindex import i18n
from ictindex.graphics import palette
from ictindex.graphics.composition import Spec, Words
from ictindex.graphics.packages import load_package
from ictindex.i18n.document import Block, html_fragment

_STYLE = f"""
body{{font-family:system-ui,'Segoe UI','Noto Sans','Noto Sans Arabic',sans-serif;margin:0;
color:{palette.INK};background:{palette.PAPER};line-height:1.4}}
main{{max-width:760px;margin:0 auto;padding:12px 16px}}
h1{{font-size:1.25rem;margin:.4em 0 .2em}}
p.base,p.note{{color:{palette.SOFT_INK};margin:.2em 0 .6em}} p.note{{font-size:.85rem}}
ul.legend{{list-style:none;padding:0;margin:.4em 0;display:flex;flex-wrap:wrap;gap:.2em 1.2em;
font-size:.85rem}} ul.legend svg{{vertical-align:-1px;forced-color-adjust:none}}
.plot svg{{direction:ltr;max-width:100%;height:auto}} .scroll{{overflow-x:auto}}
table{{font-size:.85rem}} summary{{cursor:pointer;margin:1em 0}}
"""
# The words of the chart are in the page; Vega draws marks and axes only.
_SCRIPT = """
const box=document.getElementById('plot'),all=JSON.parse(
document.getElementById('specs').textContent);let shown='';
async function draw(){const form=box.clientWidth<560?'narrow':'wide';if(form===shown)return;
shown=form;box.textContent='';await vegaEmbed(box,all[form],{mode:'vega',renderer:'svg',ast:true,
actions:false});for(const g of box.querySelectorAll('[aria-roledescription]')){
g.removeAttribute('aria-roledescription');if(g.getAttribute('role')==='graphics-symbol')
g.setAttribute('role','img');else g.removeAttribute('role')}
const s=box.querySelector('svg');s.setAttribute('role','group');
s.setAttribute('aria-label',box.dataset.name)}
draw();let later;addEventListener('resize',()=>{clearTimeout(later);later=setTimeout(draw,150)});
"""


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
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="{language}" dir="{i18n.direction(language)}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(page.words.title)}</title><style>{_STYLE}</style></head><body><main>",
        *(_drawn(page) if page.specs else _static(page)),
        f"<details><summary>{escape(i18n.text('charts', 'as-table', language))}</summary>",
        f'<div class="scroll">{html_fragment(page.table, language)}</div>',
        "</details></main>",
        _runtime(page) if page.specs else "",
        "</body></html>\n",
    ]
    return "\n".join(part for part in parts if part)


def _static(page: PageParts) -> list[str]:
    return [f'<div class="plot">{page.picture}</div>']


def _drawn(page: PageParts) -> list[str]:
    words = page.words
    legend = "".join(f"<li>{sign} {escape(label)}</li>" for sign, label in page.legend)
    return [
        f"<h1>{escape(words.title)}</h1>",
        f'<p class="base">{escape(words.subtitle)}</p>' if words.subtitle else "",
        f'<ul class="legend">{legend}</ul>' if legend else "",
        f'<div id="plot" class="plot" data-name="{escape(page.description, quote=True)}"></div>',
        f'<noscript><div class="plot">{page.picture}</div></noscript>',
        *(f'<p class="note">{escape(note)}</p>' for note in words.notes),
    ]


def _runtime(page: PageParts) -> str:
    bundle = load_package("vl_convert").javascript_bundle()
    specs = json.dumps(page.specs, ensure_ascii=False, separators=(",", ":"))
    specs = specs.replace("<", "\\u003c")
    # The bundle declares short names at its top: they stay inside.
    code = "(()=>{" + bundle.replace("</script", "<\\/script") + "\n})();"
    return (
        f'<script id="specs" type="application/json">{specs}</script>'
        f"<script>{code}</script><script>{_SCRIPT}</script>"
    )
