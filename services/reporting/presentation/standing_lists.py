"""The standing lists in words: what each is about, and what it tells of an impulse."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from services.reporting.presentation.lists import title_of
from services.reporting.presentation.names import Names
from services.reporting.presentation.words import DECISIONS, MOTIONS, RECOMMENDATIONS, BadgeKind, badge_kind
from services.reporting.queries.standing_lists import StandingRow
from shared.contracts.status import STATUS_LABELS
from shared.web.formats import written_date

Details = Callable[[StandingRow, Names, date], Iterator[str]]
"""Sentences about an impulse; the date is today."""


@dataclass(frozen=True, slots=True)
class StandingList:
    """A list: the last part of its address, its query, heading, what it is about, and what it says where it is empty.

    `asks`: what its query needs to know, today's date and in how many months the city promises an answer.
    """

    key: str
    query: str
    heading: str
    about: str
    empty: str
    details: Details
    asks: tuple[Literal["today", "promise"], ...] = ()


@dataclass(frozen=True, slots=True)
class StandingEntry:
    """An impulse on a standing list."""

    number: str
    title: str
    status: str
    kind: BadgeKind
    sentences: tuple[str, ...]


def standing_entry(row: StandingRow, chosen: StandingList, names: Names, today: date) -> StandingEntry:
    """Put a row into words."""
    return StandingEntry(
        row.number,
        title_of(row.title, row.number),
        STATUS_LABELS[row.status],
        badge_kind(row.status),
        tuple(chosen.details(row, names, today)),
    )


def _deviating(row: StandingRow, names: Names, today: date) -> Iterator[str]:
    published = row.row["assessment"]["published"]
    text: Mapping[str, Any] = row.row["texts"].get(published["deviation_reason"]["text_id"], {})
    yield f"Entschieden am {written_date(row.day)}: {DECISIONS[published['decision']]}."
    yield f"Empfohlen war: {RECOMMENDATIONS[published['result']['decision']]}."
    yield f"Grund: {text.get('body') or 'Dieser Text ist nicht mehr da.'}"


def _waiting(row: StandingRow, names: Names, today: date) -> Iterator[str]:
    yield f"Eingegangen am {written_date(row.day)}, also vor {_days(row.day, today)}."
    due_on = row.row["due_on"]
    if due_on is not None:
        yield f"Die Bewertung {'sollte' if due_on < today else 'soll'} bis zum {written_date(due_on)} fertig sein."


def _promised(row: StandingRow, names: Names, today: date) -> Iterator[str]:
    yield f"Versprochen bis zum {written_date(row.day)}, also vor {_days(row.day, today)}."


def _motion(row: StandingRow, names: Names, today: date) -> Iterator[str]:
    yield f"{MOTIONS[row.row['motion']]}, eingegangen am {written_date(row.day)}."
    session_on = row.row["session_on"]
    if session_on is not None and session_on >= today:
        yield f"Die nächste Sitzung dazu ist am {written_date(session_on)}."
    elif session_on is not None:
        yield f"Auf der Tagesordnung stand er am {written_date(session_on)}. Der Beschluss fehlt noch."


def _passed_on(row: StandingRow, names: Names, today: date) -> Iterator[str]:
    published, left = row.row["assessment"].get("published"), row.row["impulse"].get("exit")
    addressee = (published or left or {}).get("addressee")
    yield f"Eingegangen am {written_date(row.day)}."
    if addressee:
        yield f"Jetzt zuständig: {names.unit(addressee)}."


def _days(since: date, today: date) -> str:
    days = (today - since).days
    return "1 Tag" if days == 1 else f"{days} Tagen"


LISTS: Final = (
    StandingList(
        "abweichungen",
        "list_deviating",
        "Anders als empfohlen",
        "Die Bewertung gibt eine Empfehlung. Entscheiden muss ein Mensch. Hier steht jede Entscheidung, die von der "
        "Empfehlung abweicht, mit dem Grund.",
        "Bisher folgt jede Entscheidung der Empfehlung.",
        _deviating,
    ),
    StandingList(
        "ueberfaellig",
        "list_waiting",
        "Das dauert zu lange",
        "Diese Impulse warten länger auf eine Entscheidung, als wir versprochen haben.",
        "Im Moment wartet kein Impuls zu lange.",
        _waiting,
        ("today", "promise"),
    ),
    StandingList(
        "versprochen",
        "list_promised",
        "Versprochen und noch nicht umgesetzt",
        "Die Stadt hat ja gesagt und einen Tag genannt. Der Tag ist vorbei, und es ist noch nicht fertig.",
        "Im Moment ist kein Versprechen offen, dessen Tag vorbei ist.",
        _promised,
        ("today",),
    ),
    StandingList(
        "antraege",
        "list_motions",
        "Anträge und Petitionen",
        "Anträge aus dem Gemeinderat, Anträge von Menschen aus der Stadt und Petitionen: wo sie stehen und wann die "
        "nächste Sitzung ist.",
        "Bisher gibt es keinen Antrag.",
        _motion,
    ),
    StandingList(
        "abgegeben",
        "list_passed_on",
        "Andere sind zuständig",
        "Diese Impulse haben wir an eine andere Stelle gegeben.",
        "Bisher haben wir keinen Impuls an eine andere Stelle gegeben.",
        _passed_on,
    ),
)
"""All of them, in the order in which they are offered."""
BY_KEY: Final = {each.key: each for each in LISTS}
