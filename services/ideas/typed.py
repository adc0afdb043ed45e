"""Words that people typed, as request models take them: cleaned before their length is measured."""

from typing import Annotated

from pydantic import BeforeValidator, StringConstraints

from services.ideas.domain.wording import clean_line, clean_text
from shared.contracts.fields import TEXT_LIMIT, TITLE_LIMIT


def _line(typed: object) -> object:
    return clean_line(typed) if isinstance(typed, str) else typed


def _text(typed: object) -> object:
    return clean_text(typed) if isinstance(typed, str) else typed


Title = Annotated[str, BeforeValidator(_line), StringConstraints(min_length=1, max_length=TITLE_LIMIT)]
Line = Annotated[str, BeforeValidator(_line), StringConstraints(max_length=TITLE_LIMIT)]
Body = Annotated[str, BeforeValidator(_text), StringConstraints(min_length=1, max_length=TEXT_LIMIT)]
OptionalBody = Annotated[str, BeforeValidator(_text), StringConstraints(max_length=TEXT_LIMIT)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=100)]
"""A name or key out of the city's or the catalogue's data."""
