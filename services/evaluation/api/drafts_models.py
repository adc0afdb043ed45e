"""The bodies of the JSON API about drafts and about who is free to assess."""

from datetime import datetime

from pydantic import BaseModel, Field, StrictBool

from services.evaluation.api.bodies import Body
from services.evaluation.api.models import DraftVersion, Held
from services.evaluation.domain.drafts import ReleaseCause


class Submitting(Held):
    """Which version of the own draft becomes final."""

    draft_version: DraftVersion


class HandingBack(Held):
    """Whether whoever claims the place may go on with the draft; nobody learns whose it was."""

    pass_on: StrictBool = Field(False, examples=[True])


class Adopting(Held):
    """The evaluator has looked through a draft that somebody else began and stands for all that is in it."""

    draft_version: DraftVersion
    adoption: StrictBool = Field(False, examples=[True])


class Releasing(Body):
    """Why somebody else shall go on with a draft: absent, left the office, or relieved of the case."""

    cause: ReleaseCause = Field(examples=["absent"])


class Declaring(Body):
    """The evaluator is not impartial; nobody asks why, and it cannot be taken back."""

    conflict: StrictBool = Field(False, examples=[True])


class SavedOut(BaseModel):
    """The draft as it is saved now, and until when the claim lasts."""

    draft_version: int = Field(examples=[4])
    expires_at: datetime = Field(examples=["2026-03-10T23:00:00Z"])
