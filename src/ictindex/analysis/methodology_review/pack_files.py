"""The files of a simulation pack: complete pages, and tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ictindex.analysis.methodology_review.simulation_words import say, sort_economies
from ictindex.core.own_terms import terms_of, use_terms
from ictindex.data.csv_files import csv_of_records
from ictindex.language import i18n
from ictindex.language.i18n.html_blocks import html_fragment, html_links, html_page

if TYPE_CHECKING:
    import pandas as pd


def pack_files(pack: Any, languages: Sequence[str]) -> dict[str, bytes]:
    """Return the files of a pack by their names."""
    chosen = [i18n.current_language(language) for language in languages]
    tables = {
        "scores.csv": pack.to_frame(),
        "nodes.csv": pack.node_frame(),
        "steps.csv": pack.step_frame(),
    }
    files = {name: csv_text(frame).encode() for name, frame in tables.items()}
    files["constants.csv"] = _constants(pack).encode()
    for simulation in pack:
        files[f"{simulation.economy}.csv"] = csv_text(simulation.to_frame()).encode()
        for language in chosen:
            files[f"{simulation.economy}.{language}.html"] = simulation.write(
                "html", language
            ).encode()
    for language in chosen:
        files[f"index.{language}.html"] = _index(pack, language).encode()
    return files


def _index(pack: Any, language: str) -> str:
    """Return the page of all economies, with a link to each."""
    with use_terms(terms_of(pack)):
        title = say("overview", language, after=pack.after.methodology.id)
        points = [
            [(f"{economy}.{language}.html", i18n.economy_name(economy, language))]
            for economy in sort_economies(pack, language)
        ]
        listed = html_links(points, language, say("pages", language))
        fragment = html_fragment(pack.blocks(language), language)
    return html_page(title, fragment + listed, language)


def _constants(pack: Any) -> str:
    rows = [[change.path, change.before or "", change.after or ""] for change in pack.changes]
    return csv_of_records(["constant", "before", "after"], rows)


def csv_text(frame: pd.DataFrame) -> str:
    """Return a frame as CSV that is safe to open in a spreadsheet."""
    rows = frame.astype(object).where(frame.notna(), None).itertuples(index=False)
    texts = (["" if cell is None else str(cell) for cell in row] for row in rows)
    return csv_of_records([*map(str, frame.columns)], texts)
