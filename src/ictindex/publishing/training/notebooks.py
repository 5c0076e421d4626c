"""Notebooks of exercises: Jupyter format 4.5, made by hand, the same bytes in every run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.publishing.training.exercise_words import phrase

_MAJOR, _MINOR = 4, 5


def notebook_of(
    key: str, blocks: Sequence[Block], code: Sequence[str], language: str
) -> dict[str, Any]:
    """Return a notebook: the page of an exercise, cells of code, and a cell to work in."""
    cells: list[dict[str, Any]] = [
        _cell(f"{key}-0", "markdown", i18n.write(blocks, language, "markdown"))
    ]
    cells += [_cell(f"{key}-{n}", "code", text) for n, text in enumerate(code, 1)]
    own = phrase("own-cell", language)
    cells.append(_cell(f"{key}-{len(cells)}", "code", f"# {own}\n"))
    return {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": _MAJOR,
        "nbformat_minor": _MINOR,
    }


def _cell(key: str, kind: str, text: str) -> dict[str, Any]:
    cell: dict[str, Any] = {
        "cell_type": kind,
        "id": key,
        "metadata": {},
        "source": text.rstrip("\n").splitlines(keepends=True),
    }
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    return cell


def notebook_bytes(notebook: dict[str, Any]) -> bytes:
    """Return a notebook as the bytes of its file."""
    return (json.dumps(notebook, ensure_ascii=False, indent=1) + "\n").encode()
