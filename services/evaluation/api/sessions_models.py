"""The bodies of the JSON API about committee sessions."""

from datetime import date, time
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from services.evaluation.api.bodies import Body, Words
from services.evaluation.api.models import CASE_ID, IMPULSE_ID
from services.evaluation.commands.vote_on_items import TypedResolution
from services.evaluation.domain.ballots import Votes
from services.evaluation.domain.decision import Proposal
from services.evaluation.domain.sessions import MOST_ITEMS, Outcome, SessionState, WantedMeeting

SESSION_ID = "019cad6d-b100-7000-8000-000000000009"
MOST_NAMES = 500

Name = Annotated[Words, StringConstraints(max_length=1000)]
Count = Annotated[int, Field(ge=0, le=10_000)]


class Moving(Body):
    """When and where a body meets; a circular resolution has `ends_on` instead of `starts_at` and `place`."""

    session_on: date = Field(examples=["2026-03-12"], description="circular: when the papers are sent out")
    starts_at: time | None = Field(None, examples=["18:00"])
    place: Name | None = Field(None, examples=["Rathaus, Großer Saal"])
    ends_on: date | None = Field(None, description="circular: the last day of replies")
    public: bool | None = Field(None, description="as the rules of the body have it unless it is given")

    def meeting(self) -> WantedMeeting:
        """The meeting as the domain has it; seconds and time zones are none of its business."""
        starts_at = self.starts_at and self.starts_at.replace(tzinfo=None, second=0, microsecond=0)
        return WantedMeeting(self.session_on, starts_at, self.place, self.ends_on, self.public)


class Planning(Moving):
    """A session of a body."""

    body: str = Field(examples=["bewertungskommission"], max_length=100)


class AddingCase(Body):
    """A case that comes on the agenda."""

    case_id: UUID = Field(examples=[CASE_ID])


class Placing(Body):
    """The new place of a case on the agenda; beyond either end is that end."""

    position: int = Field(ge=-1_000, le=1_000, examples=[1])


class Attending(Body):
    """Names of those who are there and of those who are not; none in a circular resolution."""

    present: list[Name] = Field([], max_length=MOST_NAMES, examples=[["Anna Beispiel"]])
    absent: list[Name] = Field([], max_length=MOST_NAMES)


class LeavingRoom(Body):
    """Names of those present who have a conflict of interest and leave the room."""

    left_room: list[Name] = Field([], max_length=MOST_NAMES)


class Counted(Body):
    """What was counted in a vote; an open one has one vote or abstention of everybody who may vote."""

    in_favour: Count = Field(examples=[4])
    against: Count = Field(examples=[1])
    abstained: Count = Field(examples=[1])
    secret: bool = Field(False, description="on paper: votes may be missing or void")
    objections: Count = Field(0, description="circular: to deciding without a meeting")

    def votes(self) -> Votes:
        """The votes as the domain has them."""
        return Votes(self.in_favour, self.against, self.abstained, self.secret, self.objections)


class Resolving(Body):
    """An item that is voted on, with number and OParl address of its resolution."""

    case_id: UUID = Field(examples=[CASE_ID])
    number: Words | None = Field(
        None, description="of its resolution; the session proposes one where none is given", examples=["BK 2026/3-2"]
    )
    oparl_url: Words | None = Field(None, description="of its resolution")


class Voting(Counted):
    """The votes on one item, or on several in one go."""

    items: list[Resolving] = Field(max_length=MOST_ITEMS)

    def resolutions(self) -> dict[UUID, TypedResolution]:
        """What was typed, by case."""
        return {item.case_id: TypedResolution(item.number, item.oparl_url) for item in self.items}


class VotesOut(BaseModel):
    """What was counted."""

    in_favour: int = Field(examples=[4])
    against: int = Field(examples=[1])
    abstained: int = Field(examples=[1])
    secret: bool = Field(examples=[False])
    objections: int = Field(examples=[0])


class SessionItemOut(BaseModel):
    """An item of the agenda; one without an outcome waits for its vote."""

    position: int = Field(examples=[1])
    case_id: UUID = Field(examples=[CASE_ID])
    impulse_id: UUID = Field(examples=[IMPULSE_ID])
    number: str = Field(examples=["2026-0412"])
    title: str = Field(examples=["Trinkbrunnen am Marktplatz"])
    public: bool = Field(examples=[True])
    proposal: Proposal | None
    left_room: list[str]
    may_vote: int = Field(examples=[6])
    votes: VotesOut | None
    en_bloc: bool = Field(examples=[False])
    outcome: Outcome | None = Field(examples=["adopted"])
    resolution: str | None = Field(examples=["BK 2026/3-2"])
    oparl_url: str | None
    withdrawn: bool = Field(examples=[False])


class SessionLineOut(BaseModel):
    """A session in a list."""

    session_id: UUID = Field(examples=[SESSION_ID])
    body: str = Field(examples=["Bewertungskommission"])
    label: str = Field(examples=["2026/3"])
    session_on: date = Field(examples=["2026-03-12"])
    starts_at: time | None = Field(examples=["18:00"])
    place: str | None = Field(examples=["Rathaus, Großer Saal"])
    ends_on: date | None
    state: SessionState = Field(examples=["planned"])
    items: int = Field(examples=[4])


class SessionList(BaseModel):
    """Coming sessions, the next one first (on the first page only), and a page of past ones, the last one first."""

    coming: list[SessionLineOut]
    past: list[SessionLineOut]
    next: str | None = Field(description="cursor of the next page of past ones")


class SessionOut(BaseModel):
    """A session with its agenda."""

    session_id: UUID = Field(examples=[SESSION_ID])
    body: str = Field(examples=["bewertungskommission"])
    label: str = Field(examples=["2026/3"])
    session_on: date = Field(examples=["2026-03-12"])
    starts_at: time | None = Field(examples=["18:00"])
    place: str | None = Field(examples=["Rathaus, Großer Saal"])
    ends_on: date | None
    public: bool = Field(examples=[False])
    state: SessionState = Field(examples=["planned"])
    has_quorum: bool = Field(examples=[True])
    present: list[str]
    absent: list[str]
    items: list[SessionItemOut]


class PlannedOut(BaseModel):
    """A session that was planned."""

    session_id: UUID = Field(examples=[SESSION_ID])
