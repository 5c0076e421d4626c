"""Editions for the tests of verifying: tiny ones made by hand, and one of the sample annex."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import ictindex as ict
from ictindex import editions
from ictindex.data.cell_text import visible
from ictindex.editions.storage.commit import commit
from ictindex.editions.storage.format import manifest, root_of

STANDALONE = Path(editions.__file__).with_name("standalone")


def script(name: str) -> ModuleType:
    """Load a stand-alone script as a module, without the library."""
    spec = importlib.util.spec_from_file_location(f"standalone_{name}", STANDALONE / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


VERIFIER = script("verify")
RECOMPUTATION = script("recompute")
TINY = {
    "table.csv": b"economy,idi\nBRA,82\n",
    "inputs/observations.csv": "economy,note\nCIV,Côte d’Ivoire\n".encode(),
    "methodology/doc.toml": b"schema = 1\n",
    "empty.txt": b"",
}


def tiny(folder: Path, year: int, files: Mapping[str, bytes] = TINY) -> str:
    """Commit an edition of a few small files and return its root."""
    key = f"idi-{year}-demonstration"
    head = {
        "id": key, "index": "idi", "edition": year, "kind": "demonstration", "year": year - 2,
        "released": f"{year}-06-27", "publisher": "Prüfstelle",
    }  # fmt: skip
    content = manifest(head, files)
    root = root_of(content)
    record = {"type": "edition", "date": head["released"], "root": root}
    record |= {name: head[name] for name in ("id", "index", "edition", "kind", "year", "publisher")}
    commit(folder, record, {**files, "manifest.json": content})
    return root


def both(path: Path, **pins: str | Path | None) -> ict.editions.Report:
    """Verify by the library and by the stand-alone verifier, which have to agree."""
    report = ict.verify(path, **pins)
    texts = {name: None if pin is None else str(pin) for name, pin in pins.items()}
    fingerprint = texts.pop("publisher", None)
    if report.intact:
        words = VERIFIER.publisher(str(path), texts.get("register"), fingerprint)
        signed = {"signed-pinned": "signed by its publisher", "signed": "signed with a key of this"}
        expected = signed.get(report.publisher.state, "not signed by its publisher")
        assert words.startswith(expected), (words, report.publisher)
    verdict, problems, root, head, notes = VERIFIER.verify(str(path), **texts)
    assert verdict == report.verdict
    assert [(code, visible(name)) for code, name in problems] == [
        (problem.code, problem.file) for problem in sorted((*report.problems, *report.besides))
    ]
    assert (root, head) == (report.root, report.head)
    assert [note.split(" ")[0] for note in notes] == [
        *["erratum"] * bool(report.errata),
        *["withdrawal"] * report.withdrawn,
        *["no"] * (report.registered is None),
    ]
    return report


def named(report: ict.editions.Report) -> list[tuple[str, str]]:
    """Return the problems of a report: (file, code)."""
    return [(problem.file, problem.code) for problem in report.problems]


def annex_receipt() -> ict.data.Receipt:
    """Return the receipt of a compiler for the sample annex."""
    idi = ict.methodology("idi", edition=2024)
    table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    judgement = ict.validate(table, idi)
    return ict.accept(table, judgement, role="compiler", transcribed="IDI 2024, Annex 2")


def publish_annex(folder: Path) -> ict.editions.Edition:
    """Publish the sample annex as a reconstruction."""
    receipt = annex_receipt()
    result = ict.compute(ict.methodology("idi", edition=2024), receipt.observations)
    return ict.publish(
        result,
        folder,
        released="2024-06-27",
        receipts=receipt,
    )


def copied(source: Path, target: Path) -> Path:
    """Return a copy of a folder of editions that a test may damage."""
    shutil.copytree(source, target, symlinks=True)
    return target
