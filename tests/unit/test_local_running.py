"""Commands find the running system by its ready file, else by settings."""

import json
from pathlib import Path

import pytest

from shared.runtime.running import NoRunningSystem, file_beside, locate, settings_of

READY = {
    "services": {"ideas": "http://127.0.0.1:1/"},
    "kafka": "127.0.0.1:2",
    "postgres": {"ideas": "postgresql://ideas@127.0.0.1/ideas"},
    "sign_ins": [{"role": "coordinator", "user": "s.yilmaz", "unit": "hauptamt", "token": "t"}],
}


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "READY_FILE",
        "KAFKA",
        "DATABASE_URL",
        "DATABASE_URL_IDEAS",
        "LINKS_IDEAS",
        "DEMO_SIGN_INS",
        "SECRETS_FILE",
    ):
        monkeypatch.delenv(f"IMPULSWERK_{name}", raising=False)


@pytest.fixture
def ready_file(tmp_path: Path) -> Path:
    file = tmp_path / "ready.json"
    file.write_text(json.dumps(READY))
    return file


@pytest.mark.parametrize("named_by", ["option", "setting"])
def test_the_ready_file_says_everything(monkeypatch: pytest.MonkeyPatch, ready_file: Path, named_by: str) -> None:
    if named_by == "setting":
        monkeypatch.setenv("IMPULSWERK_READY_FILE", str(ready_file))
    system = locate(ready_file if named_by == "option" else None)
    assert system.url("ideas") == "http://127.0.0.1:1"
    assert system.bootstrap_servers == "127.0.0.1:2"
    assert system.dsn("ideas") == "postgresql://ideas@127.0.0.1/ideas"
    assert system.sign_in("coordinator").token == "t"


def test_the_ready_file_goes_before_the_settings(monkeypatch: pytest.MonkeyPatch, ready_file: Path) -> None:
    monkeypatch.setenv("IMPULSWERK_KAFKA", "elsewhere:9092")
    assert locate(ready_file).bootstrap_servers == "127.0.0.1:2"


def test_settings_stand_in_for_the_ready_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    people = tmp_path / "sign_ins.json"
    people.write_text(json.dumps([READY["sign_ins"][0] | {"name": "Selin Yılmaz"}]))  # type: ignore[index]
    monkeypatch.setenv("IMPULSWERK_KAFKA", "kafka:9092")
    monkeypatch.setenv("IMPULSWERK_LINKS_IDEAS", "https://ideen.example")
    monkeypatch.setenv("IMPULSWERK_DATABASE_URL", "postgresql://any")
    monkeypatch.setenv("IMPULSWERK_DATABASE_URL_IDEAS", "postgresql://ideas")
    monkeypatch.setenv("IMPULSWERK_DEMO_SIGN_INS", str(people))
    system = locate()
    assert system.bootstrap_servers == "kafka:9092"
    assert system.url("ideas") == "https://ideen.example"
    assert (system.dsn("ideas"), system.dsn("reporting")) == ("postgresql://ideas", "postgresql://any")
    assert system.sign_in("coordinator").user == "s.yilmaz"


def test_a_service_works_on_its_database_with_what_stands_beside_the_ready_file(
    ready_file: Path, tmp_path: Path
) -> None:
    file_beside(ready_file).write_text(json.dumps({"secrets_file": str(tmp_path / "keys.json"), "partitions": 3}))
    settings = settings_of("ideas", ready_file)
    assert settings.database_url.get_secret_value() == "postgresql://ideas@127.0.0.1/ideas"
    assert (settings.kafka, settings.partitions) == ("127.0.0.1:2", 3)
    assert settings.secrets_file == tmp_path / "keys.json"


def test_nothing_named_says_what_to_name() -> None:
    with pytest.raises(NoRunningSystem, match="pass --ready-file FILE, or set IMPULSWERK_READY_FILE"):
        locate()


@pytest.mark.parametrize(("content", "sentence"), [(None, "cannot be read"), ("[]", "was not written by")])
def test_a_wrong_ready_file_is_named(tmp_path: Path, content: str | None, sentence: str) -> None:
    file = tmp_path / "ready.json"
    if content is not None:
        file.write_text(content)
    with pytest.raises(NoRunningSystem, match=sentence):
        locate(file)


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMPULSWERK_KAFKA", "kafka:9092")
    system = locate()
    with pytest.raises(NoRunningSystem, match="IMPULSWERK_LINKS_REPORTING"):
        system.url("reporting")
    with pytest.raises(NoRunningSystem, match="IMPULSWERK_DATABASE_URL"):
        system.dsn("reporting")
    with pytest.raises(NoRunningSystem, match="a sign-in as decider"):
        system.sign_in("decider")
