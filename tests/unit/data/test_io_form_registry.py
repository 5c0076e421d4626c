"""The table of forms names the modules that read them."""

from __future__ import annotations

import importlib

from ictindex.data.io.form_registry import BY_EDITION, FORMS, WITH_COLUMNS


def test_each_form_is_that_of_its_module() -> None:
    assert {
        name: importlib.import_module(f"ictindex.data.io.{module}").FORM
        for name, module in FORMS.items()
    } == {name: name for name in FORMS}
    assert {WITH_COLUMNS, *BY_EDITION} <= FORMS.keys()
