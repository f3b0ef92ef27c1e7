"""The ledger, intents of writing, profiles and the audit."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import text, update

from service.domain.crm_write import Intent
from service.domain.errors import NotFound
from service.domain.ledger import Entry
from service.domain.profile import DispositionSpec, Profile, PromptTexts, SectionSpec
from service.domain.values import from_ms
from service.storage import Storage
from service.storage.tables import profile_versions
from tests.service.storage.builders import ACME, OTHER, START, Clock, stored
from tests.service.storage.raw import execute


def a_profile(instruction: str = "Say why they called.") -> Profile:
    return Profile(
        name="default",
        sections=(SectionSpec(id="reason", title="Reason", instruction=instruction),),
        dispositions=(DispositionSpec(code="billing", label="Billing"),),
        prompts=PromptTexts(system="Sum up.", user="{{sections}}"),
    )


def note(storage: Storage, data: Mapping[str, Any], actor: str = "agent-1") -> None:
    with storage.work.begin(ACME) as unit:
        unit.audit.append("profile.published", actor=actor, subject="default@1", data=data)


def test_the_ledger_tells_what_happened_to_a_wrapup(storage: Storage, clock: Clock) -> None:
    call, wrapup = stored(storage)
    for kind in (Entry.DRAFTED, Entry.CONFIRMED):
        with storage.work.begin(ACME) as unit:
            unit.ledger.append(kind, wrapup_id=wrapup.id, call_id=call.id, actor="ada", data={"n": 1, "v": 9})
        clock.advance(1000)

    with storage.work.read(ACME) as unit:
        drafted, confirmed = unit.ledger.of_wrapup(wrapup.id)
        assert unit.ledger.of_wrapup("none") == ()

    assert (drafted.kind, drafted.actor, drafted.data) == (Entry.DRAFTED, "ada", {"n": 1, "v": 9})
    assert (confirmed.kind, confirmed.at, confirmed.call_id) == (
        Entry.CONFIRMED,
        from_ms(START + 1000),
        call.id,
    )


def test_the_ledger_is_read_on_from_a_moment_and_a_row(storage: Storage, clock: Clock) -> None:
    call, wrapup = stored(storage)
    for _ in range(4):
        with storage.work.begin(ACME) as unit:
            unit.ledger.append(Entry.EDITED, wrapup_id=wrapup.id, call_id=call.id, actor="ada", data={})
        clock.advance(1000)

    with storage.work.read(ACME) as unit:
        whole = unit.ledger.since(None)
        late = unit.ledger.since(from_ms(START + 1000), limit=2)
        rest = unit.ledger.since(from_ms(START + 1000), after=late[-1].id)
    with storage.work.read(OTHER) as unit:
        others = unit.ledger.since(None)

    assert (len(whole), list(late), list(rest), list(others)) == (4, list(whole[1:3]), list(whole[3:]), [])


def test_an_intent_is_replaced_by_the_next(storage: Storage) -> None:
    _, wrapup = stored(storage)
    first = Intent(
        wrapup_id=wrapup.id,
        target_id="t1",
        revision=1,
        plan_digest="d1",
        fence=1,
        state="sending",
        deadline_at=from_ms(START),
    )
    second = first.model_copy(update={"state": "applied", "fence": 2, "plan_digest": "d2"})

    found = []
    for intent in (first, second):
        with storage.work.begin(ACME) as unit:
            unit.intents.put(intent)
        with storage.work.read(ACME) as unit:
            found.append(unit.intents.get(wrapup.id, "t1"))

    assert found == [first, second]
    with storage.work.read(ACME) as unit:
        assert unit.intents.get(wrapup.id, "t2") is None
    with storage.work.read(OTHER) as unit:
        assert unit.intents.get(wrapup.id, "t1") is None


def test_only_new_content_makes_a_new_version(storage: Storage) -> None:
    added = []
    for profile in (a_profile(), a_profile("Other."), a_profile()):
        with storage.work.begin(ACME) as unit:
            added.append(unit.profiles.add(profile, by="ada", note="first"))

    assert [profile.ref for profile in added] == ["default@1", "default@2", "default@1"]
    with storage.work.read(ACME) as unit:
        assert unit.profiles.get("default", 2).profile == a_profile("Other.")
        with pytest.raises(NotFound):
            unit.profiles.get("default", 3)


def test_a_label_moves_from_version_to_version(storage: Storage) -> None:
    with storage.work.begin(ACME) as unit:
        assert unit.profiles.labelled("default", "live") is None
        for profile in (a_profile(), a_profile("Other.")):
            version = unit.profiles.add(profile, by="ada").version
            unit.profiles.label("default", "live", version, by="ada")
            unit.profiles.label("default", "canary", 1, by="ada")
        with pytest.raises(NotFound):
            unit.profiles.label("default", "live", 9, by="ada")

    with storage.work.read(ACME) as unit:
        live = unit.profiles.labelled("default", "live")
        rows = unit.profiles.versions()
        named = unit.profiles.versions("another")

    assert live is not None
    assert live.ref == "default@2"
    assert [(row.version, row.labels, row.created_by) for row in rows] == [
        (1, ("canary",), "ada"),
        (2, ("live",), "ada"),
    ]
    assert rows[0].content_hash == a_profile().content_hash()
    assert list(named) == []


def test_a_profile_of_a_newer_release_is_read_leniently(storage: Storage, storage_url: str) -> None:
    with storage.work.begin(ACME) as unit:
        unit.profiles.add(a_profile(), by="ada")
    newer = {"v": 2, "mood": "sunny", **a_profile().model_dump(mode="json")}
    execute(storage_url, ACME, update(profile_versions).values(body=newer))

    with storage.work.read(ACME) as unit:
        assert unit.profiles.get("default", 1).profile == a_profile()


def test_the_audit_is_sealed_in_batches_that_verify(storage: Storage) -> None:
    for number in range(3):
        note(storage, {"n": number})
    first = storage.board.seal_audit()
    note(storage, {"n": 3})
    idle = [storage.board.seal_audit(), storage.board.seal_audit()]
    note(storage, {"n": 4})

    check = storage.verify_audit(ACME)

    assert (first, idle) == (1, [1, 0])
    assert (check.holds, check.seals, check.rows, check.open_rows) == (True, 2, 4, 1)
    assert storage.verify_audit(OTHER).seals == 0


@pytest.mark.parametrize(
    ("tampering", "broken_at"),
    [
        ("UPDATE audit SET actor = 'nobody' WHERE actor = 'eve'", 2),
        ("DELETE FROM audit WHERE actor = 'eve'", 2),
        ("UPDATE audit SET seal = 1 WHERE actor = 'eve'", 1),
        ("UPDATE audit SET seal = 9 WHERE actor = 'eve'", 2),
        ("DELETE FROM audit_seals WHERE number = 1", 1),
        ("UPDATE audit_seals SET number = 7 WHERE number = 3", 3),
    ],
)
def test_tampering_with_the_audit_breaks_its_chain(
    storage: Storage, storage_url: str, tampering: str, broken_at: int
) -> None:
    for actor in ("ada", "eve", "bob"):
        note(storage, {}, actor)
        storage.board.seal_audit()

    execute(storage_url, ACME, text(tampering))

    assert storage.verify_audit(ACME).broken_at == broken_at
