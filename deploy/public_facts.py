"""`impulswerk journal verify-public`: whether the public download of facts is whole and unchanged, for anybody."""

import gzip
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Final

import httpx
import orjson
import typer

from shared.contracts.facts_file import DOWNLOAD_PATH, FileHead
from shared.messaging.chain import Finding
from shared.messaging.public_facts import SERVICES, HeadList, Unreadable, Verified, read_head, verify_facts
from shared.messaging.signing import key_id_of
from shared.runtime.settings import ServiceName

FINDINGS, NOT_VERIFIED = 1, 2
FETCH_SECONDS = 30.0
PUBLIC_KEY_BYTES: Final = 32

Fetch = Callable[[str], Path]
"""Fetches an address into a file."""


class NotGiven(Exception):
    """Something is missing that the verification needs; the text says what to pass."""


def verify_public(
    file: Annotated[
        Path | None, typer.Argument(help="The download, `fakten.jsonl.gz`; without it pass --site.", show_default=False)
    ] = None,
    heads: Annotated[
        list[str] | None,
        typer.Option(metavar="SERVICE=FILE_OR_URL", help="List of heads of the checkpoint that the file names."),
    ] = None,
    public_key: Annotated[
        list[str] | None, typer.Option(help="Key that checkpoints may be signed with, 64 hexadecimal digits.")
    ] = None,
    site: Annotated[
        str | None, typer.Option(metavar="URL", help="Fetch what is not given from these public pages.")
    ] = None,
) -> None:
    """Verify the public download of facts: every chain, every head, the roots, the signatures. Needs no running system.

    Ends with code 1 and a line for everything that is wrong; with 2 when something cannot be fetched or is not given.
    """
    if file is None and site is None:
        raise typer.BadParameter("pass FILE or --site URL")
    findings = 0

    def report(finding: Finding) -> None:
        nonlocal findings
        findings += 1
        typer.echo(str(finding))

    try:
        with _fetching() as fetch:
            download = file or fetch(f"{(site or '').rstrip('/')}{DOWNLOAD_PATH}")
            with _lines(download) as lines:
                head = read_head(lines)
                lists = _lists(head, _by_service(heads), site, fetch)
                keys = _keys(head, public_key, site, fetch)
                verified = verify_facts(head, lines, lists, keys, report)
    except (NotGiven, OSError, httpx.HTTPError) as error:
        typer.echo(f"cannot be verified: {error}", err=True)
        raise typer.Exit(NOT_VERIFIED) from None
    except Unreadable as error:
        typer.echo(f"unreadable: {error}")
        raise typer.Exit(FINDINGS) from None
    for line in _summary(verified, findings):
        typer.echo(line)
    if findings:
        raise typer.Exit(FINDINGS)


@contextmanager
def _fetching() -> Iterator[Fetch]:
    with (
        TemporaryDirectory(prefix="impulswerk-") as folder,
        httpx.Client(timeout=FETCH_SECONDS, follow_redirects=True) as client,
    ):

        def fetch(address: str) -> Path:
            path = Path(folder, str(len(list(Path(folder).iterdir()))))
            with client.stream("GET", address) as answer, path.open("wb") as to:
                answer.raise_for_status()
                for portion in answer.iter_bytes():
                    to.write(portion)
            return path

        yield fetch


@contextmanager
def _lines(download: Path) -> Iterator[Iterator[bytes]]:
    """The lines of the file. Raises: Unreadable where it is cut or no gzip at all."""
    try:
        with gzip.open(download) as opened:
            yield iter(opened)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise Unreadable("the file is cut, or no gzip file") from None


def _by_service(given: Sequence[str] | None) -> Mapping[ServiceName, str]:
    named: dict[ServiceName, str] = {}
    for each in given or ():
        service, separator, source = each.partition("=")
        if not separator or service not in SERVICES:
            raise typer.BadParameter(f"--heads {each}: write SERVICE=FILE_OR_URL, one of {', '.join(SERVICES)}")
        named[SERVICES[service]] = source
    return named


def _lists(
    head: FileHead, given: Mapping[ServiceName, str], site: str | None, fetch: Fetch
) -> dict[ServiceName, HeadList]:
    lists: dict[ServiceName, HeadList] = {}
    for service in SERVICES.values():
        named = head.checkpoints.get(service)
        source = given.get(service) or (named.heads if site and named else None)
        if source is None:
            raise NotGiven(f"no list of {service}: pass --heads {service}=FILE_OR_URL or --site URL")
        path = fetch(source) if source.startswith(("http://", "https://")) else Path(source)
        with path.open("rb") as opened:
            try:
                lists[service] = HeadList.read(opened)
            except Unreadable as error:
                raise Unreadable(f"the list of {service}: {error}") from None
    return lists


def _keys(head: FileHead, given: Sequence[str] | None, site: str | None, fetch: Fetch) -> dict[str, bytes]:
    """The keys given, else those that the services name, which are shown."""
    if given:
        return {key_id_of(key): key for key in map(read_public_key, given)}
    if site is None:
        raise NotGiven("no key: pass --public-key KEY or --site URL")
    keys: dict[str, bytes] = {}
    for service, named in head.checkpoints.items():
        key = _key_in(named.latest, fetch(named.latest))
        keys[key_id_of(key)] = key
        typer.echo(f"{service}: the site names the key {key.hex()}; compare it with the one that the city made known")
    return keys


def _key_in(address: str, path: Path) -> bytes:
    try:
        return read_public_key(orjson.loads(path.read_bytes())["public_key"])
    except (ValueError, KeyError, TypeError, typer.BadParameter):
        raise NotGiven(f"{address} names no key: pass --public-key KEY") from None


def read_public_key(text: str) -> bytes:
    """A key from its hexadecimal digits. Raises: typer.BadParameter."""
    try:
        public_key = bytes.fromhex(text)
    except ValueError:
        public_key = b""
    if len(public_key) != PUBLIC_KEY_BYTES:
        raise typer.BadParameter("a public key has 64 hexadecimal digits")
    return public_key


def _summary(verified: Verified, findings: int) -> Iterator[str]:
    for service, checkpoint in verified.valid.items():
        number = verified.head.checkpoints[service].number
        yield (
            f"{service}: checkpoint {number} of {checkpoint.at:%Y-%m-%d %H:%M:%S} UTC: the signature by "
            f"{checkpoint.key_id} is valid, its root recomputes from the list of {checkpoint.aggregates} aggregates"
        )
    yield (
        f"{verified.proved} facts of {verified.impulses} impulses and of the catalogues are proved by these checkpoints, "
        f"{verified.young} more are younger than theirs; {findings} findings"
    )
