"""The data directory of `impulswerk up`: whose it is, who uses it, where things are in it."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from deploy.local.errors import LocalError
from deploy.local.private_files import write_private

MARKER = "impulswerk.json"
LOCK = ".lock"
FORMAT = 1

Sample = Literal["undecided", "none", "filling", "filled"]
"""`undecided` until the system first served; `filling` for ever when filling was interrupted."""


@dataclass(frozen=True, slots=True)
class DataDirectory:
    """A data directory that this process holds."""

    path: Path

    @property
    def logs(self) -> Path:
        """The folder of all log files."""
        return self.path / "logs"

    @property
    def secrets(self) -> Path:
        """The folder that only its owner may enter."""
        return self.path / "secrets"

    @property
    def kafka(self) -> Path:
        """The broker's folder."""
        return self.path / "kafka"

    @property
    def postgres(self) -> Path:
        """The database server's folder."""
        return self.path / "postgres"

    def service_record(self, service: str) -> Path:
        """Where the process of a service is recorded."""
        return self.path / "services" / f"{service}.process"

    @property
    def process_records(self) -> list[Path]:
        """Every process that an earlier `up` recorded and did not end."""
        return list(self.path.glob("*/*.process"))

    @property
    def sample(self) -> Sample:
        """Whether the sample city was made here."""
        kept: Sample = json.loads((self.path / MARKER).read_text(encoding="utf-8"))["sample"]
        return kept

    def keep_sample(self, sample: Sample) -> None:
        """Write down how far the sample city is."""
        write_private(self.path / MARKER, json.dumps({"format": FORMAT, "sample": sample}))


@contextmanager
def hold(path: Path) -> Iterator[DataDirectory]:
    """Use a data directory alone; make it when it is missing.

    Raises: LocalError, when it is no folder, cannot be written, holds something else, or another `up` uses it.
    """
    path = path.absolute()
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        _require_ours(path)
        lock = (path / LOCK).open("w")
    except FileExistsError as error:
        raise LocalError(f"The data directory {path} is a file; name a folder with --data.") from error
    except OSError as error:
        raise LocalError(
            f"The data directory {path} cannot be used ({error.strerror}); "
            "choose one that you may write with --data, or start as the user who owns it."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LocalError(
                f"Another `impulswerk up` uses the data directory {path}; stop it first or choose another with --data."
            ) from error
        data = DataDirectory(path)
        _require_writable(data)
        yield data


def _require_ours(path: Path) -> None:
    content = {entry.name for entry in path.iterdir()}
    if MARKER not in content:
        if content - {LOCK}:
            raise LocalError(
                f"The data directory {path} holds files that are not Impulswerk's; "
                "name an empty or a new folder with --data."
            )
        return
    try:
        written = json.loads((path / MARKER).read_text(encoding="utf-8"))["format"]
    except (ValueError, KeyError, TypeError) as error:
        raise LocalError(
            f"{path / MARKER} is damaged; restore it from a backup or choose another folder with --data."
        ) from error
    if written != FORMAT:
        raise LocalError(
            f"The data directory {path} was written by another version of Impulswerk (format {written}, "
            f"this one knows {FORMAT}); use that version or choose another folder with --data."
        )


def _require_writable(data: DataDirectory) -> None:
    try:
        if not (data.path / MARKER).exists():
            data.keep_sample("undecided")
        if not os.access(data.path, os.W_OK | os.X_OK):
            raise PermissionError(None, "no right to write there")
        data.secrets.mkdir(exist_ok=True, mode=0o700)
        for folder in (data.logs, data.path / "services", data.kafka, data.postgres):
            folder.mkdir(exist_ok=True, mode=0o700)
    except OSError as error:
        raise LocalError(
            f"The data directory {data.path} cannot be written ({error.strerror}); choose another with --data."
        ) from error
