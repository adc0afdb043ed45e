"""Finds the running system that a command shall act on."""

import os
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, SecretStr, TypeAdapter, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.runtime.settings import SERVICES, ServiceName, Settings

READY_FILE_SETTING = "IMPULSWERK_READY_FILE"

Content = TypeVar("Content", bound=BaseModel)


class NoRunningSystem(Exception):
    """No running system was found, or it lacks what the command needs; the text says what to do."""


class SignIn(BaseModel):
    """A demo sign-in of the laptop mode; `token` works as `Authorization: Bearer`."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    role: str
    user: str
    unit: str
    token: str


class RunningSystem(BaseModel):
    """Where a running system is: the content of the ready file, or of the environment, which may lack parts."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    services: dict[str, str] = Field(default_factory=dict)
    kafka: str | None = None
    postgres: dict[str, str] = Field(default_factory=dict)
    sign_ins: tuple[SignIn, ...] = ()

    def url(self, service: ServiceName) -> str:
        """The base address of a service, without a slash at the end. Raises: NoRunningSystem."""
        if service not in self.services:
            raise NoRunningSystem(_lacks(f"the address of {service}", f"IMPULSWERK_LINKS_{service.upper()}"))
        return self.services[service].rstrip("/")

    def dsn(self, service: ServiceName) -> str:
        """The address of a service's database. Raises: NoRunningSystem."""
        if service not in self.postgres:
            raise NoRunningSystem(_lacks(f"the database of {service}", "IMPULSWERK_DATABASE_URL"))
        return self.postgres[service]

    @property
    def bootstrap_servers(self) -> str:
        """Kafka's `host:port`. Raises: NoRunningSystem."""
        if self.kafka is None:
            raise NoRunningSystem(_lacks("the address of Kafka", "IMPULSWERK_KAFKA"))
        return self.kafka

    def sign_in(self, role: str) -> SignIn:
        """The first demo sign-in of a role. Raises: NoRunningSystem."""
        for person in self.sign_ins:
            if person.role == role:
                return person
        raise NoRunningSystem(_lacks(f"a sign-in as {role}", "IMPULSWERK_DEMO_SIGN_INS"))


def settings_of(service: ServiceName, ready_file: Path | None = None) -> Settings:
    """The settings of a service of the running system, for a command that works on its database itself.

    Raises: NoRunningSystem.
    """
    system = locate(ready_file)
    environment = _Environment()
    file = ready_file or environment.ready_file
    beside = _read(_BesideReadyFile, file_beside(file)) if file else environment
    if beside.secrets_file is None:
        raise NoRunningSystem(_lacks("the file of its keys", "IMPULSWERK_SECRETS_FILE"))
    return Settings(
        database_url=SecretStr(system.dsn(service)),
        kafka=system.bootstrap_servers,
        partitions=beside.partitions,
        secrets_file=beside.secrets_file,
    )


def file_beside(ready_file: Path) -> Path:
    """Where `up` writes what only our own commands need: the form of the ready file itself is a fixed interface."""
    return ready_file.with_name(f"{ready_file.name}.settings")


class _Environment(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="IMPULSWERK_", env_ignore_empty=True)

    ready_file: Path | None = None
    kafka: str | None = None
    database_url: str | None = None
    demo_sign_ins: Path | None = None
    secrets_file: Path | None = None
    partitions: int = 12


class _BesideReadyFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    secrets_file: Path | None
    partitions: int


def locate(ready_file: Path | None = None) -> RunningSystem:
    """The system of `ready_file`, else of IMPULSWERK_READY_FILE, else of the settings that services get, too.

    Per service the environment may name IMPULSWERK_LINKS_<SERVICE> and IMPULSWERK_DATABASE_URL_<SERVICE>; without the
    latter IMPULSWERK_DATABASE_URL counts for every service.
    Raises: NoRunningSystem.
    """
    environment = _Environment()
    file = ready_file or environment.ready_file
    if file is not None:
        return _read(RunningSystem, file)
    system = _of_environment(environment)
    if not system.services and system.kafka is None and not system.postgres:
        raise NoRunningSystem(
            f"No running system is named: pass --ready-file FILE, or set {READY_FILE_SETTING}, "
            "or the settings IMPULSWERK_LINKS_..., IMPULSWERK_KAFKA and IMPULSWERK_DATABASE_URL."
        )
    return system


def _read(model: type[Content], file: Path) -> Content:
    try:
        return model.model_validate_json(file.read_bytes())
    except OSError as error:
        raise NoRunningSystem(
            f"The ready file {file} cannot be read ({error.strerror}); does `impulswerk up --ready-file` run with it?"
        ) from error
    except ValidationError as error:
        raise NoRunningSystem(f"{file} was not written by `impulswerk up --ready-file`.") from error


def _of_environment(environment: _Environment) -> RunningSystem:
    services, postgres = {}, {}
    for service in SERVICES:
        if url := os.environ.get(f"IMPULSWERK_LINKS_{service.upper()}"):
            services[service] = url
        if dsn := os.environ.get(f"IMPULSWERK_DATABASE_URL_{service.upper()}") or environment.database_url:
            postgres[service] = dsn
    return RunningSystem(
        services=services, kafka=environment.kafka, postgres=postgres, sign_ins=_sign_ins(environment.demo_sign_ins)
    )


def _sign_ins(file: Path | None) -> tuple[SignIn, ...]:
    if file is None:
        return ()
    try:
        return TypeAdapter(tuple[SignIn, ...]).validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise NoRunningSystem(f"{file}, named by IMPULSWERK_DEMO_SIGN_INS, cannot be read as sign-ins.") from error


def _lacks(what: str, setting: str) -> str:
    return f"The running system is known without {what}: pass --ready-file FILE or set {setting}."
