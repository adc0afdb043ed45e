"""What the JSON door and the HTML door have in common: who calls."""

from collections.abc import Mapping

from fastapi import Request

from services.evaluation.domain.people import Person
from services.evaluation.queries.case_view import IN_CHARGE
from services.evaluation.surroundings import Surroundings
from shared.contracts.lists import RaisingCause
from shared.web.pages import ROLE_NAMES
from shared.web.sign_in import Staff


def person_of(staff: Staff) -> Person:
    """The member of staff as the rules see one."""
    return Person(f"{staff.issuer}|{staff.subject}", staff.unit, staff.for_every_unit)


def surroundings_of(request: Request) -> Surroundings:
    """What the use cases need; put there at start."""
    surroundings: Surroundings = request.app.state.surroundings
    return surroundings


def unit_names(request: Request) -> Mapping[str, str]:
    """The names of the city's units by id."""
    return {unit.id: unit.name for unit in surroundings_of(request).city.units}


def in_charge_as(staff: Staff) -> str | None:
    """The name of the role in which somebody decides or coordinates, None for everybody else."""
    return ROLE_NAMES[staff.role] if staff.role in IN_CHARGE else None


def raising_cause(staff: Staff) -> RaisingCause:
    """On whose behalf somebody lifts a case to a higher track."""
    return "decider" if staff.role == "decider" else "evaluator"
