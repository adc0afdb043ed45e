"""`impulswerk routing`: see which rules send which impulses where, before anybody changes them."""

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

from services.evaluation.cli.database import connected
from services.evaluation.cli.files import REFUSED, UNREADABLE
from services.evaluation.domain.routing import Routing
from services.evaluation.presentation.routing import trial_json, trial_text
from services.evaluation.queries.routing import LAST, RoutingTrial, try_routing_rules
from services.evaluation.routing_file import load_routing, try_routing
from shared.runtime.city import City, load_city
from shared.runtime.city_files import CityDataError
from shared.runtime.running import settings_of
from shared.runtime.settings import Settings

routing_app = typer.Typer(help="Zuteilungsregeln ausprobieren.", no_args_is_help=True)


@routing_app.callback()
def routing_commands() -> None:
    """Zuteilungsregeln ausprobieren."""


@routing_app.command("try")
def try_rules(
    file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Eine routing.toml; ohne Angabe die Regeln, die jetzt gelten.")
    ] = None,
    last: Annotated[int, typer.Option(min=1, max=10_000, help="Wie viele der letzten Impulse.")] = LAST,
    as_json: Annotated[bool, typer.Option("--json", help="Ein JSON-Objekt statt Text.")] = False,
    ready_file: Annotated[
        Path | None, typer.Option(help="Die Datei, die `impulswerk up --ready-file` geschrieben hat.")
    ] = None,
) -> None:
    """Zeigen, welche Regel für die letzten Impulse greift und wie sich die Arbeit auf die Stellen verteilt. Ändert nichts."""
    settings = settings_of("evaluation", ready_file)
    try:
        city = load_city(settings.city)
        active = load_routing(settings.city, city)
        tried = active if file is None else try_routing(city, str(file), file.read_bytes())
    except CityDataError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(REFUSED) from error
    except OSError as error:
        typer.echo(f"{file} lässt sich nicht lesen: {error.strerror}", err=True)
        raise typer.Exit(UNREADABLE) from error
    trial = asyncio.run(_try(settings, city, active, tried, last))
    if as_json:
        typer.echo(json.dumps(trial_json(trial, tried), indent=2))
    else:
        for line in trial_text(trial, active, tried, city):
            typer.echo(line)


async def _try(settings: Settings, city: City, active: Routing, tried: Routing, last: int) -> RoutingTrial:
    async with connected(settings) as connection:
        return await try_routing_rules(connection, city, active, tried, last)
