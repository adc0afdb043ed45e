"""What a portal posts: untrusted, unreleased, kept for seven days."""

from typing import Annotated

from pydantic import StringConstraints

from shared.contracts.event import Event
from shared.contracts.fields import TEXT_LIMIT, TITLE_LIMIT, Day, FieldOfAction, PortalReference, Pseudonym
from shared.contracts.lists import Origin
from shared.contracts.privacy import INTERNAL
from shared.contracts.topics import INTAKE

_Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=TITLE_LIMIT), INTERNAL]
_Body = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=TEXT_LIMIT), INTERNAL]


class ImpulseSubmitted(Event):
    """Somebody submitted an impulse at a portal; once per `ce_source` and `reference`.

    `reference` is opaque; `code_hash` is the SHA-256 of the access code that the portal showed to the person.
    """

    event_type = "de.impulswerk.intake.impulse_submitted.v1"
    topic = INTAKE

    reference: PortalReference
    title: _Title
    text: _Body
    origin: Origin
    field_of_action: FieldOfAction | None = None
    received_on: Day | None = None
    code_hash: Pseudonym | None = None
    own_marks: tuple[Pseudonym, ...] = ()

    @property
    def subject(self) -> str:
        """The portal's reference."""
        return self.reference
