"""Whether schemas still fit what was released: old consumers read new records, new consumers read old ones, for ever.

Both directions hold at once, because services are replaced one after the other and facts are kept. So within one version
only a new optional field is harmless. Everything else is a new version with an upcaster (docs/decisions/schema-evolution.md).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from shared.contracts.registry import next_version
from shared.contracts.released import Schema
from shared.contracts.upcasters import UPCASTERS


class Rule(StrEnum):
    """What a released version may not do, and why."""

    UNREADABLE = "a released type was removed: records of it are kept, so keep its model or write an upcaster"
    REMOVED = "a field was removed or renamed: older consumers read it"
    ADDED_REQUIRED = "a new field is required: older records lack it"
    REQUIRED = "an optional field became required: older records may lack it"
    OPTIONAL = "a required field became optional: older consumers rely on it"
    TYPE = "a field changed its type"
    VALUES = "a closed list changed: older consumers refuse a new value, older records hold a removed one"
    LIMITS = "a limit changed: older consumers refuse wider values, older records break narrower ones"
    DEFAULT = "a default changed: older records without the field would mean something else"
    PRIVACY = "a privacy class changed: the field may already be where it must not be"


@dataclass(frozen=True, slots=True)
class Break:
    """One field of one released type that breaks one rule; `field` is a path, empty for the type itself."""

    event_type: str
    field: str
    rule: Rule
    detail: str = ""

    def __str__(self) -> str:
        place = f"{self.event_type}: {self.field}" if self.field else self.event_type
        return f"{place}: {self.rule}" + (f" ({self.detail})" if self.detail else "")


_SAYS_NOTHING: Final = frozenset({"$schema", "$id", "$defs", "title", "description", "properties", "required"})
_COMPARED_APART: Final = frozenset({"anyOf", "items", "prefixItems", "additionalProperties"})
_TYPE: Final = frozenset({"type", "format", "anyOf", "items", "prefixItems", "additionalProperties", "properties"})
_RULES: Final[Mapping[str, Rule]] = {
    **dict.fromkeys(_TYPE, Rule.TYPE),
    "enum": Rule.VALUES,
    "default": Rule.DEFAULT,
    "x-privacy": Rule.PRIVACY,
}


def breaks(
    released: Mapping[str, Schema], current: Mapping[str, Schema], superseded: Iterable[str] = UPCASTERS
) -> list[Break]:
    """Every rule that the current schemas break, by type; new types and new versions break none."""
    readable = {*current, *superseded}
    found: list[Break] = []
    for event_type, before in released.items():
        if event_type in current:
            found += _Comparison(event_type, before, current[event_type]).breaks()
        elif event_type not in readable:
            found.append(Break(event_type, "", Rule.UNREADABLE, f"{next_version(event_type)} or an upcaster"))
    return found


class _Comparison:
    """Two schemas of one type, compared field by field with their references resolved."""

    def __init__(self, event_type: str, before: Schema, after: Schema) -> None:
        self._event_type = event_type
        self._before = before
        self._after = after

    def breaks(self) -> Iterator[Break]:
        return self._compare("", self._before, self._after)

    def _compare(self, path: str, before: Schema, after: Schema) -> Iterator[Break]:
        before, after = _resolved(before, self._before), _resolved(after, self._after)
        if ("properties" in before) != ("properties" in after):
            yield self._break(path, Rule.TYPE, "properties", before, after)
            return
        yield from self._compare_fields(path, before, after)
        for keyword in sorted((before.keys() | after.keys()) - _SAYS_NOTHING):
            if keyword in _COMPARED_APART and keyword in before and keyword in after:
                yield from self._compare_parts(path, keyword, before, after)
            elif _comparable(before.get(keyword)) != _comparable(after.get(keyword)):
                yield self._break(path, _RULES.get(keyword, Rule.LIMITS), keyword, before, after)

    def _compare_fields(self, path: str, before: Schema, after: Schema) -> Iterator[Break]:
        old, new = before.get("properties", {}), after.get("properties", {})
        required_before, required_after = set(before.get("required", ())), set(after.get("required", ()))
        for name in sorted(old.keys() | new.keys()):
            field = f"{path}.{name}" if path else name
            if name not in new:
                yield Break(self._event_type, field, Rule.REMOVED)
            elif name not in old:
                if name in required_after:
                    yield Break(self._event_type, field, Rule.ADDED_REQUIRED)
            else:
                if name in required_after - required_before:
                    yield Break(self._event_type, field, Rule.REQUIRED)
                if name in required_before - required_after:
                    yield Break(self._event_type, field, Rule.OPTIONAL)
                yield from self._compare(field, old[name], new[name])

    def _compare_parts(self, path: str, keyword: str, before: Schema, after: Schema) -> Iterator[Break]:
        old, new = before[keyword], after[keyword]
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from self._compare(f"{path}[]", old, new)
        elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
            for one, other in zip(old, new, strict=True):
                yield from self._compare(path, one, other)
        elif old != new:
            yield self._break(path, _RULES[keyword], keyword, before, after)

    def _break(self, path: str, rule: Rule, keyword: str, before: Schema, after: Schema) -> Break:
        if isinstance(before.get(keyword), list | Mapping) and rule is Rule.TYPE:
            return Break(self._event_type, path, rule, keyword)
        detail = f"{keyword}: {_shown(before.get(keyword))} -> {_shown(after.get(keyword))}"
        return Break(self._event_type, path, rule, detail)


def _resolved(schema: Schema, root: Schema) -> Schema:
    """The schema that a reference leads to, with what stands beside the reference; `const` as a list of one."""
    while "$ref" in schema:
        target: Schema = root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        schema = {**target, **{name: value for name, value in schema.items() if name != "$ref"}}
    if "const" in schema:
        schema = {**{name: value for name, value in schema.items() if name != "const"}, "enum": [schema["const"]]}
    return schema


def _comparable(value: Any) -> Any:
    """The order of a closed list says nothing."""
    return frozenset(map(str, value)) if isinstance(value, list) else value


def _shown(value: Any) -> str:
    return "none" if value is None else f"{value}"
