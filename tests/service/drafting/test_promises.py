import pytest

from service.drafting.promises import promises
from service.drafting.spoken import listen
from tests.service.drafting.calls import call

# Wednesday, 18 November 2026, is the day of these calls.
PROMISED = (
    ("a: I'll call you back on Friday.", "agent", "2026-11-20"),
    ("a: We will refund the amount by tomorrow.", "company", "2026-11-19"),
    ("a: You'll receive a confirmation by email.", "company", None),
    ("c: I'll send you the bill tomorrow.", "customer", "2026-11-19"),
    ("a: Le llamaré el viernes.", "agent", "2026-11-20"),
    ("a: Voy a enviarle la factura mañana.", "agent", "2026-11-19"),
    ("a: Recibirá el dinero en cinco días.", "company", None),
    ("a: Je vous rappelle vendredi.", "agent", "2026-11-20"),
    ("a: Nous allons vous rembourser la somme.", "agent", None),
    ("a: Vous recevrez un e-mail.", "company", None),
    ("a: Ich rufe Sie am Freitag zurück.", "agent", "2026-11-20"),
    ("a: Wir werden Ihnen die Rechnung schicken.", "agent", None),
    ("a: Ein Techniker kommt morgen.", "company", "2026-11-19"),
    ("c: Ich schicke Ihnen das Formular.", "customer", None),
)
NOT_PROMISED = (
    "a: I'll check that for you.",
    "a: If it happens again, I'll refund you.",
    "a: I won't call you back.",
    "a: Shall I call you back?",
    "c: Will you call me back on Friday?",
    "a: No voy a enviarle nada.",
    "a: Je ne vous rappelle pas.",
    "a: Ich rufe Sie nicht zurück.",
    "a: Vielleicht rufe ich Sie zurück.",
    "a: ¿Le llamo el viernes?",
)


@pytest.mark.parametrize(("said", "who", "due"), PROMISED)
def test_a_promise_is_dated_and_told_by_whom_in_four_languages(said: str, who: str, due: str | None) -> None:
    heard = call("a: Hello.", said)

    made = promises(listen(heard).sentences, heard.started_at.date())

    assert [(one.who, one.what, one.evidence[0].turn) for one in made] == [(who, said[3:], 1)]
    assert due is None or made[0].due == due


@pytest.mark.parametrize("said", NOT_PROMISED)
def test_what_is_asked_refused_or_only_possible_is_no_promise(said: str) -> None:
    heard = call("a: Hello.", said)

    assert promises(listen(heard).sentences, heard.started_at.date()) == ()


def test_a_promise_made_twice_is_one() -> None:
    heard = call("a: I'll call you back.", "c: When?", "a: I'll call you back.")

    assert len(promises(listen(heard).sentences, heard.started_at.date())) == 1
