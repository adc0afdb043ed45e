"""The settings of a service, read once from the environment with the prefix `IMPULSWERK_`.

The list in docs/settings.md is made from here.
"""

import json
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ServiceName = Literal["ideas", "evaluation", "implementation", "reporting"]
SERVICES: tuple[ServiceName, ...] = ("ideas", "evaluation", "implementation", "reporting")


class Secrets(BaseModel):
    """Keys of 32 bytes, hexadecimal. A service reads only those it needs; `match` and `pseudonym` are never the same key."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    access_code: SecretStr = Field(description="derives access codes (ideas)")
    idempotency: SecretStr = Field(description="hashes idempotency keys and bodies (all)")
    match: SecretStr = Field(description="marks of submitters; shared by ideas, evaluation and the portals")
    pseudonym: SecretStr = Field(description="pseudonyms of evaluators (evaluation only)")
    vault: SecretStr = Field(description="wraps the data keys of the contact vault (ideas only)")
    session: SecretStr = Field(description="signs session cookies and form tokens (all)")
    preview: SecretStr = Field(
        description="signs what a public page would show before it is published; shared by evaluation and reporting"
    )
    parked: SecretStr = Field(description="encrypts parked records that may hold personal data (all)")
    checkpoint: SecretStr = Field(
        description="signs checkpoints of the journal, an Ed25519 seed of exactly 32 bytes (ideas, evaluation, implementation)"
    )


def secret_bytes(secret: SecretStr) -> bytes:
    """The key as bytes. Raises ValueError when it is not hexadecimal or shorter than 32 bytes."""
    key = bytes.fromhex(secret.get_secret_value())
    if len(key) < 32:
        raise ValueError("a secret must have at least 32 bytes (64 hexadecimal digits)")
    return key


class Settings(BaseSettings):
    """What a service must know of its surroundings."""

    model_config = SettingsConfigDict(env_prefix="IMPULSWERK_", frozen=True, extra="ignore")

    mode: Literal["laptop", "server"] = Field("server", description="laptop: demo sign-ins, loopback only")
    host: str = Field("127.0.0.1", description="address the HTTP server binds")
    database_url: SecretStr = Field(description="PostgreSQL of this service: postgresql://user:password@host:port/name")
    kafka: str = Field(description="Kafka bootstrap servers, host:port, comma separated")
    partitions: int = Field(12, ge=1, le=1000, description="partitions of a new topic (dead letters always 1)")
    replication: int = Field(1, ge=1, le=9, description="replicas of a new topic")
    secrets_file: Path = Field(description="JSON file with the keys listed under Secrets, readable by the service only")
    demo_sign_ins: Path | None = Field(None, description="laptop mode only: file of the demo sign-ins")
    portals: Path | None = Field(None, description="JSON file: client id of a portal -> SHA-256 of its secret")
    city: Path | None = Field(None, description="folder with the city's data; default: the one that comes along")
    links_ideas: str = Field("http://127.0.0.1:8081", description="public address of ideas")
    links_evaluation: str = Field("http://127.0.0.1:8082", description="public address of evaluation")
    links_implementation: str = Field("http://127.0.0.1:8083", description="public address of implementation")
    links_reporting: str = Field("http://127.0.0.1:8080", description="public address of reporting")
    request_deadline_seconds: float = Field(5.0, gt=0, le=60, description="a request that takes longer is answered 503")
    database_pool: int = Field(10, ge=2, le=200, description="connections of one service for requests and consumers")
    relay_shards: int = Field(
        1, ge=1, le=8, description="relays of one service, each with its share of the keys; instances may differ"
    )
    statement_seconds: float = Field(
        2.0,
        gt=0,
        description="deadline of all that one request does in the database, the wait for a connection included",
    )
    requests_at_once: int = Field(
        300, ge=1, description="requests that a service works on at a time; more are answered 503 at once"
    )
    requests_per_portal: int = Field(
        64, ge=1, description="requests of one portal that a service works on at a time; more are answered 429 at once"
    )
    batch_seconds: float = Field(
        60.0, gt=0, description="deadline of one database call of a consumer, import or rebuild"
    )
    checkpoint_seconds: float = Field(
        600.0, ge=1, le=86_400, description="time between two signed checkpoints of the journal"
    )
    checkpoint_lists_hours: float = Field(
        72.0,
        gt=0,
        le=8_760,
        description="how long the public can fetch the list of heads of a checkpoint; at least twice facts_download_hours",
    )
    facts_download_hours: float = Field(
        24.0, gt=0, le=8_760, description="time between two makings of the public download of facts (reporting)"
    )
    check_journal: bool = Field(
        True,
        description="refuse to start when the own topic holds facts that the journal lacks; false only where several "
        "databases write one topic, as in tests",
    )
    smtp_host: str | None = Field(
        None,
        description="mail server for the daily digest of staff and for news to submitters; without it none is sent",
    )
    smtp_port: int = Field(587, ge=1, le=65535, description="port of the mail server")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="how the connection to the mail server is encrypted; none: on the same machine only"
    )
    smtp_user: str | None = Field(None, description="name to sign in to the mail server with; default: no sign-in")
    smtp_password: SecretStr | None = Field(None, description="password to that name")
    mail_from: str | None = Field(None, description="sender of these e-mails; needed with a mail server")
    log_format: Literal["json", "console"] = Field("json", description="console: for people")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="least severity that is logged")

    @cached_property
    def secrets(self) -> Secrets:
        """The keys of the secrets file. Raises ValidationError or OSError when one is missing."""
        return Secrets.model_validate(json.loads(self.secrets_file.read_text()))

    @property
    def session_secret(self) -> bytes:
        """The key that signs session cookies and form tokens."""
        return secret_bytes(self.secrets.session)
