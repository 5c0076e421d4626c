"""The reader of TOML files of documents: their bytes, their syntax, the faults of the model.

Faults are codes with file and key path; their words are in the language files.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from ictindex.core import package_data
from ictindex.core.errors import DocumentError
from ictindex.definitions.documents.parts import Part, UnfitError, read_sound_part
from ictindex.language.findings import Finding

P = TypeVar("P", bound=Part)

# Command that lists the keys of a document; documents other than methodologies have their own.
METHODOLOGY_KEYS = "`ictindex methodology schema`"

_MOST_BYTES = 1024 * 1024
# A key of more parts than any document has: the deepest key of a document has five.
_MOST_PARTS = 16
_PART = r"""(?:[A-Za-z0-9_-]+|"[^"\n]{0,200}"|'[^'\n]{0,200}')"""
_DOTTED = rf"(?<![A-Za-z0-9_-]){_PART}(?:[ \t]{{0,9}}\.[ \t]{{0,9}}{_PART}){{{_MOST_PARTS},}}"


def read(path: Path) -> bytes:
    """Read the bytes of a document, up to the largest size of a document."""
    try:
        content = package_data.read(path, _MOST_BYTES)
    except (OSError, ValueError) as error:  # a folder, no permission, or NUL in the name
        detail = error.strerror if isinstance(error, OSError) else str(error)
        raise DocumentError("document.unreadable", file=str(path), detail=detail or "") from error
    if content is None:
        most = _MOST_BYTES // (1024 * 1024)
        raise DocumentError("document.too-large", file=path.name, most=str(most))
    return content


def find_long_key(text: str) -> int | None:
    """Return the line of a dotted key with more parts than any document has, or ``None``."""
    # The time to read such a key grows with the square of its parts.
    match = re.search(_DOTTED, text)
    return None if match is None else 1 + text.count("\n", 0, match.start())


def parse(content: bytes, file: str) -> dict[str, Any]:
    """Parse the bytes of a TOML file, with decimals as written; a fault names file and line."""
    import tomllib  # not needed where the wheel has the table compiled

    try:
        text = content.decode("utf-8-sig")
        line = find_long_key(text)
        parsed = None if line else tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DocumentError("document.syntax", file=file, detail=str(error)) from error
    except RecursionError as error:
        raise DocumentError("document.too-deep", file=file) from error
    except (ValueError, ArithmeticError) as error:  # more digits than Python reads
        raise DocumentError("document.too-many-digits", file=file) from error
    if parsed is None:
        raise DocumentError("document.key-too-long", file=file, line=str(line))
    return parsed


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file, with decimals as written; a syntax fault names file and line."""
    compiled = package_data.compiled_table(path)
    return parse(read(path), path.name) if compiled is None else compiled


# Expected types in the terms of TOML and in signs: the same in every language, and for every
# version of the library that checks the model.
_DIGITS = r"-?[0-9]{1,18}(\.[0-9]{1,20})?"
_EXPECTED = {
    "int_type": "integer",
    "is_instance_of": "number",
    "decimal_type": "number",
    "finite_number": "number",
    "decimal_max_digits": _DIGITS,
    "decimal_max_places": _DIGITS,
    "decimal_whole_digits": _DIGITS,
    "string_type": "string",
    "date_type": "date",
    "bool_type": "boolean",
    "tuple_type": "array",
    "model_type": "table",
    "model_attributes_type": "table",
    "dict_type": "table",
}


def _expect_value(fault: Mapping[str, Any]) -> str:
    """Return the expected value of a key, without words of a language."""
    context: Mapping[str, Any] = fault.get("ctx") or {}
    for key, sign in (("ge", "≥"), ("gt", ">"), ("le", "≤"), ("lt", "<"), ("min_length", "≥")):
        if key in context:
            return f"{sign} {context[key]}"
    if "expected" in context:
        return str(context["expected"]).replace(" or ", ", ").replace("True", "true")
    return str(context.get("pattern") or _EXPECTED.get(fault["type"], fault["type"]))


def _write_value(value: object) -> str:
    """Show a value as a document writes it."""
    if isinstance(value, int) and value.bit_length() > 200:  # Python does not write longer ones
        shown = f"{value:#x}"
    else:
        try:
            shown = str(value) if isinstance(value, Decimal | dt.date) else repr(value)
        except RecursionError:
            shown = "…"
    if isinstance(value, bool):
        shown = shown.lower()
    return shown if len(shown) <= 60 else f"{shown[:60]}…"


def build_part(kind: type[P], table: Mapping[str, Any]) -> P:
    """Read a part from a table; pydantic raises all faults of a table that does not fit."""
    try:
        return read_sound_part(kind, table)
    except UnfitError:
        from ictindex.definitions.documents.pydantic_models import validate_part  # loads pydantic

        return validate_part(kind, table)


def read_part(
    kind: type[P], table: Mapping[str, Any], file: str, keys: str = METHODOLOGY_KEYS
) -> P:
    """Read a part of a document from the table of its file; report all faults at once."""
    try:
        return build_part(kind, table)
    except ValueError as error:  # of pydantic, which is loaded for faults alone
        faults = faults_of(error, file, keys)
        raise DocumentError("document.faults", faults=faults, file=file) from error


def faults_of(error: Any, file: str, keys: str = METHODOLOGY_KEYS) -> list[Finding]:
    """Turn the faults of a model into findings with file and key path."""
    findings = []
    for fault in error.errors(include_url=False):
        path = [str(key) for key in fault["loc"] if not str(key).startswith("function-")]
        details: dict[str, object] = {
            "file": file,
            "key": ".".join(path) or "-",
            "detail": _expect_value(fault),
            "value": _write_value(fault.get("input")),
            "keys": keys,
        }
        match fault["type"]:
            case "extra_forbidden":
                code = "document.unknown-key"
            case "missing":
                code = "document.missing-key"
            case "value_error":
                for line in fault["msg"].removeprefix("Value error, ").splitlines():
                    name, _, subject = line.partition(":")
                    findings.append(
                        Finding(f"document.{name}", details=details | {"subject": subject})
                    )
                continue
            case _:
                code = "document.ill-typed"
        findings.append(Finding(code, details=details))
    return findings
