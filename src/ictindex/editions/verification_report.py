"""Report of a verification: a verdict, and every file that is not as published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ictindex.core.data_classes import dataclass
from ictindex.core.records import Record
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.table import Table
from ictindex.data.cell_text import visible
from ictindex.editions.publisher_checks import NOT_INTACT, PublisherCheck, state_check
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.renderable import Renderable

if TYPE_CHECKING:
    import pandas as pd

FILES = define(
    "verification",
    Column("file", "text", "verify/notes/file"),
    Column("state", "code", about="intact, or what is wrong with it", page=False),
    Column("message", "text", "verify/notes/problem", "of a problem, in words", absent=""),
    key=("file",),
)
# The problems that lead to each verdict; the first verdict with a problem is reported.
VERDICTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "altered": frozenset(
            (
                "altered",
                "added",
                "unreadable",
                "unsound",
                "not-the-root",
                "disagrees",
                "renamed",
            )
        ),
        "incomplete": frozenset(("missing",)),
        "register-altered": frozenset(
            (
                "record-missing",
                "record-added",
                "record-unsound",
                "record-altered",
                "record-twice",
                "record-astray",
            )
        ),
        "register-unreadable": frozenset(("register-unreadable",)),
        "register-forked-or-rolled-back": frozenset(("head-unknown",)),
        "not-in-register": frozenset(("not-in-register",)),
    }
)
INTACT = ("intact-pinned", "intact")
_MOST_SHOWN = 50


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A difference from what was published.

    Parameters
    ----------
    file : str
        Path of the file in the edition or the register.
    code : str
        The kind of the problem, such as ``"altered"``.

    Examples
    --------
    >>> import ictindex as ict
    >>> Problem("index.html", "altered").message("en")
    'Not the bytes that were published.'
    """

    file: str
    code: str

    def message(self, language: str | None = None) -> str:
        """Return what is wrong, in words.

        Parameters
        ----------
        language : str, optional
            Language; by default the one in force.

        Returns
        -------
        str
            A few words.
        """
        return i18n.text("verify/problems", self.code, language)


@dataclass(frozen=True, eq=False, repr=False)
class Report(Record, Renderable):
    """Report of a verification: a verdict, and every file that is not as published.

    Parameters
    ----------
    path : pathlib.Path
        The folder of the edition.
    verdict : str
        ``intact-pinned``, ``intact``, ``altered``, ``incomplete``, ``register-altered``,
        ``register-unreadable``, ``register-forked-or-rolled-back`` or ``not-in-register``.
    pinned : bool
        Whether a root or a head from the caller confirms the edition.
    problems : tuple of Problem
        The differences from what was published, sorted by file.
    files : mapping of str to str
        ``"intact"``, or the code of its problem, for each file of the edition that was checked.
    id : str
        Id that the manifest states; empty if it cannot be read.
    root : str
        Root digest of the present manifest; empty if there is none.
    head : str
        Head of the present register; empty if no register was checked.
    registered : bool or None
        Whether the register names the root, or without a manifest the name of the folder; ``None``
        if no register was checked.
    withdrawn : bool
        Whether the register has a withdrawal of it.
    errata : int
        Number of its errata in the register, retracted ones included.
    retracted : int
        Number of retracted errata.
    besides : tuple of Problem
        Additional files without effect, left behind by systems or editors (``"besides"``), and
        another name of the folder (``"other-name"``).
    contents : mapping of str to bytes
        The bytes that were read, so that no file is read twice; only for an intact edition.
    records : tuple of mapping
        Records of the register about it: errata, withdrawal.
    publisher : PublisherCheck
        Whether its publisher signed it, and what this proves.
    unsigned : frozenset of int
        Numbers of the records about a signed edition that its publisher did not sign.
    asked : bool
        Whether the caller stated the fingerprint of the publisher.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import ictindex as ict
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "table.csv").write_text("economy,idi")  # all that is left of it
    ...     report = ict.verify(folder)
    >>> report.verdict, report.intact, report.problems[0].file
    ('incomplete', False, 'manifest.json')
    >>> report.to_frame()["state"].tolist()
    ['missing']
    >>> with tempfile.TemporaryDirectory() as another:
    ...     made = ict.editions.demonstrate(f"{another}/trial").edition
    ...     (made.path / ".DS_Store").touch()
    ...     littered = ict.verify(made.path)
    >>> littered.verdict, littered.describe_besides("en")
    ('intact', 'Every published byte is intact; in addition: .DS_Store.')
    """

    _json_name = "edition-verification"

    path: Path
    verdict: str
    pinned: bool
    problems: tuple[Problem, ...]
    files: Mapping[str, str]
    id: str = ""
    root: str = ""
    head: str = ""
    registered: bool | None = None
    withdrawn: bool = False
    errata: int = 0
    retracted: int = 0
    besides: tuple[Problem, ...] = ()
    contents: Mapping[str, bytes] = field(default_factory=dict)
    records: tuple[Mapping[str, object], ...] = ()
    publisher: PublisherCheck = field(default_factory=lambda: PublisherCheck(NOT_INTACT))
    unsigned: frozenset[int] = frozenset()
    asked: bool = False

    @property
    def intact(self) -> bool:
        """True if no difference from what was published was found."""
        return self.verdict in INTACT

    def __bool__(self) -> bool:
        return self.intact and not self._is_refuted

    @property
    def _is_refuted(self) -> bool:
        """True if a fingerprint of the publisher was stated and its signature was not found."""
        return self.asked and not self.publisher.signed

    def to_frame(self, language: str | None = None) -> pd.DataFrame:
        """Return a row for each file: file, state and message (of the problems).

        Parameters
        ----------
        language : str, optional
            Language of ``message``; by default the one in force.

        Returns
        -------
        pandas.DataFrame
            Columns file, state, message.
        """
        problems = (*self.besides, *self.problems)
        states = {**self.files, **{problem.file: problem.code for problem in problems}}
        return write_frame(_list_files(sorted(states.items()), language))

    def _to_dict(self) -> dict[str, Any]:
        """Return the verdict and every difference from what was published, as plain data."""
        return {
            "id": self.id,
            "publisher": self.publisher.record,
            "verdict": self.verdict,
            "intact": self.intact,
            "pinned": self.pinned,
            "root": self.root,
            "head": self.head,
            "registered": self.registered,
            "withdrawn": self.withdrawn,
            "errata": self.errata,
            "retracted": self.retracted,
            "unsigned": sorted(self.unsigned),
            "problems": [{"file": each.file, "code": each.code} for each in self.problems],
            "besides": [{"file": each.file, "code": each.code} for each in self.besides],
        }

    def _blocks(self, language: str) -> list[Block]:
        name = self.id or visible(self.path.name)
        blocks: list[Block] = [
            i18n.Heading(name, 2),
            state_check(self.publisher),
            i18n.Sentence(f"verify/verdicts/{self.verdict}"),
        ]
        if self.withdrawn:
            blocks.append(i18n.Sentence("verify/notes/withdrawn"))
        if self.registered is None:
            blocks.append(i18n.Sentence("verify/notes/no-register"))
        if self.errata:
            key = "errata-retracted" if self.retracted else "errata"
            counts = {"count": self.errata, "retracted": self.retracted}
            blocks.append(i18n.Sentence(f"verify/notes/{key}", **counts))
        if self.unsigned:
            unsigned = len(self.unsigned)
            blocks.append(i18n.Sentence("verify/notes/unsigned-records", count=unsigned))
        if self.besides:
            blocks.append(i18n.Paragraph(self.describe_besides(language)))
        if self.problems:
            shown = [(problem.file, problem.code) for problem in self.problems[:_MOST_SHOWN]]
            blocks.append(write_grid(_list_files(shown, language), language))
            left = len(self.problems) - len(shown)
            if left:
                blocks.append(i18n.Sentence("views/more-rows", count=left))
        facts = [
            i18n.text("verify/notes", key, language, digest=digest)
            for key, digest in (("root", self.root), ("head", self.head))
            if digest
        ]
        return [*blocks, *map(i18n.Paragraph, facts)]

    def describe_besides(self, language: str | None = None) -> str:
        """Return the additional files in words; empty if there are none.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        str
            One line.
        """
        if not self.besides:
            return ""
        language = i18n.current_language(language)
        shown = [
            i18n.text("verify/notes", "besides-folder", language, name=visible(problem.file))
            if problem.code == "other-name"
            else i18n.isolate(visible(problem.file), language)
            for problem in self.besides[:_MOST_SHOWN]
        ]
        rest = len(self.besides) - len(shown)
        if rest:
            shown.append(i18n.text("views", "more-faults", language, count=str(rest)))
        key = "besides" if self.intact else "besides-too"
        return i18n.text("verify/notes", key, language, names=i18n.join(shown, language))


def _list_files(states: Iterable[tuple[str, str]], language: str | None) -> Table:
    """Return files with their states, and what is wrong in words."""
    rows = [
        {
            "file": file,
            "state": state,
            "message": "" if state == "intact" else Problem(file, state).message(language),
        }
        for file, state in states
    ]
    return Table.of(FILES, rows)
