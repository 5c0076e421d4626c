"""The other economies behind the strips of profiles: a picture for each group of an edition.

A profile has the mark of its own economy alone. All economies of a region and an income group share
the picture behind it, which has no words: one score that changes is one picture, not fifty pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ictindex.publishing.charts.economy_profile import GROUPINGS
from ictindex.publishing.graphics import palette
from ictindex.publishing.graphics.setting import Setting
from ictindex.publishing.website.chart_boxes import dump_for_page
from ictindex.publishing.website.economy_facts import EditionFacts
from ictindex.publishing.website.static_pictures import ROW, WIDTH, RowPicture, Shape

FOLDER = "strips"
GROUPING_OF_MEMBERS = "itu-region"
# Strokes at both ends of the scale are whole: a row reaches beyond it by so many units.
_BEYOND = 5


def background_name(edition: str, groups: Mapping[str, str]) -> str:
    """Return the name of the picture behind the economies of some groups; empty for no group."""
    return f"{FOLDER}/{'.'.join((edition, *groups.values()))}" if groups else ""


def write_backgrounds(facts: EditionFacts) -> Iterator[tuple[str, str]]:
    """Yield the pictures behind the economies of an edition, each also as a script.

    A page that was opened from a folder may show a picture and not read it: the script has the same
    picture, for the downloads.
    """
    each = {
        background_name(facts.edition.key, groups): groups
        for economy in facts.edition.economies
        if (groups := facts.groups_of(economy))
    }
    for name, groups in sorted(each.items()):
        picture = draw_background(facts, groups)
        yield f"{name}.svg", picture
        shared = "window.ictindexShared = window.ictindexShared || {};\nwindow.ictindexShared"
        yield f"{name}.js", f"{shared}[{dump_for_page(name)}] = {dump_for_page(picture)};\n"


def draw_background(facts: EditionFacts, groups: Mapping[str, str]) -> str:
    """Return the scores of a region and the medians of its groups: a row for each node."""
    rows = RowPicture(Setting("en"), (0, float(facts.plan.scale)))
    members = facts.members.get((GROUPING_OF_MEMBERS, groups.get(GROUPING_OF_MEMBERS, "")), ())
    drawn: list[str] = []
    for n, node in enumerate(facts.nodes):
        scores = (facts.score(code, node) for code in members)
        there = sorted(float(score) for score in scores if score is not None)
        shapes = [Shape(rows.lines, palette.GRID, 1)]
        shapes += rows.draw_strokes(there, palette.OTHERS, 1, 10)
        for grouping, colour in GROUPINGS.items():
            middle = facts.middles.get((grouping, groups.get(grouping, ""), node))
            if middle is not None:
                shapes += rows.draw_strokes([float(middle.value)], colour, 3, 16)
        drawn.append(
            f'<g transform="translate(0,{ROW * n})">{"".join(map(_write_shape, shapes))}</g>'
        )
    left, width = -_BEYOND, WIDTH + 2 * _BEYOND
    views = "".join(
        f'<view id="r{n}" viewBox="{left} {ROW * n} {width} {ROW}"/>' for n in range(len(drawn))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" preserveAspectRatio="none" fill="none" '
        f'viewBox="{left} 0 {width} {ROW * len(drawn)}">{views}{"".join(drawn)}</svg>\n'
    )


def _write_shape(shape: Shape) -> str:
    return (
        f'<path d="{shape.outline}" stroke="{shape.stroke}" stroke-width="{shape.width:g}" '
        'vector-effect="non-scaling-stroke"/>'
    )
