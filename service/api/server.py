"""The API's own server: uvicorn, which ends event streams first when it is told to stop."""

import socket
from typing import Any

import uvicorn
from fastapi import FastAPI

from service.api.live import Live


class ApiServer(uvicorn.Server):
    """uvicorn waits for open answers before it tells the application of the end; streams never finish."""

    def __init__(self, app: FastAPI, **options: Any) -> None:
        super().__init__(uvicorn.Config(app, **options))
        self._live: Live = app.state.live

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._live.close()
        await super().shutdown(sockets)
