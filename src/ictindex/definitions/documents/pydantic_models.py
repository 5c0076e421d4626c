"""Models of pydantic, made from the parts of a document, for faults and the JSON Schema.

They are made only if a table does not fit, or for the schema.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields
from decimal import Decimal
from functools import partial
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    create_model,
    model_validator,
)
from pydantic_core import PydanticKnownError

from ictindex.definitions.documents.parts import (
    MOST_DIGITS,
    MOST_PLACES,
    Bounds,
    Length,
    Listed,
    Part,
    Pattern,
    hint_of,
    keys_of,
)

P = TypeVar("P", bound=Part)


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def validate_part(kind: type[P], table: Mapping[str, Any]) -> P:
    """Read a part from a table, or raise all its faults at once."""
    validated: Any = model_of(kind).model_validate(table)
    made: P = validated
    return made


_MODELS: dict[type[Part], type[BaseModel]] = {}


def model_of(kind: type[Part]) -> type[BaseModel]:
    """Return the model of a part; it reads a table into the part itself."""
    if kind not in _MODELS:
        _MODELS[kind] = _make_model(kind)
    return _MODELS[kind]


def _make_model(kind: type[Part]) -> type[BaseModel]:
    """Make the model of a part, and those of the parts that it contains."""
    hints = {f.name: hint_of(kind, f.name) for f in fields(kind)}
    names = {attribute: name for name, attribute in keys_of(kind)}
    members: dict[str, Any] = {}
    for f in fields(kind):
        annotation = _annotation(hints[f.name])
        if names[f.name] != f.name:
            annotation = Annotated[annotation, Field(alias=names[f.name])]
        members[f.name] = (annotation, ... if f.default is MISSING else f.default)

    def build(model: BaseModel) -> Any:
        made = kind(**{name: getattr(model, name) for name in members})
        faults = list(made.faults())
        if faults:
            raise ValueError("\n".join(faults))
        return made

    validators: dict[str, Any] = {"build": model_validator(mode="after")(build)}
    return create_model(
        kind.__name__,
        __base__=_Strict,
        __doc__=kind.__doc__,
        __module__=kind.__module__,
        __validators__=validators,
        **members,
    )


def _annotation(annotation: Any) -> Any:
    """Return the type of a key with the constraints of pydantic."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        inner, constraints = arguments[0], arguments[1:]
        if get_origin(inner) is tuple:
            (length,) = constraints
            return Annotated[_items(inner), Field(min_length=length.least, strict=False)]
        made = _annotation(inner)
        for constraint in constraints:
            for marker in _markers(constraint, inner):
                made = Annotated[made, marker]
        return made
    if origin in (Union, types.UnionType):
        return Union[tuple(map(_annotation, arguments))]  # noqa: UP007
    if origin is tuple:
        return Annotated[_items(annotation), Field(strict=False)]
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return types.GenericAlias(Mapping, (str, _annotation(arguments[1])))
    if origin is Literal:
        return Annotated[annotation, BeforeValidator(partial(_refuse_other_type, arguments))]
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return model_of(annotation)
    return _CONSTANT if annotation is Decimal else annotation


def _items(annotation: Any) -> Any:
    return types.GenericAlias(tuple, (_annotation(get_args(annotation)[0]), ...))


def _refuse_other_type(allowed: tuple[object, ...], value: object) -> object:
    """Refuse ``true`` and 1.0 where 1 is allowed: pydantic compares values alone."""
    if type(value) not in map(type, allowed):
        raise PydanticKnownError("literal_error", {"expected": " or ".join(map(repr, allowed))})
    return value


def _whole_to_decimal(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return value


_BEYOND = 10 ** (MOST_DIGITS - MOST_PLACES)
_CONSTANT = Annotated[
    Decimal,
    Field(max_digits=MOST_DIGITS, decimal_places=MOST_PLACES),
    BeforeValidator(_whole_to_decimal),
    WithJsonSchema({"type": "number", "exclusiveMinimum": -_BEYOND, "exclusiveMaximum": _BEYOND}),
]


def _markers(constraint: Any, kind: Any) -> list[Any]:
    """Return the equivalents of a constraint in pydantic."""
    match constraint:
        case Pattern(expression):
            return [Field(pattern=expression)]
        case Bounds(_, gt, le) if kind is Decimal:
            schema = {"type": "number", "exclusiveMinimum": gt, "maximum": le}
            return [Field(gt=gt, le=le), WithJsonSchema(schema)]
        case Bounds(ge, gt, le):
            return [Field(ge=ge, gt=gt, le=le)]
        case Length(least):
            return [Field(min_length=least)]
        case Listed(code, allowed):

            def check(value: str) -> str:
                if value not in allowed():
                    raise ValueError(f"{code}:{value}")
                return value

            return [AfterValidator(check)]
    raise TypeError(constraint)
