"""The HTTP server of a service: quiet about itself and about those who call."""

import sys

import uvicorn
from fastapi import FastAPI


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
    """Serve until the process is told to end; a start that fails ends the process with code 1."""
    server = http_server(app, host=host, port=port)
    server.run()
    if not server.started:
        sys.exit(1)
