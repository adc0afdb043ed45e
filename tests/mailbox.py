"""A mail server for tests that keeps what arrives."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session


class Mailbox:
    """What arrived at the mail server; addresses in `refused` are turned away."""

    def __init__(self) -> None:
        self.arrived: list[tuple[str, Message]] = []
        self.refused: set[str] = set()

    async def handle_RCPT(  # noqa: N802 - the name that the server calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.arrived.append((envelope.rcpt_tos[0], message_from_bytes(envelope.content, policy=default)))
        return "250 OK"

    def text(self, number: int = 0) -> str:
        part: Any = self.arrived[number][1]
        return str(part.get_content())


@asynccontextmanager
async def mailbox_at_work() -> AsyncIterator[tuple[Mailbox, dict[str, Any]]]:
    """The mailbox and the settings of a service that sends there."""
    mailbox = Mailbox()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(mailbox, loop=loop), "127.0.0.1", 0)
    try:
        yield (
            mailbox,
            {
                "smtp_host": "127.0.0.1",
                "smtp_port": server.sockets[0].getsockname()[1],
                "smtp_security": "none",
                "mail_from": "impulse@stadt.example",
            },
        )
    finally:
        server.close()
        await server.wait_closed()
