"""A dashboard of one edition: choose an economy and a language, see its score and its arithmetic.

    python dashboard.py [--port 8000] [OBSERVATIONS.csv]        needs pip install fastapi uvicorn

Names come from the catalogue in six languages, so that a select box needs no table of its own; an
Arabic page reads from right to left. Every fragment of HTML is written and escaped by the library.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Literal, get_args

import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse

import ictindex as ict

Language = Literal["en", "fr", "es", "ar", "ru", "zh"]
PAGE = """<!doctype html>
<html lang="{language}" dir="{direction}"><meta charset="utf-8"><title>{title}</title>
<form><select name="economy">{economies}</select> <select name="language">{languages}</select>
<button>&#10003;</button></form>
{explanation}</html>
"""


def make_app(file: Path) -> FastAPI:
    """Return the dashboard of a file of observations."""
    methodology = ict.methodology("idi", edition=2024)
    result = ict.compute(methodology, ict.read_observations(file))
    catalogue = ict.data.economies()
    app = FastAPI(title="ictindex")

    def show(economy: str, language: Language) -> HTMLResponse:
        named = sorted((catalogue[code].name(language), code) for code in result.economies)
        page = PAGE.format(
            language=language,
            direction="rtl" if language == "ar" else "ltr",
            title=escape(methodology.name(language)),
            economies=options(((code, name) for name, code in named), economy),
            languages=options(((code, code) for code in get_args(Language)), language),
            explanation=result.explain(economy, language=language).to_html(),
        )
        return HTMLResponse(page)

    def dashboard(economy: str = "", language: Language = "en") -> HTMLResponse:
        try:
            return show(economy or result.economies[0], language)
        except ict.errors.IctindexError as error:
            return HTMLResponse(escape(error.message(language)), status_code=422)

    app.add_api_route("/", dashboard, response_class=HTMLResponse)
    return app


def options(named: Iterable[tuple[str, str]], chosen: str) -> str:
    """Return the options of a select box."""
    return "".join(
        f'<option value="{escape(code)}"{" selected" if code == chosen else ""}>{escape(name)}'
        for code, name in named
    )


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(description="A dashboard of one edition.")
    parser.add_argument("file", nargs="?", type=Path, default=ict.sample_data("idi-2024-annex.csv"))
    parser.add_argument("--port", type=int, default=8000)
    asked = parser.parse_args()
    uvicorn.run(make_app(asked.file), port=asked.port)


if __name__ == "__main__":
    main()
