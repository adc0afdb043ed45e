"""The standing lists in words: what each is about, and what it tells of an impulse."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from services.reporting.presentation.lists import title_of
from services.reporting.presentation.names import Names
from services.reporting.presentation.words import (
    DECISIONS,
    MOTIONS,
    RECOMMENDATIONS,
    STATUS,
    BadgeKind,
    badge_kind,
    filled,
)
from services.reporting.queries.standing_lists import StandingRow
from shared.translation import N_, German, ngettext
from shared.translation import gettext as _
from shared.web.formats import written_date

Details = Callable[[StandingRow, Names, date], Iterator[str]]
"""Sentences about an impulse; the date is today."""


@dataclass(frozen=True, slots=True)
class StandingList:
    """A list: the last part of its address, its query, heading, what it is about, and what it says where it is empty.

    `asks`: what its query needs to know, today's date and in how many months the city promises an answer.
    `heading`, `about` and `empty` are marked with `N_`.
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
        STATUS[row.status],
        badge_kind(row.status),
        tuple(chosen.details(row, names, today)),
    )


def _deviating(row: StandingRow, names: Names, today: date) -> Iterator[str]:
    published = row.row["assessment"]["published"]
    text: Mapping[str, Any] = row.row["texts"].get(published["deviation_reason"]["text_id"], {})
    yield _("Entschieden am {day}: {decision}.").format(
        day=written_date(row.day), decision=DECISIONS[published["decision"]]
    )
    yield _("Empfohlen war: {recommendation}.").format(recommendation=RECOMMENDATIONS[published["result"]["decision"]])
    body = text.get("body")
    yield filled(_("Grund: {text}"), text=German(body)) if body else _("Grund: Dieser Text ist nicht mehr da.")


def _waiting(row: StandingRow, names: Names, today: date) -> Iterator[str]:
    days = (today - row.day).days
    yield ngettext(
        "Eingegangen am {day}, also vor 1 Tag.", "Eingegangen am {day}, also vor {days} Tagen.", days
    ).format(day=written_date(row.day), days=days)
    due_on = row.row["due_on"]
    if due_on is not None:
        sentence = (
            _("Die Bewertung sollte bis zum {day} fertig sein.")
            if due_on < today
            else _("Die Bewertung soll bis zum {day} fertig sein.")
        )
        yield sentence.format(day=written_date(due_on))


def _promised(row: StandingRow, names: Names, today: date) -> Iterator[str]:
    days = (today - row.day).days
    yield ngettext(
        "Versprochen bis zum {day}, also vor 1 Tag.", "Versprochen bis zum {day}, also vor {days} Tagen.", days
    ).format(day=written_date(row.day), days=days)


def _motion(row: StandingRow, names: Names, today: date) -> Iterator[str]:
    yield _("{motion}, eingegangen am {day}.").format(motion=MOTIONS[row.row["motion"]], day=written_date(row.day))
    session_on = row.row["session_on"]
    if session_on is not None and session_on >= today:
        yield _("Die nächste Sitzung dazu ist am {day}.").format(day=written_date(session_on))
    elif session_on is not None:
        yield _("Auf der Tagesordnung stand er am {day}. Der Beschluss fehlt noch.").format(
            day=written_date(session_on)
        )


def _passed_on(row: StandingRow, names: Names, today: date) -> Iterator[str]:
    published, left = row.row["assessment"].get("published"), row.row["impulse"].get("exit")
    addressee = (published or left or {}).get("addressee")
    yield _("Eingegangen am {day}.").format(day=written_date(row.day))
    if addressee:
        yield filled(_("Jetzt zuständig: {unit}."), unit=names.unit(addressee))


LISTS: Final = (
    StandingList(
        "abweichungen",
        "list_deviating",
        N_("Anders als empfohlen"),
        N_(
            "Die Bewertung gibt eine Empfehlung. Entscheiden muss ein Mensch. Hier steht jede Entscheidung, die von der "
            "Empfehlung abweicht, mit dem Grund."
        ),
        N_("Bisher folgt jede Entscheidung der Empfehlung."),
        _deviating,
    ),
    StandingList(
        "ueberfaellig",
        "list_waiting",
        N_("Das dauert zu lange"),
        N_("Diese Impulse warten länger auf eine Entscheidung, als wir versprochen haben."),
        N_("Im Moment wartet kein Impuls zu lange."),
        _waiting,
        ("today", "promise"),
    ),
    StandingList(
        "versprochen",
        "list_promised",
        N_("Versprochen und noch nicht umgesetzt"),
        N_("Die Stadt hat ja gesagt und einen Tag genannt. Der Tag ist vorbei, und es ist noch nicht fertig."),
        N_("Im Moment ist kein Versprechen offen, dessen Tag vorbei ist."),
        _promised,
        ("today",),
    ),
    StandingList(
        "antraege",
        "list_motions",
        N_("Anträge und Petitionen"),
        N_(
            "Anträge aus dem Gemeinderat, Anträge von Menschen aus der Stadt und Petitionen: wo sie stehen und wann die "
            "nächste Sitzung ist."
        ),
        N_("Bisher gibt es keinen Antrag."),
        _motion,
    ),
    StandingList(
        "abgegeben",
        "list_passed_on",
        N_("Andere sind zuständig"),
        N_("Diese Impulse haben wir an eine andere Stelle gegeben."),
        N_("Bisher haben wir keinen Impuls an eine andere Stelle gegeben."),
        _passed_on,
    ),
)
"""All of them, in the order in which they are offered."""
BY_KEY: Final = {each.key: each for each in LISTS}
