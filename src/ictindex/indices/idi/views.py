"""The table of a result, for terminal and notebook."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from ictindex.indices.idi.score_tables import make_comparison, make_index_page, make_ranking
from ictindex.indices.results.extent import PART, Extent
from ictindex.indices.results.result_kind import describe_origin
from ictindex.indices.results.shared_columns import REMARKS
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.page_table_writer import write_grid, write_records

if TYPE_CHECKING:
    from ictindex.indices.idi.scores import EditionScores

# A longer list is not readable in a view; the result has all of them.
_MOST = 12


def heading(
    result: EditionScores, language: str, ranks: bool = True, extent: Extent | None = None
) -> list[Block]:
    """Return the heading of every view of a result: index, edition, kind, methodology, ranks."""
    # ``ranks`` is False for views without ranks.
    document = result.methodology.document
    index = i18n.label("nodes", document.index, language)
    title = i18n.text("views", "edition", language, index=index, edition=str(result.edition))
    facts = describe_origin(result.kind, document.id, result.year)
    blocks: list[Block] = [i18n.Heading(title, 1), facts]
    blocks += [notice.as_note() for notice in result.list_notices()]
    part = (extent or result.extent).sentence if extent or result.ranked else None
    if part is not None:
        blocks.append(part.as_note())
    if ranks and result.ranked and not result.ranks_published:
        blocks.append(i18n.Sentence("views/no-ranks-published", count=result.ranked))
    if result.unconfirmed:
        blocks.append(describe_unconfirmed(result.unconfirmed).as_note())
    return blocks


def describe_unconfirmed(nodes: Collection[str]) -> i18n.Sentence:
    """Return the indicators whose goalposts no published source confirms, as a sentence."""
    return i18n.Sentence("views/unconfirmed", count=len(nodes), nodes=tuple(nodes))


def warnings(result: EditionScores, language: str) -> list[Block]:
    """Return the warnings of a result, which are shown before its scores."""
    if not result.warnings:
        return []
    title = i18n.Sentence("views/warnings", count=len(result.warnings))
    advice = [f.advice(language) for f in result.warnings]
    rest = len(advice) - _MOST
    if rest > 0:
        advice = [*advice[:_MOST], i18n.text("views", "more-faults", language, count=str(rest))]
    return [title.as_note(), i18n.Bullets(advice)]


def remarks(result: EditionScores, language: str) -> list[Block]:
    """Return how many inputs have each flag, and of which economies; none without flags."""
    # Remarks on constants and on ranks are in the heading.
    inputs = {
        (economy, node)
        for economy, rows in zip(result.economies, result.input_rows.rows, strict=True)
        for node, row in zip(result.methodology.plan.nodes, rows, strict=True)
        if row is not None
    }
    flagged: dict[str, list[str]] = {}
    for economy, node in sorted(inputs):
        for flag in result.flags.get((economy, node), ()):
            if flag.startswith("rests-on:") or flag == PART:
                continue
            if not flag.endswith(("-constant", "-published")):
                flagged.setdefault(flag, []).append(economy)
    if not flagged:
        return []
    rows = []
    for flag, economies in flagged.items():
        each = list(dict.fromkeys(economies))
        count = i18n.text(
            "views", "of-total", language, count=str(len(economies)), total=str(len(inputs))
        )
        whose = i18n.join(each, language) if len(each) <= _MOST else str(len(each))
        named = i18n.label("flags", flag, language)
        rows.append({"remark": named, "inputs": count, "economies": whose})
    return [write_records(REMARKS, rows, language)]


def comparison_summary(result: EditionScores) -> Block:
    """Return how many recomputed figures are the published ones, and how many are explained."""
    rows = list(make_comparison(result).records())
    there = [row for row in rows if row["recomputed"] is not None]
    others = [row for row in there if row["difference"]]
    explained = sum(bool(row["explained"]) for row in others)
    counts = {
        "total": len(rows),
        "equal": len(there) - len(others),
        "explained": explained,
        "unexplained": len(others) - explained,
        "absent": len(rows) - len(there),
    }
    return i18n.Sentence("views/comparison-summary", **counts)


def exclusions(result: EditionScores, language: str) -> list[Block]:
    """Return the economies without index, with the reasons."""
    if not result.exclusions:
        return []
    title = i18n.text("views", "without-score", language, count=str(len(result.exclusions)))
    return [
        i18n.Heading(title, 2),
        i18n.Bullets([finding.message(language) for finding in result.exclusions]),
    ]


def ranking(result: EditionScores, node: str, language: str) -> list[Block]:
    """Return the page of the ranked economies of one node."""
    page = [*heading(result, language), *warnings(result, language)]
    ranked = make_ranking(result, node)
    if not len(ranked):
        return [*page, *exclusions(result, language)]
    return [*page, write_grid(ranked, language), *remarks(result, language)]


def sub_indices(result: EditionScores) -> list[str]:
    """Return the ids of the sub-indices directly below the index."""
    plan = result.methodology.plan
    return [plan.nodes[child] for child in plan.children(len(plan.nodes) - 1)]


def table(result: EditionScores, language: str) -> list[Block]:
    """Return the page of a result: ranked economies, remarks, excluded economies with reasons."""
    nodes = [result.methodology.plan.root, *sub_indices(result)]
    ranked = make_index_page(result, nodes, language)
    blocks = [*heading(result, language), *warnings(result, language)]
    if len(ranked):
        blocks.append(write_grid(ranked, language))
    return [*blocks, *remarks(result, language), *exclusions(result, language)]
