"""Agents, API keys, tickets and sessions, and the doors that lead from a secret's hash to its tenant."""

from datetime import timedelta

import pytest

from service.domain.access import Agent, Principal, Role
from service.domain.errors import NotFound
from service.domain.values import from_ms
from service.storage import Storage
from service.storage.doors import NOTE_USE_EVERY_MS
from tests.service.storage.builders import ACME, OTHER, START, Clock, Told

NOW = from_ms(START)
ADA = Agent(id="ada", name="Ada", telephony_ids=("t1", "t2"), crm_user_id="005", oidc_sub="sub", team="red")


def test_listed_agents_are_found_by_their_telephony_ids(storage: Storage) -> None:
    with storage.work.begin(ACME) as unit:
        unit.agents.sync([ADA, Agent(id="bob")])

    with storage.work.begin(ACME) as unit:
        assert unit.agents.get("ada") == ADA
        assert unit.agents.by_telephony_id("t2", "whatever") == ADA


def test_a_second_sync_changes_what_changed(storage: Storage) -> None:
    moved = ADA.model_copy(update={"telephony_ids": ("t2", "t3")})
    for agents in ([ADA], [moved], [moved]):
        with storage.work.begin(ACME) as unit:
            unit.agents.sync(agents)

    with storage.work.begin(ACME) as unit:
        assert unit.agents.by_telephony_id("t3", "") == moved
        assert unit.agents.by_telephony_id("t1", "").id != "ada"


def test_an_unknown_telephony_id_makes_an_agent_once(storage: Storage) -> None:
    with storage.work.begin(ACME) as unit:
        made = unit.agents.by_telephony_id("t9", "Grace")

    with storage.work.begin(ACME) as unit:
        assert unit.agents.by_telephony_id("t9", "Someone") == made
        assert unit.agents.get(made.id) == made
    assert (made.name, made.telephony_ids) == ("Grace", ("t9",))


def test_the_file_takes_over_an_id_that_was_made_at_first_sight(storage: Storage) -> None:
    with storage.work.begin(ACME) as unit:
        unit.agents.by_telephony_id("t1", "Ada")

    with storage.work.begin(ACME) as unit:
        unit.agents.sync([ADA])
        assert unit.agents.by_telephony_id("t1", "Ada") == ADA


def test_agents_belong_to_one_tenant(storage: Storage) -> None:
    with storage.work.begin(ACME) as unit:
        unit.agents.sync([ADA])

    with storage.work.begin(OTHER) as unit:
        with pytest.raises(NotFound):
            unit.agents.get("ada")
        assert unit.agents.by_telephony_id("t1", "").id != "ada"


def test_a_key_leads_to_its_principal(storage: Storage) -> None:
    with storage.work.begin(ACME) as unit:
        key = unit.credentials.create_key("hash-1", "ac_12", [Role.AGENT, Role.INGEST], "ada", None)

    principal = storage.doors.principal_of_key("hash-1")

    assert principal == Principal(
        tenant_id=ACME,
        subject=f"key:{key.id}",
        roles=frozenset({Role.AGENT, Role.INGEST}),
        agent_id="ada",
    )
    assert storage.doors.principal_of_key("hash-2") is None


def test_revoked_and_expired_keys_open_nothing(storage: Storage, clock: Clock) -> None:
    with storage.work.begin(ACME) as unit:
        key = unit.credentials.create_key("hash-1", "ac_1", [Role.ADMIN], None, None)
        unit.credentials.create_key("hash-2", "ac_2", [Role.ADMIN], None, NOW + timedelta(seconds=1))
    assert storage.doors.principal_of_key("hash-2") is not None

    with storage.work.begin(ACME) as unit:
        unit.credentials.revoke(key.id)
    clock.advance(1000)

    assert storage.doors.principal_of_key("hash-1") is None
    assert storage.doors.principal_of_key("hash-2") is None


def test_keys_are_listed_with_their_rough_last_use(storage: Storage, clock: Clock) -> None:
    with storage.work.begin(ACME) as unit:
        made = unit.credentials.create_key("hash-1", "ac_1", [Role.ADMIN], None, None)
    uses = []

    for pause in (0, 1, NOTE_USE_EVERY_MS):
        clock.advance(pause)
        storage.doors.principal_of_key("hash-1")
        with storage.work.read(ACME) as unit:
            (key,) = unit.credentials.keys()
        uses.append(key.last_used_at)

    assert uses == [NOW, NOW, from_ms(clock.now)]
    assert key == made.model_copy(update={"last_used_at": from_ms(clock.now)})


def test_a_key_is_revoked_once_and_only_by_its_tenant(storage: Storage, clock: Clock) -> None:
    with storage.work.begin(ACME) as unit:
        key = unit.credentials.create_key("hash-1", "ac_1", [Role.ADMIN], None, None)
    with storage.work.begin(OTHER) as unit, pytest.raises(NotFound):
        unit.credentials.revoke(key.id)
    for _ in range(2):
        with storage.work.begin(ACME) as unit:
            unit.credentials.revoke(key.id)
        clock.advance(1000)

    with storage.work.read(ACME) as unit:
        (found,) = unit.credentials.keys()
    assert found.revoked_at == NOW


def test_a_ticket_is_redeemed_once_and_in_time(storage: Storage, clock: Clock) -> None:
    with storage.work.begin(ACME) as unit:
        unit.credentials.create_ticket("hash-1", "ada", NOW + timedelta(seconds=5))
        unit.credentials.create_ticket("hash-2", "ada", NOW + timedelta(seconds=5))

    first = storage.doors.redeem_ticket("hash-1")
    second = storage.doors.redeem_ticket("hash-1")
    clock.advance(5000)
    late = storage.doors.redeem_ticket("hash-2")

    assert (first, second, late) == ((ACME, "ada"), None, None)


def test_a_session_lasts_until_it_expires(storage: Storage, clock: Clock) -> None:
    principal = Principal(
        tenant_id=ACME,
        subject="agent:ada",
        roles=frozenset({Role.AGENT}),
        agent_id="ada",
        expires_at=NOW + timedelta(seconds=5),
    )
    with storage.work.begin(ACME) as unit:
        unit.credentials.create_session("hash-1", principal)

    during = storage.doors.principal_of_session("hash-1")
    clock.advance(5000)

    assert during == principal
    assert storage.doors.principal_of_session("hash-1") is None
    assert storage.doors.principal_of_key("hash-1") is None


def test_expired_tickets_and_sessions_are_pruned(storage: Storage, clock: Clock, told: Told) -> None:
    with storage.work.begin(ACME) as unit:
        unit.agents.sync([ADA])
        unit.credentials.create_ticket("hash-1", "ada", NOW + timedelta(seconds=5))
        principal = Principal(tenant_id=ACME, subject="x", roles=frozenset(), expires_at=NOW)
        unit.credentials.create_session("hash-2", principal)

    assert storage.board.prune() == 1
    clock.advance(5000)
    assert storage.board.prune() == 1
    assert storage.board.prune() == 0
