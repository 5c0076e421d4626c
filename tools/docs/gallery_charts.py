"""The gallery of charts: its examples are run, and each chart is put behind its code."""

from __future__ import annotations

import ast
import hashlib
import html
import re
from pathlib import Path
from typing import Any

FENCE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PICTURES = "static/gallery"


def with_pictures(text: str, source: Path) -> str:
    """Return the text of a page with a picture behind each example that ends in a chart."""
    import ictindex as ict

    space: dict[str, Any] = {"__name__": "gallery"}

    def show(match: re.Match[str]) -> str:
        with ict.set_options(language="en"):
            shown = run(match[1], space)
        if not isinstance(shown, ict.analysis.Chart):
            return match[0]
        return f"{match[0]}\n\n{picture(shown, source)}"

    return FENCE.sub(show, text)


def run(code: str, space: dict[str, Any]) -> Any:
    """Run an example, and return the value of its last line if that is an expression."""
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "gallery", "exec"), space)  # noqa: S102
    if last is None:
        return None
    return eval(compile(ast.Expression(last.value), "gallery", "eval"), space)  # noqa: S307


def picture(chart: Any, source: Path) -> str:
    """Write the wide and the narrow picture of a chart; return the HTML that shows them."""
    names = []
    for drawn in (chart.wide, chart.narrow):
        svg = drawn.to_svg()
        name = f"{hashlib.sha256(svg.encode()).hexdigest()[:16]}.svg"
        (source / PICTURES).mkdir(parents=True, exist_ok=True)
        (source / PICTURES / name).write_text(svg, encoding="utf-8", newline="\n")
        names.append(f"../_static/gallery/{name}")
    words = html.escape(re.sub("[\u2066-\u2069]", "", chart.description))
    return (
        f'<picture><source media="(max-width: 600px)" srcset="{names[1]}">'
        f'<img src="{names[0]}" alt="{words}"></picture>'
    )
