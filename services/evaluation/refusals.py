"""How a refused assessment is told to a program: as one problem that names every broken rule."""

from dataclasses import asdict

import orjson
from fastapi import Request, Response

from services.evaluation.domain.errors import AssessmentRefused
from shared.web.problems import answer


async def answer_refused_assessment(request: Request, error: Exception) -> Response:
    """The answer to any error, completed by the list of problems."""
    assert isinstance(error, AssessmentRefused)
    response = await answer(request, error)
    if response.media_type == "text/html":
        return response
    content = orjson.loads(response.body) | {"errors": [asdict(problem) for problem in error.problems]}
    return Response(orjson.dumps(content), response.status_code, media_type=response.media_type)
