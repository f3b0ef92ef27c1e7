"""One class an aggregate; each implements a protocol of `service.domain.ports` on a shared session."""
