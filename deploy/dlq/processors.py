"""How each service's records are applied. A service is imported only when needed: a command loads one at most."""

from collections.abc import Callable
from typing import Final

from shared.messaging.processor import Processor
from shared.runtime.settings import ServiceName, Settings


def _ideas(settings: Settings) -> Processor:
    from services.ideas.consumers import ideas_handlers
    from services.ideas.setup import Setup

    return ideas_handlers(Setup.of(settings))


def _evaluation(settings: Settings) -> Processor:
    from services.evaluation.consumers import handlers
    from services.evaluation.main import surroundings_from
    from services.evaluation.settings import EvaluationSettings

    return handlers(surroundings_from(EvaluationSettings(**dict(settings))))


def _implementation(settings: Settings) -> Processor:
    from services.implementation.consumers import implementation_handlers

    return implementation_handlers()


def _reporting(settings: Settings) -> Processor:
    from services.reporting.projector import Projector

    return Projector()


PROCESSORS: Final[dict[ServiceName, Callable[[Settings], Processor]]] = {
    "ideas": _ideas,
    "evaluation": _evaluation,
    "implementation": _implementation,
    "reporting": _reporting,
}


class NoProcessor:
    """Whoever only looks applies nothing."""

    async def process(self, accepted: object, work: object) -> None:
        """Never called."""
        raise NotImplementedError
