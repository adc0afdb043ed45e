"""`impulswerk dlq`: what to do with records that could not be applied."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, NoReturn
from zoneinfo import ZoneInfo

import asyncpg
import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from deploy.operator import ByName, operator_name
from shared.contracts.topics import TOPICS
from shared.messaging.applier import reason_of
from shared.messaging.dead_letters import (
    DeadLetters,
    Outcome,
    Parked,
    Selection,
    State,
    by_subject,
    list_parked,
    open_dead_letters,
)
from shared.messaging.parking import CannotDecrypt
from shared.messaging.processor import Processor
from shared.messaging.records import Record
from shared.runtime.city import CityDataError
from shared.runtime.database import DATABASE_ERRORS
from shared.runtime.running import NoRunningSystem, RunningSystem, locate, settings_of
from shared.runtime.settings import SERVICES, ServiceName, Settings

app = typer.Typer(help="List, show, replay and discard records that could not be applied.", no_args_is_help=True)

STAYS_PARKED, NOT_DONE = 1, 2
CONNECT_SECONDS = 3.0
SEARCH_PATH = "views, public"
"""The tables of a consumer lie in the schema `views` where there is one (reporting), else in `public`."""
QUERY_SECONDS = 60.0
LONGEST_REASON = 500
PREFIX = "impulswerk."

Act = Callable[[DeadLetters, Parked], Awaitable[Outcome]]

Service = Annotated[ServiceName, typer.Argument(help="Whose record.", show_default=False)]
Ids = Annotated[list[int] | None, typer.Argument(metavar="[ID]...", help="As `list` shows them.", show_default=False)]
ReadyFile = Annotated[Path | None, typer.Option(help="Ready file of the running system.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Do it and roll back: tell what would happen, change nothing.")]
OfState = Annotated[State | None, typer.Option(help="Only bad ones, or only those that wait for an earlier one.")]
OfTopic = Annotated[str | None, typer.Option(help="Only of this topic, such as impulses.v1.")]
OfSubject = Annotated[str | None, typer.Option(metavar="ID", help="Only of this subject, such as an impulse.")]
OfReason = Annotated[str | None, typer.Option(metavar="TEXT", help="Only those whose reason contains this.")]
Since = Annotated[
    str | None, typer.Option(metavar="DATE", help="Only those parked since this day (Europe/Berlin) or time.")
]


@app.callback()
def dlq() -> None:
    """List, show, replay and discard records that could not be applied."""


@app.command("list")
def list_records(
    service: Annotated[list[str] | None, typer.Option(help="Only of this service; may be repeated.")] = None,
    state: OfState = None,
    topic: OfTopic = None,
    subject: OfSubject = None,
    reason: OfReason = None,
    since: Since = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per record.")] = False,
    ready_file: ReadyFile = None,
) -> None:
    """List parked records, the newest last.

    Ends with code 2 when a service cannot be asked; the others' records are listed all the same.
    """
    selection, system = _selection(None, state, topic, subject, reason, since), locate(ready_file)
    services = _services(service)
    found: list[Parked] = []
    unknown = False
    for name in services:
        try:
            found += asyncio.run(_listed(name, system, selection))
        except (NoRunningSystem, *DATABASE_ERRORS) as error:
            typer.echo(f"{name}: cannot be asked: {_told(error)}", err=True)
            unknown = True
    for entry in sorted(found, key=lambda each: each.parked_at):
        typer.echo(_json(entry) if as_json else _line(entry))
    if unknown:
        raise typer.Exit(NOT_DONE)


@app.command()
def show(
    service: Service,
    record_id: Annotated[int, typer.Argument(metavar="ID", help="As `list` shows it.", show_default=False)],
    reveal: Annotated[bool, typer.Option("--reveal", help="Decrypt it; the journal keeps who looked.")] = False,
    by: ByName = None,
    ready_file: ReadyFile = None,
) -> None:
    """Show headers and value of a record; of an encrypted one names of headers and sizes only, unless --reveal."""
    name = operator_name(by) if reveal else ""

    async def look() -> tuple[Parked, Record | None]:
        system, settings = locate(ready_file), settings_of(service, ready_file)
        (entry,) = await _chosen(service, system, Selection(ids=(record_id,)))
        async with open_dead_letters(service, settings, _NoProcessor(), SEARCH_PATH) as letters:
            if entry.encrypted and reveal:
                return entry, await letters.reveal(entry, name)
            return entry, await letters.look(entry)

    with _clear_errors(service):
        entry, record = asyncio.run(look())
    typer.echo(_line(entry))
    if record is None:
        _refuse(f"{service}: record {record_id} is no longer parked")
    for line in _contents(record, hidden=entry.encrypted and not reveal):
        typer.echo(line)


@app.command()
def replay(
    service: Service,
    ids: Ids = None,
    state: OfState = None,
    topic: OfTopic = None,
    subject: OfSubject = None,
    reason: OfReason = None,
    since: Since = None,
    dry_run: DryRun = False,
    rate: Annotated[float | None, typer.Option(min=0.01, help="At most so many records per second.")] = None,
    by: ByName = None,
    ready_file: ReadyFile = None,
) -> None:
    """Apply records again, each with what waits for it; without ids and filters all of the service.

    Ends with code 1 when one of them stays parked, with 2 when the service cannot be reached.
    """
    name = operator_name(by)
    _act(
        service,
        _selection(ids, state, topic, subject, reason, since),
        lambda letters, entry: letters.replay(entry, name),
        dry_run,
        rate,
        ready_file,
    )


@app.command()
def discard(
    service: Service,
    ids: Annotated[list[int], typer.Argument(metavar="ID...", help="As `list` shows them.", show_default=False)],
    why: Annotated[
        str, typer.Option("--reason", help="Why, for the journal; name no person in it.", show_default=False)
    ],
    missing: Annotated[
        bool,
        typer.Option("--missing", help="Give up what never came before these waiting records; they themselves run."),
    ] = False,
    dry_run: DryRun = False,
    by: ByName = None,
    ready_file: ReadyFile = None,
) -> None:
    """Pass records by for good, so that what waits for them runs.

    Refuses one while an earlier fact of its subject is missing: that may still come.
    Ends with code 1 when one of them stays parked, with 2 when the service cannot be reached.
    """
    name, why = operator_name(by), _words(why, "--reason", LONGEST_REASON)

    def pass_by(letters: DeadLetters, entry: Parked) -> Awaitable[Outcome]:
        return letters.give_up_missing(entry, name, why) if missing else letters.discard(entry, name, why)

    _act(service, Selection(ids=tuple(ids)), pass_by, dry_run, None, ready_file)


# How each service's records are applied. Imported only when needed: a command loads one service at most.


def _ideas(settings: Settings) -> Processor:
    from services.ideas.consumers import ideas_handlers
    from services.ideas.setup import Setup

    return ideas_handlers(Setup.of(settings))


def _evaluation(settings: Settings) -> Processor:
    from services.evaluation.consumers import handlers
    from services.evaluation.main import surroundings_from
    from services.evaluation.settings import EvaluationSettings

    return handlers(surroundings_from(EvaluationSettings(**dict(settings))))


def _implementation(settings: Settings) -> Processor:
    from services.implementation.consumers import implementation_handlers

    return implementation_handlers()


def _reporting(settings: Settings) -> Processor:
    from services.reporting.projector import Projector

    return Projector()


PROCESSORS: Final[dict[ServiceName, Callable[[Settings], Processor]]] = {
    "ideas": _ideas,
    "evaluation": _evaluation,
    "implementation": _implementation,
    "reporting": _reporting,
}


class _NoProcessor:
    """Whoever only looks applies nothing."""

    async def process(self, accepted: object, work: object) -> None:
        raise NotImplementedError


def _act(
    service: ServiceName, selection: Selection, act: Act, dry_run: bool, rate: float | None, ready_file: Path | None
) -> None:
    stays = 0
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with (
        _clear_errors(service),
        # What is told stays on standard output where that leads to a file; on a terminal it goes above the bar.
        Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=sys.stdout.isatty()) as bar,
    ):
        task = bar.add_task("records", total=None)

        def tell(entry: Parked, outcome: Outcome) -> None:
            nonlocal stays
            stays += not outcome.well
            typer.echo(f"{service} {entry.id}: {_outcome(outcome, dry_run)}")
            bar.advance(task)

        system, settings = locate(ready_file), settings_of(service, ready_file)

        async def run() -> int:
            entries = await _chosen(service, system, selection)
            bar.update(task, total=len(entries))
            async with open_dead_letters(service, settings, PROCESSORS[service](settings), SEARCH_PATH) as letters:
                await _each(letters, entries, act, tell, dry_run, None if rate is None else 1 / rate)
            return len(entries)

        number = asyncio.run(run())
    if not number:
        typer.echo("no parked record fits")
        return
    typer.echo(f"{number - stays} of {number} {'would be ' if dry_run else ''}done")
    if stays:
        raise typer.Exit(STAYS_PARKED)


async def _each(
    letters: DeadLetters,
    entries: Sequence[Parked],
    act: Act,
    tell: Callable[[Parked, Outcome], None],
    dry_run: bool,
    pause: float | None,
) -> None:
    for group in by_subject(entries):
        stopped = False
        async with letters.rehearsal() if dry_run else nullcontext(letters) as stage:
            for entry in group:
                # The others of its subject wait for it: no need to ask for each.
                outcome = Outcome("waits", "waits for an earlier one") if stopped else await act(stage, entry)
                stopped = stopped or outcome.result in ("failed", "waits")
                tell(entry, outcome)
                if pause and not stopped and not dry_run:
                    await asyncio.sleep(pause)


async def _chosen(service: ServiceName, system: RunningSystem, selection: Selection) -> list[Parked]:
    """What was chosen; every id that is not there is told before anything is done."""
    found = await _listed(service, system, selection)
    missing = sorted(set(selection.ids or ()) - {entry.id for entry in found})
    if missing:
        numbers = ", ".join(str(each) for each in missing)
        _refuse(
            f"{service} has no such parked record: {numbers}. It may have been replayed or discarded, "
            "or belong to another service; `impulswerk dlq list` shows what there is. Nothing was done."
        )
    return found


async def _listed(service: ServiceName, system: RunningSystem, selection: Selection) -> list[Parked]:
    async with _connected(system.dsn(service)) as connection:
        return await list_parked(connection, service, selection)


@asynccontextmanager
async def _connected(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(
        dsn, timeout=CONNECT_SECONDS, command_timeout=QUERY_SECONDS, server_settings={"search_path": SEARCH_PATH}
    )
    try:
        yield connection
    finally:
        await connection.close()


@contextmanager
def _clear_errors(service: ServiceName) -> Iterator[None]:
    try:
        yield
    except NoRunningSystem as error:
        _refuse(str(error))
    except ValidationError as error:
        _refuse(f"{service}: keys or settings cannot be used: {reason_of(error)}")
    except (CannotDecrypt, CityDataError, *DATABASE_ERRORS) as error:
        _refuse(f"{service}: {_told(error)}")


def _refuse(sentence: str) -> NoReturn:
    typer.echo(f"impulswerk: {sentence}", err=True)
    raise typer.Exit(NOT_DONE)


def _told(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def _selection(
    ids: Sequence[int] | None,
    state: State | None,
    topic: str | None,
    subject: str | None,
    reason: str | None,
    since: str | None,
) -> Selection:
    return Selection(
        ids=tuple(ids) if ids else None,
        state=state,
        topic=None if topic is None else _topic(topic),
        subject=subject,
        reason=reason,
        since=None if since is None else _since(since),
    )


def _services(names: Sequence[str] | None) -> list[ServiceName]:
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


def _words(text: str, option: str, longest: int) -> str:
    if not text.strip() or not text.isprintable() or len(text) > longest:
        raise typer.BadParameter(f"must be 1 to {longest} printable characters", param_hint=option)
    return text.strip()


def _json(entry: Parked) -> str:
    return json.dumps(asdict(entry) | {"parked_at": entry.parked_at.isoformat()})


def _line(entry: Parked) -> str:
    subject = "" if entry.subject is None else f"  {entry.subject}"
    sequence = "" if entry.sequence is None else f" number {entry.sequence}"
    what = entry.type or ("encrypted" if entry.encrypted else "type unknown")
    behind = f"; {entry.behind} wait behind it" if entry.behind else ""
    return _printable(
        f"{entry.service} {entry.id} {entry.state} {entry.parked_at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC  "
        f"{entry.place}  {what}{subject}{sequence}: {entry.reason}{behind}"
    )


def _contents(record: Record, *, hidden: bool) -> Iterator[str]:
    if hidden:
        yield "encrypted; --reveal shows the content, and the journal keeps who looked"
        for name, value in record.headers:
            yield _printable(f"{name}: {len(value)} bytes")
        yield "value: none" if record.value is None else f"value: {len(record.value)} bytes"
        return
    yield "key: none" if record.key is None else _printable(f"key: {_text(record.key)}")
    for name, value in record.headers:
        yield _printable(f"{name}: {_text(value)}")
    yield "value: none" if record.value is None else "value:"
    for line in _pretty(record.value or b"").splitlines():
        yield _printable(line)


def _pretty(value: bytes) -> str:
    try:
        return json.dumps(json.loads(value), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return _text(value)


def _text(content: bytes) -> str:
    return content.decode(errors="backslashreplace")


def _printable(text: str) -> str:
    """What a terminal may be shown: a record's bytes are anybody's."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


def _outcome(outcome: Outcome, dry_run: bool) -> str:
    sentence = {
        "applied": "would be applied" if dry_run else "applied",
        "discarded": "would be discarded" if dry_run else "discarded",
        "given up": "what is missing before it would be given up"
        if dry_run
        else "what was missing before it is given up",
        "passed": "had been applied before",
        "gone": "is no longer parked",
        "waits": "still waits",
        "failed": "fails again" if dry_run else "failed again",
        "refused": "refused",
    }[outcome.result]
    if outcome.reason:
        sentence += f": {outcome.reason}"
    if outcome.followed:
        sentence += f"; {outcome.followed} that waited {'would run' if dry_run else 'ran'}"
    if outcome.stopped_by:
        sentence += f"; then one {'would fail' if dry_run else 'failed'}: {outcome.stopped_by}"
    return _printable(sentence)
