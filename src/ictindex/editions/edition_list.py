"""The editions of a folder, from the register: also those whose folder was removed."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import CatalogueError, UsageError
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table
from ictindex.data.cell_text import visible
from ictindex.data.io.csv import path_of
from ictindex.editions.opening import Whole, complete_all, open_edition
from ictindex.editions.publisher_evidence import Facts, check_signed
from ictindex.editions.storage.format import REGISTER, is_root
from ictindex.editions.storage.register import PUBLISHING, count_errata, load_register
from ictindex.editions.storage.register_audit import Chain, chain_of, follow
from ictindex.editions.verification import examine
from ictindex.editions.verification_report import Report
from ictindex.indices.results.result_kind import OFFICIAL
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.renderable import Renderable

if TYPE_CHECKING:
    import pandas as pd


def _write_errata(row: Mapping[str, Any], language: str) -> str:
    """Return the number of errata on record, and of the retracted ones among them."""
    if not row["retracted"]:
        return str(row["errata"] or "")
    counts = {"count": str(row["errata"]), "retracted": str(row["retracted"])}
    return i18n.text("editions", "errata-retracted", language, **counts)


LISTED = define(
    "editions",
    Column("id", "code", "editions/columns/id"),
    Column("type", "code", about="edition or data release"),
    Column("kind", "code", "editions/columns/kind", names="editions/kinds"),
    Column("index", "code"),
    Column("edition", "year"),
    Column("year", "year"),
    Column("released", "date", "editions/columns/released"),
    Column("publisher", "text"),
    Column("state", "code", "editions/columns/state", names="editions/states"),
    Column("errata", "count", "editions/columns/errata", "on record", write=_write_errata),
    Column("retracted", "count", about="errata that were retracted"),
    Column("root", "code", "editions/columns/root"),
    key=("id",),
    page=("id", "kind", "released", "state", "errata", "root"),
)


@dataclass(frozen=True, slots=True)
class ListedEdition:
    """An edition or a data release in the register."""

    id: str
    type: str
    kind: str
    index: str
    edition: int
    year: int
    released: dt.date
    publisher: str
    root: str
    number: int
    errata: int
    retracted: int
    withdrawn: bool
    path: Path

    @property
    def state(self) -> str:
        """``published``, ``withdrawn`` or ``folder-missing``; see ``verify`` for intact bytes."""
        if self.withdrawn:
            return "withdrawn"
        return "published" if self.path.is_dir() else "folder-missing"

    def open(self, head: str | None = None) -> Whole:
        """Verify and open it with the root in the register."""
        return open_edition(self.path, root=self.root, head=head)


class Editions(Renderable, Sequence[ListedEdition]):
    """The editions and data releases of a folder, in the order in which they were published.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of editions.
    listed : sequence of ListedEdition
        The entries of the register.
    head : str
        Head of the register, which can be pinned; empty for an empty register.

    Examples
    --------
    >>> len(Editions(Path("editions"), (), "")), Editions(Path("editions"), (), "").head
    (0, '')
    >>> Editions(Path("editions"), (), "").folder.name
    'editions'
    >>> dict(Editions(Path("editions"), (), "").verify())
    {}
    >>> Editions(Path("editions"), (), "").to_frame().columns.tolist()[:2]
    ['id', 'type']
    """

    _json_name = "edition-list"

    def __init__(self, folder: Path, listed: Sequence[ListedEdition], head: str) -> None:
        self._folder, self._listed, self._head = folder, tuple(listed), head

    @property
    def folder(self) -> Path:
        """The folder of editions."""
        return self._folder

    @property
    def head(self) -> str:
        """Head of the register, which can be pinned; empty for an empty register."""
        return self._head

    def __len__(self) -> int:
        return len(self._listed)

    def __iter__(self) -> Iterator[ListedEdition]:
        return iter(self._listed)

    @overload
    def __getitem__(self, key: int | str) -> ListedEdition: ...
    @overload
    def __getitem__(self, key: slice) -> Editions: ...
    def __getitem__(self, key: int | str | slice) -> ListedEdition | Editions:
        """Return an edition by its position or its id."""
        if isinstance(key, slice):
            return Editions(self._folder, self._listed[key], self._head)
        if not isinstance(key, str):
            return self._listed[key]
        for listed in self._listed:
            if listed.id == key:
                return listed
        allowed = [listed.id for listed in self._listed] or "-"
        raise CatalogueError("archive.id-unknown", wanted=visible(key)[:80], allowed=allowed)

    def verify(self, head: str | None = None) -> Mapping[str, Report]:
        """Verify all editions, except withdrawn ones whose folder was removed.

        Parameters
        ----------
        head : str, optional
            A head of the register that is known from elsewhere.

        Returns
        -------
        mapping of str to Report
            By id, in order.

        Raises
        ------
        UsageError
            If the head is not a digest.
        """
        if head is not None and not is_root(head):
            raise UsageError("archive.no-digest", argument="head", given=visible(str(head))[:90])
        register = str(self._folder / REGISTER)
        chain = follow(register, head)  # once for all editions
        return {
            listed.id: examine(listed.path, None, None, head, chain)
            for listed in self._listed
            if listed.path.is_dir() or not listed.withdrawn
        }

    def to_frame(self) -> pd.DataFrame:
        """Return a row for each.

        Returns
        -------
        pandas.DataFrame
            Columns id, type, kind, index, edition, year, released, publisher, state, errata,
            retracted, root.
        """
        return write_frame(Table.of(LISTED, self._listed), {"head": self._head})

    def _to_dict(self) -> dict[str, Any]:
        """Return the head of the register and a record for each edition, as plain data."""
        return {"head": self._head, "editions": write_records(Table.of(LISTED, self._listed))}

    def _blocks(self, language: str) -> list[Block]:
        blocks: list[Block] = [
            i18n.Heading(i18n.text("editions", "title", language), 2),
            write_grid(Table.of(LISTED, self._listed), language),
        ]
        if self._head:
            note = i18n.text("verify/notes", "head", language, digest=self._head)
            blocks.append(i18n.Paragraph(note))
        return blocks


def list_editions(folder: str | os.PathLike[str]) -> Editions:
    """List the editions and data releases in the register of a folder.

    Parameters
    ----------
    folder : path
        The folder of editions, with their register.

    Returns
    -------
    Editions
        In the order of publication; also those that were withdrawn or whose folder was removed.

    Raises
    ------
    DamagedArchiveError
        If the register is not a sound chain.
    UsageError
        If there is no such folder.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     len(ict.editions.list_editions(folder))
    0
    """
    directory = path_of(folder, "folder")
    if not directory.is_dir():
        raise UsageError("archive.no-edition", folder=visible(str(directory)))
    register = load_register(directory)
    complete_all(directory, register)
    chain = chain_of(register)
    listed = []
    for number, record in enumerate(register):
        if record["type"] not in PUBLISHING:
            continue
        key = str(record["id"])
        errata, retracted = count_errata(register.about(key, "erratum"))
        listed.append(
            ListedEdition(
                id=key,
                released=dt.date.fromisoformat(record["date"]),
                number=number,
                errata=errata,
                retracted=retracted,
                withdrawn=bool(register.about(key, "withdrawal")),
                path=directory / key,
                kind=_kind_shown(directory, chain, record),
                **{
                    name: record[name]
                    for name in ("type", "index", "edition", "year", "publisher", "root")
                },
            )
        )
    return Editions(directory, listed, register.head)


def _kind_shown(folder: Path, chain: Chain, record: Mapping[str, Any]) -> str:
    """Return the kind of an edition; one that its publisher did not sign is not official."""
    kind = str(record["kind"])
    if kind != OFFICIAL:
        return kind
    facts = Facts(record["id"], record["root"], kind, record["publisher"], record["date"])
    return check_signed(facts, chain, (folder,), None)[0].kind_shown
