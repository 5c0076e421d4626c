"""The mandate clause by clause: what of the library serves each clause, in words."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

from ictindex.core.arguments import doors
from ictindex.core.data_classes import dataclass
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.table import Table
from ictindex.definitions import documents
from ictindex.definitions.documents.mandate_list import Clause, Mandate
from ictindex.language import i18n
from ictindex.language.i18n.document import Block, Bullets, Heading, Paragraph
from ictindex.language.i18n.renderable import Renderable
from ictindex.language.i18n.sentences import Sentence, put_before

if TYPE_CHECKING:
    import pandas as pd

CLAUSES = define(
    "mandates",
    Column("mandate", "code"),
    Column("clause", "code"),
    Column("section", "code"),
    Column("number", "count"),
    Column("verdict", "code"),
    Column("commands", "text", about="one to a line"),
    Column("text", "text"),
    key=("mandate", "clause"),
    page=(),
)


def _words(key: str, language: str, **data: object) -> str:
    return i18n.text("mandate", key, language, **data)


@doors
@dataclass(frozen=True, eq=False, repr=False)
class Mandates(Renderable):
    """The resolutions that are the mandate of the indices. Made by :func:`ictindex.data.mandates`.

    Parameters
    ----------
    by_id : mapping of str to Mandate
        The revisions by id, in the order of the conferences.

    Examples
    --------
    >>> import ictindex as ict
    >>> listed = ict.data.mandates()
    >>> [(key, len(mandate.clauses)) for key, mandate in listed.by_id.items()][1:]
    [('resolution-131-rev-bucharest-2022', 0), ('resolution-131-rev-doha-2026', 0)]
    >>> listed.rows()[0]["mandate"]
    'resolution-131-rev-dubai-2018'
    >>> frame = listed.to_frame()
    >>> frame.loc[frame["clause"] == "director-5", "verdict"].item()
    'whole'
    """

    by_id: Mapping[str, Mandate]

    def rows(self) -> list[dict[str, Any]]:
        """Return a record for each clause.

        Returns
        -------
        list of dict
            mandate, clause, section, number, verdict, commands (a list) and text (in English).
        """
        return [
            {
                "mandate": mandate.id,
                "clause": clause.id,
                "section": clause.section,
                "number": clause.number,
                "verdict": clause.verdict,
                "commands": list(clause.commands),
                "text": clause.text,
            }
            for mandate in self.by_id.values()
            for clause in mandate.clauses
        ]

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each clause.

        Returns
        -------
        pandas.DataFrame
            Columns mandate, clause, section, number, verdict, commands (one to a line), text.
        """
        rows = [row | {"commands": "\n".join(row["commands"])} for row in self.rows()]
        return write_frame(Table.of(CLAUSES, rows))

    _json_name = "resolutions"

    def _to_dict(self) -> dict[str, Any]:
        """Return everything as plain data, for JSON."""
        return {"mandates": [mandate.to_dict() for mandate in self.by_id.values()]}

    def _blocks(self, language: str) -> list[Block]:
        blocks: list[Block] = [
            Heading(_words("title", language), 1),
            i18n.Sentence("mandate/meaning"),
        ]
        for mandate in self.by_id.values():
            blocks.append(Heading(i18n.label("mandates", mandate.id, language), 2))
            blocks += [note.as_note() for note in _notes(mandate, language)]
            for section, clauses in groupby(mandate.clauses, key=lambda clause: clause.section):
                blocks.append(Heading(i18n.label("mandate-sections", section, language), 3))
                for clause in clauses:
                    blocks += _clause_blocks(mandate, clause, language)
        return blocks


def _notes(mandate: Mandate, language: str) -> list[Sentence]:
    """Return what was read of a text, and the documents that name it."""
    notes = []
    if mandate.begins is not None and mandate.ends is not None:
        days = {"begins": mandate.begins, "ends": mandate.ends}
        notes.append(Sentence("mandate/conference", **days))
    elif not mandate.is_read:
        notes.append(Sentence("mandate/unread"))
    elif language not in mandate.languages:
        notes.append(Sentence("mandate/read-in-english"))
    named = [key for key, d in documents.library().items() if d.mandate == mandate.id]
    if named:
        notes.append(Sentence("mandate/named", documents=tuple(named)))
    return notes


def _clause_blocks(mandate: Mandate, clause: Clause, language: str) -> list[Block]:
    """Return a clause: its verdict, its text where it was read, what is absent, the commands."""
    name = i18n.Sentence(f"mandate-sections/{clause.section}")
    if clause.number:
        name = i18n.Sentence("mandate/clause", part=name, number=clause.number)
    verdict = i18n.Sentence(f"mandate-verdicts/{clause.verdict}")
    blocks: list[Block] = [put_before(name, verdict)]
    if clause.text and language in mandate.languages:
        blocks.append(Paragraph(i18n.quote(clause.text, language)))
    if clause.verdict in ("partly", "not"):
        blocks.append(i18n.Sentence(f"mandate-absent/{clause.id}").as_note())
    if clause.commands:
        blocks.append(Bullets([i18n.isolate(command, language) for command in clause.commands]))
    return blocks


def mandates() -> Mandates:
    """Return the resolutions that are the mandate of the indices, clause by clause.

    Returns
    -------
    Mandates
        Resolution 131 as revised in Dubai (2018), which was read, in Bucharest (2022), which
        documents name and nobody read, and the conference of Doha (2026), of which nothing was
        read.

    Notes
    -----
    The verdict of a clause is *whole* only if its commands do what a program can do for it, and a
    test runs each of them. Source: Resolution 131 (Rev. Dubai, 2018).

    Examples
    --------
    >>> import ictindex as ict
    >>> dubai = ict.data.mandates().by_id["resolution-131-rev-dubai-2018"]
    >>> dubai.validity_years, dubai.languages, dubai.clauses[2].id
    (4, ('en',), 'resolves-3')
    """
    return Mandates(documents.mandates())
