"""The Celery app and Redis: wake-ups that name a lane, and hints that something committed.

Nothing here is the truth. Every message may be lost, come twice or come late; the database owns the work,
and the sweeper tops up what was lost.
"""

import threading
import time
from collections.abc import Callable

import redis
import structlog
from celery import Celery
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from service.domain.job import Lane

log = structlog.get_logger()

WAKE_TASK = "aftercall.wake"
HINTS = "aftercall.hints"
DOWN_PAUSE_S = 1.0
"""After a failed publish, how long no other is tried: a webhook must not wait for a dead broker each time."""
PROBE_S = 10.0
"""How long the others go on without while one finds out whether the broker is back; it may hang till then."""

# Each option with its reason; the figures are from runs with kill -9 of worker and broker.
CELERY_OPTIONS: dict[str, object] = {
    # A wake-up is given back when its worker dies; running it twice is harmless, it only claims.
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    # One wake-up a thread: prefetched ones would wait in a busy worker while another idles.
    "worker_prefetch_multiplier": 1,
    "worker_disable_prefetch": True,
    # Results live in the database; a result backend would only store them again.
    "task_ignore_result": True,
    "task_store_errors_even_if_ignored": False,
    # Threads share one model client and one connection pool: 10 times less memory than processes.
    "worker_pool": "threads",
    # JSON only: pickle from a broker is remote code.
    "task_serializer": "json",
    "accept_content": ["json"],
    # A lost connection is an event, not the end; the sweeper covers the gap.
    "broker_connection_retry_on_startup": True,
    "broker_connection_max_retries": None,
    # Publishing fails at once when the broker is down, instead of holding the webhook up.
    "task_publish_retry": False,
    "broker_pool_limit": 16,
    # No gossip, no mingle, no remote control: nothing we use, and each is traffic.
    "worker_enable_remote_control": False,
    "worker_send_task_events": False,
    "task_create_missing_queues": True,
    "task_default_queue": Lane.DRAFT.value,
    # We log through structlog, once.
    "worker_hijack_root_logger": False,
    "broker_transport_options": {
        # Above the longest a wake-up works (its loop ends within a minute): a shorter one makes doubles.
        "visibility_timeout": 300,
        # Celery's default sweep of unacknowledged messages takes about 100 s; ours finds them in seconds.
        "unacked_restore_interval": 2,
        "unacked_restore_throttle": 1,
        # The default of no time-out lets a publish hang for ever on a dead connection.
        "socket_connect_timeout": 1,
        "socket_timeout": 5,
        "socket_keepalive": True,
        "retry_on_timeout": False,
        "health_check_interval": 25,
        # Without these a publish to a dead broker tries again after 2 s and after 4 s.
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0,
        "interval_max": 0,
    },
}


def make_celery(broker_url: str) -> Celery:
    """The app that API and worker share; it connects to nothing until it is used."""
    app = Celery("aftercall", broker=broker_url)
    app.conf.update(CELERY_OPTIONS)
    return app


class Broker:
    """Publishes wake-ups and hints. A broker that is down is logged and forgotten, never an error."""

    def __init__(self, broker_url: str, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.celery = make_celery(broker_url)
        self._redis = redis.Redis.from_url(
            broker_url, socket_connect_timeout=1, socket_timeout=2, health_check_interval=25
        )
        self._monotonic = monotonic
        self._down = False
        self._down_until = 0.0

    def wake(self, lane: Lane, times: int = 1) -> None:
        """Ask for a worker thread to look into the lane."""
        for _ in range(times):
            if not self._try(lambda: self._publish(lane)):
                return

    def hint(self) -> None:
        """Tell whoever listens that something committed."""
        self._try(lambda: self._redis.publish(HINTS, "1"))

    def waiting(self, lane: Lane) -> int:
        """Wake-ups of the lane that no worker has taken; 0 when the broker cannot say."""
        try:
            return int(self._redis.llen(lane.value))
        except RedisError:
            return 0

    def check(self) -> None:
        """Raise when the broker does not answer."""
        self._redis.ping()

    def close(self) -> None:
        self._redis.close()
        self.celery.close()

    def _publish(self, lane: Lane) -> None:
        self.celery.send_task(WAKE_TASK, args=[lane.value], queue=lane.value, ignore_result=True)

    def _try(self, send: Callable[[], object]) -> bool:
        now = self._monotonic()
        if now < self._down_until:
            return False
        if self._down:
            self._down_until = now + PROBE_S
        try:
            send()
        except (OperationalError, RedisError, OSError) as error:
            self._down, self._down_until = True, self._monotonic() + DOWN_PAUSE_S
            log.warning("broker_down", error=type(error).__name__)
            return False
        self._down, self._down_until = False, 0.0
        return True


class Hints:
    """One subscription a process, which calls back from its own thread and reconnects by itself."""

    def __init__(self, broker_url: str) -> None:
        self._url = broker_url
        self._callbacks: list[Callable[[], None]] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="hints", daemon=True)

    def subscribe(self, callback: Callable[[], None]) -> None:
        """Call back whenever something may have committed; the first subscriber starts the thread."""
        self._callbacks.append(callback)
        if not self._thread.is_alive() and not self._stop.is_set():
            self._thread.start()

    def close(self) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=3)

    def _listen(self) -> None:
        while not self._stop.is_set():
            try:
                self._follow()
            except (RedisError, OSError):
                self._stop.wait(1.0)

    def _follow(self) -> None:
        with (
            redis.Redis.from_url(self._url, socket_connect_timeout=1, socket_timeout=5) as client,
            client.pubsub(ignore_subscribe_messages=True) as channel,
        ):
            channel.subscribe(HINTS)
            # Whatever committed while nobody listened is found by this first call.
            self._call_back()
            while not self._stop.is_set():
                if channel.get_message(timeout=1.0) is not None:
                    self._call_back()

    def _call_back(self) -> None:
        for callback in self._callbacks:
            callback()
