"""A coordinator lets an impulse go on to assessment."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.ideas import store
from services.ideas.domain.impulse import Impulse, ImpulseState
from services.ideas.domain.release import Choice, Offer, Release, release
from shared.contracts.facts import ImpulseReleased, Text
from shared.contracts.texts import new_text
from shared.contracts.topics import TextTopic
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ReleaseImpulse:
    """What the coordinator decided; `choice` may leave everything to the defaults."""

    impulse_id: UUID
    choice: Choice


async def release_impulse(command: ReleaseImpulse, work: UnitOfWork, offer: Offer) -> None:
    """Publish the edited text, hand the case sheet to staff and announce the release.

    Raises: ImpulseNotFound, ImpulseNotInScreening and what `domain.release.release` refuses.
    """
    impulse = await store.lock_impulse(work.connection, command.impulse_id)
    decided = release(impulse, command.choice, offer)
    await store.set_state(work.connection, impulse.id, ImpulseState.RELEASED)
    facts = await announce_releases([(impulse, decided)], work)
    await store.follow(work, facts, work.now)


async def announce_releases(releases: Sequence[tuple[Impulse, Release]], work: UnitOfWork) -> list[ImpulseReleased]:
    """Keep, publish and record what was released, for one impulse or a whole import; returns the facts."""
    rows = [(impulse, decided, *_texts(impulse, decided)) for impulse, decided in releases]
    await store.save_releases(work, [(impulse.id, decided, text, sheet) for impulse, decided, text, sheet in rows])
    await store.publish_texts(
        work,
        [
            pair
            for impulse, _, text, sheet in rows
            for pair in ((impulse.text_topic, text), (TextTopic.IMPULSE_CASE_TEXTS, sheet))
        ],
    )
    facts = [_fact(impulse, decided, text, sheet) for impulse, decided, text, sheet in rows]
    for fact in facts:
        work.record(fact)
    return facts


def _texts(impulse: Impulse, decided: Release) -> tuple[Text, Text]:
    text = new_text(
        impulse.id,
        "impulse",
        title=decided.title,
        body=decided.text,
        place=impulse.content.place,
        source_url=impulse.source_url,
        licence=impulse.licence,
    )
    sheet = new_text(
        impulse.id,
        "case_sheet",
        title=decided.title,
        body=decided.case_sheet,
        source_url=impulse.source_url,
        licence=impulse.licence,
    )
    return text, sheet


def _fact(impulse: Impulse, decided: Release, text: Text, sheet: Text) -> ImpulseReleased:
    return ImpulseReleased(
        impulse_id=impulse.id,
        text=text.ref,
        case_sheet=sheet.ref,
        field_of_action=decided.field_of_action,
        strategic_goals=decided.strategic_goals,
        unit=decided.unit,
        track=decided.track,
        track_reason=decided.track_reason,
        profile=decided.profile,
        one_off_cents=decided.one_off_cents,
        yearly_cents=decided.yearly_cents,
        motion=decided.motion,
        subjects=decided.subjects or None,
    )
