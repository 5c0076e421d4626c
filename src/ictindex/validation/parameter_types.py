"""The kinds of parameters that operations of rules have: operands, numbers, texts."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Operand = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]+(@[a-z]+=[A-Za-z0-9_+-]+)?$")]
Operands = Annotated[tuple[Operand, ...], Field(min_length=1, strict=False)]
Texts = Annotated[tuple[str, ...], Field(min_length=1, strict=False)]


def _number(value: object) -> object:
    whole = isinstance(value, (int, Decimal)) and not isinstance(value, bool)
    return float(value) if whole else value  # type: ignore[arg-type]


# Limits are compared with values in binary: a tolerance beyond the last digit keeps 80.1 = 75.1 + 5
Number = Annotated[float, BeforeValidator(_number)]
Numbers = Annotated[tuple[Number, ...], Field(min_length=1, strict=False)]


class Parameters(BaseModel):
    """The parameters of one operation: nothing unknown, nothing changed."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
