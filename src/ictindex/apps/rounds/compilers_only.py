"""Output for compilers only: each row and page says so, and files of it stay in the round.

Who did not answer, and what was promised to whom, is never written next to what is published.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from ictindex.core import arguments
from ictindex.core.errors import UsageError
from ictindex.core.file_writer import Content, make_folder, write_file, write_files
from ictindex.core.paths import path_of, visible
from ictindex.core.tables.columns import Column
from ictindex.editions.public_folders import find_editions
from ictindex.editions.publisher_chain import is_name_of_office
from ictindex.language import i18n
from ictindex.language.i18n.renderable import Renderable
from ictindex.language.i18n.sentences import Sentence
from ictindex.submissions.closed.round_folder import RoundFolder

COMPILERS_ONLY = "compilers-only"
ACCESS = Column("access", "code", get=lambda record: COMPILERS_ONLY, page=False)


def warn_of_access() -> Sentence:
    """Return the remark of a page that is for compilers only."""
    return Sentence("round-desk/compilers-only").as_note()


def require_role(argument: str, text: str) -> None:
    """Refuse a text that is no position or office: an address of mail is that of a person."""
    fits = is_name_of_office(text) and "@" not in text
    arguments.require(fits, argument, "office-or-position", text)


def write_into_round(folder: RoundFolder, files: Mapping[Path, bytes]) -> dict[str, str]:
    """Write files into a round, all of them or none; return the SHA-256 of each by its path."""
    for parent in {file.parent for file in files}:
        make_folder(parent)
    write_files(files)
    return {
        folder.files.relative(file): hashlib.sha256(content).hexdigest()
        for file, content in files.items()
    }


def write_closed_page(
    page: Renderable,
    folder: RoundFolder,
    path: str | os.PathLike[str],
    language: str | None = None,
    make_data: Callable[[str, str], Content | None] = lambda form, language: None,
) -> Path:
    """Write a page, or the data behind it, to a file in the folder of a round."""
    file = path_of(path, "path")
    refuse_open_place(folder, file)
    content = make_data(file.suffix.lower(), i18n.current_language(language))
    return Renderable.save(page, file, language) if content is None else write_file(file, content)


def refuse_open_place(folder: RoundFolder, file: Path) -> None:
    """Refuse a file outside the folder of a round, or in a folder of editions within it."""
    own, target = folder.path.resolve(), file.resolve()
    if own not in target.parents or find_editions(target, own) is not None:
        raise UsageError(
            "round.open-place",
            file=visible(str(file)),
            folder=visible(str(folder.path)),
            inside=visible(str(folder.path / file.name)),
        )
