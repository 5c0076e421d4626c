"""Guards of the public functions: arguments of the right kind, objects that nobody can change."""

from __future__ import annotations

import ast
import dataclasses
import functools
import inspect
import itertools
import numbers
import os
import re
import types
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, ParamSpec, TypeAlias, TypeVar

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import IctindexError, ReadOnlyError, UnusableFileError, UsageError
from ictindex.core.lazy_names import complete_annotations, is_annotated
from ictindex.core.own_terms import current_terms, use_terms

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T")
D = TypeVar("D", bound="DataclassInstance")
P = ParamSpec("P")
R = TypeVar("R")
# A value of the right type may miss these expectations: the message then names the value.
_OF_CONTENT = ("label", "doi", "decimals", "from-0-to-100", "year", "confidence-level")


def require(fits: bool, argument: str, expected: str, value: object) -> None:
    """Refuse an argument of the wrong kind with a message that names it."""
    if not fits:
        raise make_unfit_error(argument, expected, value)


def make_unfit_error(argument: str, expected: str, value: object) -> UsageError:
    """Return the error about an argument of the wrong kind, or of the wrong content."""
    kind = type(value).__name__
    if expected in _OF_CONTENT and _fits(kind, value):
        shown = str(value)[:80]
        return UsageError("argument.unfit-value", argument=argument, expected=expected, value=shown)
    return UsageError("argument.unfit", argument=argument, expected=expected, given=kind)


def require_whole(value: object, argument: str, least: int, most: int | None = None) -> int:
    """Return a whole number within its bounds; refuse another value with the bounds."""
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        raise make_unfit_error(argument, "whole-number", value)
    number = int(value)
    if least <= number and (most is None or number <= most):
        return number
    stated: dict[str, Any] = {"argument": argument, "lower": str(least), "value": _brief(value)}
    if most is None:
        raise UsageError("argument.below", **stated)
    raise UsageError("argument.out-of-bounds", upper=str(most), **stated)


def is_text(value: object) -> bool:
    """Tell whether a value is text (an id, a name, a language)."""
    return isinstance(value, str)


def pass_text(text: str | None) -> Any:
    """Return a text that a person wrote, for an argument with a few values: others are refused."""
    return text


def is_missing(value: object) -> bool:
    """Tell whether a value says that there is none: ``None``, NaN, or pandas' own mark."""
    if isinstance(value, (numbers.Real, Decimal)):
        return bool(value != value)
    if type(value).__name__ in ("datetime64", "timedelta64"):  # NumPy is not imported, nor pandas
        return bool(value != value)
    return value is None or type(value).__name__ in ("NAType", "NaTType")


def freeze_array(array: Any) -> Any:
    """Return a copy of an array that nobody can make writeable again."""
    return seal_array(array.copy())


def seal_array(array: Any) -> Any:
    """Return a read-only view of an array that nobody else has, and that nobody can unlock."""
    # NumPy lets the owner of the data unlock it, but nobody can unlock a view of locked data. So
    # the function returns a view. It copies an array that is a view already: others may have its
    # owner.
    own = array if array.base is None else array.copy()
    own.flags.writeable = False
    return own.view()


def frozen_arrays(record: D) -> D:
    """Return a record (a data class) whose arrays nobody can make writeable again."""
    import numpy as np

    held = {field.name: getattr(record, field.name) for field in dataclasses.fields(record)}
    arrays = {
        name: freeze_array(part) for name, part in held.items() if isinstance(part, np.ndarray)
    }
    return dataclasses.replace(record, **arrays)


_PASSED: set[type] = set()  # the types whose values pass a door as they are


def make_plain(value: Any) -> Any:
    """Return Python's own integer for one of NumPy, also in a list, a tuple or a dictionary."""
    kind = type(value)
    if kind is list or kind is tuple or kind is dict:
        return _make_parts_plain(value) if 0 < len(value) <= _MOST_OPTIONS else value
    if kind.__module__ == "numpy" and kind.__name__ != "timedelta64":
        return int(value) if isinstance(value, numbers.Integral) else value
    _PASSED.add(kind)
    return value


def _make_parts_plain(value: Any) -> Any:
    """Return a list, a tuple or a dictionary with Python's own integers, or itself if it has."""
    parts: Collection[Any] = value
    if isinstance(value, dict):
        parts = [part for pair in value.items() for part in pair]
    kinds = {type(part) for part in parts}
    if kinds.isdisjoint((list, tuple, dict)) and all(k.__module__ != "numpy" for k in kinds):
        return value
    try:
        if isinstance(value, dict):
            plain: Any = {make_plain(key): make_plain(part) for key, part in value.items()}
            whole = [part for pair in plain.items() for part in pair]
        else:
            plain = type(value)(map(make_plain, value))
            whole = list(plain)
    except RecursionError:  # a list that contains itself
        return value
    same = len(whole) == len(parts) and all(a is b for a, b in zip(parts, whole, strict=True))
    return value if same else plain


def door(function: Callable[P, R], *, of_terms: bool = False) -> Callable[P, R]:
    """Return a public function that, when it fails, names an argument of the wrong kind."""
    # An error of the library passes unchanged. After any other exception the arguments are checked:
    # if one is not of the kind that the signature declares, the error says so. If all are, the
    # exception is a fault of the library and passes unchanged, as does Python's own ``TypeError``
    # for missing or unknown arguments. Methods of objects with a user's own terms (``of_terms``)
    # run with these terms in force.
    # Functions get Python's own integers: NumPy's have neither its methods nor its JSON.
    refused, current, use, opens = refusal, current_terms, use_terms, of_terms
    call: Callable[..., R] = function
    plain, pass_all = make_plain, _PASSED.issuperset

    def open_door(*args: Any, **kwargs: Any) -> R:
        if not pass_all(map(type, args)):
            args = tuple(map(plain, args))
        if kwargs and not pass_all(map(type, kwargs.values())):
            kwargs = {name: plain(value) for name, value in kwargs.items()}
        try:
            first: Any = args[0] if opens else None
            own = getattr(first, "_own_terms", None) if opens else None
            if own is None and (not opens or current() is None):
                return call(*args, **kwargs)
            with use(own):
                return call(*args, **kwargs)
        except Exception as error:
            instead = refused(function, args, kwargs, error)
            if instead is None:
                raise
            raise instead from error

    # With the globals of the function, its doctests are found in the module of the function.
    # A function that keeps its answer has no globals of its own.
    held: Any = function if hasattr(function, "__globals__") else inspect.unwrap(function)
    space = held.__globals__
    own = types.FunctionType(
        open_door.__code__, space, function.__name__, None, open_door.__closure__
    )
    return functools.wraps(function)(own)


def refusal(
    function: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    error: BaseException,
) -> IctindexError | None:
    """Return the error to raise instead: it names the argument of the wrong kind, if any."""
    if isinstance(error, IctindexError):
        return (
            None if error.code.startswith("argument.") else _find_other_list(function, args, kwargs)
        )
    if isinstance(error, FileNotFoundError) and _no_working_folder():
        return UnusableFileError("folder.working-gone")
    unfit = _find_unfit_arguments(function, args, kwargs)
    return next((each.error(name) for name, _, each in unfit), None)


def _find_other_list(
    function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> IctindexError | None:
    """Return the error about a text in place of a list, or a list of texts that are no numbers."""
    # The function read the letters of such a text as names, or looked for the text of a year: its
    # error is true of them and says nothing that helps.
    for name, argument, unfit in _find_unfit_arguments(function, args, kwargs):
        if isinstance(argument, str) and unfit.expected == "list":
            return unfit.error(name)
        whole = unfit.expected == "whole-number" and isinstance(unfit.value, str)
        if whole and isinstance(argument, (list, tuple, set, frozenset)):
            return unfit.error(name)
    return None


def _find_unfit_arguments(
    function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Iterator[tuple[str, object, Unfit]]:
    """Yield each argument that is not of the kind that the signature declares."""
    try:
        bound = inspect.signature(function).bind(*args, **kwargs)
    except TypeError:
        return
    for name, argument in bound.arguments.items():
        parameter = bound.signature.parameters[name]
        if parameter.annotation is parameter.empty or parameter.kind in (
            parameter.VAR_POSITIONAL,
            parameter.VAR_KEYWORD,
        ):
            continue
        kind = _parse(_write_alias(parameter.annotation))
        unfit = find_unfit(kind, argument, function.__globals__)
        if unfit is not None:
            yield name, argument, unfit


@dataclass(frozen=True, slots=True)
class Unfit:
    """A value, or a part of it, that is not of the kind that an annotation names."""

    expected: str
    value: object
    parts: tuple[str, ...] = ()

    def error(self, argument: str) -> UsageError:
        """Return the error that names the argument, and the part of it."""
        if self.parts:
            return UsageError(
                "argument.unfit-part",
                argument=argument,
                part=" › ".join(self.parts),
                expected=self.expected,
                given=type(self.value).__name__,
            )
        if self.expected in _OF_SIZE and isinstance(self.value, (int, tuple)):
            return UsageError(
                "argument.unfit-value",
                argument=argument,
                expected=self.expected,
                value=_brief(self.value),
            )
        return UsageError(
            "argument.unfit",
            argument=argument,
            expected=self.expected,
            given=type(self.value).__name__,
        )

    def go_in(self, part: object) -> Unfit:
        """Return the same, one level further in."""
        return dataclasses.replace(self, parts=(_brief(part), *self.parts))


def _brief(value: object) -> str:
    try:
        return str(value)[:80]
    except ValueError:  # an integer of thousands of digits
        return type(value).__name__


def find_unfit(kind: ast.expr, value: object, module: Mapping[str, Any]) -> Unfit | None:
    """Return what of a value is not of the kind that an annotation names; ``None`` if all is."""
    # Aliases are looked up in the module. The parts of lists and mappings are checked too.
    alternatives = [(_name(each), each) for each in _alternatives(kind, module)]
    names = [name for name, _ in alternatives]
    if any(name in _ANYTHING for name in names):
        return None
    inner = []
    unfit_path = (
        "PathLike" in names
        and isinstance(value, (str, os.PathLike))
        and not _is_path(os.fspath(value))
    )
    for name, each in alternatives:
        fits = not unfit_path and _fits(name, value)
        below = _find_in_parts(each, value, module) if fits else None
        if fits and below is None:
            return None
        inner += [below] if below is not None else []
    if inner:
        return inner[0]
    expected = next((_EXPECTED[name] for name in names if name in _EXPECTED), "documented")
    return Unfit(expected, value)


@functools.lru_cache(maxsize=1024)
def _parse(annotation: str) -> ast.expr:
    """Read an annotation; one that is no expression allows everything."""
    try:
        return ast.parse(annotation.strip("'\""), mode="eval").body
    except SyntaxError:
        return ast.Name("Any")


def _name(kind: ast.expr) -> str:
    """Return the name of a kind, without its module and its parts."""
    if isinstance(kind, ast.Subscript):
        return _name(kind.value)
    if isinstance(kind, ast.Attribute):
        return kind.attr
    if isinstance(kind, ast.Constant):
        return str(kind.value)
    return kind.id if isinstance(kind, ast.Name) else "Any"


def _alternatives(kind: ast.expr, module: Mapping[str, Any]) -> list[ast.expr]:
    """Return the kinds of a union, with the aliases of a module written out."""
    if isinstance(kind, ast.BinOp):
        return [*_alternatives(kind.left, module), *_alternatives(kind.right, module)]
    if isinstance(kind, ast.Call):  # ForwardRef('Result')
        kind = kind.args[0]
    if isinstance(kind, ast.Constant) and isinstance(kind.value, str):
        return _alternatives(_parse(kind.value), module)
    name = _name(kind)
    if name in ("Union", "Optional") and isinstance(kind, ast.Subscript):
        parts = kind.slice.elts if isinstance(kind.slice, ast.Tuple) else [kind.slice]
        none = [_parse("None")] if name == "Optional" else []
        return [each for part in (*parts, *none) for each in _alternatives(part, module)]
    alias = module.get(name)
    if isinstance(alias, TypeVar):
        return [_parse("Any")]
    if alias is None or isinstance(alias, type) or name in _ABSTRACT or name in _BOUNDED:
        return [kind]
    if is_annotated(alias):
        return [kind]
    return _alternatives(_parse(_write_alias(alias)), {})


def _find_in_parts(kind: ast.expr, value: object, module: Mapping[str, Any]) -> Unfit | None:
    """Return what is unfit in the parts of a list, a mapping or a pair."""
    if not isinstance(kind, ast.Subscript) or not isinstance(value, Collection):
        return None
    wanted = kind.slice.elts if isinstance(kind.slice, ast.Tuple) else [kind.slice]
    name = _name(kind)
    if name == "tuple" and isinstance(value, tuple) and _name(wanted[-1]) != "Ellipsis":
        if len(value) != len(wanted):
            return Unfit(_EXPECTED["tuple"], value)
        pairs = list(zip(wanted, value, strict=True))
    elif isinstance(value, Mapping) and name in ("Mapping", "dict"):
        for key, held in itertools.islice(value.items(), _MOST_PARTS):
            unfit = find_unfit(wanted[0], key, module) or find_unfit(wanted[-1], held, module)
            if unfit is not None:
                return unfit.go_in(key)
        return None
    elif name in ("Iterable", "Sequence", "Collection", "tuple", "list"):
        pairs = [(wanted[0], part) for part in itertools.islice(value, _MOST_PARTS)]
    else:
        return None
    checked = ((n, find_unfit(*pair, module)) for n, pair in enumerate(pairs, 1))
    return next((unfit.go_in(n) for n, unfit in checked if unfit is not None), None)


def _is_path(path: str | bytes) -> bool:
    """Tell whether a text can be a path: without NUL, encodable and not too long."""
    try:
        written = os.fsencode(path)
    except UnicodeError:
        return False
    parts = re.split(rb"[/\\]", written)
    short = len(written) < _LONGEST and all(len(part) <= _LONGEST_NAME for part in parts)
    return short and b"\0" not in written


def _no_working_folder() -> bool:
    try:
        Path.cwd()
    except OSError:
        return True
    return False


# Kinds by their name in a signature, with their name in messages.
_EXPECTED = {
    "str": "text",
    "Literal": "text",
    "int": "whole-number",
    "float": "number",
    "bool": "true-or-false",
    "PathLike": "path",
    "Path": "path",
    "Mapping": "mapping",
    "dict": "mapping",
    "Iterable": "list",
    "Sequence": "list",
    "Methodology": "methodology",
    "Observations": "observations",
    "Result": "result",
    "BasketResult": "basket-result",
    "PriceSeries": "price-series",
    "Judgement": "judgement",
    "Answers": "answers",
    "Consultations": "consultation-table",
    "Tariffs": "tariffs",
    "Key": "key",
    "Decimal": "decimal",
    "date": "date",
    "Document": "document",
    "DataFrame": "indicator-table",
    "tuple": "two-values",
    "Natural": "seed",
    "Positive": "dirichlet",
}
# Kinds of whole numbers with a least value. A signature names them.
Natural: TypeAlias = int
Positive: TypeAlias = int
_BOUNDED = {"Natural": 0, "Positive": 1}
_OF_SIZE = ("two-values", "seed", "dirichlet")  # the value is named: its type is right
_ANYTHING = ("Any", "object", "ArrayLike", "TypeVar", "type")
_MOST_BITS = 64
_MOST_OPTIONS = 1000  # more parts than these are data, which a reader reads
_MOST_PARTS = 10_000  # of a list or a mapping whose parts are looked at
_LONGEST, _LONGEST_NAME = 4096, 255  # bytes of a path, and of a name in it


def _write_alias(alias: Any) -> str:
    """Write an alias as an annotation: a class by its name, a union by its parts."""
    return alias.__name__ if isinstance(alias, type) else str(alias)


_ABSTRACT: dict[str, Any] = {
    "Mapping": Mapping,
    "Iterable": Iterable,
    "Sequence": Sequence,
    "Callable": Callable,
    "PathLike": os.PathLike,
    "Collection": Collection,
}


def _fits(kind: str, value: object) -> bool:
    """Tell whether a value is of a kind that an annotation names."""
    if kind in ("None", "NoneType"):
        return value is None
    if kind in ("str", "Literal"):  # the function refuses a text that it does not know
        return isinstance(value, str) and not any("\ud800" <= sign <= "\udfff" for sign in value)
    if kind in _BOUNDED:
        least = _BOUNDED[kind]
        return isinstance(value, numbers.Integral) and _fits("int", value) and int(value) >= least
    if kind in ("int", "float"):
        number = numbers.Integral if kind == "int" else numbers.Real
        whole = isinstance(value, number) and not isinstance(value, bool)
        return whole and (not isinstance(value, int) or value.bit_length() < _MOST_BITS)
    if kind == "bool":
        return isinstance(value, bool) or type(value).__name__ in ("bool_", "bool")
    if kind in ("Iterable", "Sequence", "Collection"):
        # A text does not count as a list of texts, and neither does a table.
        is_table = isinstance(value, (str, bytes)) or hasattr(value, "dims")
        return isinstance(value, _ABSTRACT[kind]) and not is_table
    if kind in _ABSTRACT:
        return callable(value) if kind == "Callable" else isinstance(value, _ABSTRACT[kind])
    return any(base.__name__ == kind for base in type(value).__mro__)


def doors(kind: type[T]) -> type[T]:
    """Put a :func:`door` before every public method that a class defines itself."""
    for base in kind.__mro__:
        if base.__module__.startswith("ictindex."):
            complete_annotations(base.__module__)
    of_terms = hasattr(kind, "_own_terms")
    for name, member in list(vars(kind).items()):
        if isinstance(member, types.FunctionType) and not name.startswith("_"):
            setattr(kind, name, door(member, of_terms=of_terms))
    return kind


class ReadOnly:
    """Base of objects whose attributes are set once, by ``_set``, and never changed or removed.

    Each of its public methods goes through a door: see :func:`doors`.
    """

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        doors(cls)

    def _set(self, **attributes: object) -> None:
        self.__dict__.update(attributes)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise ReadOnlyError("object.read-only", object=type(self).__name__, name=name)

    def __delattr__(self, name: str) -> NoReturn:
        raise ReadOnlyError("object.read-only", object=type(self).__name__, name=name)
