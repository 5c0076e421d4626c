"""Add words to the six languages, and check them.

    python tools/words.py add views/economy "Economy" [--after KEY] [--fr "Économie"] [--es ...]
    python tools/words.py change views/economy "Economy" [--fr "Économie"] [--es ...]
    python tools/words.py check
    python tools/words.py pending

A key is a path with slashes: ``views/economy``, ``messages/number.date/message``. ``add`` writes it
into the folders of all languages that have words, and names the others in ``pending.toml``: there
pages show the English words with a mark. ``--after`` says after which key of the same table (for a
new message: after which code); without it the key is put at the end. ``--new-section`` begins a
section that is not there yet; without it a mistyped one is refused. A text ``= views/economy``
refers to the words of another key.

``change`` writes other words at a key, and names the tests and pages that quote the old English
ones. A translator gives the words of one language, and ``-`` for the English ones, which stay.

``check`` names every fault of the files: missing and superfluous keys, references that lead nowhere
or round in a circle, lines of ``pending.toml`` that are no longer true. ``pending`` lists the keys
whose words are missing.
"""

from __future__ import annotations

import argparse
import difflib
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from ictindex.language.i18n import LANGUAGES, word_files  # noqa: E402  # of this checkout
from ictindex.language.i18n.word_writer import replace_words, write_words  # noqa: E402

OTHERS = LANGUAGES[1:]
# Separators and marks are put between words: English ones in their place would be no sentence.
NEVER_PENDING = ("language", "dates")
# The name of a figure; the forms of a word for it differ by language.
PLACEHOLDER = re.compile(r"\{([a-z_]+)(?::[^{}]+)?\}")
# Where words are quoted; a shorter piece of a sentence is found everywhere.
QUOTING = ("tests", "docs")
MADE_OF_WORDS = "docs/reference/codes.md"
SHORTEST = 12


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, and do what it asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    adding = commands.add_parser("add", help="write a key into the files of all languages")
    adding.add_argument("key", help="its path, as messages/number.date/message")
    adding.add_argument("--after", help="the key of the same table that it follows")
    adding.add_argument("--new-section", action="store_true", help="begin the section of the key")
    changing = commands.add_parser("change", help="write other words at a key")
    changing.add_argument("key", help="its path, as messages/number.date/message")
    for part in (adding, changing):
        part.add_argument("english")
        for language in OTHERS:
            part.add_argument(f"--{language}", metavar="WORDS")
    commands.add_parser("check", help="name every fault of the files")
    commands.add_parser("pending", help="list the keys whose words are missing")
    asked = parser.parse_args(arguments)
    if asked.command in ("add", "change"):
        words = {"en": asked.english} | {code: getattr(asked, code) for code in OTHERS}
        words = {code: text for code, text in words.items() if text}
        if asked.command == "add":
            fault = add(asked.key, words, asked.after, new_section=asked.new_section)
        else:
            fault = change(asked.key, {code: text for code, text in words.items() if text != "-"})
        return report([fault] if fault else [])
    if asked.command == "pending":
        for key, languages in word_files.pending().items():
            print(f"{key}: {', '.join(languages)}")
        return 0
    return report(list(faults()))


def report(named: Sequence[str]) -> int:
    """Print faults, and return the exit code."""
    for fault in named:
        print(fault, file=sys.stderr)
    return 1 if named else 0


def add(
    key: str, words: dict[str, str], after: str | None = None, *, new_section: bool = False
) -> str:
    """Write a key into the files of the languages that have words; return a fault, or ``""``."""
    keys = tuple(key.split("/"))
    if len(keys) < 2:
        return f"{key}: a key is a path with slashes, such as views/{key}"
    if word_files.find("en", keys) is not None:
        return f"{key}: there are words already"
    empty = [code for code, text in words.items() if not text.strip()]
    if empty or "en" not in words:
        return f"{key}: the words are empty ({', '.join(empty) or 'en'}); English words are needed"
    missing = [code for code in LANGUAGES if code not in words]
    if missing and keys[0] in NEVER_PENDING:
        return f"{key}: words of {keys[0]} are needed in all languages ({', '.join(missing)})"
    sections = word_files.list_sections()
    if keys[0] not in sections and not new_section:
        near = difflib.get_close_matches(keys[0], sections)
        meant = f"did you mean {' or '.join(near)}" if near else "none has a name like it"
        return f"{key}: there is no section {keys[0]}; {meant}. --new-section begins it"
    write_words(keys, words, after)
    return ""


def change(key: str, words: dict[str, str]) -> str:
    """Write other words at a key; return a fault, or ``""``."""
    keys = tuple(key.split("/"))
    figures = PLACEHOLDER.findall(word_files.find("en", keys) or "")
    for code, text in words.items():
        if keys not in word_files.read_written(code):
            return f"{code}: {key}: there are no words to change"
        if sorted(set(PLACEHOLDER.findall(text))) != sorted(set(figures)):
            named = ", ".join(f"{{{figure}}}" for figure in figures)
            return f"{code}: {key}: its figures are {named or 'none'}"
    old = word_files.read_written("en")[keys]
    replace_words(keys, words)
    for address in quotations(old) if words.get("en", old) != old else ():
        print(f"the old words are in {address}")
    return ""


def quotations(words: str) -> Iterator[str]:
    """Yield the lines of tests and pages with a piece of a sentence between its figures."""
    pieces = [piece.strip() for piece in PLACEHOLDER.sub("{}", words).split("{}")]
    pieces = [piece for piece in pieces if len(piece) >= SHORTEST]
    for folder in QUOTING:
        for path in sorted((ROOT / folder).rglob("*.*")):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix in (".py", ".md", ".txt") and name != MADE_OF_WORDS:
                for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
                    if any(piece in line for piece in pieces):
                        yield f"{name}, line {number}"


Written = dict[str, dict[tuple[str, ...], str]]


def faults() -> Iterator[str]:
    """Yield every fault of the files of words."""
    written = {code: word_files.read_written(code) for code in LANGUAGES}
    for code in LANGUAGES:
        yield from gaps(code, written)
        for keys, words in written[code].items():
            if word_files.target_of(words) is not None:
                yield from reference_faults(code, keys, written)
    for key, languages in word_files.pending().items():
        yield from pending_faults(key, languages, written)


def gaps(language: str, written: Written) -> Iterator[str]:
    """Yield the keys that only one of a language and English has."""
    english, own = written["en"], written[language]
    for keys in own:
        if keys not in english:
            yield f"{language}: {'/'.join(keys)}: English has no such key"
    for keys in english:
        key = "/".join(keys)
        if keys not in own and language not in word_files.pending().get(key, ()):
            yield f"{language}: {key}: no words, and pending.toml does not say so"


def pending_faults(key: str, languages: Sequence[str], written: Written) -> Iterator[str]:
    """Yield what is not true, or not allowed, in a line of ``pending.toml``."""
    keys = tuple(key.split("/"))
    if keys not in written["en"]:
        yield f"pending.toml: {key}: English has no such key"
    if keys[0] in NEVER_PENDING:
        yield f"pending.toml: {key}: words of {keys[0]} are needed in all languages"
    for code in languages:
        if code not in OTHERS:
            yield f"pending.toml: {key}: {code} is none of {', '.join(OTHERS)}"
        elif keys in written[code]:
            yield f"pending.toml: {key}: {code} has words now; remove it from this line"


def reference_faults(language: str, keys: tuple[str, ...], written: Written) -> Iterator[str]:
    """Yield what is wrong with the reference at a key."""
    path = [keys]
    while (target := word_files.target_of(written[language].get(path[-1]))) is not None:
        if target in path:
            circle = " -> ".join("/".join(step) for step in [*path, target])
            yield f"{language}: {circle}: the reference comes back to itself"
            return
        path.append(target)
    if len(path) > word_files.MOST_STEPS:
        yield f"{language}: {'/'.join(keys)}: more than {word_files.MOST_STEPS} references in a row"
    key = "/".join(path[-1])
    missing = language not in word_files.pending().get(key, ())
    if path[-1] not in written[language] and missing:
        yield f"{language}: {'/'.join(keys)}: it refers to {key}, which has no words"


if __name__ == "__main__":
    sys.exit(main())
