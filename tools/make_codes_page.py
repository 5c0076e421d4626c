"""Write docs/reference/codes.md from the English words, or check that it is up to date.

python tools/make_codes_page.py [--check]
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "codes.md"
HEAD = """# Codes of errors and findings

Every error and every finding has a code, a message and a remedy. A program decides by the code
(`error.code`, `finding.code`); people read the message, in six languages.
`to_dict(language)` of both is all of it as plain data for JSON: the code, `details` (the data that
the message names: decimals, dates and paths as text), the message, and for an error its `faults`,
each with its address.
Words in braces are filled in. A code that ends in `-near` is the same fault with a suggestion.
Codes that begin with `rule` are [findings of the validation rules](validation-rules.md),
those with `excluded` say why an economy has no index, and those with `cli` are of the command line
alone.

Errors that are raised belong to four families (`ict.errors`):

| family | what is wrong | classes |
|---|---|---|
{families}

At the command line [the exit code](commands.md#exit-codes) follows from the question that a command
answers, and with `--json` [an error is JSON](commands.md#errors-as-json).

This page is made from the words in `methodology/languages/en/` by
`python tools/make_codes_page.py`; a test compares the two.
"""
FAMILIES = {
    "UsageError": "the call: an unknown name, an argument that does not fit",
    "DataError": "figures, their files, or what vouches for them",
    "MethodologyError": "a methodology document",
    "EditionError": "an edition, its archive or the register",
}
WIDEST = 4  # groups of fewer codes than this share a table at the end


def main() -> int:
    """Write the page, or report that it is out of date."""
    text = page()
    if "--check" not in sys.argv:
        PAGE.write_text(text, encoding="utf-8", newline="\n")
    elif not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != text:
        print("docs/reference/codes.md is out of date: run python tools/make_codes_page.py")
        return 1
    return 0


def page() -> str:
    """Return the text of the page."""
    sys.path.insert(0, str(ROOT / "src"))
    from ictindex.language.i18n.word_files import read_words

    words = read_words("en")["messages"]
    groups: dict[str, list[str]] = {}
    for code in sorted(words):
        groups.setdefault(code.partition(".")[0], []).append(code)
    small = [group for group, codes in groups.items() if len(codes) < WIDEST]
    groups = {group: codes for group, codes in groups.items() if group not in small} | {
        "others": sorted(code for group in small for code in groups[group])
    }
    parts = [HEAD.format(families=families())]
    parts.append(" · ".join(f"[{group}](#{group})" for group in groups) + "\n")
    for group, codes in groups.items():
        rows = "\n".join(row(code, words[code]) for code in codes)
        parts.append(f"## {group}\n\n| code | message | remedy |\n|---|---|---|\n{rows}\n")
    return "\n".join(parts)


def families() -> str:
    """Return the rows of the families of errors with their classes."""
    sys.path.insert(0, str(ROOT / "src"))
    from ictindex.core import errors

    kinds = [getattr(errors, name) for name in errors.__all__]
    return "\n".join(
        f"| `{family}` | {what} | "
        + ", ".join(
            f"`{kind.__name__}`"
            for kind in kinds
            if issubclass(kind, getattr(errors, family)) and kind.__name__ != family
        )
        + " |"
        for family, what in FAMILIES.items()
    )


def row(code: str, words: dict[str, str]) -> str:
    """Return the row of a code; signs that Markdown would read are escaped."""
    cells = [words.get(part, "") for part in ("message", "remedy")]
    for sign, written in (("|", r"\|"), ("<", "&lt;"), (">", "&gt;"), ("\n", " ")):
        cells = [cell.replace(sign, written) for cell in cells]
    return f"| `{code}` | {cells[0]} | {cells[1]} |".replace("|  |", "| |")


if __name__ == "__main__":
    sys.exit(main())
