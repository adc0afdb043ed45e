"""The W3C trace context of what is being done, carried from the request or record to everything it causes, and its spans.

Spans are recorded only where OpenTelemetry's own setting names a collector; the context travels in any case.
No attribute may hold what somebody typed, an address with its query, or a key: spans leave the city's control.
"""

import os
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Literal

from opentelemetry.context import Context
from opentelemetry.trace import NonRecordingSpan, Span, SpanContext, SpanKind, Status, StatusCode, TraceFlags, Tracer
from opentelemetry.trace.propagation import set_span_in_context

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
"""OpenTelemetry's own settings; spans are recorded where one of them is set."""

Kind = Literal["server", "internal", "producer", "consumer"]
Attributes = Mapping[str, str | int]

_KINDS: Mapping[Kind, SpanKind] = {
    "server": SpanKind.SERVER,
    "internal": SpanKind.INTERNAL,
    "producer": SpanKind.PRODUCER,
    "consumer": SpanKind.CONSUMER,
}
_FORM = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_current: ContextVar[str | None] = ContextVar("traceparent", default=None)


class _Recorder:
    """Where the spans of this process go; nowhere until tracing starts."""

    def __init__(self) -> None:
        self.tracer: Tracer | None = None


_recorder = _Recorder()


@contextmanager
def tracing(service: str) -> Iterator[None]:
    """Record spans while the block runs, if the environment names a collector; what is left is sent at its end.

    The SDK is loaded only then: it takes memory and time that a service without a collector does not have to spend.
    """
    if _recorder.tracer is not None or not any(os.environ.get(name) for name in ENDPOINTS):
        yield
        return
    provider = _provider(service)
    _recorder.tracer = provider.get_tracer("impulswerk")
    try:
        yield
    finally:
        _recorder.tracer = None
        provider.shutdown()


def _provider(service: str) -> "TracerProvider":
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(
        resource=Resource.create({"service.namespace": "impulswerk", "service.name": service}), shutdown_on_exit=False
    )
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


def is_recording() -> bool:
    """Whether spans are recorded at all in this process."""
    return _recorder.tracer is not None


def is_recorded(traceparent: str | None) -> bool:
    """Whether spans below this context are recorded; asked per record, so that a replay of others stays fast."""
    if _recorder.tracer is None:
        return False
    return traceparent is None or _FORM.fullmatch(traceparent) is None or bool(int(traceparent[-2:], 16) & 1)


def current_traceparent() -> str:
    """The current context, or the root of a new trace. Form: `00-<trace>-<span>-<flags>` (W3C Trace Context)."""
    return _current.get() or _new_root()


def continue_trace(traceparent: str | None) -> None:
    """Take over the context of a request or record; with anything that is not a valid traceparent a new trace begins."""
    if traceparent is not None and _FORM.fullmatch(traceparent):
        _current.set(traceparent)
    else:
        # A span that is recorded makes the root itself.
        _current.set(None if is_recording() else _new_root())


@contextmanager
def span(name: str, kind: Kind = "internal", attributes: Attributes | None = None) -> Iterator[Span | None]:
    """A span below the current context; within the block it is the current one. Yields None where none is recorded."""
    if _recorder.tracer is None:
        yield None
        return
    before = _current.get()
    begun = begin_span(name, kind, before, attributes)
    _current.set(traceparent_of(begun))
    try:
        yield begun
    except BaseException as error:
        fail_span(begun, error)
        raise
    finally:
        begun.end()
        _current.set(before)


def begin_span(name: str, kind: Kind, below: str | None, attributes: Attributes | None = None) -> Span:
    """A span below a context that is not the current one; the caller ends it. Only where spans are recorded."""
    assert _recorder.tracer is not None
    return _recorder.tracer.start_span(name, _context(below), _KINDS[kind], attributes)


def fail_span(failed: Span, error: BaseException) -> None:
    """Mark a span with the type of an error; its message may be somebody's words."""
    failed.set_status(Status(StatusCode.ERROR, type(error).__name__))


def traceparent_of(begun: Span) -> str:
    """The context of a span, for whatever follows from it."""
    context = begun.get_span_context()
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags & 1:02x}"


def _new_root() -> str:
    # Nobody recorded it, so those who come after need not either.
    digits = secrets.token_hex(16 + 8)
    return f"00-{digits[:32]}-{digits[32:]}-00"


def _context(traceparent: str | None) -> Context:
    if traceparent is None or not _FORM.fullmatch(traceparent):
        return Context()
    _, trace, parent, flags = traceparent.split("-")
    remote = SpanContext(int(trace, 16), int(parent, 16), is_remote=True, trace_flags=TraceFlags(int(flags, 16)))
    return set_span_in_context(NonRecordingSpan(remote), Context())
