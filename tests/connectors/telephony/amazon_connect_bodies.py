"""Deliveries in the shapes of AWS, with invented names: one call of two legs, its files, and their envelopes."""

import json
from typing import Any

from connectors.telephony.amazon_connect import AmazonConnect, connect

REGION, BUCKET, INSTANCE = "eu-central-1", "fernhill-calls", "0f0e0d0c-1111-4222-8333-444455556666"
FIRST, SECOND = "aaaaaaaa-0000-4000-8000-000000000001", "bbbbbbbb-0000-4000-8000-000000000002"
AGENT, QUEUE = "agent-0001", "queue-0001"
ARN = f"arn:aws:connect:{REGION}:111122223333:instance/{INSTANCE}"
ORIGINAL = f"Analysis/Voice/2026/01/05/{FIRST}_analysis_2026-01-05T09:10:00Z.json"
REDACTED = f"Analysis/Voice/Redacted/2026/01/05/{FIRST}_analysis_redacted_2026-01-05T09:10:02Z.json"
# 2026-01-05T09:10:00Z and two seconds later, in milliseconds since 1970.
AT, LATER = 1_767_604_200_000, 1_767_604_202_000

SETTINGS: dict[str, Any] = {"region": REGION, "buckets": [BUCKET], "instance_id": INSTANCE}


def source(**more: Any) -> AmazonConnect:
    return connect(SETTINGS | more)


def event(kind: str, detail: dict[str, Any], sender: str = "aws.connect") -> dict[str, Any]:
    return {
        "version": "0",
        "id": "e-1",
        "detail-type": kind,
        "source": sender,
        "time": "2026-01-05T09:10:05Z",
        "region": REGION,
        "resources": [],
        "detail": detail,
    }


def contact(kind: str, **more: Any) -> dict[str, Any]:
    detail = {
        "eventType": kind,
        "contactId": FIRST,
        "channel": "VOICE",
        "instanceArn": ARN,
        "initiationMethod": "INBOUND",
        "initiationTimestamp": "2026-01-05T09:00:00.000Z",
        "customerEndpoint": {"type": "TELEPHONE_NUMBER", "address": "+12025550101"},
    }
    return event("Amazon Connect Contact Event", detail | more)


def stored(key: str, bucket: str = BUCKET) -> dict[str, Any]:
    return event("Object Created", {"bucket": {"name": bucket}, "object": {"key": key, "size": 9}}, "aws.s3")


def notified(*keys: str, bucket: str = BUCKET) -> dict[str, Any]:
    return {
        "Records": [
            {"eventName": "ObjectCreated:Put", "s3": {"bucket": {"name": bucket}, "object": {"key": key}}}
            for key in keys
        ]
    }


def told_by_sns(message: object, kind: str = "Notification") -> dict[str, Any]:
    text = message if isinstance(message, str) else json.dumps(message)
    return {
        "Type": kind,
        "MessageId": "m-1",
        "TopicArn": f"arn:aws:sns:{REGION}:111122223333:calls",
        "Message": text,
    }


def analysis(*, redacted: bool = False) -> bytes:
    """A Contact Lens file of two turns."""
    return json.dumps(
        {
            "Version": "1.1.0",
            "Channel": "VOICE",
            "JobStatus": "COMPLETED",
            "LanguageCode": "en-US",
            "ContentMetadata": {"Output": "Redacted" if redacted else "Raw"},
            "CustomerMetadata": {"ContactId": FIRST},
            "Participants": [
                {"ParticipantId": "AGENT", "ParticipantRole": "AGENT"},
                {"ParticipantId": "CUSTOMER", "ParticipantRole": "CUSTOMER"},
            ],
            "Transcript": [
                {
                    "ParticipantId": "AGENT",
                    "Content": "Fernhill Garden Tools, Ava speaking.",
                    "BeginOffsetMillis": 0,
                    "EndOffsetMillis": 2000,
                },
                {
                    "ParticipantId": "CUSTOMER",
                    "Content": "[NAME] here." if redacted else "Amara here.",
                    "BeginOffsetMillis": 2100,
                    "EndOffsetMillis": 3000,
                },
            ],
        }
    ).encode()
