"""Structured logs on standard error: one line an event, no addresses, no personal data."""

import logging
import re
import sys
from collections.abc import Callable
from time import monotonic

import structlog

from shared.runtime.settings import Settings

QUIET_SECONDS = 30.0

_NUMBER = re.compile(r"\d+")


class RepeatsLess(logging.Filter):
    """Lets the same message of a library through once in 30 seconds; the next one says how many were left out.

    aiokafka logs several errors a second for as long as Kafka is away. Messages that differ in numbers only are the same.
    """

    def __init__(self, library: str, clock: Callable[[], float] = monotonic) -> None:
        super().__init__()
        self._library = library
        self._clock = clock
        self._said: dict[tuple[str, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is logged; a repeated one gets the number of those left out."""
        if record.name.split(".")[0] != self._library:
            return True
        now = self._clock()
        key = record.levelname, _NUMBER.sub("0", record.getMessage())
        said_at, left_out = self._said.get(key, (now - QUIET_SECONDS, 0))
        if now - said_at < QUIET_SECONDS:
            self._said[key] = said_at, left_out + 1
            return False
        if left_out:
            record.msg, record.args = f"{record.getMessage()} (and {left_out} more like this since the last one)", None
        self._said = {other: told for other, told in self._said.items() if now - told[0] < 10 * QUIET_SECONDS}
        self._said[key] = now, 0
        return True


def configure_logging(settings: Settings, service: str) -> None:
    """Route structlog and the standard library through one renderer; every line names the service."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if settings.log_format == "json" else structlog.dev.ConsoleRenderer()
    )
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, settings.log_level)),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
            foreign_pre_chain=shared,
        )
    )
    handler.addFilter(RepeatsLess("aiokafka"))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level)
    for chatty in ("aiokafka", "faststream", "asyncio", "uvicorn.access"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    structlog.contextvars.bind_contextvars(service=service)
