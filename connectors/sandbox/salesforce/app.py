"""The sandbox org as an ASGI application."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from fastapi import FastAPI

from connectors.sandbox.salesforce.clock import Clock, system_clock
from connectors.sandbox.salesforce.control import control_plane
from connectors.sandbox.salesforce.fault_plane import FaultPlane, Receive, Scope, Send
from connectors.sandbox.salesforce.org import Org
from connectors.sandbox.salesforce.pages import pages
from connectors.sandbox.salesforce.services import answer_refusals, services


class SandboxApp(FastAPI):
    """The fault plane stands outside the framework's own layers, where `send` is still the server's."""

    def __init__(self, org: Org) -> None:
        super().__init__(openapi_url=None, title="Sandbox Salesforce org")
        self._plane = FaultPlane(super().__call__, org.faults)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._plane(scope, receive, send)


def create_app(
    data: Path | None = None,
    seed: bool = True,
    *,
    clock: Clock = system_clock,
    jwt_key: RSAPublicKey | None = None,
    client: tuple[str, str] | None = None,
) -> FastAPI:
    """A sandbox org. Records outlive a restart where `data`, a folder of its own, is given.

    Any credentials open a session, unless `client` (id and secret) or `jwt_key`, the key that signs
    assertions, is given.
    """
    org = Org(data, clock, seed=seed, key=jwt_key, client=client)
    app = SandboxApp(org)
    answer_refusals(app)
    app.include_router(services(org))
    app.include_router(control_plane(org))
    app.include_router(pages(org))
    return app
