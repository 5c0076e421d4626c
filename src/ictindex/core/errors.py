"""Every error of the library: a code and its data, without words.

The words stand in the language files and are put in when an error is shown, so that one error
reads in six languages. ``ictindex/__init__.py`` hands the wording function down to this room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol


class Fault(Protocol):
    """What an error lists when it names several faults at once: a code and its data."""

    @property
    def code(self) -> str: ...
    @property
    def given(self) -> Mapping[str, object]: ...


Wording = Callable[["IctindexError", "str | None"], str]
_wording: list[Wording] = []


def set_wording(wording: Wording) -> None:
    """Hand down the function that words errors (called once, by the package itself)."""
    _wording[:] = [wording]


class IctindexError(Exception):
    """Base of all errors of the library.

    Parameters
    ----------
    code : str
        The code of the message in the language files, such as ``"document.unknown-key"``.
    faults : iterable of Fault
        When several faults are reported at once: each of them.
    **given : object
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

    def __init__(self, code: str, *, faults: Iterable[Fault] = (), **given: object) -> None:
        super().__init__(code)
        self.code = code
        self.given: dict[str, object] = given
        self.faults: tuple[Fault, ...] = tuple(faults)

    def message(self, language: str | None = None) -> str:
        """Return the message in a language (``None``: the language in force)."""
        if not _wording:
            return f"{self.code} {self.given}"
        return _wording[0](self, language)

    def __str__(self) -> str:
        return self.message()

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.code, self.given, self.faults))


def _rebuild(
    kind: type[IctindexError], code: str, given: dict[str, object], faults: tuple[Fault, ...]
) -> IctindexError:
    return kind(code, faults=faults, **given)


class NumberSyntaxError(IctindexError, ValueError):
    """A number is not written as the number grammar asks."""


class UsageError(IctindexError, ValueError):
    """A call does not make sense: an unknown name, an argument that does not fit."""


class ReadOnlyError(IctindexError, AttributeError):
    """An object that stays as it was made is asked to change."""


class MissingInputsError(UsageError):
    """A single economy is scored without all the inputs that the methodology needs."""


class DocumentError(IctindexError, ValueError):
    """A methodology document, its evidence or a language file is unusable."""


class FrozenDocumentError(DocumentError):
    """A released document differs from its digest in ``FROZEN.toml``."""


class UnknownMethodologyError(IctindexError, LookupError):
    """No methodology document answers to an id or an edition."""


class DraftMethodologyError(IctindexError):
    """A draft methodology is asked to compute."""


class CatalogueError(IctindexError, LookupError):
    """An economy, indicator, grouping or language is not in the catalogue."""


class UnusableFileError(IctindexError, ValueError):
    """A file (or table) cannot be read for certain as a whole."""


class RefusedObservationsError(IctindexError, ValueError):
    """Observations with faulty or competing cells are refused for computing."""


class VoidReceiptError(IctindexError, ValueError):
    """A receipt no longer covers what it was made for: something was changed after it."""


class ArchiveError(IctindexError, OSError):
    """A folder of editions cannot be read, locked or written."""


class RefusedEditionError(IctindexError, ValueError):
    """A result or a table may not be published; each reason is named."""


class TakenIdError(RefusedEditionError):
    """An id was published before: it stays taken, also after its folder is gone."""


class DamagedArchiveError(IctindexError, ValueError):
    """An edition or the register is not what was published."""
