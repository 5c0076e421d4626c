"""Write the guides for focal points as pages and as PDF, in six languages.

    python tools/guide/build_guide.py [--output dist/guide] [--pages-only] [LANGUAGE ...]

The words and pictures are those of ``docs/guide``; Chromium prints the pages (``CHROMIUM`` names
the program if it is in another folder).
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from markdown_it import MarkdownIt

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "guide"
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
STYLE = """
@page { size: A4; margin: 18mm 17mm }
body { font: 10.5pt/1.5 system-ui, "Noto Sans", "DejaVu Sans", sans-serif; color: #1b2430;
  max-width: 46em; margin: auto; padding: 0 1em }
:lang(ar) body, body:lang(ar) { font-family: "Noto Naskh Arabic", "Noto Sans Arabic", sans-serif;
  font-size: 12pt }
body:lang(zh) { font-family: "Noto Sans CJK SC", "Noto Sans SC", sans-serif }
h1 { font-size: 20pt; line-height: 1.2; color: #1f3a5f; margin: 0 0 .4em }
h2 { font-size: 13.5pt; color: #1f3a5f; margin: 1.3em 0 .3em; break-after: avoid }
p, li { margin: .35em 0; orphans: 3; widows: 3 }
li { break-inside: avoid }
img { max-width: 100%; border: 1px solid #c9ced6; border-radius: 4px; break-inside: avoid }
table { border-collapse: collapse; margin: .6em 0; break-inside: avoid }
th, td { text-align: start; padding: .2em .8em; border-bottom: 1px solid #c9ced6 }
code { font-family: "DejaVu Sans Mono", monospace; font-size: .88em }
:not(pre) > code { white-space: nowrap }
pre { background: #f3f3f3; padding: .6em .8em; white-space: pre-wrap; border-radius: 4px }
a { color: #1f3a5f; text-decoration: none }
@media print { body { max-width: none; padding: 0 } }
"""


def make_page(words: str, language: str) -> str:
    """Return the words of a guide as a page; text to be typed is read from left to right."""
    body = MarkdownIt("commonmark", {"html": True}).enable("table").render(words)
    body = re.sub(r"<(code|pre)(?=[ >])", r'<\1 dir="ltr"', body)
    # In print the other languages are separate files.
    body = re.sub(r'href="focal-points\.(\w\w)\.md"', r'href="focal-points.\1.pdf"', body)
    title = re.sub(r"^# ", "", words.lstrip().splitlines()[0])
    way = "rtl" if language == "ar" else "ltr"
    return (
        f'<!doctype html>\n<html lang="{language}" dir="{way}">\n<head><meta charset="utf-8">'
        f'<title>{title}</title><base href="{FOLDER.as_uri()}/"><style>{STYLE}</style></head>\n'
        f'<body lang="{language}">\n{body}</body>\n</html>\n'
    )


def find_chromium() -> str | None:
    """Return the program that prints, or None if this machine has none."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, PROGRAMS)), None)


def print_page(program: str, page: Path, target: Path) -> None:
    """Print a page as PDF."""
    with tempfile.TemporaryDirectory(prefix="ictindex-guide-") as profile:
        subprocess.run(  # noqa: S603  # the program that the user names
            [
                program, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
                f"--user-data-dir={profile}", f"--print-to-pdf={target}", page.as_uri(),
            ],
            check=True, capture_output=True, timeout=180,
        )  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """Write the guides; return 1 if there is no program to print them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("languages", nargs="*", default=[])
    parser.add_argument("--output", type=Path, default=ROOT / "dist" / "guide")
    parser.add_argument("--pages-only", action="store_true", help="no PDF")
    options = parser.parse_args(arguments)
    options.output.mkdir(parents=True, exist_ok=True)
    program = None if options.pages_only else find_chromium()
    if program is None and not options.pages_only:
        print("No Chromium is on this machine: set CHROMIUM, or use --pages-only.", file=sys.stderr)
        return 1
    for language in options.languages or LANGUAGES:
        words = (FOLDER / f"focal-points.{language}.md").read_text(encoding="utf-8")
        page = options.output.resolve() / f"focal-points.{language}.html"
        page.write_text(make_page(words, language), encoding="utf-8")
        if program is not None:
            print_page(program, page, page.with_suffix(".pdf"))
            page.unlink()  # the pictures of a page are in the sources
        print(page if program is None else page.with_suffix(".pdf"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
