"""The own sheet of a State before the release: its values, sources and scores, and no other's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from ictindex.core.tables.columns import Column, Part, define
from ictindex.definitions import catalogue
from ictindex.language import i18n
from ictindex.language.findings import Finding
from ictindex.language.i18n.document import Block, Heading
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.renderable import records_of
from ictindex.language.i18n.sentences import Sentence
from ictindex.language.i18n.spreadsheet_writer import write_spreadsheet
from ictindex.language.i18n.tabular_result import TabularResult
from ictindex.submissions.sourcing.letter_frame import show_written

if TYPE_CHECKING:
    from ictindex.indices.idi.result import Result
    from ictindex.submissions.sourcing.selection import Selection

# The decisions on values that no State sent.
CONSULTED = ("collected-by-itu", "other", "estimate")
MISSING = "missing"


def _name_decision(code: str, language: str) -> str:
    """Return the name of a decision; of a missing value its reason."""
    decision, _, reason = code.partition(":")
    if decision == MISSING and reason:
        return i18n.label("sourcing/reasons", reason, language)
    return i18n.label("sourcing", f"kind-{decision}", language)


SHEET = define(
    "preview-sheet",
    Column("node", "node"),
    Column("year", "year", gaps=True, absent=""),
    Column("value", "value", absent=""),
    Column("unit", "unit", absent=""),
    Column("decision", "code", "sourcing/decision", names=_name_decision, absent=""),
    Column("source_class", "source-class", absent=""),
    Column("source", "text", names=show_written, absent=""),
    Column("score", "score", "robustness/score", places="decimals"),
    key=("node",),
)


class SheetRow(NamedTuple):
    """A figure of a State: a score of the index or of a part, or an indicator with its value."""

    node: str
    score: Decimal | None
    year: int | None = None
    value: Decimal | None = None
    unit: str = ""
    decision: str = ""
    source_class: str = ""
    source: str = ""


class PreviewSheet(TabularResult):
    """The figures of one State in an edition that is not released, for that State alone."""

    _json_name = "round-preview"

    _parts = (Part("figures", SHEET, "rows"),)

    def __init__(
        self, economy: str, result: Result, rows: tuple[SheetRow, ...], left_out: Finding | None
    ) -> None:
        self.economy, self.rows, self.left_out = economy, rows, left_out
        self.index, self.edition = result.methodology.document.index, result.edition
        self.decimals = result.decimals

    def _facts(self) -> Mapping[str, object]:
        return {"decimals": self.decimals}

    @property
    def consulted(self) -> int:
        """The number of values that are not from the State, and are used after consultation."""
        return sum(row.decision in CONSULTED for row in self.rows)

    def _say(self, key: str, **figures: object) -> Sentence:
        return Sentence(f"preview/{key}", index=self.index, edition=self.edition, **figures)

    def _list_remarks(self) -> Iterator[Sentence]:
        if self.economy in catalogue.synthetic_economies():
            yield Sentence("letter/rehearsal").as_note()
        yield Sentence("preview/closed").as_note()
        if self.left_out is not None:
            yield Sentence("preview/no-score", index=self.index)
        yield Sentence("preview/consulted", count=self.consulted)

    def _blocks(self, language: str) -> list[Block]:
        title = self._say("title", economy=self.economy).to_text(language)
        return [
            Heading(title, 1),
            *self._list_remarks(),
            write_grid(self._table(), language),
        ]

    def to_workbook(self, language: str) -> bytes:
        """Return a workbook with the figures as numbers, in a language."""
        title = self._say("title", economy=self.economy).to_text(language)
        remarks = [("", remark.to_text(language)) for remark in self._list_remarks()]
        name = i18n.text("preview", "figures", language)
        return write_spreadsheet(title, remarks, {name: self._table()}, language)

    def _to_dict(self) -> dict[str, Any]:
        return {
            "economy": self.economy,
            "index": self.index,
            "edition": self.edition,
            **super()._to_dict(),
        }


def make_sheets(selection: Selection, result: Result) -> dict[str, PreviewSheet]:
    """Return the sheet of each State by its code, also of one that the result leaves out."""
    decisions: dict[str, dict[str, dict[str, Any]]] = {}
    for record in records_of(selection.to_frame("en")):
        decisions.setdefault(record["economy"], {})[record["indicator"]] = record
    left_out = {finding.economy: finding for finding in result.exclusion_findings}
    return {
        economy: PreviewSheet(
            economy,
            result,
            tuple(_list_rows(economy, result, decisions.get(economy, {}))),
            left_out.get(economy),
        )
        for economy in sorted({*result.economies, *left_out})
    }


def _list_rows(
    economy: str, result: Result, decisions: Mapping[str, Mapping[str, Any]]
) -> Iterator[SheetRow]:
    """Yield the figures of a State in reading order."""
    indicators = catalogue.indicators()
    # A State that rejects estimates has no row in the result.
    has_row = economy in result.economies
    scores = result.rounded_rows[result.economy_position(economy)] if has_row else ()
    for node in result.nodes:
        score = scores[result.position(node)] if has_row else None
        made = decisions.get(node)
        if made is None:
            yield SheetRow(node, score)
            continue
        decision = made["decision"]
        reason = f":{made['reason']}" if decision == MISSING else ""
        yield SheetRow(
            node,
            score,
            None if decision == MISSING else int(made["year"]),
            None if decision == MISSING else Decimal(made["value"]),
            indicators[node].unit if node in indicators else "",
            f"{decision}{reason}",
            made["source_class"],
            made["source"],
        )
