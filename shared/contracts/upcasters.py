"""Upcasters: what was once written to a topic, in the shape of the next version.

An upcaster is a pure function of the data and knows no model: models change, what lies on a topic does not. It takes all
that its version allowed, and leaves what never fitted to the model of the current version to refuse.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
"""From the data of version n to the data of version n + 1."""

_SHARES: Final = ("own_share_cents", "funding_cents")
_COSTS: Final = ("planned_cents", "yearly_cents", *_SHARES)


def _with_costs(plan: dict[str, Any]) -> dict[str, Any]:
    """Version 1 of a plan had four loose amounts; version 2 has them in `costs`, where the shares are parts of the whole.

    Shares that exceed the planned costs say nothing certain: they become "not known yet".
    """
    costs = {name: plan[name] for name in _COSTS if name in plan}
    amounts = [costs.get(name) or 0 for name in ("planned_cents", *_SHARES)]
    if all(isinstance(amount, int) for amount in amounts) and sum(amounts[1:]) > amounts[0]:
        costs = {name: amount for name, amount in costs.items() if name not in _SHARES}
    return {**{name: value for name, value in plan.items() if name not in _COSTS}, "costs": costs}


def _with_list_of_conditions(data: dict[str, Any]) -> dict[str, Any]:
    """Version 1 of a publication had all conditions in one text; version 2 has a list of them.

    Conditions beside another decision than `accepted_with_conditions` bound nobody: they are left out.
    """
    conditions = data.get("conditions")
    accepted = data.get("decision") == "accepted_with_conditions"
    listed = [{"text": conditions}] if conditions is not None and accepted else []
    return {**{name: value for name, value in data.items() if name != "conditions"}, "conditions": listed}


def _unchanged(data: dict[str, Any]) -> dict[str, Any]:
    """Only a closed list has grown: what the older version allowed means the same in the newer one."""
    return dict(data)


UPCASTERS: Final[Mapping[str, Upcaster]] = MappingProxyType(
    {
        "de.impulswerk.assessment.published.v1": _with_list_of_conditions,
        "de.impulswerk.assessment.track_raised.v1": _unchanged,
        "de.impulswerk.measure.planned.v1": _with_costs,
        "de.impulswerk.measure.replanned.v1": _with_costs,
    }
)
"""By the old `event_type`; an entry stays for ever, because facts do."""
