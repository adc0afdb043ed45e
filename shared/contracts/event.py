"""What every event type has: a type, a topic, a subject; and how it becomes JSON and back."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict

from shared.contracts.fields import Part, TextRef
from shared.contracts.topics import FactTopic


class Event(BaseModel):
    """A record of a topic; unchangeable, complete when built, and without a field that its type does not name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    event_type: ClassVar[str]
    topic: ClassVar[str]

    @classmethod
    def version(cls) -> int:
        """The major version that `event_type` ends in."""
        return int(cls.event_type.rpartition(".v")[2])

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        """Read what a producer wrote, ignoring fields that this version does not know.

        Raises: pydantic.ValidationError.
        """
        return cls.model_validate(data, extra="ignore")

    def data(self) -> dict[str, Any]:
        """The JSON value; a field that is None is left out, so that a new optional field changes no old record."""
        return self.model_dump(mode="json", exclude_none=True)

    @property
    def subject(self) -> str:
        """The aggregate this event belongs to; also its key and partition key."""
        raise NotImplementedError

    @property
    def text_refs(self) -> dict[str, TextRef]:
        """The texts this event refers to, by field name; `indicator.text` inside a part, `conditions.0.text` inside a list."""
        refs: dict[str, TextRef] = {}
        for name, value in self:
            listed = (
                {f"{name}.{position}": each for position, each in enumerate(value)} if isinstance(value, tuple) else {}
            )
            for place, each in (listed or {name: value}).items():
                if isinstance(each, TextRef):
                    refs[place] = each
                elif isinstance(each, Part):
                    refs |= {f"{place}.{part}": inner for part, inner in each if isinstance(inner, TextRef)}
        return refs


class Fact(Event):
    """Something that happened; counted 1, 2, 3 ... per subject on its topic and kept for ever."""

    topic: ClassVar[FactTopic]
