"""A service with FastAPI: each fault of a request is answered 422, in the library's words.

uvicorn fastapi_service:app
"""

from typing import Annotated, Any

from fastapi import Body, FastAPI, Request
from fastapi.responses import JSONResponse

import ictindex as ict

LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
app = FastAPI(title="ICT Development Index")


@app.exception_handler(ict.errors.IctindexError)
def refuse(request: Request, error: ict.errors.IctindexError) -> JSONResponse:
    asked = request.query_params.get("language", "en")
    return JSONResponse(error.to_dict(asked if asked in LANGUAGES else "en"), status_code=422)


@app.post("/score/{edition}")
def score(edition: int, values: Annotated[Any, Body()] = None) -> dict[str, Any]:
    return ict.methodology("idi", edition=edition).score(values).to_dict()


@app.post("/validation/{edition}")
async def validate(edition: int, request: Request, language: str = "en") -> dict[str, Any]:
    table = ict.read_observations(await request.body(), name="upload")
    chosen = ict.methodology("idi", edition=edition)
    return ict.validate(table, chosen, role="focal-point").to_dict(language)
