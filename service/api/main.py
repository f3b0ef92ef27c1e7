"""Entry for `uvicorn --factory service.api.main:app`; `aftercall api` does the same with its own server."""

from fastapi import FastAPI

from service.api.app import create_app
from service.settings import Settings
from service.wiring import build


def app() -> FastAPI:
    return create_app(build(Settings()))
