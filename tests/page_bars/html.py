"""The Nu HTML checker finds no error."""

import asyncio
import json
from pathlib import Path
from tempfile import TemporaryDirectory

from deploy.assets.browser import FOLDER
from deploy.assets.npm import install_packages
from deploy.local.java import find_java
from tests.page_bars.bar import Findings
from tests.page_bars.site import Look


async def check(look: Look) -> Findings:
    """One check per page, of the source as it was sent."""
    jar = await asyncio.to_thread(install_packages, FOLDER, development=True) / "vnu-jar" / "build" / "dist" / "vnu.jar"
    with TemporaryDirectory() as folder:
        files = {Path(folder, f"{number}.html"): page for number, page in enumerate(look.pages)}
        for file, page in files.items():
            file.write_bytes(page.body)
        findings: dict[str, list[str]] = {page.name: [] for page in files.values()}
        for message in await _messages(jar, list(files)):
            if message["type"] != "info":
                page = files[Path(message["url"].removeprefix("file:"))]
                where = f"line {message.get('lastLine', '?')}"
                findings[page.name].append(f"{where}: {message['message']} {message.get('extract', '').strip()}")
    return findings


async def _messages(jar: Path, files: list[Path]) -> list[dict[str, str]]:
    checker = await asyncio.create_subprocess_exec(
        *(str(find_java().executable), "-jar", str(jar), "--format", "json", "--exit-zero-always", *map(str, files)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    _, errors = await checker.communicate()
    assert checker.returncode == 0, errors.decode()
    messages: list[dict[str, str]] = json.loads(errors)["messages"]
    return messages
