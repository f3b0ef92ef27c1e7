"""Whether the process of this container lives: the image's health check, for whichever process runs in it.

`python -m service.cli.pulse` needs no shell, no curl and none of the product's weight. It exits 0 when the API
answers, or else the figures of a worker or scheduler.
"""

import os
import sys
import urllib.request

ANSWER_S = 3.0
OK = 200
# Straight to ourselves: a proxy of the environment is for others.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def main() -> int:
    """The exit code."""
    api = _url(os.environ.get("AFTERCALL_HOST", ""), os.environ.get("AFTERCALL_PORT", "8080"), "healthz")
    host = os.environ.get("AFTERCALL_METRICS_HOST", "")
    figures = _url(host, os.environ.get("AFTERCALL_METRICS_PORT", "0"), "metrics")
    return 0 if _answers(api) or _answers(figures) else 1


def _url(host: str, port: str, path: str) -> str:
    """On this machine; an address of all its networks is one of its own too."""
    named = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # compared, not bound
    return f"http://{f'[{named}]' if ':' in named else named}:{port}/{path}"


def _answers(url: str) -> bool:
    try:
        with _OPENER.open(url, timeout=ANSWER_S) as answer:
            return bool(answer.status == OK)
    except (OSError, ValueError):
        return False


if __name__ == "__main__":
    sys.exit(main())
