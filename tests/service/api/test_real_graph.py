"""The API over the real flows and a real database: one call from its webhook to the agent's confirm."""

import json

from tests.service.api.house import BODY, House


def test_a_call_goes_from_its_webhook_to_a_confirmed_wrapup(house: House) -> None:
    house.crm.add_contact("Ada Winter", phone="+441632960123")
    wrapup = house.drafted()

    confirmed = house.confirm(wrapup)

    assert (wrapup["state"], wrapup["draft"]["kind"]) == ("ready", "extractive")
    assert wrapup["targets"][0]["record"]["name"] == "Ada Winter"
    assert (confirmed.status_code, confirmed.json()["state"]) == (202, "confirmed")
    assert confirmed.json()["undo_until"].endswith("Z")


def test_a_second_confirm_with_an_old_etag_is_202_and_changes_nothing(house: House) -> None:
    house.crm.add_contact("Ada Winter", phone="+441632960123")
    wrapup = house.drafted()
    first = house.confirm(wrapup)

    second = house.confirm(wrapup)

    assert (first.status_code, second.status_code) == (202, 202)
    assert second.json() == first.json()


def test_an_undo_opens_the_wrapup_again(house: House) -> None:
    house.crm.add_contact("Ada Winter", phone="+441632960123")
    confirmed = house.confirm(house.drafted())

    undone = house.client.post(
        f"/v1/wrapups/{confirmed.json()['id']}/undo",
        headers={**house.mara, "If-Match": confirmed.headers["ETag"]},
    )

    assert undone.status_code == 200
    assert (undone.json()["state"], undone.json()["undo_until"]) == ("ready", None)


def test_an_unknown_caller_is_not_confirmed_until_a_person_has_chosen(house: House) -> None:
    wrapup = house.drafted()

    refused = house.confirm(wrapup)
    chosen = house.client.put(
        f"/v1/wrapups/{wrapup['id']}/targets/t1",
        json={"none": True},
        headers={**house.mara, "If-Match": f'"{wrapup["version"]}"'},
    )

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"].startswith("/targets/0")
    assert chosen.json()["targets"][0]["match"] == "chosen"
    assert house.confirm(chosen.json()).status_code == 202


def test_an_edit_of_a_stale_version_comes_back_with_the_current_body(house: House) -> None:
    wrapup = house.drafted()
    path = f"/v1/wrapups/{wrapup['id']}"
    headers = {**house.mara, "If-Match": f'"{wrapup["version"]}"'}
    patch = {"content": {"commitments": [{"id": "mine", "who": "agent", "what": "Call back"}]}}
    first = house.client.patch(path, json=patch, headers=headers)

    second = house.client.patch(path, json=patch, headers=headers)

    assert first.status_code == 200
    assert first.json()["content"]["commitments"][0]["what"] == "Call back"
    assert second.status_code == 412
    assert second.json()["current"] == first.json()
    assert second.headers["ETag"] == first.headers["ETag"]


def test_the_same_delivery_again_is_200_and_a_changed_one_409(house: House) -> None:
    first = house.deliver()

    again = house.deliver()
    changed = house.deliver(BODY + b" ")

    assert (first.status_code, again.status_code, changed.status_code) == (202, 200, 409)
    assert again.json() == first.json()


def test_an_unreadable_delivery_is_kept_aside_and_listed(house: House) -> None:
    answer = house.deliver(b'{"call": {}}')

    page = house.client.get("/v1/deliveries?state=quarantined", headers=house.admin).json()
    one = house.client.get(f"/v1/deliveries/{answer.json()['delivery_id']}", headers=house.admin).json()
    assert answer.status_code == 202
    assert answer.json()["state"] == "quarantined"
    assert page == {"items": [one], "next_cursor": None}
    assert "tenant_id" not in one


def test_an_unsigned_delivery_is_401(house: House) -> None:
    answer = house.client.post("/v1/webhooks/fernhill-phones", content=BODY)

    assert answer.status_code == 401
    assert answer.json()["type"] == "urn:aftercall:problem:signature-refused"


def test_an_agent_sees_own_work_only(house: House) -> None:
    wrapup = house.drafted()

    own = house.client.get("/v1/wrapups?state=ready,blocked", headers=house.mara).json()
    others = house.client.get("/v1/wrapups", headers=house.tom).json()
    direct = house.client.get(f"/v1/wrapups/{wrapup['id']}", headers=house.tom)

    assert [row["id"] for row in own["items"]] == [wrapup["id"]]
    assert own["items"][0]["version"] == wrapup["version"]
    assert others == {"items": [], "next_cursor": None}
    assert direct.status_code == 404


def test_turns_are_numbered_as_evidence_names_them(house: House) -> None:
    wrapup = house.drafted()

    turns = house.client.get(f"/v1/calls/{wrapup['call_id']}/transcript", headers=house.mara).json()["items"]

    assert [turn["turn"] for turn in turns] == [0, 1, 2]
    for section in wrapup["content"]["summary"]:
        for sentence in section["sentences"]:
            for evidence in sentence["evidence"]:
                assert evidence["quote"] in turns[evidence["turn"]]["text"]


def test_calls_are_found_by_the_senders_name_for_them(house: House) -> None:
    call_id = house.deliver().json()["call_ids"][0]

    found = house.client.get("/v1/calls?external_id=call-4711", headers=house.admin).json()
    none = house.client.get("/v1/calls?external_id=call-1", headers=house.admin).json()

    assert [call["id"] for call in found["items"]] == [call_id]
    assert found["items"][0]["legs"][0]["agent_id"] == "mara"
    assert none == {"items": [], "next_cursor": None}


def test_a_posted_call_again_under_its_key_is_the_same_call(house: House) -> None:
    headers = {**house.admin, "Idempotency-Key": "k1"}

    first = house.client.post("/v1/calls", content=BODY, headers=headers)
    again = house.client.post("/v1/calls", content=BODY, headers=headers)
    other = house.client.post("/v1/calls", content=BODY + b" ", headers=headers)

    assert (first.status_code, again.status_code, other.status_code) == (202, 202, 409)
    assert again.json() == first.json()


def test_history_draft_and_ledger_tell_of_the_draft(house: House) -> None:
    wrapup = house.drafted()
    path = f"/v1/wrapups/{wrapup['id']}"

    history = house.client.get(f"{path}/history", headers=house.mara).json()["items"]
    draft = house.client.get(f"{path}/drafts/{wrapup['draft']['number']}", headers=house.mara).json()
    ledger = house.client.get("/v1/ledger", headers=house.admin).text.splitlines()

    assert history[0]["kind"] == "drafted"
    assert draft["content"] == wrapup["content"]
    assert [json.loads(line)["id"] for line in ledger] == [row["id"] for row in history]


def test_a_key_is_shown_once_listed_without_its_secret_and_revoked(house: House) -> None:
    made = house.client.post("/v1/keys", json={"roles": ["viewer"]}, headers=house.admin).json()
    viewer = {"Authorization": f"Bearer {made['secret']}"}
    before = house.client.get("/v1/ledger", headers=viewer).status_code

    revoked = house.client.delete(f"/v1/keys/{made['id']}", headers=house.admin)

    listed = house.client.get("/v1/keys", headers=house.admin)
    assert (before, revoked.status_code) == (200, 204)
    assert house.client.get("/v1/ledger", headers=viewer).status_code == 401
    assert made["secret"] not in listed.text
    assert made["id"] in {key["id"] for key in listed.json()["items"]}


def test_a_ticket_of_an_admin_opens_an_agents_session_once(house: House) -> None:
    made = house.client.post("/v1/widget/tickets", json={"agent_id": "mara"}, headers=house.admin).json()

    opened = house.client.post("/v1/widget/sessions", json={"ticket": made["ticket"]})
    again = house.client.post("/v1/widget/sessions", json={"ticket": made["ticket"]})

    token = {"Authorization": f"Bearer {opened.json()['token']}"}
    assert (opened.status_code, opened.json()["agent_id"], again.status_code) == (201, "mara", 401)
    assert house.client.get("/v1/wrapups", headers=token).status_code == 200


def test_a_profile_is_read_stored_anew_and_published(house: House) -> None:
    live = house.client.get("/v1/profiles/default/live", headers=house.mara).json()
    changed = {**live["content"], "language": "en-GB"}

    stored = house.client.post("/v1/profiles", json={"profile": changed}, headers=house.admin)
    published = house.client.post("/v1/profiles/default/publish", json={"version": 2}, headers=house.admin)

    rows = house.client.get("/v1/profiles?name=default", headers=house.admin).json()["items"]
    assert (live["ref"], stored.status_code, stored.json()["ref"]) == ("default@1", 201, "default@2")
    assert published.status_code == 200
    assert {row["version"]: row["labels"] for row in rows} == {1: [], 2: ["live"]}


def test_it_is_ready_without_a_broker(house: House) -> None:
    answer = house.client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json()["not_ready"] == ["broker"]
