"""Write the bills of materials of a release: of the library, and of its page and its site.

    python .ci/bill_of_materials.py dist/ictindex.cdx.json dist/ictindex-pages.cdx.json

CycloneDX in JSON. The first is uv's, from ``uv.lock``: what ``make demo`` installs. The second has
the contents of the page in one file (the interpreter with its files and the parts of which it was
built, wheels) and of the public site (Vega with its packages), from the locks of ``tools``. Both
depend on the checkout alone.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
import uuid
from base64 import b64decode
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / "tools"
EXPORT = (
    *("-m", "uv", "--quiet", "export", "--frozen", "--format", "cyclonedx1.5"),
    *("--no-default-groups", "--group", "build", "--extra", "excel"),
)
Entry = dict[str, Any]


def main(arguments: list[str]) -> int:
    """Write the files, and return the exit code."""
    if len(arguments) != 2:
        print("usage: bill_of_materials.py LIBRARY_FILE PAGES_FILE", file=sys.stderr)
        return 2
    library = bill_of_library()
    for name, bill in zip(arguments, (library, bill_of_pages(library)), strict=True):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(json.dumps(bill, indent=2) + "\n", encoding="utf-8", newline="\n")
        print(f"{name}: {len(bill['components'])} packages")
    return 0


def bill_of_library() -> Entry:
    """Return uv's bill of the locked library, without the moment at which it was made."""
    command = [sys.executable, *EXPORT]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    bill: Entry = json.loads(made)
    del bill["metadata"]["timestamp"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    bill["metadata"]["component"] |= {
        "purl": f"pkg:pypi/{project['name']}@{project['version']}",
        "licenses": [{"license": {"id": project["license"]}}],
    }
    return numbered(bill)


def bill_of_pages(library: Entry) -> Entry:
    """Return the bill of the page in one file and of the public site."""
    wheels = (TOOLS / "page" / "wheels.txt").read_text(encoding="utf-8")
    inside = [
        entry
        | {
            "externalReferences": [
                file
                for file in entry["externalReferences"]
                if file["hashes"][0]["content"] in wheels
            ]
        }
        for entry in library["components"]
        if re.search(rf"^{entry['name']}==", wheels, re.MULTILINE)
    ]
    [interpreter] = npm_entries("page", "pyodide")
    sums = (TOOLS / "page" / "pyodide.sha256").read_text(encoding="utf-8")
    parts = (TOOLS / "page" / "licences" / "components.toml").read_text(encoding="utf-8")
    interpreter["components"] = [
        {"type": "file", "name": name, "hashes": [{"alg": "SHA-256", "content": digest}]}
        for digest, name in (line.split("  ") for line in sums.splitlines())
    ] + [
        {
            "type": "library",
            "name": part["name"],
            "licenses": [{"license": {"name": part["licence"]}}],
        }
        for part in tomllib.loads(parts)["component"]
    ]
    own = library["metadata"]["component"]
    contents = {
        "ictindex-check.html": [interpreter, *inside],
        "ictindex-sample-site": npm_entries("site"),
    }
    made = [
        own
        | {"type": "application", "bom-ref": name, "name": name, "purl": f"{own['purl']}#{name}"}
        for name in contents
    ]
    return numbered(
        {
            **{name: library[name] for name in ("bomFormat", "specVersion", "version")},
            "metadata": {"component": own | {"components": made}},
            "components": [entry for entries in contents.values() for entry in entries],
            "dependencies": [
                {"ref": name, "dependsOn": [entry["bom-ref"] for entry in entries]}
                for name, entries in contents.items()
            ],
        }
    )


def npm_entries(folder: str, only: str = "") -> list[Entry]:
    """Return the packages of an npm lock, each release once, with the digest of its archive."""
    lock = (TOOLS / folder / "package-lock.json").read_text(encoding="utf-8")
    entries = {}
    for path, package in sorted(json.loads(lock)["packages"].items()):
        name = path.rpartition("node_modules/")[2]
        if name and name == (only or name):
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
    sys.exit(main(sys.argv[1:]))
