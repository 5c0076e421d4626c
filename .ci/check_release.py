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
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def release_faults(tag: str, root: Path = ROOT) -> Iterator[str]:
    """Yield what keeps a checkout from being released under a tag."""
    names = ("pyproject.toml", "methodology/FROZEN.toml", "methodology/languages/pending.toml")
    project, frozen, pending = (tomllib.loads((root / name).read_text("utf-8")) for name in names)
    version = project["project"]["version"]
    if tag != f"v{version}":
        yield f'pyproject.toml has the version {version}, whose tag is "v{version}"'
    for name, line, mend in (
        ("src/ictindex/__init__.py", r'__version__ = "VERSION"', "write it there"),
        ("CITATION.cff", "version: VERSION", "write it there"),
        ("CHANGELOG.md", r"## VERSION \(.*", "run towncrier build"),
    ):
        line = line.replace("VERSION", re.escape(version))
        if not re.search(f"(?m)^{line}$", (root / name).read_text("utf-8")):
            yield f"{name} does not have the version {version}; {mend}"
    left = sorted({*(root / "changes").glob("*.md")} - {root / "changes" / "README.md"})
    if left:
        first = left[0].name
        yield f"changes/ still has {len(left)} fragments, the first is {first}; run towncrier build"
    if frozen.get("released") is not True:
        yield (
            "methodology/FROZEN.toml does not have released = true: from a release on, no digest "
            "of a document may change"
        )
    if pending:
        first = next(iter(pending))
        yield f"{names[2]} still has {len(pending)} keys whose words are missing: {first}"


if __name__ == "__main__":
    [tag] = sys.argv[1:]
    if faults := [f"not ready for {tag}: {fault}" for fault in release_faults(tag)]:
        sys.exit("\n".join(faults))
    print(f"{tag}: version, changelog and frozen documents agree.")
