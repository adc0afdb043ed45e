"""The field types of events, each with its limits and its privacy class."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Final
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from shared.contracts.privacy import INTERNAL, PSEUDONYM, PUBLIC

TITLE_LIMIT: Final = 250
TEXT_LIMIT: Final = 10_000
GOALS: Final = range(1, 6)


def _in_order(goals: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(set(goals)))


Id = Annotated[UUID, PUBLIC]
Day = Annotated[date, PUBLIC]
Moment = Annotated[datetime, AwareDatetime, PUBLIC]
Flag = Annotated[bool, PUBLIC]
InternalFlag = Annotated[bool, INTERNAL]
Count = Annotated[int, Field(ge=0), PUBLIC]
Number = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{4,}$"), PUBLIC]
Round = Annotated[int, Field(ge=1), PUBLIC]
Version = Annotated[int, Field(ge=1), PUBLIC]
Percent = Annotated[int, Field(ge=0, le=100), PUBLIC]
Cents = Annotated[int, Field(ge=0), PUBLIC]
SignedCents = Annotated[int, PUBLIC]
Quantity = Annotated[Decimal, Field(allow_inf_nan=False), PUBLIC]

# Keys name something in data: a unit, an office, a profile, a body. Without spaces no sentence fits in.
KEY_PATTERN: Final = r"^\w[\w./-]{0,63}$"
Key = Annotated[str, StringConstraints(pattern=KEY_PATTERN), PUBLIC]
CatalogueVersion = Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$"), PUBLIC]
# The names come from the city's data, so the list is checked where the data is, not here.
FieldOfAction = Annotated[str, StringConstraints(min_length=1, max_length=100), PUBLIC]
Goals = Annotated[tuple[Annotated[int, Field(ge=GOALS.start, lt=GOALS.stop)], ...], AfterValidator(_in_order), PUBLIC]
PAPER_NUMBER_PATTERN: Final = r"^\w[\w ./-]{0,39}$"
PaperNumber = Annotated[str, StringConstraints(pattern=PAPER_NUMBER_PATTERN), PUBLIC]
Url = Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=2_000), PUBLIC]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$"), PUBLIC]
Signature = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/_-]+=*$", max_length=1_000), PUBLIC]

# HMAC-SHA256 in hexadecimal: of an evaluator within one case, or of a submitter within one impulse.
Pseudonym = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$"), PSEUDONYM]
PortalReference = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[\w.:/-]+$"), PSEUDONYM]


class Part(BaseModel):
    """A value inside an event, unchangeable; producers cannot add a field to it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class TextRef(Part):
    """Which version of which text a fact speaks of; the hash proves the text without keeping it."""

    text_id: Id
    text_version: Version
    text_hash: Sha256
