"""JSON Schemas (draft 2020-12) of all event types, made from the models."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from shared.contracts.cloudevents import schema_of
from shared.contracts.registry import EVENT_TYPES
from shared.contracts.texts import TEXT_TYPE, Text

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
ALL_TYPES: Final[Mapping[str, type[BaseModel]]] = {**EVENT_TYPES, TEXT_TYPE: Text}
"""The event types and the text, by the `ce_type` of their records."""


class _WithoutTitles(GenerateJsonSchema):
    """Field names say it all; a title that repeats them is noise in every diff."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def json_schema(event_type: str) -> dict[str, Any]:
    """The schema of one type; its `$id` is what records name in `ce_dataschema`, `x-privacy` the class of a field."""
    return {
        "$schema": DIALECT,
        "$id": schema_of(event_type),
        **ALL_TYPES[event_type].model_json_schema(schema_generator=_WithoutTitles),
    }


def shared_schemas() -> dict[str, Any]:
    """All types in one collection, by class name, referring to each other inside an AsyncAPI document."""
    _, schemas = models_json_schema(
        [(model, "validation") for model in ALL_TYPES.values()],
        ref_template="#/components/schemas/{model}",
        schema_generator=_WithoutTitles,
    )
    definitions: dict[str, Any] = schemas["$defs"]
    return definitions
