"""Methodologies whose scores depend on the other economies."""

import ictindex as ict
from ictindex.analysis.set_dependence import depends_on_set


def test_goalposts_depend_on_nobody_else() -> None:
    idi = ict.methodology("idi", edition=2024)
    assert not depends_on_set(idi)
    assert not depends_on_set(idi.variant("equal", goalposts={"internet-users": (0, 100)}))
