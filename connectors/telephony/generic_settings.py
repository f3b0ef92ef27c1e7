"""What a tenant's file says of a generic source: who speaks where, and where its transcripts may stand."""

from typing import Self

from pydantic import Field, ValidationError, model_validator

from connectors.contracts import Speaker, Value
from connectors.transport.guarded import Hosts


class Settings(Value):
    """Every key has a default: without `hosts` transcripts come by value alone.

    `roles` give the speakers of channels and labels in transcripts that come in a format of their own.
    `hosts` are fetched from over https, `private_hosts` stand within the operator's own network; `ca_file`
    holds the certificates of those.
    """

    roles: dict[str, Speaker] = Field(default_factory=dict)
    hosts: frozenset[str] = frozenset()
    private_hosts: frozenset[str] = frozenset()
    ca_file: str | None = None

    @model_validator(mode="after")
    def _hosts_alone(self) -> Self:
        try:
            _ = self.reachable
        except ValidationError:
            raise ValueError(
                "hosts, private_hosts: give hosts alone, such as files.example.com or files.example.com:8443"
            ) from None
        return self

    @property
    def reachable(self) -> Hosts:
        return Hosts(public=self.hosts, private=self.private_hosts)
