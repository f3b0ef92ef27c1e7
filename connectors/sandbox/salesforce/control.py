"""The control plane beside the vendor's paths: look at records and writes, order faults, go back to the seed."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, HTTPException

from connectors.sandbox.salesforce.faults import FaultOrder
from connectors.sandbox.salesforce.objects import find_object
from connectors.sandbox.salesforce.org import Org
from connectors.sandbox.salesforce.schema import Record


def control_plane(org: Org) -> APIRouter:
    router = APIRouter(prefix="/sandbox")

    @router.get("/records/{name}")
    def records(name: str) -> list[Record]:
        kind = find_object(name)
        if kind is None:
            raise HTTPException(404, "the org has no such object")
        return org.store.all(kind)

    @router.get("/journal")
    def journal() -> list[dict[str, Any]]:
        return [{"seq": seq} | asdict(write) for seq, write in enumerate(org.store.journal(), start=1)]

    @router.get("/faults")
    def armed() -> list[dict[str, Any]]:
        return org.faults.report()

    @router.post("/faults", status_code=201)
    def arm(order: FaultOrder) -> FaultOrder:
        org.faults.arm(order)
        return order

    @router.delete("/faults", status_code=204)
    def clear() -> None:
        org.faults.clear()

    @router.post("/reset", status_code=204)
    def reset() -> None:
        org.reset()

    @router.post("/sessions/expire")
    def expire() -> dict[str, int]:
        return {"expired": org.sessions.expire()}

    return router
