"""The Celery app of the worker: it takes wake-ups from the broker into threads; publishing is `service.broker`'s.

Nothing here is the truth. Every message may be lost, come twice or come late; the database owns the work,
and the sweeper tops up what was lost.
"""

from celery import Celery

from service.domain.job import Lane

# Each option with its reason; the figures are from runs with kill -9 of worker and broker.
CELERY_OPTIONS: dict[str, object] = {
    # Taken off the list only when a thread is free for it, as far as Celery can tell.
    "task_acks_late": True,
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
    # No gossip, no mingle, no remote control: nothing we use, and each is traffic.
    "worker_enable_remote_control": False,
    "worker_send_task_events": False,
    "task_create_missing_queues": True,
    "task_default_queue": Lane.DRAFT.value,
    # We log through structlog, once: not again as a line within a line.
    "worker_hijack_root_logger": False,
    "worker_redirect_stdouts": False,
    "broker_transport_options": {
        # A wake-up that its worker took with it is not kept for another: the sweeper looks for due jobs
        # every second anyway, and keeping them costs 0.75 ms of processor time for every call.
        "ack_emulation": False,
        # The default of no time-out lets a read hang for ever on a dead connection.
        "socket_connect_timeout": 1,
        "socket_timeout": 5,
        "socket_keepalive": True,
        "retry_on_timeout": False,
        "health_check_interval": 25,
    },
}


def make_celery(broker_url: str) -> Celery:
    """It connects to nothing until it is used."""
    app = Celery("aftercall", broker=broker_url)
    app.conf.update(CELERY_OPTIONS)
    return app
