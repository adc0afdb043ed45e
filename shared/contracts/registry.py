"""The one registry of event types: name to model, major versions, upcasters."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType, ModuleType
from typing import Any, Final

from shared.contracts import assessments, checkpoints, impulses, intake, measures, receipts
from shared.contracts.event import Event
from shared.contracts.privacy import check_privacy
from shared.contracts.texts import Text

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
"""A pure function from the data of version n to the data of version n + 1."""


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


check_privacy(Text)
EVENT_TYPES: Final = collect((intake, impulses, assessments, measures, checkpoints, receipts))
UPCASTERS: Final[Mapping[str, Upcaster]] = MappingProxyType({})
"""By the old `event_type`; none yet, every type is in its first version."""
_MAJORS: Final = {parse_type(event_type)[0]: model for event_type, model in EVENT_TYPES.items()}


def find(event_type: str) -> type[Event] | None:
    """The model that reads this type, or None for a type nobody here knows: such a record is skipped and counted.

    An older major is read by the current model, after `upcast`. Raises: UnknownMajor, NotAnEventType.
    """
    model = EVENT_TYPES.get(event_type)
    if model is not None:
        return model
    name, major = parse_type(event_type)
    current = _MAJORS.get(name)
    if current is None or event_type in UPCASTERS:
        return current
    raise UnknownMajor(f"{name} is known up to version {current.version()}, not {major}")


def by_type(event_type: str) -> type[Event]:
    """The model of exactly this type.

    Raises: KeyError.
    """
    return EVENT_TYPES[event_type]


def upcast(event_type: str, data: dict[str, Any], upcasters: Mapping[str, Upcaster] = UPCASTERS) -> dict[str, Any]:
    """Bring data of an old major version to the current one, step by step."""
    while event_type in upcasters:
        data = upcasters[event_type](data)
        name, major = parse_type(event_type)
        event_type = f"{name}.v{major + 1}"
    return data


def read(event_type: str, data: dict[str, Any]) -> Event | None:
    """The event in its current version, or None for an unknown type.

    Raises: UnknownMajor, NotAnEventType, pydantic.ValidationError.
    """
    model = find(event_type)
    return None if model is None else model.read(upcast(event_type, data))
