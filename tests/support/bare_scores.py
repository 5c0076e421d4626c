"""Score, read, compute and explain with nothing but the library: run with `python -I -S`.

python -I -S bare_scores.py FOLDER      FOLDER has the package, src/ of a checkout for example
"""

import sys

sys.path.insert(0, sys.argv[1])

import ictindex as ict

methodology = ict.methodology("idi", edition=2024)
table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
rows = zip(table.cells["economy"], table.cells["indicator"], table.cells["value"], strict=True)
values = {indicator: value for economy, indicator, value in rows if economy == "BRA"}
score = methodology.score(values)
print(score.score)
assert score.explain(language="ar").to_markdown()
result = ict.compute(methodology, table)
print(result.unrounded("BRA")["idi"].quantize(score.score))
others = {name.partition(".")[0] for name in sys.modules} - sys.stdlib_module_names
print(" ".join(sorted(others - {"__main__", "ictindex"})))
