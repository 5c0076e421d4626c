"""Rows are in the order of scores only where ranks may be shown; otherwise in bands, by name."""

from __future__ import annotations

import pytest
from chart_cases import idi_result
from languages_in_turn import each_language

from ictindex.core.errors import UsageError
from ictindex.language.i18n.collation import sort_key
from ictindex.publishing.charts.contribution_bars import list_indexed
from ictindex.publishing.charts.economy_choice import Choice, choose
from ictindex.publishing.charts.row_order import order_rows
from ictindex.publishing.graphics.setting import Setting


@each_language("en", "zh")
def test_names_are_in_order_within_a_band(language: str) -> None:
    result, setting = idi_result(), Setting(language)
    scores = list_indexed(result)
    order = order_rows(scores, result, None)
    chosen = choose(order.economies, Choice(), "idi-2024")
    data = result.plot.contributions().data
    rows, arranged = order.arrange(data, chosen, setting)
    keys = [(-int(scores[code] // 10), sort_key(setting.economy(code), language))
            for code in arranged.shown]  # fmt: skip
    assert keys == sorted(keys) and set(arranged.shown) == set(scores)
    assert list(dict.fromkeys(rows["economy"])) == list(arranged.shown)


def test_published_ranks_are_in_the_order_of_scores() -> None:
    class Ranked:
        """A result of a methodology that publishes ranks."""

        ranks_published, kind = True, "official"

    scores = list_indexed(idi_result())
    order = order_rows(scores, Ranked(), None)
    assert [scores[code] for code in order.economies] == sorted(scores.values(), reverse=True)
    assert order.bands is None and not order.is_unofficial


def test_another_word_for_ranks_is_refused() -> None:
    with pytest.raises(UsageError):
        order_rows({}, idi_result(), "yes")
