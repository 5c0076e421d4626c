"""Objects stay as they were made, travel between processes, and refuse what makes no sense."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import threading
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, localcontext

import numpy as np
import pandas as pd
import pytest
from indices_cases import VALUES, economy, frame, sample
from small_cases import small_cases

import ictindex as ict
from ictindex.core.arguments import seal_array
from ictindex.core.errors import IctindexError, MissingInputsError, ReadOnlyError, UsageError
from ictindex.language import i18n

IDI = ict.methodology("idi", edition=2024)


@pytest.fixture(scope="module")
def result() -> ict.Result:
    return ict.compute(
        IDI,
        ict.read_observations(ict.sample_data("idi-2024-annex.csv")),
        published=ict.sample_data("idi-2024-published.csv"),
    )


# ---------------------------------------------------------------- nothing changes


@small_cases("name", ["kind", "year", "edition", "methodology", "observations", "new"])
def test_a_result_stays_as_it_was_computed(result: ict.Result, name: str) -> None:
    with pytest.raises(ReadOnlyError) as caught:
        setattr(result, name, "official")
    assert str(caught.value) == (
        f"The attribute '{name}' of Result cannot be changed. What is computed stays as it was "
        "computed; make a new one instead."
    )
    with pytest.raises(ReadOnlyError):
        delattr(result, name)


def test_methodology_score_and_series_stay_too(result: ict.Result) -> None:
    for thing in (IDI, IDI.score(VALUES), ict.analysis.series([result])):
        with pytest.raises(ReadOnlyError):
            thing.edition = 1999  # type: ignore[union-attr,misc,attr-defined]


def pickled(thing: object) -> object:
    return pickle.loads(pickle.dumps(thing))  # noqa: S301


def arrays_in(thing: object) -> Iterator[np.ndarray]:
    """Every array that the attributes of an object of the library keep, however deep."""
    if isinstance(thing, np.ndarray):
        yield thing
    elif isinstance(thing, Mapping):
        for part in thing.values():
            yield from arrays_in(part)
    elif isinstance(thing, tuple):
        for part in thing:
            yield from arrays_in(part)
    elif type(thing).__module__.startswith("ictindex"):
        names = [*getattr(thing, "__dict__", ()), *getattr(type(thing), "__slots__", ())]
        for name in names:
            yield from arrays_in(getattr(thing, name))


@pytest.fixture(scope="module")
def kept(result: ict.Result) -> dict[str, object]:
    """One of each thing that keeps arrays, with all that is computed once and kept."""
    frame = result.observations.to_frame()
    frame["source_class"] = "official-submission"
    table = ict.read_observations(frame)
    receipt = ict.accept(table, ict.validate(table, IDI), role="compiler", transcribed="print")
    files = {
        name: ict.sample_data(f"ipb-{name}-synthetic.csv") for name in ("tariffs", "economics")
    }
    baskets = ict.compute(ict.methodology("ipb", edition=2025), **files)
    selection = ict.select_sources(receipt, IDI, cut_off="2024-04-30")
    assert baskets.units["share"].size
    things = {
        "result": result, "pickled": pickled(result),
        "observations": table,
        "some of them": table.where(economy="BRA"), "all of them": table + table,
        "prices": ict.read_prices(ict.sample_data("ipb-prices-2025.csv")),
        "tariffs": baskets.tariffs, "economics": baskets.economics, "baskets": baskets,
        "pickled baskets": pickled(baskets),
        "selection": selection, "pickled selection": pickled(selection),
    }  # fmt: skip
    for thing in things.values():
        for made_at_first_use in ("cells", "engine_scores", "rounded", "rank_array", "bounds",
                                  "contributions", "columns"):  # fmt: skip
            getattr(thing, made_at_first_use, None)
    return things


def test_no_array_that_is_handed_out_can_be_made_writeable(kept: dict[str, object]) -> None:
    for name, thing in kept.items():
        actual = list(arrays_in(thing))
        assert actual, name
        for array in actual:
            with pytest.raises(ValueError, match="WRITEABLE"):
                array.flags.writeable = True
            with pytest.raises(ValueError, match="WRITEABLE"):
                array.setflags(write=True)


def test_ranks_of_a_document_without_ranks_stay_as_made() -> None:
    document = dataclasses.replace(IDI.document, ranking=None)
    result = ict.compute(type(IDI)(document, 2024), ict.sample_data("idi-2024-annex.csv"))
    assert {rank for row in result.rank_rows for rank in row} == {None}


def test_an_array_that_others_hold_is_copied() -> None:
    whole = np.arange(4)
    part = seal_array(whole[:2])
    whole[0] = 9
    assert part.tolist() == [0, 1]
    with pytest.raises(ValueError, match="WRITEABLE"):
        part.flags.writeable = True


def test_the_data_of_a_finding_cannot_be_changed(result: ict.Result) -> None:
    with pytest.raises(TypeError):
        result.exclusions[0].details["indicator"] = ()  # type: ignore[index]


def test_the_order_of_nodes_cannot_be_reversed(result: ict.Result) -> None:
    assert isinstance(result.order, tuple)


# ---------------------------------------------------------------- between processes


def test_everything_travels_between_processes(result: ict.Result) -> None:
    explanation = result.explain("BRA", language="ru")
    score = IDI.score(VALUES)
    for thing in (result, IDI, score, explanation, ict.analysis.series([result])):
        for again in (pickle.loads(pickle.dumps(thing)), copy.deepcopy(thing)):  # noqa: S301
            assert type(again) is type(thing)
    again = pickle.loads(pickle.dumps(result))  # noqa: S301
    assert again.exact.equals(result.exact)
    assert again.to_text("zh") == result.to_text("zh")
    assert pickle.loads(pickle.dumps(explanation)).to_text() == explanation.to_text()  # noqa: S301
    assert pickle.loads(pickle.dumps(score)).to_dict() == score.to_dict()  # noqa: S301


# ---------------------------------------------------------------- language


def test_a_language_of_a_block_is_that_of_its_thread_alone() -> None:
    reported: list[str] = []
    option = ict.set_options(language="es")
    with option:
        thread = threading.Thread(target=lambda: reported.append(i18n.current_language()))
        thread.start()
        thread.join()
        assert i18n.current_language() == "es"
        with option:
            assert i18n.current_language() == "es"
        assert i18n.current_language() == "es"
    assert reported == ["en"]
    assert i18n.current_language() == "en"
    with option:  # the same choice again
        assert i18n.current_language() == "es"
    assert i18n.current_language() == "en"


# ---------------------------------------------------------------- what is shown


def test_hidden_characters_are_shown_as_escapes() -> None:
    rows = frame(economy("BRA"))
    rows["note"] = "\x1b[2J\x1b]0;pwn\x07\u202edesrever"
    result = ict.compute(IDI, ict.read_observations(rows))
    for text in (
        result.explain("BRA").to_text(),
        result.explain("BRA").to_html(),
        result.explain("BRA").to_latex(),
    ):
        assert "\x1b" not in text
        assert "\x07" not in text
        assert "\u202e" not in text
    assert r"\x1b[2J" in result.explain("BRA").to_text()
    with pytest.raises(IctindexError) as caught:
        ict.methodology("\x1b[2J")
    assert "\x1b" not in str(caught.value)


def test_an_integer_without_end_does_not_stop_a_message() -> None:
    with pytest.raises(IctindexError) as caught:
        ict.methodology("idi", edition=10**5000)
    assert len(str(caught.value)) < 500


# ---------------------------------------------------------------- editions and years


def test_an_edition_carried_whole_is_warned_of() -> None:
    result = ict.compute(ict.methodology("idi", edition=2025), frame(economy("BRA", year=2022)))
    assert [f.code for f in result.warnings] == ["carried.all"]
    assert result.warnings[0].message() == (
        "Brazil (BRA): no value is of the reference year 2023; every one is carried from an "
        "earlier year."
    )
    part = economy("BRA", year=2022)[1:] + economy("BRA", year=2023)[:1]
    assert not ict.compute(ict.methodology("idi", edition=2025), frame(part)).warnings


def test_the_id_names_a_retrospective_year() -> None:
    rows = frame(sample("worked-example-2011.csv"))
    rows["year"] = 2008
    report = ict.methodology("idi", edition=2011)
    assert ict.compute(report, rows, year=2008).id == "idi-2011-data-of-2008-exploration"


def test_a_draft_says_why_it_is_refused_whatever_the_edition() -> None:
    draft = ict.methodology("idi-methodology-2017-draft-14", edition=2017)
    with pytest.raises(ict.errors.DraftMethodologyError):
        ict.compute(draft, frame(economy("BRA")))


def test_methodologies_of_two_editions_differ() -> None:
    assert ict.methodology("idi", edition=2024) == IDI
    assert ict.methodology("idi", edition=2025) != IDI


def test_weights_that_are_not_confirmed_are_flagged() -> None:
    rows = frame(sample("worked-example-2011.csv"))
    rows["year"] = 2013  # of the report of 2014 nobody read the weights
    result = ict.compute(ict.methodology("idi", edition=2014), rows)
    assert "unverified-constant" in result.flags["KOR", "skills"]


# ---------------------------------------------------------------- supplied scores, plain data


def test_a_supplied_score_represents_values() -> None:
    values = {k: v for k, v in VALUES.items() if not k.startswith("coverage")}
    score = IDI.score(values, scores={"network-coverage": 98.78})
    whole = IDI.score(VALUES)
    assert score.nodes["network-coverage"] == Decimal("98.8") == whole.nodes["network-coverage"]
    assert score.supplied == frozenset({"network-coverage"})
    assert "supplied" in score.explain().to_text()
    assert score.to_dict()["supplied"] == ["network-coverage"]
    assert whole.to_dict()["score"] == "89.4"


@pytest.mark.parametrize(
    ("scores", "code", "text"),
    [
        ({"idi": 50}, "score.supplied-not-admitted", "admits no supplied score for"),
        ({"network-coverage": 101}, "score.supplied-beyond-scale", "beyond the scale (0 to 100)"),
        ({"internet-users": 50}, "score.supplied-besides-values", "although every value below"),
    ],
)
def test_a_supplied_score_that_does_not_fit(
    scores: dict[str, object], code: str, text: str
) -> None:
    with pytest.raises(UsageError) as caught:
        IDI.score(VALUES, scores=scores)
    assert caught.value.code == code
    assert text in str(caught.value)


def test_a_score_does_not_make_up_for_other_inputs() -> None:
    with pytest.raises(MissingInputsError) as caught:
        IDI.score({}, scores={"network-coverage": 90})
    assert "coverage-3g" not in str(caught.value)
    assert "internet-users" in str(caught.value)


# ---------------------------------------------------------------- series


def test_one_edition_by_two_methodologies_keeps_both_columns() -> None:
    rows = frame(sample("worked-example-2011.csv"))
    report = ict.methodology("idi", edition=2011)
    result = ict.compute(report, rows)
    other = copy.copy(result)
    renamed = dataclasses.replace(report.document, id="idi-methodology-other")
    other.__dict__["methodology"] = ict.Methodology(renamed, 2011)
    series = ict.analysis.series([result, other])
    assert series.labels == ("2011 (idi-methodology-2011)", "2011 (idi-methodology-other)")
    assert series.scores.shape == (1, 2)
    assert "8.41" in series.to_text()


# ---------------------------------------------------------------- arguments

CALLS: dict[str, Callable[[ict.Result], object]] = {
    "score of a list": lambda r: IDI.score([]),  # type: ignore[arg-type]
    "a key that is no text": lambda r: IDI.score({("a",): 1}),  # type: ignore[dict-item]
    "scores of a list": lambda r: IDI.score(VALUES, scores=[]),  # type: ignore[arg-type]
    "concat of a number": lambda r: ict.analysis.series(5),  # type: ignore[arg-type]
    "concat of numbers": lambda r: ict.analysis.series([1]),  # type: ignore[list-item]
    "groups by a number": lambda r: r.groups(5),  # type: ignore[arg-type]
    "a vintage of a list": lambda r: r.groups(vintage=["idi-2024"]),  # type: ignore[arg-type]
    "figures of a list": lambda r: ict.analysis.group_figures([]),  # type: ignore[arg-type]
    "half a decimal": lambda r: ict.analysis.group_figures({}, vintage="idi-2024", decimals=1.5),  # type: ignore[arg-type]
    "decimals without end": lambda r: ict.analysis.group_figures(
        {}, vintage="idi-2024", decimals=10**50
    ),
    "a group named all": lambda r: r.groups({"BRA": "all"}),
    "a methodology of a list": lambda r: ict.methodology(["idi"]),  # type: ignore[arg-type]
    "compute with a name": lambda r: ict.compute("idi", "a.csv"),  # type: ignore[arg-type]
    "explain a number": lambda r: r.explain(5),  # type: ignore[arg-type]
    "a node of a list": lambda r: r.explain("BRA", node=["idi"]),  # type: ignore[arg-type]
    "a language of a list": lambda r: r.explain("BRA", language=["en"]),  # type: ignore[arg-type]
    "a format of a list": lambda r: IDI.show(format=["text"]),  # type: ignore[arg-type]
    "a rank of nobody": lambda r: r.rank("XXX", "idi"),
    "inputs of nobody": lambda r: r.inputs("XXX"),
    "a kind of no node": lambda r: r.kind_of("wealth"),
    "text to simulate": lambda r: IDI.simulate([["80,5"] * 10]),
    "complex numbers": lambda r: IDI.simulate(np.full((1, 10), 1j)),
    "infinite values": lambda r: IDI.simulate(np.full((1, 10), np.inf)),
    "negative weights": lambda r: IDI.simulate(np.ones((1, 10)), {"idi": [-1, 2]}),
    "weights of nothing": lambda r: IDI.simulate(np.ones((1, 10)), {"idi": [0, 0]}),
    "weights that are missing": lambda r: IDI.simulate(np.ones((1, 10)), {"idi": [np.nan, 1]}),
    "draws that differ": lambda r: IDI.simulate(
        np.ones((1, 10)),
        {"idi": np.ones((2, 2)), "universal-connectivity": np.ones((3, 3))},
    ),
}


@small_cases("name", CALLS)
def test_an_argument_that_does_not_fit_is_refused_in_words(result: ict.Result, name: str) -> None:
    with pytest.raises(IctindexError) as caught:
        CALLS[name](result)
    for language in i18n.LANGUAGES:
        words = caught.value.message(language)
        assert words
        assert caught.value.code not in words


def test_an_argument_is_named_with_what_is_expected() -> None:
    with pytest.raises(UsageError) as caught:
        IDI.score([1, 2])  # type: ignore[arg-type]
    assert str(caught.value) == (
        "The argument 'values' must be a mapping; it is of the type list. "
        "Give an argument of that kind."
    )
    with pytest.raises(UsageError) as caught:
        IDI.simulate(np.ones((1, 10)), {"idi": [-1, 2]})
    assert str(caught.value) == (
        "The weights of “ICT Development Index” cannot be used: a weight is negative or not "
        "finite, or all are zero. Give finite weights of at least 0, one of them above 0, in "
        "each draw."
    )
    with pytest.raises(UsageError) as caught:
        ict.analysis.group_figures({}, {"BRA": "all"})
    assert str(caught.value) == (
        "'all' is the name of the row with all economies. Give the group another name."
    )


def test_a_signed_difference_keeps_its_digits_in_any_context() -> None:
    from ictindex.language import i18n

    with localcontext(prec=2):
        assert i18n.number(Decimal("-12.34"), "en", signed=True) == "−12.34"
        # In Arabic within a left-to-right isolate: the sign stays before its number.
        assert i18n.number(Decimal("-12.34"), "ar", signed=True) == "\u2066−12.34\u2069"


def test_a_float_with_more_than_twenty_places_is_a_number() -> None:
    share = IDI.score(VALUES | {"mobile-broadband-traffic": 1 / 30000}).values
    assert share["mobile-broadband-traffic"] == Decimal("0.00003333333333333334")
    table = pd.DataFrame(
        {"economy": ["BRA"], "indicator": ["internet-users"], "year": [2022], "value": [1 / 30000]}
    )
    assert not ict.read_observations(table).findings


def test_a_grouping_without_the_vintage_of_the_edition_names_those_there_are() -> None:
    result = ict.compute(ict.methodology("idi", edition=2025), frame(economy("BRA", year=2023)))
    with pytest.raises(UsageError) as caught:
        result.groups("ldc")
    assert str(caught.value) == (
        "The vintage of the grouping “Least developed countries” is not named. "
        "Name one of: idi-2024, ipb-2025, m49-2026; with vintage=... in Python, with --vintage "
        "on the command line."
    )
    assert len(result.groups("ldc", vintage="m49-2026"))


def test_a_value_imputed_by_the_compiler_is_not_taken_for_official() -> None:
    """Six inputs of status I leave four of ten: fewer than the five that the document asks for."""
    rows = [*economy("BRA")]
    for row in rows[:6]:
        row["status"] = "I"
    result = ict.compute(IDI, frame(rows))
    assert list(result.excluded["reason"]) == ["too-few-official"]
    assert "estimate" in result.flags["BRA", rows[0]["indicator"]]
    for row in rows[5:6]:
        row["status"] = "A"
    assert not len(ict.compute(IDI, frame(rows)).excluded)
