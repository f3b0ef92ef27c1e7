import json

from service.drafting.masking import JSON, mask_json


def test_free_text_is_masked_and_what_a_replay_needs_stays() -> None:
    body: dict[str, JSON] = {
        "call": {
            "external_id": "CA-3348917502",
            "started_at": "2026-11-22T10:00:00Z",
            "start_ms": 1763805600000,
            "customer": {"phone": "+15550100234", "name": "Dana"},
            "uuid": "01234567-89ab-7def-8123-456789012345",
        },
        "turns": [
            {"speaker": "agent", "text": "your card number please"},
            {"speaker": "customer", "text": "four one one one"},
            {"speaker": "customer", "text": "order 3348917502"},
        ],
    }

    masked = mask_json(body)

    assert masked == {
        **body,
        "turns": [
            {"speaker": "agent", "text": "your card number please"},
            {"speaker": "customer", "text": "[card]"},
            {"speaker": "customer", "text": "order [number]"},
        ],
    }


def test_values_under_keys_of_card_data_go_whole() -> None:
    body: JSON = {"payment": {"cardNumber": 4111111111111111, "cvv": "123", "PIN": 42, "expiry": "05/27"}}

    assert mask_json(body) == {
        "payment": {"cardNumber": "[card]", "cvv": "[security code]", "PIN": "[pin]", "expiry": "[expiry]"}
    }


def test_a_card_number_does_not_hide_under_an_id() -> None:
    body: JSON = {"external_id": "4111-1111-1111-1111", "phone": "4111111111111111", "id": 4111111111111111}

    assert mask_json(body) == {"external_id": "[card]", "phone": "[card]", "id": "[number]"}


def test_a_sentence_under_an_id_is_free_text() -> None:
    assert mask_json({"id": "my pin is 4821"}) == {"id": "my pin is [pin]"}


def test_long_numbers_that_nothing_explains_are_masked() -> None:
    assert mask_json({"note": 3348917502, "count": 12, "ok": True, "none": None}) == {
        "note": "[number]",
        "count": 12,
        "ok": True,
        "none": None,
    }


def test_a_list_of_words_is_heard_as_it_was_said() -> None:
    words = [*"my card number is".split(), *["four"] * 4, *["two"] * 4, "thanks"]  # noqa: SIM905 - speech
    body: JSON = [{"word": word, "start": 0.5} for word in words]

    masked = json.dumps(mask_json(body))

    assert "four" not in masked
    assert "two" not in masked
    assert masked.count("[card]") == 8


def test_keys_are_masked_too() -> None:
    assert mask_json({"3348917502": 1}) == {"[number]": 1}


def test_hostile_nesting_ends_in_null() -> None:
    body: JSON = "pin 4821"
    for _ in range(400):
        body = [body]

    assert "4821" not in json.dumps(mask_json(body))


def test_a_bare_text_is_a_body_too() -> None:
    assert mask_json("cvv 123") == "cvv [security code]"
