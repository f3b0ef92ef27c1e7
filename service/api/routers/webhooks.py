"""Telephony's door: raw bytes in, verified and stored by the flow, a tiny answer out."""

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Request, Response

from connectors.contracts import Answer
from service.api.bodies.calls import ReceiptBody
from service.api.bodies.examples import GENERIC_CALL
from service.api.dependencies import App, Delivered
from service.api.openapi import Responses, problems, raw_body
from service.domain.errors import (
    DeliveryChanged,
    SignatureRefused,
    SourceOff,
    StorageDown,
    TooLarge,
    UnknownSource,
)
from service.telemetry.counts import taken

router = APIRouter(tags=["intake"])

INTAKE_THREADS = 6
"""More would only take the processor from each other; a burst waits in line instead, first come first served."""

OK_AGAIN: Responses = {200: {"model": ReceiptBody, "description": "The same delivery came before"}}
REFUSALS = problems(SignatureRefused, UnknownSource, DeliveryChanged, TooLarge, SourceOff, StorageDown)


@router.post(
    "/webhooks/{source}",
    status_code=202,
    response_model=ReceiptBody,
    responses={**OK_AGAIN, **REFUSALS},
    openapi_extra=raw_body(GENERIC_CALL),
    response_model_exclude_none=True,
)
async def receive(source: str, received: Delivered, services: App, request: Request) -> Response:
    """Authenticated by its signature alone; which headers carry it depends on the source's adapter.

    A sender's handshake is answered as its adapter says, with 200.
    """
    # One change of threads, and a body made here: FastAPI would change threads again to check it.
    limiter: CapacityLimiter = request.app.state.intake_threads
    receipt = await to_thread.run_sync(taken, services.intake.receive, source, received, limiter=limiter)
    if isinstance(receipt, Answer):
        return Response(receipt.body, 200, headers=receipt.headers, media_type=receipt.content_type)
    return Response(
        ReceiptBody.of(receipt).model_dump_json(exclude_none=True),
        status_code=receipt.accepted_with if receipt.fresh else 200,
        media_type="application/json",
    )
