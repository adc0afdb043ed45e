"""Cases for the tests of the rules."""

import json
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import UUID

from services.evaluation.domain.assessment import GivenRating
from services.evaluation.domain.case import Case, CaseState, Draft, Seat, SeatState
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.catalogue_file import load_catalogue
from services.evaluation.domain.people import Person

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=7)

ADA = Person("demo|ada", "stadtplanung")
BEN = Person("demo|ben", "klima-umwelt")
CEM = Person("demo|cem", "buergerdienste")
DORA = Person("demo|dora", "stadtplanung")
EVA = Person("demo|eva", "dezernat-1")

LABELS = {ADA.id: "A", BEN.id: "B", CEM.id: "C"}

WORKED_CASES: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "evaluation" / "worked-cases.json").read_text(encoding="utf-8")
)


@cache
def catalogue() -> Catalogue:
    text = files("services.evaluation").joinpath("catalogues", "ludwigsburg-default.json").read_text(encoding="utf-8")
    return load_catalogue(text)


def case(**changes: Any) -> Case:
    fields: dict[str, Any] = {
        "id": UUID(int=3),
        "impulse_id": UUID(int=1),
        "round": 1,
        "state": CaseState.OPEN,
        "catalogue_id": "ludwigsburg-default",
        "catalogue_version": "1.0.0",
        "track": "full",
        "profile": "full",
        "evaluators_required": 2,
        "due_on": date(2026, 3, 23),
    }
    return Case(**fields | changes)


def seat(evaluator: Person, state: SeatState = SeatState.CLAIMED, token: int = 1, **changes: Any) -> Seat:
    fields: dict[str, Any] = {"expires_at": LATER} | changes
    return Seat(evaluator=evaluator, token=token, state=state, **fields)


def worked(name: str, evaluator: Person, sheet: str, **exclusions: str) -> Seat:
    """A submitted place with the ratings of one evaluator of a worked case."""
    given = WORKED_CASES[name]
    ratings = {criterion: GivenRating(value) for criterion, value in given["ratings"][sheet].items()}
    answers = {criterion: by[sheet] for criterion, by in given["ko"].items()} | exclusions
    return seat(evaluator, SeatState.SUBMITTED, draft=Draft(ratings, answers))
