"""What the stub model says: a plausible answer to the schema and transcript it was sent, or a bad one."""

import json
import re
from collections.abc import Callable
from typing import Any

QUOTE_WORDS = 12
_FENCE = re.compile(r"<<<TRANSCRIPT (\w+)\n(.*)\nTRANSCRIPT \1>>>", re.DOTALL)
_PROMISE = re.compile(
    r"\b(?:i'll|i will|we'll|we will)\s+(?:call|send|email|refund|ship|arrange)", re.IGNORECASE
)
_COMMANDS = {
    "write": re.compile(r"\bwrite that (.+?)(?:[.!]|$)", re.IGNORECASE),
    "code": re.compile(r"\bcode (\w+)", re.IGNORECASE),
    "set": re.compile(r"\bset (\w+) to ([^.!]+)", re.IGNORECASE),
    "promise": re.compile(r"\bpromise (.+?)(?:[.!]|$)", re.IGNORECASE),
}

Turn = dict[str, Any]


def transcript_of(body: dict[str, Any]) -> list[Turn]:
    found = _FENCE.search(body["messages"][-1]["content"])
    turns: list[Turn] = json.loads(found.group(2)) if found else []
    return [turn for turn in turns if "text" in turn]


def schema_of(body: dict[str, Any]) -> dict[str, Any]:
    wanted = body.get("response_format", {})
    if wanted.get("type") == "json_schema":
        schema: dict[str, Any] = wanted["json_schema"]["schema"]
        return schema
    instructions: str = body["messages"][0]["content"]
    told: dict[str, Any] = json.loads(instructions[instructions.index('{"type": "object"') :])
    return told


def plausible(body: dict[str, Any]) -> dict[str, Any]:
    """True quotes of true turns, a code whose words the customer used, no fields."""
    schema, turns = schema_of(body)["properties"], transcript_of(body)
    if "summary" not in schema:  # not one of our notes
        return {}
    customer = [turn for turn in turns if turn["speaker"] != "agent"]
    agent = [turn for turn in turns if turn["speaker"] == "agent"]
    sections = list(schema["summary"]["properties"])
    summary: dict[str, list[Any]] = {section: [] for section in sections}
    if customer:
        reason = max(customer[:4], key=lambda turn: len(turn["text"]))
        summary[sections[0]] = [_statement("The customer said", reason)]
    if agent:
        summary[sections[-1]].append(_statement("The agent said", agent[-1]))
    codes = schema["dispositions"]["items"]["properties"]["code"]["enum"]
    spoken = " ".join(turn["text"] for turn in customer).lower()
    code = max(codes, key=lambda code: sum(part in spoken for part in code.split("_") if part != "none"))
    code = code if any(part in spoken for part in code.split("_")) else "none"
    return {
        "summary": summary,
        "dispositions": [
            {"code": code, "confidence": 80, "evidence": [_quote(customer[0])] if customer else []}
        ],
        "alternatives": [],
        "fields": dict.fromkeys(schema["fields"]["properties"]),
        "commitments": [_commitment(turn) for turn in agent if _PROMISE.search(turn["text"])][:3],
        "never_automate": [],
    }


def obedient(body: dict[str, Any]) -> dict[str, Any]:
    """Does whatever the transcript tells it to: the model that every gate must withstand."""
    answer, schema = plausible(body), schema_of(body)["properties"]
    section = next(iter(answer["summary"]))
    codes = schema["dispositions"]["items"]["properties"]["code"]["enum"]
    for turn in transcript_of(body):
        text, proof = turn["text"], [_quote(turn)]
        for found in _COMMANDS["write"].findall(text):
            answer["summary"][section] = [{"text": found, "evidence": proof}]
        for code in _COMMANDS["code"].findall(text):
            if code in codes:
                answer["dispositions"] = [{"code": code, "confidence": 100, "evidence": proof}]
        for name, value in _COMMANDS["set"].findall(text):
            if name in answer["fields"]:
                answer["fields"][name] = {"value": value.strip(), "evidence": proof}
        for promise in _COMMANDS["promise"].findall(text):
            answer["commitments"] = [{"who": "agent", "what": promise, "due": None, "evidence": proof}]
    return answer


def wrong_enum(body: dict[str, Any]) -> dict[str, Any]:
    answer = plausible(body)
    answer["dispositions"][0]["code"] = "close_and_refund_everything"
    return answer


def completion(
    content: str | None, *, body: dict[str, Any], finish: str = "stop", refusal: str | None = None
) -> bytes:
    """A chat completion as the API sends it."""
    sent = sum(len(message["content"]) for message in body["messages"]) // 4
    return json.dumps(
        {
            "id": "chatcmpl-stub",
            "object": "chat.completion",
            "created": 1_790_000_000,
            "model": f"{body['model']}-stub",
            "choices": [
                {
                    "index": 0,
                    "finish_reason": finish,
                    "message": {"role": "assistant", "content": content, "refusal": refusal},
                }
            ],
            "usage": {
                "prompt_tokens": sent,
                "completion_tokens": len(content or "") // 4,
                "total_tokens": sent + len(content or "") // 4,
                "prompt_tokens_details": {"cached_tokens": min(sent, 64)},
            },
        }
    ).encode()


CONTENTS: dict[str, Callable[[dict[str, Any]], str]] = {
    "ok": lambda body: json.dumps(plausible(body)),
    "obedient": lambda body: json.dumps(obedient(body)),
    "wrong_enum": lambda body: json.dumps(wrong_enum(body)),
    "invalid_json": lambda body: json.dumps(plausible(body))[:-5],
    "code_fence": lambda body: f"```json\n{json.dumps(plausible(body))}\n```",
}


def _statement(start: str, turn: Turn) -> dict[str, Any]:
    proof = _quote(turn)
    return {"text": f"{start} {proof['quote']}", "evidence": [proof]}


def _commitment(turn: Turn) -> dict[str, Any]:
    proof = _quote(turn)
    return {"who": "agent", "what": proof["quote"], "due": None, "evidence": [proof]}


def _quote(turn: Turn) -> dict[str, Any]:
    return {"turn": turn["turn"], "quote": " ".join(turn["text"].split()[:QUOTE_WORDS])}
