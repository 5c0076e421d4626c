"""Write words into the files of the languages, each key at its place."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from ictindex.core.file_writer import make_folder, replace_file
from ictindex.language.i18n.chosen_language import LANGUAGES
from ictindex.language.i18n.word_files import PENDING, file_of, folder_of


def write_words(keys: tuple[str, ...], words: Mapping[str, str], after: str | None = None) -> None:
    """Write a key into the files of the languages that have words; name the others as pending."""
    for language, text in words.items():
        path = folder_of(language) / f"{file_of(keys)}.toml"
        old = path.read_text(encoding="utf-8") if path.is_file() else ""
        make_folder(path.parent)
        replace_file(path, insert_key(old, keys, text, after))
    missing = [language for language in LANGUAGES if language not in words]
    if missing:
        path = folder_of(PENDING).with_suffix(".toml")
        line = f"{json.dumps('/'.join(keys))} = {json.dumps(missing)}\n"
        replace_file(path, path.read_text(encoding="utf-8") + line)


def insert_key(text: str, keys: tuple[str, ...], words: str, after: str | None) -> str:
    """Return the text of a file with one more key, in its table."""
    lines = text.rstrip("\n").split("\n") if text else []
    header = f"[{'.'.join(map(_write_key, keys[:-1]))}]"
    if header not in lines:
        before = f"[{'.'.join(map(_write_key, (*keys[:-2], after or '')))}]"
        at = _table_of(lines, before)[1] if before in lines else len(lines)
        lines[at:at] = [*([""] if lines else []), header]
    start, end = _table_of(lines, header)
    if after is not None:
        begin = f"{_write_key(after)} = "
        end = next((at + 1 for at in range(start, end) if lines[at].startswith(begin)), end)
    lines.insert(end, f"{_write_key(keys[-1])} = {json.dumps(words, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def replace_words(keys: tuple[str, ...], words: Mapping[str, str]) -> None:
    """Write other words at a key into the files of the languages that have words."""
    for language, text in words.items():
        path = folder_of(language) / f"{file_of(keys)}.toml"
        lines = path.read_text(encoding="utf-8").split("\n")
        start, end = _table_of(lines, f"[{'.'.join(map(_write_key, keys[:-1]))}]")
        begin = f"{_write_key(keys[-1])} = "
        at = next(at for at in range(start, end) if lines[at].startswith(begin))
        lines[at] = begin + json.dumps(text, ensure_ascii=False)
        replace_file(path, "\n".join(lines))


def _table_of(lines: Sequence[str], header: str) -> tuple[int, int]:
    """Return the first line of a table after its header, and the line after its last key."""
    start = lines.index(header) + 1
    end = next((at for at in range(start, len(lines)) if lines[at].startswith("[")), len(lines))
    while not lines[end - 1]:
        end -= 1
    return start, end


def _write_key(key: str) -> str:
    """Return a key as TOML writes it."""
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else f'"{key}"'
