"""The filter above the queue: what can be chosen, what is chosen, and the address that keeps it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from services.evaluation.domain.people import Person
from services.evaluation.domain.routing import Routing
from services.evaluation.presentation.words import TRACKS
from services.evaluation.queries.lists import QueueFilter
from shared.runtime.city import City


@dataclass(frozen=True, slots=True)
class FilterForm:
    """Pairs of value and label to choose from, what is chosen by field, and the same as the query of an address."""

    pools: Sequence[tuple[str, str]]
    tracks: Sequence[tuple[str, str]]
    fields_of_action: Sequence[tuple[str, str]]
    chosen: Mapping[str, str]
    query: str


def queue_filter(shown: QueueFilter, evaluator: Person, city: City, routing: Routing) -> FilterForm:
    """The form for an evaluator, who can choose among the own pools."""
    own = routing.pools_of(evaluator.unit)
    chosen = {
        "kreis": shown.pool or "",
        "verfahren": shown.track or "",
        "handlungsfeld": shown.field_of_action or "",
        "nur_ueberfaellig": "true" if shown.late_only else "",
    }
    return FilterForm(
        pools=[(pool.id, pool.name) for pool in routing.pools if pool.id in own],
        tracks=[(track, label) for track, label in TRACKS.items() if track != "direct"],
        fields_of_action=[(field.name, field.name) for field in city.fields_of_action],
        chosen=chosen,
        query=urlencode({name: value for name, value in chosen.items() if value}),
    )
