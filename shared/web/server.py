"""The HTTP server of a service: quiet about itself and about those who call."""

import sys

import uvicorn
from fastapi import FastAPI

from shared.runtime.garbage import look_for_garbage_less_often


def http_server(app: FastAPI, *, host: str, port: int) -> uvicorn.Server:
    """A server ready to `serve()`; it names no product, writes no access log and so no address of anybody."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            http="httptools",
            ws="none",
            server_header=False,
            access_log=False,
            log_config=None,
            proxy_headers=False,
            timeout_keep_alive=15,
            timeout_graceful_shutdown=5,
        )
    )


def serve(app: FastAPI, *, host: str, port: int) -> None:
    """Serve until the process is told to end; a start that fails ends the process with code 1 and, if known, its reason."""
    look_for_garbage_less_often()
    server = http_server(app, host=host, port=port)
    try:
        server.run()
    except SystemExit:  # uvicorn's own way to end after a failed start, without a reason
        if server.started:
            raise
    if not server.started:
        refusal = getattr(app.state, "refusal", None)
        sys.exit(1 if refusal is None else f"impulswerk: {app.title} does not start: {refusal}")
