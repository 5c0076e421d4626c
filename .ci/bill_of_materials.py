"""Write the bills of materials of a release: of the library, and of its page and its site.

    python .ci/bill_of_materials.py dist/ictindex.cdx.json dist/ictindex-pages.cdx.json

CycloneDX in JSON. The first is uv's, from ``uv.lock``: what ``make demo`` installs. The second has
the contents of the page in one file (the interpreter with its files and the parts of which it was
built, wheels) and of the public site (Vega with its packages), from the locks of ``tools``. Both
depend on the checkout alone.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
import uuid
from base64 import b64decode
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
EXPORT = "uv --quiet export --frozen --format cyclonedx1.5 --no-default-groups --group build"
Entry = dict[str, Any]


def bill_of_library() -> Entry:
    """Return uv's bill of the locked library, without the moment at which it was made."""
    command = [sys.executable, "-m", *EXPORT.split(), "--extra", "excel"]
    bill: Entry = json.loads(subprocess.check_output(command, cwd=ROOT))
    del bill["metadata"]["timestamp"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    bill["metadata"]["component"] |= {
        "purl": f"pkg:pypi/{project['name']}@{project['version']}",
        "licenses": [{"license": {"id": project["license"]}}],
    }
    return numbered(bill)


def bill_of_pages(library: Entry) -> Entry:
    """Return the bill of the page in one file and of the public site."""
    page = ROOT / "tools" / "page"
    wheels = (page / "wheels.txt").read_text(encoding="utf-8")
    inside = []
    for entry in library["components"]:
        files = entry["externalReferences"]
        if taken := [each for each in files if each["hashes"][0]["content"] in wheels]:
            inside.append(entry | {"externalReferences": taken})
    [interpreter] = [each for each in npm_packages("page") if each["name"] == "pyodide"]
    sums = (page / "pyodide.sha256").read_text(encoding="utf-8")
    parts = tomllib.loads((page / "licences" / "components.toml").read_text(encoding="utf-8"))
    interpreter["components"] = [
        {"type": "file", "name": name, "hashes": [{"alg": "SHA-256", "content": digest}]}
        for digest, name in map(str.split, sums.splitlines())
    ]
    for part in parts["component"]:
        licence = [{"license": {"name": part["licence"]}}]
        entry = {"type": "library", "name": part["name"], "licenses": licence}
        interpreter["components"].append(entry)
    own = library["metadata"]["component"]
    bill = {name: library[name] for name in ("bomFormat", "specVersion", "version")}
    bill |= {"metadata": {"component": own | {"components": []}}}
    bill |= {"components": [], "dependencies": []}
    contents = {
        "ictindex-check.html": [interpreter, *inside],
        "ictindex-sample-site": npm_packages("site"),
    }
    for name, entries in contents.items():
        made = {"type": "application", "bom-ref": name, "name": name}
        made["purl"] = f"{own['purl']}#{name}"
        bill["metadata"]["component"]["components"].append(own | made)
        bill["components"] += entries
        needs = [entry["bom-ref"] for entry in entries]
        bill["dependencies"].append({"ref": name, "dependsOn": needs})
    return numbered(bill)


def npm_packages(folder: str) -> list[Entry]:
    """Return the packages of an npm lock, each release once, with the digest of its archive."""
    lock = (ROOT / "tools" / folder / "package-lock.json").read_text(encoding="utf-8")
    entries = {}
    for path, package in sorted(json.loads(lock)["packages"].items()):
        if name := path.rpartition("node_modules/")[2]:
            reference = f"pkg:npm/{name.replace('@', '%40')}@{package['version']}"
            content = b64decode(package["integrity"].removeprefix("sha512-")).hex()
            entries[reference] = {
                "type": "library",
                "bom-ref": reference,
                "name": name,
                "purl": reference,
                "version": package["version"],
                "licenses": [{"expression": package["license"]}],
                "hashes": [{"alg": "SHA-512", "content": content}],
            }
    return list(entries.values())


def numbered(bill: Entry) -> Entry:
    """Return a bill with a serial number: the same contents have the same."""
    bill.pop("serialNumber", None)
    number = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(bill, sort_keys=True))
    return bill | {"serialNumber": f"urn:uuid:{number}"}


if __name__ == "__main__":
    first = bill_of_library()
    for name, written in zip(sys.argv[1:], (first, bill_of_pages(first)), strict=True):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(json.dumps(written, indent=2) + "\n", "utf-8", newline="\n")
        print(f"{name}: {len(written['components'])} packages")
