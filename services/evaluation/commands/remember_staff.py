"""Somebody signed in: evaluation keeps who it is, for the daily digest, deputies and the number of evaluators by unit."""

from services.evaluation.store import QUERIES
from shared.messaging.unit_of_work import UnitOfWork
from shared.web.sign_in import Staff


async def remember_staff(staff: Staff, work: UnitOfWork) -> None:
    """Keep the newest name, unit, address and role; never in facts. Source: lifecycle.md, "Staff and city data"."""
    await work.connection.execute(
        QUERIES["remember_staff"],
        f"{staff.issuer}|{staff.subject}",
        staff.unit,
        staff.issuer,
        staff.subject,
        staff.name,
        staff.email,
        staff.role,
    )
