"""What a source's settings say of one Amazon Connect instance, its buckets, and the way back to it."""

from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from connectors.contracts import Speaker, Value
from connectors.transport.aws import BUCKET, REGION
from connectors.transport.http import clean_origin

Origin = Annotated[str, AfterValidator(clean_origin)]
AttributeName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{0,100}$")]
Bucket = Annotated[str, Field(pattern=f"^{BUCKET.pattern}$")]

Redaction = Literal["any", "redacted", "raw"]


class Endpoints(Value):
    """Addresses in the place of the region's usual ones: interface endpoints of a VPC, or a simulator."""

    s3: Origin | None = None
    connect: Origin | None = None
    transcribe: Origin | None = None
    sns: Origin | None = None


class Attributes(Value):
    """Names of the contact attributes that confirmed codes are written to; an empty one is not written."""

    codes: AttributeName = "aftercall_codes"
    labels: AttributeName = ""
    summary: AttributeName = ""


class Settings(Value):
    """Without `buckets` nothing is fetched, without `instance_id` nothing is listed or written; both need `region`.

    `redaction`: of the original and the redacted file of a contact, `any` takes both, the redacted one above
    the other; the other two take that one alone. `job_prefixes`: where in the buckets Transcribe puts the
    files of jobs of your own. `queues` gives names to ids. `codes` translates ours; with any, all must be.
    """

    model_config = ConfigDict(hide_input_in_errors=True)

    region: str = Field(default="", pattern=f"^(?:{REGION.pattern})?$")
    instance_id: str = Field(default="", max_length=100, pattern=r"^[A-Za-z0-9-]*$")
    buckets: frozenset[Bucket] = Field(default=frozenset(), max_length=20)
    analysis_prefix: str = Field(
        default="Analysis/Voice/", max_length=500, pattern=r"^([^/\s][\x20-\x7e]*/)?$"
    )
    job_prefixes: tuple[str, ...] = Field(default=(), max_length=20)
    redaction: Redaction = "any"
    transcripts: bool = True
    key_header: str = Field(default="x-api-key", pattern=r"^[a-z0-9-]{1,100}$")
    roles: dict[str, Speaker] = Field(default_factory=dict)
    queues: dict[str, str] = Field(default_factory=dict)
    codes: dict[str, str] = Field(default_factory=dict)
    attributes: Attributes = Attributes()
    endpoints: Endpoints = Endpoints()

    @model_validator(mode="after")
    def _whole(self) -> "Settings":
        if (self.buckets or self.instance_id) and not self.region:
            raise ValueError("buckets and instance_id need the region")
        return self
