"""The vendor's own paths over HTTP: OAuth, and the data API behind one door that leaves paths as they came."""

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from connectors.sandbox.salesforce.errors import ApiError, OAuthError
from connectors.sandbox.salesforce.org import Org
from connectors.sandbox.salesforce.rest import Answer, parse_call, versions

_LARGEST_BODY = 6 * 1024 * 1024
_METHODS = ["GET", "POST", "PATCH", "PUT", "DELETE", "HEAD"]


class SalesforceJson(JSONResponse):
    media_type = "application/json;charset=UTF-8"


def services(org: Org) -> APIRouter:
    router = APIRouter(prefix="/services")

    @router.post("/oauth2/token")
    async def token(request: Request) -> Response:
        body = await _body(request)
        document = org.oauth.token(body, request.headers.get("authorization", ""), _instance(request))
        return SalesforceJson(document, headers={"Cache-Control": "no-store"})

    @router.post("/oauth2/revoke")
    async def revoke(request: Request) -> Response:
        org.oauth.revoke(await _body(request))
        return Response()

    @router.get("/oauth2/userinfo")
    def userinfo(request: Request) -> Response:
        return SalesforceJson(
            org.oauth.userinfo(request.headers.get("authorization", ""), _instance(request))
        )

    @router.get("/data")
    @router.get("/data/")
    def all_versions() -> Response:
        return SalesforceJson(versions())

    @router.api_route("/data/{rest:path}", methods=_METHODS)
    async def data(request: Request) -> Response:
        return await run_in_threadpool(_data, org, request, await _body(request))

    return router


def answer_refusals(app: FastAPI) -> None:
    """Every refusal in the vendor's shape, and a full disk as the vendor's own failure."""

    @app.exception_handler(ApiError)
    @app.exception_handler(OAuthError)
    def refuse(_request: Request, error: ApiError | OAuthError) -> Response:
        return SalesforceJson(error.body(), error.status)

    @app.exception_handler(OSError)
    def fail(_request: Request, _error: OSError) -> Response:
        broken = ApiError("UNKNOWN_EXCEPTION", "An unexpected error occurred.")
        return SalesforceJson(broken.body(), broken.status)


def _data(org: Org, request: Request, body: bytes) -> Response:
    headers = dict(request.headers)
    try:
        user = org.sessions.user(headers.get("authorization", ""))
        target = request.scope["raw_path"].decode("ascii")
        call = parse_call(request.method, target, request.url.query, headers, body, user=user)
        answer = org.api.dispatch(call)
    except ApiError as error:
        answer = Answer(error.status, error.body())
    limits = {"Sforce-Limit-Info": org.sessions.count()}
    if answer.body is None:
        return Response(status_code=answer.status, headers={**limits, **answer.headers})
    return SalesforceJson(answer.body, answer.status, headers={**limits, **answer.headers})


async def _body(request: Request) -> bytes:
    """The whole body. Raises `ApiError` where it is larger than Salesforce takes."""
    chunks = bytearray()
    async for chunk in request.stream():
        chunks += chunk
        if len(chunks) > _LARGEST_BODY:
            raise ApiError("EXCEEDED_MAX_SIZE_REQUEST", "The request is too big")
    return bytes(chunks)


def _instance(request: Request) -> str:
    return str(request.base_url).rstrip("/")
