"""Studies of a publisher: Markdown files with a head that states their language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import DocumentError, UnusableFileError
from ictindex.language import i18n
from ictindex.language.findings import Finding

FOLDER = "studies"
_KEYS = ("title", "language", "summary", "authors", "date", "sources")
_NAME = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)(?:\.([a-z]{2}))?\.md")
_DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_MOST = 1_000_000  # bytes of a study


@dataclass(frozen=True, slots=True)
class Study:
    """A study in one language; ``first`` is the line of its file on which the text begins."""

    key: str
    file: str
    title: str
    language: str
    summary: str
    authors: str
    date: str
    sources: tuple[str, ...]
    text: str
    first: int


def has_studies(folder: Path) -> bool:
    """Tell whether a publisher's folder has studies."""
    studies = folder / FOLDER
    return studies.is_dir() and any(studies.glob("*.md"))


def read_studies(folder: Path) -> Mapping[str, Mapping[str, Study]]:
    """Read the studies of a publisher's folder, by key and language; name all faults."""
    listed: dict[str, dict[str, Study]] = {}
    faults: list[Finding] = []
    for path in sorted((folder / FOLDER).glob("*.md")):
        study = _read(path, faults)
        if study is None:
            continue
        versions = listed.setdefault(study.key, {})
        if study.language in versions:
            faults.append(fault("study.language-twice", file=path.name, wanted=study.key))
        versions[study.language] = study
    refuse(faults)
    return listed


def fault(code: str, **values: object) -> Finding:
    """Return a finding on a study."""
    return Finding(code, "error", details=values)


def refuse(faults: Sequence[Finding]) -> None:
    """Refuse the studies of a site if one of them has a fault."""
    if faults:
        raise DocumentError("study.faults", faults=faults)


def _read(path: Path, faults: list[Finding]) -> Study | None:
    name = _NAME.fullmatch(path.name)
    if name is None:
        faults.append(
            fault(
                "study.value",
                file=i18n.visible(path.name),
                wanted=i18n.visible(path.stem),
                key="file",
                allowed=["name.md", "name.fr.md"],
            )
        )
        return None
    try:
        content = path.read_bytes()
        # Editors on Windows put a mark before the first character.
        lines = content[:_MOST].decode("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableFileError("file.unreadable", file=path.name) from error
    end = next((n for n, line in enumerate(lines[1:], 1) if line.strip() == "---"), 0)
    if len(content) > _MOST or not lines or lines[0].strip() != "---" or not end:
        faults.append(fault("study.head", file=path.name))
        return None
    head = _head(lines[1:end], path.name, faults)
    language = head.get("language", name[2] or "")
    if language not in i18n.LANGUAGES or (name[2] or language) != language:
        allowed = [name[2]] if name[2] in i18n.LANGUAGES else [*i18n.LANGUAGES]
        faults.append(_unfit(path.name, "language", language, allowed))
    if not head.get("title"):
        faults.append(_unfit(path.name, "title", "", ["title: ..."]))
    if head.get("date") and not _DAY.fullmatch(head["date"]):
        faults.append(_unfit(path.name, "date", head["date"], ["2026-11-27", "2026-11", "2026"]))
    return Study(
        key=name[1],
        file=path.name,
        title=head.get("title", ""),
        language=language,
        summary=head.get("summary", ""),
        authors=head.get("authors", ""),
        date=head.get("date", ""),
        sources=tuple(key.strip() for key in head.get("sources", "").split(",") if key.strip()),
        text="\n".join(lines[end + 1 :]),
        first=end + 2,
    )


def _unfit(file: str, key: str, wanted: str, allowed: Sequence[str]) -> Finding:
    shown = i18n.visible(wanted)[:60] or "-"
    return fault("study.value", file=file, key=key, wanted=shown, allowed=[*allowed])


def _head(lines: Sequence[str], file: str, faults: list[Finding]) -> dict[str, str]:
    head: dict[str, str] = {}
    for number, line in enumerate(lines, 2):
        if not line.strip():
            continue
        key, colon, value = (part.strip() for part in line.partition(":"))
        if not colon or key not in _KEYS or key in head:
            shown = i18n.visible(line.strip())[:60]
            faults.append(
                fault("study.key", file=file, line=str(number), wanted=shown, allowed=[*_KEYS])
            )
        else:
            head[key] = value
    return head
