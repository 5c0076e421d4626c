"""Guards at the doors of the public functions: arguments that fit, objects that stay as made."""

from __future__ import annotations

from typing import Any, NoReturn

from ictindex.errors import ReadOnlyError, UsageError


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
    own = array.copy()  # what a view rests on could still be written to
    own.flags.writeable = False
    return own.view()


class ReadOnly:
    """An object whose attributes are set once, by ``_set``, and never changed or removed."""

    def _set(self, **attributes: object) -> None:
        self.__dict__.update(attributes)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise ReadOnlyError("object.read-only", object=type(self).__name__, name=name)

    def __delattr__(self, name: str) -> NoReturn:
        raise ReadOnlyError("object.read-only", object=type(self).__name__, name=name)
