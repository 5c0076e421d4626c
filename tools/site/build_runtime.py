"""Build the runtime that draws the charts of the public site: Vega and its interpreter, one file.

    python tools/site/build_runtime.py [--output FILE]

Both come from npm, each checked against the digest in ``package-lock.json``. Without the file the
site uses the larger bundle of ``vl-convert-python``, which needs neither node nor npm.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
OUTPUT = FOLDER.parents[1] / "src" / "ictindex" / "publishing" / "website" / "assets" / "vega.js"
VEGA = FOLDER / "node_modules" / "vega"
INTERPRETER = FOLDER / "node_modules" / "vega-interpreter"
_IMPORT = re.compile(r"^import \{([^}]*)\} from 'vega-util';$", re.MULTILINE)
_EXPORT = re.compile(r"^export \{ expression as expressionInterpreter \};$", re.MULTILINE)
_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)


def main() -> int:
    """Install the two packages, join them, write the file."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--output", type=Path, default=OUTPUT)
    output: Path = parser.parse_args().output
    npm = shutil.which("npm")
    if npm is None:
        print("npm is not on this machine: the site uses the bundle of vl-convert-python.")
        return 0
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, check=False)  # noqa: S603 - npm
    if done.returncode:
        print(done.stdout, done.stderr, file=sys.stderr)
        return 1
    output.write_text(join_runtime(), encoding="utf-8", newline="\n")
    print(f"{output}: {output.stat().st_size:,} bytes")
    return 0


def join_runtime() -> str:
    """Return the runtime as one classic script, with the licences of what is in it."""
    vega = _MAP.sub("", (VEGA / "build" / "vega.min.js").read_text(encoding="utf-8")).strip()
    module = (INTERPRETER / "build" / "vega-interpreter.js").read_text(encoding="utf-8")
    imports, exports = _IMPORT.findall(module), _EXPORT.findall(module)
    if len(imports) != 1 or len(exports) != 1:
        raise SystemExit("vega-interpreter is written in another way: see build_runtime.py")
    code = _IMPORT.sub(lambda match: f"const {{{match[1]}}} = vega;", module)
    code = _MAP.sub("", _EXPORT.sub("", code)).strip()
    # The interpreter comes from the same repository, under the same licence, without a copy of it.
    for folder in (VEGA, INTERPRETER):
        package = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        if package["license"] != "BSD-3-Clause":
            raise SystemExit(f"{folder.name} is under another licence: {package['license']}")
    licences = "vega, vega-interpreter\n" + (VEGA / "LICENSE").read_text(encoding="utf-8").strip()
    licences = licences.replace("*/", "* /")
    return (
        f"/*\n{licences}\n*/\n{vega}\n(() => {{\n{code}\n"
        "window.drawVega = async (box, spec, tooltip) => {\n"
        "  if (box.vegaView) box.vegaView.finalize();\n"
        '  box.textContent = "";\n'
        "  const runtime = vega.parse(spec, null, { ast: true });\n"
        "  const view = new vega.View(runtime, {\n"
        '    renderer: "svg", container: box, expr: expression, tooltip,\n'
        "  });\n"
        "  box.vegaView = view;\n"
        "  await view.runAsync();\n"
        "  return view;\n};\n})();\n"
    )


if __name__ == "__main__":
    sys.exit(main())
