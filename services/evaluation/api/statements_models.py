"""The bodies of the JSON API about statements and case sheets."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from services.evaluation.api.bodies import Body, Words
from services.evaluation.api.models import CASE_ID
from services.evaluation.domain.statements import Request
from shared.contracts.case_sheet import CaseSheet

STATEMENT_ID = "019cad6d-b100-7000-8000-000000000009"


class Asking(Body):
    """A request for a statement."""

    unit: Words = Field(examples=["gruenflaechen"])
    criteria: list[str] = Field(max_length=100, examples=[["Z32"]])
    question: Words = Field("", examples=["Reicht das Wasser dort im Sommer?"])

    def request(self) -> Request:
        """The request as the domain has it."""
        return Request(self.unit, self.criteria, self.question)


class Stating(Body):
    """A unit's statement; a remark for a criterion where there is something to say about it alone."""

    text: Words = Field("", examples=["Wir raten zu einem Standort im Schatten."])
    remarks: dict[str, Words] = Field(default_factory=dict, examples=[{"Z32": "Die Leitung liegt schon dort."}])


class EditingSheet(Body):
    """The whole case sheet; `version` is the one that was changed."""

    version: int = Field(ge=1, examples=[1])
    problem: Words = Field("", examples=["Im Sommer fehlt Trinkwasser in der Innenstadt."])
    variant: Words = Field("", examples=["Ein Brunnen am Markt, Betrieb von April bis Oktober."])
    affected: Words = Field("", examples=["Alle, die am Markt unterwegs sind."])
    cost_once: Words = Field("", examples=["15.000 Euro"])
    cost_yearly: Words = Field("", examples=["900 Euro"])
    competent_unit: Words = Field("", examples=["Tiefbau"])
    known_plans: Words = Field("", examples=["Keine"])

    def sheet(self) -> CaseSheet:
        """The sheet without its version."""
        return CaseSheet(**self.model_dump(exclude={"version"}))


class RequestedOut(BaseModel):
    """A request that waits for its answer."""

    statement_id: UUID = Field(examples=[STATEMENT_ID])
    due_on: date


class StatementOut(BaseModel):
    """A request and its answer; neither has an author but the unit."""

    statement_id: UUID = Field(examples=[STATEMENT_ID])
    unit: str = Field(examples=["gruenflaechen"])
    criteria: list[str] = Field(examples=[["Z32"]])
    question: str
    due_on: date
    state: Literal["requested", "given", "withdrawn"]
    open: bool = Field(description="false as soon as nobody can answer any more")
    late: bool
    text: str | None
    remarks: dict[str, str]


class QuestionForUnitOut(BaseModel):
    """Something that a unit is asked: to settle exclusion criteria, or for a statement."""

    kind: Literal["exclusion", "statement"]
    case_id: UUID = Field(examples=[CASE_ID])
    number: str = Field(examples=["2026-0412"])
    title: str
    statement_id: UUID = Field(examples=[STATEMENT_ID])
    criteria: list[str]
    unit: str
    due_on: date
    late: bool
    as_deputy: bool = Field(description="the unit is late and the caller's unit deputises for it")


class SheetVersionOut(BaseModel):
    """A version of a case sheet."""

    version: int
    body: str
    kept_at: datetime


class CaseSheetOut(BaseModel):
    """The case sheet by its answers, with all versions that the case has of its own, the newest first."""

    version: int
    frozen: bool
    problem: str
    variant: str
    affected: str
    cost_once: str
    cost_yearly: str
    competent_unit: str
    known_plans: str
    versions: list[SheetVersionOut]


class EditedOut(BaseModel):
    """The version that counts now."""

    version: int
