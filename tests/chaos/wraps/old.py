"""Publishes as the release before this one did: a measure's plan in its first version, with the amounts beside the rest."""

from typing import Any

from shared.contracts.facts import MeasurePlanned, MeasureReplanned


def be_the_release_before() -> None:
    """For the facts that have a second version; the process publishes them and does not read them."""
    for model in (MeasurePlanned, MeasureReplanned):
        _in_version_1(model)


def _in_version_1(model: type[Any]) -> None:
    data = model.data

    def data_in_version_1(self: Any) -> dict[str, Any]:
        told: dict[str, Any] = dict(data(self))
        amounts: dict[str, Any] = told.pop("costs")
        return told | amounts

    model.data = data_in_version_1
    model.event_type = model.event_type.replace(".v2", ".v1")
