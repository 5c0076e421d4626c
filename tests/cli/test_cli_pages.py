"""A command prints what the library computed: it makes no block of a page and no table itself."""

from __future__ import annotations

import ast
from pathlib import Path

import ictindex

COMMANDS = Path(ictindex.__file__).resolve().parent / "apps" / "cli"
BLOCKS = {"Heading", "Paragraph", "Bullets", "Grid", "Entries", "Formula", "Picture"}
TABLES = {"define", "DataFrame", "write_grid"}


def test_no_command_makes_a_page_or_a_table() -> None:
    made = set()
    for path in sorted(COMMANDS.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func).rpartition(".")[2]
                if name in BLOCKS | TABLES:
                    made.add((path.name, name))
    assert not made
