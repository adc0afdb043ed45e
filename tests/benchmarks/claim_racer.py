"""One process of contenders for claims: `claim_racer PORT TOKENS`, where TOKENS is a file with the token of each person.

Reads a race per line, `{"race": 7, "case_id": "...", "people": [3, 14]}`: these people claim the case at the same moment,
each on a connection of its own. Who is answered 503 or 429 asks again after the time that the answer names, or up to twice
that, as a client does: who comes again at once keeps the service busy with refusals. Prints a line per race when all
are answered: the winners with their tokens, how many got which other answer, and how many had to ask again.
"""

import asyncio
import json
import random
import sys
from collections import Counter
from pathlib import Path
from typing import Any

BODY = b'{"declaration":true}'
END_OF_HEAD = b"\r\n\r\n"
COME_AGAIN = {429, 503}


class Way:
    """A keep-alive connection, opened anew when the server has closed it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def send(self, request: bytes) -> tuple[int, Any, float]:
        """Status and JSON of the answer, and the seconds after which to come again.

        A claim that may have arrived but was not answered is sent again: that changes nothing.
        """
        while True:
            if self._streams is None:
                self._streams = await asyncio.open_connection("127.0.0.1", self._port)
            reader, writer = self._streams
            try:
                writer.write(request)
                head = await reader.readuntil(END_OF_HEAD)
                body = await reader.readexactly(int(_header(head, b"content-length")))
            except (ConnectionError, asyncio.IncompleteReadError):
                writer.close()
                self._streams = None
                continue
            return int(head.split(b" ", 2)[1]), json.loads(body), float(_header(head, b"retry-after"))


class Racer:
    """All contenders of this process."""

    def __init__(self, port: int, tokens: list[str]) -> None:
        self._port = port
        self._tokens = tokens
        self._idle: list[Way] = []

    async def race(self, race: dict[str, Any]) -> dict[str, Any]:
        """Let them claim."""
        people = race["people"]
        ways = [self._idle.pop() if self._idle else Way(self._port) for _ in people]
        asked = [self._claim(way, race["case_id"], person) for way, person in zip(ways, people, strict=True)]
        answers = await asyncio.gather(*asked)
        self._idle += ways
        return {
            "race": race["race"],
            "won": [
                (person, said["token"])
                for person, (status, said, _) in zip(people, answers, strict=True)
                if status == 200
            ],
            "lost": Counter(f"{status} {said.get('code')}" for status, said, _ in answers if status != 200),
            "again": sum(again for *_, again in answers),
        }

    async def _claim(self, way: Way, case_id: str, person: int) -> tuple[int, Any, int]:
        request = (
            f"POST /api/evaluation/v1/cases/{case_id}/claim HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n"
            f"Authorization: Bearer {self._tokens[person]}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(BODY)}\r\n\r\n"
        ).encode() + BODY
        again = 0
        while True:
            status, said, later = await way.send(request)
            if status not in COME_AGAIN:
                return status, said, again
            again += 1
            await asyncio.sleep(later * random.uniform(1, 2))


def _header(head: bytes, wanted: bytes) -> bytes:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == wanted:
            return value
    return b"0"


async def _run(port: int, tokens: list[str]) -> None:
    racer = Racer(port, tokens)
    lines = asyncio.StreamReader(limit=2**20)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)

    async def run(line: bytes) -> None:
        print(json.dumps(await racer.race(json.loads(line))), flush=True)  # noqa: T201

    async with asyncio.TaskGroup() as racing:
        while line := await lines.readline():
            racing.create_task(run(line))


if __name__ == "__main__":
    asyncio.run(_run(int(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))))
