"""What the bodies of requests have in common."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from shared.contracts.fields import TEXT_LIMIT


def _storable(text: str) -> str:
    if "\0" in text:
        raise ValueError("Der Text enthält ein Zeichen, das sich nicht speichern lässt.")
    return text


Words = Annotated[str, StringConstraints(max_length=TEXT_LIMIT), AfterValidator(_storable)]


class Body(BaseModel):
    """A request body: unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")
