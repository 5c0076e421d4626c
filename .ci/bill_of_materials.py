"""Write the bill of materials of a release: the project and every package of its lock.

    python .ci/bill_of_materials.py dist/ictindex.cdx.json

CycloneDX 1.6 in JSON, from ``requirements/run.txt``: name, version, package URL, and the digests of
the files that the lock admits. The text depends on the checkout alone.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
import uuid
from pathlib import Path
from typing import Any

from locks import FOLDER, ROOT, Pin, pins


def main(arguments: list[str]) -> int:
    """Write the file, and return the exit code."""
    if len(arguments) != 1:
        print("usage: python .ci/bill_of_materials.py FILE", file=sys.stderr)
        return 2
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    bill = bill_of_materials(project, (FOLDER / "run.txt").read_text(encoding="utf-8"))
    path = Path(arguments[0])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(bill, indent=2) + "\n", encoding="utf-8", newline="\n")
    print(f"{path}: {len(bill['components'])} packages")
    return 0


def bill_of_materials(project: dict[str, Any], lock: str) -> dict[str, Any]:
    """Return the bill of a project and its lock."""
    name, version = project["name"], project["version"]
    reference = f"pkg:pypi/{name}@{version}"
    listed = [component(pin, hashes(lock, pin)) for pin in pins(lock)]
    # The same checkout has the same serial number.
    serial = uuid.uuid5(uuid.NAMESPACE_URL, f"{reference}\n{lock}")
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "library",
                "bom-ref": reference,
                "name": name,
                "version": version,
                "description": project["description"],
                "licenses": [{"license": {"id": project["license"]}}],
                "purl": reference,
            }
        },
        "components": listed,
        "dependencies": [{"ref": reference, "dependsOn": [each["bom-ref"] for each in listed]}],
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
