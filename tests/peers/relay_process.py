"""Our relay, as a process of its own: `python -m tests.peers.relay_process SOCKET`; a datagram to SOCKET wakes it."""

import asyncio
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import uvloop

from shared.messaging.relay import Relay
from shared.messaging.required_topics import RequiredTopics
from shared.messaging.service import JOURNAL, prepare_database
from shared.runtime.logging import configure_logging
from shared.runtime.settings import Settings
from tests.peers.child import answer, orders


class _Waking(asyncio.DatagramProtocol):
    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self._wake()


async def main(address: str) -> None:
    """Do as told until the input ends."""
    settings = Settings()
    configure_logging(settings, "ideas")
    await prepare_database(settings, JOURNAL)
    relay = Relay(settings, RequiredTopics("ideas", settings, []))
    waking = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    waking.bind(address)
    await asyncio.get_running_loop().create_datagram_endpoint(lambda: _Waking(relay.wake), sock=waking)
    running: asyncio.Task[None] | None = None
    async for order in orders():
        match order, running:
            case {"do": "start"}, None:
                running = asyncio.create_task(relay.run())
            case {"do": "stop"}, asyncio.Task():
                running.cancel()
                with suppress(asyncio.CancelledError):
                    await running
                running = None
        answer()


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:]))
