"""The registry of the indices: it finds each by its id, and loads it when it is first needed."""

from __future__ import annotations

import importlib
from types import MappingProxyType
from typing import Any

# The module that implements each index, in the form of ``ictindex.indices.index_protocols``.
IMPLEMENTATIONS = MappingProxyType(
    {"idi": "ictindex.indices.idi.index", "ipb": "ictindex.indices.ipb.index"}
)
# The index that computes every composite, also that of the early price baskets.
COMPOSITE = "idi"


def load_index(index: str) -> Any:
    """Return the module that implements an index; a user's own index is a composite."""
    return importlib.import_module(IMPLEMENTATIONS.get(index, IMPLEMENTATIONS[COMPOSITE]))


def load_editions(index: str) -> Any:
    """Return the module that publishes, opens and corrects editions of an index."""
    return importlib.import_module(IMPLEMENTATIONS[index].replace(".index", ".edition_files"))


def load_composite() -> Any:
    """Return the module that computes the scores of trees of any index."""
    return load_index(COMPOSITE)
