"""Ties an event core to an app: it runs as long as the app serves, and health follows it."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI

from shared.messaging.service import EventCore


class RunningCore:
    """What `create_app` needs of a service's event core: lifespan, liveness, readiness.

    While it runs, `pool` and `transactions` are on the app's state, for requests.
    """

    def __init__(self, open_core: Callable[[], AbstractAsyncContextManager[EventCore]]) -> None:
        self._open_core = open_core
        self._core: EventCore | None = None

    @asynccontextmanager
    async def lifespan(self, app: FastAPI) -> AsyncIterator[None]:
        """Run the core until the app ends."""
        async with self._open_core() as core:
            self._core = core
            app.state.pool = core.pool
            app.state.transactions = core.transactions
            yield

    def live(self) -> bool:
        """Whether relay and consumer still work."""
        return self._core is not None and self._core.live()

    async def ready(self) -> Mapping[str, bool]:
        """What requests need."""
        return {"started": False} if self._core is None else await self._core.ready()
