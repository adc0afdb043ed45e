"""Cases that wait for a decision, as many as wanted, made by one statement: two assessments and the result of a worked case."""

import json
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from uuid6 import uuid7

from services.evaluation.main import MIGRATIONS, activate_configured_catalogue, surroundings_from
from services.evaluation.settings import EvaluationSettings
from shared.messaging.service import prepare_database
from shared.runtime.database import connect

WORKED_CASES: Final = json.loads(
    (Path(__file__).parents[1] / "unit" / "evaluation" / "worked-cases.json").read_text(encoding="utf-8")
)
UNIT: Final = "tiefbau"
"""Competent if none is named; whoever decides for it, or for a unit above it, may decide the cases alone."""

_INSERT = """
WITH numbered AS (
    SELECT id, gen_random_uuid() AS text_id, position
    FROM unnest($1::uuid[]) WITH ORDINALITY AS new (id, position)
), new_impulses AS (
    INSERT INTO impulses (
        impulse_id, number, origin, visibility, text_id, text_version, track, profile, field_of_action, unit
    )
    SELECT id, '2026-' || lpad(position::text, 6, '0'), 'citizens', 'public', text_id, 1, 'full', 'full', 'Mobilität', $2
    FROM numbered
), new_texts AS (
    INSERT INTO texts (text_id, impulse_id, topic, kind, text_version, content)
    SELECT text_id, id, 'impulswerk.impulse-texts.v1', 'impulse', 1,
        jsonb_build_object(
            'impulse_id', id, 'text_id', text_id, 'text_version', 1, 'kind', 'impulse', 'lang', 'de',
            'title', 'Trinkbrunnen am Marktplatz ' || position, 'body', repeat('Im Sommer fehlt Trinkwasser. ', 20),
            'salt', repeat('0', 32)
        )
    FROM numbered
), new_cases AS (
    INSERT INTO cases (
        case_id, impulse_id, round, state, catalogue_id, catalogue_version, track, profile, evaluators_required, due_on,
        result
    )
    SELECT id, id, 1, 'consolidated', catalogue_id, version, 'full', 'full', 2, '2099-01-01', $3
    FROM numbered, (SELECT catalogue_id, version FROM catalogues ORDER BY activation DESC LIMIT 1) AS active
)
INSERT INTO seats (case_id, evaluator, unit, token, expires_at, state, ratings, exclusions)
SELECT id, 'demo|evaluator-' || sheet, unit, place, '2099-01-01', 'submitted', ratings, exclusions
FROM numbered, unnest($4::text[], $5::text[], $6::integer[], $7::jsonb[], $8::jsonb[])
    AS given (sheet, unit, place, ratings, exclusions)
"""


async def consolidated_cases(
    settings: EvaluationSettings, number: int, *, worked: str = "G1", unit: str = UNIT
) -> list[UUID]:
    """So many cases of a unit, in the order of their numbers; each has the id of its impulse."""
    await prepare_database(settings, *MIGRATIONS)
    await activate_configured_catalogue(settings, surroundings_from(settings))
    cases: list[UUID] = [uuid7() for _ in range(number)]
    given = WORKED_CASES[worked]
    sheets = sorted(given["ratings"])
    connection = await connect(settings)
    try:
        await connection.execute(
            _INSERT,
            cases,
            unit,
            given["expected"] | {"sdg": given["sdg"]},
            sheets,
            ["stadtplanung", "klima-umwelt", "buergerdienste"][: len(sheets)],
            list(range(1, len(sheets) + 1)),
            [_ratings(given["ratings"][sheet]) for sheet in sheets],
            [{criterion: by[sheet] for criterion, by in given["ko"].items()} for sheet in sheets],
        )
        await connection.execute("ANALYZE")
    finally:
        await connection.close()
    return cases


def _ratings(votes: dict[str, Any]) -> dict[str, Any]:
    """Ratings with reason and evidence as a seat keeps them."""
    reason = "Das steht so in der Vorlage des Amtes."
    return {name: {"value": value, "reason": reason, "evidence": "B"} for name, value in votes.items()}
