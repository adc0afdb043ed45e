"""The bodies of the JSON API about deadlines and absences."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, Field

from services.evaluation.api.bodies import Body, Words
from services.evaluation.api.models import CASE_ID
from shared.contracts.lists import WaitingCause


class Postponing(Body):
    """Until when an assessment is postponed, and why; the note stays inside."""

    due_on: date = Field(examples=["2026-03-30"])
    reason: str = Field(
        max_length=40,
        description="more_information, coordination, workload, absence or other_procedure",
        examples=["coordination"],
    )
    note: Words = Field(examples=["Die Abstimmung mit dem Landratsamt steht noch aus."])


class Leaving(Body):
    """An absence; both days are included."""

    first_day: date = Field(examples=["2026-08-03"])
    last_day: date = Field(examples=["2026-08-21"])
    deputy: str = Field(max_length=400, description="one of `deputies`", examples=["demo|t.brenner"])


class AbsenceOut(BaseModel):
    """An own absence."""

    id: UUID = Field(examples=[CASE_ID])
    first_day: date = Field(examples=["2026-08-03"])
    last_day: date = Field(examples=["2026-08-21"])
    deputy: str = Field(examples=["demo|t.brenner"])


class DeputyOut(BaseModel):
    """Somebody in the same role who can stand in."""

    person: str = Field(examples=["demo|t.brenner"])
    name: str = Field(examples=["Thomas Brenner"])


class AbsencesOut(BaseModel):
    """The caller's absences and who can stand in."""

    items: list[AbsenceOut]
    deputies: list[DeputyOut]


class ReminderOut(BaseModel):
    """A case that waits for the caller and is late or due soon."""

    case_id: UUID = Field(examples=[CASE_ID])
    number: str = Field(examples=["2026-0412"])
    waits_for: WaitingCause = Field(examples=["assessment"])
    due_on: date = Field(examples=["2026-03-23"])
    late: int = Field(description="working days", examples=[0])
    as_deputy: bool = Field(examples=[False])


class ReminderList(BaseModel):
    """The most urgent first."""

    items: list[ReminderOut]


class LateCaseOut(BaseModel):
    """A late case; `absence` says that somebody who is needed is away, never who."""

    case_id: UUID = Field(examples=[CASE_ID])
    number: str = Field(examples=["2026-0412"])
    waits_for: WaitingCause = Field(examples=["statement"])
    due_on: date = Field(examples=["2026-03-23"])
    late: int = Field(description="working days", examples=[4])
    level: str | None = Field(examples=["Leitung der Organisationseinheit"])
    absence: bool = Field(examples=[False])


class LateCaseList(BaseModel):
    """The 50 cases that are late for the longest time."""

    items: list[LateCaseOut]
