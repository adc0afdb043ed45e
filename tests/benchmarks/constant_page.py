"""The limit of a kept page: the same server, and an application that sends the same bytes and headers whatever is asked."""

import json
import sys
from pathlib import Path
from typing import Any

from starlette.types import Message, Receive, Scope, Send

from shared.web.server import serve


class ConstantPage:
    """Two messages that were made before the first request."""

    def __init__(self, headers: list[tuple[str, str]], body: bytes) -> None:
        encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        self._start: Message = {"type": "http.response.start", "status": 200, "headers": encoded}
        self._body: Message = {"type": "http.response.body", "body": body}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send them."""
        if scope["type"] == "http":
            await send(self._start)
            await send(self._body)
        elif scope["type"] == "lifespan":
            for step in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{step}.complete"})


def main(file: str, port: str) -> None:
    """Serve the page of a file (JSON: headers; body in hexadecimal) until the process is told to end."""
    page = json.loads(Path(file).read_text())
    app: Any = ConstantPage(page["headers"], bytes.fromhex(page["body"]))
    serve(app, host="127.0.0.1", port=int(port))


if __name__ == "__main__":
    main(*sys.argv[1:])
