"""An OpenTelemetry collector on loopback that keeps what it is sent: the bytes, and the spans in them."""

import gzip
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


@dataclass(frozen=True)
class Found:
    """A span as it came."""

    name: str
    process: str
    trace: str
    id: str
    parent: str
    links: tuple[str, ...] = ()
    attributes: Mapping[str, Any] = field(default_factory=dict)


class Collector:
    """`bodies` are as they came, unpacked. With `moved_to` it sends every caller there instead."""

    def __init__(self, *, moved_to: str | None = None) -> None:
        self.bodies: list[bytes] = []
        kept = self.bodies

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                self.send_response(307 if moved_to else 200)
                if moved_to:
                    self.send_header("location", f"{moved_to}{self.path}")
                else:
                    kept.append(gzip.decompress(body))
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, name="collector")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def spans(self) -> list[Found]:
        return [span for body in list(self.bodies) for span in _spans(body)]


def _spans(body: bytes) -> list[Found]:
    return [
        Found(
            name=span.name,
            process=_values(resource.resource.attributes)["aftercall.process"],
            trace=span.trace_id.hex(),
            id=span.span_id.hex(),
            parent=span.parent_span_id.hex(),
            links=tuple(link.span_id.hex() for link in span.links),
            attributes=_values(span.attributes),
        )
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]


def _values(attributes: Any) -> dict[str, Any]:
    return {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in attributes}
