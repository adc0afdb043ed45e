"""What somebody suggests, checked: nothing that breaks these rules can be built."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import cast

from services.ideas.domain.errors import (
    FieldOfActionUnknown,
    OriginUnknown,
    PlaceInvalid,
    SourceInvalid,
    TextInvalid,
    TitleInvalid,
)
from services.ideas.domain.wording import clean_line, clean_text
from shared.contracts.fields import TEXT_LIMIT, TITLE_LIMIT
from shared.contracts.lists import Motion, Origin, keys

PLACE_LIMIT = TITLE_LIMIT
LICENCE_LIMIT = TITLE_LIMIT
ADDRESS_LIMIT = 2_000
ORIGINS = keys(Origin)


@dataclass(frozen=True, slots=True)
class Submission:
    """The content of an impulse; the text is empty only where an import has none, then the title stands.

    `motion` is None for what is no motion and no petition to the council.
    """

    title: str
    text: str
    origin: Origin
    field_of_action: str | None = None
    place: str | None = None
    motion: Motion | None = None


def is_for_council(motion: Motion | None, origin: str) -> bool:
    """Whether staff may neither decide about it nor refuse it: a motion, a petition, or anything of the council's own.

    Source: issue 6, "Decision routes".
    """
    return motion is not None or origin == "council"


def submission(
    *,
    title: str,
    text: str,
    origin: str,
    field_of_action: str | None,
    place: str | None,
    fields_of_action: Collection[str],
    motion: Motion | None = None,
    may_lack_text: bool = False,
) -> Submission:
    """Check and clean what was typed; white space around it does not count.

    Raises: TitleInvalid, TextInvalid, OriginUnknown, FieldOfActionUnknown, PlaceInvalid.
    Source: lifecycle.md, "Imports" (limits, empty text).
    """
    if origin not in ORIGINS:
        raise OriginUnknown(f"Die Herkunft muss eine von diesen sein: {', '.join(ORIGINS)}.", "origin")
    return Submission(
        title=checked_title(title),
        text=checked_text(text, may_be_empty=may_lack_text),
        origin=cast("Origin", origin),
        field_of_action=checked_field_of_action(field_of_action, fields_of_action),
        place=_checked_place(place),
        motion=motion,
    )


def checked_title(typed: str) -> str:
    """One line of 1 to 250 characters. Raises: TitleInvalid."""
    title = clean_line(typed)
    if not 1 <= len(title) <= TITLE_LIMIT:
        raise TitleInvalid(f"Bitte einen Titel mit 1 bis {TITLE_LIMIT} Zeichen angeben.", "title")
    return title


def checked_text(typed: str, *, may_be_empty: bool = False) -> str:
    """A text of 1 to 10,000 characters. Raises: TextInvalid."""
    text = clean_text(typed)
    if len(text) > TEXT_LIMIT:
        raise TextInvalid("Der Text darf höchstens 10.000 Zeichen lang sein.", "text")
    if not text and not may_be_empty:
        raise TextInvalid("Bitte einen Text angeben.", "text")
    return text


def checked_field_of_action(name: str | None, known: Collection[str]) -> str | None:
    """Exactly one of the city's names, or none. Raises: FieldOfActionUnknown."""
    if name is not None and name not in known:
        raise FieldOfActionUnknown
    return name


def checked_source_url(typed: str | None) -> str | None:
    """A web address of at most 2,000 characters, or none. Raises: SourceInvalid."""
    address = clean_line(typed or "")
    if address and (not address.startswith(("https://", "http://")) or " " in address or len(address) > ADDRESS_LIMIT):
        raise SourceInvalid("Bitte eine Adresse angeben, die mit https:// beginnt.", "source_url")
    return address or None


def checked_licence(typed: str | None) -> str | None:
    """The name of a licence, at most 250 characters, or none. Raises: SourceInvalid."""
    licence = clean_line(typed or "")
    if len(licence) > LICENCE_LIMIT:
        raise SourceInvalid(f"Die Lizenz darf höchstens {LICENCE_LIMIT} Zeichen lang sein.", "licence")
    return licence or None


def _checked_place(typed: str | None) -> str | None:
    place = clean_line(typed or "")
    if len(place) > PLACE_LIMIT:
        raise PlaceInvalid(f"Der Ort darf höchstens {PLACE_LIMIT} Zeichen lang sein.", "place")
    return place or None
