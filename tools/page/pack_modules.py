"""Make the parts of the page, inside the interpreter that will read them there.

``/in`` has wheels, the standard library, the interpreter and the script of the worker; ``/out``
gets each part, compressed. Every module is compiled, so that the page starts in half the time; the
compiled form belongs to this interpreter, and is the same on every machine.
"""

from __future__ import annotations

import gzip
import io
import json
import py_compile
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

IN, OUT = Path("/in"), Path("/out")
SOURCE, COMPILED = Path("/tmp/module.py"), Path("/tmp/module.pyc")  # noqa: S108  # its own system
LIBRARY = "python_stdlib.zip"
SITE = "lib/python3.14/site-packages"
# Parts of the standard library that the page never uses: terminals, mail and web servers (the page
# has no network), tests, tools of developers, codings of old computers.
LIBRARY_LEFT_OUT = (
    *("_pyrepl/", "antigravity.py", "cProfile.py", "ctypes/macholib/"),
    *("doctest.py", "encodings/mac_", "encodings/cp8", "encodings/cp10", "encodings/cp11"),
    *("ensurepip/", "ftplib.py", "http/cookiejar.py", "http/cookies.py", "http/server.py"),
    *("idlelib/", "imaplib.py", "mailbox.py", "netrc.py", "pdb.py", "pickletools.py", "poplib.py"),
    *("profile.py", "pstats.py", "pyclbr.py", "pydoc.py", "pydoc_data/", "rlcompleter.py"),
    *("site-packages/", "smtplib.py", "sqlite3/", "tabnanny.py", "this.py", "timeit.py"),
    *("trace.py", "turtle.py", "unittest/", "venv/", "webbrowser.py", "wsgiref/", "xmlrpc/"),
    *("zipapp.py",),
)
# Parts of wheels that are left out: files only for editors and type checkers, code for older
# versions of pydantic, and words whose compiled tables are in the page. Licences are in the page
# itself.
WHEELS_LEFT_OUT = (
    *("pydantic/mypy.py", "pydantic/v1/", "pydantic/_internal/_git.py"),
    *(
        "ictindex/_data/methodology/languages/",
        "ictindex/apps/cli/",
        "ictindex/editions/standalone/",
    ),
)
ENDS_LEFT_OUT = (
    ".pyi",
    "py.typed",
    ".dist-info/RECORD",
    ".dist-info/WHEEL",
    ".dist-info/INSTALLER",
)
FOLDERS_LEFT_OUT = (".dist-info/licenses/", ".dist-info/sboms/", ".dist-info/LICENSE")
FAMILY = "encodings/cp850.py"  # a Western code page that Excel still writes


def compiled(source: bytes, name: str) -> bytes:
    """Return the compiled form of a module, which is never compared with its source."""
    SOURCE.write_bytes(source)
    mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
    py_compile.compile(
        str(SOURCE), str(COMPILED), dfile=name, doraise=True, optimize=0, invalidation_mode=mode
    )
    return COMPILED.read_bytes()


def members(archive: Path, root: str) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of each file of a wheel or of the standard library."""
    is_library = archive.name == LIBRARY
    with zipfile.ZipFile(archive) as opened:
        for name in sorted(opened.namelist()):
            if name.endswith("/") or (is_left_out(name, is_library) and name != FAMILY):
                continue
            content = opened.read(name)
            if name.endswith(".py"):
                yield f"{name}c", compiled(content, f"{root}/{name}")
            else:
                yield name, content


def is_left_out(name: str, is_library: bool) -> bool:
    """Tell whether a file is of no use in the page."""
    if is_library:
        return name.startswith(LIBRARY_LEFT_OUT)
    return (
        name.startswith(WHEELS_LEFT_OUT)
        or name.endswith(ENDS_LEFT_OUT)
        or any(part in name for part in FOLDERS_LEFT_OUT)
    )


def library() -> bytes:
    """Return the archive of modules that stay packed: those of Python, and of most wheels."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in (IN / LIBRARY, *(path for path in wheels() if not is_unpacked(path))):
            for name, content in members(path, "/lib/python314.zip"):
                entry = zipfile.ZipInfo(name)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, content, compresslevel=9)
    return stream.getvalue()


def modules() -> bytes:
    """Return an index of files and the files, for the wheels that need a folder."""
    files: dict[str, bytes] = {}
    for wheel in filter(is_unpacked, wheels()):
        files |= {f"{SITE}/{name}": content for name, content in members(wheel, f"/{SITE}")}
    index = json.dumps([[name, len(content)] for name, content in files.items()]).encode()
    return struct.pack("<I", len(index)) + index + b"".join(files.values())


def wheels() -> list[Path]:
    """Return the wheels in the order of their names."""
    return sorted(IN.glob("*.whl"))


def is_unpacked(wheel: Path) -> bool:
    """Tell whether a wheel has files that are opened by a path, or loaded by the machine."""
    return wheel.name.startswith(("ictindex-", "pydantic_core-"))


def main() -> None:
    """Write the parts."""
    parts = {
        "worker": (IN / "worker.js").read_bytes(),
        "interpreter": (IN / "pyodide.asm.wasm").read_bytes(),
        "modules": modules(),
    }
    for name, content in parts.items():
        (OUT / name).write_bytes(gzip.compress(content, 9, mtime=0))
    (OUT / "library").write_bytes(library())  # already packed, and read unchanged


main()
