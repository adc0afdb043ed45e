"""The daily digest: one e-mail per working day to every member of staff of whom something is due soon or late.

A digest is claimed in a transaction of its own before it is sent: a crash between the two loses one digest, which the desk
shows anyway, but nobody ever gets two. While the mail server cannot be reached nothing is claimed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

import aiosmtplib
import structlog

from services.evaluation.presentation.digest import body, subject
from services.evaluation.queries.reminders import reminders
from services.evaluation.settings import EvaluationSettings
from services.evaluation.store import QUERIES
from shared.contracts.days import CITY_TIME
from shared.messaging.transactions import Transactions
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.city import Deadlines
from shared.runtime.mail import MAIL_ERRORS, mail_server, message
from shared.runtime.working_days import is_working_day

SENT_FROM = time(7)
"""In the city's time."""
KEPT_DAYS = 14

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Digest:
    """One e-mail."""

    person: str
    email: str
    subject: str
    body: str


def is_time(now: datetime, deadlines: Deadlines) -> bool:
    """Whether the digests of the day may go out: at seven in the city or later, on working days."""
    here = now.astimezone(CITY_TIME)
    return is_working_day(here.date(), deadlines.state) and here.time() >= SENT_FROM


async def due_digests(day: date, work: UnitOfWork, deadlines: Deadlines, address: str) -> Sequence[Digest]:
    """The digests of the day that were not sent yet; `address` is the public one of evaluation."""
    people = {row["person"]: row["email"] for row in await work.connection.fetch(QUERIES["digest_people"], day)}
    desk = f"{address.rstrip('/')}/bewertung"
    found = await reminders(list(people), work, deadlines)
    return [Digest(person, people[person], subject(own), body(own, desk)) for person, own in sorted(found.items())]


async def send_digests(
    day: date, transactions: Transactions, deadlines: Deadlines, settings: EvaluationSettings
) -> bool:
    """Send what is due; returns False when the mail server could not be reached, so that it is tried again."""
    async with transactions.begin() as work:
        await work.connection.execute("DELETE FROM digests WHERE day < $1::date - $2::integer", day, KEPT_DAYS)
        digests = await due_digests(day, work, deadlines, settings.links_evaluation)
    if not digests:
        return True
    try:
        async with mail_server(settings) as server:
            for digest in digests:
                await _send(digest, day, server, transactions, settings)
    except MAIL_ERRORS as error:
        log.warning("the mail server cannot be reached; digests wait", reason=type(error).__name__)
        return False
    return True


async def _send(
    digest: Digest, day: date, server: aiosmtplib.SMTP, transactions: Transactions, settings: EvaluationSettings
) -> None:
    async with transactions.begin() as work:
        if await work.connection.fetchval(QUERIES["claim_digest"], digest.person, day) is None:
            return
        now = work.now
    assert settings.mail_from is not None
    try:
        await server.send_message(message(settings.mail_from, digest.email, digest.subject, digest.body, now))
    except aiosmtplib.SMTPServerDisconnected:
        raise
    except (aiosmtplib.SMTPException, ValueError) as error:
        # One address that the server refuses must not keep the others waiting. The error's text would name it.
        log.warning("a digest was refused", reason=type(error).__name__)
