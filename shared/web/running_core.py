"""Ties an event core to an app: it runs as long as the app serves, and health follows it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

from fastapi import FastAPI

from shared.messaging.lost_entries import EntriesLost
from shared.messaging.required_topics import UnknownTopic
from shared.messaging.service import EventCore
from shared.runtime.migrations import MigrationError
from shared.web.health import Readiness


class RunningCore:
    """What `create_app` needs of a service's event core: lifespan, liveness, readiness.

    While it runs, `pool` and `transactions` are on the app's state, for requests.
    """

    def __init__(self, open_core: Callable[[], AbstractAsyncContextManager[EventCore]]) -> None:
        self._open_core = open_core
        self._core: EventCore | None = None

    @asynccontextmanager
    async def lifespan(self, app: FastAPI) -> AsyncIterator[None]:
        """Run the core until the app ends; why it must not run is left on the app's state as `refusal`."""
        async with AsyncExitStack() as stack:
            try:
                core = await stack.enter_async_context(self._open_core())
            except (MigrationError, UnknownTopic, EntriesLost) as refusal:
                app.state.refusal = str(refusal)
                raise
            self._core = core
            app.state.pool = core.pool
            app.state.transactions = core.transactions
            yield

    def live(self) -> bool:
        """Whether relay and consumer still work."""
        return self._core is not None and self._core.live()

    async def ready(self) -> Readiness:
        """What requests need, and what Kafka lacks."""
        if self._core is None:
            return Readiness({"started": False})
        return Readiness(await self._core.ready(), self._core.required.shortcomings)
