"""The W3C trace context of what is being done, carried from the request or record to everything it causes."""

import re
import secrets
from contextvars import ContextVar

_FORM = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_current: ContextVar[str | None] = ContextVar("traceparent", default=None)


def current_traceparent() -> str:
    """A child of the current context, or the root of a new trace. Form: `00-<trace>-<span>-01` (W3C Trace Context)."""
    parent = _current.get()
    trace = parent.split("-")[1] if parent else secrets.token_hex(16)
    return f"00-{trace}-{secrets.token_hex(8)}-01"


def continue_trace(traceparent: str | None) -> None:
    """Take over the context of a request or record; anything that is not a valid traceparent starts a new trace."""
    valid = traceparent is not None and _FORM.fullmatch(traceparent) is not None
    _current.set(traceparent if valid else f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01")
