"""A picture: the signature and the documentation of its method come from the function."""

from __future__ import annotations

import inspect
import re

from small_cases import small_cases

from ictindex.publishing.charts.picture import CHOICE, Picture, picture, pictures_in
from ictindex.publishing.charts.plot_classes import all_pictures, plot_classes


def draw_bare(subject: object, *, choice: object, language: str | None = None) -> None:
    """Draw something.

    Returns
    -------
    Chart
        It.
    """


def bare() -> Picture:
    marked = picture("bare", of="Result", natural_of="Result")(draw_bare)
    return next(each for each in pictures_in(inspect.getmodule(marked)) if each.name == "bare")


def test_the_choice_of_economies_is_written_out() -> None:
    assert list(bare().signature.parameters) == ["self", *CHOICE, "language"]


def test_entries_that_many_pictures_share_are_put_into_the_documentation() -> None:
    lines = bare().documentation.splitlines()
    assert lines[:4] == ["Draw something.", "", "Parameters", "----------"]
    assert lines[4] == "economies : iterable of str, optional"
    assert lines[lines.index("Returns") - 3].startswith("language : str, optional")
    assert [line for line in lines if line.startswith("first, last :")]


@small_cases("made", all_pictures(), ids=lambda made: made.function.__name__)
def test_every_argument_of_a_method_is_documented_in_order(made: Picture) -> None:
    section = re.search(
        r"Parameters\n-+\n(.*?)\n\n(?:Returns|Raises)\n", made.documentation, re.DOTALL
    )
    assert section is not None
    entries = [line for line in section[1].splitlines() if not line.startswith(" ")]
    named = [name for line in entries for name in line.partition(" : ")[0].split(", ")]
    assert named == [*made.signature.parameters][1:]


def test_methods_show_what_the_functions_say() -> None:
    method = plot_classes()["Result"].ceiling
    made = next(each for each in all_pictures() if each.name == "ceiling")
    assert inspect.getdoc(method) == made.documentation
    assert str(inspect.signature(method)) == "(self, *, language: 'str | None' = None) -> 'Chart'"
