"""Nothing of a register that is not to be published has any influence on its public form."""

from __future__ import annotations

import json

from comment_cases import decided, read, row
from hypothesis import given, settings
from hypothesis import strategies as st

from ictindex.analysis.methodology_review.comment_checks import PARTS

# The cells of each part, and what else they may hold without touching another part.
OTHER_CELLS = {
    "role": {"role": "academia"},
    "economy": {"economy": "XAB"},
    "organisation": {"organisation": "Ministerium"},
    "clause": {"constant": "nodes.idi", "clause": "Klausel"},
    "proposal": {"proposal": "Vorschlag"},
    "reason": {"reason": "Grund"},
    "received": {"received": "2026-01-09"},
    "answer": {"answer": "Antwort", "decided": "2026-06-07", "decided_by": "Gremium"},
}
CONSENTS = st.one_of(
    st.just("no"),
    st.just("all"),
    st.lists(st.sampled_from(PARTS), min_size=1, unique=True).map(" ".join),
)


def base(n: int, publish: str, decision: str) -> dict[str, object]:
    return decided(decision, f"id-{n}", organisation="Org", publish=publish)


def changed(cells: dict[str, object], n: int) -> dict[str, object]:
    """Return a row with every cell changed that may not be published, and another id."""
    publish = str(cells["publish"])
    withheld = () if publish == "all" else [p for p in PARTS if p not in publish.split()]
    other = {**cells, "id": f"other-{n}"}
    for part in withheld:
        other |= OTHER_CELLS[part]
    return other


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(CONSENTS, st.sampled_from(["rejected", "noted"])), max_size=6), st.randoms()
)
def test_what_is_withheld_changes_no_byte(kinds: list[tuple[str, str]], random: object) -> None:
    rows = [base(n, *kind) for n, kind in enumerate(kinds)]
    others = [changed(cells, n) for n, cells in enumerate(rows)]
    random.shuffle(others)  # type: ignore[attr-defined]
    public = [read(*rows).to_public(), read(*others).to_public()] if rows else []
    for key in public:
        assert len(key) == sum(publish != "no" for publish, _ in kinds)
    views = [
        (key.csv_text(), key.to_text("ar"), key.write("html", "en"), json.dumps(key.to_dict()))
        for key in public
    ]
    assert len(set(views)) <= 1


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(["rejected", "noted", "partly"]), max_size=2))
def test_up_to_two_comments_leave_no_trace(decisions: list[str]) -> None:
    shown = row("shown", publish="all")
    hidden = [decided(decision, f"h-{n}") for n, decision in enumerate(decisions)]
    assert read(shown, *hidden).to_public().csv_text() == read(shown).to_public().csv_text()
