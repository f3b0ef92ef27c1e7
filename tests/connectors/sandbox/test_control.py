import requests

from connectors.sandbox.salesforce import SEED_CONTACTS
from tests.connectors.sandbox.conftest import Rest
from tests.vendors.salesforce import Sandbox


def test_the_journal_lists_every_committed_write_in_order(rest: Rest, sandbox: Sandbox) -> None:
    record_id = rest("POST", "sobjects/Task", json={"Subject": "one"}).json()["id"]
    rest("PATCH", f"sobjects/Task/{record_id}", json={"Subject": "two"})
    rest("POST", "sobjects/Task", json={"Nope": 1})
    rest("DELETE", f"sobjects/Task/{record_id}")

    journal = sandbox.control.journal()

    assert [(write["seq"], write["op"], write["object"], write["id"]) for write in journal] == [
        (1, "create", "Task", record_id),
        (2, "update", "Task", record_id),
        (3, "delete", "Task", record_id),
    ]
    assert journal[1]["values"] == {"Subject": "two"}
    assert all(write["at"].endswith("+0000") for write in journal)


def test_records_are_flat_and_complete(rest: Rest, sandbox: Sandbox) -> None:
    rest("POST", "sobjects/VoiceCall", json={"VendorCallKey": "v-1", "CallType": "Inbound"})

    call = sandbox.control.records("voicecall")[0]

    assert "attributes" not in call
    assert (call["VendorCallKey"], call["CallResolution"], call["Aftercall_Key__c"]) == (
        "v-1",
        "Resolved",
        None,
    )
    assert call["Id"].startswith("0LQ")


def test_an_unknown_object_is_not_found(sandbox: Sandbox) -> None:
    assert requests.get(f"{sandbox.url}/sandbox/records/Nonsense", timeout=10).status_code == 404


def test_reset_goes_back_to_the_seed_and_keeps_the_session(rest: Rest, sandbox: Sandbox) -> None:
    rest("POST", "sobjects/Task", json={"Subject": "one", "Aftercall_Key__c": "k"})
    rest("DELETE", f"sobjects/Contact/{SEED_CONTACTS[0].id}")
    sandbox.control.fault("html_503")

    sandbox.control.reset()

    assert sandbox.control.records("Task") == sandbox.control.journal() == sandbox.control.faults() == []
    assert sandbox.control.records("Contact")[0]["Id"] == SEED_CONTACTS[0].id
    assert rest("POST", "sobjects/Task", json={"Aftercall_Key__c": "k"}).status_code == 201
