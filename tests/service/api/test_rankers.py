"""Learning as the API shows it: rankers and their figures, a fit on demand, and suggestions kept back."""

import subprocess
import sys

from service.domain.access import Role
from service.domain.job import Kind
from service.domain.learning import Certificate, RankerFigures
from service.domain.profile import Automation
from service.drafting.profiles import load_shipped
from service.settings import ROOT
from tests.service.api.desk import operator
from tests.service.api.house import House

TENANT = "fernhill"
FIGURES = RankerFigures(
    examples=120,
    evidence=40,
    accuracy=0.9,
    certificates=(
        Certificate(code="returns", threshold=None, precision=0.98, confidence=0.95, count=12, errors=1),
    ),
)


def test_versions_are_listed_with_what_their_fit_measured(house: House) -> None:
    with house.services.storage.work.begin(TENANT) as unit:
        unit.rankers.add("default", 3, b"learnt", FIGURES, ())

    (row,) = house.client.get("/v1/rankers", headers=house.admin).json()["items"]

    assert (row["profile"], row["version"], row["profile_version"], row["usable"]) == ("default", 1, 3, True)
    assert (row["figures"]["examples"], row["figures"]["evidence"], row["figures"]["accuracy"]) == (
        120,
        40,
        0.9,
    )
    assert row["figures"]["certificates"][0]["threshold"] is None
    assert "learnt" not in str(row)


def test_a_fit_that_is_asked_for_waits_for_a_worker(house: House) -> None:
    for _ in range(2):
        answer = house.client.post("/v1/rankers/default/fit", headers=house.admin)

    unknown = house.client.post("/v1/rankers/no_such/fit", headers=house.admin)
    with house.services.storage.work.read(TENANT) as unit:
        asked = [(row.kind, row.subject) for row in unit.jobs.page().items]
    assert (answer.status_code, answer.json()) == (202, {"profile": "default"})
    assert unknown.status_code == 404
    assert asked == [(Kind.FIT, "default")]


def _blind(house: House) -> None:
    """From now on everybody chooses for themselves."""
    shipped = load_shipped(ROOT / "prompts" / "default")
    profile = shipped.model_copy(update={"automation": Automation(blind_share=1.0)})
    stored = house.services.profiles.import_(operator(TENANT), profile)
    house.services.profiles.publish(operator(TENANT), "default", stored.version)


def test_a_wrapup_whose_suggestion_is_kept_back_says_so_and_takes_an_answer(house: House) -> None:
    house.crm.add_contact("Ada Winter", phone="+441632960123")
    _blind(house)

    wrapup = house.drafted()
    draft = house.client.get(f"/v1/wrapups/{wrapup['id']}/drafts/1", headers=house.mara).json()
    refused = house.confirm(wrapup)
    answered = house.client.post(
        f"/v1/wrapups/{wrapup['id']}/confirm",
        json={"draft": 1, "edits": {"dispositions": [{"code": "none"}]}},
        headers={**house.mara, "If-Match": f'"{wrapup["version"]}"'},
    )
    told = house.client.get(f"/v1/wrapups/{wrapup['id']}/drafts/1", headers=house.mara).json()

    assert (wrapup["blind"], wrapup["audit"], wrapup["content"]["dispositions"]) == (True, False, [])
    assert (draft["content"]["dispositions"], draft["content"]["fields"]) == ([], [])
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/content/dispositions"
    assert answered.status_code == 202
    assert told["content"]["dispositions"]


def test_an_admin_confirms_what_was_drafted(house: House) -> None:
    house.crm.add_contact("Ada Winter", phone="+441632960123")
    _blind(house)
    wrapup = house.drafted()

    confirmed = house.client.post(
        f"/v1/wrapups/{wrapup['id']}/confirm",
        json={"draft": 1},
        headers={**house.admin, "If-Match": f'"{wrapup["version"]}"'},
    )

    assert confirmed.status_code == 202
    assert confirmed.json()["content"]["dispositions"]


def test_the_api_never_loads_what_only_fits_need() -> None:
    look = "import sys, service.api.main; print('scipy' in sys.modules, 'sklearn' in sys.modules)"

    run = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True, cwd=ROOT)

    assert run.stdout.split() == ["False", "False"]


def test_a_viewer_may_look_but_not_ask(house: House) -> None:
    secret = house.services.access.create_key(operator(TENANT), (Role.VIEWER,)).secret
    viewer = {"Authorization": f"Bearer {secret}"}

    looked = house.client.get("/v1/rankers", headers=viewer)
    asked = house.client.post("/v1/rankers/default/fit", headers=viewer)

    assert (looked.status_code, asked.status_code) == (200, 403)
