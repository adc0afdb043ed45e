"""The settings of evaluation: those of every service and its catalogue."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr

from shared.runtime.settings import Settings


class EvaluationSettings(Settings):
    """What evaluation must know of its surroundings."""

    short_cases_checked: int = Field(
        10, ge=0, description="about every how many-th short case is also assessed in full, by lot; 0: none"
    )
    catalogue: Path | None = Field(
        None, description="criteria catalogue for new cases; default: the one that comes along"
    )
    smtp_host: str | None = Field(
        None, description="mail server for the daily digest of staff; without it none is sent"
    )
    smtp_port: int = Field(587, ge=1, le=65535, description="port of the mail server")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="how the connection to the mail server is encrypted; none: on the same machine only"
    )
    smtp_user: str | None = Field(None, description="name to sign in to the mail server with; default: no sign-in")
    smtp_password: SecretStr | None = Field(None, description="password to that name")
    mail_from: str | None = Field(None, description="sender of the digest; needed with a mail server")
