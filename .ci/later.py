"""Make the index of a later day: a folder with a newer release of every locked distribution.

    python .ci/later.py FOLDER [LOCK ...]

The folder goes to pip by ``--find-links`` (or ``PIP_FIND_LINKS``), in addition to the index that
has the locked files. A pip that resolves again takes one of these releases, because they are the
newest; and none can be installed, because they are wheels of a format that no installer supports.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

from locks import FOLDER, pins

VERSION = "9999.0"


def main() -> int:
    """Read the command line, write the wheels, print their number."""
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    folder, *locks = map(Path, sys.argv[1:])
    print(
        f"later: {write(folder, locks or sorted(FOLDER.glob('*.txt')))} newer releases in {folder}"
    )
    return 0


def write(folder: Path, locks: list[Path]) -> int:
    """Write a newer release of each distribution that the locks pin; return their number."""
    names = {pin.name for lock in locks for pin in pins(lock.read_text(encoding="utf-8"))}
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        wheel(folder, name, VERSION, format_version="9999.0")
    return len(names)


def wheel(
    folder: Path,
    name: str,
    version: str,
    requires: tuple[str, ...] = (),
    extras: tuple[str, ...] = (),
    format_version: str = "1.0",
) -> Path:
    """Write a wheel that has only metadata; return its path."""
    stem = f"{name.replace('-', '_')}-{version}"
    metadata = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    metadata += [f"Provides-Extra: {extra}" for extra in extras]
    metadata += [f"Requires-Dist: {requirement}" for requirement in requires]
    files = {
        "METADATA": "\n".join(metadata) + "\n",
        "WHEEL": f"Wheel-Version: {format_version}\nGenerator: ictindex\n"
        "Root-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{stem}.dist-info/{file},,\n" for file in (*files, "RECORD"))
    path = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for file, text in (files | {"RECORD": record}).items():
            archive.writestr(f"{stem}.dist-info/{file}", text)
    return path


if __name__ == "__main__":
    sys.exit(main())
