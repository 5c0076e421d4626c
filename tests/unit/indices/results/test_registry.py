"""Each index is found by its id and offers what the registry asks for."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from small_cases import small_cases

from ictindex.definitions import documents
from ictindex.indices import index_protocols as indices
from ictindex.indices.results.registry import COMPOSITE, IMPLEMENTATIONS, load_composite, load_index


def members(protocol: type) -> list[str]:
    functions = [name for name, member in vars(protocol).items() if inspect.isfunction(member)]
    return [name for name in functions if not name.startswith("_")]


PROTOCOLS = ((indices.Index, indices.find_index), (indices.IndexEditions, indices.find_editions))
ASKED = [(*protocol, name) for protocol in PROTOCOLS for name in members(protocol[0])]


def test_every_document_is_of_an_index_on_the_register() -> None:
    assert {document.index for document in documents.library().values()} == set(IMPLEMENTATIONS)


@small_cases("index", IMPLEMENTATIONS)
@small_cases(("protocol", "find", "name"), ASKED, ids=[item[-1] for item in ASKED])
def test_an_index_offers_what_a_protocol_asks(
    index: str, protocol: type, find: Callable[[str], Any], name: str
) -> None:
    offered = inspect.signature(getattr(find(index), name))
    asked = inspect.signature(getattr(protocol, name))
    # A column of a result is an indicator or a node of one index, and a basket of the other.
    own = ["column" if key in ("indicator", "basket") else key for key in offered.parameters]
    assert own == [key for key in asked.parameters if key != "self"]


@pytest.mark.parametrize("index", IMPLEMENTATIONS)
def test_editions_of_an_index_are_known_by_a_file_of_their_own(index: str) -> None:
    editions = indices.find_editions(index)
    assert indices.find_editions_of({"results.json", editions.INPUT}) is editions


def test_an_index_is_loaded_when_it_is_first_needed() -> None:
    script = (
        "import sys, ictindex.indices.index_protocols\n"
        "rooms = ('ictindex.indices.idi.', 'ictindex.indices.ipb.')\n"
        "loaded = [m for m in sys.modules if m.startswith(rooms)]\n"
        "print(loaded)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


def test_composites_are_computed_by_one_index() -> None:
    assert load_composite() is load_index(COMPOSITE)
    for index in set(IMPLEMENTATIONS) - {COMPOSITE}:
        assert not hasattr(load_index(index), "compute_composite")
