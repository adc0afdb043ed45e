"""How refusals that say more than one sentence are told to a program: as one problem with everything in it."""

from collections.abc import Mapping
from dataclasses import asdict

import orjson
from fastapi import Request, Response

from services.evaluation.domain.errors import AssessmentRefused, DraftOutdated
from shared.web.problems import answer


async def answer_refused_assessment(request: Request, error: Exception) -> Response:
    """The answer to any error, completed by the list of problems."""
    assert isinstance(error, AssessmentRefused)
    return await _answer(request, error, {"errors": [asdict(problem) for problem in error.problems]})


async def answer_outdated_draft(request: Request, error: Exception) -> Response:
    """The answer to any error, completed by the version that is saved."""
    assert isinstance(error, DraftOutdated)
    return await _answer(request, error, {"draft_version": error.current})


async def _answer(request: Request, error: Exception, more: Mapping[str, object]) -> Response:
    response = await answer(request, error)
    if response.media_type == "text/html":
        return response
    content = orjson.loads(response.body) | more
    return Response(orjson.dumps(content), response.status_code, media_type=response.media_type)
