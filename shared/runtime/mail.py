"""The way out for e-mail to staff and submitters: one connection to the city's mail server for all messages of a run."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

import aiosmtplib

from shared.runtime.settings import Settings

TIMEOUT_SECONDS = 20.0

MAIL_ERRORS = (aiosmtplib.SMTPException, OSError)
"""The server is away, or refuses."""


class MailNotConfigured(ValueError):
    """A mail server without a sender."""


def check_mail_settings(settings: Settings) -> None:
    """Raises: MailNotConfigured."""
    if settings.smtp_host is not None and not settings.mail_from:
        raise MailNotConfigured("a mail server needs a sender; set IMPULSWERK_MAIL_FROM")


@asynccontextmanager
async def mail_server(settings: Settings) -> AsyncIterator[aiosmtplib.SMTP]:
    """A connection that is ready to send. Raises: MAIL_ERRORS."""
    password = settings.smtp_password
    async with aiosmtplib.SMTP(
        hostname=settings.smtp_host,
        port=settings.smtp_port,
        use_tls=settings.smtp_security == "tls",
        start_tls=settings.smtp_security == "starttls",
        username=settings.smtp_user,
        password=None if password is None else password.get_secret_value(),
        timeout=TIMEOUT_SECONDS,
    ) as server:
        yield server


def message(sender: str, to: str, subject: str, body: str, now: datetime) -> EmailMessage:
    """A plain text that no holiday reply answers. Raises ValueError when an address is none."""
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = to
    mail["Subject"] = subject
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].rstrip(">") or None)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(body)
    return mail
