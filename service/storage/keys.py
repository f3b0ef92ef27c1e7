"""The keys of one unit of work: found or made in its transaction, unwrapped once a process.

master key (keyring) → tenant key (`tenant_keys`) → key of one call (`call_keys`)
"""

import hashlib
import hmac
from collections.abc import Mapping

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from service.domain.errors import NotFound
from service.storage.binds import TENANT
from service.storage.keyring import Keyring
from service.storage.lru import Lru
from service.storage.sealing import Cipher, SealBroken, derived, key_number, new_key
from service.storage.tables import call_keys, tenant_keys, tenants

TENANTS_CACHED = 1_000
CALLS_CACHED = 10_000
FIRST = 1

_TENANT_KEYS = select(tenant_keys.c.number, tenant_keys.c.master_id, tenant_keys.c.wrapped).where(
    tenant_keys.c.tenant_id == TENANT
)
_REWRAP = update(tenant_keys).where(
    tenant_keys.c.tenant_id == TENANT, tenant_keys.c.number == bindparam("of_number")
)
_CALL_KEY = select(call_keys.c.wrapped).where(
    call_keys.c.tenant_id == TENANT, call_keys.c.call_id == bindparam("call")
)
# Another process may make the same tenant's first key just now; whoever commits first wins.
_ADD_TENANT = insert(tenants).on_conflict_do_nothing()
_ADD_TENANT_KEY = insert(tenant_keys).on_conflict_do_nothing()


class TenantKeys:
    """A tenant's unwrapped keys by number: the newest seals, the first one, kept for good, names things."""

    def __init__(self, secrets: Mapping[int, bytes]) -> None:
        self._ciphers = {number: Cipher(key, number) for number, key in secrets.items()}
        self._first = secrets[min(secrets)]
        self._subkeys: dict[str, bytes] = {}
        self.current = self._ciphers[max(secrets)]

    def seal(self, plain: bytes, *place: str) -> bytes:
        return self.current.seal(plain, *place)

    def open(self, blob: bytes, *place: str) -> bytes:
        """Raises `SealBroken`."""
        cipher = self._ciphers.get(key_number(blob))
        if cipher is None:
            raise SealBroken(f"a sealed value of {place[1]}.{place[-1]} needs a tenant key that is gone")
        return cipher.open(blob, *place)

    def mac(self, purpose: str, message: bytes) -> bytes:
        """A hash that only this tenant can make, and that no other purpose makes."""
        subkey = self._subkeys.get(purpose)
        if subkey is None:
            subkey = self._subkeys[purpose] = derived(self._first, f"mac/{purpose}")
        return hmac.digest(subkey, message, hashlib.sha256)


class Vault:
    """What all units of a process share: the keyring and the keys already unwrapped.

    Calls' keys are cached by their wrapped form, which a unit must have read from the database: the key
    of an erased call is thus out of reach at once, in every process.
    """

    def __init__(self, keyring: Keyring) -> None:
        self.keyring = keyring
        self.tenants: Lru[str, TenantKeys] = Lru(TENANTS_CACHED)
        self.calls: Lru[bytes, Cipher] = Lru(CALLS_CACHED)


class UnitKeys:
    """Seals and opens for one tenant within one transaction."""

    def __init__(
        self, vault: Vault, connection: Connection, tenant_id: str, now: int, *, writable: bool
    ) -> None:
        self._vault = vault
        self._connection = connection
        self._tenant_id = tenant_id
        self._now = now
        self._writable = writable
        self._fresh: TenantKeys | None = None
        self._calls: dict[str, Cipher] = {}

    def committed(self) -> None:
        """Share a tenant key that was made here, now that it is stored for good."""
        if self._fresh is not None and self._writable:
            self._vault.tenants.put(self._tenant_id, self._fresh)

    def seal(self, plain: bytes, table: str, row: str, column: str) -> bytes:
        """Under the tenant's key."""
        return self._tenant().seal(plain, self._tenant_id, table, row, column)

    def open(self, blob: bytes, table: str, row: str, column: str) -> bytes:
        return self._tenant().open(blob, self._tenant_id, table, row, column)

    def mac(self, purpose: str, text: str) -> bytes:
        """A keyed hash under which a value is found again without being stored."""
        return self._tenant().mac(purpose, text.encode())

    def digest(self, purpose: str, message: bytes) -> bytes:
        return self._tenant().mac(purpose, message)

    def check(self) -> bool:
        """Whether this tenant has keys, read afresh. Raises `WrongMasterKey` unless the keyring opens them."""
        return self._stored() is not None

    def make_call_key(self, call_id: str) -> None:
        key = new_key()
        wrapped = self.seal(key, "call_keys", call_id, "wrapped")
        row = {"tenant_id": self._tenant_id, "call_id": call_id, "wrapped": wrapped, "created_at": self._now}
        self._connection.execute(call_keys.insert(), row)
        self._calls[call_id] = Cipher(key)

    def admit(self, call_id: str, wrapped: bytes) -> None:
        """Take a call's key that was read together with what it opens."""
        if call_id in self._calls:
            return
        cipher = self._vault.calls.get(wrapped)
        if cipher is None:
            cipher = Cipher(self.open(wrapped, "call_keys", call_id, "wrapped"))
            self._vault.calls.put(wrapped, cipher)
        self._calls[call_id] = cipher

    def seal_of_call(self, call_id: str, plain: bytes, table: str, row: str, column: str) -> bytes:
        """Under the call's key. Raises `NotFound` when it is destroyed."""
        return self._call(call_id).seal(plain, self._tenant_id, table, row, column)

    def open_of_call(self, call_id: str, blob: bytes, table: str, row: str, column: str) -> bytes:
        return self._call(call_id).open(blob, self._tenant_id, table, row, column)

    def _call(self, call_id: str) -> Cipher:
        if call_id not in self._calls:
            found = self._connection.execute(_CALL_KEY, {"tenant": self._tenant_id, "call": call_id}).scalar()
            if found is None:
                raise NotFound
            self.admit(call_id, found)
        return self._calls[call_id]

    def _tenant(self) -> TenantKeys:
        known = self._fresh or self._vault.tenants.get(self._tenant_id)
        if known is None:
            known = self._stored()
            if known is not None:
                self._vault.tenants.put(self._tenant_id, known)
            else:
                known = self._fresh = self._made()
        return known

    def _stored(self) -> TenantKeys | None:
        rows = self._connection.execute(_TENANT_KEYS, {"tenant": self._tenant_id}).all()
        unwrap = self._vault.keyring.unwrap
        secrets = {
            row.number: unwrap(row.master_id, row.wrapped, *_place(self._tenant_id, row.number))
            for row in rows
        }
        return TenantKeys(secrets) if secrets else None

    def _made(self) -> TenantKeys:
        """The tenant's first key. A unit that only reads needs none: nothing was sealed yet, nothing is found."""
        key = new_key()
        if not self._writable:
            return TenantKeys({FIRST: key})
        master_id, wrapped = self._vault.keyring.wrap(key, *_place(self._tenant_id, FIRST))
        row = {"tenant_id": self._tenant_id, "created_at": self._now}
        self._connection.execute(_ADD_TENANT, row)
        row |= {"number": FIRST, "master_id": master_id, "wrapped": wrapped}
        self._connection.execute(_ADD_TENANT_KEY, row)
        stored = self._stored()
        if stored is None:
            raise RuntimeError("a tenant key was stored and is not there")
        return stored


def rewrap(connection: Connection, tenant_id: str, keyring: Keyring) -> int:
    """Wrap a tenant's keys under the current master key; what they sealed stays as it is."""
    count = 0
    for row in connection.execute(_TENANT_KEYS, {"tenant": tenant_id}).all():
        if row.master_id != keyring.current:
            place = _place(tenant_id, row.number)
            key = keyring.unwrap(row.master_id, row.wrapped, *place)
            master_id, wrapped = keyring.wrap(key, *place)
            changes = {"master_id": master_id, "wrapped": wrapped}
            connection.execute(_REWRAP, {"tenant": tenant_id, "of_number": row.number, **changes})
            count += 1
    return count


def _place(tenant_id: str, number: int) -> tuple[str, str, str, str]:
    return tenant_id, "tenant_keys", str(number), "wrapped"
