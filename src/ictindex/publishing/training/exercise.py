"""An exercise: its aim, files, tasks, and its solution, which is computed when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ictindex.core import arguments
from ictindex.core.data_classes import dataclass
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.renderable import Page, Renderable
from ictindex.language.i18n.sentences import Sentence, isolate_text, list_parts, put_before
from ictindex.publishing.training.exercise_words import phrase as say
from ictindex.publishing.training.notebooks import notebook_of

FOCAL_POINTS, STATISTICIANS = "focal-points", "statisticians"
AUDIENCES = (FOCAL_POINTS, STATISTICIANS)
Files = Callable[[str], Mapping[str, bytes]]
Solve = Callable[[str], Sequence[Block]]


@arguments.doors
@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Exercise(Renderable):
    """An exercise on economies that do not exist. Made by :func:`ictindex.training.exercises`.

    Its page has no solution; :meth:`solution` computes it again from the files of the exercise.

    Parameters
    ----------
    id : str
        Its id, such as ``"goalposts"``.
    audience : str
        ``"focal-points"`` or ``"statisticians"``.
    minutes : int
        Minutes that it takes.
    tasks : int
        Number of its tasks.
    make_files : callable
        Makes its files, for a language.
    solve : callable
        Computes its solution, for a language.
    code : tuple of str
        The cells of code of its notebook; empty for focal points.

    Examples
    --------
    >>> import ictindex as ict
    >>> exercise = ict.training.exercises()[0]
    >>> exercise.id, exercise.audience, exercise.minutes
    ('slips', 'focal-points', 30)
    >>> list(exercise.files("en"))
    ['xab-2025.xlsx']
    >>> exercise.title("en")
    'Find the slips in a questionnaire'
    >>> "C01" in exercise.to_text("en"), "C01" in exercise.solution("en").to_text()
    (False, True)
    >>> exercise.notebook("en") is None, exercise.to_dict()["tasks"]
    (True, 3)
    """

    _json_name = "exercise"

    id: str
    audience: str
    minutes: int
    tasks: int
    make_files: Files
    solve: Solve
    code: tuple[str, ...] = ()

    def _describe(self, key: str) -> Sentence:
        section = f"training/exercises/{self.id}"
        return Sentence(f"{section}/{key}")

    def _say(self, key: str, language: str) -> str:
        return self._describe(key).to_text(language)

    def title(self, language: str | None = None) -> str:
        """Return its title.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        str
            A few words.
        """
        return self._say("title", i18n.current_language(language))

    def files(self, language: str | None = None) -> dict[str, bytes]:
        """Return the files of participants by their names.

        Parameters
        ----------
        language : str, optional
            Language of workbooks; tables are the same in each.

        Returns
        -------
        dict
            The bytes of each; the same in every run.
        """
        return dict(self.make_files(i18n.current_language(language)))

    def solution(self, language: str | None = None) -> Page:
        """Return the solution, computed from the files of the exercise.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Page
            A page that can be shown and written like any other.
        """
        return Page(self._solution, language)

    def _solution(self, language: str) -> list[Block]:
        title = i18n.pair(say("solution", language), self.title(language), language)
        return [
            i18n.Heading(title, 2),
            self._describe("answer"),
            *self.solve(language),
        ]

    def notebook(self, language: str | None = None) -> dict[str, Any] | None:
        """Return the notebook of the exercise, without its solution.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        dict or None
            Jupyter format 4.5, ready for JSON; ``None`` where the exercise has none.
        """
        if not self.code:
            return None
        chosen = i18n.current_language(language)
        return notebook_of(self.id, self._task_blocks(chosen), self.code, chosen)

    def _to_dict(self) -> dict[str, Any]:
        """Return the exercise as plain data."""
        return {
            "id": self.id,
            "audience": self.audience,
            "minutes": self.minutes,
            "tasks": self.tasks,
            "files": list(self.files("en")),
            "notebook": bool(self.code),
        }

    def _blocks(self, language: str) -> list[Block]:
        return self._task_blocks(language)

    def _task_blocks(self, language: str) -> list[Block]:
        """Return the page of participants: aim, minutes, material, tasks, a hint."""
        material = [isolate_text(name) for name in self.files(language)]
        tasks = [self._say(f"task-{n}", language) for n in range(1, self.tasks + 1)]
        blocks: list[Block] = [
            i18n.Heading(self.title(language), 2),
            put_before(Sentence("training/aim"), self._describe("aim")),
            put_before(Sentence("training/time"), Sentence("training/minutes", count=self.minutes)),
        ]
        if material:
            blocks.append(put_before(Sentence("training/material"), list_parts(material)))
        blocks += [
            i18n.Heading(say("tasks", language), 3),
            i18n.Entries(
                [
                    i18n.Entry(say("task", language, number=str(n)), [task])
                    for n, task in enumerate(tasks, 1)
                ]
            ),
            i18n.Entries([i18n.Entry(say("hint", language), [self._say("hint", language)])]),
            Sentence("training/synthetic").as_note(),
        ]
        return blocks
