"""Which records a command is about: its options, checked."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from shared.contracts.topics import TOPICS
from shared.messaging.dead_letters import Selection, State
from shared.runtime.settings import SERVICES, ServiceName

PREFIX = "impulswerk."

Ids = Annotated[list[int] | None, typer.Argument(metavar="[ID]...", help="As `list` shows them.", show_default=False)]
OfState = Annotated[State | None, typer.Option(help="Only bad ones, or only those that wait for an earlier one.")]
OfTopic = Annotated[str | None, typer.Option(help="Only of this topic, such as impulses.v1.")]
OfSubject = Annotated[str | None, typer.Option(metavar="ID", help="Only of this subject, such as an impulse.")]
OfReason = Annotated[str | None, typer.Option(metavar="TEXT", help="Only those whose reason contains this.")]
Since = Annotated[
    str | None, typer.Option(metavar="DATE", help="Only those parked since this day (Europe/Berlin) or time.")
]


def selection_of(
    ids: Sequence[int] | None,
    state: State | None,
    topic: str | None,
    subject: str | None,
    reason: str | None,
    since: str | None,
) -> Selection:
    """The records that the options ask for. Raises: typer.BadParameter."""
    return Selection(
        ids=tuple(ids) if ids else None,
        state=state,
        topic=None if topic is None else _topic(topic),
        subject=subject,
        reason=reason,
        since=None if since is None else _since(since),
    )


def chosen_services(names: Sequence[str] | None) -> list[ServiceName]:
    """The services named, else all. Raises: typer.BadParameter."""
    unknown = set(names or ()) - set(SERVICES)
    if unknown:
        raise typer.BadParameter(
            f"{', '.join(sorted(unknown))}: choose from {', '.join(SERVICES)}", param_hint="--service"
        )
    return [service for service in SERVICES if not names or service in names]


def _topic(name: str) -> str:
    full = name if name.startswith(PREFIX) else PREFIX + name
    names = [str(each.name) for each in TOPICS]
    if full not in names:
        raise typer.BadParameter(
            f"choose from {', '.join(each.removeprefix(PREFIX) for each in names)}", param_hint="--topic"
        )
    return full


def _since(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            "give a day like 2026-11-22 or a time like 2026-11-22T21:00", param_hint="--since"
        ) from None
    return time if time.tzinfo else time.replace(tzinfo=ZoneInfo("Europe/Berlin"))


def checked_words(text: str, option: str, longest: int) -> str:
    """What was typed, fit for the journal. Raises: typer.BadParameter."""
    if not text.strip() or not text.isprintable() or len(text) > longest:
        raise typer.BadParameter(f"must be 1 to {longest} printable characters", param_hint=option)
    return text.strip()
