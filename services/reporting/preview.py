"""The public page of an impulse as it would be after a fact that is not published: folded, shown, and forgotten."""

from dataclasses import dataclass
from functools import partial
from typing import Literal

from pydantic import ValidationError

from services.reporting.public_impulse import PublicImpulse
from services.reporting.queries.public_row import public_impulse
from services.reporting.views.impulse import Folding, ImpulseRow, shown
from shared.contracts.facts import Fact
from shared.contracts.registry import REGISTRY, NotAnEventType, UnknownMajor
from shared.contracts.texts import Text
from shared.messaging.journal import format_time
from shared.web.errors import PreviewInvalid
from shared.web.preview import Preview


@dataclass(frozen=True, slots=True)
class Previewed:
    """The impulse as the public would see it; why it would not otherwise: `not_public`, or `not_here` (yet)."""

    impulse: PublicImpulse | None
    hidden: Literal["not_public", "not_here"] | None = None


def previewed(row: ImpulseRow | None, preview: Preview) -> Previewed:
    """What the page would show. Topics have no common order: reporting may not have heard of the impulse yet.

    Raises: PreviewInvalid when fact or texts do not keep to the contracts, or speak of another impulse.
    """
    fact, texts = _read(preview)
    if row is None:
        return Previewed(None, "not_here")
    folding = Folding(row)
    for text in texts:
        folding.text(text.data())
    folding.fact(fact.event_type, fact.data(), partial(format_time, preview.time))
    after = folding.row()
    view = shown(after)
    if view.visibility not in {None, "public"}:
        return Previewed(None, "not_public")
    if not view.listed:
        return Previewed(None, "not_here")
    return Previewed(public_impulse(preview.impulse_id, after, preview.time))


def _read(preview: Preview) -> tuple[Fact, list[Text]]:
    try:
        event = REGISTRY.read(preview.event_type, preview.data)
        texts = [Text.read(each) for each in preview.texts]
    except (ValidationError, UnknownMajor, NotAnEventType, KeyError, TypeError) as error:
        raise PreviewInvalid from error
    ours = str(preview.impulse_id)
    if not isinstance(event, Fact) or event.subject != ours or any(str(text.impulse_id) != ours for text in texts):
        raise PreviewInvalid
    return event, texts
