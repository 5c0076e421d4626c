"""The licences of everything that is inside the page, with their texts."""

from __future__ import annotations

import json
import tomllib
import zipfile
from collections.abc import Iterator
from email.parser import Parser
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parent / "licences"
ROOT = FOLDER.parents[2]
# Spellings of old metadata, as SPDX has them.
_SPELLINGS = {"PSFL": "PSF-2.0", "BSD 2-Clause License": "BSD-2-Clause"}
_NAMES = ("LICENSE", "LICENCE", "NOTICE", "COPYING")


class Component(NamedTuple):
    """A piece of software in the page."""

    name: str
    version: str
    licence: str
    text: str


def components(own: Path, wheels: list[Path], lock: Path, package: Path) -> list[Component]:
    """Return all components inside: the library, the interpreter's parts, wheels, their crates."""
    crates = [crate for wheel in wheels for crate in wheel_crates(wheel)]
    return [
        of_wheel(own),
        *interpreter_parts(lock, package),
        *map(of_wheel, wheels),
        *([rust_crates(crates)] if crates else []),
    ]


def text_of(name: str) -> str:
    """Return the text of a licence; ours is the Apache License."""
    path = ROOT / "LICENSE" if name == "Apache-2.0" else FOLDER / f"{name}.txt"
    return path.read_text(encoding="utf-8").strip()


def interpreter_parts(lock: Path, package: Path) -> Iterator[Component]:
    """Yield the parts of the interpreter."""
    versions = dict(json.loads(lock.read_text(encoding="utf-8"))["info"])
    versions["version"] = json.loads(package.read_text(encoding="utf-8"))["version"]
    versions["platform"] = versions["platform"].removeprefix("emscripten_").replace("_", ".")
    listed = tomllib.loads((FOLDER / "components.toml").read_text(encoding="utf-8"))
    for part in listed["component"]:
        text = "\n\n".join([part["notice"], *map(text_of, part["texts"])])
        yield Component(part["name"], versions.get(part.get("npm"), ""), part["licence"], text)


def of_wheel(wheel: Path) -> Component:
    """Return the licence of a wheel as its metadata state it."""
    with zipfile.ZipFile(wheel) as opened:
        names = sorted(opened.namelist())
        metadata = next(name for name in names if name.endswith(".dist-info/METADATA"))
        stated = Parser().parsestr(opened.read(metadata).decode("utf-8"))
        texts = [
            opened.read(name).decode("utf-8").strip()
            for name in names
            if ".dist-info/" in name and name.rpartition("/")[2].startswith(_NAMES)
        ]
    licence = stated["License-Expression"] or stated["License"] or "see its text"
    if not texts:
        raise ValueError(f"{wheel.name} brings no text of its licence")
    return Component(
        stated["Name"], stated["Version"], _SPELLINGS.get(licence, licence), "\n\n".join(texts)
    )


def wheel_crates(wheel: Path) -> Iterator[tuple[str, str, str, str]]:
    """Yield name, version, licence and author of each crate in a wheel's bill of materials."""
    with zipfile.ZipFile(wheel) as opened:
        for name in sorted(opened.namelist()):
            if name.endswith(".cyclonedx.json"):
                for part in json.loads(opened.read(name))["components"]:
                    if part.get("scope") != "excluded":
                        licence = part["licenses"][0]
                        licence = licence.get("expression") or licence["license"]["id"]
                        author = part.get("author") or "its contributors"
                        yield part["name"], part["version"], licence, author


def rust_crates(crates: list[tuple[str, str, str, str]]) -> Component:
    """Return the crates of all wheels as one component, with each licence that one of them has."""
    lines = (f"{name} {version} ({licence}): {author}" for name, version, licence, author in crates)
    licences = "MIT", "Apache-2.0", "BSD-2-Clause", "Unicode-3.0", "Zlib"
    texts = (f"{name}\n\n{text_of(name)}" for name in licences)
    return Component(
        "Rust libraries in pydantic-core",
        "",
        "MIT and others",
        "\n\n".join(["\n".join(lines), *texts]),
    )
