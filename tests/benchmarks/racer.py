"""One process of contenders: `racer PORT TOKENS`, where TOKENS is a file with the token of each person.

Reads a race per line, `{"race": 7, "requests": [{"as": "claim", "person": 3, "method": "POST", "path": "/api/...",
"body": {...}, "tries": 1}]}`: all of them are sent at the same moment, each on a connection of its own. Who is answered 503
or 429 asks again after the time that the answer names, or up to twice that, as a client does: who comes again at once keeps
the service busy with refusals. Who is refused otherwise asks again at once, until all `tries` are used up. Prints a line per
race when all are answered: who succeeded with which answer, how many got which other last answer, and how many had to ask
again because the service was busy.
"""

import asyncio
import json
import random
import sys
from collections import Counter
from pathlib import Path
from typing import Any

END_OF_HEAD = b"\r\n\r\n"
COME_AGAIN = {429, 503}
SUCCEEDED = range(200, 300)


class Way:
    """A keep-alive connection, opened anew when the server has closed it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def send(self, request: bytes) -> tuple[int, Any, float]:
        """Status and JSON of the answer, and the seconds after which to come again.

        What may have arrived but was not answered is sent again: the answer then tells of the state that it led to.
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
            said = json.loads(body) if body else {}
            return int(head.split(b" ", 2)[1]), said, float(_header(head, b"retry-after"))


class Racer:
    """All contenders of this process."""

    def __init__(self, port: int, tokens: list[str]) -> None:
        self._port = port
        self._tokens = tokens
        self._idle: list[Way] = []

    async def race(self, race: dict[str, Any]) -> dict[str, Any]:
        """Let them ask."""
        requests = race["requests"]
        ways = [self._idle.pop() if self._idle else Way(self._port) for _ in requests]
        answers = await asyncio.gather(*(self._ask(way, each) for way, each in zip(ways, requests, strict=True)))
        self._idle += ways
        return {
            "race": race["race"],
            "won": [
                (each["as"], each["person"], said)
                for each, (status, said, _) in zip(requests, answers, strict=True)
                if status in SUCCEEDED
            ],
            "lost": Counter(f"{status} {said.get('code')}" for status, said, _ in answers if status not in SUCCEEDED),
            "again": sum(again for *_, again in answers),
        }

    async def _ask(self, way: Way, each: dict[str, Any]) -> tuple[int, Any, int]:
        body = b"" if each["body"] is None else json.dumps(each["body"]).encode()
        request = (
            f"{each['method']} {each['path']} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n"
            f"Authorization: Bearer {self._tokens[each['person']]}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        ).encode() + body
        again, tries = 0, each["tries"]
        while True:
            status, said, later = await way.send(request)
            if status in COME_AGAIN:
                again += 1
                await asyncio.sleep(later * random.uniform(1, 2))
                continue
            tries -= 1
            if status in SUCCEEDED or tries == 0:
                return status, said, again


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
