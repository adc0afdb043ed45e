"""The health check of a container, `python -P -m deploy.container.ready PORT`: whether the service here can work.

Standard library only: it runs every few seconds, and the image has no curl.
"""

import sys
from http.client import HTTPException
from urllib.request import urlopen

SECONDS = 3


def is_ready(port: int) -> bool:
    """Whether `/health/ready` of the service on this port answers 200."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=SECONDS) as answer:
            return bool(answer.status == 200)
    except (HTTPException, OSError):
        return False


if __name__ == "__main__":
    sys.exit(0 if is_ready(int(sys.argv[1])) else 1)
