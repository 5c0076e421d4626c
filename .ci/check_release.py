"""Check that a tag fits the checkout before anything is published under it.

    python .ci/check_release.py v1.2.3

The tag is the version of ``pyproject.toml`` with a v before it, and the other places that name a
version agree; the changelog has the version, and no fragment is left; ``FROZEN.toml`` says that its
documents are released; no words of a language are missing.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str]) -> int:
    """Print every fault, and return the exit code."""
    if len(arguments) != 1:
        print("usage: python .ci/check_release.py TAG, for example v1.2.3", file=sys.stderr)
        return 2
    faults = release_faults(arguments[0])
    for fault in faults:
        print(f"not ready for {arguments[0]}: {fault}", file=sys.stderr)
    if not faults:
        print(f"{arguments[0]}: version, changelog and frozen documents agree.")
    return 1 if faults else 0


def release_faults(tag: str, root: Path = ROOT) -> list[str]:
    """Return what keeps a checkout from being released under a tag."""
    version = tomllib.loads(read(root, "pyproject.toml"))["project"]["version"]
    faults = []
    if tag != f"v{version}":
        faults.append(f'pyproject.toml has the version {version}, whose tag is "v{version}"')
    for name, pattern in (
        ("src/ictindex/__init__.py", r'^__version__ = "([^"]*)"$'),
        ("CITATION.cff", r"^version: (\S+)$"),
    ):
        match = re.search(pattern, read(root, name), re.MULTILINE)
        if match and match[1] != version:
            faults.append(f"{name} has the version {match[1]}, pyproject.toml has {version}")
    if not re.search(rf"^## {re.escape(version)} \(", read(root, "CHANGELOG.md"), re.MULTILINE):
        faults.append(f"CHANGELOG.md has no heading for {version}; run towncrier build")
    left = sorted(path.name for path in (root / "changes").glob("*.md") if path.name != "README.md")
    if left:
        faults.append(
            f"changes/ still has {len(left)} fragments, the first is {left[0]}; run towncrier build"
        )
    if tomllib.loads(read(root, "methodology/FROZEN.toml")).get("released") is not True:
        faults.append(
            "methodology/FROZEN.toml does not have released = true: from a release on, no digest "
            "of a document may change"
        )
    pending = tomllib.loads(read(root, "methodology/languages/pending.toml"))
    if pending:
        faults.append(
            f"methodology/languages/pending.toml still has {len(pending)} keys whose words are "
            f"missing, the first is {next(iter(pending))}"
        )
    return faults


def read(root: Path, name: str) -> str:
    """Return the text of a file of the checkout."""
    return (root / name).read_text(encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
