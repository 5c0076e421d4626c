"""Every error of the library: a code and its data, without words, in four families.

The words are in the language files. They are added when an error is shown, so that every error can
be read in six languages. ``ictindex/__init__.py`` passes the wording function to this room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

__all__ = [
    "ArchiveError",
    "CatalogueError",
    "DamagedArchiveError",
    "DataError",
    "DocumentError",
    "DraftMethodologyError",
    "EditionError",
    "FrozenDocumentError",
    "IctindexError",
    "LicenceError",
    "MethodologyError",
    "MissingFileError",
    "MissingInputsError",
    "NumberSyntaxError",
    "ReadOnlyError",
    "RefusedEditionError",
    "RefusedObservationsError",
    "TakenIdError",
    "UnknownMethodologyError",
    "UnusableFileError",
    "UsageError",
    "VoidReceiptError",
]


class Fault(Protocol):
    """One of several faults that an error lists: a code and its data."""

    @property
    def code(self) -> str: ...
    @property
    def details(self) -> Mapping[str, object]: ...


Wording = Callable[["IctindexError", "str | None"], str]
_wording: list[Wording] = []


def set_wording(wording: Wording) -> None:
    """Set the function that words errors (called once, by the package itself)."""
    _wording[:] = [wording]


class IctindexError(Exception):
    """Base of all errors of the library.

    Parameters
    ----------
    code : str
        The code of the message in the language files, such as ``"document.unknown-key"``.
    faults : iterable of Fault
        All faults, if the error reports several at once.
    **details : object
        The data that the message names: file, line, key, value, what is allowed.

    Examples
    --------
    >>> import ictindex as ict
    >>> try:
    ...     ict.methodology("idi", edition=1999)
    ... except ict.errors.IctindexError as error:
    ...     error.code
    'methodology.no-edition'
    """

    def __init__(self, code: str, *, faults: Iterable[Fault] = (), **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details: dict[str, object] = details
        self.faults: tuple[Fault, ...] = tuple(faults)
        # An error about a user's own index always names its indicators and areas in the user's
        # words.
        from ictindex.core.own_terms import current_terms  # not needed to import the package

        self._own_terms = current_terms()

    def message(self, language: str | None = None) -> str:
        """Return the message in a language.

        Parameters
        ----------
        language : str, optional
            Language; by default the one in force.

        Returns
        -------
        str
            What is wrong, where, and what to do about it.

        Examples
        --------
        >>> import ictindex as ict
        >>> try:
        ...     ict.sample_data("annex.csv")
        ... except ict.errors.UsageError as error:
        ...     print(error.message("en").partition(".")[0])
        There is no sample file 'annex
        """
        if not _wording:
            return f"{self.code} {self.details}"
        if self._own_terms is None:
            return _wording[0](self, language)
        from ictindex.core.own_terms import use_terms

        with use_terms(self._own_terms):
            return _wording[0](self, language)

    def to_dict(self, language: str | None = None) -> dict[str, object]:
        """Return the error as plain data, for JSON.

        Parameters
        ----------
        language : str, optional
            Language of the message; by default the one in force.

        Returns
        -------
        dict
            ``code``; ``details``, the data of the message (decimals, dates and paths as text,
            tuples as lists); ``message``, with the remedy; ``faults``, a dictionary each if the
            error reports several.

        Examples
        --------
        >>> import ictindex as ict
        >>> try:
        ...     ict.methodology("idi", edition=1999)
        ... except ict.errors.IctindexError as error:
        ...     record = error.to_dict("en")
        >>> record["code"], record["details"]["edition"], record["faults"]
        ('methodology.no-edition', '1999', [])
        """
        from ictindex.core.plain_data import make_plain  # not needed to import the package

        return {
            "code": self.code,
            "details": make_plain(self.details, language),
            "message": self.message(language),
            "faults": [_record_fault(fault, language) for fault in self.faults],
        }

    def __str__(self) -> str:
        return self.message()

    def __reduce__(self) -> tuple[object, ...]:
        parts = (type(self), self.code, self.details, self.faults)
        return (_rebuild, parts, {"_own_terms": self._own_terms})


def _rebuild(
    kind: type[IctindexError], code: str, details: dict[str, object], faults: tuple[Fault, ...]
) -> IctindexError:
    return kind(code, faults=faults, **details)


def _record_fault(fault: Fault, language: str | None) -> dict[str, object]:
    """Return one of the faults of an error: a finding, an error, or a code with its data."""
    record: Callable[[str | None], dict[str, object]] | None = getattr(fault, "to_dict", None)
    if record is None:  # it has no words: an error with its code and data has the same ones
        record = IctindexError(fault.code, faults=(), **fault.details).to_dict
    return record(language)


class UsageError(IctindexError, ValueError):
    """A call does not make sense: an unknown name, an argument that does not fit."""


class MissingInputsError(UsageError):
    """A single economy is scored without all the inputs that the methodology needs."""


class ReadOnlyError(UsageError, AttributeError):
    """A caller tries to change a read-only object."""


class DataError(IctindexError):
    """Family of errors of figures, of their files and of their receipts."""


class NumberSyntaxError(DataError, ValueError):
    """A number does not follow the number grammar."""


class CatalogueError(DataError, LookupError):
    """An economy, indicator, grouping or language is not in the catalogue."""


class LicenceError(DataError, ValueError):
    """A source has no licence on record, or one table cannot meet all licences of its sources."""


class UnusableFileError(DataError, ValueError):
    """A file (or table) as a whole cannot be read with certainty."""


class MissingFileError(UnusableFileError, FileNotFoundError):
    """There is no such file; ``except FileNotFoundError`` sees it too.

    Parameters
    ----------
    code : str
        The code of the message.
    faults : iterable of Fault
        All faults, if the error reports several at once.
    **details : object
        The data that the message names; ``file`` is the ``filename`` that Python's error has.
    """


class RefusedObservationsError(DataError, ValueError):
    """Observations have faulty or competing cells, and nothing is computed from them."""


class VoidReceiptError(DataError, ValueError):
    """A receipt is no longer valid: its table was changed after the receipt was made."""


class MethodologyError(IctindexError):
    """Family of errors of methodology documents."""


class DocumentError(MethodologyError, ValueError):
    """A methodology document, its evidence or a language file is unusable."""


class FrozenDocumentError(DocumentError):
    """A released document differs from its digest in ``FROZEN.toml``."""


class UnknownMethodologyError(MethodologyError, LookupError):
    """No methodology document has the id that was asked for, or covers the edition."""


class DraftMethodologyError(MethodologyError):
    """A caller tries to compute with a draft methodology."""


class EditionError(IctindexError):
    """Family of errors of editions, of their archive and of the register."""


class ArchiveError(EditionError, OSError):
    """A folder of editions cannot be read, locked or written."""


class RefusedEditionError(EditionError, ValueError):
    """A result or a table may not be published; each reason is named."""


class TakenIdError(RefusedEditionError):
    """An id was published before: it stays in use, even after its folder was removed."""


class DamagedArchiveError(EditionError, ValueError):
    """An edition or the register differs from what was published."""


def __dir__() -> list[str]:
    return __all__
