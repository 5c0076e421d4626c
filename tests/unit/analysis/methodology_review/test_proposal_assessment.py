"""The assessment of a proposed indicator: against other computations, public and closed."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import Decimal
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from languages_in_turn import each_language
from proposal_cases import (
    ADOPTED,
    DATA,
    KEY,
    RETIRED,
    SAMPLE,
    WITHDRAWN,
    pilot_of,
    sample_text,
    with_life,
    write_proposal,
)
from scipy import stats
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import DocumentError, UsageError
from ictindex.definitions import catalogue
from ictindex.language import i18n
from ictindex.language.i18n import designations

REAL = ict.sample_data("idi-2024-annex.csv")
NAMES = ("economy", "value", "standard_error", "sample_size")


@cache
def public() -> ict.review.ProposalAssessment:
    return ict.review.assess_proposal(SAMPLE, DATA, edition=2024)


@cache
def closed() -> ict.review.ProposalAssessment:
    return ict.review.assess_proposal(SAMPLE, DATA, edition=2024, closed=True)


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def pilot() -> dict[str, dict[str, float]]:
    return {
        row["economy"]: {name: float(row[name]) for name in NAMES[1:]}
        for row in rows_of(ict.sample_data(f"{KEY}-pilot.csv"))
    }


def existing(indicator: str) -> dict[str, float]:
    rows = rows_of(DATA)
    return {row["economy"]: float(row["value"]) for row in rows if row["indicator"] == indicator}


# ---------------------------------------------------------------- by another computation


def test_correlations_are_those_of_scipy() -> None:
    frame = public().to_frame("correlations").set_index("node")
    own = pilot()
    for node in frame.index.drop("idi"):
        pairs = [(own[economy]["value"], value) for economy, value in existing(node).items()]
        first, second = zip(*pairs, strict=True)
        assert frame.loc[node, "pearson"] == pytest.approx(stats.pearsonr(first, second).statistic)
        assert frame.loc[node, "spearman"] == pytest.approx(
            stats.spearmanr(first, second).statistic
        )
        assert frame.loc[node, "economies"] == len(pairs) == 12


def test_precision_is_that_of_numpy() -> None:
    frame = public().to_frame("precision").set_index("measure")
    own = list(pilot().values())
    columns = {
        "value": [row["value"] for row in own],
        "standard-error": [row["standard_error"] for row in own],
        "relative-error": [100 * row["standard_error"] / row["value"] for row in own],
        "sample-size": [row["sample_size"] for row in own],
    }
    for measure, figures in columns.items():
        shown = frame.loc[measure, ["lower_quartile", "median", "upper_quartile"]].astype(float)
        assert shown.tolist() == pytest.approx(np.percentile(figures, [25, 50, 75]).tolist())
    errors = np.mean(np.square(columns["standard-error"]))
    signal = 1 - errors / np.var(columns["value"], ddof=1)
    assert public().signal_share == pytest.approx(signal)


def test_the_effect_is_the_difference_of_scores_by_hand() -> None:
    """The pillar is the mean of three parts; with the indicator it is the mean of four."""
    idi = ict.methodology("idi", 2024)
    result = ict.compute(idi, DATA)
    frame = closed().to_frame().set_index("economy")
    for economy, row in pilot().items():
        tree = {node.id: [child.id for child in node.children] for node in idi.document.nodes}
        position = result.economy_position(economy)
        scores = dict(zip(idi.plan.nodes, result.exact_scores.scores[position], strict=True))
        parts = [scores[child] for child in tree["meaningful-connectivity"]]
        assert {child.weight for child in idi.document.nodes[0].children} == {1}
        added = Decimal(str(row["value"]))  # from 0 to 100 is its own score
        pillar = (sum(parts) + added) / (len(parts) + 1)
        index = (scores["universal-connectivity"] + pillar) / 2
        after = index.quantize(Decimal("0.1"), rounding="ROUND_HALF_UP")
        before = scores["idi"].quantize(Decimal("0.1"), rounding="ROUND_HALF_UP")
        assert frame.loc[economy, "after"] == float(after), economy
        assert frame.loc[economy, "difference"] == pytest.approx(float(after - before))
    differences = frame["difference"].tolist()
    (row,) = public().effect
    assert row["economies"] == 12
    assert row["lower"] == sum(change < 0 for change in differences)
    assert row["higher"] == sum(change > 0 for change in differences)
    shown = [row[name] for name in ("lower_quartile", "median", "upper_quartile")]
    assert shown == pytest.approx(np.percentile(differences, [25, 50, 75]).tolist())


def test_coverage_counts_the_economies_of_the_catalogue(tmp_path: Path) -> None:
    economies = ("KEN", "ETH", "BRA", "CHL", "AFG")
    rows = pilot_of(dict.fromkeys(economies, ("20", "1.5", "2000")))
    paper = ict.review.assess_proposal(write_proposal(tmp_path, pilot=rows), REAL, edition=2024)
    counted = {row["group"]: (row["economies"], row["members"]) for row in paper.coverage}
    regions = catalogue.groups("itu-region", "idi-2024").groups
    for region, count in {"africa": 2, "americas": 2, "asia-pacific": 1, "europe": 0}.items():
        assert counted[region] == (count, len(regions[region]))
    assert counted["ldc"] == (2, len(catalogue.groups("ldc", "idi-2024").groups["ldc"]))
    assert counted["developing"][0] == 5 and counted["developed"][0] == 0
    assert paper.ungrouped == 0 and public().ungrouped == 12


# ---------------------------------------------------------------- what is not shown


def test_of_nine_economies_no_statistic_is_shown(tmp_path: Path) -> None:
    nine = {f"XA{c}": (str(10 + n), "1.5", "2000") for n, c in enumerate("ABCDEFGHI")}
    path = write_proposal(tmp_path, pilot=pilot_of(nine))
    paper = ict.review.assess_proposal(path, DATA, edition=2024)
    assert {row["economies"] for row in paper.correlations} == {9}
    assert all(row["pearson"] is None is row["spearman"] for row in paper.correlations)
    assert all(row["median"] is None for row in paper.precision)
    (row,) = paper.effect
    assert row["economies"] == 9 and row["higher"] is None is row["median"]
    assert paper.signal_share is None
    assert "not sampling error" not in paper.to_text("en")


def test_a_pair_counts_the_economies_with_both_values() -> None:
    rows = [row for row in rows_of(DATA) if (row["economy"], row["indicator"]) != (
        "XAC", "coverage-4g")]  # fmt: skip
    paper = ict.review.assess_proposal(SAMPLE, ict.read_observations(rows), edition=2024)
    counts = {row["node"]: row["economies"] for row in paper.correlations}
    assert (counts["coverage-4g"], counts["coverage-3g"], counts["idi"]) == (11, 12, 11)
    assert paper.effect[0]["economies"] == 11


def test_the_pilot_of_another_year_gives_no_score(tmp_path: Path) -> None:
    values = {f"XA{c}": (str(10 + n), "1.5", "2000") for n, c in enumerate("ABCDEFGHIJKL")}
    path = write_proposal(tmp_path, {"year = 2022": "year = 2018"}, pilot_of(values, 2018))
    paper = ict.review.assess_proposal(path, DATA, edition=2024)
    assert paper.effect[0]["economies"] == 0
    assert "nothing is compared, and nothing is imputed" in paper.to_text("en").replace("\n", " ")


def test_without_a_place_in_an_index_nothing_is_computed(tmp_path: Path) -> None:
    trial = sample_text()[sample_text().index("[trial]") : sample_text().index("[[sources]]")]
    path = write_proposal(tmp_path, {trial: ""})
    paper = ict.review.assess_proposal(path, DATA, edition=2024, closed=True)
    assert paper.effect == [] and paper.pack is None
    assert "does not try a place in an index" in paper.to_text("en")
    assert paper.to_frame()["after"].isna().all() and paper.to_frame()["before"].notna().all()


def test_a_place_that_the_methodology_does_not_have_is_refused(tmp_path: Path) -> None:
    path = write_proposal(tmp_path, {'parent = "meaningful-connectivity"': 'parent = "use"'})
    with pytest.raises(DocumentError):
        ict.review.assess_proposal(path, DATA, edition=2024)


def test_ranks_are_compared_only_where_the_methodology_publishes_them() -> None:
    for paper in (public(), closed()):
        assert "rank" not in " ".join(paper.to_frame("effect").columns)
        assert "The methodology publishes no ranks" in paper.to_text("en")


def test_a_methodology_with_ranks_has_them(tmp_path: Path) -> None:
    changes = {
        'parent = "meaningful-connectivity"': 'parent = "use"',
        "year = 2022": "year = 2010",
    }
    path = write_proposal(tmp_path, changes, pilot_of({"KOR": ("60", "1.5", "2000")}, 2010))
    paper = ict.review.assess_proposal(
        path, ict.sample_data("worked-example-2011.csv"), edition=2011, closed=True,
        methodology="idi-methodology-2011",
    )  # fmt: skip
    frame = paper.to_frame()
    assert frame[["economy", "rank_before", "rank_after"]].values.tolist() == [["KOR", 1, 1]]
    assert paper.to_frame("effect")["rank_differs"].isna().all()  # of one economy


def test_observations_need_an_edition_and_a_result_has_one() -> None:
    with pytest.raises(UsageError, match="by which methodology and for which edition"):
        ict.review.assess_proposal(SAMPLE, DATA)
    result = ict.compute(ict.methodology("idi", 2024), DATA)
    paper = ict.review.assess_proposal(SAMPLE, result)
    assert paper.effect == public().effect


def test_a_proposal_without_a_pilot_cannot_be_assessed(tmp_path: Path) -> None:
    text = sample_text()
    start = text.index("[pilot]\n")
    path = tmp_path / f"{KEY}.toml"
    path.write_text(text[:start] + text[text.index("# The place") :], encoding="utf-8")
    (tmp_path / f"{KEY}-comments.csv").write_bytes(
        ict.sample_data(f"{KEY}-comments.csv").read_bytes()
    )
    with pytest.raises(UsageError, match="there is nothing to assess"):
        ict.review.assess_proposal(path, DATA, edition=2024)


def test_the_values_of_an_adopted_indicator_in_the_data_count_once(tmp_path: Path) -> None:
    text = DATA.read_text(encoding="utf-8")
    extra = "XAA,internet-users,2022,90.0,percent,A,,synthetic,invented\n"
    assert extra.split(",")[1] in text
    path = write_proposal(tmp_path, with_life("adopted", ADOPTED))
    paper = ict.review.assess_proposal(path, DATA, edition=2024)
    assert paper.effect == public().effect


# ---------------------------------------------------------------- public and closed


def all_names() -> set[str]:
    """Return the codes of all economies, and their names in six languages and both lists."""
    return {
        name
        for economy in (*catalogue.economies(), *catalogue.synthetic_economies())
        for name in (
            economy,
            *(
                i18n.economy_name(economy, language, wanted)
                for language in i18n.LANGUAGES
                for wanted in designations.designations()
            ),
        )
    }


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> tuple[ict.review.ProposalAssessment, ...]:
    """Return both papers of an invented pilot in the economies of the printed annex."""
    economies = sorted({row["economy"] for row in rows_of(REAL)})
    values = {code: (str(15 + 3 * n), "1.5", "2000") for n, code in enumerate(economies)}
    path = write_proposal(tmp_path_factory.mktemp("real"), pilot=pilot_of(values))
    proposal = ict.review.read_proposal(path)
    return tuple(
        ict.review.assess_proposal(proposal, REAL, edition=2024, closed=rows)
        for rows in (False, True)
    )


@each_language(*i18n.LANGUAGES)
def test_the_public_paper_names_no_economy(
    language: str, real: tuple[ict.review.ProposalAssessment, ...]
) -> None:
    paper, rows = real
    names = all_names()
    for text in (paper.to_text(language), paper.to_html(language)):
        shown = re.sub(r"<[^>]*>", " ", text)
        words = " ".join(shown.split())
        named = {
            name
            for name in names
            if name in words
            and (name > "\u2e80" or re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words))
        }
        assert not named
    shown = " ".join(rows.to_text(language).split())
    assert i18n.economy_name("BRA", language) in shown


def test_no_data_of_the_public_paper_name_an_economy(
    real: tuple[ict.review.ProposalAssessment, ...],
) -> None:
    paper, rows = real
    codes = {row["economy"] for row in rows_of(REAL)}
    record = json.dumps(paper.to_dict(), default=str)
    assert not any(f'"{code}"' in record for code in codes)
    assert '"economies": [' not in record and paper.to_dict()["access"] == "public"
    for part in ("coverage", "precision", "correlations", "effect"):
        assert not codes & set(paper.to_frame(part).astype(str).to_numpy().ravel())
    with pytest.raises(UsageError):
        paper.to_frame("economies")
    assert {row["economy"] for row in rows.to_dict()["economies"]} == codes


@each_language("en", "ar")
def test_the_closed_paper_says_so_in_every_form(language: str, tmp_path: Path) -> None:
    mark = " ".join(i18n.text("proposal", "closed", language).split())  # spaces of French, too
    for text in (closed().to_text(language), closed().to_html(language)):
        assert mark in " ".join(text.split())
    assert mark not in " ".join(public().to_text(language).split())
    record = closed().to_dict()
    assert record["access"] == "closed"
    for part in ("economies", "coverage", "precision", "correlations", "effect"):
        assert {row["access"] for row in record[part]} == {"closed"}
        assert set(closed().to_frame(part)["access"]) == {"closed"}
    assert i18n.text("proposal", "closed-mark", language) in closed().to_typst(language)


@pytest.mark.slow
def test_a_closed_paper_is_written_in_the_folder_of_the_proposal_alone(tmp_path: Path) -> None:
    own = write_proposal(tmp_path / "proposals")
    paper = ict.review.assess_proposal(own, DATA, edition=2024, closed=True)
    inside = tmp_path / "proposals" / "paper.html"
    paper.save(inside)
    assert "CLOSED PAPER" in inside.read_text(encoding="utf-8")
    with pytest.raises(UsageError, match="is not in the folder of the proposal"):
        paper.save(tmp_path / "paper.html")
    ict.review.assess_proposal(own, DATA, edition=2024).save(tmp_path / "public.html")


@pytest.mark.parametrize("marker", ["site.toml", ".ictindex-keys", "register/"])
def test_a_closed_paper_is_not_written_where_the_public_reads(marker: str, tmp_path: Path) -> None:
    own = write_proposal(tmp_path)
    target = tmp_path / "published"
    target.mkdir()
    if marker.endswith("/"):
        (target / marker).mkdir()
    else:
        (target / marker).write_text("", encoding="utf-8")
    paper = ict.review.assess_proposal(own, DATA, edition=2024, closed=True)
    with pytest.raises(UsageError, match="or is where the public reads: with editions or a site"):
        paper.save(target / "paper.csv")
    assert not (target / "paper.csv").exists()


@pytest.mark.parametrize(
    ("status", "entries", "access"),
    [
        ("adopted", (ADOPTED,), "decided"),
        ("retired", (ADOPTED, RETIRED), "decided"),
        ("withdrawn", (WITHDRAWN,), "decided"),
        ("withdrawn", (WITHDRAWN.replace('"egh"', '"proposer"'),), "closed"),
    ],
)
def test_the_rows_are_open_once_experts_decided(
    status: str, entries: tuple[str, ...], access: str, tmp_path: Path
) -> None:
    own = write_proposal(tmp_path / "proposals", with_life(status, *entries))
    paper = ict.review.assess_proposal(own, DATA, edition=2024, closed=True)
    assert paper.access == access
    if access == "closed":
        with pytest.raises(UsageError, match="closed until a body of experts has decided"):
            paper.save(tmp_path / "paper.txt")
        return
    text = paper.save(tmp_path / "paper.txt", "en").read_text(encoding="utf-8")
    assert "CLOSED" not in text and "The rows of economies are no longer closed." in text


@small_cases("language", i18n.LANGUAGES)
def test_no_paper_says_that_an_economy_gains_or_loses(language: str) -> None:
    words = {
        "en": ("gains", " loses", "winner", "because of"),
        "fr": ("gagn", "perd", "à cause"),
        "es": ("gana", "pierde", "debido a"),
        "ar": ("يربح", "يخسر", "بسبب"),
        "ru": ("выигр", "проигр", "из-за"),
        "zh": ("获益", "受损", "由于"),
    }
    shown = closed().to_text(language).lower()
    assert not [word for word in words[language] if word in shown]
