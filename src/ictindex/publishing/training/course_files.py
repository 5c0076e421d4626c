"""The files of a course: a folder for participants, and the trainer's guide apart from it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from ictindex.core.arguments import pass_text
from ictindex.data.csv_files import refuse_filled_folder, write_tree
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.html_blocks import html_fragment, html_links, html_page
from ictindex.publishing.training.course import exercises
from ictindex.publishing.training.exercise import AUDIENCES, Exercise
from ictindex.publishing.training.exercise_words import phrase
from ictindex.publishing.training.notebooks import notebook_bytes

PARTICIPANTS, TRAINERS = "participants", "trainers"


def build(
    folder: str | os.PathLike[str],
    *,
    languages: Iterable[str] = ("en",),
    audience: Literal["focal-points", "statisticians"] | None = None,
) -> tuple[Path, ...]:
    """Write a course: the folder of participants, and the trainer's guide apart from it.

    Parameters
    ----------
    folder : path
        A folder that is empty or not there yet; or a file that ends in ``.zip``.
    languages : iterable of str
        Languages of the course.
    audience : str, optional
        ``"focal-points"`` or ``"statisticians"``; by default both.

    Returns
    -------
    tuple of pathlib.Path
        The files, sorted. ``participants/<language>/<audience>`` has a page, files and a notebook
        for each exercise, and no solution; ``trainers/<language>/<audience>.html`` has them all.

    Raises
    ------
    UsageError
        If the folder is not empty, or there is no such audience.
    CatalogueError
        If there is no such language.
    UnusableFileError
        If the course cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     files = ict.training.build(f"{folder}/course", audience="focal-points")
    >>> [file.name for file in files][:3]
    ['answer.html', 'basket.html', 'finding.html']
    """
    refuse_filled_folder(folder)
    chosen = [i18n.current_language(language) for language in languages]
    groups = AUDIENCES if audience is None else (audience,)
    listed_of = {group: exercises(pass_text(group)) for group in groups}
    files: dict[str, bytes] = {}
    for language in chosen:
        for group, listed in listed_of.items():
            branch = f"{PARTICIPANTS}/{language}/{group}"
            for name, content in _participants(listed, group, language):
                files[f"{branch}/{name}"] = content
            guide = _page(_guide(listed, group, language), language)
            files[f"{TRAINERS}/{language}/{group}.html"] = guide
    return write_tree(folder, files)


def _participants(
    listed: Sequence[Exercise], audience: str, language: str
) -> Iterator[tuple[str, bytes]]:
    """Yield the files of participants: pages, materials, notebooks, and a page that lists them."""
    for exercise in listed:
        yield f"{exercise.id}.html", exercise.write("html", language).encode()
        yield from exercise.files(language).items()
        notebook = exercise.notebook(language)
        if notebook is not None:
            yield f"{exercise.id}.ipynb", notebook_bytes(notebook)
    yield "index.html", _index(listed, audience, language)


def _index(listed: Sequence[Exercise], audience: str, language: str) -> bytes:
    """Return the page that lists the exercises, with a link to each and to its notebook."""
    points = []
    for exercise in listed:
        minutes = phrase("minutes", language, count=str(exercise.minutes))
        title = i18n.detail(exercise.title(language), minutes, language)
        links = [(f"{exercise.id}.html", title)]
        if exercise.code:
            links.append((f"{exercise.id}.ipynb", phrase("notebook", language)))
        points.append(links)
    head = html_fragment(_opening(audience, language, "participants-how"), language)
    fragment = head + html_links(points, language)
    return html_page(_title(audience, language), fragment, language).encode()


def _title(audience: str, language: str) -> str:
    return i18n.pair(phrase("title", language), phrase(f"audience-{audience}", language), language)


def _opening(audience: str, language: str, how: str) -> list[Block]:
    return [
        i18n.Heading(_title(audience, language), 1),
        i18n.Sentence(f"training/{how}"),
        i18n.Sentence("training/synthetic").as_note(),
    ]


def _guide(listed: Sequence[Exercise], audience: str, language: str) -> list[Block]:
    """Return the trainer's guide: how to run the course, and each exercise with its solution."""
    total = sum(exercise.minutes for exercise in listed)
    rows = [
        [exercise.title(language), phrase("minutes", language, count=str(exercise.minutes))]
        for exercise in listed
    ]
    headers = [phrase("exercise", language), phrase("time", language)]
    blocks = [
        *_opening(audience, language, "trainer-how"),
        i18n.Heading(phrase("plan", language), 2),
        i18n.Grid(headers, rows),
        i18n.Sentence("training/total", count=total),
    ]
    for exercise in listed:
        # The head of the guide states that the economies do not exist.
        page = exercise.blocks(language)
        blocks += [item for item in page if not (isinstance(item, i18n.Paragraph) and item.note)]
        blocks += exercise.solution(language).blocks(language)
    return blocks


def _page(blocks: Sequence[Block], language: str) -> bytes:
    title = next(block.words for block in blocks if isinstance(block, i18n.Heading))
    return html_page(title, html_fragment(blocks, language), language).encode()
