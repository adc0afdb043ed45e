"""The one registry of event types: name to model, major versions, upcasters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType, ModuleType
from typing import Any, Final

from shared.contracts import assessments, checkpoints, impulses, intake, measures, receipts
from shared.contracts.event import Event
from shared.contracts.privacy import check_privacy
from shared.contracts.texts import Text
from shared.contracts.upcasters import UPCASTERS, Upcaster


class UnknownMajor(Exception):
    """A known event in a major version that this code cannot read: for the dead letters, not to be skipped."""


class NotAnEventType(ValueError):
    """A `ce_type` that is not `<name>.v<major>`."""


def collect(modules: Iterable[ModuleType]) -> Mapping[str, type[Event]]:
    """All event types defined in these modules, by `event_type`.

    Raises: PrivacyRefused, ValueError when two models claim one type.
    """
    types: dict[str, type[Event]] = {}
    for module in modules:
        for model in vars(module).values():
            if not _is_event_type(model, module):
                continue
            check_privacy(model)
            if model.event_type in types:
                raise ValueError(f"{model.event_type} is defined twice")
            types[model.event_type] = model
    return MappingProxyType(types)


def _is_event_type(value: Any, module: ModuleType) -> bool:
    return (
        isinstance(value, type)
        and issubclass(value, Event)
        and value.__module__ == module.__name__
        and "event_type" in vars(value)
    )


def parse_type(event_type: str) -> tuple[str, int]:
    """Split `de.impulswerk.impulse.received.v1` into its name and 1.

    Raises: NotAnEventType.
    """
    name, separator, major = event_type.rpartition(".v")
    if not separator or not name or not (major.isascii() and major.isdigit()):
        raise NotAnEventType(f"{event_type!r} does not end in a major version")
    return name, int(major)


@dataclass(frozen=True, slots=True)
class Registry:
    """What one release of the code can read: the current version of every type, and the older ones that lead to it.

    Raises: ValueError for two versions of one type, or an upcaster that does not lead to the current version.
    """

    types: Mapping[str, type[Event]]
    upcasters: Mapping[str, Upcaster] = field(default_factory=dict)
    _current: Mapping[str, type[Event]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        current = {parse_type(event_type)[0]: model for event_type, model in self.types.items()}
        if len(current) != len(self.types):
            raise ValueError("a type has more than one current version; the older one is an upcaster")
        for event_type in self.upcasters:
            following = next_version(event_type)
            if event_type in self.types or not (following in self.upcasters or following in self.types):
                raise ValueError(f"the upcaster of {event_type} does not lead to the current version")
        object.__setattr__(self, "_current", MappingProxyType(current))

    def find(self, event_type: str) -> type[Event] | None:
        """The model that reads this type, or None for a type nobody here knows: such a record is skipped and counted.

        An older version is read by the current model, after `current`. Raises: UnknownMajor, NotAnEventType.
        """
        model = self.types.get(event_type)
        if model is not None:
            return model
        name, major = parse_type(event_type)
        current = self._current.get(name)
        if current is None or event_type in self.upcasters:
            return current
        raise UnknownMajor(f"{name} is known up to version {current.version()}, not {major}")

    def is_superseded(self, event_type: str) -> bool:
        """Whether this is an older version of a known type."""
        return event_type in self.upcasters

    def current(self, event_type: str, data: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """Type and data brought to the current version, step by step; others stay as they are."""
        while event_type in self.upcasters:
            data = self.upcasters[event_type](data)
            event_type = next_version(event_type)
        return event_type, data

    def read(self, event_type: str, data: dict[str, Any]) -> Event | None:
        """The event in its current version, or None for an unknown type.

        Raises: UnknownMajor, NotAnEventType, pydantic.ValidationError.
        """
        model = self.find(event_type)
        return None if model is None else model.read(self.current(event_type, data)[1])


def next_version(event_type: str) -> str:
    """`de.impulswerk.measure.planned.v2` for version 1. Raises: NotAnEventType."""
    name, major = parse_type(event_type)
    return f"{name}.v{major + 1}"


check_privacy(Text)
EVENT_TYPES: Final = collect((intake, impulses, assessments, measures, checkpoints, receipts))
REGISTRY: Final = Registry(EVENT_TYPES, UPCASTERS)
"""What this release reads."""
read: Final = REGISTRY.read
