"""How sensitive a field of an event is; `personal` never enters a topic.

A class is written beside the type, once: `Day = Annotated[date, PUBLIC]`. Every leaf of every field needs one.
"""

from enum import StrEnum
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


class Privacy(StrEnum):
    """Who may see a field: anybody, staff, only as an opaque mark, or nobody through events."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PSEUDONYM = "pseudonym"
    PERSONAL = "personal"

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        json_schema = handler(schema)
        json_schema["x-privacy"] = self.value
        return json_schema


PUBLIC = Privacy.PUBLIC
INTERNAL = Privacy.INTERNAL
PSEUDONYM = Privacy.PSEUDONYM
PERSONAL = Privacy.PERSONAL


class PrivacyRefused(Exception):
    """An event type has a personal field, or a field without a privacy class."""


def check_privacy(model: type[BaseModel]) -> None:
    """Refuse a model with a personal field or one without a class.

    Raises: PrivacyRefused. Source: architecture, "Every field has a privacy class; `personal` is refused".
    """
    for name, field in model.model_fields.items():
        annotation = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
        _check(annotation, f"{model.__name__}.{name}")


def _check(annotation: Any, path: str) -> None:
    if annotation is type(None) or annotation is Ellipsis:
        return
    if get_origin(annotation) is Annotated:
        inner, *metadata = get_args(annotation)
        classes = [item for item in metadata if isinstance(item, Privacy)]
        if PERSONAL in classes:
            raise PrivacyRefused(f"{path} is personal: it must not enter an event")
        if not classes:
            _check(inner, path)
        return
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        check_privacy(annotation)
        return
    if get_origin(annotation) in (Union, UnionType, tuple, list, dict):
        for part in get_args(annotation):
            _check(part, path)
        return
    raise PrivacyRefused(f"{path} has no privacy class")
