"""`impulswerk import` on the database of a running system."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from typer.testing import CliRunner, Result

from services.ideas.cli import app
from services.ideas.main import MIGRATIONS
from shared.messaging.service import prepare_database
from shared.runtime.settings import Settings
from tests.conftest import NewSettings

pytestmark = pytest.mark.servers

MAPPING = """
[columns]
reference = "Nr"
title = "Titel"
text = "Text"
received_on = "Datum"

[constants]
origin = "citizens"
"""
FILE = '''Nr;Titel;Text;Datum
1;Bänke;Am Fluss;13.09.2017
2;;Ohne Titel;13.09.2017
3;"Bäume";"Am ""Markt""";2017-09-13/2017-10-18
'''


@pytest.fixture
async def settings(new_settings: NewSettings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    settings = await new_settings()
    await prepare_database(settings, *MIGRATIONS)
    monkeypatch.delenv("IMPULSWERK_READY_FILE", raising=False)
    monkeypatch.setenv("IMPULSWERK_DATABASE_URL_IDEAS", settings.database_url.get_secret_value())
    monkeypatch.setenv("IMPULSWERK_KAFKA", settings.kafka)
    monkeypatch.setenv("IMPULSWERK_SECRETS_FILE", str(settings.secrets_file))
    return settings


@pytest.fixture
async def connection(settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    made = await asyncpg.connect(settings.database_url.get_secret_value())
    yield made
    await made.close()


async def run(*arguments: str | Path) -> Result:
    return await asyncio.to_thread(lambda: CliRunner().invoke(app, [str(argument) for argument in arguments]))


def written(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


async def test_good_rows_come_in_bad_ones_are_named_and_a_second_run_changes_nothing(
    tmp_path: Path, connection: asyncpg.Connection
) -> None:
    file, mapping = written(tmp_path / "ideen.csv", FILE), written(tmp_path / "map.toml", MAPPING)
    first = await run(file, "--mapping", mapping, "--release")
    assert first.exit_code == 1, first.output
    assert f"{file}:3: Titel: Bitte einen Titel" in first.stderr
    assert "2 Impulse übernommen, 0 waren schon da, 1 Zeilen ausgelassen" in first.stdout
    second = await run(file, "--mapping", mapping, "--release")
    assert "0 Impulse übernommen, 2 waren schon da" in second.stdout
    rows = await connection.fetch("SELECT title, text, state, source, received_on::text FROM impulses ORDER BY number")
    assert [tuple(row) for row in rows] == [
        ("Bänke", "Am Fluss", "released", "map", "2017-09-13"),
        ("Bäume", 'Am "Markt"', "released", "map", "2017-09-13"),
    ]
    assert await connection.fetchval("SELECT count(*) FROM outbox") == 8


async def test_a_clean_file_ends_with_0_and_waits_for_screening_unless_released(
    tmp_path: Path, connection: asyncpg.Connection
) -> None:
    file = written(tmp_path / "ideen.csv", FILE.replace(";;", ";Titel;"))
    done = await run(file, "--mapping", written(tmp_path / "map.toml", MAPPING))
    assert done.exit_code == 0, done.output
    assert await connection.fetchval("SELECT count(*) FROM impulses WHERE state = 'screening'") == 3


async def test_a_file_without_a_column_changes_nothing(tmp_path: Path, connection: asyncpg.Connection) -> None:
    file = written(tmp_path / "ideen.csv", FILE.replace("Datum", "Tag"))
    done = await run(file, "--mapping", written(tmp_path / "map.toml", MAPPING))
    assert done.exit_code == 2
    assert f"{file}:1: Datum: Diese Spalte fehlt" in done.stderr
    assert await connection.fetchval("SELECT count(*) FROM impulses") == 0


async def test_without_a_running_system_it_says_what_to_do(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, mapping = written(tmp_path / "ideen.csv", FILE), written(tmp_path / "map.toml", MAPPING)
    missing = await run(file, "--mapping", mapping, "--ready-file", tmp_path / "ready.json")
    assert (missing.exit_code, "ready.json" in missing.stderr) == (2, True)
    monkeypatch.setenv("IMPULSWERK_DATABASE_URL_IDEAS", "postgresql://ideas:wrong@127.0.0.1:9/ideas")
    away = await run(file, "--mapping", mapping)
    assert (away.exit_code, "nicht erreichbar" in away.stderr) == (2, True)
