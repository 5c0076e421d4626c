"""The JSON Schema of a methodology document: the keys of the model, and part of its rules.

It is made for editors; only the model is binding.
"""

from __future__ import annotations

from typing import Any

from ictindex.definitions import catalogue
from ictindex.definitions.documents.idi_rules import DOMAIN
from ictindex.definitions.documents.model import (
    COMPOSITE_NEEDS,
    DRAFT_HAS_NOT,
    INDEX_HAS_NOT,
    INDEX_NEEDS,
    RELEASED_NEEDS,
    Document,
)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a methodology document, for editors."""
    from ictindex.definitions.documents.pydantic_models import model_of  # loads pydantic

    schema = model_of(Document).model_json_schema(by_alias=True, mode="validation")
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "ictindex methodology document"
    _state_rules(schema)
    return schema


def _state_rules(schema: dict[str, Any]) -> None:
    """State the rules of the validators that JSON Schema can express."""
    leaf = schema["$defs"]["Leaf"]
    for key in (leaf["properties"]["indicator"], schema["properties"]["indicators"]["items"]):
        del key["pattern"]
        key["enum"] = list(catalogue.indicators())
    basket = schema["$defs"]["Basket"]["properties"]
    for key, allowed in (
        (basket["id"], catalogue.baskets()),
        (basket["definition"], catalogue.basket_definitions()),
        (schema["$defs"]["Affordability"]["properties"]["baskets"]["items"], catalogue.baskets()),
    ):
        del key["pattern"]
        key["enum"] = list(allowed)
    leaf["allOf"] = [
        {
            "if": {
                "properties": {
                    "transformation": {"const": transformation},
                    "goalposts": {"properties": {"on": {"const": "raw"}}},
                }
            },
            "then": {
                "properties": {
                    "goalposts": {
                        "properties": {
                            key: {"exclusiveMinimum": beyond} for key in ("zero", "full")
                        }
                    }
                }
            },
        }
        for transformation, beyond in DOMAIN.items()
    ]
    without: dict[str, Any] = {"enum": [None, []]}
    lists = ("nodes", "leaves", "editions", "baskets")
    filled = {"minItems": 1}
    schema["if"] = {"properties": {"status": {"const": "released"}}}
    schema["then"] = {
        "required": list(RELEASED_NEEDS),
        "properties": {"indicators": {"maxItems": 0}, "editions": filled},
        "allOf": [
            {
                "if": {"properties": {"index": {"const": index}}},
                "then": {
                    "required": list(needs),
                    "properties": {
                        **{key: filled for key in needs if key in lists},
                        **dict.fromkeys(INDEX_HAS_NOT[index], without),
                    },
                },
            }
            for index, needs in INDEX_NEEDS.items()
        ],
    }
    # Either all keys of a composite or none.
    schema["dependentRequired"] = {
        key: [other for other in COMPOSITE_NEEDS if other != key] for key in COMPOSITE_NEEDS
    }
    schema["else"] = {
        "required": ["indicators"],
        "properties": {"indicators": filled, **dict.fromkeys(DRAFT_HAS_NOT, without)},
    }
