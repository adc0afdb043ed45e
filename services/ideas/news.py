"""News by e-mail, for submitters who told an address: it takes longer, or it is decided.

News is claimed in a transaction of its own before it is sent: a crash between the two loses one e-mail, and the status page
says the same, but nobody ever gets two. While the mail server cannot be reached nothing is claimed.
"""

import asyncio
from collections.abc import Sequence
from typing import Final, Literal
from uuid import UUID

import aiosmtplib
import structlog

from services.ideas import vault
from services.ideas.labels import NEWS_LETTER, NEWS_SENTENCES, NEWS_SUBJECTS
from services.ideas.setup import Setup
from services.ideas.store import QUERIES
from shared.messaging.transactions import Transactions
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.database import DATABASE_ERRORS
from shared.runtime.mail import MAIL_ERRORS, mail_server, message
from shared.runtime.settings import Settings

NewsKind = Literal["notice", "decision"]

AT_ONCE: Final = 100
LOOK_SECONDS: Final = 60.0

log = structlog.get_logger()


async def queue_news(work: UnitOfWork, impulse_ids: Sequence[UUID], kind: NewsKind) -> None:
    """Write to the submitters of these impulses as soon as possible; those who told no address read it on the page."""
    await work.connection.execute(QUERIES["queue_news"], impulse_ids, kind)


async def keep_sending(transactions: Transactions, setup: Setup, settings: Settings) -> None:
    """Send what waits, until cancelled; a mail server or database that is away is asked again next time."""
    while True:
        more = False
        try:
            more = await send_news(transactions, setup, settings)
        except DATABASE_ERRORS as error:
            log.warning("news could not be sent", reason=type(error).__name__)
        if not more:
            await asyncio.sleep(LOOK_SECONDS)


async def send_news(transactions: Transactions, setup: Setup, settings: Settings) -> bool:
    """Send up to 100 e-mails; returns whether there may be more to send now."""
    async with transactions.begin() as work:
        waiting = await work.connection.fetch(QUERIES["waiting_news"], AT_ONCE)
    if not waiting:
        return False
    try:
        async with mail_server(settings) as server:
            for row in waiting:
                await _send(row["impulse_id"], row["kind"], server, transactions, setup, settings)
    except MAIL_ERRORS as error:
        log.warning("the mail server cannot be reached; news waits", reason=type(error).__name__)
        return False
    return len(waiting) == AT_ONCE


async def _send(
    impulse_id: UUID,
    kind: NewsKind,
    server: aiosmtplib.SMTP,
    transactions: Transactions,
    setup: Setup,
    settings: Settings,
) -> None:
    async with transactions.begin() as work:
        number = await work.connection.fetchval(QUERIES["claim_news"], impulse_id, kind)
        who = None if number is None else await vault.look_up(work.connection, setup.keys.vault, impulse_id)
        now = work.now
    email = (who or {}).get("contact", {}).get("email")
    if email is None:
        return
    assert settings.mail_from is not None
    page = f"{settings.links_ideas.rstrip('/')}/mein-impuls"
    body = NEWS_LETTER.format(sentence=NEWS_SENTENCES[kind].format(number=number), page=page)
    try:
        await server.send_message(
            message(settings.mail_from, email, NEWS_SUBJECTS[kind].format(number=number), body, now)
        )
    except aiosmtplib.SMTPServerDisconnected:
        raise
    except (aiosmtplib.SMTPException, ValueError) as error:
        # One address that the server refuses must not keep the others waiting. The error's text would name it.
        log.warning("news was refused", reason=type(error).__name__)
