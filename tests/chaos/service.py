"""`python -m tests.chaos.service`: the mother of all service processes of a run.

It imports the product once and forks a process per service, so that a start takes tenths of a second. The child is the
product as `impulswerk serve` runs it; what a fault needs inside the process (a crash point, another clock, a planted bug)
is wrapped around the product from outside, in the child only.

One JSON object a line comes in, `{"pid": ...}` goes out. When its input ends, it ends, and every child with it.
"""

import ctypes
import importlib
import json
import os
import signal
import sys
from typing import Any

from shared.runtime.settings import SERVICES
from tests.chaos.wraps.wrap import wrap

PR_SET_PDEATHSIG = 1
HOST = "127.0.0.1"


def main() -> None:
    """Fork on demand until the input ends."""
    for service in SERVICES:
        importlib.import_module(f"services.{service}.main")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the harness, which then closes our input
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system collects ended children
    mother = os.getpid()
    for line in sys.stdin:
        wanted = json.loads(line)
        child = os.fork()
        if child == 0:
            _become_service(wanted, mother)
        sys.stdout.write(json.dumps({"pid": child}) + "\n")
        sys.stdout.flush()


def _become_service(wanted: dict[str, Any], mother: int) -> None:
    code = 1
    try:
        os.setsid()
        for number in (signal.SIGCHLD, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL))
        if os.getppid() != mother:
            os._exit(1)
        log = os.open(wanted["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for source, target in ((nothing, 0), (log, 1), (log, 2)):
            os.dup2(source, target)
        os.environ.update(wanted["environment"])
        wrap(wanted["service"], wanted["wrapping"])
        importlib.import_module(f"services.{wanted['service']}.main").run(wanted["port"], HOST)
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
