"""The broker: reachable, private, and keeping what it is told; and whether anybody listens there."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import redis
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, RedisError
from redis.retry import Retry

from service.cli.checks.finding import Check, Finding, failed, ok, warning
from service.settings import Settings

PART = "broker"
START = "start it, or correct the address in AFTERCALL_BROKER_URL"
LOCAL = {"localhost", "127.0.0.1", "::1"}
ANSWER_S = 3.0


def checks(settings: Settings) -> list[Check]:
    return [Check(PART, lambda: broker(settings.broker_url), START)]


def broker(url: str) -> Iterator[Finding]:
    try:
        parts = urlsplit(url)
        place = f"{parts.hostname}:{parts.port or 6379}"
        client = redis.Redis.from_url(
            url, socket_connect_timeout=ANSWER_S, socket_timeout=ANSWER_S, retry=Retry(NoBackoff(), 0)
        )
    except ValueError:
        yield failed(PART, "AFTERCALL_BROKER_URL is no address", "write it as redis://:password@host:6379/0")
        return
    with client:
        refusal = _refusal(client, place, parts.password)
        if refusal is not None:
            yield refusal
            return
        remote = parts.scheme != "unix" and parts.hostname not in LOCAL
        problems = [*_open(parts.password, place, remote=remote), *_forgetful(client)]
        yield from problems or [ok(PART, f"answers at {place}")]
        yield from _listeners(client)


def _refusal(client: "redis.Redis", place: str, password: str | None) -> Finding | None:
    try:
        client.ping()
    except AuthenticationError:
        if password:
            return failed(PART, f"{place} refuses the password", "correct it in AFTERCALL_BROKER_URL")
        return failed(PART, f"{place} asks for a password", "put it into AFTERCALL_BROKER_URL")
    except RedisError:
        return failed(PART, f"{place} does not answer", START)
    return None


def _open(password: str | None, place: str, *, remote: bool) -> Iterator[Finding]:
    if remote and not password:
        told = f"{place} asks nobody for a password"
        yield warning(PART, told, "set one there, and put it into AFTERCALL_BROKER_URL")


def _forgetful(client: "redis.Redis") -> Iterator[Finding]:
    """Nothing is lost with what it forgets, but work then waits for the scheduler's next round."""
    if _info(client, "persistence").get("aof_enabled") == 0:
        yield warning(PART, "it forgets everything when it restarts", "switch on its append-only file")
    policy = _info(client, "memory").get("maxmemory_policy", "noeviction")
    if policy != "noeviction":
        told = f"it may drop what waits, by its policy {policy}"
        yield warning(PART, told, "set its maxmemory-policy to noeviction")


def _listeners(client: "redis.Redis") -> Iterator[Finding]:
    """Workers by the connections on which they wait for work; where that may not be asked, nothing is said."""
    try:
        clients = client.client_list()
    except RedisError:
        return
    count = sum(one.get("cmd") == "brpop" for one in clients)
    if count:
        yield ok("workers", f"{count} listening" if count > 1 else "1 listening")
    else:
        yield warning("workers", "none listens at the broker", "start one: `aftercall worker`")


def _info(client: "redis.Redis", section: str) -> dict[str, Any]:
    """What a managed broker does not tell, nobody can mend."""
    try:
        return client.info(section)
    except RedisError:
        return {}
