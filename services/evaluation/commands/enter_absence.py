"""Somebody enters when they are away and who stands in."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from uuid6 import uuid7

from services.evaluation.domain.absence import Absence, check_absence
from services.evaluation.domain.errors import AbsenceInvalid, AbsenceUnknown
from services.evaluation.stored.absences import (
    delete_absence,
    insert_absence,
    lock_absences,
    own_absences,
    possible_deputies,
)
from shared.contracts.days import city_day
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class EnterAbsence:
    """Who is away when, both days included; the deputy has the same role."""

    person: str
    role: str
    deputy: str
    first_day: date
    last_day: date


async def enter_absence(command: EnterAbsence, work: UnitOfWork) -> Absence:
    """Keep the absence; from its first day on reminders go to the deputy, and a long one frees the claims.

    Raises: AbsenceInvalid.
    """
    await lock_absences(work, command.person)
    own = await own_absences(work.connection, command.person)
    check_absence(command.first_day, command.last_day, city_day(work.now), own)
    known = {each.person for each in await possible_deputies(work.connection, command.person, command.role)}
    if command.deputy not in known:
        raise AbsenceInvalid("Bitte wählen Sie eine Vertretung aus der Liste.", "deputy")
    for other in await own_absences(work.connection, command.deputy):
        if other.first_day <= command.last_day and command.first_day <= other.last_day:
            raise AbsenceInvalid("Diese Person ist in der Zeit selbst nicht da.", "deputy")
    absence = Absence(uuid7(), command.person, command.deputy, command.first_day, command.last_day)
    await insert_absence(work, absence)
    return absence


async def cancel_absence(person: str, absence_id: UUID, work: UnitOfWork) -> None:
    """Remove an own absence; claims that it freed stay free. Raises: AbsenceUnknown."""
    if not await delete_absence(work, person, absence_id):
        raise AbsenceUnknown
