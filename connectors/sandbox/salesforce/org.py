"""One sandbox org: its parts, made once and shared by the doors to it."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from connectors.sandbox.salesforce.clock import Clock
from connectors.sandbox.salesforce.faults import Faults
from connectors.sandbox.salesforce.journal_file import JournalFile
from connectors.sandbox.salesforce.oauth import OAuth
from connectors.sandbox.salesforce.rest import Api
from connectors.sandbox.salesforce.routes import routes
from connectors.sandbox.salesforce.seed import seed_writes
from connectors.sandbox.salesforce.sessions import Sessions
from connectors.sandbox.salesforce.store import Store


class Org:
    def __init__(
        self,
        data: Path | None,
        clock: Clock,
        *,
        seed: bool,
        key: RSAPublicKey | None,
        client: tuple[str, str] | None,
    ) -> None:
        self.store = Store(seed_writes() if seed else (), clock, JournalFile(data) if data else None)
        self.sessions = Sessions()
        self.faults = Faults()
        self.oauth = OAuth(self.store, self.sessions, clock, key, client)
        self.api = Api(self.store, clock, routes(self.sessions))

    def reset(self) -> None:
        """Back to the seed: records, journal, faults and usage. Sessions live on."""
        self.store.reset()
        self.faults.clear()
        self.sessions.restart_count()
