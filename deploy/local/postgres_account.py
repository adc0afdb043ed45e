"""PostgreSQL refuses to run as root: there it gets a system user of its own."""

import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local.errors import LocalError, Say
from deploy.local.processes import Account

ACCOUNT_NAME = "impulswerk"
OPEN_FILES = Path("/proc/self/fd")
# Where administration commands are, also when PATH lacks these folders.
ADMINISTRATION_FOLDERS = "/usr/sbin:/sbin:/usr/local/sbin"


def server_account(say: Say) -> Account | None:
    """The account for the server: ours (None), or for root the system user `impulswerk`, made when missing.

    Raises: LocalError, when that user cannot be made.
    """
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(ACCOUNT_NAME)
    except KeyError:
        say(f"Making the system user {ACCOUNT_NAME}, because PostgreSQL does not run as root ...")
        _make_account()
        entry = pwd.getpwnam(ACCOUNT_NAME)
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


@dataclass(frozen=True, slots=True)
class Way:
    """A path into a folder, and the descriptors that a process must inherit to go it."""

    path: Path
    descriptors: tuple[int, ...] = ()


@contextmanager
def way_into(folder: Path, account: Account | None, say: Say) -> Iterator[Way]:
    """A path by which the account enters its folder, although the folders above belong to root.

    On Linux by the folder that root holds open: their rights stay as they are. Elsewhere everybody may pass them.
    """
    if account is None:
        yield Way(folder)
    elif OPEN_FILES.is_dir():
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            yield Way(OPEN_FILES / str(descriptor), (descriptor,))
        finally:
            os.close(descriptor)
    else:
        let_through(folder, say)
        yield Way(folder)


def give_folder(account: Account | None, folder: Path) -> None:
    """Make `folder` the account's own and private.

    Raises: LocalError, when the rights cannot be changed.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        if account is not None:
            os.chown(folder, account.user_id, account.group_id)
    except OSError as error:
        raise LocalError(f"PostgreSQL cannot be given the folder {folder} ({error.strerror}).") from error


def let_through(path: Path, say: Say) -> None:
    """Allow everybody to pass the folders above `path`, not to list them."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            say(f"Letting the system user {ACCOUNT_NAME} pass {folder} (chmod o+x) ...")
            folder.chmod(mode | stat.S_IXOTH)


def _make_account() -> None:
    path = f"{os.environ.get('PATH', '')}:{ADMINISTRATION_FOLDERS}"
    advice = "start impulswerk as an ordinary user instead of root"
    command = shutil.which("useradd", path=path)
    if command is None:
        raise LocalError(f"PostgreSQL does not run as root and the command useradd is missing; {advice}.")
    arguments = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT_NAME]
    answer = subprocess.run([command, *arguments], capture_output=True, text=True, check=False)
    if answer.returncode not in (0, 9):  # 9: another process made it just now
        raise LocalError(f"PostgreSQL does not run as root and useradd failed ({answer.stderr.strip()}); {advice}.")
