"""Base classes of opened editions: folder, root, date and verified files."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from ictindex.core import arguments
from ictindex.core.paths import path_of
from ictindex.core.records import Record, read_only
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.table import Table
from ictindex.data.io.observation_columns import PRECISION
from ictindex.data.observations import Observations
from ictindex.data.tables.schema import is_stated
from ictindex.definitions.catalogue.licence_notices import lines_on_record
from ictindex.editions.errata import Erratum, read_errata, state_erratum
from ictindex.editions.exports import View, export
from ictindex.editions.publisher_checks import state_check
from ictindex.editions.storage.format import MANIFEST, decode_record
from ictindex.editions.verification_report import Report
from ictindex.editions.withdrawals import Withdrawal, read_withdrawal, state_withdrawal
from ictindex.indices.index_protocols import find_editions
from ictindex.indices.results.edition_observations import EDITION_OBSERVATIONS, EMPTY
from ictindex.indices.results.edition_parts import GROUPS, content_in
from ictindex.indices.results.origin_notices import OriginNotices
from ictindex.indices.results.result_kind import KIND_OF_RESULT, OFFICIAL
from ictindex.language import i18n
from ictindex.language.i18n.renderable import FILE_FORMATS, Renderable
from ictindex.language.i18n.sentences import Sentence

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

_MOST_SHOWN = 5
METHODOLOGY = Column(
    "methodology", "code", about="id of the methodology document", get="=methodology"
)


# Tables of an opened edition whose rows name the sources of its figures.
_TABLES = ("observations", "prices", "economics", "tariffs")


def _sources(opened: object) -> list[str]:
    """Return the sources that the tables of an opened edition name, each once."""
    tables = [getattr(opened, name, None) for name in _TABLES]
    named = [name for table in tables if table is not None for name in table.cells["source"]]
    return list(dict.fromkeys(name for name in named if name))


def _list_stated(cells: Mapping[str, Sequence[object]]) -> list[Column]:
    """Return the columns of released observations; those on precision only if a row has any."""
    return [
        column
        for name, column in EDITION_OBSERVATIONS.columns.items()
        if name in cells
        and column.about != EMPTY
        and (name not in PRECISION or is_stated(cells[name]))
    ]


class OpenedPublication(OriginNotices):
    """Base of opened editions and data releases, with errata and withdrawal.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = ict.editions.demonstrate(f"{folder}/trial").edition
    ...     opened = ict.open_edition(made.path)
    ...     written = opened.save(f"{folder}/scores.csv")
    ...     opened.errata, opened.withdrawal, written.name, opened.read("table.csv")[:11]
    ((), None, 'scores.csv', b'economy,idi')
    """

    if TYPE_CHECKING:
        released: dt.date
        publisher: str
        report: Report
        root: str

        @property
        def id(self) -> str:
            """Id of the edition or data release."""

        @property
        def kind(self) -> str:
            """Kind of the edition or data release."""

        def _view(self) -> View:
            """Return the content of a derived view."""

    @cached_property
    def errata(self) -> tuple[Erratum, ...]:
        """The errata on record when it was opened, in the order of the register.

        Retracted errata are included, with their ``retraction``.
        """
        return read_errata(self.report.records, self.report.unsigned)

    @cached_property
    def withdrawal(self) -> Withdrawal | None:
        """Its withdrawal, if it was already withdrawn when it was opened."""
        return read_withdrawal(self.report.records, self.report.unsigned)

    def read(self, file: str) -> bytes:
        """Return the verified bytes of a file of the edition or data release.

        Parameters
        ----------
        file : str
            Its path, such as ``"receipts.json"``.

        Returns
        -------
        bytes
            The content.

        Raises
        ------
        UsageError
            If it has no such file; the message names the existing ones.
        """
        return content_in(self.report.contents, file)

    def save(self, path: str | os.PathLike[str], language: str | None = None) -> Path:
        """Write a derived view (NetCDF, Parquet, Excel, or CSV for spreadsheets), or a page.

        Parameters
        ----------
        path : path
            The file; its ending determines the form: ``.nc``, ``.parquet``, ``.xlsx`` or ``.csv``,
            and of an edition also ``.json``, ``.docx``, ``.html``, ``.md``, ``.pdf``, ``.tex``,
            ``.txt`` and ``.typ``. A file that exists with other content is refused, unless
            :class:`ictindex.set_options` allows overwriting.
        language : str, optional
            One of the six languages, for a page; by default the one in force.

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        UsageError
            If the ending is another, or a package that the form needs is missing.
        UnusableFileError
            If it cannot be written.

        Notes
        -----
        A derived view names the root digest of its edition and is not frozen itself: only the
        edition is authoritative.
        """
        file = path_of(path, "path")
        if isinstance(self, Renderable) and file.suffix.lower() in (*FILE_FORMATS, ".json"):
            return Renderable.save(self, file, language)
        return export(self._view(), file)

    def cite(
        self, form: Literal["text", "bibtex", "ris"] = "text", language: str | None = None
    ) -> str:
        """Return how it is cited: publisher, title, id, day of release, root digest, licences.

        Parameters
        ----------
        form : str
            ``"text"``, ``"bibtex"`` or ``"ris"``: the last two for programs that manage references.
        language : str, optional
            One of the six languages.

        Returns
        -------
        str
            The citation; of a text the first line is the citation proper.

        Raises
        ------
        UsageError
            For another form.

        Examples
        --------
        >>> import tempfile
        >>> import ictindex as ict
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     opened = ict.open_edition(ict.editions.demonstrate(f"{folder}/trial").edition.path)
        >>> opened.cite("bibtex", "en").partition(",")[0]
        '@misc{demonstration-idi-2024-demonstration'
        """
        from ictindex.editions.edition_citation import CitedEdition, cite_edition

        manifest = decode_record(self.read(MANIFEST), MANIFEST)
        notices = self.notices(i18n.current_language(language))
        return cite_edition(
            CitedEdition(manifest, self.kind, _sources(self), notices), form, language
        )

    def _facts(self) -> dict[str, str]:
        """Return the facts of its edition that every derived view states."""
        licences = " ".join(f"{line}." for line in lines_on_record(_sources(self)))
        return {
            "id": self.id,
            "kind": self.kind,
            "released": self.released.isoformat(),
            "publisher": self.publisher,
            **({"licences": licences} if licences else {}),
            **self.frame_attributes(),
        }

    def _notices(self) -> list[Sentence]:
        """Return a sentence each on signature, root, withdrawal and errata."""
        # The signature is that of an edition that is official, or calls itself so.
        notices = [Sentence("errata/root", root=self.root)]
        if self.report.publisher.kind == OFFICIAL:
            notices.insert(0, state_check(self.report.publisher))
        if self.withdrawal is not None:
            notices.insert(0, state_withdrawal(self.withdrawal))
        notices += [state_erratum(erratum) for erratum in self.errata[:_MOST_SHOWN]]
        if len(self.errata) > _MOST_SHOWN:
            rest = len(self.errata) - _MOST_SHOWN
            retracted = sum(erratum.retraction is not None for erratum in self.errata[_MOST_SHOWN:])
            key = "more-retracted" if retracted else "more"
            notices.append(Sentence(f"errata/{key}", count=rest, retracted=retracted))
        if self.errata:
            notices.append(Sentence("errata/stays"))
        return notices

    def frame_attributes(self) -> dict[str, str]:
        """Return root, errata and withdrawal for the attributes of datasets and frames.

        Returns
        -------
        dict
            Text by name.
        """
        attributes = {"root": self.root, "errata": str(len(self.errata))}
        if self.report.publisher.kind == OFFICIAL:
            attributes["signature"] = self.report.publisher.state
        retracted = sum(erratum.retraction is not None for erratum in self.errata)
        if retracted:
            attributes["errata_retracted"] = str(retracted)
        if self.withdrawal is not None:
            attributes["withdrawn"] = self.withdrawal.date.isoformat()
        return attributes


@read_only
class OpenedEdition(OpenedPublication):
    """Base class of opened editions, which later changes to the folder do not affect.

    Parameters
    ----------
    path : pathlib.Path
        The folder that it was read from.
    root : str
        Root digest, which depends on every byte of it.
    released : datetime.date
        The stated date of release.
    publisher : str
        The publisher; empty if it is not stated.
    report : Report
        The result of the verification.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     opened = ict.open_edition(ict.editions.demonstrate(f"{folder}/trial").edition.path)
    >>> isinstance(opened, OpenedEdition), opened.manifest["kind"], opened.read("table.csv")[:11]
    (True, 'demonstration', b'economy,idi')
    """

    path: Path
    root: str
    released: dt.date
    publisher: str
    report: Report

    def _view(self) -> View:
        result: Any = self

        def table() -> Table:
            saved = find_editions(result.implementation).make_saved(result)
            facts = {**saved.facts, METHODOLOGY.name: result.methodology.id}
            return Table(saved.schema.join(saved.schema.name, METHODOLOGY), saved.cells, facts)

        def dataset() -> xr.Dataset:
            whole: xr.Dataset = result.dataset
            texts = [name for name, cells in whole.variables.items() if cells.dtype.kind == "U"]
            for name in [*texts, *("status", "source_class", "flags")]:
                if name in whole.data_vars:
                    whole[name] = whole[name].astype(object)
            return whole

        notices = self.notices(i18n.current_language())
        return View(self._facts(), notices, table, dataset, _sources(self))

    @property
    def manifest(self) -> dict[str, Any]:
        """The content of the manifest, as a new mapping."""
        return decode_record(self.read(MANIFEST), MANIFEST)

    @cached_property
    def _groupings(self) -> Mapping[str, Mapping[str, str]]:
        """Return the group of each economy by frozen grouping, with the groups in their order."""
        if GROUPS not in self.report.contents:
            return MappingProxyType({})
        figures = json.loads(self.read(GROUPS))["groupings"]
        dated = json.loads(self.read("catalogue/groups.json"))["groups"]["groupings"]
        return MappingProxyType(
            {
                name: MappingProxyType(
                    {
                        economy: group
                        for group in dict.fromkeys(row[0] for row in figures[name]["rows"])
                        for economy in dated[name]["groups"].get(group, ())
                    }
                )
                for name in figures
            }
        )

    @property
    def vintage(self) -> str:
        """Vintage of the frozen groupings; empty if there are none."""
        if GROUPS not in self.report.contents:
            return ""
        vintage: str = json.loads(self.read(GROUPS))["vintage"]
        return vintage


@read_only
class DataRelease(Record, OpenedPublication, arguments.ReadOnly):
    """An opened data release: validated observations without an index.

    :func:`ictindex.open_edition` returns it.

    Parameters
    ----------
    id, kind : str
        Its id; ``official``, ``reconstruction``, ``demonstration`` or ``unsigned``.
    path : pathlib.Path
        The folder that it was read from.
    root : str
        Root digest.
    released : datetime.date
        The stated date of release.
    publisher : str
        The publisher; empty if it is not stated.
    observations : Observations
        The released observations; confidential values are missing.
    report : Report
        The result of the verification.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> annex = ict.sample_data("idi-2024-annex.csv")
    >>> table = ict.read_observations(annex)
    >>> receipt = ict.accept(
    ...     table, ict.validate(table, year=2022), role="compiler", transcribed="IDI 2024, Annex 2"
    ... )
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     edition = ict.editions.release_data(
    ...         receipt, folder, name="annex", released="2024-06-27"
    ...     )
    ...     release = ict.open_edition(edition.path)
    >>> release, len(release.observations), release.read("receipts.json")[:12]
    (<DataRelease data-2024-annex-reconstruction>, 229, b'{"records":[')
    """

    id: str
    kind: str
    path: Path
    root: str
    released: dt.date
    publisher: str
    observations: Observations
    report: Report

    @property
    def figures(self) -> pd.DataFrame:
        """The public figures as a data frame: whether each is as in the last edition, or revised.

        ``origin`` is ``edition`` (the last edition that was public has the same value) or
        ``database``; ``change`` is ``new``, ``same``, ``revised`` (with the value ``before``) or
        ``not-published`` (public before, and not any more); ``public_in`` is the id that had it.

        Returns
        -------
        pandas.DataFrame
            A row for each public figure of the release.

        Raises
        ------
        UsageError
            If the release is from before these figures were stated.

        Examples
        --------
        >>> import tempfile
        >>> import ictindex as ict
        >>> table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
        >>> receipt = ict.accept(
        ...     table, ict.validate(table, year=2022), role="compiler", transcribed="Annex 2"
        ... )
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     made = ict.editions.release_data(
        ...         receipt, folder, name="annex", released="2024-06-27"
        ...     )
        ...     figures = ict.open_edition(made.path).figures
        >>> figures[["economy", "value", "origin", "change"]].values.tolist()[0]
        ['AFG', 58.0, 'database', 'new']
        """
        from ictindex.core.tables.frame_writer import write_frame
        from ictindex.editions.released_figures import read_figures

        return write_frame(read_figures(self.read("figures.csv")))

    def _view(self) -> View:
        def table() -> Table:
            cells = self.observations.cells
            columns = [*_list_stated(cells), KIND_OF_RESULT]
            declared = define("released-observations", *columns, page=())
            schema = declared.rewrite(written={"kind": "text"})  # its digits, in every form
            return Table(
                schema,
                {name: cells[name] for name in schema.columns if name in cells},
                {KIND_OF_RESULT.name: self.kind},
            )

        def dataset() -> xr.Dataset:
            rows = self.observations.to_frame()
            rows = rows.assign(value=rows["value"].astype(float), edition=self.id, root=self.root)
            kinds: dict[Any, Any] = dict.fromkeys(rows, object)
            kinds |= dict.fromkeys(("year", "line", "value"), float)
            return rows.astype(kinds).rename_axis("row").to_xarray()

        return View(self._facts(), self.notices(i18n.current_language()), table, dataset)

    def __repr__(self) -> str:
        return f"<DataRelease {self.id}>"
