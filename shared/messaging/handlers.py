"""Handlers: what a service does when a fact, a text or a portal's event arrives."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from shared.contracts.errors import DomainError
from shared.contracts.event import Fact
from shared.contracts.intake import ImpulseSubmitted
from shared.contracts.texts import Text
from shared.contracts.topics import INTAKE, TextTopic, TopicKind, topic
from shared.messaging.records import Accepted
from shared.messaging.texts import ErasedText, store_texts
from shared.messaging.unit_of_work import Origin, UnitOfWork
from shared.runtime.tracing import continue_trace

_TEXTS = (TopicKind.TEXTS, TopicKind.CASE_TEXTS)

F = TypeVar("F", bound=Fact)
FactHandler = Callable[[F, UnitOfWork], Awaitable[None]]
TextHandler = Callable[[Text | ErasedText, UnitOfWork], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class PortalEvent:
    """What a portal posted, and where: `source` is its `ce_source`. `origin` goes into the facts that follow from it."""

    data: ImpulseSubmitted
    source: str
    origin: Origin


IntakeHandler = Callable[[Sequence[PortalEvent], UnitOfWork], Awaitable[None]]


class UnknownIntake(DomainError):
    """A portal posted a type of event that nobody here takes up."""

    code = "intake.unknown_type"


class Handlers:
    """The handlers of one service. A handler names what it is for; it cannot choose groups, offsets, retries or acks.

    A handler runs in the transaction of `work` and may be called again after a rollback; `work.cause` is the record's
    envelope. It raises a DomainError for a record that can never be applied.
    """

    def __init__(self, texts: Sequence[TextTopic] = ()) -> None:
        self._facts: dict[str, tuple[type[Fact], FactHandler[Fact]]] = {}
        self._text_handlers: dict[str, TextHandler] = {}
        self._intake: IntakeHandler | None = None
        self._topics: set[str] = set(texts)

    @property
    def topics(self) -> list[str]:
        """The topics to read: those of all handlers, and the text topics whose texts are kept."""
        return sorted(self._topics)

    def on(self, model: type[F]) -> Callable[[FactHandler[F]], FactHandler[F]]:
        """Register a handler for a type of fact; records of its older versions arrive in this one.

        Raises: ValueError when the type has a handler already: the second one would silently take the place of the first.
        """
        if model.event_type in self._facts:
            raise ValueError(f"{model.__name__} has a handler in this service already")

        def register(handler: FactHandler[F]) -> FactHandler[F]:
            self._facts[model.event_type] = (model, handler)  # type: ignore[assignment]
            self._topics.add(model.topic)
            return handler

        return register

    def on_text(self, *topics: TextTopic) -> Callable[[TextHandler], TextHandler]:
        """Register a handler that runs after a text of these topics was stored or erased in the table `texts`."""

        def register(handler: TextHandler) -> TextHandler:
            for name in topics:
                self._text_handlers[name] = handler
                self._topics.add(name)
            return handler

        return register

    def on_intake(self, handler: IntakeHandler) -> IntakeHandler:
        """Register the handler of what portals post; it gets all events of a batch at once.

        The events are untrusted; their references make them idempotent, also within a batch. Where one cannot be taken up
        the handler raises and is called again with fewer, until that one is alone.
        """
        self._intake = handler
        self._topics.add(INTAKE)
        return handler

    async def process(self, accepted: Sequence[Accepted], work: UnitOfWork) -> None:
        """Apply the records: texts first, all at once, then all portals' events, then every other handler in order.

        Raises: what the handlers raise; pydantic's ValidationError where the data does not fit the type.
        """
        texts = [_read_text(each) for each in accepted if topic(each.record.topic).kind in _TEXTS]
        if texts:
            await store_texts(texts, work)
        events = [_read_event(each) for each in accepted if topic(each.record.topic).kind is TopicKind.INTAKE]
        if events:
            assert self._intake is not None
            await self._intake(events, work)
        for each in accepted:
            if topic(each.record.topic).kind is not TopicKind.INTAKE:
                await self._dispatch(each, work)

    async def _dispatch(self, each: Accepted, work: UnitOfWork) -> None:
        work.cause = each.envelope
        continue_trace(each.envelope.traceparent)
        if topic(each.record.topic).kind is TopicKind.FACTS:
            await self._dispatch_fact(each, work)
        elif handler := self._text_handlers.get(each.record.topic):
            await handler(_read_text(each)[1], work)

    async def _dispatch_fact(self, each: Accepted, work: UnitOfWork) -> None:
        registered = self._facts.get(each.envelope.type)
        if registered is None or each.data is None:
            return
        model, handler = registered
        await handler(model.read(each.data), work)


def _read_event(each: Accepted) -> PortalEvent:
    if each.envelope.type != ImpulseSubmitted.event_type:
        raise UnknownIntake("Diese Art von Ereignis wird hier nicht angenommen.", "ce_type")
    assert each.data is not None
    continue_trace(each.envelope.traceparent)
    return PortalEvent(ImpulseSubmitted.model_validate(each.data), each.envelope.source, Origin.here())


def _read_text(each: Accepted) -> tuple[str, Text | ErasedText]:
    if each.data is None:
        assert each.envelope.text_version is not None
        return each.record.topic, ErasedText.from_key((each.record.key or b"").decode(), each.envelope.text_version)
    return each.record.topic, Text.read(each.data)
