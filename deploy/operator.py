"""Who gives a command that the journal keeps."""

from getpass import getuser
from typing import Annotated

import typer

LONGEST_NAME = 100

ByName = Annotated[str | None, typer.Option("--by", help="Who you are, for the journal.", show_default="account name")]


def operator_name(given: str | None) -> str:
    """The name given, else that of the account. Raises: typer.BadParameter for one that cannot be kept."""
    if given is None:
        try:
            given = getuser()
        except (OSError, KeyError, ImportError):
            raise typer.BadParameter("this account has no name; say who you are", param_hint="--by") from None
    if not given.strip() or not given.isprintable() or len(given) > LONGEST_NAME:
        raise typer.BadParameter(f"must be 1 to {LONGEST_NAME} printable characters", param_hint="--by")
    return given.strip()
