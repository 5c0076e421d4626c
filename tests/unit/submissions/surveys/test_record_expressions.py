"""The contract of the verbs: every engine gives the same answer to each, that of mathematics."""

from __future__ import annotations

import pytest
from engine_verbs import FRAMES, VERBS, ask, make_table, sort_answer
from small_cases import small_cases
from survey_records import PLAN

from ictindex.submissions.surveys.cell_plan import Condition, CountedIndicator
from ictindex.submissions.surveys.engines import open_engine
from ictindex.submissions.surveys.record_expressions import list_tallies


@pytest.mark.slow
@small_cases("verb", VERBS)
@small_cases("library", FRAMES)
def test_every_engine_answers_a_verb_alike(library: str, verb: str) -> None:
    case = VERBS[verb]
    with open_engine(FRAMES[library](make_table(case)), "duckdb", "500 MB") as engine:
        answer = sort_answer(engine.run(ask(case)))
    assert answer == case.answer


def test_indicators_of_the_same_people_are_summed_once() -> None:
    from dataclasses import replace

    adults = (Condition("age", lowest=15),)
    use = ((Condition("net", codes=(1,)),),)
    twins = (CountedIndicator("a", adults, use), CountedIndicator("b", adults, use))
    tallies = list_tallies(replace(PLAN, indicators=twins))
    assert tallies.counted == ["record", "base_1", "case_1"]
