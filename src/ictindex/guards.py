"""Guards at the doors of the public functions: arguments that fit, objects that stay as made."""

from __future__ import annotations

import dataclasses
from typing import Any, NoReturn, TypeVar

from ictindex.errors import ReadOnlyError, UsageError

T = TypeVar("T")
# Expectations that a value of the right type may still not meet: the value is named, not its type.
_OF_CONTENT = ("label", "decimals", "year")
_LONGEST = 10**80


def require(fits: bool, argument: str, expected: str, given: object) -> None:
    """Refuse an argument of the wrong kind with a message that names it.

    Parameters
    ----------
    fits : bool
        Whether the argument is of the kind.
    argument : str
        Its name.
    expected : str
        Id of what is expected (section ``arguments`` of the language files).
    given : object
        What was given.

    Raises
    ------
    UsageError
        If it does not fit.

    Examples
    --------
    >>> require(True, "values", "mapping", {})
    """
    if not fits and expected in _OF_CONTENT and type(given) in (str, int):
        value = str(given)[:80] if isinstance(given, str) or abs(given) < _LONGEST else "…"  # type: ignore[operator]  # one of the two
        raise UsageError("argument.unfit-value", argument=argument, expected=expected, value=value)
    if not fits:
        raise UsageError(
            "argument.unfit", argument=argument, expected=expected, given=type(given).__name__
        )


def is_text(value: object) -> bool:
    """Tell whether a value is text (an id, a name, a language).

    Examples
    --------
    >>> is_text("idi"), is_text(["idi"])
    (True, False)
    """
    return isinstance(value, str)


def frozen(array: Any) -> Any:
    """Return a copy of an array that cannot be made writeable again.

    Examples
    --------
    >>> import numpy as np
    >>> frozen(np.zeros(2)).flags.writeable
    False
    """
    return sealed(array.copy())


def sealed(array: Any) -> Any:
    """Return an array that nobody else holds so that it cannot be made writeable again.

    NumPy lets the owner of the data unlock it, and refuses a view of what is locked: so a view is
    handed out. What is a view already is copied, for its owner may be held by others.

    Examples
    --------
    >>> import numpy as np
    >>> sealed(np.zeros(2)).flags.writeable
    False
    """
    own = array if array.base is None else array.copy()
    own.flags.writeable = False
    return own.view()


def frozen_arrays(record: T) -> T:
    """Return a record (a data class) whose arrays cannot be made writeable again.

    Examples
    --------
    >>> import numpy as np
    >>> from ictindex.engine import Scores
    >>> scores = frozen_arrays(Scores(np.zeros(1), np.zeros(1), np.zeros(1, dtype=bool)))
    >>> scores.missing.flags.writeable
    False
    """
    import numpy as np

    held = {field.name: getattr(record, field.name) for field in dataclasses.fields(record)}  # type: ignore[arg-type]
    arrays = {name: frozen(part) for name, part in held.items() if isinstance(part, np.ndarray)}
    return dataclasses.replace(record, **arrays)  # type: ignore[type-var]


class ReadOnly:
    """An object whose attributes are set once, by ``_set``, and never changed or removed."""

    def _set(self, **attributes: object) -> None:
        self.__dict__.update(attributes)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise ReadOnlyError("object.read-only", object=type(self).__name__, name=name)

    def __delattr__(self, name: str) -> NoReturn:
        raise ReadOnlyError("object.read-only", object=type(self).__name__, name=name)
