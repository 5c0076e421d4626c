"""Doctests use the modules that the package itself uses."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

SOURCE = Path(__file__).parent


def pytest_collect_file(file_path: Path) -> None:
    """Import a module by its name before its doctests are collected."""
    # Pytest imports it by its path. A module that its own package imports (errors, translations)
    # would then be there twice, and the copy of the doctests would not have what the package has
    # set, such as the words of errors: every later test would see bare codes.
    if file_path.suffix == ".py" and file_path.name != "__main__.py":
        parts = file_path.relative_to(SOURCE).with_suffix("").parts
        if parts[0] == "ictindex":
            import_module(".".join(parts).removesuffix(".__init__"))
