"""The statements of a case as one person may see them."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.evaluation.domain.asked_units import is_late
from services.evaluation.domain.case import Case
from services.evaluation.domain.people import Person
from services.evaluation.domain.statements import Statement, are_shown
from services.evaluation.surroundings import Surroundings
from shared.contracts.days import city_day
from shared.messaging.unit_of_work import UnitOfWork
from shared.web.sign_in import Role


@dataclass(frozen=True, slots=True)
class SeenStatement:
    """A statement; `open` while it can be answered, `late` when that should have happened."""

    statement: Statement
    open: bool
    late: bool


def seen_statements(
    statements: Sequence[Statement],
    case: Case,
    person: Person,
    role: Role,
    work: UnitOfWork,
    surroundings: Surroundings,
) -> tuple[SeenStatement, ...]:
    """All for evaluators with a place, coordinators and, after the reveal, deciders; for an office those that it is asked."""
    today = city_day(work.now)
    if role == "office":
        asked = surroundings.asked_units(person)
        shown = [each for each in statements if asked.include(each.unit, each.due_on, today)]
    elif are_shown(case, person, coordinates=role == "coordinator", decides=role == "decider", now=work.now):
        shown = [*statements]
    else:
        shown = []
    return tuple(SeenStatement(each, each.is_open_in(case), is_late(each.due_on, today)) for each in shown)
