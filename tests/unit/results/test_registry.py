"""Each index is found by its id and offers what the registry asks for."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

from ictindex import documents, indices
from ictindex.results.registry import COMPOSITE, IMPLEMENTATIONS, load_composite, load_index

ASKED = [name for name, member in vars(indices.Index).items() if inspect.isfunction(member)]
ASKED = [name for name in ASKED if not name.startswith("_")]


def test_every_document_is_of_an_index_on_the_register() -> None:
    assert {one.index for one in documents.library().values()} == set(IMPLEMENTATIONS)


@pytest.mark.parametrize("index", IMPLEMENTATIONS)
@pytest.mark.parametrize("name", ASKED)
def test_an_index_offers_what_the_protocol_asks(index: str, name: str) -> None:
    offered = inspect.signature(getattr(load_index(index), name))
    asked = inspect.signature(getattr(indices.Index, name))
    assert list(offered.parameters) == [key for key in asked.parameters if key != "self"]


def test_an_index_is_loaded_when_it_is_first_needed() -> None:
    script = (
        "import sys, ictindex.indices\n"
        "loaded = [m for m in sys.modules if m.startswith(('ictindex.idi.', 'ictindex.ipb.'))]\n"
        "print(loaded)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


def test_composites_are_computed_by_one_index() -> None:
    assert load_composite() is load_index(COMPOSITE)
    for index in set(IMPLEMENTATIONS) - {COMPOSITE}:
        assert not hasattr(load_index(index), "compute_composite")
