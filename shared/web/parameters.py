"""Query parameters that several APIs take."""

from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator

OptionalId = Annotated[UUID | None, BeforeValidator(lambda given: given or None)]
"""An id, or nothing: a parameter that is named without a value counts as left out."""
