"""The staff desks of all services, so that each links to the others."""

from typing import Final

from shared.runtime.settings import ServiceName, Settings
from shared.web.pages import NavigationItem
from shared.web.sign_in import Role

_DESKS: Final[tuple[tuple[ServiceName, str, str, frozenset[Role]], ...]] = (
    ("ideas", "Vorprüfung", "/vorpruefung", frozenset({"coordinator"})),
    ("evaluation", "Bewertung", "/bewertung", frozenset({"evaluator", "decider", "coordinator", "office"})),
    ("implementation", "Umsetzung", "/umsetzung", frozenset({"implementer", "coordinator", "auditor"})),
)


def desk_navigation(settings: Settings, here: ServiceName) -> list[NavigationItem]:
    """Links to every desk, each for the roles that work there; the one of the service `here` is a path."""
    links = {
        "ideas": settings.links_ideas,
        "evaluation": settings.links_evaluation,
        "implementation": settings.links_implementation,
    }
    return [
        NavigationItem(label, path if service == here else f"{links[service].rstrip('/')}{path}", roles)
        for service, label, path, roles in _DESKS
    ]
