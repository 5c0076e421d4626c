"""Write the bills of materials of a release: of the library, and of its page and its site.

    python .ci/bill_of_materials.py dist/ictindex.cdx.json dist/ictindex-pages.cdx.json

CycloneDX 1.6 in JSON. The first is from ``requirements/run.txt``: name, version, package URL, and
the digests of the files that the lock admits. The second has what is inside the page in one file
(the interpreter and its files, the parts of which it was built, the wheels) and inside the public
site (Vega with its packages), from the locks of ``tools/page`` and ``tools/site``. The text depends
on the checkout alone.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
import uuid
from base64 import b64decode
from pathlib import Path
from typing import Any

from locks import FOLDER, ROOT, Pin, pins


def main(arguments: list[str]) -> int:
    """Write the file, and return the exit code."""
    if len(arguments) != 2:
        print("usage: python .ci/bill_of_materials.py LIBRARY_FILE PAGES_FILE", file=sys.stderr)
        return 2
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    bills = (
        bill_of_materials(project, (FOLDER / "run.txt").read_text(encoding="utf-8")),
        bill_of_pages(project, ROOT / "tools"),
    )
    for name, bill in zip(arguments, bills, strict=True):
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(bill, indent=2) + "\n", encoding="utf-8", newline="\n")
        print(f"{path}: {len(bill['components'])} packages")
    return 0


def bill_of_materials(project: dict[str, Any], lock: str) -> dict[str, Any]:
    """Return the bill of a project and its lock."""
    listed = [component(pin, hashes(lock, pin)) for pin in pins(lock)]
    own = own_component(project)
    return bill(own, [], listed, {own["bom-ref"]: listed}, lock)


def bill_of_pages(project: dict[str, Any], tools: Path) -> dict[str, Any]:
    """Return the bill of the page in one file and of the public site."""
    wheels, runtime, parts, page, site = (
        (tools / name).read_text(encoding="utf-8")
        for name in (
            "page/wheels.txt", "page/pyodide.sha256", "page/licences/components.toml",
            "page/package-lock.json", "site/package-lock.json",
        )
    )  # fmt: skip
    interpreter = npm_component("pyodide", json.loads(page)["packages"]["node_modules/pyodide"])
    interpreter["components"] = [
        *(file_component(*line.split("  ")) for line in runtime.splitlines()),
        *(part_component(part) for part in tomllib.loads(parts)["component"]),
    ]
    inside = [component(pin, hashes(wheels, pin)) for pin in pins(wheels)]
    # The same release of a package may be there several times.
    listed = [
        npm_component(name.rpartition("node_modules/")[2], package)
        for name, package in sorted(json.loads(site)["packages"].items())
        if name
    ]
    drawing = list({each["bom-ref"]: each for each in listed}.values())
    own = own_component(project)
    made = [
        {
            "type": "application",
            "bom-ref": name,
            "name": name,
            "version": project["version"],
            "licenses": [{"license": {"id": project["license"]}}],
        }
        for name in ("ictindex-check.html", "ictindex-sample-site")
    ]
    needs = {made[0]["bom-ref"]: [interpreter, *inside], made[1]["bom-ref"]: drawing}
    text = "\n".join((wheels, runtime, parts, page, site))
    return bill(own, made, [interpreter, *inside, *drawing], needs, text)


def own_component(project: dict[str, Any]) -> dict[str, Any]:
    """Return the entry of the project itself."""
    reference = f"pkg:pypi/{project['name']}@{project['version']}"
    return {
        "type": "library",
        "bom-ref": reference,
        "name": project["name"],
        "version": project["version"],
        "description": project["description"],
        "licenses": [{"license": {"id": project["license"]}}],
        "purl": reference,
    }


def bill(
    own: dict[str, Any],
    made: list[dict[str, Any]],
    listed: list[dict[str, Any]],
    needs: dict[str, list[dict[str, Any]]],
    locks: str,
) -> dict[str, Any]:
    """Return a bill: its subject, what is made of it, what is listed, and what needs what."""
    # The same checkout has the same serial number.
    serial = uuid.uuid5(uuid.NAMESPACE_URL, f"{own['bom-ref']}\n{locks}")
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {"component": own | ({"components": made} if made else {})},
        "components": listed,
        "dependencies": [
            {"ref": reference, "dependsOn": [each["bom-ref"] for each in several]}
            for reference, several in needs.items()
        ],
    }


def npm_component(name: str, package: dict[str, Any]) -> dict[str, Any]:
    """Return the entry of a package of an npm lock, with the digest of its archive."""
    kind, _, digest = package["integrity"].partition("-")
    reference = f"pkg:npm/{name.replace('@', '%40')}@{package['version']}"
    return {
        "type": "library",
        "bom-ref": reference,
        "name": name,
        "version": package["version"],
        "purl": reference,
        "hashes": [
            {"alg": kind.upper().replace("SHA", "SHA-"), "content": b64decode(digest).hex()}
        ],
        "licenses": [{"expression": package["license"]}],
    }


def file_component(digest: str, name: str) -> dict[str, Any]:
    """Return the entry of a file of the interpreter."""
    hashed = [{"alg": "SHA-256", "content": digest}]
    return {"type": "file", "bom-ref": f"file:{name}", "name": name, "hashes": hashed}


def part_component(part: dict[str, Any]) -> dict[str, Any]:
    """Return the entry of a piece of software of which the interpreter was built."""
    return {
        "type": "library",
        "bom-ref": f"part:{part['name']}",
        "name": part["name"],
        "licenses": [{"license": {"name": part["licence"]}}],
    }


def component(pin: Pin, digests: list[str]) -> dict[str, Any]:
    """Return the entry of a package."""
    reference = f"pkg:pypi/{pin.name}@{pin.version}"
    properties = [{"name": "ictindex:file:sha256", "value": digest} for digest in digests]
    if pin.marker:
        properties.insert(0, {"name": "ictindex:marker", "value": pin.marker})
    return {
        "type": "library",
        "bom-ref": reference,
        "name": pin.name,
        "version": pin.version,
        "purl": reference,
        "properties": properties,
    }


def hashes(lock: str, pin: Pin) -> list[str]:
    """Return the digests that a lock has behind a pin."""
    digests = []
    for line in lock.splitlines()[pin.line :]:
        match = re.match(r"\s+--hash=sha256:([0-9a-f]{64})", line)
        if match is None:
            break
        digests.append(match[1])
    return digests


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
