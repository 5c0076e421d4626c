"""The benchmarks of charts: making the object, and its picture."""

from __future__ import annotations

import json
from collections.abc import Iterator

import inputs
from measuring import Figure, figure, peer, repeat


def charts() -> Iterator[Figure]:
    """A chart of forty economies: the Altair object, and the SVG with all words around it."""
    import altair
    import pandas as pd
    import vl_convert

    import ictindex as ict

    idi = ict.methodology("idi", edition=2024)
    values = inputs.decimals(idi.plan.indicators, inputs.CHARTED)
    codes = list(ict.data.economies())[: len(values)]
    rows = [
        (code, indicator, 2022, str(value))
        for code, row in zip(codes, values, strict=True)
        for indicator, value in zip(idi.plan.indicators, row, strict=True)
    ]
    table = pd.DataFrame(rows, columns=["economy", "indicator", "year", "value"])
    result = ict.compute(idi, ict.read_observations(table))
    result.plot.contributions()  # what is counted once: imports, words, scores
    bars = result.plot.contributions().data[["economy", "node", "start", "end"]]
    records = bars.to_dict("records")

    def make() -> object:
        return result.plot.contributions().chart

    def by_hand() -> object:
        encoding = {"x": "start:Q", "x2": "end:Q", "y": "economy:N", "color": "node:N"}
        data = altair.Data(values=records)
        return altair.Chart(data).mark_bar().encode(**encoding).to_dict()

    def picture() -> str:
        return str(result.plot.contributions().to_svg())

    spec = json.dumps(by_hand())

    def bare() -> str:
        return str(vl_convert.vegalite_to_svg(spec))

    picture()
    bare()  # the first of a process starts V8
    objects, hand = repeat(make, by_hand)
    yield figure(
        f"chart of {inputs.CHARTED} economies, as an Altair object",
        objects,
        limit=60,
        **peer(hand, "Altair by hand"),
    )
    pictures, floor = repeat(picture, bare)
    yield figure("the same as SVG (floor: its bars alone)", pictures, floor, limit=500)
