"""What a person may tell about themselves so that somebody can ask back; all of it voluntary."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

_Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class Contact(BaseModel):
    """Contact data on its way to the vault; it stays out of events, logs and pages."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        json_schema_extra={"examples": [{"name": "Erika Mustermann", "email": "erika@example.org"}]},
    )

    name: _Line | None = None
    email: (
        Annotated[
            str, StringConstraints(strip_whitespace=True, max_length=254, pattern=r"^([^@\s]+@[^@\s]+\.[^@\s]+)?$")
        ]
        | None
    ) = None
    phone: (
        Annotated[str, StringConstraints(strip_whitespace=True, max_length=40, pattern=r"^[0-9 +()/.-]*$")] | None
    ) = None
    address: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] | None = None

    def given(self) -> dict[str, str]:
        """What the person filled in, by field."""
        return {name: value for name, value in self if value}
