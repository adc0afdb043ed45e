"""The service ideas in a process of its own, as in production or without storage: `post_server PORT stored|unstored`.

Settings come from the environment. Without storage everything else is the same: server, middlewares, sign-in, validation,
the hashes of the key and the answer; only nothing is kept, and no relay and no consumer runs.
"""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from uuid6 import uuid7

from services.ideas.commands.submit_impulses import SubmitImpulse
from services.ideas.main import ideas_app
from shared.messaging.idempotency import OnceKey
from shared.runtime.logging import configure_logging
from shared.runtime.settings import Settings
from shared.web.server import serve


class Unstored:
    """Answers at once, as if it had stored something."""

    async def submit(self, command: SubmitImpulse, key: OnceKey) -> dict[str, Any]:
        """A receipt for nothing."""
        return {"id": str(uuid7()), "number": "2026-0001"}


@asynccontextmanager
async def _no_storage(app: FastAPI) -> AsyncIterator[None]:
    app.state.submissions = Unstored()
    yield


def main() -> None:
    """Serve until told to end."""
    port, mode = int(sys.argv[1]), sys.argv[2]
    settings = Settings()
    configure_logging(settings, "ideas")
    app = ideas_app(settings)
    if mode == "unstored":
        app.router.lifespan_context = _no_storage
    serve(app, host="127.0.0.1", port=port)


if __name__ == "__main__":
    main()
