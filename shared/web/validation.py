"""German sentences for what pydantic finds wrong in a request."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from shared.contracts.errors import DomainError

_PLACES = {"body", "query", "path", "header", "cookie"}

_SENTENCES = {
    "missing": "Diese Angabe fehlt.",
    "extra_forbidden": "Diese Angabe ist hier nicht vorgesehen.",
    "json_invalid": "Der Inhalt ist kein gültiges JSON.",
    "string_type": "Bitte einen Text angeben.",
    "string_too_short": "Bitte mindestens {min_length} Zeichen angeben.",
    "string_too_long": "Bitte höchstens {max_length} Zeichen angeben.",
    "string_pattern_mismatch": "Diese Schreibweise ist nicht gültig.",
    "too_short": "Bitte mindestens {min_length} Einträge angeben.",
    "too_long": "Bitte höchstens {max_length} Einträge angeben.",
    "greater_than": "Bitte mehr als {gt} angeben.",
    "greater_than_equal": "Bitte mindestens {ge} angeben.",
    "less_than": "Bitte weniger als {lt} angeben.",
    "less_than_equal": "Bitte höchstens {le} angeben.",
    "literal_error": "Erlaubt ist nur: {expected}.",
    "enum": "Erlaubt ist nur: {expected}.",
    "list_type": "Hier muss eine Liste stehen.",
    "dict_type": "Hier muss ein Objekt stehen.",
    "model_type": "Hier muss ein Objekt stehen.",
    "model_attributes_type": "Hier muss ein Objekt stehen.",
}

_SENTENCES_BY_PREFIX = {
    "int": "Bitte eine ganze Zahl angeben.",
    "float": "Bitte eine Zahl angeben.",
    "decimal": "Bitte eine Zahl angeben.",
    "finite": "Bitte eine Zahl angeben.",
    "bool": "Bitte ja oder nein angeben (true oder false).",
    "uuid": "Das ist keine gültige Kennung.",
    "datetime": "Bitte Datum und Uhrzeit angeben, zum Beispiel 2026-03-31T12:00:00Z.",
    "date": "Bitte ein Datum angeben, zum Beispiel 2026-03-31.",
}

_ANY_OTHER = "Dieser Wert ist nicht gültig."


@dataclass(frozen=True, slots=True)
class FieldError:
    """One input that was refused: dotted path into the request, pydantic's name of the cause, a German sentence."""

    field: str
    code: str
    detail: str


def field_errors(errors: Iterable[Mapping[str, Any]]) -> tuple[FieldError, ...]:
    """Pydantic's list of errors in our words; the refused value itself is never repeated."""
    return tuple(FieldError(_path(error["loc"], error["type"]), error["type"], _sentence(error)) for error in errors)


def form_errors(error: DomainError | ValidationError) -> dict[str, str]:
    """The first sentence per field of a page's form; key "" for what concerns no single field."""
    if isinstance(error, DomainError):
        return {error.field or "": error.detail}
    sentences: dict[str, str] = {}
    for found in field_errors(error.errors(include_url=False, include_input=False)):
        sentences.setdefault(found.field, found.detail)
    return sentences


def _path(location: tuple[int | str, ...], kind: str) -> str:
    if kind == "json_invalid":
        return "body"
    inner = location[1:] if len(location) > 1 and location[0] in _PLACES else location
    return ".".join(str(part) for part in inner)


def _sentence(error: Mapping[str, Any]) -> str:
    kind: str = error["type"]
    context: dict[str, Any] = error.get("ctx") or {}
    if kind in {"value_error", "assertion_error"}:
        return str(context.get("error") or _ANY_OTHER)
    if kind in _SENTENCES:
        # A missing value of the context must not turn a clear refusal into a failure of ours.
        german = {name: str(value).replace(" or ", " oder ") for name, value in context.items()}
        try:
            return _SENTENCES[kind].format(**german)
        except KeyError:
            return _ANY_OTHER
    return _SENTENCES_BY_PREFIX.get(kind.split("_", 1)[0], _ANY_OTHER)
