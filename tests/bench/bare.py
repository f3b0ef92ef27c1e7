"""`python -m tests.bench.bare`: the route that webhooks are measured against: a body model, an answer, no more."""

import argparse
import asyncio
from datetime import datetime

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

from tests.bench.bodies import LARGE, SMALL

PATHS = {SMALL: "/generic", LARGE: "/deepgram"}


class Customer(BaseModel):
    phone: str | None = None
    crm_id: str | None = None
    name: str | None = None


class Agent(BaseModel):
    id: str = ""
    name: str = ""


class Call(BaseModel):
    external_id: str
    direction: str
    started_at: datetime
    ended_at: datetime
    language: str
    queue: str
    customer: Customer
    agent: Agent


class Turn(BaseModel):
    speaker: str
    start_ms: int
    end_ms: int
    text: str


class Turns(BaseModel):
    turns: list[Turn]


class GenericBody(BaseModel):
    call: Call
    transcript: Turns


class Word(BaseModel):
    word: str
    start: float
    end: float
    confidence: float
    speaker: int
    punctuated_word: str


class Sentence(BaseModel):
    text: str
    start: float
    end: float


class Paragraph(BaseModel):
    sentences: list[Sentence]
    speaker: int
    num_words: int
    start: float
    end: float


class Paragraphs(BaseModel):
    transcript: str
    paragraphs: list[Paragraph]


class Alternative(BaseModel):
    transcript: str
    confidence: float
    words: list[Word]
    paragraphs: Paragraphs


class Channel(BaseModel):
    alternatives: list[Alternative]
    detected_language: str
    language_confidence: float


class Results(BaseModel):
    channels: list[Channel]


class Metadata(BaseModel):
    request_id: str
    created: datetime
    duration: float
    channels: int


class Content(BaseModel):
    metadata: Metadata
    results: Results


class Formatted(BaseModel):
    format: str
    content: Content


class DeepgramBody(BaseModel):
    call: Call
    transcript: Formatted


class Accepted(BaseModel):
    call_id: str


app = FastAPI(openapi_url=None)


@app.post(PATHS[SMALL], status_code=202)
async def generic(body: GenericBody) -> Accepted:
    return Accepted(call_id=body.call.external_id)


@app.post(PATHS[LARGE], status_code=202)
async def deepgram(body: DeepgramBody) -> Accepted:
    return Accepted(call_id=body.call.external_id)


class Server(uvicorn.Server):
    """Says that it is ready: a line on standard output."""

    async def main(self) -> None:
        serving = asyncio.create_task(self.serve())
        while not (self.started or serving.done()):  # noqa: ASYNC110  # uvicorn has no event for it
            await asyncio.sleep(0.02)
        print("ready", flush=True)
        await serving


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bare", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    # As the API's own server is set up, in service.cli.processes.
    config = uvicorn.Config(
        app, port=parser.parse_args().port, log_config=None, access_log=False, server_header=False
    )
    asyncio.run(Server(config).main())


if __name__ == "__main__":
    main()
